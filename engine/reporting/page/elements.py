"""HTML by hand: every text is escaped, unless it was made here; styles become classes.

Style attributes would need a looser content security policy, so whatever a page wants to
colour gets a class, and the page's one style sheet is hashed with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Markup(str):
    """Text that is HTML already, so that it is not escaped again."""

    __slots__ = ()


Child = str | int | None | Iterable["Child"]
VOID = frozenset({"meta", "input", "br", "rect", "path", "use", "col"})


def el(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Return an element; `klass` is its class, `data_k` is `data-k`, None and False leave out.

    >>> el("td", "a < b", klass="n", hidden=True)
    '<td class="n" hidden>a &lt; b</td>'
    """
    head = name + "".join(_attributes(attributes))
    if name in VOID and not children:
        return Markup(f"<{head}>" if name not in SHAPES else f"<{head}/>")
    return Markup(f"<{head}>{joined(children)}</{name}>")


SHAPES = frozenset({"rect", "path", "use"})


def _attributes(given: dict[str, str | int | bool | None]) -> Iterable[str]:
    for key, value in given.items():
        if value is None or value is False:
            continue
        name = "class" if key == "klass" else key.rstrip("_").replace("_", "-")
        yield f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def joined(children: Child) -> Markup:
    """Return children as HTML, one after the other.

    >>> joined(["<b>", None, [1, el("i", "x")]])
    '&lt;b&gt;1<i>x</i>'
    """
    if children is None:
        return Markup("")
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return Markup(escape(children, quote=False))
    if isinstance(children, int):
        return Markup(str(children))
    return Markup("".join(joined(child) for child in children))


class Styles:
    """Classes made as they are needed: one for each different declaration."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def of(self, declaration: str) -> str:
        """Return the class that carries this declaration."""
        return self.names.setdefault(declaration, f"s{len(self.names)}")

    def sheet(self) -> str:
        """Return the rules of all classes handed out so far."""
        return "".join(f".{name}{{{rule}}}" for rule, name in self.names.items())
