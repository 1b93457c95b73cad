"""A small vocabulary that the tests of the condition language speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.language.cells import compile_cell, compile_subject
from engine.language.checking import Scope, Symbol, compile_condition
from engine.language.expression import Expr, Ref
from engine.language.scope import normal
from engine.language.types import BOOL, DATE, INT, TEXT, Domain, Kind, Member, Type
from engine.problems import Place, Problem, Text


def domain(name: str, zh: str, members: str, *, ordered: bool) -> Domain:
    """Make a domain of `id=中文=English` words."""
    parts = [word.split("=") for word in members.split()]
    made = tuple(Member(id, Text(label, english)) for id, label, english in parts)
    return Domain(name, ordered, made, Text(zh, name))


DOMAINS = {
    d.name: d
    for d in (
        domain(
            "warning_level",
            "预警级别",
            "none=无预警=None blue=蓝色=Blue yellow=黄色=Yellow orange=橙色=Orange red=红色=Red",
            ordered=True,
        ),
        domain(
            "risk_level",
            "风险等级",
            "level_4=四级=Level-4 level_3=三级=Level-3 level_2=二级=Level-2 level_1=一级=Level-1",
            ordered=True,
        ),
        domain(
            "sector",
            "重点行业",
            "smelting=金属冶炼=Smelting ammonia=涉氨制冷=Ammonia dust=粉尘涉爆=Dust",
            ordered=False,
        ),
    )
}
LEVEL, RISK = Type(Kind.SCALE, "warning_level"), Type(Kind.SCALE, "risk_level")
SECTOR, SECTORS = Type(Kind.CODE, "sector"), Type(Kind.SET, "sector")
RATIO, DAYS = Type(Kind.DECIMAL, digits=2), Type(Kind.DURATION)


def fact(path: str, type: Type, **rest: object) -> Symbol:
    *hops, name = path.split(".")
    return replace(Symbol(type, Ref(name, tuple(hops))), **rest)  # type: ignore[arg-type]


FACTS = {
    "deaths": (fact("deaths", INT, low=0, high=1000), Text("死亡人数", "Deaths")),
    "quantity": (fact("quantity", INT, low=1, high=100_000), Text("数量", "Quantity")),
    "free": (fact("free", INT), Text("无界数", "Free number")),
    "ratio": (fact("ratio", RATIO, low=0, high=100), Text("比例", "Ratio")),
    "wait": (fact("wait", DAYS, low=0, high=365), Text("等待天数", "Waiting time")),
    "open": (fact("open", BOOL), Text("未消除", "Open")),
    "urgent": (fact("urgent", BOOL), Text("紧急", "Urgent")),
    "level": (fact("level", LEVEL), Text("预警级别", "Level")),
    "former": (fact("former", LEVEL), Text("原级别", "Former level")),
    "point.level": (fact("point.level", RISK), Text("风险源点.安全风险等级", "Point level")),
    "sector": (fact("sector", SECTOR), Text("行业", "Sector")),
    "sectors": (fact("sectors", SECTORS, nullable=True), Text("重点行业领域", "Sectors")),
    "found_on": (fact("found_on", DATE, nullable=True), Text("发现日期", "Found on")),
    "note": (fact("note", TEXT, nullable=True), Text("说明", "Note")),
    "open_hazards": (fact("open_hazards", INT, low=0, high=10_000), Text("隐患数", "Hazards")),
    "notes": (
        fact("notes", TEXT, refused=Text("它给出一个清单", "it gives a list")),
        Text("提示", "Notes"),
    ),
    "风险等级（一级）数": (fact("label_only", INT, low=0, high=9), Text("", "Odd label")),
}
CONSTANTS = {
    "values.window.days": Symbol(INT, value=15, origin="values.window.days"),
    "values.floor": Symbol(INT, value=0, origin="values.floor"),
    "values.share": Symbol(RATIO, value=50, origin="values.share"),
}


@dataclass(frozen=True)
class Vocabulary:
    """The scope and the names of the tests."""

    symbols: Mapping[str, Symbol]
    titles: Mapping[Ref, Text]
    domains: Mapping[str, Domain]

    def find(self, path: str) -> Symbol | None:
        return self.symbols.get(path)

    def known(self) -> Iterable[str]:
        return self.symbols

    def title(self, ref: Ref) -> Text:
        return self.titles[ref]

    def label(self, type: Type, ordinal: int) -> Text:
        return self.domains[type.domain].members[ordinal].title


def vocabulary() -> Vocabulary:
    symbols = dict(CONSTANTS)
    titles: dict[Ref, Text] = {}
    for path, (symbol, title) in FACTS.items():
        assert symbol.ref is not None
        symbols[normal(path)] = symbol
        titles[symbol.ref] = title
        if title.zh:
            symbols[normal(title.zh)] = symbol
    symbols["label_only"] = FACTS["风险等级（一级）数"][0]
    return Vocabulary(symbols, titles, DOMAINS)


SCOPE = vocabulary()


def place_in(text: str, start: int, end: int) -> Place:
    return Place("rule.yaml", 1, start + 1, 1, end + 1, text)


def condition(
    text: str, expect: Type | None = BOOL, scope: Scope = SCOPE
) -> tuple[Expr | None, list[Problem]]:
    """Compile a condition and return it with its problems."""
    problems: list[Problem] = []
    found = compile_condition(
        text, scope, lambda start, end: place_in(text, start, end), problems.append, expect
    )
    return found, problems


def cell(field: str, value: object) -> tuple[Expr | None, list[Problem]]:
    """Compile a cell of `field`; the member n of a list is placed on line n + 1."""
    problems: list[Problem] = []
    text = value if isinstance(value, str) else str(value)

    def place(start: int, end: int) -> Place:
        return place_in(text, start, end)

    def member(n: int) -> object:
        assert isinstance(value, list)
        return lambda start, end: Place("rule.yaml", n + 1, start + 1, n + 1, end + 1)

    subject = compile_subject(field, SCOPE, place, problems.append)
    if subject is None:
        return None, problems
    found = compile_cell(
        value,
        subject,
        SCOPE,
        place,
        problems.append,
        member_place=member,  # type: ignore[arg-type]
    )
    return found, problems
