"""The map of a policy's divisions: projected, rounded, one shape a division, with letters.

A colour never stands alone: each division carries a letter or number, its title says the
same in words, and a table beside the map holds it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, radians

from engine.policy.map_model import Regions, Ring
from engine.reporting.page.elements import Markup, el
from engine.reporting.page.hues import PAPER, words_on

WIDTH = 560
Point = tuple[float, float]
Line = tuple[Point, ...]
LETTER = 9.5


@dataclass(frozen=True)
class Shown:
    """How one division is drawn: its fill, the letter or number on it, its title in words."""

    fill: str
    letter: str
    title: str


@dataclass(frozen=True)
class Projected:
    """The regions on paper, in tenths of a pixel; `above` names the division each lies in."""

    shapes: Mapping[str, tuple[Line, ...]]
    above: Mapping[str, str]
    height: float

    @cached_property
    def borders(self) -> str:
        """The path along which two divisions of different parents meet, outer edge included."""
        owners: dict[frozenset[Point], set[str]] = {}
        for code, lines in self.shapes.items():
            for line in lines:
                for edge in pairwise(line):
                    owners.setdefault(frozenset(edge), set()).add(self.above.get(code, ""))
        # An edge of one owner is inner when two regions share it; outer ones are met once.
        met: dict[frozenset[Point], int] = {}
        for lines in self.shapes.values():
            for line in lines:
                for edge in pairwise(line):
                    met[frozenset(edge)] = met.get(frozenset(edge), 0) + 1
        wanted = {edge for edge, own in owners.items() if len(own) > 1 or met[edge] == 1}
        return "".join(_steps(chain, close=False) for chain in self._chains(wanted))

    def _chains(self, wanted: set[frozenset[Point]]) -> Iterator[Line]:
        for lines in self.shapes.values():
            for line in lines:
                chain: list[Point] = []
                for start, end in pairwise(line):
                    edge = frozenset((start, end))
                    if edge in wanted:
                        wanted.discard(edge)
                        chain = chain or [start]
                        chain.append(end)
                    elif chain:
                        yield tuple(chain)
                        chain = []
                if chain:
                    yield tuple(chain)


def project(regions: Regions, above: Mapping[str, str]) -> Projected:
    """Return the regions drawn flat, `WIDTH` wide; longitudes shrink with the latitude."""
    points = [p for rings in regions.values() for ring in rings for p in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    wide = cos(radians((south + north) / 2)) or 1.0
    scale = WIDTH / (((east - west) * wide) or 1.0)

    def drawn(ring: Ring) -> Line:
        flat = [
            (round((x - west) * wide * scale, 1), round((north - y) * scale, 1)) for x, y in ring
        ]
        kept = flat[:1] + [p for before, p in pairwise(flat) if p != before]
        return tuple(kept)

    shapes = {
        code: tuple(line for ring in rings if len(line := drawn(ring)) > 2)
        for code, rings in regions.items()
    }
    return Projected(shapes, above, (north - south) * scale)


def _steps(line: Line, *, close: bool = True) -> str:
    """Return a path in steps from point to point, which is a third shorter than positions."""
    x, y = line[0]
    parts = [f"M{x:g} {y:g}l"]
    steps = []
    for nx, ny in line[1:]:
        steps.append(f"{round(nx - x, 1):g} {round(ny - y, 1):g}")
        x, y = nx, ny
    return "".join(parts) + " ".join(steps).replace(" -", "-") + ("z" if close else "")


def shapes_once(projected: Projected) -> Markup:
    """Return the shapes of all divisions, to be used by every map on the page."""
    paths = [
        el("path", id=f"d{number}", d="".join(_steps(line) for line in lines))
        for number, lines in enumerate(projected.shapes.values())
    ]
    borders = el("path", id="borders", d=projected.borders)
    return el(
        "svg", el("defs", paths, borders), width=0, height=0, klass="defs", aria_hidden="true"
    )


def drawn(
    projected: Projected, name: str, shown: Callable[[str], Shown], style: Callable[[str], str]
) -> Markup:
    """Return one map: `shown` says how each division looks, `style` gives a class."""
    areas, labels = [], []
    for number, (code, lines) in enumerate(projected.shapes.items()):
        look = shown(code)
        title = el("title", look.title)
        areas.append(el("use", title, href=f"#d{number}", fill=look.fill))
        if look.letter and (place := _room(lines, look.letter)):
            words = style(f"fill:{words_on(look.fill)}")
            x, y = place
            labels.append(
                el("text", look.letter, x=f"{x:.1f}", y=f"{y + LETTER / 3:.1f}", klass=words)
            )
    body = [
        el("g", areas, stroke=PAPER, stroke_width="0.5"),
        el("use", href="#borders", klass="borders"),
        el("g", labels, klass="letters", aria_hidden="true"),
    ]
    box = f"-2 -2 {WIDTH + 4} {projected.height + 4:.0f}"
    return el("svg", body, viewBox=box, role="img", aria_label=name, klass="map")


def _room(lines: tuple[Line, ...], letter: str) -> Point | None:
    """Return a point well inside the largest ring, or None where the letter has no room."""
    ring = max(lines, key=_area, default=())
    if len(ring) < 4:
        return None
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best: tuple[float, Point] | None = None
    for part in range(2, 9):
        y = top + (bottom - top) * part / 10
        for left, right in _spans(ring, y):
            if best is None or right - left > best[0]:
                best = (right - left, ((left + right) / 2, y))
    needed = LETTER * (0.7 * len(letter) + 0.4)
    enough = best is not None and best[0] >= needed and bottom - top >= LETTER * 1.2
    return best[1] if best and enough else None


def _spans(ring: Line, y: float) -> Iterator[tuple[float, float]]:
    """Yield where the level line at `y` runs inside the ring."""
    meets = sorted(
        x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (y0 <= y) != (y1 <= y)
    )
    yield from zip(meets[::2], meets[1::2], strict=False)


def _area(ring: Line) -> float:
    pairs = zip(ring, (*ring[1:], *ring[:1]), strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs))
