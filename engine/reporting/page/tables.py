"""Tables of a page: real tables with captions, heads, scopes; numbers set to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.reporting.page.elements import Child, Markup, el


def table(
    caption: str,
    headings: Sequence[Child],
    rows: Iterable[Sequence[Markup]],
    *,
    klass: str | None = None,
    foot: Sequence[Markup] = (),
    titled: bool = False,
) -> Markup:
    """Return a table of rows made of `head`, `number`, `cell`; it scrolls where it is too wide.

    `titled`: the heading above says the same, so that the caption is only read aloud.
    """
    heads = [h if isinstance(h, Markup) else el("th", h, scope="col") for h in headings]
    whole = el(
        "table",
        el("caption", caption, klass="vh" if titled else None),
        el("thead", el("tr", heads)),
        el("tbody", [el("tr", row) for row in rows]),
        el("tfoot", el("tr", foot)) if foot else None,
        klass=klass,
    )
    return el("div", whole, klass="wide", tabindex=0, role="group", aria_label=caption)


def head(words: Child) -> Markup:
    """Return the head of a row."""
    return el("th", words, scope="row")


def cell(words: Child, **attributes: str | int | bool | None) -> Markup:
    """Return a cell of words."""
    return el("td", words, **attributes)


def number(value: int | float | str | None, klass: str = "", filter: str = "") -> Markup:
    """Return a cell with a number; `filter` are the marks of the rows of the list it counts."""
    shown = "–" if value is None else f"{value:,}" if isinstance(value, int | float) else value
    quiet = "" if value else " q"
    return el("td", shown, klass=f"n{quiet} {klass}".strip(), data_f=filter or None)


def folded(summary: str, *content: Child, open: bool = False) -> Markup:
    """Return content that can be folded away, without any script."""
    return el("details", el("summary", summary), content, open=open)


def figures(pairs: Iterable[tuple[str, Child, str]]) -> Markup:
    """Return the key figures: what, the number, and a word on it."""
    boxes = [
        el("div", el("dt", what), el("dd", el("b", value), el("span", more) if more else None))
        for what, value, more in pairs
    ]
    return el("dl", boxes, klass="k")


def facts_of_run(pairs: Iterable[tuple[str, Child]]) -> Markup:
    """Return what ran on what, as a list of terms."""
    return el("dl", [el("div", el("dt", a), el("dd", b)) for a, b in pairs if b], klass="run")
