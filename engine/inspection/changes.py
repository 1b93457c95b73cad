"""Changes of filed lists: what must be changed, the new versions, and how far they are filed.

A change is made by the level that the policy names, and filed upwards hop by hop.  The
owner of each higher list acknowledges it (where the policy asks for that) before a new
version of that list is due.  Old versions stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from engine.catalogue.inspection import NO_LISTS
from engine.facts.model import Fact, Facts, Key, Row
from engine.inspection.candidates import Candidate, candidates
from engine.inspection.cascade import inspection_of
from engine.inspection.changes_model import (
    ChangeReport,
    ChangeState,
    ChangeTask,
    Filing,
    NewVersion,
)
from engine.inspection.filing import grounds_of
from engine.inspection.listing import universe
from engine.inspection.ranking import Order, order_for
from engine.inspection.repeats import subject_of
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.listing import Entry, KeyLists
from engine.organisation.rows import Rows
from engine.policy.inspection_model import CANDIDATES, Changes
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Place, ProblemsFound, Text

WHAT = Text("名单变更", "changes of lists")
DROP, REPLACE, DEFER = "drop", "replace", "defer"
ListOf = tuple[str, str]  # level, division


def changes_of(policy: PolicySet, facts: Facts, year: int, as_of: date) -> ChangeReport:
    """Return the state of all changes of the lists of `year` on `as_of`."""
    rules = inspection_of(policy, WHAT).changes
    if rules is None:
        raise ProblemsFound([NO_LISTS.at(Place(policy.folder), policy=policy.id, what=WHAT)])
    return _Changing(policy, facts, rules, year, as_of).report()


class _Changing:
    def __init__(
        self, policy: PolicySet, facts: Facts, rules: Changes, year: int, as_of: date
    ) -> None:
        self.policy, self.facts, self.rules = policy, facts, rules
        self.year, self.as_of = year, as_of
        self.hierarchy: Hierarchy = hierarchy_of(policy)
        self.inspection = inspection_of(policy)
        self.lists = self.inspection.lists
        self.known = KeyLists(policy, facts, self.hierarchy)
        found = candidates(policy, facts, self.lists, self.hierarchy, as_of)
        self.found = {c.key: c for c in found}
        self.entries = self._standing()
        self.members = self._by_list()

    def report(self) -> ChangeReport:
        states = tuple(self._states())
        recorded = {s.subject for s in states}
        tasks = tuple(t for t in self._tasks() if t.subject not in recorded)
        return ChangeReport(self.year, self.as_of, tasks, states, tuple(self._versions(states)))

    def _standing(self) -> dict[Key, tuple[Entry, ...]]:
        day = date(self.year, 12, 31)
        found = ((s, self.known.standing(s, day).counted) for s in self.known.rows.subjects())
        return {subject: counted for subject, counted in found if counted}

    def _by_list(self) -> dict[ListOf, list[tuple[Key, Entry]]]:
        lists: dict[ListOf, list[tuple[Key, Entry]]] = defaultdict(list)
        for subject, entries in self.entries.items():
            code = self._division(subject)
            for entry in entries:
                at = self.hierarchy.at_level(code, entry.level) if code else None
                if at is not None:
                    lists[entry.level, at.division].append((subject, entry))
        return lists

    def _division(self, subject: Key) -> str:
        return subject_of(self.policy, self.facts, self.hierarchy, subject)[1]

    def _name(self, subject: Key) -> str:
        return subject_of(self.policy, self.facts, self.hierarchy, subject)[0]

    # ---- tasks ----

    def _tasks(self) -> Iterable[ChangeTask]:
        """Yield a task for each listed subject to which the rule about leaving applies."""
        decision = self.policy.decisions.get(self.rules.opens)
        for subject in sorted(self.entries):
            candidate = self.found.get(subject)
            code = self._division(subject)
            maker = self.hierarchy.at_level(code, self.rules.made_by) if code else None
            if candidate is None or maker is None or not self._opens(candidate):
                continue
            listed = {entry.level for entry in self.entries[subject]}
            line = self.hierarchy.line(code)
            yield ChangeTask(
                subject,
                candidate.name,
                maker,
                tuple(d for d in line if d.level in listed),
                decision.title if decision else Text("", ""),
                self.rules.rows.cites,
                self._next(maker),
                self.rules.keeps,
                self.rules.keeps_cites,
            )

    def _opens(self, candidate: Candidate) -> bool:
        if self.rules.opens == self.lists.leaves:
            return candidate.leaves is True
        return candidate.values.get(self.rules.opens, (0, 0))[0] == 1

    def _next(self, department: Department) -> Candidate | None:
        """Return the next in rank of the list of a department: who qualifies and is not on it."""
        _, eligible = self._ranking(department)
        taken = {key for key, _ in self.members.get((department.level, department.division), ())}
        return next((c for c in eligible if c.key not in taken), None)

    def _ranking(self, department: Department) -> tuple[Order, list[Candidate]]:
        code = department.division
        path = [d.division for d in self.hierarchy.line(code)]
        order = order_for(self.policy, self.lists, path)
        inside = [
            c
            for c in self._pool(department)
            if c.division and self._owner(c.division, department.level) == code
        ]
        found = universe(self.policy, self.lists, inside, path, self.as_of)
        return order, order.ranked(found.eligible)

    def _pool(self, department: Department) -> Iterable[Candidate]:
        """Return who may be on a list: candidates, or who the lists below hold now."""
        source = self.lists.level(department.level).source
        if source == CANDIDATES:
            return self.found.values()
        keys = {key for (level, _), held in self.members.items() if level == source
                for key, _ in held}  # fmt: skip
        return [self.found[key] for key in sorted(keys) if key in self.found]

    def _owner(self, code: str, level: str) -> str:
        at = self.hierarchy.at_level(code, level)
        return at.division if at else ""

    # ---- states ----

    def _states(self) -> Iterable[ChangeState]:
        rows = Rows(self.policy, self.facts, {"rows": self.rules.rows.entity,
                                              **self.rules.rows.fields})  # fmt: skip
        for subject in sorted(rows.subjects()):
            for row in rows.of(subject):
                code = self._division(subject)
                if rows.value(row, "year") == self.year and code:
                    yield self._state(rows, row, subject, code)

    def _state(self, rows: Rows, row: Row, subject: Key, code: str) -> ChangeState:
        line = {d.level: d for d in self.hierarchy.line(code)}
        maker = line[self.rules.made_by]
        hops = tuple(
            Filing(line[h.below], line[h.above], _date(row, h.left),
                   str(row.values.get(h.receipt) or ""))
            for h in self.rules.hops
        )  # fmt: skip
        listed = {e.level for e in self.entries.get(subject, ())}
        agreed = {
            level: _date(row, name) for level, name in self.rules.agreed.items() if level in listed
        }
        decided, until = rows.value(row, "decided"), rows.value(row, "defer_until")
        number = rows.value(row, "number")
        return ChangeState(
            subject,
            self._name(subject),
            number if isinstance(number, int) else 0,
            self.rules.effects.get(str(rows.value(row, "kind")), ""),
            str(rows.value(row, "reason") or ""),
            decided if isinstance(decided, date) else None,
            until if isinstance(until, date) else None,
            maker,
            hops,
            agreed,
            all(hop.done for hop in hops),
            self._waits(maker, hops, agreed, line, decided is not None),
        )

    def _waits(
        self,
        maker: Department,
        hops: Sequence[Filing],
        agreed: Mapping[str, date | None],
        line: Mapping[str, Department],
        decided: bool,
    ) -> Department | None:
        if not decided:
            return maker
        for hop in hops:
            if hop.filed is None:
                return hop.sender
            if not hop.receipt:
                return hop.receiver
        if self.rules.acknowledge:
            return next((line[level] for level, day in agreed.items() if day is None), None)
        return None

    # ---- versions ----

    def _versions(self, states: Sequence[ChangeState]) -> Iterable[NewVersion]:
        """Yield the new version of every list that a change in force touches, lowest first."""
        for rule in self.lists.levels:
            touched: dict[ListOf, list[ChangeState]] = defaultdict(list)
            for state in states:
                code = self._owner(self._division(state.subject), rule.level)
                if self._held(state.subject, rule.level) and self._in_force(state, rule.level):
                    touched[rule.level, code].append(state)
            for key in sorted(touched):
                made = self._version(key, touched[key])
                self.members[key] = [(k, _entry_like(self.members[key], k)) for k, _ in made.rows]
                yield made

    def _held(self, subject: Key, level: str) -> bool:
        return any(entry.level == level for entry in self.entries.get(subject, ()))

    def _in_force(self, state: ChangeState, level: str) -> bool:
        """A change holds for its maker once decided, above once acknowledged (or filed)."""
        if state.decided is None or state.decided > self.as_of or not state.effect:
            return False
        if level == self.rules.made_by:
            return True
        if self.rules.acknowledge:
            day = state.agreed.get(level)
            return day is not None and day <= self.as_of
        hop = next((h for h in state.hops if h.receiver.level == level), None)
        return hop is not None and hop.done and hop.filed is not None and hop.filed <= self.as_of

    def _version(self, key: ListOf, states: Sequence[ChangeState]) -> NewVersion:
        level, code = key
        department = self.hierarchy.regular(code)
        held = self.members[key]
        gone = {s.subject for s in states if s.effect in (DROP, REPLACE)}
        version = max(entry.version for _, entry in held) + 1
        order, ranked = self._ranking(department)
        wanted = sum(s.effect == REPLACE for s in states)
        taken = {k for k, _ in held}
        entered = [c for c in ranked if c.key not in taken][:wanted]
        stays = [k for k, _ in held if k not in gone]
        new = sorted([*(self.found[k] for k in stays if k in self.found), *entered], key=order.sure)
        deferred = {s.subject: s for s in states if s.effect == DEFER}
        return NewVersion(
            department, level, version, tuple(sorted(gone)), tuple(entered),
            tuple(sorted(deferred)), tuple(self._rows(level, version, new, deferred)),
        )  # fmt: skip

    def _rows(
        self,
        level: str,
        version: int,
        found: Sequence[Candidate],
        deferred: Mapping[Key, ChangeState],
    ) -> Iterable[tuple[Key, Mapping[str, Fact]]]:
        listing, writes = self.hierarchy.routing.listing, self.lists.writes
        for rank, candidate in enumerate(found, 1):
            words = [*candidate.words]
            if candidate.key in deferred:
                words.append(f"推迟巡查至{deferred[candidate.key].defer_until or '另定'}")
            values: dict[str, Fact] = {
                listing["year"]: self.year,
                listing["level"]: level,
                writes["rank"]: rank,
                writes["grounds"]: grounds_of(self.policy, candidate.grounds),
                writes["reason"]: "；".join(words) or None,
            }
            if "version" in listing:
                values[listing["version"]] = version
            if "status" in listing:
                values[listing["status"]] = writes["status"]
            yield candidate.key, values


def _entry_like(held: Sequence[tuple[Key, Entry]], key: Key) -> Entry:
    return next((entry for k, entry in held if k == key), held[0][1])


def _date(row: Row, name: str) -> date | None:
    found = row.values.get(name) if name else None
    return found if isinstance(found, date) else None
