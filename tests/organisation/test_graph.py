"""Graphs give one answer, whatever the order in which they were written down."""

import os
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.graph import Tree, find_cycles, topological_order

EDGES = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=4), max_size=8
)


def shuffled(edges: dict[str, list[str]], seed: int) -> dict[str, list[str]]:
    chance = random.Random(seed)
    names = chance.sample(sorted(edges), len(edges))
    return {name: chance.sample(edges[name], len(edges[name])) for name in names}


def test_dependencies_come_first_and_ties_go_by_name() -> None:
    edges = {"z": ["m", "b"], "b": [], "a": ["m"], "m": []}
    assert topological_order(edges) == ["b", "m", "a", "z"]


def test_a_name_that_is_only_depended_on_is_listed() -> None:
    assert topological_order({"a": ["x"]}) == ["x", "a"]


def test_no_names_have_an_empty_order() -> None:
    assert topological_order({}) == []
    assert find_cycles({}) == []


def test_a_cycle_refuses_an_order_and_is_named() -> None:
    with pytest.raises(ValueError, match=r"\['a', 'b'\]"):
        topological_order({"a": ["b"], "b": ["a"]})


def test_each_knot_gives_its_shortest_cycle() -> None:
    edges = {"a": ["b"], "b": ["c", "a"], "c": ["a"], "x": ["x"], "y": ["a"]}
    assert find_cycles(edges) == [["a", "b"], ["x"]]


@given(EDGES, st.integers())
@settings(max_examples=150, deadline=None)
def test_either_there_is_an_order_or_there_is_a_cycle(
    edges: dict[str, list[str]], seed: int
) -> None:
    cycles = find_cycles(edges)
    assert cycles == find_cycles(shuffled(edges, seed))
    for cycle in cycles:
        steps = zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        assert all(after in edges[name] for name, after in steps)
    if cycles:
        with pytest.raises(ValueError, match="cycles"):
            topological_order(edges)
        return
    order = topological_order(edges)
    assert order == topological_order(shuffled(edges, seed))
    place = {name: n for n, name in enumerate(order)}
    assert set(place) == {*edges, *(t for ts in edges.values() for t in ts)}
    assert all(place[t] < place[name] for name, ts in edges.items() for t in ts)


TREE = Tree({"p": "", "m2": "p", "m1": "p", "k2": "m1", "k1": "m1", "k3": "m2"})


def test_a_tree_is_walked_up_and_down() -> None:
    assert TREE.root == "p"
    assert TREE.path_up("k2") == ("k2", "m1", "p")
    assert TREE.children("m1") == ("k1", "k2")
    assert TREE.below("p") == ("p", "m1", "k1", "k2", "m2", "k3")


def test_the_nearest_common_node_is_found_by_walking_up() -> None:
    assert TREE.nearest_common("k1", "k2") == "m1"
    assert TREE.nearest_common("k1", "m1") == "m1"
    assert TREE.nearest_common("k1", "k3") == "p"


@pytest.mark.parametrize(
    ("parents", "word"),
    [
        ({"a": "b", "b": "a"}, "cycles"),
        ({"a": "", "b": ""}, "roots"),
        ({"a": "", "b": "x"}, "unknown"),
        ({}, "roots"),
    ],
)
def test_what_is_no_tree_is_refused(parents: dict[str, str], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Tree(parents)


def test_answers_do_not_change_with_the_hash_seed() -> None:
    program = (
        "from engine.graph import *;"
        "t = Tree({'p': '', **{f'm{i}': 'p' for i in range(9)}, 'k': 'm3', 'l': 'm3'});"
        "print(t.below('p'), t.nearest_common('k', 'l'),"
        " find_cycles({'a': {'b', 'c'}, 'b': {'a'}, 'c': {'a'}}),"
        " topological_order({'z': {'q', 'r', 's'}, 'y': {'s', 'q'}}))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert "m3" in outputs.pop()


def test_networkx_is_loaded_only_when_a_graph_is_asked_for() -> None:
    program = "import sys, engine.graph; print('networkx' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
