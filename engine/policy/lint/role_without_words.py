"""L115 warning: a role that nobody may play, without words for that.

zh: 角色“{name}”可能没有部门担任，却没有写 empty 或 otherwise
en: nobody may play the role `{name}`, and it has neither `empty` nor `otherwise`
hint zh: 用 empty 说明没有部门担任时是什么意思
hint en: say in `empty` what it means that nobody does

有的企业不在名单上，有的级别之间没有别的级别，这个角色就没有部门担任。不写说明，文书上是一片
空白。

Some enterprises stand on no list, some levels have none between them: then nobody plays the
role, and without words the message just stays blank.

Rejected:

    inspecting: {at: highest_listing_level}

Accepted:

    inspecting:
      at: highest_listing_level
      empty: {zh: 不在任何名单上, en: it is on no list}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


MAY_BE_EMPTY = frozenset({"highest_listing_level", "levels_between", "level_above"})


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the roles that may be empty without a word."""
    roles = linted.policy.routing.roles.values() if linted.policy.routing else ()
    for role in roles:
        silent = role.empty is None and role.otherwise in ("", "nobody")
        if role.at and role.at[0] in MAY_BE_EMPTY and silent:
            yield Finding(CODE.at(role.place, name=role.id))
