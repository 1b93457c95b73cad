"""The lists of a year from the bottom up: each level takes from the lists of the one below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.calendar import last_day_of_month
from engine.catalogue import inspection as codes
from engine.facts.model import Facts, Key
from engine.inspection.candidates import Candidate, candidates
from engine.inspection.listing import make_list, universe
from engine.inspection.lists import KeyList, Request, Selection
from engine.inspection.ranking import order_for
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.listing import KeyLists
from engine.organisation.rows import Rows
from engine.policy.inspection_model import CANDIDATES, Inspection, ListLevel, Lists
from engine.policy.model import PolicySet
from engine.problems import Place, Problem, ProblemsFound, Text

LISTS = Text("名单", "lists")
Requests = Mapping[tuple[str, str], Mapping[Key, Request]]  # by level and division


def inspection_of(policy: PolicySet, what: Text = LISTS) -> Inspection:
    """Return what the policy set says about inspections; raises ProblemsFound without it."""
    if policy.inspection is None:
        place = Place(policy.folder)
        raise ProblemsFound([codes.NO_LISTS.at(place, policy=policy.id, what=what)])
    return policy.inspection


def cut_off_of(policy: PolicySet, year: int, day: date | None) -> date:
    """Return the cut-off day of the lists of `year`: the one given, else the policy's."""
    rule = inspection_of(policy).lists.cut_off
    usual = last_day_of_month(year, rule.month)
    found = day or (usual.replace(day=rule.day) if rule.day else usual)
    if found.year != year:
        raise ProblemsFound([codes.CUT_OFF_YEAR.at(Place(policy.folder), day=found, year=year)])
    return found


def select(
    policy: PolicySet,
    facts: Facts,
    year: int,
    cut_off: date,
    *,
    level: str | None = None,
    filed: bool = False,
) -> Selection:
    """Return the lists of all levels, or of `level` alone.

    Each level takes from the lists that this run made below it; with `filed` from those
    that the facts hold as filed.
    """
    found = candidates(policy, facts, inspection_of(policy).lists, hierarchy_of(policy), cut_off)
    return choose(policy, found, facts, year, cut_off, level=level, filed=filed)


def choose(
    policy: PolicySet,
    found: Iterable[Candidate],
    facts: Facts,
    year: int,
    cut_off: date,
    *,
    level: str | None = None,
    filed: bool = False,
) -> Selection:
    """Return the lists made of candidates that are known already."""
    return _Cascade(policy, facts, list(found), year, cut_off).run(level, filed)


class _Cascade:
    def __init__(
        self,
        policy: PolicySet,
        facts: Facts,
        found: list[Candidate],
        year: int,
        cut_off: date,
    ) -> None:
        self.policy, self.facts, self.year, self.cut_off = policy, facts, year, cut_off
        self.lists: Lists = inspection_of(policy).lists
        self.hierarchy: Hierarchy = hierarchy_of(policy)
        self.found = {c.key: c for c in found}
        self.refused: list[Problem] = []
        self.notes: list[Problem] = []
        self.wanted = requests_of(policy, facts, self.lists, self.hierarchy, year, self.found)

    def run(self, only: str | None, filed: bool) -> Selection:
        made: dict[str, list[KeyList]] = {}
        for rule in self.lists.levels:
            if only is not None and filed and rule.level != only:
                continue
            below = self._filed(rule.source) if filed else self._made(made, rule.source)
            made[rule.level] = self._level(rule, below)
        shown = [lists for level, lists in made.items() if only in (None, level)]
        every = _who_inspects([one for lists in made.values() for one in lists])
        keep = {(one.level.level, one.department.id) for lists in shown for one in lists}
        lists = tuple(one for one in every if (one.level.level, one.department.id) in keep)
        return Selection(self.year, self.cut_off, lists, tuple(self.refused), tuple(self.notes))

    def _level(self, rule: ListLevel, below: Callable[[str], Sequence[Candidate]]) -> list[KeyList]:
        made = []
        for code in sorted(self.hierarchy.divisions):
            if self.hierarchy.divisions[code].level == rule.level:
                made.append(self._list(rule, code, below(code)))
        return made

    def _list(self, rule: ListLevel, code: str, members: Sequence[Candidate]) -> KeyList:
        department = self.hierarchy.regular(code)
        path = [division.division for division in self.hierarchy.line(code)]
        order = order_for(self.policy, self.lists, path)
        asked = self._admitted(rule, code, {c.key for c in members})
        inside = {c.key for c in members}
        beyond = [self.found[key] for key in asked if key not in inside and key in self.found]
        sorted_out = universe(self.policy, self.lists, members, path, self.cut_off)
        low = [c for c in sorted_out.low if c.key in asked]  # a request is a reason by itself
        eligible = (*sorted_out.eligible, *low, *(c for c in beyond if not c.leaves))
        kept = tuple(c for c in sorted_out.low if c.key not in asked)
        ready = replace(sorted_out, eligible=eligible, low=kept)
        valid = {c.key: asked[c.key] for c in eligible if c.key in asked}
        return make_list(order, rule, department, ready, valid, self.lists)

    def _admitted(self, rule: ListLevel, code: str, inside: set[Key]) -> dict[Key, Request]:
        """Return the requests that hold; the others are refused with the clause."""
        asked: dict[Key, Request] = {}
        for key, request in self.wanted.get((rule.level, code), {}).items():
            if key in inside or request.override:
                asked[key] = request
            else:
                self.refused.append(self._refusal(rule, code, key, request))
        return asked

    def _refusal(self, rule: ListLevel, code: str, key: Key, request: Request) -> Problem:
        return not_below(self.policy, rule, self.hierarchy.regular(code).name,
                         self.found[key].name if key in self.found else "/".join(key),
                         request.origin)  # fmt: skip

    def _made(
        self, made: Mapping[str, Sequence[KeyList]], source: str
    ) -> Callable[[str], Sequence[Candidate]]:
        """Return who stands below a place: its own candidates, or those its lists hold."""
        if source == CANDIDATES:
            own = self._by_place(self.found.values(), self.lists.levels[0].level)
            return lambda code: own.get(code, ())
        above: dict[str, list[Candidate]] = defaultdict(list)
        for one in made.get(source, ()):
            for department in self.hierarchy.line(one.department.division)[1:2]:
                above[department.division] += [place.candidate for place in one.places]
        return lambda code: above.get(code, ())

    def _filed(self, source: str) -> Callable[[str], Sequence[Candidate]]:
        if source == CANDIDATES:
            return self._made({}, source)
        standing = KeyLists(self.policy, self.facts, self.hierarchy)
        day = date(self.year, 12, 31)
        level_of = {lv.source: lv.level for lv in self.lists.levels}
        listed = [
            self.found[key]
            for key in standing.rows.subjects()
            if key in self.found
            and any(e.level == source for e in standing.standing(key, day).counted)
        ]
        self._note_missing(source, listed)
        grouped = self._by_place(sorted(listed, key=lambda c: c.key), level_of[source])
        return lambda code: grouped.get(code, ())

    def _note_missing(self, source: str, listed: Iterable[Candidate]) -> None:
        filed = set(self._by_place(listed, source))
        for code in sorted(self.hierarchy.divisions):
            if self.hierarchy.divisions[code].level == source and code not in filed:
                name = self.hierarchy.regular(code).name
                place = Place(self.facts.folder)
                self.notes.append(codes.NO_LIST_FILED.at(place, department=name, year=self.year))

    def _by_place(self, found: Iterable[Candidate], level: str) -> dict[str, list[Candidate]]:
        places: dict[str, list[Candidate]] = defaultdict(list)
        owner: dict[str, str] = {}
        for candidate in found:
            if candidate.division not in owner:
                at = (
                    self.hierarchy.at_level(candidate.division, level)
                    if candidate.division
                    else None
                )
                owner[candidate.division] = at.division if at else ""
            places[owner[candidate.division]].append(candidate)
        return places


