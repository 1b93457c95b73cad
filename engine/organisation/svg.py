"""SVG by hand: escaped text, boxes, lines; nothing from outside the file."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from engine.source import display_width

FONTS = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', "
    "'WenQuanYi Micro Hei', SimHei, sans-serif"
)
INK, GREY, LINE, PAPER, FILL, ACCENT = (
    "#1f2933", "#616e7c", "#9aa5b1", "#ffffff", "#f5f7fa", "#1d4f91",
)  # fmt: skip


def width_of(text: str, size: float) -> float:
    """Return about how wide `text` is, a little on the wide side."""
    return display_width(text) * size * 0.56


def document(width: float, height: float, title: str, description: str, body: Iterable[str]) -> str:
    """Return a whole SVG file: title and description are read aloud by screen readers."""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" font-family={quoteattr(FONTS)}>',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(description)}</desc>",
            f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>',
            *body,
            "</svg>",
            "",
        )
    )


def words(
    x: float, y: float, text: str, *, size: float = 14, fill: str = INK, bold: bool = False
) -> str:
    """Return a line of text whose baseline starts at (x, y)."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}>'
        f"{escape(text)}</text>"
    )


def box(
    x: float, y: float, width: float, height: float, *, strong: bool = False, dashed: bool = False
) -> str:
    """Return a box with rounded corners."""
    stroke, thick = (ACCENT, 2) if strong else (LINE, 1)
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" fill="{FILL}" '
        f'stroke="{stroke}" stroke-width="{thick}"{dash}/>'
    )


def path(
    points: Iterable[tuple[float, float]], *, arrow: bool = False, dashed: bool = False
) -> str:
    """Return a line through `points`, with an arrow head at its end if asked."""
    ways = list(points)
    steps = " ".join(f"{'M' if n == 0 else 'L'}{x:g} {y:g}" for n, (x, y) in enumerate(ways))
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    colour = ACCENT if arrow else LINE
    drawn = f'<path d="{steps}" fill="none" stroke="{colour}" stroke-width="1.5"{dash}/>'
    return drawn + (_head(ways[-2], ways[-1]) if arrow else "")


def _head(before: tuple[float, float], end: tuple[float, float]) -> str:
    """A head for a level line: markers would need ids, which clash where pages hold two."""
    (x0, _), (x, y) = before, end
    back = 8 if x0 > x else -8
    steps = f"M{x:g} {y:g} L{x + back:g} {y - 4:g} L{x + back:g} {y + 4:g} Z"
    return f'<path d="{steps}" fill="{ACCENT}"/>'
