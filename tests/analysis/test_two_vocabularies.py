"""Versions that do not share a vocabulary: levels and codes are compared by id, never by place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.analysis.simulation import Simulation
from engine.analysis.transitions import Ladder
from engine.analysis.vocabularies import lowered_alike, read_alike
from tests.analysis.changing import by_key, counts, gauges, river, simulated
from tests.made import field, labelled, load, write_set

YARDS = "code,trade,risk,open\nY1,mill,low,yes\nY2,forge,high,no\nY3,,high,yes\nY4,mill,,\n"


def words(*ids: str) -> dict[str, dict[str, str]]:
    return {id: {"zh": f"{id}字", "en": f"{id} word"} for id in ids}


def yards(
    target: Path,
    *,
    trades: tuple[str, ...] = ("mill", "forge", "dye"),
    risks: tuple[str, ...] = ("low", "mid", "high"),
    fields: dict[str, dict[str, Any]] | None = None,
    rules: list[dict[str, Any]] | None = None,
    **heading: Any,
) -> Path:
    """Write a set that answers for yards: the level follows the trade and the risk."""
    own = {
        "code": field("text", "code"),
        "trade": field("trade", "trade"),
        "risk": field("risk", "risk"),
        "open": field("bool", "open"),
        **(fields or {}),
    }
    usual = [
        {"id": "forge", "when": "trade == 'forge' && risk >= 'mid'", "then": "top", "cite": "K1"},
        {"id": "risky", "when": "risk >= 'high'", "then": "mid", "cite": "K1"},
        {"id": "rest", "when": {}, "then": "none", "cite": "K1"},
    ]
    vocabulary = {
        "scales": {"grade": words("none", "mid", "top"), "risk": words(*risks)},
        "codes": {"trade": words(*trades)},
        "entities": {"yard": labelled("yard", key="code", fields=own)},
    }
    table = labelled("level", **{"for": "yard"}, gives="grade", hit="first", rules=rules or usual)
    return write_set(target, vocabulary, {"decisions": {"level": table}}, decide="level", **heading)


def facts(folder: Path, text: str = YARDS) -> Path:
    folder.mkdir()
    (folder / "yard.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return yards(tmp_path / "old")


def test_codes_in_another_order_change_nothing(old: Path, tmp_path: Path) -> None:
    new = yards(tmp_path / "new", trades=("dye", "forge", "mill"))
    assert read_alike(load(old), load(new))
    assert not lowered_alike(load(old), load(new))
    found = simulated(old, new, facts(tmp_path / "facts"))
    assert counts(found) == {
        ("none", "none"): 1,
        ("top", "top"): 1,
        ("undetermined", "undetermined"): 2,
    }
    assert found.changed == ()
    assert found.sample.one_reading


def test_another_value_for_missing_facts_is_one_reading_and_two_answers(
    old: Path, tmp_path: Path
) -> None:
    new = yards(tmp_path / "new", fields={"trade": field("trade", "trade", missing="mill")})
    assert read_alike(load(old), load(new))
    found = simulated(old, new, facts(tmp_path / "facts"))
    third = by_key(found)["Y3"]
    assert third.old.level == ("mid", "top")
    assert third.new.level == ("mid", "mid")
    assert third.transition == ("undetermined", "mid")
    assert third.direction == "milder"
    assert list(by_key(found)) == ["Y3"]


def test_a_renamed_code_is_read_by_each_version_and_shown_as_what_it_is(
    old: Path, tmp_path: Path
) -> None:
    forge = "trade == 'smithy' && risk >= 'mid'"
    new = yards(
        tmp_path / "new",
        trades=("mill", "smithy", "dye"),
        rules=[
            {"id": "forge", "when": forge, "then": "top", "cite": "K1"},
            {"id": "rest", "when": {}, "then": "none", "cite": "K1"},
        ],
        simulation={"sectors": "trade"},
    )
    text = YARDS.replace("Y2,forge", "Y2,smithy")
    found = simulated(old, new, facts(tmp_path / "facts", text))
    # The old version does not know a smithy: it returned that row, and says so.
    assert not found.sample.one_reading
    assert (found.sample.old_subjects, found.sample.new_subjects) == (3, 4)
    smithy = by_key(found)["Y2"]
    assert smithy.transition == ("not_read", "top")
    assert smithy.direction == "other"
    assert [s.id for s in found.states][-1] == "not_read"
    assert any("one version only" in note.en for note in found.notes)
    sectors = {group.id: group.subjects for group in found.sectors}
    assert sectors == {"mill": 2, "smithy": 1, "": 1}


def test_a_level_that_one_side_lacks_is_shown_as_such(tmp_path: Path) -> None:
    names = "amber:  {zh: 琥珀色, en: Amber}"
    scale = {names: "ochre:  {zh: 赭色, en: Ochre}"}
    new = river(
        tmp_path / "new", vocabulary=scale, routing={"[amber, violet]": "[ochre, violet]"},
        alert={"then: amber, ": "then: ochre, "},
    )  # fmt: skip
    found = simulated(river(tmp_path / "old"), new, gauges(tmp_path / "facts"))
    assert counts(found) == {
        ("calm", "calm"): 1,
        ("amber", "ochre"): 2,
        ("violet", "violet"): 1,
        ("undetermined", "undetermined"): 1,
    }
    amber, ochre = found.state("amber"), found.state("ochre")
    assert (amber.in_old, amber.in_new) == (True, False)
    assert (ochre.in_old, ochre.in_new) == (False, True)
    assert found.by_direction == {"milder": 0, "stricter": 0, "other": 2}
    assert found.state("amber").title.en == "Amber"


def test_a_longer_scale_is_compared_over_the_levels_both_have(tmp_path: Path) -> None:
    longer = {
        "violet: {zh: 紫色, en: Violet}": "violet: {zh: 紫色, en: Violet}\n"
        "    black: {zh: 黑色, en: Black}"
    }
    new = river(
        tmp_path / "new",
        vocabulary=longer,
        alert={
            "{id: violet,    when": "{id: black, when: 'level >= 11.5', then: black, cite: W2}\n"
            "      - {id: violet,    when"
        },
    )
    found = simulated(river(tmp_path / "old"), new, gauges(tmp_path / "facts"))
    told = {key: (c.old.level, c.new.level, c.direction) for key, c in by_key(found).items()}
    assert told == {
        "G4": (("violet", "violet"), ("black", "black"), "stricter"),
        "G5": (("calm", "violet"), ("calm", "black"), "stricter"),
    }
    assert [s.id for s in found.states if s.kind == "level"] == ["black", "violet", "amber", "calm"]


@pytest.mark.parametrize(
    ("old", "new", "a", "b", "step"),
    [
        ("abc", "abc", "a", "c", 1),
        ("abc", "abc", "c", "a", -1),
        ("abc", "abc", "b", "b", 0),
        ("abc", "axc", "b", "c", 1),
        ("abc", "axc", "b", "x", None),
        ("abcd", "axcd", "b", "d", 1),
        ("ab", "ba", "a", "b", None),
        ("ab", "cd", "a", "c", None),
        ("amz", "mzx", "a", "x", 1),
    ],
)
def test_steps_between_scales(old: str, new: str, a: str, b: str, step: int | None) -> None:
    assert Ladder(tuple(old), tuple(new)).step(a, b) == step


def test_levels_of_the_old_scale_stay_where_they_stood() -> None:
    assert Ladder(("a", "b", "c"), ("a", "x", "c")).ids == ("a", "b", "x", "c")
    assert Ladder(("low", "a"), ("a", "b")).ids == ("low", "a", "b")


def test_facts_that_lack_a_column_a_new_rule_needs_leave_answers_open_by_name(
    old: Path, tmp_path: Path
) -> None:
    rules = [
        {"id": "smoke", "when": {"smoke": True}, "then": "top", "cite": "K1"},
        {"id": "forge", "when": "trade == 'forge' && risk >= 'mid'", "then": "top", "cite": "K1"},
        {"id": "risky", "when": "risk >= 'high'", "then": "mid", "cite": "K1"},
        {"id": "rest", "when": {}, "then": "none", "cite": "K1"},
    ]
    new = yards(tmp_path / "new", fields={"smoke": field("bool", "smoke")}, rules=rules)
    found = simulated(old, new, facts(tmp_path / "facts"))
    # Y1 was decided and is open now; Y2 is at the top whether there is smoke or not; Y4 was
    # open already, its upper end rose.
    told = {key: (c.transition, c.new.level) for key, c in by_key(found).items()}
    assert told == {
        "Y1": (("none", "undetermined"), ("none", "top")),
        "Y4": (("undetermined", "undetermined"), ("none", "top")),
    }
    assert found.newly_undetermined == 1
    assert [(g.kind, g.entity, g.name, g.subjects) for g in found.gaps] == [
        ("missing", "yard", "smoke", 1)
    ]
    assert by_key(found)["Y1"].new.why[0].en == "missing: smoke label"
    (smoke,) = [f for f in found.sample.coverage[0].fields if f.field == "smoke"]
    assert (smoke.lacking, smoke.read_by, smoke.in_old) == (True, ("new",), False)


def test_blocks_stand_apart_where_the_new_version_tells_who_was_inspected(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"inspected": "open"}
    found: Simulation = simulated(
        yards(tmp_path / "old", **asked),
        yards(
            tmp_path / "new",
            rules=[{"id": "rest", "when": {}, "then": "none", "cite": "K1"}],
            **asked,
        ),
        facts(tmp_path / "facts"),
    )
    assert {block: dict(m.counts) for block, m in found.blocks.items()} == {
        "inspected": {("none", "none"): 1, ("undetermined", "none"): 1},
        "preliminary": {("top", "none"): 1},
        "unknown": {("undetermined", "none"): 1},
    }
    assert by_key(found)["Y2"].block == "preliminary"


def test_leaving_the_scope_from_a_level_is_milder_and_entering_it_is_stricter(
    tmp_path: Path,
) -> None:
    everything = yards(tmp_path / "all")
    only_open = yards(tmp_path / "open", scope="open")
    told = by_key(simulated(everything, only_open, facts(tmp_path / "facts")))
    assert told["Y2"].transition == ("top", "not_applicable")
    assert told["Y2"].direction == "milder"
    back = by_key(simulated(only_open, everything, tmp_path / "facts"))
    assert back["Y2"].direction == "stricter"
