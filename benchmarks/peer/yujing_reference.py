"""yujing, reference executor: answers of every row, every rule, missing facts reckoned with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peer.job import BIT, POLICY, Answers
from engine.execution.outcome import Recorder, record
from engine.execution.reference import answers
from engine.execution.subjects import Item, subjects
from engine.facts.reading import read_facts
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet

TITLE, PACKAGE, OBJECTS = "yujing reference, records with reasons", "", True
RANK = {"none": 0, "l4": 1, "l3": 2, "l2": 3, "l1": 4}


class Loaded(NamedTuple):
    policy: PolicySet
    items: list[Item]
    identified: list[bool]


def load(folder: Path) -> Loaded:
    policy = load_policy(POLICY)
    facts = read_facts(folder / "facts", policy)
    items = sorted(subjects(policy, facts), key=lambda item: int(item.key[0]))
    rows = facts.tables["enterprise"].rows
    return Loaded(policy, items, [bool(rows[item.key].values["identified"]) for item in items])


def run(loaded: Loaded) -> Answers:
    return read_back(loaded, answers(loaded.policy, loaded.items, 0))


def read_back(loaded: Loaded, given: Iterable[Any]) -> Answers:
    """Return the answers out of whole outcome records; their making is part of the work."""
    recorder = Recorder(loaded.policy, 0)
    levels, masks, counts = [], [], []
    for item, identified, answer in zip(loaded.items, loaded.identified, given, strict=True):
        made = record(loaded.policy, recorder.outcome(item, answer))
        level: Any = made["level"]
        fired: Any = made["fired"]
        assert level["low"] == level["high"], json.dumps(made)
        mask = count = 0
        for name, number in fired.items():
            table, _, rule = name.partition("/")
            if table == "at_point" and rule != "R0":
                count += number
            if (table == ("at_point" if identified else "by_number")) and rule in BIT:
                mask |= BIT[rule]
        if not identified:
            # Of the rows of the table that hold, the first decides.
            mask = 0 if "by_number/D00" in fired else mask & -mask
        levels.append(RANK[level["low"]])
        masks.append(mask)
        counts.append(count)
    return Answers(levels, masks, counts)
