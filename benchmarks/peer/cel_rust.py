"""CEL in Rust: compiled programs, one call a rule and a flat fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import Answers, by_kind, expressions, flat, settled

TITLE, PACKAGE, OBJECTS = "CEL (Rust)", "common-expression-language", True


def load(folder: Path) -> Any:
    import cel

    programs = {rule: cel.compile(text) for rule, text in expressions(" && ").items()}
    return by_kind(programs), flat(folder)


def run(loaded: Any) -> Answers:
    rules_of, enterprises = loaded
    fired = [
        [rule for f in facts for rule, test in rules_of[f["kind"]] if test.execute(f)]
        for _, facts in enterprises
    ]
    return settled(fired, (count for count, _ in enterprises))
