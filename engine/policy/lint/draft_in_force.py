"""L190 warning: a draft value that is in force.

zh: 暂定的数“{name}”已经施行
en: the draft value `{name}` is in force
hint zh: 请主管部门确认，再改为 basis: local
hint en: have it confirmed, then write `basis: local`

只在 --select L190 时报告。施行之前，每一个暂定的数都应当有人确认；这里列出还
没有确认的。

Reported with `--select L190` only. Before a set is put in force somebody confirms each of
its draft values; these are still open.

Rejected:

    many: {at_least: 10, basis: draft}

Accepted:

    many: {at_least: 10, basis: local}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the groups of values that are draft."""
    for part in linted.parts:
        for name, group in part.entries("values"):
            if group.text("basis") == "draft":
                yield Finding(CODE.at(group.key_place, name=name))
