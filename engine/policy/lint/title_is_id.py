"""L130 warning: a title that only repeats the id.

zh: “{name}”的名称就是它的编号
en: the title of `{name}` only repeats its id
hint zh: 写一个给人看的名称
hint en: give it a title for people

报告里显示的是名称。名称就是英文编号的，看报告的人不知道说的是什么。

Reports show titles. One that only repeats the id tells a reader nothing.

Rejected:

    grade_basis: {zh: grade_basis, en: Basis}

Accepted:

    grade_basis: {zh: 判定依据, en: Basis}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.problems import Place, Text

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield entities, fields and decisions that are titled by their id."""
    for name, title, place in _titled(linted):
        if "_" in name and name in (title.zh, title.en):
            yield Finding(CODE.at(place, name=name))


def _titled(linted: Linted) -> Iterator[tuple[str, Text, Place]]:
    for entity in linted.policy.entities.values():
        yield entity.name, entity.title, entity.place
        yield from ((f.name, f.title, f.place) for f in entity.fields.values())
    yield from ((d.id, d.title, d.place) for d in linted.policy.decisions.values())
