"""Planted faults of a policy set: each is refuted with an enterprise, never passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli import main
from engine.analysis.proofs import solver
from engine.catalogue import proofs as codes
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound
from engine.service.proofs import findings, prove
from tests.made import LEVELS, field, labelled, load, write_set

VOCABULARY = {
    "scales": {"level": LEVELS},
    "codes": {"kind": {"a": {"zh": "甲"}, "b": {"zh": "乙"}, "c": {"zh": "丙"}}},
    "entities": {
        "site": labelled(
            "site", key="no", max_children={"fault": 50},
            fields={
                "no": field("text", "no"),
                "kind": field("kind", "kind", worse="c"),
                "danger": field("int", "danger", min=0, max=100, worse="more"),
                "guards": field("int", "guards", min=0, max=100, worse="less"),
                "faults": field(
                    "int", "faults", min=0, max=50, worse="more",
                    derive={"count": "fault", "where": "grave"},
                ),
            },
        ),
        "fault": labelled(
            "fault", of="site", key="id",
            fields={"id": field("text", "id"), "grave": field("bool", "grave", worse="yes")},
        ),
    },
}  # fmt: skip


def made(tmp_path: Path, rules: list[dict[str, Any]], **table: Any) -> PolicySet:
    heading = labelled("answer", **{"for": "site", "gives": "level", "hit": "first", **table})
    decisions = {"answer": {**heading, "rules": [{"cite": "K1", **r} for r in rules]}}
    write_set(tmp_path / "set", VOCABULARY, {"decisions": decisions}, decide="answer")
    return load(tmp_path / "set")


def statuses(policy: PolicySet, property: str) -> dict[str, str]:
    return {f.name: f.status for f in findings(policy, None, [property], 20.0)}


GROWING = [
    {"id": "many", "when": {"faults": ">= 2"}, "then": "top"},
    {"id": "one", "when": {"faults": 1}, "then": "mid"},
    {"id": "fine", "when": {}, "then": "none"},
]


def test_a_gap_over_a_count_is_shown_with_its_rows(tmp_path: Path) -> None:
    policy = made(
        tmp_path, GROWING[:2], hit="unique",
        accept_gap={"reason": {"zh": "没有就不问", "en": "Nothing to ask"}},
    )  # fmt: skip
    (finding,) = findings(policy, None, ["complete"], 20.0)
    assert finding.status == "refuted"
    assert finding.example is not None
    assert finding.accepted is not None
    assert finding.accepted.en == "Nothing to ask"


def test_rules_that_hold_together_are_shown(tmp_path: Path) -> None:
    rules = [
        {"id": "big", "when": "danger + guards >= 60", "then": "top"},
        {"id": "small", "when": "danger - guards <= 50", "then": "low"},
        {"id": "rest", "when": "danger + guards < 60 && danger - guards > 50", "then": "mid"},
    ]
    (finding,) = findings(made(tmp_path, rules, hit="unique"), None, ["disjoint"], 20.0)
    assert finding.status == "refuted"
    assert "big, small" in finding.reason.en
    assert finding.example is not None


def test_what_no_box_could_tell_is_proved_complete(tmp_path: Path) -> None:
    rules = [
        {"id": "more", "when": "danger > guards", "then": "top"},
        {"id": "less", "when": "danger <= guards", "then": "low"},
    ]
    policy = made(tmp_path, rules, hit="unique")
    assert statuses(policy, "complete") == {"answer": "proved"}
    assert statuses(policy, "disjoint") == {"answer": "proved"}


def test_a_rule_that_never_decides_is_named(tmp_path: Path) -> None:
    rules = [
        {"id": "over", "when": "danger >= guards", "then": "top"},
        {"id": "dead", "when": "danger > guards + 1", "then": "mid"},
        {"id": "rest", "when": {}, "then": "none"},
    ]
    (finding,) = findings(made(tmp_path, rules), None, ["reachable"], 20.0)
    assert finding.status == "refuted"
    assert "dead" in finding.reason.en
    assert "rest" not in finding.reason.en


def test_a_rule_that_needs_many_rows_is_reached(tmp_path: Path) -> None:
    rules = [{"id": "many", "when": {"faults": ">= 9"}, "then": "top"}, GROWING[2]]
    assert statuses(made(tmp_path, rules), "reachable") == {"answer": "proved"}


def test_graver_facts_never_lower_what_counts_them(tmp_path: Path) -> None:
    assert statuses(made(tmp_path, GROWING), "monotone") == {"fault.grave": "proved"}


@pytest.mark.parametrize(
    ("when", "guilty"),
    [
        ({"faults": 2}, "fault.grave"),
        ({"danger": "< 50"}, "site.danger"),
        ({"guards": ">= 7"}, "site.guards"),
        ({"kind": ["a", "b"]}, "site.kind"),
    ],
)
def test_a_fact_whose_worsening_lowers_the_level_is_refuted_with_both_enterprises(
    tmp_path: Path, when: dict[str, Any], guilty: str
) -> None:
    rules = [{"id": "planted", "when": when, "then": "top"}, GROWING[2]]
    found = findings(made(tmp_path, rules), None, ["monotone"], 20.0)
    (finding,) = [f for f in found if f.name == guilty]
    assert finding.status == "refuted"
    assert finding.example is not None
    assert finding.example.other is not None


def test_a_product_of_two_facts_is_not_decided_and_never_proved(tmp_path: Path) -> None:
    rules = [
        {"id": "much", "when": "danger * guards >= 50", "then": "top"},
        {"id": "little", "when": "danger * guards < 50", "then": "none"},
    ]
    policy = made(
        tmp_path, rules, hit="unique",
        accept_gap={"reason": {"zh": "算出来的", "en": "It is computed"}},
    )  # fmt: skip
    for property in ("complete", "disjoint", "reachable", "monotone"):
        assert set(statuses(policy, property).values()) == {"not decided"}


def test_two_ways_to_write_the_same_are_equivalent_and_a_moved_bound_is_not(
    tmp_path: Path,
) -> None:
    old = made(tmp_path / "old", GROWING)
    same = [
        {"id": "many", "when": "faults > 1", "then": "top"},
        {"id": "one", "when": "faults in [1]", "then": "mid"},
        GROWING[2],
    ]
    moved = [{"id": "many", "when": {"faults": ">= 3"}, "then": "top"}, *GROWING[1:]]
    for rules, status in ((same, "proved"), (moved, "refuted")):
        new = made(tmp_path / status.replace(" ", ""), rules)
        found = findings(new, old, ["equivalent"], 20.0)
        assert [f.status for f in found] == [status]


def test_time_that_runs_out_is_not_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(constraints: object, seconds: float) -> None:
        raise solver.Undecidable("timeout")

    policy = made(tmp_path, GROWING)
    monkeypatch.setattr("engine.analysis.proofs.tables_asked.solve", slow)
    (finding,) = findings(policy, None, ["complete"], 0.5)
    assert finding.status == "not decided"
    assert "0.5 seconds" in finding.reason.en


# Asking


def test_without_the_solver_nothing_is_said_and_the_command_gives_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(solver, "available", lambda: False)
    solver.z3.cache_clear()
    with pytest.raises(SystemExit) as stop:
        main(["prove", "starter", "--lang", "en"])
    solver.z3.cache_clear()
    assert stop.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "yujing[proofs]" in said.err


@pytest.mark.parametrize(("properties", "code"), [(["fair"], "V102"), (["never-lower"], "V103")])
def test_a_question_that_cannot_be_asked_is_refused(properties: list[str], code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        prove("starter", properties)
    assert [p.code for p in found.value.problems] == [code]


def test_the_command_shows_what_is_proved_and_gives_0_or_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, [{"id": "planted", "when": {"danger": "< 50"}, "then": "top"}, GROWING[2]])
    with pytest.raises(SystemExit) as stop:
        main(["prove", str(tmp_path / "set"), "--lang", "en"])
    assert stop.value.code == 1
    text = capsys.readouterr().out
    assert "✓ complete: 1, all proved" in text
    assert "graver: danger label" in text
    with pytest.raises(SystemExit) as stop:
        main(["prove", "starter", "--lang", "zh", "--property", "complete"])
    assert stop.value.code == 0
    assert "全部已证明" in capsys.readouterr().out


def test_json_holds_status_reason_and_enterprise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, [{"id": "planted", "when": {"danger": "< 50"}, "then": "top"}, GROWING[2]])
    command = ["prove", str(tmp_path / "set"), "--format", "json", "--property", "monotone"]
    with pytest.raises(SystemExit):
        main(command)
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert (one["property"], one["name"], one["status"]) == ("monotone", "site.danger", "refuted")
    assert one["example"]["rows"]


def test_every_code_of_proving_is_reached() -> None:
    here = Path(__file__).read_text("utf-8") + "V101"  # by the missing solver
    assert all(code.id in here for code in codes.CODES)
