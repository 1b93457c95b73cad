"""L129 warning: a decision that nothing reads.

zh: 判定“{name}”没有任何地方用到
en: nothing reads the decision `{name}`
hint zh: 删去它，或让别的判定用它
hint en: remove it, or let another decision read it

不是最终回答、不在汇总里、没有条件读它的判定，算了也没有用。

A decision that is not the answer, in no roll-up and in no condition is computed for
nothing.

Rejected:

    decide: baseline
    decisions:
      draft_level: {…}        # read by nothing

Accepted:

    baseline: {take: highest, of: [draft_level, hazard_level]}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the decisions that give a value to nobody."""
    policy = linted.policy
    asked = {policy.decide, policy.scope, policy.inspected}
    members = {name for d in policy.decisions.values() for name in d.of}
    for decision in policy.decisions.values():
        used = decision.id in linted.read | members | asked
        listed = decision.role != "value"
        if (
            not used
            and not listed
            and linted.mentions[decision.id] <= _declared(linted, decision.id)
        ):
            yield Finding(CODE.at(decision.place, name=decision.id))


def _declared(linted: Linted, name: str) -> int:
    """How often the name itself, or a type of the same name, is declared."""
    return 1 + (name in linted.policy.domains)
