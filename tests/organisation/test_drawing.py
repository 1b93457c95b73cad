"""Drawings can be read: valid XML, nothing from outside, no box or line of text over another."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

import pytest

from engine.organisation import drawing, route_drawing
from engine.organisation.matrix import as_table, matrix
from engine.organisation.routing import Router
from engine.policy.model import PolicySet
from engine.problems import Text
from engine.source import display_width
from tests.organisation.made import facts_of, key_of

SVG = "{http://www.w3.org/2000/svg}"
TITLE = Text("应急管理部门", "Departments")
DAY = date(2026, 3, 31)


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def over(self, other: Area) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def texts(root: ElementTree.Element) -> list[Area]:
    """Areas of lines of text, at the width that a Chinese font gives them."""
    found = []
    for node in root.iter(f"{SVG}text"):
        x, y, size = (float(node.get(k, "0")) for k in ("x", "y", "font-size"))
        words = node.text or ""
        width = display_width(words) * size / 2
        found.append(Area(x, y - size * 0.8, x + width, y + size * 0.2, words))
    return found


def boxes(root: ElementTree.Element) -> list[Area]:
    rects = [n for n in root.iter(f"{SVG}rect") if n.get("rx")]
    corners = [[float(n.get(k, "0")) for k in ("x", "y", "width", "height")] for n in rects]
    return [Area(x, y, x + w, y + h) for x, y, w, h in corners]


def check(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    outside = re.findall(r"(?:href|src|url)\W", text.replace("http://www.w3.org/2000/svg", ""))
    assert not outside
    assert "<script" not in text
    for areas in (texts(root), boxes(root)):
        for one, other in itertools.combinations(areas, 2):
            assert not one.over(other), (one, other)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for area in (*texts(root), *boxes(root)):
        assert area.left >= 0
        assert area.top >= 0
        assert area.right <= width, area
        assert area.bottom <= height, area
    return root


@pytest.mark.parametrize("place", ["", "530100", "532800", "530402"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_hierarchy_as_svg(yunnan: PolicySet, place: str, language: str) -> None:
    node = drawing.hierarchy_nodes(yunnan, place)
    root = check(drawing.as_svg(node, TITLE, "zh" if language == "zh" else "en"))
    drawn = {area.text for area in texts(root)}
    assert {found.words for found in drawing.walk(node)} <= drawn
    inside = boxes(root)
    for area in texts(root)[1:]:
        assert any(
            b.left <= area.left and area.right <= b.right and b.top <= area.top + 3 for b in inside
        ), area


def test_the_hierarchy_as_a_tree_of_lines(yunnan: PolicySet) -> None:
    lines = drawing.as_text(drawing.hierarchy_nodes(yunnan, "532500")).splitlines()
    assert lines[0] == "红河哈尼族彝族自治州应急管理局  532500"
    assert lines[1] == "├─ 个旧市应急管理局  532501"
    assert "│  └─ 蒙自经济技术开发区应急管理局  名称、级别和管理权限待当地确认" in lines
    assert lines[-1] == "└─ 河口瑶族自治县应急管理局  532532"
    assert len(lines) == 1 + 13 + 1


def test_the_whole_province_has_every_department_once(yunnan: PolicySet) -> None:
    assert yunnan.routing is not None
    drawn = [node.id for node in drawing.walk(drawing.hierarchy_nodes(yunnan))]
    assert sorted(drawn) == sorted(yunnan.routing.departments)


def test_the_hierarchy_as_mermaid(yunnan: PolicySet) -> None:
    chart = drawing.as_mermaid(drawing.hierarchy_nodes(yunnan, "530100")).splitlines()
    assert chart[0] == "flowchart LR"
    assert '  n0["昆明市应急管理局<br/>530100"]' in chart
    assert sum("---" in line for line in chart) == 14
    assert sum("-.-" in line for line in chart) == 2


def test_mermaid_words_cannot_break_out_of_their_quotes() -> None:
    node = drawing.Node("x", 'a "b" office')
    assert '["a #quot;b#quot; office"]' in drawing.as_mermaid(node)


def router(policy: PolicySet, *lists: str, place: str = "530402") -> Router:
    entries = [("E1", 2026, level, 1, "filed") for level in lists]
    return Router(policy, facts_of(policy, {"E1": place}, entries))


ROUTES = [
    ("warning_issued", "red", "530402", ("province",)),
    ("warning_issued", "orange", "530824", ("prefecture",)),
    ("warning_issued", "blue", "530926", ("county",)),
    ("warning_issued", "red", "530825", ()),
    ("reminder_letter", "red", "530402", ("county",)),
    ("reminder_letter", "red", "530402", ("province",)),
    ("warning_issued", "red", "", ("county",)),
]


@pytest.mark.parametrize(("message", "level", "place", "lists"), ROUTES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_route_as_svg(
    yunnan: PolicySet, message: str, level: str, place: str, lists: tuple[str, ...], language: str
) -> None:
    route = router(yunnan, *lists, place=place).route(key_of(yunnan, "E1"), message, level, DAY)
    root = check(route_drawing.route_svg(yunnan, route, "zh" if language == "zh" else "en"))
    drawn = {area.text for area in texts(root)}
    involved = [*([route.sender] if route.sender else []), *route.addressees]
    assert {a.name for a in involved} <= drawn
    assert {d.name for d in route.line} <= drawn


def test_arrows_do_not_cross(yunnan: PolicySet) -> None:
    route = router(yunnan, "province").route(key_of(yunnan, "E1"), "warning_issued", "red", DAY)
    root = ElementTree.fromstring(route_drawing.route_svg(yunnan, route, "zh"))
    ways = [n.get("d", "") for n in root.iter(f"{SVG}path") if n.get("fill") == "none"]
    points = [[tuple(map(float, p)) for p in re.findall(r"([\d.]+) ([\d.]+)", w)] for w in ways]
    arrows = [p for p in points if len(p) == 4]
    assert len(arrows) == 3  # province, prefecture, enterprise
    for one, other in itertools.combinations(arrows, 2):
        pairs = itertools.product(itertools.pairwise(one), itertools.pairwise(other))
        assert not any(meet(a, b) for a, b in pairs)


def meet(a: tuple[tuple[float, ...], ...], b: tuple[tuple[float, ...], ...]) -> bool:
    """Whether two level or upright stretches touch."""
    spans = [[sorted(values) for values in zip(*stretch, strict=True)] for stretch in (a, b)]
    (ax, ay), (bx, by) = spans
    return ax[0] <= bx[1] and bx[0] <= ax[1] and ay[0] <= by[1] and by[0] <= ay[1]


def test_a_route_as_lines(yunnan: PolicySet) -> None:
    route = router(yunnan, "province").route(key_of(yunnan, "E1"), "warning_issued", "red", DAY)
    assert route_drawing.route_text(yunnan, route, "zh").splitlines() == [
        "安全风险预警提示单：E1厂，红色级（一级），2026-03-31",
        "云南省应急管理厅  负责巡查、抄报、推送（重点监管）  [A1-j C1.4-f C1.4-g]",
        "└─ 玉溪市应急管理局  会同、抄报、推送（重点监管）  [A1-c A1-j C1.4-g]",
        "   └─ 红塔区应急管理局  发出、会同、推送（重点监管）  [C1.2-f A1-i A1-c C1.4-g]",
        "      └─ E1厂  主送、推送  [C1.2-f A1-b A1-k C1.4-f]",
    ]


def test_a_route_as_mermaid(yunnan: PolicySet) -> None:
    route = router(yunnan, "prefecture").route(key_of(yunnan, "E1"), "warning_issued", "blue", DAY)
    assert route_drawing.route_mermaid(yunnan, route, "zh").splitlines() == [
        "flowchart TB",
        '  n0["云南省应急管理厅"]',
        '  n1["玉溪市应急管理局<br/>负责巡查"]',
        '  n2["红塔区应急管理局<br/>发出、会同"]',
        '  n3["E1厂"]',
        '  n2 -->|"主送"| n3',
        '  n2 -->|"抄报"| n1',
        '  n2 -.->|"推送"| n3',
        '  n2 -.->|"推送"| n1',
    ]


def test_the_matrix_says_who_gets_what_for_each_level(yunnan: PolicySet) -> None:
    rows = {(r.inspecting, r.level): r for r in matrix(yunnan, "warning_issued")}
    assert len(rows) == 4 * 4  # three levels and nobody, four colours; no row without a warning
    county, prefecture, province = "县（市、区）级", "州（市）级", "省级"
    said = {
        ("county", "red"): [province, prefecture],
        ("county", "blue"): [],
        ("prefecture", "red"): [prefecture],
        ("prefecture", "yellow"): [prefecture],
        ("province", "blue"): [province, prefecture],
        ("", "red"): [],
    }
    for row, copies in said.items():
        assert [t.zh for t in rows[row].copies] == copies, row
        assert [t.zh for t in rows[row].sender] == [county]
    pushed = [t.zh for t in rows["county", "orange"].pushes]
    assert pushed == ["企业（场所）", province, prefecture, county]


def test_the_matrix_of_a_place_names_its_departments(yunnan: PolicySet) -> None:
    table = as_table(matrix(yunnan, "reminder_letter", "530402"), "zh")
    assert table[0] == ["负责巡查", "级别", "发出", "主送", "会同", "抄报", "推送"]
    assert [row[:4] for row in table[1:]] == [
        ["玉溪市应急管理局", "红色级（一级）", "云南省应急管理厅", "玉溪市应急管理局"],
        ["玉溪市应急管理局", "橙色级（二级）", "云南省应急管理厅", "玉溪市应急管理局"],
        ["红塔区应急管理局", "红色级（一级）", "玉溪市应急管理局", "红塔区应急管理局"],
        ["红塔区应急管理局", "橙色级（二级）", "玉溪市应急管理局", "红塔区应急管理局"],
    ]
    assert all(row[4:] == ["—", "—", "—"] for row in table[1:])
