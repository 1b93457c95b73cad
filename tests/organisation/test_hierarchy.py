"""The shipped hierarchy holds what the province holds, and walks lead where they should."""

from collections import Counter

import pytest

from engine.organisation.hierarchy import hierarchy_of, place_called
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound

COUNTIES = {
    "530100": 14, "530300": 9, "530400": 9, "530500": 5, "530600": 11, "530700": 5,
    "530800": 10, "530900": 8, "532300": 10, "532500": 13, "532600": 8, "532800": 3,
    "532900": 12, "533100": 5, "533300": 4, "533400": 3,
}  # fmt: skip


def test_each_prefecture_has_its_counties(yunnan: PolicySet) -> None:
    found = Counter(d.parent for d in yunnan.divisions.values() if d.level == "county")
    assert found == COUNTIES
    assert sum(found.values()) == 129
    assert {d.parent for d in yunnan.divisions.values() if d.level == "prefecture"} == {"530000"}


def test_every_division_has_its_own_regular_department(yunnan: PolicySet) -> None:
    assert yunnan.routing is not None
    regular = [d for d in yunnan.routing.departments.values() if d.kind == "regular"]
    assert Counter(d.division for d in regular) == dict.fromkeys(yunnan.divisions, 1)
    assert {d.level for d in regular} == set(yunnan.routing.levels)


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("d-530000", "云南省应急管理厅"),
        ("d-530400", "玉溪市应急管理局"),
        ("d-530402", "红塔区应急管理局"),
    ],
)
def test_departments_carry_their_names(yunnan: PolicySet, id: str, name: str) -> None:
    assert yunnan.routing is not None
    assert yunnan.routing.departments[id].name == name


def test_short_names_are_unlike_so_that_document_numbers_are(yunnan: PolicySet) -> None:
    assert yunnan.routing is not None
    names = Counter(d.short_name for d in yunnan.routing.departments.values())
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("county", ["530111", "530302", "532503", "530127", "532901"])
def test_a_development_zone_hangs_under_its_county_and_asks_to_be_confirmed(
    yunnan: PolicySet, county: str
) -> None:
    hierarchy = hierarchy_of(yunnan)
    (zone,) = hierarchy.zones(county)
    assert zone.parent == f"d-{county}"
    assert zone.level == "county"
    assert "确认" in zone.note
    assert [d.id for d in hierarchy.line_of(zone)] == [
        zone.id, f"d-{county[:4]}00", "d-530000",
    ]  # fmt: skip


def test_other_counties_have_no_zone(yunnan: PolicySet) -> None:
    hierarchy = hierarchy_of(yunnan)
    with_zones = {code for code in yunnan.divisions if hierarchy.zones(code)}
    assert with_zones == {"530111", "530302", "532503", "530127", "532901"}


def test_a_line_leads_from_the_county_to_the_top(yunnan: PolicySet) -> None:
    hierarchy = hierarchy_of(yunnan)
    assert [d.id for d in hierarchy.line("530402")] == ["d-530402", "d-530400", "d-530000"]
    county, prefecture, province = hierarchy.line("530402")
    assert hierarchy.between(county, province) == (prefecture,)
    assert hierarchy.between(county, prefecture) == ()
    assert hierarchy.at_level("530402", "prefecture") == prefecture
    assert hierarchy.at_level("530400", "county") is None


def test_what_lies_under_a_place_is_listed_parents_first(yunnan: PolicySet) -> None:
    under = hierarchy_of(yunnan).under("532800")
    assert [d.code for d in under] == ["532800", "532801", "532822", "532823"]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("532331", "532302", "禄丰市"),
        ("530122", "530115", "晋宁区"),
        ("532621", "532601", "文山市"),
        ("530402", "530402", "红塔区"),
    ],
)
def test_old_codes_mean_the_place_of_today(
    yunnan: PolicySet, old: str, new: str, name: str
) -> None:
    found = hierarchy_of(yunnan).resolve(old)
    assert found is not None
    assert (found.code, found.name) == (new, name)


def test_a_code_that_changed_twice_is_followed_to_its_end(small: PolicySet) -> None:
    assert small.division_changes == {"0901": "1101", "0902": "1101"}


@pytest.mark.parametrize("word", ["文山", "文山州", "红塔区", "530101", "5304", ""])
def test_a_name_or_a_heading_is_no_code(yunnan: PolicySet, word: str) -> None:
    assert hierarchy_of(yunnan).resolve(word) is None
    with pytest.raises(ProblemsFound) as found:
        place_called(hierarchy_of(yunnan), word)
    assert [p.code for p in found.value.problems] == ["H166"]
