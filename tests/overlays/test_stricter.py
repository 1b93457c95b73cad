"""An overlay may only be stricter: what is refused, with which enterprise, and what passes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.proofs import solver
from engine.catalogue import overlays as overlay_codes
from engine.policy.assembling import load_policy, read_policy
from engine.problems import ProblemsFound
from engine.service.overlays import milder
from engine.service.policies import check, load

HEADING: dict[str, Any] = {
    "language": 1,
    "policy": "tried",
    "version": "1",
    "title": {"zh": "试验", "en": "Tried"},
    "effective": {"from": "2021-06-01"},
    "extends": "yunnan",
    "only": "stricter",
    "reason": {"zh": "试验", "en": "Tried"},
}
LEVEL_2 = {"standing": "counts", "link": "clear", "point.level": "level_2"}


def overlay(tmp_path: Path, *changes: dict[str, Any], **heading: Any) -> Path:
    """Write an overlay; JSON is YAML, and cannot be quoted wrongly."""
    folder = tmp_path / "tried"
    folder.mkdir(exist_ok=True)
    text = json.dumps({**HEADING, **heading, "changes": changes}, ensure_ascii=False, indent=1)
    (folder / "policy.yaml").write_text(text + "\n", encoding="utf-8")
    return folder


def replaced(table: str, **rule: Any) -> dict[str, Any]:
    return {"replace_rule": f"{table}/{rule['id']}", "rule": rule}


def level_2(answer: str, **test: Any) -> dict[str, Any]:
    when = {**LEVEL_2, **test}
    return replaced("hazard_warning", id="level-2", when=when, then=answer, cite="C1.3-d")


def codes(folder: Path) -> list[str]:
    return [p.code for p in check([str(folder)])[0].problems if p.severity == "error"]


def test_the_overlay_that_is_shipped_is_stricter_and_keeps_all_that_it_does_not_change() -> None:
    kunming, yunnan = load("policies/kunming"), load_policy("policies/yunnan")
    assert kunming.values["rectify_days.red"].value == 10
    assert kunming.values["rectify_days.red"].basis == "local"
    assert kunming.values["rectify_days.orange"] == yunnan.values["rectify_days.orange"]
    assert kunming.decisions["hazard_warning"] == yunnan.decisions["hazard_warning"]
    added = {r.id for r in kunming.decisions["proposals"].rules}
    assert added - {r.id for r in yunnan.decisions["proposals"].rules} == {"confined-space-open"}
    assert kunming.divisions == yunnan.divisions


def test_a_changed_part_stands_in_the_overlay_and_the_rest_where_it_was() -> None:
    kunming = load("policies/kunming")
    places = {r.id: r.place.file for r in kunming.decisions["proposals"].rules}
    assert places["confined-space-open"].endswith("kunming/policy.yaml")
    assert places["major-hazard"].endswith("yunnan/warning-level.yaml")


def test_a_milder_level_is_refused_with_the_enterprise_that_would_drop(tmp_path: Path) -> None:
    folder = overlay(tmp_path, level_2("yellow"))
    (problem,) = milder(load_policy(folder))
    assert problem.code == "O109"
    assert problem.place.file.endswith("tried/policy.yaml")
    assert "Level 2" in problem.message.en
    assert re.search(r"goes from .*Orange.* to .*Yellow", problem.message.en)
    with pytest.raises(ProblemsFound):
        load(str(folder))


def test_the_same_overlay_made_stricter_passes(tmp_path: Path) -> None:
    assert codes(overlay(tmp_path, level_2("red"))) == []


def test_a_rule_that_holds_less_often_is_milder_where_facts_are_missing_too(
    tmp_path: Path,
) -> None:
    folder = overlay(tmp_path, level_2("orange", grade="major"))
    assert "O109" in codes(folder)


def test_without_the_solver_a_change_that_trying_settles_still_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "available", lambda: False)
    made = replaced(
        "not_identified", id="not-done", when={"identification": "not_done"}, then="red",
        cite="C1.3-k",
    )  # fmt: skip
    assert codes(overlay(tmp_path, made)) == []
    assert codes(Path("policies/kunming")) == []


def test_without_the_solver_what_trying_cannot_settle_is_refused_as_not_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "available", lambda: False)
    (problem,) = milder(load_policy(overlay(tmp_path, level_2("yellow"))))
    assert problem.code == "O110"
    assert problem.hint is not None
    assert "yujing[proofs]" in problem.hint.en


def test_an_entry_of_a_list_may_not_be_replaced_by_one_that_holds_less(tmp_path: Path) -> None:
    made = replaced(
        "reviews", id="many-hazards", when={"counted_hazards": ">= 20", "baseline": "< red"},
        then="advise", cite="C1.2-j",
    )  # fmt: skip
    assert codes(overlay(tmp_path, made)) == ["O111"]


def test_an_entry_of_a_list_may_not_say_less(tmp_path: Path) -> None:
    made = replaced(
        "proposals", id="not-identified", when={"identification": "not_done"},
        then={"level": "orange", "confirm": "yes"}, cite="C1.3-k",
    )  # fmt: skip
    assert codes(overlay(tmp_path, made)) == ["O111"]


def test_a_table_without_a_direction_cannot_be_changed(tmp_path: Path) -> None:
    rule = {"id": "also", "when": {"employees": ">= 5000"}, "then": "other", "cite": "C1.1-d"}
    assert "O113" in codes(overlay(tmp_path, {"add_rules": "tier", "rules": [rule]}))


def test_whom_the_rules_apply_to_may_not_shrink(tmp_path: Path) -> None:
    made = replaced(
        "in_scope", id="other-industry", when={"industry": ["other"], "employees": "< 5"},
        then="no", cite="C0-a",
    )  # fmt: skip
    wider = replaced(
        "in_scope", id="industry-and-trade", when={"industry": ["metallurgy"]}, then="yes",
        cite="C0-a",
    )  # fmt: skip
    assert "O109" in codes(overlay(tmp_path, made, wider))


def test_the_hash_covers_the_set_extended(tmp_path: Path) -> None:
    base = tmp_path / "starter"
    base.mkdir()
    for path in Path("policies/starter").glob("*.yaml"):
        (base / path.name).write_bytes(path.read_bytes())
    more = {"id": "more", "when": {"to_watch": ">= 1"}, "then": "look", "cite": "K6"}
    change = {"add_rules": "reviews", "rules": [more]}
    folder = overlay(tmp_path, change, extends="starter", effective={"from": "2026-06-01"})
    before = load_policy(folder).sha256
    notice = base / "notice.yaml"
    notice.write_text(notice.read_text("utf-8") + "# a remark\n", encoding="utf-8")
    assert load_policy(folder).sha256 != before


def test_recipients_are_added_and_the_addressee_keeps_its_place(tmp_path: Path) -> None:
    item = {"role": "county", "cite": "C1.2-g", "basis": "local"}
    change = {"add_to": "messages.warning_issued.to", "item": item}
    policy, problems = read_policy(overlay(tmp_path, change))
    assert policy is not None, problems
    assert policy.routing is not None
    to = policy.routing.messages["warning_issued"].to
    assert len(to) == len(load_policy("policies/yunnan").routing.messages["warning_issued"].to) + 1  # type: ignore[union-attr]


def test_every_code_of_overlays_is_reached() -> None:
    here = Path(__file__).read_text("utf-8")
    broken = "".join(p.read_text("utf-8") for p in Path("tests/broken/overlays").rglob("*.yaml"))
    unreached = {code.id for code in overlay_codes.CODES if code.id not in here + broken}
    assert not unreached
