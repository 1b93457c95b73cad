"""rule-engine: compiled expressions, one call a rule and a flat fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import Answers, by_kind, expressions, flat, settled

TITLE, PACKAGE, OBJECTS = "rule-engine", "rule-engine", True


def load(folder: Path) -> Any:
    import rule_engine

    rules = {rule: rule_engine.Rule(text) for rule, text in expressions(" and ").items()}
    return by_kind(rules), flat(folder)


def run(loaded: Any) -> Answers:
    rules_of, enterprises = loaded
    fired = [
        [rule for f in facts for rule, test in rules_of[f["kind"]] if test.matches(f)]
        for _, facts in enterprises
    ]
    return settled(fired, (count for count, _ in enterprises))
