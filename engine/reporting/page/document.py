"""The whole file: security policy, style and script by their hashes, mark, header, footer."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from engine.problems import Language, Text
from engine.reporting.page.division_map import Projected
from engine.reporting.page.elements import Child, Markup, Styles, el, joined

STATIC = Path(__file__).parent.parent / "static"
MARK = Text("内部资料 · 注意保管", "Internal · keep safe")
REDACTED = Text("已隐去企业名称和编号", "names and keys of enterprises are hidden")
FOOT = Text(
    "由 yujing {version} 生成；本页不联网，可离线打开、打印。"
    "规则库只提出建议并留痕，由负责人员决定。",
    "Made by yujing {version}. This page needs no network and can be opened and printed offline. "
    "It recommends and records; officials decide.",
)
PAGE_OF = Text("第 ", "Page ")
TONGUES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Signs:
    """The punctuation of a language: between words, parts, a word and what it is, around."""

    comma: str
    semicolon: str
    colon: str
    equals: str
    brackets: str

    def around(self, words: str) -> str:
        """Return words in brackets."""
        return self.brackets.format(words)


SIGNS: dict[Language, Signs] = {
    "zh": Signs("、", "；", "：", "＝", "（{}）"),
    "en": Signs(", ", "; ", ": ", " = ", " ({})"),
}


@dataclass
class Page:
    """A page while it is being made: its language, its classes, its sections in order."""

    title: str
    language: Language
    tool: str
    redact: bool = False
    styles: Styles = field(default_factory=Styles)
    sections: list[Markup] = field(default_factory=list)
    projected: Projected | None = None  # the map, once its shapes stand on the page

    def say(self, text: Text, **words: object) -> str:
        """Return `text` in the language of the page, its `{names}` filled in."""
        return (text.format(**words) if words else text).to(self.language)

    @property
    def signs(self) -> Signs:
        """The punctuation of the page's language."""
        return SIGNS[self.language]

    def add(self, heading: Text, *content: Child, note: Text | None = None) -> None:
        """Add a section with its heading, and a note under the heading where there is one."""
        id = f"h{len(self.sections) + 1}"
        head = el("h2", self.say(heading), id=id)
        noted = el("p", self.say(note), klass="note") if note else None
        self.sections.append(el("section", head, noted, content, aria_labelledby=id))

    def filled(self, fill: str, words: str) -> str:
        """Return the class of something on `fill` with `words` for its ink."""
        return self.styles.of(f"background:{fill};color:{words}")


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text("utf-8").strip()


def _hash(text: str) -> str:
    return "'sha256-" + b64encode(sha256(text.encode()).digest()).decode() + "'"


def html(page: Page, header: Iterable[Child]) -> bytes:
    """Return the file.  Nothing in it is loaded from elsewhere, and nothing else could be."""
    style = _static("page.css") + _margins(page) + page.styles.sheet()
    script = _static("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        el("meta", name="viewport", content="width=device-width,initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", page.title),
        Markup(f"<style>{style}</style>"),
    )
    marks = [MARK.to(page.language)] + ([page.say(REDACTED)] if page.redact else [])
    body = el(
        "body",
        el("header", el("p", " · ".join(marks), klass="mark"), el("h1", page.title), header),
        el("main", page.sections),
        el("footer", page.say(FOOT, version=page.tool)),
        Markup(f"<script>{script}</script>"),
    )
    whole = joined([Markup("<!doctype html>\n"), el("html", head, body, lang=_tongue(page))])
    return (whole + "\n").encode("utf-8", "replace")


def _tongue(page: Page) -> str:
    return TONGUES[page.language]


def _margins(page: Page) -> str:
    """The mark and the number stand on every printed page."""
    return (
        f'@page{{@top-right{{content:"{page.say(MARK)}"}}'
        f'@bottom-right{{content:"{page.say(PAGE_OF)}" counter(page) " / " counter(pages)}}}}'
    )
