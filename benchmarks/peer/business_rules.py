"""business-rules: rules as JSON over an object of variables, one call a flat fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import BELOW, RULES, TABLE, Answers, flat, settled

TITLE, PACKAGE, OBJECTS = "business-rules", "business-rules", True


def _rule(rule: str, tests: list[dict[str, Any]]) -> dict[str, Any]:
    act = {"name": "warn", "params": {"rule": rule}}
    return {"conditions": {"all": tests}, "actions": [act]}


def _test(name: str, operator: str, value: object) -> dict[str, Any]:
    return {"name": name, "operator": operator, "value": value}


def rules() -> dict[str, list[dict[str, Any]]]:
    found = {
        f"R{n}": _rule(f"R{n}", [_test("open", "is_true", True), _test("risk", "equal_to", 5 - n)])
        for n in (1, 2, 3, 4)
    }
    for row in TABLE:
        tests = [
            {"any": [_test("sector", "equal_to", sector) for sector in row.sectors]},
            _test("worst", "equal_to", row.gravity),
            _test("hazards", "greater_than_or_equal_to", row.least),
        ]
        if BELOW[row.rule]:
            tests.append(_test("hazards", "less_than", BELOW[row.rule]))
        found[row.rule] = _rule(row.rule, tests)
    return {
        "hazard": [found[rule] for rule in RULES if rule[0] == "R"],
        "sum": [found[rule] for rule in RULES if rule[0] == "D"],
    }


def load(folder: Path) -> Any:
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_TEXT
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
    )

    class Variables(BaseVariables):  # type: ignore[misc]
        def __init__(self, fact: dict[str, Any]) -> None:
            self.fact = fact

        @boolean_rule_variable
        def open(self) -> Any:
            return self.fact["open"]

        @numeric_rule_variable
        def risk(self) -> Any:
            return self.fact["risk"]

        @numeric_rule_variable
        def sector(self) -> Any:
            return self.fact["sector"]

        @numeric_rule_variable
        def worst(self) -> Any:
            return self.fact["worst"]

        @numeric_rule_variable
        def hazards(self) -> Any:
            return self.fact["hazards"]

    class Actions(BaseActions):  # type: ignore[misc]
        def __init__(self) -> None:
            self.fired: list[str] = []

        @rule_action(params={"rule": FIELD_TEXT})
        def warn(self, rule: str) -> None:
            self.fired.append(rule)

    return rules(), Variables, Actions, flat(folder)


def run(loaded: Any) -> Answers:
    from business_rules import run_all

    rules_of, variables, actions, enterprises = loaded
    fired = []
    for _, facts in enterprises:
        did = actions()
        for fact in facts:
            run_all(
                rule_list=rules_of[fact["kind"]], defined_variables=variables(fact),
                defined_actions=did, stop_on_first_trigger=True,
            )  # fmt: skip
        fired.append(did.fired)
    return settled(fired, (count for count, _ in enterprises))
