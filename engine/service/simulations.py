"""Jobs about a rule change: simulate it over facts and over history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from engine.analysis import comparing, groups, transitions
from engine.analysis.comparing import Answered, Comparison
from engine.analysis.coverage import coverage
from engine.analysis.gates import Limits, gates
from engine.analysis.history import Replayed, history, replayed
from engine.analysis.list_changes import ListChange, list_change
from engine.analysis.replay import History
from engine.analysis.simulation import Edge, Sample, Simulation
from engine.analysis.thresholds import edges
from engine.analysis.vocabularies import lowered_alike, read_alike
from engine.analysis.workload import workload
from engine.catalogue import simulation as codes
from engine.catalogue.run import UNKNOWN_LEVEL
from engine.execution.answer import Answer
from engine.execution.outcome import Outcome, Recorder, Standing
from engine.execution.subjects import Item, day_number, subjects
from engine.facts.model import Facts, Key
from engine.policy.minutes import Minutes, read_minutes
from engine.policy.model import PolicySet
from engine.problems import NO_TEXT, Place, Problem, ProblemsFound, Text, did_you_mean
from engine.service.bulk_simulations import NotInBulk, compared, large
from engine.service.facts import facts_of_both
from engine.service.runs import tool_version
from engine.service.versions import Loaded, both, version_of

Answering = Callable[[PolicySet, Iterable[Item], int], Iterator[Answer]]
NOT_IN_FORCE = Text(
    "{version}在基准日 {day} 不生效（生效期 {start} – {until}），按其规则试算",
    "{version} is not in force on {day} (it is from {start} – {until}); answered as if it were",
)
SAME = Text("两个版本的内容完全相同", "the two versions are the same, byte for byte")
TWO_READINGS = Text(
    "两个版本的词汇表不同，基础数据按各自的词汇表分别读入",
    "the vocabularies differ, so each version read the facts by its own",
)
OTHER_FACTS = Text(
    "有 {count} 家只被一个版本读入，不比较级别",
    "{count} were read under one version only; their levels are not compared",
)

IN_BULK = Text(
    "用查询批量计算；数据校验码按文件内容计算，有变化的企业由参考执行器复核；"
    "名单变化只在逐行读入时比较",
    "computed by queries in bulk; the hash of the facts is over the bytes of the files, and "
    "the reference executor answered again for all that change; lists are compared only "
    "where rows are read one by one",
)
NOT_BULK = Text(
    "没有批量计算（{reason}），逐行读入",
    "not computed in bulk ({reason}); rows were read one by one",
)


@dataclass(frozen=True)
class Request:
    """What a simulation is asked: the versions, the facts, the day, and how much of it.

    `levels` pairs a level, by id or label, with the most that may newly stand there.
    `edges`: whether each number of the new version is moved by one.
    """

    old: str
    new: str
    facts: str
    as_of: date | None
    today: date
    engine: str = "auto"
    history: str | None = None
    minutes: str | None = None
    edges: bool = True
    limits: Limits = field(default_factory=Limits)
    levels: tuple[tuple[str, int], ...] = ()


def simulate(asked: Request) -> Simulation:
    """Return what changes between two policy versions over the same facts.

    Raises ProblemsFound where either version, the facts, the history or a limit cannot be
    used: nothing is simulated then.
    """
    with both(asked.old, asked.new) as (old, new):
        levels = tuple((_level(old, new, word), most) for word, most in asked.levels)
        minutes = _minutes(asked, old, new)
        job = _Job(asked, old, new)
        limits = Limits(
            asked.limits.changed,
            asked.limits.percent,
            asked.limits.milder,
            asked.limits.undetermined,
            levels,
        )
        return job.run(minutes, limits)


def _level(old: Loaded, new: Loaded, word: str) -> str:
    """Return the id of a level of either version by its id or label."""
    scales = [new.policy.level_scale, old.policy.level_scale]
    for scale in scales:
        if word in scale.words:
            return scale.ids[scale.words[word]]
    hint = did_you_mean(word, {w for scale in scales for w in scale.words})
    raise ProblemsFound([UNKNOWN_LEVEL.at(Place(new.found.asked), hint, asked=word)])


def _minutes(asked: Request, old: Loaded, new: Loaded) -> Minutes:
    if asked.minutes is None:
        return Minutes()
    routings = [v.policy.routing for v in (old, new) if v.policy.routing]
    return read_minutes(asked.minutes, {id for routing in routings for id in routing.messages})


@dataclass(frozen=True)
class _Read:
    """The facts as both versions read them, and the rows of every subject, lowered."""

    facts: tuple[Facts, Facts]
    items: tuple[list[Item], list[Item]]


class _Job:
    """One simulation: what both versions have in common is done once."""

    def __init__(self, asked: Request, old: Loaded, new: Loaded) -> None:
        self.asked = asked
        self.old, self.new = old, new
        self.one_reading = read_alike(old.policy, new.policy)
        self.one_tree = lowered_alike(old.policy, new.policy)
        self.engine, self.answering = _executor(asked.engine)
        self.said: list[Text] = []

    def run(self, minutes: Minutes, limits: Limits) -> Simulation:
        """Return the whole simulation."""
        if self._in_bulk():
            try:
                return self._bulk(minutes, limits)
            except (NotInBulk, ProblemsFound) as trouble:  # the usual way says what is wrong
                reason = _reason(trouble)
                self.said.append(NOT_BULK.format(reason=reason))
        read = self._read(self.asked.facts)
        day = self.asked.as_of or read.facts[1].snapshot or self.asked.today
        found = self._compared(read, day)
        past = self._history(found)
        return self._told(found, read, minutes, limits, past)

    def _in_bulk(self) -> bool:
        """Return whether queries over the files can tell all that is asked, and pay."""
        asked = self.asked
        if asked.edges or asked.history or asked.engine not in ("auto", "columnar"):
            return False
        return asked.engine == "columnar" or large(asked.facts, self.new.policy)

    def _bulk(self, minutes: Minutes, limits: Limits) -> Simulation:
        def day(snapshot: date | None) -> date:
            return self.asked.as_of or snapshot or self.asked.today

        with ExitStack() as stack:
            found = compared(self.asked.facts, self.old, self.new, day, stack)
            told = self._told(found, None, minutes, limits, None)
        return replace(told, notes=(*told.notes, IN_BULK))

    def _read(self, path: str) -> _Read:
        old_facts, new_facts = facts_of_both(path, self.old.policy, self.new.policy)
        new_items = list(subjects(self.new.policy, new_facts))
        old_items = new_items if self.one_tree else list(subjects(self.old.policy, old_facts))
        return _Read((old_facts, new_facts), (old_items, new_items))

    def _compared(self, read: _Read, day: date) -> Comparison:
        old, new = (
            self._answered(version, facts, items, day)
            for version, facts, items in zip(
                (self.old, self.new), read.facts, read.items, strict=True
            )
        )
        return Comparison(old, new)

    def _answered(self, version: Loaded, facts: Facts, items: list[Item], day: date) -> Answered:
        policy, number = version.policy, day_number(day)
        recorder = Recorder(policy, number)
        standings: dict[Key, Standing] = {}
        fired: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        for item, answer in zip(items, self.answering(policy, items, number), strict=True):
            standings[item.key] = recorder.standing(item, answer)
            held, may_hold = recorder.tallies.counted(item, answer)
            fired.update(held.keys())
            unknown.update(may_hold.keys())

        def explain(keys: Iterable[Key]) -> Mapping[Key, Outcome]:
            wanted = set(keys)
            shown = [item for item in items if item.key in wanted]
            pairs = zip(shown, self.answering(policy, shown, number), strict=True)
            return {item.key: recorder.outcome(item, answer) for item, answer in pairs}

        return Answered(
            policy, facts, day, standings, fired, unknown, explain, version.words, self.engine
        )

    def _history(self, now: Comparison) -> History | None:
        folder = self.asked.history
        if folder is None:
            return None
        return history(folder, self._replayed(Path(folder)), now)

    def _replayed(self, folder: Path) -> list[Replayed]:
        """Return every snapshot; the problems of all of them are reported together."""
        inner = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
        if not inner:
            raise ProblemsFound([codes.HISTORY_EMPTY.at(Place(str(folder)), folder=folder)])
        problems: list[Problem] = []
        dated: dict[date, str] = {}
        found: list[Replayed] = []
        for path in inner:
            try:
                found.append(self._snapshot(path))
            except ProblemsFound as trouble:
                problems += trouble.problems
                continue
            day = found[-1].told.day
            other = dated.setdefault(day, path.name)
            if other != path.name:
                place = Place(str(path))
                twice = codes.SNAPSHOT_TWICE
                problems.append(twice.at(place, folder=path.name, other=other, day=day))
        if problems:
            raise ProblemsFound(problems)
        return found

    def _snapshot(self, path: Path) -> Replayed:
        read = self._read(str(path))
        day = read.facts[1].snapshot or _day_of(path.name)
        if day is None:
            place = Place(str(path))
            raise ProblemsFound([codes.SNAPSHOT_UNDATED.at(place, folder=path.name)])
        return replayed(path.name, self._compared(read, day))

    def _told(
        self,
        found: Comparison,
        read: _Read | None,
        minutes: Minutes,
        limits: Limits,
        past: History | None,
    ) -> Simulation:
        changed = comparing.changed(found)
        by_place = groups.groups(found)
        matrix = found.matrix()
        simulation = Simulation(
            tool=tool_version(),
            as_of=found.new.as_of,
            old=version_of(self.old, found.new.as_of, found.old.engine),
            new=version_of(self.new, found.new.as_of, found.new.engine),
            sample=self._sample(found),
            states=transitions.states(found.old.policy, found.new.policy, matrix),
            matrix=matrix,
            blocks=found.blocks(),
            changed=changed,
            prefectures=by_place[0],
            counties=by_place[1],
            sectors=by_place[2],
            sector_title=_sector_title(found),
            rules=comparing.rule_uses(found, changed),
            gaps=comparing.gaps(found),
            basis=comparing.basis(changed),
            bounds=comparing.bounds(found),
            edges=self._edges(found, read),
            workload=workload(found.old, found.new, minutes),
            history=past,
            notes=tuple(self._notes(found)),
            lists=self._lists(found, read),
            map=found.new.policy.map,
            divisions=found.new.policy.divisions,
        )
        return _held(simulation, limits)

    def _edges(self, found: Comparison, read: _Read | None) -> tuple[Edge, ...] | None:
        if read is None or not self.asked.edges:
            return None
        return edges(found.new, read.items[1], self.answering)

    def _lists(self, found: Comparison, read: _Read | None) -> ListChange | None:
        """Return the change of the lists, where both versions read the facts alike."""
        if read is None or not self.one_reading:
            return None
        return list_change(found.old.policy, found.new.policy, read.facts[1], found.new.as_of)

    def _sample(self, found: Comparison) -> Sample:
        old, new = found.old.facts, found.new.facts
        return Sample(
            path=self.asked.facts,
            snapshot=new.snapshot,
            sha256=new.sha256,
            old_sha256=old.sha256,
            one_reading=self.one_reading,
            subject=found.new.policy.subject.title,
            subjects=len(found.keys),
            old_subjects=len(found.old.standings),
            new_subjects=len(found.new.standings),
            rows=_rows(found.new),
            returned=len({reject.origin for reject in new.rejects}),
            coverage=coverage(
                found.old.policy,
                found.new.policy,
                old,
                new,
                (found.old.counts, found.new.counts),
            ),
        )

    def _notes(self, found: Comparison) -> Iterator[Text]:
        day = found.new.as_of
        yield from self.said
        for version in (self.old, self.new):
            start, until = version.policy.effective
            if not (start <= day and (until is None or day < until)):
                yield NOT_IN_FORCE.format(
                    version=version.found.asked, day=day, start=start, until=until or ""
                )
        if self.old.policy.sha256 == self.new.policy.sha256:
            yield SAME
        if not self.one_reading:
            yield TWO_READINGS
        alone = len({*found.old.standings} ^ {*found.new.standings})
        if alone:
            yield OTHER_FACTS.format(count=alone)


def _rows(side: Answered) -> int:
    if side.counts is not None:
        return sum(rows for rows, _ in side.counts.values())
    return sum(len(table.rows) for table in side.facts.tables.values())


def _reason(trouble: NotInBulk | ProblemsFound) -> Text:
    return trouble.reason if isinstance(trouble, NotInBulk) else trouble.problems[0].message


def _sector_title(found: Comparison) -> Text:
    for side in (found.new, found.old):
        named = side.policy.subject.fields.get(side.policy.simulation.sectors)
        if named is not None:
            return named.title
    return NO_TEXT


def _held(found: Simulation, limits: Limits) -> Simulation:
    return replace(found, gates=gates(found, limits))


def _day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _executor(engine: str) -> tuple[str, Answering]:
    """Return the executor that answers, by name; `auto` is the reference, which is always there."""
    if engine == "columnar":
        from engine.execution.columnar import answers as columnar

        return engine, columnar
    if engine == "forward":
        from engine.execution.forward import answers as forward

        return engine, forward
    from engine.execution.reference import answers

    return "reference", answers
