"""L128 warning: a policy in force for an unusual time.

zh: 施行期从 {start} 到 {until}，{why}
en: the policy is in force from {start} until {until}, {why}
hint zh: 核对 effective 的两个日期；一直有效的不写 until
hint en: look at the two dates of `effective`; leave out `until` where there is no end

施行期不到一个月或超过三十年，多半是年份写错了。

A time of less than a month or of more than thirty years mostly is a slip of the year.

Rejected:

    effective: {from: "2021-01-01", until: "2201-01-01"}

Accepted:

    effective: {from: "2021-01-01", until: "2022-01-01"}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.problems import Text

CODE = lint_code(__doc__)


SHORT, LONG = Text("不到一个月", "less than a month"), Text("超过三十年", "more than thirty years")
LEAST_DAYS, MOST_DAYS = 28, 30 * 366


def find(linted: Linted) -> Iterator[Finding]:
    """Yield a finding where the span of the set is very short or very long."""
    start, until = linted.policy.effective
    for part in linted.documents.get("policy", ()) if until else ():
        days = (until - start).days if until else MOST_DAYS
        if not LEAST_DAYS <= days <= MOST_DAYS:
            place = (part.get("effective") or part).place
            why = SHORT if days < LEAST_DAYS else LONG
            yield Finding(CODE.at(place, start=start, until=until, why=why))
