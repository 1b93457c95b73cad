"""Mistakes in inspection.yaml: the right code on the guilty word, with its hint."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.catalogue import inspection as codes
from engine.inspection.cascade import cut_off_of, inspection_of
from engine.policy.assembling import read_policy
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound

ROOT = Path(__file__).parents[2]
BROKEN = yaml.safe_load(Path(__file__).with_name("broken.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets") / "yunnan"
    shutil.copytree(ROOT / "policies/yunnan", folder, ignore=shutil.ignore_patterns("cases"))
    return folder


@pytest.mark.parametrize("case", BROKEN, ids=lambda c: f"{c['code']} {c['is'][:40]!r}")
def test_a_mistake_is_shown_where_it_stands(case: dict[str, Any], copy: Path) -> None:
    text = (ROOT / "policies/yunnan/inspection.yaml").read_text("utf-8")
    assert text.count(case["was"]) == 1, "the case no longer fits the shipped file"
    broken = text.replace(case["was"], case["is"])
    (copy / "inspection.yaml").write_text(broken, "utf-8")
    policy, problems = read_policy(copy)
    assert policy is None
    assert {p.code for p in problems} == {case["code"], *case.get("also", ())}
    problem = next(p for p in problems if p.code == case["code"])
    place = problem.place
    shown = place.excerpt[place.column - 1 :]
    assert shown.startswith(str(case["at"])), (place, shown)
    if "hint" in case:
        assert problem.hint is not None
        assert case["hint"] in problem.hint.en


def test_lists_without_routing_are_refused(copy: Path) -> None:
    text = (ROOT / "policies/yunnan/inspection.yaml").read_text("utf-8")
    (copy / "inspection.yaml").write_text(text, "utf-8")
    cover = (copy / "policy.yaml").read_text("utf-8")
    bare = cover.replace("inspection.yaml, routing.yaml, escalation.yaml", "inspection.yaml")
    assert bare != cover
    (copy / "policy.yaml").write_text(bare, "utf-8")
    try:
        _, problems = read_policy(copy)
    finally:
        (copy / "policy.yaml").write_text(cover, "utf-8")
    assert codes.NO_LISTING.id in {p.code for p in problems}


def test_every_code_of_the_file_is_reached() -> None:
    reached = {case["code"] for case in BROKEN} | {codes.NO_LISTING.id}
    assert {c.id for c in codes.CODES if c.id < "I200"} <= reached


def test_a_cut_off_of_another_year_is_refused(yunnan: PolicySet) -> None:
    from datetime import date

    with pytest.raises(ProblemsFound) as found:
        cut_off_of(yunnan, 2026, date(2025, 12, 31))
    assert [p.code for p in found.value.problems] == ["I201"]


def test_a_policy_set_without_lists_says_so(yunnan: PolicySet) -> None:
    from dataclasses import replace

    with pytest.raises(ProblemsFound) as found:
        inspection_of(replace(yunnan, inspection=None))
    assert [p.code for p in found.value.problems] == ["I202"]
