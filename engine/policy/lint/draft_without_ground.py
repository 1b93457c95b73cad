"""L110 warning: a draft value of which nobody says where it comes from.

zh: 暂定的数“{name}”既没有引用条款，也没有说明
en: the draft value `{name}` has neither `cite` nor `note`
hint zh: 写明它要落实哪一条（cite），或者为什么定这个数（note）
hint en: say which clause it carries out (`cite`), or why this number (`note`)

暂定的数要由人确认。不写依据，确认的人不知道在确认什么。

A draft value waits for somebody to confirm it. Without a ground nobody knows what is being
confirmed.

Rejected:

    many: {at_least: 10, basis: draft}

Accepted:

    many: {at_least: 10, basis: draft, cite: C1.2-j}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the groups of values that are draft without any ground."""
    for part in linted.parts:
        for name, group in part.entries("values"):
            if group.text("basis") == "draft" and not (group.get("cite") or group.get("note")):
                yield Finding(CODE.at(group.key_place, name=name))
