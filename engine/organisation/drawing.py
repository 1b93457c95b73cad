"""Draw the hierarchy, or one part of it, as a text tree, as Mermaid and as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.organisation import svg
from engine.organisation.hierarchy import Hierarchy, hierarchy_of, place_called
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Language, Text

ROW, TOP, LEFT, SIZE = 22, 56, 24, 13


@dataclass(frozen=True)
class Node:
    """One line of a drawing: id, words, a grey remark, and what hangs under it."""

    id: str
    words: str
    remark: str = ""
    below: tuple[Node, ...] = field(default_factory=tuple)
    dashed: bool = False

    @property
    def leaves(self) -> int:
        """How many rows the drawing of this node takes."""
        return sum(node.leaves for node in self.below) or 1


def hierarchy_nodes(policy: PolicySet, division: str = "") -> Node:
    """Return departments from `division` (or the top) down, zones under their county."""
    hierarchy = hierarchy_of(policy)
    code = place_called(hierarchy, division).code if division else hierarchy.tree.root
    return _node(hierarchy, hierarchy.regular(code))


def _node(hierarchy: Hierarchy, department: Department) -> Node:
    routing = hierarchy.routing
    below = hierarchy.department_tree.children(department.id)
    children = tuple(_node(hierarchy, routing.departments[id]) for id in below)
    is_zone = department not in hierarchy.line(department.division)
    remark = department.note if is_zone else department.division
    return Node(department.id, department.name, remark, children, dashed=is_zone)


def as_text(node: Node) -> str:
    """Return a tree of lines for a terminal."""
    return "\n".join(_lines(node, "", "")) + "\n"


def _lines(node: Node, first: str, rest: str) -> Iterator[str]:
    yield first + node.words + (f"  {node.remark}" if node.remark else "")
    for number, child in enumerate(node.below):
        last = number == len(node.below) - 1
        yield from _lines(
            child, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  ")
        )


def as_mermaid(node: Node) -> str:
    """Return a Mermaid flow chart; words stand in quotes, so any character may occur."""
    lines = ["flowchart LR"]
    numbers = {found.id: number for number, found in enumerate(walk(node))}
    for found in walk(node):
        remark = f"<br/>{found.remark}" if found.remark else ""
        lines.append(f'  n{numbers[found.id]}["{quoted(found.words)}{quoted(remark)}"]')
    for found in walk(node):
        for child in found.below:
            arrow = "-.-" if child.dashed else "---"
            lines.append(f"  n{numbers[found.id]} {arrow} n{numbers[child.id]}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return `text` with the characters that end a Mermaid string written as entities."""
    return text.replace('"', "#quot;")


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything under it, parents first."""
    yield node
    for child in node.below:
        yield from walk(child)


def as_svg(node: Node, title: Text, language: Language) -> str:
    """Return the tree from left to right: a row for each leaf, parents beside their children."""
    columns = _columns(node, 0, {})
    starts, at = {}, float(LEFT)
    for depth in sorted(columns):
        starts[depth] = at
        at += columns[depth] + 48
    body = [svg.words(LEFT, 30, title.to(language), size=18, bold=True)]
    body += list(_placed(node, 0, TOP, starts, columns))
    wide = max(at - 48 + LEFT, LEFT * 2 + svg.width_of(title.to(language), 18))
    height = TOP + node.leaves * ROW + 24
    told = Text("应急管理部门层级图", "hierarchy of departments").to(language)
    return svg.document(wide, height, title.to(language), told, body)


def _columns(node: Node, depth: int, widths: dict[int, float]) -> dict[int, float]:
    own = svg.width_of(node.words, SIZE) + svg.width_of(node.remark, SIZE - 2) + 26
    widths[depth] = max(widths.get(depth, 0), own)
    for child in node.below:
        _columns(child, depth + 1, widths)
    return widths


def _placed(
    node: Node, depth: int, top: float, starts: dict[int, float], columns: dict[int, float]
) -> Iterator[str]:
    x, y = starts[depth], top + node.leaves * ROW / 2
    width = columns[depth]
    below = top
    for child in node.below:
        middle = below + child.leaves * ROW / 2
        turn = starts[depth + 1] - 24
        ways = [(x + width, y), (turn, y), (turn, middle), (starts[depth + 1], middle)]
        yield svg.path(ways, dashed=child.dashed)
        yield from _placed(child, depth + 1, below, starts, columns)
        below += child.leaves * ROW
    yield svg.box(x, y - 9, width, 18, dashed=node.dashed)
    yield svg.words(x + 8, y + 4.5, node.words, size=SIZE)
    if node.remark:
        after = x + 16 + svg.width_of(node.words, SIZE)
        yield svg.words(after, y + 4.5, node.remark, size=SIZE - 2, fill=svg.GREY)
