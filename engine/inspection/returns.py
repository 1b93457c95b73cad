"""Returns of departments: workbooks that come back, read, checked, merged, compared.

A return has a cover (who returns, for which year, on which day, nil or not) and one sheet
for each entity that the policy names.  What is wrong goes back to its department; what is
right is merged, whatever is wrong elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path

from engine.catalogue.inspection import NO_LISTS
from engine.facts.cells import clean
from engine.facts.dates import read_date
from engine.facts.manifest import Manifest
from engine.facts.model import Facts, Key, Origin, Reject, Row
from engine.facts.opening import open_sheets
from engine.facts.reading import Found, read_files
from engine.facts.sheets import Sheet
from engine.facts.writing import written
from engine.inspection.cascade import inspection_of
from engine.inspection.returns_model import COVER, Collected, Difference, Doubled, Return
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.policy.inspection_model import Returns
from engine.policy.model import Entity, PolicySet
from engine.policy.routing_model import Department
from engine.problems import Place, ProblemsFound, Text

WHAT = Text("报表", "returns")
DEPARTMENT = Text("部门编号", "department id")
NAME = Text("部门名称", "department")
YEAR = Text("年度", "year")
SENT = Text("报送日期", "day of the return")
NIL = Text("零报告", "nil return")
FILLED_BY = Text("填报人", "filled in by")
YES = frozenset({"是", "yes", "y", "true", "√"})
COVER_ROWS = (DEPARTMENT, NAME, YEAR, SENT, FILLED_BY, NIL)

NO_COVER = Text("没有报表封面，不知道是谁报的", "there is no cover, so nobody can tell whose it is")
UNKNOWN = Text("部门编号不认识", "the department id is not known")
NOT_ITS_LEVEL = Text("不是应当报送的一级", "it is not of the level that returns")
WRONG_YEAR = Text("年度应为 {year}", "the year must be {year}")
NO_DAY = Text("没有填报送日期，或者不是日期", "the day of the return is missing or no date")
NIL_WITH_ROWS = Text("写了零报告，名单里却有企业", "said to be nil, yet the list has enterprises")
EMPTY_NOT_NIL = Text("名单是空的，又没有写零报告", "the list is empty and not said to be nil")
NOT_OURS = Text(
    "不是本地的企业（所在地：{place}）", "not an enterprise of this place but of {place}"
)
NO_SUCH = Text("基础数据里没有这家企业", "the facts have no such enterprise")
RANK_TWICE = Text("名次 {rank} 重复", "rank {rank} stands twice")
OTHER_LEVEL = Text("不是本级名单", "not the list of this level")
OTHER_DEPARTMENT = Text("不是本部门的", "it is of another department")
OTHER_YEAR = Text("不是 {year} 年的", "it is not of {year}")
UNREADABLE = Text("文件打不开：{reason}", "the file cannot be opened: {reason}")
SAME = Text("{files} 内容相同，只计一份", "{files} are the same, counted once")
LATER = Text("{files} 都是它报的，按报送日期以 {kept} 为准", "{files}: the later, {kept}, counts")
UNCLEAR = Text(
    "{files} 报送日期相同而内容不同，都不计，请说明以哪份为准",
    "{files} are of one day and differ; neither counts until it is said which does",
)


def returns_of(policy: PolicySet) -> Returns:
    """Return what the policy set says about returns; raises ProblemsFound without it."""
    rules = inspection_of(policy, WHAT).returns
    if rules is None:
        raise ProblemsFound([NO_LISTS.at(Place(policy.folder), policy=policy.id, what=WHAT)])
    return rules


def returning(policy: PolicySet) -> tuple[Department, ...]:
    """Return the departments that must return, by id."""
    rules, hierarchy = returns_of(policy), hierarchy_of(policy)
    codes = sorted(c for c, d in hierarchy.divisions.items() if d.level == rules.level)
    return tuple(hierarchy.regular(code) for code in codes)


def collect(
    policy: PolicySet,
    files: Iterable[tuple[str, Path]],
    year: int,
    facts: Facts | None = None,
    last: Collected | None = None,
) -> Collected:
    """Return all returns merged; `facts` tell which enterprises there are and where.

    Files are taken in the order of their names, so that the order of arrival is nothing.
    """
    reader = _Reader(policy, year, facts)
    read = [reader.read(name, path) for name, path in sorted(files)]
    known = [one for one in read if one.department is not None]
    kept, doubled = _once(known)
    rows: dict[str, dict[Key, Row]] = {name: {} for name in returns_of(policy).sheets}
    for one in kept:
        for entity, own in one.rows.items():
            rows[entity].update(own)
    came = {one.department.id for one in known if one.department}
    missing = tuple(d for d in returning(policy) if d.id not in came)
    found = Collected(
        year, tuple(kept), missing, tuple(doubled),
        tuple(one for one in read if one.department is None),
        {name: dict(sorted(own.items())) for name, own in rows.items()},
    )  # fmt: skip
    return replace(found, differences=_differences(policy, found, last)) if last else found


def _once(read: Sequence[Return]) -> tuple[list[Return], list[Doubled]]:
    """Return one return a department, and what is to be said where there were several."""
    by_department: dict[str, list[Return]] = defaultdict(list)
    for one in read:
        assert one.department is not None
        by_department[one.department.id].append(one)
    kept: list[Return] = []
    doubled: list[Doubled] = []
    for id in sorted(by_department):
        own = by_department[id]
        if len(own) == 1:
            kept += own
            continue
        counts, text = _which(own)
        files = tuple(o.file for o in own)
        department = own[0].department
        assert department is not None
        doubled.append(Doubled(department, files, counts.file if counts else "", text))
        kept += [counts] if counts else []
    return kept, doubled


def _which(own: Sequence[Return]) -> tuple[Return | None, Text]:
    files = "、".join(o.file for o in own)
    if len({o.digest for o in own}) == 1:
        return own[0], SAME.format(files=files)
    ordered = sorted(own, key=lambda o: o.sent or date.min)
    if ordered[-1].sent != ordered[-2].sent:
        return ordered[-1], LATER.format(files=files, kept=ordered[-1].file)
    return None, UNCLEAR.format(files=files)


class _Reader:
    """Reads and checks one workbook after the other."""

    def __init__(self, policy: PolicySet, year: int, facts: Facts | None) -> None:
        self.policy, self.year = policy, year
        self.rules = returns_of(policy)
        self.hierarchy: Hierarchy = hierarchy_of(policy)
        table = facts.tables.get(policy.subject.name) if facts else None
        self.subjects = table.rows if table is not None and table.present else None

    def read(self, name: str, path: Path) -> Return:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        sheets, problems = open_sheets(data, name)
        if problems:
            reason = UNREADABLE.format(reason=problems[0].message)
            return Return(name, None, None, False, digest, rejects=(_reject(name, "", "", reason),))
        cover = _cover(sheets)
        if cover is None:
            reject = _reject(name, COVER.zh, "", NO_COVER)
            return Return(name, None, None, False, digest, rejects=(reject,))
        return self._returned(name, path, cover, _content(sheets))

    def _returned(self, name: str, path: Path, cover: Mapping[str, str], digest: str) -> Return:
        rejects: list[Reject] = []
        department = self._department(name, cover, rejects)
        sent = read_date(cover.get(SENT.zh, ""), UTC)
        if sent is None:
            rejects.append(_reject(name, SENT.zh, cover.get(SENT.zh, ""), NO_DAY))
        if cover.get(YEAR.zh, "").strip() != str(self.year):
            reason = WRONG_YEAR.format(year=self.year)
            rejects.append(_reject(name, YEAR.zh, cover.get(YEAR.zh, ""), reason))
        nil = cover.get(NIL.zh, "").strip().lower() in YES
        if department is None:
            return Return(name, None, sent, nil, digest, rejects=tuple(rejects))
        facts = self._facts(name, path)
        rejects += [r for r in facts.rejects if r.origin.sheet != COVER.zh]
        rows = {e: self._right(e, facts, department, rejects) for e in self.rules.sheets}
        self._check_nil(name, nil, facts, rejects)
        return Return(name, department, sent, nil, digest, rows, tuple(sorted(rejects)))

    def _department(
        self, name: str, cover: Mapping[str, str], rejects: list[Reject]
    ) -> Department | None:
        id = cover.get(DEPARTMENT.zh, "").strip()
        found = self.hierarchy.routing.departments.get(id)
        if found is None:
            rejects.append(_reject(name, DEPARTMENT.zh, id, UNKNOWN))
        elif found.level != self.rules.level:
            rejects.append(_reject(name, DEPARTMENT.zh, id, NOT_ITS_LEVEL))
            return None
        return found

    def _facts(self, name: str, path: Path) -> Facts:
        facts, _, _ = read_files(Found([(name, path)], Manifest()), self.policy, str(path))
        return facts

    def _check_nil(self, name: str, nil: bool, facts: Facts, rejects: list[Reject]) -> None:
        first = self.rules.sheets[0]
        table = facts.tables.get(first)
        any_rows = bool(table and table.rows) or any(
            r.origin.sheet == self.policy.entities[first].title.zh for r in facts.rejects
        )
        if nil and any_rows:
            rejects.append(_reject(name, NIL.zh, "", NIL_WITH_ROWS))
        if not nil and not any_rows:
            rejects.append(_reject(name, NIL.zh, "", EMPTY_NOT_NIL))

    def _right(
        self, name: str, facts: Facts, department: Department, rejects: list[Reject]
    ) -> dict[Key, Row]:
        """Return the rows of one sheet that are this department's to return."""
        table, entity = facts.tables.get(name), self.policy.entities[name]
        right: dict[Key, Row] = {}
        ranks: dict[object, Key] = {}
        for key, row in (table.rows if table else {}).items():
            wrong = self._wrong(entity, row, department) or self._rank(entity, row, ranks)
            if wrong is None:
                right[key] = row
            else:
                column, value, reason = wrong
                rejects.append(Reject(row.origin, column, value, reason, "return"))
        return right

    def _wrong(
        self, entity: Entity, row: Row, department: Department
    ) -> tuple[str, str, Text] | None:
        for meaning, expected, reason in self._expected(entity, department):
            found = row.values.get(meaning)
            if found is not None and found != expected:
                title = entity.fields[meaning].title.zh
                return title, written(found), reason.format(year=self.year)
        if entity.parent == self.policy.subject.name and self.subjects is not None:
            return self._stranger(row, department)
        return None

    def _expected(
        self, entity: Entity, department: Department
    ) -> Iterable[tuple[str, object, Text]]:
        """Yield what fields of a sheet must be: the year, the level, the department."""
        routing, plans = self.hierarchy.routing, inspection_of(self.policy).plans
        if entity.name == routing.listing["rows"]:
            yield routing.listing["year"], self.year, OTHER_YEAR
            yield routing.listing["level"], department.level, OTHER_LEVEL
        elif entity.parent is None and plans is not None:
            yield from (
                (name, expected, reason)
                for name, expected, reason in (
                    (plans.rows.fields["year"], self.year, OTHER_YEAR),
                    (plans.rows.fields["department"], department.id, OTHER_DEPARTMENT),
                )
                if name in entity.fields
            )

    def _stranger(self, row: Row, department: Department) -> tuple[str, str, Text] | None:
        key = row.parent or ()
        title = self.policy.subject.fields[self.policy.subject.key[0]].title.zh
        subject = self.subjects.get(key) if self.subjects is not None else None
        if subject is None:
            return title, "/".join(key), NO_SUCH
        code = subject.values.get(self.hierarchy.routing.division)
        place = self.hierarchy.resolve(str(code)) if code else None
        at = self.hierarchy.at_level(place.code, department.level) if place else None
        if at is not None and at != department:
            return title, "/".join(key), NOT_OURS.format(place=at.name)
        return None

    def _rank(
        self, entity: Entity, row: Row, ranks: dict[object, Key]
    ) -> tuple[str, str, Text] | None:
        name = inspection_of(self.policy).lists.writes["rank"]
        if entity.name != self.hierarchy.routing.listing["rows"]:
            return None
        found = row.values.get(name)
        version = row.values.get(self.hierarchy.routing.listing.get("version", ""))
        if found is None or ranks.setdefault((version, found), row.key) == row.key:
            return None
        return entity.fields[name].title.zh, written(found), RANK_TWICE.format(rank=found)


