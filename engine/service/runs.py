"""Jobs that answer: evaluate all subjects, or one.  Nothing here reads the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from engine.execution import outcome as outcomes
from engine.execution.answer import Answer
from engine.execution.exact import Json
from engine.execution.outcome import Outcome, Recorder
from engine.execution.subjects import Item, subjects
from engine.facts.model import Facts, Key
from engine.policy.model import PolicySet
from engine.problems import Language, Problem, ProblemsFound
from engine.service.facts import find_subject, read
from engine.service.policies import ensure_in_force, find_policy, level_named, load

if TYPE_CHECKING:
    from engine.analysis.explanation import Explanation
    from engine.analysis.why_not import WhyNot

Engine = Literal["auto", "reference", "forward", "columnar"]
Backend = Literal["duckdb", "spark"]
FORWARD_UP_TO = 2000  # rows of all entities; beyond, `auto` takes the reference
EPOCH = date(1970, 1, 1)
Progress = Callable[[int], None]


def tool_version() -> str:
    """Return the version of yujing that runs."""
    try:
        return version("yujing")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+checkout"


@dataclass(frozen=True)
class Evaluation:
    """One run: what was read, what was answered, and which answers were withheld.

    `outcomes` follow the order of keys.  `lost` names subjects on which two executors
    disagreed; `notes` say why another executor than the one asked for answered.
    """

    policy: PolicySet
    facts: Facts
    as_of: date
    engine: str
    outcomes: tuple[Outcome, ...]
    lost: tuple[Key, ...] = ()
    notes: tuple[Problem, ...] = ()
    sql_sha256: str = ""

    @cached_property
    def header(self) -> dict[str, Json]:
        """The header record of this run."""
        return outcomes.header(
            self.policy,
            self.facts,
            self.as_of,
            engine=self.engine,
            tool_version=tool_version(),
            fallbacks=[note.code for note in self.notes],
            sql_sha256=self.sql_sha256,
        )

    def records(self) -> Iterator[dict[str, Json]]:
        """Yield the header record and then the record of each outcome."""
        yield self.header
        for one in self.outcomes:
            yield outcomes.record(self.policy, one)


def evaluate(
    policy_name: str,
    facts_path: str,
    *,
    as_of: date | None,
    today: date,
    engine: Engine = "auto",
    master: str = "",
    progress: Progress | None = None,
) -> Evaluation:
    """Answer every subject of the facts under a policy set.

    The as-of date is the one given, else the facts' snapshot date, else `today`.
    `master` is the Spark that runs the queries of `columnar`; without, DuckDB runs them.
    Raises ProblemsFound where the policy or the facts cannot be used, or the policy is
    not in force on that date, or Spark was asked for and cannot be used.
    """
    policy, facts, day = _dated(policy_name, facts_path, as_of, today)
    items = list(subjects(policy, facts))
    parts = policy, facts, day, items, progress or (lambda _: None)
    taken = _taken(engine, facts)
    if taken == "columnar":
        return _run_columnar(*parts, master)
    return _run_forward(*parts) if taken == "forward" else _run_reference(*parts)


def _dated(
    policy_name: str, facts_path: str, as_of: date | None, today: date
) -> tuple[PolicySet, Facts, date]:
    """Return the version in force on the as-of date, and the facts under its vocabulary.

    Without a date given it is the facts' snapshot date, which any version can read.
    """
    policy = load(policy_name, as_of)
    facts = read(facts_path, policy)
    day = as_of or facts.snapshot or today
    several = policy.extends or Path(policy.folder) != find_policy(policy_name)
    if as_of is None and several and facts_path != "-":  # which is read only once
        dated = load(policy_name, day)
        if dated.sha256 != policy.sha256:
            policy, facts = dated, read(facts_path, dated)
    ensure_in_force(policy, day)
    return policy, facts, day


def _taken(engine: Engine, facts: Facts) -> Engine:
    """Return the executor that `auto` takes (docs/decisions/0007), or the one asked for."""
    rows = sum(len(table.rows) for table in facts.tables.values())
    if engine != "auto":
        return engine
    return "forward" if rows <= FORWARD_UP_TO else "reference"


def _run_columnar(
    policy: PolicySet,
    facts: Facts,
    day: date,
    items: list[Item],
    progress: Progress,
    master: str,
) -> Evaluation:
    number = (day - EPOCH).days
    try:
        sql, given = _columnar(policy, items, number, master)
        found = _recorded(policy, number, zip(items, given, strict=True), progress)
    except ProblemsFound as trouble:
        if master:
            raise
        return replace(
            _run_reference(policy, facts, day, items, progress), notes=_why_another(trouble)
        )
    return Evaluation(policy, facts, day, "columnar", tuple(found), sql_sha256=sql)


def _columnar(
    policy: PolicySet, items: list[Item], day: int, master: str = ""
) -> tuple[str, Iterator[Answer]]:
    """Return the hash of the queries and the answers, from Spark where a master is named."""
    from engine.execution import columnar

    if not master:
        return columnar.run(policy, items, day)
    from engine.execution.columnar_spark import spark

    return columnar.run(policy, items, day, spark(master), "spark")


def _why_another(trouble: ProblemsFound) -> tuple[Problem, ...]:
    from engine.catalogue.columnar import ANOTHER_ANSWERED

    return tuple(ANOTHER_ANSWERED.at(p.place, reason=p.message) for p in trouble.problems)


def queries(
    policy_name: str, facts_path: str, *, as_of: date | None, today: date, dialect: Backend
) -> str:
    """Return the queries that `columnar` asks, to be read: rules by id, file and line.

    The facts are read only where they have to say the as-of date.
    """
    from engine.execution.columnar import shown_queries

    if as_of is None:
        policy, _, as_of = _dated(policy_name, facts_path, None, today)
    else:
        policy = load(policy_name, as_of)
        ensure_in_force(policy, as_of)
    return shown_queries(policy, (as_of - EPOCH).days, dialect)


def _run_reference(
    policy: PolicySet, facts: Facts, day: date, items: list[Item], progress: Progress
) -> Evaluation:
    from engine.execution.reference import answers

    number = (day - EPOCH).days
    found = _recorded(
        policy, number, zip(items, answers(policy, items, number), strict=True), progress
    )
    return Evaluation(policy, facts, day, "reference", tuple(found))


def _run_forward(
    policy: PolicySet, facts: Facts, day: date, items: list[Item], progress: Progress
) -> Evaluation:
    from engine.execution.forward import run

    number = (day - EPOCH).days
    chained = run(policy, items, number)
    given = ((item, answer) for item, answer in chained if answer is not None)
    found = _recorded(policy, number, given, progress)
    report = chained.report
    lost = tuple(item.key for item in report.differences)
    notes = tuple(report.problems)
    return Evaluation(policy, facts, day, report.engine, tuple(found), lost, notes)


def _recorded(
    policy: PolicySet, day: int, pairs: Iterable[tuple[Item, Answer]], progress: Progress
) -> list[Outcome]:
    recorder, found = Recorder(policy, day), []
    for item, answer in pairs:
        found.append(recorder.outcome(item, answer))
        progress(len(found))
    return found


@dataclass(frozen=True)
class Explained:
    """Why one subject has its level, and why another executor than the one asked for says so."""

    explanation: Explanation
    facts: Facts
    item: Item
    answer: Answer
    day: date
    notes: tuple[Problem, ...] = ()

    def why_not(self, level: str) -> WhyNot:
        """Return why it is not the level of that id or label; raises ProblemsFound."""
        from engine.analysis.why_not import why_not

        policy = self.explanation.policy
        asked = policy.level_scale.ids[level_named(policy, level)]
        return why_not(policy, self.facts, self.item, self.answer, self.day, asked)


def explain(
    asked: str,
    policy_name: str,
    facts_path: str,
    *,
    as_of: date | None,
    today: date,
    engine: Engine = "auto",
) -> Explained:
    """Return why one subject has its level, answered by the executor that is asked for.

    Raises ProblemsFound where policy, facts or subject cannot be used, or where two
    executors disagree about it.
    """
    from engine.analysis.explanation import explain as explained

    policy, facts, day = _dated(policy_name, facts_path, as_of, today)
    key, number = find_subject(policy, facts, asked), (day - EPOCH).days
    item = next(item for item in subjects(policy, facts) if item.key == key)
    answer, notes = _answer_one(policy, item, number, engine)
    outcome = Recorder(policy, number).outcome(item, answer)
    found = explained(policy, item, answer, outcome)
    return Explained(found, facts, item, answer, day, notes)


def _answer_one(
    policy: PolicySet, item: Item, day: int, engine: Engine
) -> tuple[Answer, tuple[Problem, ...]]:
    if engine == "reference":
        from engine.execution.reference import answers

        return next(answers(policy, [item], day)), ()
    if engine == "columnar":
        try:
            return next(_columnar(policy, [item], day)[1]), ()
        except ProblemsFound as trouble:
            return _answer_one(policy, item, day, "reference")[0], _why_another(trouble)
    from engine.execution.forward import run

    chained = run(policy, [item], day)
    answer = next(iter(chained))[1]
    notes = tuple(chained.report.problems)
    if answer is None:
        raise ProblemsFound(notes)
    return answer, notes


def one_outcome(policy: PolicySet, facts: Facts, day: date, key: Key) -> Outcome:
    """Return the outcome of one subject, by the reference."""
    from engine.execution.reference import answers

    number = (day - EPOCH).days
    item = next(item for item in subjects(policy, facts) if item.key == key)
    return Recorder(policy, number).outcome(item, next(answers(policy, [item], number)))


def results(found: Evaluation, format: str, language: Language) -> bytes:
    """Return the results of an evaluation in one of `engine.reporting.results.FORMATS`."""
    from engine.reporting.results import render

    return render(found.policy, found.facts, found.header, found.outcomes, format, language)


def page(found: Evaluation, language: Language, *, redact: bool = False) -> bytes:
    """Return an evaluation as one HTML file; raises ProblemsFound where its map is broken."""
    from engine.reporting.page.one_version import evaluation_page

    parts = (found.policy, found.facts, found.header, found.outcomes)
    return evaluation_page(*parts, language, redact=redact, lost=len(found.lost))


def reaches(found: Evaluation, level: int) -> bool:
    """Return whether any outcome reaches, or may reach, the level at that position."""
    scale = found.policy.level_scale.ids
    return any(o.level is not None and scale.index(o.level[1]) >= level for o in found.outcomes)
