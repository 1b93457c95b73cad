"""What differs between two versions, in sentences, and for whom a changed rule matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.analysis.difference import Difference
from engine.service.differences import Compared, compare
from tests.analysis.changing import SALTMERE, TODAY, changed_copy, gauges, river
from tests.command_line import run_once

CHANGES = {
    "policy.yaml": {'version: "7"': 'version: "8"'},
    "alert.yaml": {
        "amber: 8.0, violet: 11.5": "amber: 8.1, violet: 11.5",
        '{id: violet,    when: "level >= values.bands.violet",     then: violet, cite: W2}':
            '{id: flood, when: "level >= 15", then: violet, cite: W2}',
        "{id: any-level, when: {},                                 then: calm,   cite: W1}":
            "{id: any-level, when: {}, then: calm, cite: W2}",
    },
    "vocabulary.yaml": {
        "max: 40,": "max: 50,",
        "amber:  {zh: 琥珀色, en: Amber}": "amber:  {zh: 琥珀色, en: Amber, also: [黄]}",
        "    fields:\n": "    fields:\n"
            "      keeper: {type: text, zh: 站长, en: Keeper, missing: null}\n",
    },
    "routing.yaml": {"when: {level: violet}, cite: W4": "cite: W4"},
    "notice.yaml": {},
    "hierarchy/departments.csv": {"Water Office of Fenshire": "Fen Water Office"},
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    base = tmp_path_factory.mktemp("river")
    new = changed_copy(SALTMERE, base / "new", CHANGES)
    facts = str(gauges(base / "facts"))
    return compare(str(SALTMERE), str(new), facts, as_of=None, today=TODAY)


def told(found: Compared, part: str) -> dict[str, Difference]:
    return {one.id: one for one in found.differences if one.part == part}


def aspects(one: Difference) -> dict[str, tuple[str, str]]:
    return {aspect.name.en: (aspect.old.en, aspect.new.en) for aspect in one.aspects}


def test_rules_are_added_removed_and_changed_by_their_ids(found: Compared) -> None:
    rules = told(found, "rule")
    assert {id: one.kind for id, one in rules.items()} == {
        "alert/any-level": "changed",
        "alert/amber": "changed",
        "alert/flood": "added",
        "alert/violet": "removed",
    }
    assert aspects(rules["alert/any-level"]) == {"clauses": ("W1", "W2")}
    assert aspects(rules["alert/amber"]) == {
        "if": (
            "Level in feet is at least 8 (bands.amber)",
            "Level in feet is at least 8.1 (bands.amber)",
        )
    }
    assert aspects(rules["alert/flood"])["if"] == ("", "Level in feet is at least 15")
    assert aspects(rules["alert/violet"])["then"] == ("Violet", "")
    assert rules["alert/violet"].old_place.startswith(f"{SALTMERE}/alert.yaml:")
    assert rules["alert/violet"].new_place == ""


def test_each_changed_rule_has_a_witness_whose_table_answers_otherwise(found: Compared) -> None:
    rules = told(found, "rule")
    amber, violet = rules["alert/amber"].witness, rules["alert/violet"].witness
    assert amber is not None
    assert (amber.key, amber.name, amber.county) == (("G2",), "Old Bridge", "Reedshire")
    assert (amber.old.en, amber.new.en) == ("Amber (amber, any-level)", "Calm (any-level)")
    assert violet is not None
    assert violet.key == ("G4",)
    assert violet.old.en == "Violet (amber, any-level, violet)"


def test_a_rule_that_matters_to_nobody_has_no_witness(found: Compared) -> None:
    rules = told(found, "rule")
    assert rules["alert/any-level"].witness is None
    # G5's reading is open: it may stand above 15, so the new rule possibly matters there.
    # Its table answers the same, calm to violet, so it is no witness.
    assert rules["alert/flood"].witness is None


def test_everything_else_is_told_by_part(found: Compared) -> None:
    assert aspects(told(found, "heading")["saltmere"]) == {"version": ("7", "8")}
    assert aspects(told(found, "value")["values.bands.amber"]) == {"number": ("8.0", "8.1")}
    assert aspects(told(found, "scale")["tide"]) == {"spellings": ("", "amber: 黄")}
    fields = told(found, "field")
    assert {id: one.kind for id, one in fields.items()} == {
        "gauge.keeper": "added",
        "gauge.level": "changed",
    }
    assert aspects(fields["gauge.level"]) == {"range": ("0.0 – 40.0", "0.0 – 50.0")}
    message = aspects(told(found, "message")["alert_given"])
    assert list(message) == ["push"]
    old, new = message["push"]
    assert old.startswith("Water office of the duchy (if the level")
    assert new == "Water office of the duchy"
    assert aspects(told(found, "department")["w-9002"]) == {
        "title": ("Water Office of Fenshire", "Fen Water Office")
    }
    assert told(found, "division") == {}


def test_two_copies_say_the_same(tmp_path: Path) -> None:
    same = river(tmp_path / "copy")
    assert compare(str(SALTMERE), str(same), as_of=None, today=TODAY).differences == ()
    ran = run_once("diff", str(SALTMERE), str(same), "--exit-code")
    assert ran.code == 0
    assert "say the same" in ran.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_it_is_printed_in_every_format(tmp_path: Path, lang: str, format: str) -> None:
    new = changed_copy(SALTMERE, tmp_path / "new", CHANGES)
    words = ("diff", str(SALTMERE), str(new), "-f", str(gauges(tmp_path / "facts")))
    ran = run_once(*words, "--as-of", "2021-06-01", "--format", format, "--exit-code", lang=lang)
    assert ran.code == 1
    assert "alert/violet" in ran.text
    assert "G2" in ran.text
    if format == "json":
        whole = json.loads(ran.text)
        kinds = {one["id"]: one["kind"] for one in whole["differences"]}
        assert kinds["alert/flood"] == "added"
    else:
        shown = {"zh": ("删去", "水位（英尺） 不小于 8.1"), "en": ("removed", "at least 8.1")}[lang]
        assert all(text in ran.text for text in shown)
    if format == "markdown":
        rows = [line for line in ran.text.splitlines() if line.startswith("|")]
        assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_a_nameless_facts_path_is_an_error(tmp_path: Path) -> None:
    ran = run_once("diff", str(SALTMERE), str(SALTMERE), "-f", str(tmp_path / "nowhere"))
    assert ran.code == 2
