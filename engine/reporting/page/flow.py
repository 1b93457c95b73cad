"""The flow between two versions: a band for each change, as thick as it has enterprises.

Only changes are drawn.  Those that stay are by far the most and would press every change
to a hair; their number stands beside the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.problems import Text
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Markup, el
from engine.reporting.page.hues import QUIET
from engine.reporting.page.levels import Mark
from engine.source import display_width

WIDTH, BAR, GAP, LEAST, INK_WIDTH = 720, 14, 14, 1.5, 7.2
TALL = 200
BAND = Text("{old} → {new}：{count} 家", "{old} → {new}: {count}")


def flow(
    page: Page, name: str, states: Sequence[Mark], moved: Mapping[tuple[str, str], int]
) -> Markup:
    """Return the drawing of all changes `moved`: (old state, new state) -> how many."""
    total = sum(moved.values())
    shown = [s for s in states if any(s.id in pair for pair in moved)]
    scale = TALL / total
    left = _column(shown, moved, 0, scale)
    right = _column(shown, moved, 1, scale)
    margin = max(display_width(s.title) for s in shown) * INK_WIDTH + 50
    ends = (margin + BAR, WIDTH - margin - BAR)
    body = [
        *_bands(page, shown, moved, (left, right), ends, scale),
        *_ends(shown, moved, 0, left, margin, scale),
        *_ends(shown, moved, 1, right, WIDTH - margin - BAR, scale),
    ]
    height = TALL + GAP * (len(shown) + 1) + LEAST * len(moved)
    box = f"0 0 {WIDTH} {height:.0f}"
    return el("svg", body, viewBox=box, role="img", aria_label=name, klass="flow")


def _column(
    shown: Sequence[Mark], moved: Mapping[tuple[str, str], int], side: int, scale: float
) -> dict[str, float]:
    """Return where the bar of each state begins, from the top."""
    tops, y = {}, float(GAP)
    for state in shown:
        tops[state.id] = y
        parts = [n for pair, n in moved.items() if pair[side] == state.id]
        y += sum(max(n * scale, LEAST) for n in parts) + (GAP if parts else 0)
    return tops


def _bands(
    page: Page,
    shown: Sequence[Mark],
    moved: Mapping[tuple[str, str], int],
    tops: tuple[dict[str, float], dict[str, float]],
    ends: tuple[float, float],
    scale: float,
) -> list[Markup]:
    bands: list[tuple[float, Markup]] = []
    start, goal = (dict(side) for side in tops)
    x1, x2 = ends
    middle = (x1 + x2) / 2
    for old in shown:
        for new in shown:
            count = moved.get((old.id, new.id), 0)
            if not count:
                continue
            thick = max(count * scale, LEAST)
            y1, y2 = start[old.id], goal[new.id]
            start[old.id] += thick
            goal[new.id] += thick
            steps = (
                f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
                f"v{thick:.1f}C{middle:.1f} {y2 + thick:.1f} {middle:.1f} {y1 + thick:.1f} "
                f"{x1:.1f} {y1 + thick:.1f}z"
            )
            words = page.say(BAND, old=old.title, new=new.title, count=f"{count:,}")
            fill = new.fill if new.solid else QUIET
            title = el("title", words)
            look = {
                "fill": fill,
                "fill_opacity": "0.85",
                "stroke": "#7c8792",
                "stroke_width": "0.5",
            }
            bands.append((thick, el("path", title, d=steps, **look)))
    # The thin ones last, so that no broad band covers them.
    return [band for _, band in sorted(bands, key=lambda pair: -pair[0])]


def _ends(
    shown: Sequence[Mark],
    moved: Mapping[tuple[str, str], int],
    side: int,
    tops: dict[str, float],
    x: float,
    scale: float,
) -> list[Markup]:
    drawn = []
    for state in shown:
        parts = [n for pair, n in moved.items() if pair[side] == state.id]
        if not parts:
            continue
        height = sum(max(n * scale, LEAST) for n in parts)
        y, fill = tops[state.id], state.fill if state.solid else QUIET
        place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{BAR}", "height": f"{height:.1f}"}
        drawn.append(el("rect", **place, fill=fill, stroke="#3c4650", stroke_width="0.6"))
        at, anchor = (x - 8, "end") if side == 0 else (x + BAR + 8, "start")
        words = f"{state.title} {sum(parts):,}"
        line = {"x": f"{at:.1f}", "y": f"{y + height / 2 + 4.5:.1f}", "text_anchor": anchor}
        drawn.append(el("text", words, **line))
    return drawn
