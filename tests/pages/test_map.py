"""The map of a policy set: which mistakes in it are found, and how it is drawn."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_province import POLICY

from engine.catalogue import maps
from engine.policy.assembling import load_policy, read_policy
from engine.policy.map_model import check_map, regions
from engine.policy.model import PolicySet
from engine.problems import Problem, ProblemsFound
from engine.reporting.page.division_map import WIDTH, Shown, drawn, project
from engine.reporting.page.elements import Styles
from engine.reporting.page.located import on_map, shown_at
from engine.service.policies import check

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]]}
TWO = {
    "1": (((0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0), (0.0, 0.0)),),
    "2": (((2.0, 0.0), (2.0, 2.0), (4.0, 2.0), (4.0, 0.0), (2.0, 0.0)),),
}


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(POLICY)


def feature(code: object = "530402", geometry: object = SQUARE) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def problems_with(data: bytes | None, folder: Path) -> list[Problem]:
    """Return what `check` says of the shipped set with another map file."""
    shutil.copytree(POLICY, folder)
    path = folder / "hierarchy/map.geojson"
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    [found] = check([str(folder)])
    return [p for p in found.problems if p.severity == "error"]


BROKEN: dict[str, tuple[bytes | None, str, str]] = {
    "not there": (None, "H121", "no map file `hierarchy/map.geojson`"),
    "not JSON": (b'{"type": "FeatureCollection",\n "features": [', "H122", "no JSON (line 2)"),
    "nested past reason": (b"[" * 100_000, "H122", "no JSON"),
    "another encoding": ('"云"'.encode("gb18030"), "H122", "not in UTF-8"),
    "a list": (b"[]", "H122", "no FeatureCollection"),
    "no division": (collection(), "H122", "holds no polygon"),
    "no code": (collection({"type": "Feature", "geometry": SQUARE}), "H122", "feature 1"),
    "a number for a code": (collection(feature(530402)), "H122", "feature 1"),
    "no shape": (collection(feature(geometry=None)), "H122", "`530402` is no polygon"),
    "a point": (
        collection(feature(geometry={"type": "Point", "coordinates": [1, 2]})),
        *("H122", "`530402` is no polygon"),
    ),
    "words for places": (
        collection(feature(geometry={"type": "Polygon", "coordinates": [["a", "b"]]})),
        *("H122", "`530402` is no polygon"),
    ),
    "twice": (collection(feature(), feature()), "H122", "`530402` stands there twice"),
    "an old code": (collection(feature("532331")), "H123", "`532331`"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_map_that_cannot_be_drawn_is_refused(name: str, tmp_path: Path) -> None:
    data, code, said = BROKEN[name]
    found = problems_with(data, tmp_path / "yunnan")
    assert [problem.code for problem in found] == [code]
    assert said in found[0].message.en


def test_every_code_about_maps_is_reached() -> None:
    assert {code.id for code in maps.CODES} == {code for _, code, _ in BROKEN.values()}


def test_a_missing_map_is_shown_where_it_is_named(tmp_path: Path) -> None:
    [problem] = problems_with(None, tmp_path / "yunnan")
    assert problem.place.file.endswith("policy.yaml")
    assert "hierarchy/map.geojson" in problem.place.excerpt


def test_a_broken_map_refuses_the_page_and_names_the_file(
    policy: PolicySet, tmp_path: Path
) -> None:
    shutil.copytree(POLICY, tmp_path / "yunnan")
    (tmp_path / "yunnan/hierarchy/map.geojson").write_bytes(b"{}")
    changed, _ = read_policy(tmp_path / "yunnan")
    assert changed is not None
    assert changed.map is not None
    with pytest.raises(ProblemsFound) as stop:
        regions(changed.map)
    assert stop.value.problems[0].place.file.endswith("map.geojson")


def test_the_shipped_map_holds_each_county_once_and_says_that_it_has_no_number(
    policy: PolicySet,
) -> None:
    assert policy.map is not None
    assert check_map(policy.map, policy.divisions) == []
    counties = {d.code for d in policy.divisions.values() if d.level == "county"}
    assert set(regions(policy.map)) == counties
    assert "审图号" in policy.map.note.zh
    assert "审图号" in policy.map.note.en


def test_a_map_belongs_to_what_a_policy_is_known_by(policy: PolicySet, tmp_path: Path) -> None:
    shutil.copytree(POLICY, tmp_path / "yunnan")
    path = tmp_path / "yunnan/hierarchy/map.geojson"
    path.write_bytes(path.read_bytes() + b" ")
    changed = load_policy(tmp_path / "yunnan")
    assert changed.sha256 != policy.sha256


def test_a_map_keeps_its_proportions_and_draws_borders_of_parents_once() -> None:
    flat = project(TWO, {"1": "a", "2": "b"})
    xs = [x for lines in flat.shapes.values() for line in lines for x, _ in line]
    assert (min(xs), max(xs)) == (0.0, float(WIDTH))
    assert flat.height == pytest.approx(WIDTH / 2, rel=0.001)
    # Two squares side by side: seven sides, the one between them only where parents differ.
    assert sides(flat.borders) == 7
    assert sides(project(TWO, {"1": "a", "2": "a"}).borders) == 6


def sides(path: str) -> int:
    """Return the number of steps in a path of relative lines."""
    steps = [re.findall(r"-?[\d.]+", part) for part in re.findall(r"l([^M]*)", path)]
    return sum(len(numbers) // 2 for numbers in steps)


def test_each_region_has_a_title_and_its_letter_where_there_is_room() -> None:
    styles = Styles()
    svg = drawn(
        project(TWO, {"1": "", "2": ""}),
        "two <places>",
        lambda code: Shown("#ffffff", "A" if code == "1" else "", f"place {code} & more"),
        styles.of,
    )
    assert 'aria-label="two &lt;places&gt;"' in svg
    assert "<title>place 1 &amp; more</title>" in svg
    assert svg.count("<text") == 1
    assert svg.count("<use") == 3


def test_a_division_below_the_map_is_drawn_in_the_one_above_it(policy: PolicySet) -> None:
    assert policy.map is not None
    known = regions(policy.map)
    assert shown_at(policy.divisions, known, "530402") == "530402"
    assert shown_at(policy.divisions, known, "530400") == ""
    assert shown_at(policy.divisions, known, "no such code") == ""
    assert on_map(policy.divisions, ["530402"]) == {"530402": "530400"}
