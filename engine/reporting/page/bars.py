"""Bars beside numbers: a drawing for the eye, the numbers in words for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from engine.reporting.page.elements import Markup, el

HEIGHT = 12


def stacked(parts: Iterable[tuple[int, str]], most: int) -> Markup:
    """Return one bar of parts (count, fill) side by side, as long as its share of `most`."""
    boxes, left = [], 0.0
    for count, fill in parts:
        if count:
            width = 100 * count / (most or 1)
            boxes.append(_box(left, 0, width, HEIGHT, fill))
            left += width
    return _drawing(boxes, HEIGHT)


def paired(upper: int | None, lower: int | None, most: int, fills: tuple[str, str]) -> Markup:
    """Return two bars, one above the other: before and after."""
    boxes = [
        _box(0, n * (HEIGHT // 2 + 1), 100 * (value or 0) / (most or 1), HEIGHT // 2, fill)
        for n, (value, fill) in enumerate(zip((upper, lower), fills, strict=True))
    ]
    return _drawing(boxes, HEIGHT + 1)


def _box(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return el(
        "rect", x=f"{x:.2f}", y=f"{y:g}", width=f"{width:.2f}", height=f"{height:g}", fill=fill
    )


def _drawing(boxes: list[Markup], height: int) -> Markup:
    return el(
        "svg",
        boxes,
        viewBox=f"0 0 100 {height}",
        preserveAspectRatio="none",
        klass="bar",
        aria_hidden="true",
    )
