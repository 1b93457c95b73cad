"""L122 warning: two cases of one name.

zh: 另一个样例（{first}）也叫“{name}”
en: another case ({first}) is called “{name}” too
hint zh: 写明两个样例差在哪里
hint en: say in the name what sets them apart

报告里只列名称。两个样例同名，不知道是哪一个没通过。

Reports list names. Of two cases with one name nobody knows which one failed.

Rejected:

    - name: {zh: 有隐患, en: A hazard}
    - name: {zh: 有隐患, en: A hazard}

Accepted:

    - name: {zh: 一级点有隐患, en: A hazard at a level-1 point}
    - name: {zh: 二级点有隐患, en: A hazard at a level-2 point}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted, first_twice

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the cases whose name stood before, in either language."""
    for language in ("zh", "en"):
        cases = linted.case_parts()
        names = [((c.get("name") or c).text(language), c) for c in cases]
        for name, case, first in first_twice(names):
            place = (case.get("name") or case).place
            yield Finding(CODE.at(place, name=name, first=first.place))
