"""Order says nothing: of rows, of files, of rules in tables without order, of hashes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.example import FOLDERS, POLICY, ROOT, read_yaml, rows_of, subset, write_rows, write_yaml

ORDERED = ("first", "rule-order", "output-order")  # where the order of rules says something
SEEDS = ("0", "1", "20260630")


def records(policy: Path, facts: Path, engine: str = "reference", seed: str = "0") -> list[bytes]:
    """The outcome records, without the header that names policy and facts by their hash."""
    ran = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "evaluate", "-p", str(policy), "-f", str(facts),
         "--engine", engine, "--format", "jsonl"],
        capture_output=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
    )  # fmt: skip
    return ran.stdout.splitlines()[1:]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return subset(tmp_path_factory.mktemp("permutation") / "facts")


@pytest.fixture(scope="module")
def plain(facts: Path) -> list[bytes]:
    found = records(POLICY, facts)
    assert len(found) > 120
    assert len({line.split(b'"level":')[1][:30] for line in found}) >= 5
    return found


def shuffled_facts(facts: Path, folder: Path, random: Random) -> Path:
    """The same rows in another order, in files of other names, divided otherwise."""
    shutil.copytree(facts, folder)
    for part in FOLDERS:
        for path in sorted((folder / part).glob("*.csv")):
            head, *rows = rows_of(path)
            path.unlink()
            random.shuffle(rows)
            cut = random.randrange(1, len(rows))
            for half in (rows[:cut], rows[cut:]):
                name = f"{random.randrange(10**9)}.csv"
                write_rows(folder / part / name, [head, *half])
    for path in folder.glob("*.csv"):
        head, *rows = rows_of(path)
        random.shuffle(rows)
        write_rows(path, [head, *rows])
    return folder


def shuffled_policy(folder: Path, random: Random) -> Path:
    """The same set with files, decisions and rules of order-free tables in another order."""
    shutil.copytree(POLICY, folder)
    for path in folder.glob("*.yaml"):
        data = read_yaml(path)
        if path.name == "policy.yaml":
            random.shuffle(data["files"])
        if "decisions" in data:
            data["decisions"] = _shuffled_decisions(data["decisions"], random)
        write_yaml(path, data)
    return folder


def _shuffled_decisions(decisions: dict[str, Any], random: Random) -> dict[str, Any]:
    for decision in decisions.values():
        if "rules" in decision and decision["hit"] not in ORDERED:
            random.shuffle(decision["rules"])
        if isinstance(decision.get("of"), list):
            random.shuffle(decision["of"])
    return dict(random.sample(list(decisions.items()), len(decisions)))


@pytest.mark.parametrize("turn", [1, 2])
def test_the_order_of_rows_and_files_changes_nothing(
    facts: Path, plain: list[bytes], tmp_path: Path, turn: int
) -> None:
    assert records(POLICY, shuffled_facts(facts, tmp_path / "facts", Random(turn))) == plain


@pytest.mark.parametrize("turn", [1, 2])
def test_the_order_of_rules_decisions_and_policy_files_changes_nothing(
    facts: Path, plain: list[bytes], tmp_path: Path, turn: int
) -> None:
    assert records(shuffled_policy(tmp_path / "set", Random(turn)), facts) == plain


@pytest.mark.parametrize("seed", SEEDS[1:])
def test_the_seed_of_the_hash_changes_nothing(facts: Path, plain: list[bytes], seed: str) -> None:
    assert records(POLICY, facts, seed=seed) == plain


def test_all_of_it_at_once_changes_nothing_for_forward_chaining_either(
    facts: Path, plain: list[bytes], tmp_path: Path
) -> None:
    random = Random(7)
    policy = shuffled_policy(tmp_path / "set", random)
    given = shuffled_facts(facts, tmp_path / "facts", random)
    assert records(policy, given, "forward", SEEDS[2]) == plain
