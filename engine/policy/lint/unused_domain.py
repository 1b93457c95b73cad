"""L107 warning: a scale or code list that is no field's type.

zh: “{name}”没有任何字段或判定使用
en: no field and no decision has the type `{name}`
hint zh: 删去它，或用作某个字段的类型
hint en: remove it, or make it the type of a field

没有使用的级次或代码表只会让人以为它有效，改了也不起作用。

A scale or code list that nothing uses looks as if it counted; a change to it does nothing.

Rejected:

    codes:
      shift: {day: {zh: 白班, en: Day}, night: {zh: 夜班, en: Night}}   # and no field of that type

Accepted:

    shift_worked: {type: shift, zh: 班次, en: Shift}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import PROPOSAL, REVIEW

CODE = lint_code(__doc__)


BUILT_IN = frozenset({PROPOSAL, REVIEW})


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the domains that are declared and named nowhere else."""
    for part in linted.documents.get("vocabulary", ()):
        for kind in ("scales", "codes"):
            for name, domain in part.entries(kind):
                if linted.mentions[name] <= 1 and name not in BUILT_IN:
                    yield Finding(CODE.at(domain.key_place, name=name))
