"""Faults of the library that were seen elsewhere, and cannot reach an answer here."""

from __future__ import annotations

import gc
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.execution import forward, reference
from engine.execution.forward import Limits
from engine.execution.forward_chain import Chain
from engine.execution.forward_host import (
    MAX_PATTERNS,
    SESSION_FACTS,
    TABLE,
    Host,
    HostFault,
    Pattern,
    UnfitFact,
    check_names,
    name_hash,
)
from engine.execution.subjects import Item
from engine.language.types import INT64_MAX
from tests.execution.forward_runs import needs_library
from tests.execution.forward_set import (
    AS_OF,
    GRADE,
    SCALE,
    firm,
    firms,
    lit,
    op,
    policy_set,
    row,
    table,
    usual_set,
)

pytestmark = needs_library
STATM = Path("/proc/self/statm")
RULES: dict[str, Pattern] = {
    "three": ((TABLE, "==", "t"), ("n", "==", 3)),
    "some": ((TABLE, "==", "t"), ("n", ">=", 1)),
}


def host(rules: dict[str, Pattern] = RULES) -> Host:
    return Host({"r": rules})


def chained(policy: Any, item: Item) -> dict[Any, Any]:
    chain = Chain(policy, AS_OF)
    done = {(r.entity, r.key): said for r, said in chain.answer(item).items()}
    chain.close()
    return done


def test_empty_level_fires_no_rule_surely() -> None:
    rules = [(op("ge", GRADE, lit(n, SCALE)), n) for n in (1, 2, 3)]
    policy = policy_set([table("asked", "firm", "highest", rules)])
    item = row("firm", ("企业",), Random(1), share=1.0)
    settled = chained(policy, item)["firm", ("企业",)]["asked"]
    assert (settled.fired, settled.unknown, settled.low, settled.high) == ((), (0, 1, 2), 0, 3)


def test_text_never_meets_a_number() -> None:
    rules = host()
    with pytest.raises(UnfitFact, match="bool"):
        rules.match("r", {TABLE: "t", "n": True})
    with pytest.raises(UnfitFact, match="float"):
        rules.match("r", {TABLE: "t", "n": 3.0})  # type: ignore[dict-item]
    rules.close()


def test_equal_rows_are_each_answered() -> None:
    """Neither taken for one fact observed twice, nor used up by the first that fires."""
    rules = host()
    assert [rules.match("r", {TABLE: "t", "n": 3}) for _ in range(5)] == [["three", "some"]] * 5
    rules.end()
    assert rules.match("r", {TABLE: "t", "n": 3}) == ["three", "some"]
    rules.close()


def test_fact_that_matches_nothing_fires_nothing_and_is_normal() -> None:
    rules = host()
    assert [rules.match("r", {TABLE: "t", "n": n}) for n in (0, 2, 0, 3)] == [
        [], ["some"], [], ["three", "some"],
    ]  # fmt: skip
    rules.close()


def test_all_alternatives_of_a_full_ruleset_can_fire_at_once() -> None:
    many: dict[str, Pattern] = {
        f"p{n}": ((TABLE, "==", "t"), ("n", ">=", n)) for n in range(MAX_PATTERNS)
    }
    rules = host(many)
    assert sorted(rules.match("r", {TABLE: "t", "n": 99})) == sorted(many)
    rules.close()


def test_error_of_an_action_is_not_swallowed() -> None:
    class Refusing(list[Any]):
        def append(self, _: Any) -> None:
            raise ValueError("boom")

    rules = host()
    rules._fired = Refusing()
    with pytest.raises(HostFault, match="boom"):
        rules.match("r", {TABLE: "t", "n": 3})


def test_firing_for_another_fact_is_noticed() -> None:
    class Mixed(list[Any]):
        def append(self, fired: Any) -> None:
            super().append((fired[0], "another"))

    rules = host()
    rules._fired = Mixed()
    with pytest.raises(HostFault, match="another fact"):
        rules.match("r", {TABLE: "t", "n": 3})


