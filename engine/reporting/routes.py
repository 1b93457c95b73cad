"""Routes for people and machines: who sends, who receives, by which rule and clause."""

from __future__ import annotations

import json
from collections.abc import Iterable

from engine.organisation.drawing import Node, as_mermaid, as_svg, as_text, hierarchy_nodes
from engine.organisation.matrix import HEADER, Row, as_table
from engine.organisation.route import CHANNELS, PARTS, Addressed, Omission, Route, record
from engine.organisation.route_drawing import heading, route_mermaid, route_svg
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.sheets import Sheet
from engine.reporting.terminal import draw

HIERARCHY = Text("应急管理部门层级", "Departments by level")
NOT_APPLICABLE = Text("不适用", "does not apply")
NOTE = Text("说明", "note")
MATRIX = Text("负责巡查部门 × 级别：{message}", "inspecting department × level: {message}")


def one(policy: PolicySet, routes: Iterable[Route], format: str, language: Language) -> str:
    """Return the routes as text with a reason for each addressee, or as json.

    As mermaid or svg the first route is drawn.
    """
    found = list(routes)
    if format == "json":
        whole = {"schema_version": 1, "routes": [record(route) for route in found]}
        return json.dumps(whole, ensure_ascii=False, indent=1)
    if format in ("mermaid", "svg"):
        drawn = route_mermaid if format == "mermaid" else route_svg
        return drawn(policy, found[0], language).rstrip("\n")
    return "\n\n".join(_text(policy, route, language) for route in found)


def _text(policy: PolicySet, route: Route, language: Language) -> str:
    lines = [heading(policy, route).to(language)]
    senders = [route.sender] if route.sender else []
    for addressed in (*senders, *route.addressees):
        lines += _addressed(addressed, language)
    lines += [_omitted(omission, language) for omission in route.omitted]
    for note in route.notes:
        cites = f"  [{', '.join(note.cites)}]" if note.cites else ""
        lines.append(f"  {NOTE.to(language)}: {note.text.to(language)}{cites}")
    return "\n".join(lines)


def _addressed(addressed: Addressed, language: Language) -> list[str]:
    part, channel = PARTS[addressed.part].to(language), CHANNELS[addressed.channel].to(language)
    marks = "".join(f"  ※{mark.to(language)}" for mark in addressed.marks)
    lines = [
        f"  {part}（{channel}）  {addressed.name}{marks}"
        if language == "zh"
        else f"  {part} ({channel})  {addressed.name}{marks}"
    ]
    for ground in addressed.grounds:
        cites = f"  [{', '.join(ground.cites)}]" if ground.cites else ""
        lines.append(f"      {ground.reason.to(language)}{cites}  {ground.place}")
    return lines


def _omitted(omission: Omission, language: Language) -> str:
    cites = f"  [{', '.join(omission.cites)}]" if omission.cites else ""
    title = omission.title.to(language)
    return f"  {NOT_APPLICABLE.to(language)}: {title}: {omission.reason.to(language)}{cites}"


def tree(policy: PolicySet, division: str, format: str, language: Language) -> str:
    """Return the departments from `division` down as a text tree, mermaid, svg or json."""
    node = hierarchy_nodes(policy, division)
    if format == "mermaid":
        return as_mermaid(node)
    if format == "svg":
        return as_svg(node, HIERARCHY, language)
    if format == "json":
        whole = {"schema_version": 1, "departments": _department(node)}
        return json.dumps(whole, ensure_ascii=False, indent=1)
    return as_text(node).rstrip("\n")


def _department(node: Node) -> dict[str, object]:
    below = [_department(child) for child in node.below]
    return {"id": node.id, "name": node.words, "remark": node.remark, "below": below}


def matrix(
    policy: PolicySet, message: str, rows: tuple[Row, ...], format: str, language: Language
) -> str:
    """Return inspecting department × level, and for each who gets the message how."""
    cells = as_table(rows, language)
    headings = tuple(h.to(language) for h in HEADER)
    if format == "json":
        keyed = [
            dict(zip([h.en for h in HEADER], row, strict=True)) for row in as_table(rows, "en")
        ]
        return json.dumps({"schema_version": 1, "message": message, "matrix": keyed}, indent=1)
    routing = policy.routing
    assert routing is not None
    title = MATRIX.format(message=routing.messages[message].title).to(language)
    body = cells[1:] if tuple(cells[0]) == headings else cells
    return draw(Sheet(title, headings, tuple(map(tuple, body))), colour=False)
