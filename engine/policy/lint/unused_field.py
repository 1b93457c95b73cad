"""L106 warning: a field that is computed, or asked for, and never read.

zh: 字段“{entity}.{name}”{why}，却没有任何地方用到
en: nothing reads the field `{entity}.{name}`, which is {why}
hint zh: 删去它；只作记录的，写 missing: null
hint en: remove it; if it is only recorded, write `missing: null`

算出来没人读的字段是多余的；missing: ask 的字段没填就要去核实，却对什么都没有影
响，让人白跑一趟。

A computed field that nobody reads is dead weight. A field with `missing: ask` sends people
to find out something that changes nothing.

Rejected:

    remarks: {type: text, missing: ask}

Accepted:

    remarks: {type: text, missing: null}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.problems import Text

CODE = lint_code(__doc__)


COMPUTED, ASKED = Text("要计算", "computed"), Text("没填要核实", "asked for where it is missing")


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the fields that no condition and no other file names."""
    entities = linted.policy.entities.values()
    cased = {name for case in linted.case_parts() for name, _ in case.entries("expect")}
    life = linted.policy.escalation
    told = life.entity if life else None  # the register fills it in, and nobody is asked
    for entity in entities:
        for field in entity.fields.values():
            declared = sum(field.name in e.fields for e in entities)
            used = field.name in linted.read or linted.mentions[field.name] > declared
            asked = field.derive is None and field.missing.kind == "ask" and entity.name != told
            if used or field.name in entity.key or field.name in cased:
                continue
            if field.derive is not None or asked:
                why = ASKED if asked else COMPUTED
                yield Finding(CODE.at(field.place, entity=entity.name, name=field.name, why=why))