def _reject(file: str, column: str, value: str, reason: Text) -> Reject:
    return Reject(Origin(file, COVER.zh), column, value, reason, "return")


def _cover(sheets: Iterable[Sheet]) -> dict[str, str] | None:
    """Return what the cover says: each row a title and its value."""
    sheet = next((s for s in sheets if s.name == COVER.zh), None)
    if sheet is None:
        return None
    rows = ([clean(cell) for cell in row[:2]] for row in sheet.rows)
    return {row[0]: row[1] for row in rows if len(row) == 2 and row[0]}


def _content(sheets: Iterable[Sheet]) -> str:
    """Return a hash of what the sheets say, so that saving again makes no difference."""
    told = [(s.name, [[clean(cell) for cell in row] for row in s.rows]) for s in sheets]
    return hashlib.sha256(repr(sorted(told)).encode()).hexdigest()


def _differences(policy: PolicySet, now: Collected, last: Collected) -> tuple[Difference, ...]:
    """Return the rows that differ from the last return, by department."""
    before = {one.department.id: one for one in last.returns if one.department}
    found: list[Difference] = []
    for one in now.returns:
        old = before.get(one.department.id) if one.department else None
        if old is None or one.department is None:
            continue
        for name in returns_of(policy).sheets:
            entity = policy.entities[name]
            mine, theirs = one.rows.get(name, {}), old.rows.get(name, {})
            for key in sorted({*mine, *theirs}):
                kind, fields = _compared(entity, mine.get(key), theirs.get(key))
                if kind:
                    found.append(Difference(one.department, name, key, kind, fields))
    return tuple(found)


def _compared(
    entity: Entity, now: Row | None, then: Row | None
) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    if now is None or then is None:
        return ("new" if then is None else "gone"), ()
    fields = tuple(
        (f.name, written(then.values.get(f.name)), written(now.values.get(f.name)))
        for f in entity.stored
        if then.values.get(f.name) != now.values.get(f.name)
    )
    return ("changed" if fields else ""), fields