def test_session_that_does_not_open_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Host, "_count_opening", lambda self, context: None)
    rules = host()
    with pytest.raises(HostFault, match="opening"):
        rules.match("r", {TABLE: "t", "n": 3})


@pytest.mark.parametrize(
    "pattern",
    [
        (),
        (("n", "==", 3),),
        ((TABLE, ">=", "t"),),
        ((TABLE, "==", "t"), ("a.b", "==", 3)),
        ((TABLE, "==", "t"), ("$s", "==", 1)),
        ((TABLE, "==", "t"), ("sid", "==", "x")),
        ((TABLE, "==", "t"), ("n", "==", INT64_MAX + 1)),
        ((TABLE, "==", "t"), *((f"n{n}", "==", 1) for n in range(60))),
    ],
    ids=["none", "no table", "not equal", "dotted", "state", "session", "too great", "too long"],
)
def test_pattern_that_the_library_would_misread_is_refused(pattern: Pattern) -> None:
    with pytest.raises(HostFault):
        host({"bad": pattern})


def test_more_patterns_than_a_ruleset_holds_are_refused() -> None:
    with pytest.raises(HostFault, match="61 patterns"):
        host({f"p{n}": ((TABLE, "==", "t"), ("n", "==", n)) for n in range(61)})


def test_fields_that_are_one_to_the_library_are_refused() -> None:
    first, second = "91440101MA00022789", "91440101MA00239192"
    assert name_hash(first) == name_hash(second)
    with pytest.raises(HostFault, match="one hash"):
        check_names([first, second])


def test_subject_with_more_facts_than_a_session_takes_is_answered() -> None:
    policy = usual_set()
    chance = Random(4)
    item = firm(0, chance)
    parts = tuple(row("part", ("企业0", f"p{n}"), chance) for n in range(SESSION_FACTS + 50))
    for part in parts:
        part.parent = item
        part.links["twin"] = parts[0]
    item.children["part"] = parts
    assert chained(policy, item) == reference.Program(policy, AS_OF).answer(item)


def test_link_into_another_tree_is_followed_through_the_worker() -> None:
    policy = usual_set()
    items = [item for item in firms(12, seed=8) if item.children["part"]]
    for item, other in zip(items, [*items[1:], items[0]], strict=True):
        item.children["part"][0].links["twin"] = other.children["part"][-1]
    run = forward.run(policy, items, AS_OF, Limits(trees=3))
    expected = list(reference.answers(policy, items, AS_OF))
    assert [answer for _, answer in run] == expected
    assert len(expected[0]) > 6  # every tree is linked, so each answer holds them all
    assert run.report.problems == []


@pytest.mark.parametrize("seed", ["0", "1", "12345"])
def test_seed_of_the_hash_changes_no_answer(seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    policy, items = usual_set(), firms(25)
    run = forward.run(policy, items, AS_OF)
    assert [a for _, a in run] == list(reference.answers(policy, items, AS_OF))
    assert run.report.engine == "forward"


def test_texts_that_only_look_alike_differ() -> None:
    """Spellings are unified where facts are read, once, and not here."""
    rules = host({"exact": ((TABLE, "==", "t"), ("n", "==", "é 金属冶炼"))})
    spellings = ("é 金属冶炼", "e\u0301 金属冶炼", "é 金属冶炼 ")
    said = [rules.match("r", {TABLE: "t", "n": text}) for text in spellings]
    assert said == [["exact"], [], []]
    rules.close()


@pytest.mark.skipif(not STATM.exists(), reason="needs /proc to read the memory of the process")
def test_policies_loaded_again_and_again_leave_no_memory_behind() -> None:
    policy, item = usual_set(), firms(1)[0]
    sizes = []
    for _ in range(4):
        for _ in range(60):
            chained(policy, item)
        gc.collect()
        sizes.append(int(STATM.read_text(encoding="ascii").split()[1]) * 4096)
    assert max(sizes[1:]) - sizes[0] < 4_000_000, sizes
