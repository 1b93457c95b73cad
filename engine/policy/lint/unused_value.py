"""L124 warning: a group of values that nothing uses.

zh: values 中的“{name}”没有用到
en: nothing uses `{name}` of `values`
hint zh: 删去它，或在条件里用 values.{name}
hint en: remove it, or use `values.{name}` in a condition

没有用到的数改了也不起作用，改的人却以为改了规则。

A number that nothing uses can be changed without effect, and who changes it believes
otherwise.

Rejected:

    values:
      many: {at_least: 10, basis: draft}
    rules:
      - {id: many, when: {hazards: ">= 10"}, then: must}

Accepted:

    rules:
      - {id: many, when: "hazards >= values.many.at_least", then: must}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the groups of values that are named nowhere else."""
    for part in linted.parts:
        for name, group in part.entries("values"):
            if linted.mentions[name] <= 1:
                yield Finding(CODE.at(group.key_place, name=name))
