"""L125 warning: a role that nobody is addressed by.

zh: 角色“{name}”没有用到
en: nothing names the role `{name}`
hint zh: 删去它，或写进文书的收件方
hint en: remove it, or address a message to it

没有文书、没有步骤用到的角色，只会让人以为有人会收到。

A role that no message and no step names looks as if somebody were told.

Rejected:

    roles:
      neighbour: {…}      # and no message to it

Accepted:

    to:
      - {role: neighbour, cite: C9}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the roles that are declared and named nowhere else."""
    for part in linted.documents.get("routing", ()):
        for name, role in part.entries("roles"):
            same = name in linted.policy.domains or name in linted.policy.entities
            levels = [level for level, _ in part.entries("levels")]
            if linted.mentions[name] <= 1 and not same and name not in levels:
                yield Finding(CODE.at(role.key_place, name=name))
