"""All codes by id: the one list that `yujing rule` and the tests read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine.problems import Code


@cache
def every_code() -> Mapping[str, Code]:
    """Return each code by its id, in the order of ids; an id given twice is our own fault."""
    from engine.catalogue import (
        calendars,
        columnar,
        conditions,
        editing,
        escalation,
        execution,
        facts,
        forward,
        inspection,
        lints,
        maps,
        organisation,
        overlays,
        policy,
        proofs,
        register,
        returned_rows,
        routing,
        run,
        shape,
        simulation,
        tables,
        versions,
        yaml,
        yaml_words,
    )

    modules = (
        calendars, columnar, conditions, editing, escalation, execution, facts, forward, inspection,
        lints, maps, organisation, overlays, policy, proofs, register, returned_rows, routing, run,
        shape, simulation, tables, versions, yaml, yaml_words,
    )  # fmt: skip
    codes: dict[str, Code] = {}
    for module in modules:
        for code in module.CODES:
            if codes.setdefault(code.id, code) is not code:
                raise ValueError(f"the code {code.id} is given twice")
    return dict(sorted(codes.items()))
