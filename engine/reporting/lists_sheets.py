"""Lists as tables: one of all lists, one a department, and the key list as facts hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.facts.model import Fact, Key
from engine.facts.writing import written
from engine.inspection.lists import KeyList, Missed, Place, Selection
from engine.language.types import Kind
from engine.policy.model import Field, PolicySet
from engine.problems import Language, Text
from engine.reporting import lists_words as words
from engine.reporting.sheets import Cell, Sheet

OVERVIEW = Text("名单总览", "overview")
OF_ALL = (
    Text("级别", "level"), Text("部门", "department"), Text("候选", "candidates"),
    Text("目标", "target"), Text("下限", "least"), Text("上限", "most"),
    Text("列入", "listed"), Text("本级巡查", "inspected here"),
    Text("核实后可能列入", "may be on once settled"), Text("提醒", "to be known"),
)  # fmt: skip
OF_ONE = (
    Text("名次", "rank"), Text("名称", "name"), Text("编号", "key"), Text("所在地", "place"),
    Text("列入理由", "grounds"), Text("依据", "clauses"), Text("说明", "in words"),
    Text("由谁巡查", "who inspects"), Text("为什么在下一名之前", "why before the next"),
    Text("待核实", "open"),
)  # fmt: skip
MISSED = Text("未列入", "not listed")
FOLLOWING = Text("未列入，按名次第{rank}", "not listed, rank {rank}")
TOTAL = Text(
    "{level}：{lists}份名单，列入{gross}户（其中本级巡查{net}户）",
    "{level}: {lists} lists, {gross} listed, {net} of them inspected by that level",
)


def overview(policy: PolicySet, selection: Selection, language: Language) -> Sheet:
    """Return one row a list; the notes give the figures of each level."""
    rows = tuple(
        (
            _level(policy, one).to(language),
            one.department.name,
            one.universe,
            one.level.quota.target,
            one.level.quota.least,
            one.level.quota.most,
            one.gross,
            one.net,
            sum(m.possible for m in one.missed),
            "；".join(_remark(r.text, r.cites, language) for r in one.remarks),
        )
        for one in selection.lists
    )
    notes = tuple(line.to(language) for line in totals(policy, selection))
    return Sheet(OVERVIEW.to(language), _headings(OF_ALL, language), rows, notes)


def totals(policy: PolicySet, selection: Selection) -> Iterable[Text]:
    """Yield, for each level, how many are listed and how many it inspects itself."""
    for level in selection.levels:
        lists = list(selection.of_level(level))
        told = {"lists": len(lists), "gross": sum(x.gross for x in lists)}
        yield TOTAL.format(level=_level(policy, lists[0]), net=sum(x.net for x in lists), **told)


def one_list(policy: PolicySet, one: KeyList, year: int, language: Language) -> Sheet:
    """Return the list of one department: its places, then who just missed it."""
    keys = one.order.compared if one.order else ()
    compared = tuple(words.title(key).to(language) for key in keys)
    rows = [_place(policy, one, place, language) for place in one.places]
    rows += [_missed(policy, one, missed, language) for missed in one.missed]
    notes = tuple(_remark(r.text, r.cites, language) for r in one.remarks)
    name = words.heading(policy, one, year).to(language)
    return Sheet(name, (*_headings(OF_ONE, language), *compared), tuple(rows), notes)


def departments(policy: PolicySet, selection: Selection, language: Language) -> list[Sheet]:
    """Return the overview and one sheet a department, titled by its code and short name."""
    found = [overview(policy, selection, language)]
    for one in selection.lists:
        sheet = one_list(policy, one, selection.year, language)
        title = f"{one.department.division} {one.department.short_name}"
        found.append(Sheet(title, sheet.headings, sheet.rows, (sheet.title, *sheet.notes)))
    return found


def _place(policy: PolicySet, one: KeyList, place: Place, language: Language) -> tuple[Cell, ...]:
    found = place.candidate
    inspects = (words.OWN if place.inspects else words.ABOVE).to(language)
    return (
        place.rank,
        found.name,
        "/".join(place.key),
        _where(policy, found.division),
        words.grounds(policy, found.grounds).to(language),
        ", ".join(words.cites(policy, found.grounds)),
        words.notes(place).to(language),
        inspects,
        words.why(place).to(language),
        words.open_facts(place).to(language),
        *_compared(policy, one, found.values, language),
    )


def _missed(
    policy: PolicySet, one: KeyList, missed: Missed, language: Language
) -> tuple[Cell, ...]:
    found = missed.candidate
    label = FOLLOWING.format(rank=missed.rank) if missed.rank else MISSED
    return (
        None,
        found.name,
        "/".join(found.key),
        _where(policy, found.division),
        label.to(language),
        "",
        words.lacking(policy, missed).to(language),
        "",
        "",
        words.open_facts(missed).to(language),
        *_compared(policy, one, found.values, language),
    )


def _compared(
    policy: PolicySet, one: KeyList, values: Mapping[str, tuple[int, int]], language: Language
) -> tuple[Cell, ...]:
    keys = one.order.compared if one.order else ()
    return tuple(words.pair(policy, key.by, values[key.by]).to(language) for key in keys)


def _where(policy: PolicySet, code: str) -> str:
    return policy.divisions[code].name if code in policy.divisions else ""


def _level(policy: PolicySet, one: KeyList) -> Text:
    level = one.level.level
    titles = policy.routing.level_titles if policy.routing else {}
    return titles.get(level, Text(level, level))


def _remark(text: Text, cites: tuple[str, ...], language: Language) -> str:
    return text.to(language) + (f" [{', '.join(cites)}]" if cites else "")


def _headings(titles: Iterable[Text], language: Language) -> tuple[str, ...]:
    return tuple(title.to(language) for title in titles)


def key_list(policy: PolicySet, rows: Iterable[tuple[Key, Mapping[str, Fact]]]) -> Sheet:
    """Return the key list under the vocabulary's own headers, as facts are read."""
    assert policy.routing is not None
    entity = policy.entities[policy.routing.listing["rows"]]
    above = [policy.subject.fields[name] for name in policy.subject.key]
    own = list(entity.stored)
    body = tuple(
        (*key, *(cell(policy, field, values.get(field.name)) for field in own))
        for key, values in rows
    )
    return Sheet(entity.title.zh, tuple(f.title.zh for f in (*above, *own)), body)


def cell(policy: PolicySet, field: Field, found: Fact) -> Cell:
    """Return a value in the words of the vocabulary, codes of a set by their ids."""
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    if isinstance(found, str) and field.type.kind in (Kind.CODE, Kind.SCALE):
        domain = policy.domains[field.type.domain]
        return domain.members[domain.ids.index(found)].title.zh
    return written(found)
