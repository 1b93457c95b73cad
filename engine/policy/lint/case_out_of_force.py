"""L140 warning: a case on a day on which the policy is not in force.

zh: 样例的基准日 {day} 不在施行期 {start} – {until} 内
en: the case's day {day} is outside the time in force, {start} – {until}
hint zh: 换一个施行期内的日期
hint en: choose a day on which the policy is in force

规则不施行的那一天，系统拒绝判定；样例却照样通过，证明不了什么。

On such a day the program refuses to answer, so that the case proves nothing about use.

Rejected:

    effective: {from: "2026-01-01"}
    as_of: "2025-06-30"

Accepted:

    effective: {from: "2026-01-01"}
    as_of: "2026-06-30"
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the cases whose day lies outside the span of the set."""
    start, until = linted.policy.effective
    for case in linted.case_parts():
        try:
            day = date.fromisoformat(case.text("as_of"))
        except ValueError:
            continue  # the case reader says so
        if day < start or (until is not None and day >= until):
            place = (case.get("as_of") or case).place
            yield Finding(CODE.at(place, day=day, start=start, until=until or ""))
