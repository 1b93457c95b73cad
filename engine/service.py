"""One function a job: what the command line, the tests and later the web page call.

Dates are `datetime.date`; nothing here prints, and nothing reads the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from engine.catalogue.run import NOT_IN_FORCE
from engine.execution import outcome as outcomes
from engine.execution.answer import Answer
from engine.execution.outcome import Outcome, Recorder
from engine.execution.subjects import Item, subjects
from engine.facts.model import Facts, Key
from engine.policy.assembling import load_policy, read_policy
from engine.policy.model import PolicySet
from engine.problems import Place, Problem, ProblemsFound
from engine.shipped import shipped

Engine = Literal["auto", "reference", "forward"]
ENGINES: tuple[Engine, ...] = ("auto", "reference", "forward")
FORWARD_UP_TO = 2000  # rows of all entities; beyond, `auto` takes the faster executor
EPOCH = date(1970, 1, 1)
Progress = Callable[[int], None]


def tool_version() -> str:
    """Return the version of yujing that runs."""
    try:
        return version("yujing")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+checkout"


def find_policy(name: str) -> Path:
    """Return the folder of a policy set: a path, or the name of one that is shipped."""
    path = Path(name)
    return path if path.exists() or "/" in name else _shipped_policy(name, path)


def _shipped_policy(name: str, path: Path) -> Path:
    inside = shipped("policies") / name
    return inside if inside.is_dir() else path


@dataclass(frozen=True)
class Checked:
    """What `check` found in one folder: the policy set, or None where it has errors."""

    folder: str
    policy: PolicySet | None
    problems: tuple[Problem, ...]

    @cached_property
    def cited(self) -> frozenset[str]:
        """The clauses that rules, tables, routes and messages cite."""
        from engine.analysis.clause_report import citations

        return frozenset(citations(self.policy)) if self.policy else frozenset()


def check(folders: list[str]) -> list[Checked]:
    """Load each policy folder and report everything that is wrong in any of them."""
    found = []
    for name in folders:
        policy, problems = read_policy(find_policy(name))
        found.append(Checked(name, policy, tuple(problems)))
    return found


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

    @cached_property
    def header(self) -> dict[str, outcomes.Json]:
        """The header record of this run."""
        return outcomes.header(
            self.policy,
            self.facts,
            self.as_of,
            self.engine,
            tool_version(),
            [note.code for note in self.notes],
        )

    def records(self) -> Iterator[dict[str, outcomes.Json]]:
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
    progress: Progress | None = None,
) -> Evaluation:
    """Answer every subject of the facts under a policy set.

    The as-of date is the one given, else the facts' snapshot date, else `today`.
    Raises ProblemsFound where the policy or the facts cannot be used, or the policy is
    not in force on that date.
    """
    policy = load_policy(find_policy(policy_name))
    facts = read(facts_path, policy)
    day = as_of or facts.snapshot or today
    ensure_in_force(policy, day)
    items = list(subjects(policy, facts))
    run = _run_forward if _takes_forward(engine, facts) else _run_reference
    return run(policy, facts, day, items, progress or (lambda _: None))


def read(facts_path: str, policy: PolicySet) -> Facts:
    """Return the facts of a folder, workbook or ledger under the vocabulary of `policy`."""
    from engine.facts.reading import read_facts

    return read_facts(facts_path, policy)


def ensure_in_force(policy: PolicySet, day: date) -> None:
    """Raise ProblemsFound where `policy` is not in force on `day`."""
    start, until = policy.effective
    if day < start or (until is not None and day >= until):
        place = Place(f"{policy.folder}/policy.yaml")
        span = f"{start} – {until or ''}"
        raise ProblemsFound([NOT_IN_FORCE.at(place, policy=policy.id, day=day, span=span)])


def _takes_forward(engine: Engine, facts: Facts) -> bool:
    rows = sum(len(table.rows) for table in facts.tables.values())
    return engine == "forward" or (engine == "auto" and rows <= FORWARD_UP_TO)


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
