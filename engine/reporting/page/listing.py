"""The list of enterprises: a table that can be searched, filtered, sorted, and read without.

Each row carries marks (`data-k`); a select or a number elsewhere on the page names the
marks it wants.  At most `MOST_ROWS` rows are in the page; how many are not is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.problems import Text
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el

MOST_ROWS = 2000
PRINTED = 60
SEARCH = Text("搜索名称、地方、规则", "Search names, places, rules")
EVERY = Text("全部", "all")
RESET = Text("清除筛选", "Clear filters")
SHOWN = Text("显示", "showing")
OF = Text("／{count} 行", "of {count} rows")
ALL_HERE = Text("共 {count} 家，全部列在下表。", "All {count} are in the table.")
CUT = Text(
    "共 {total} 家，下表列出前 {shown} 家（{order}）；其余 {left} 家见 Excel 工作簿（{command}）。",
    "{total} in all; the table holds the first {shown} ({order}); the other {left} are in the "
    "workbook ({command}).",
)
PRINT = Text(
    "打印时只印筛选后的前 {count} 行；全部名单请用 Excel 工作簿。",
    "In print only the first {count} filtered rows appear; all of them are in the workbook.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the marks it is found by, and its cells (words, and what to sort them by).

    `short`: the positions of cells that are never broken into lines.
    """

    marks: tuple[str, ...]
    cells: tuple[tuple[Child, int | None], ...]
    short: tuple[int, ...] = ()


def listing(
    page: Page,
    caption: str,
    headings: Sequence[str],
    entries: Iterable[Entry],
    choices: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    said: str,
) -> Markup:
    """Return the list with its controls; `choices` are selects: label, (mark, words)."""
    rows = [
        el(
            "tr",
            [
                el("td", words, data_s=order, klass="short" if n in entry.short else None)
                for n, (words, order) in enumerate(entry.cells)
            ],
            data_k=" ".join(entry.marks),
            klass="far" if number > PRINTED else None,
        )
        for number, entry in enumerate(entries, 1)
    ]
    heads = [el("th", heading, scope="col") for heading in headings]
    whole = el(
        "table",
        el("caption", caption),
        el("thead", el("tr", heads)),
        el("tbody", rows),
        id="t",
        data_print=PRINTED,
    )
    region = el("div", whole, klass="list", tabindex=0, role="group", aria_label=caption)
    printed = el("p", page.say(PRINT, count=PRINTED), klass="note paper")
    return Markup(el("p", said) + _controls(page, choices, len(rows)) + printed + region)


def _controls(
    page: Page, choices: Sequence[tuple[str, Sequence[tuple[str, str]]]], count: int
) -> Markup:
    search = el("input", id="q", type="search", autocomplete="off", spellcheck="false")
    fields = [_labelled(page.say(SEARCH), search, "q")]
    for number, (label, options) in enumerate(choices):
        every = el("option", page.say(EVERY), value="")
        rest = [el("option", words, value=mark) for mark, words in options]
        fields.append(_labelled(label, el("select", every, rest, id=f"c{number}"), f"c{number}"))
    reset = el("button", page.say(RESET), id="r", type="button")
    shown = el("output", str(count), id="n", aria_live="polite")
    told = el("p", page.say(SHOWN), " ", shown, " ", page.say(OF, count=count))
    return el("div", fields, reset, told, klass="f", id="f")


def _labelled(label: str, control: Markup, id: str) -> Markup:
    return el("div", el("label", label, for_=id), control)


def how_many(page: Page, total: int, order: Text, command: str) -> str:
    """Return the sentence that says whether all of `total` are in the list."""
    if total <= MOST_ROWS:
        return page.say(ALL_HERE, count=f"{total:,}")
    words = {
        "total": f"{total:,}",
        "shown": f"{MOST_ROWS:,}",
        "left": f"{total - MOST_ROWS:,}",
        "order": order,
        "command": command,
    }
    return page.say(CUT, **words)