def not_below(
    policy: PolicySet, rule: ListLevel, department: str, name: str, origin: str
) -> Problem:
    """Return the refusal of an entry that no list below has, with the clauses."""
    lists = inspection_of(policy).lists
    routing = policy.routing
    assert routing is not None
    rows = lists.requests.entity if lists.requests else ""
    title = policy.entities[rows].title if rows else Text("", "")
    cites = ", ".join(
        dict.fromkeys((*rule.cites, *(lists.requests.cites if lists.requests else ())))
    )
    level = routing.level_titles.get(rule.level, Text(rule.level, rule.level))
    return codes.NOT_BELOW.at(
        Place(origin), name=name, department=department, level=level, cites=cites, rows=title
    )


def requests_of(
    policy: PolicySet,
    facts: Facts,
    lists: Lists,
    hierarchy: Hierarchy,
    year: int,
    found: Mapping[Key, Candidate],
) -> Requests:
    """Return the requests of a year by level and division."""
    asked: dict[tuple[str, str], dict[Key, Request]] = defaultdict(dict)
    if lists.requests is None:
        return asked
    rows = Rows(policy, facts, {"rows": lists.requests.entity, **lists.requests.fields})
    for subject in rows.subjects():
        for row in rows.of(subject):
            level = str(rows.value(row, "level") or "")
            candidate = found.get(subject)
            at = (
                hierarchy.at_level(candidate.division, level)
                if candidate and candidate.division
                else None
            )
            if rows.value(row, "year") != year or at is None:
                continue
            words = {m: str(rows.value(row, m) or "") for m in ("reason", "by", "override")}
            origin = f"{row.origin.file}:{row.origin.row}" if row.origin.file else ""
            asked[level, at.division][subject] = Request(subject, origin=origin, **words)
    return asked


def _who_inspects(lists: Sequence[KeyList]) -> list[KeyList]:
    """Mark, on each list, the places that no higher list has: there this level inspects."""
    above: set[Key] = set()
    made: list[KeyList] = []
    for one in reversed(lists):
        made.append(
            replace(
                one,
                places=tuple(replace(p, inspects=p.key not in above) for p in one.places),
            )
        )
        if made and _last_of_level(lists, one):
            above |= {p.key for other in lists if other.level == one.level for p in other.places}
    return made[::-1]


def _last_of_level(lists: Sequence[KeyList], one: KeyList) -> bool:
    """Return whether `one` is the first list of its level, the last seen from above."""
    return next(other for other in lists if other.level == one.level) is one
