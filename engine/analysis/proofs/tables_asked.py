"""Questions about one table: is it complete, are its rules disjoint, can each be reached?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from engine.analysis.proofs.cones import cone, line
from engine.analysis.proofs.examples import Teller, Told, answered
from engine.analysis.proofs.findings import Example, Finding, Status, not_decided
from engine.analysis.proofs.reading import Reading
from engine.analysis.proofs.rows import Row, Space, World, below
from engine.analysis.proofs.solver import Term, Undecidable, conj, disj, neg, solve
from engine.analysis.proofs.tables import Decided
from engine.execution.answer import Settled
from engine.language.expression import walk
from engine.language.types import Kind
from engine.policy.analysing import EMPTY_IS_FINE
from engine.policy.model import Decision, PolicySet, Rule
from engine.problems import Text

WIDTHS = (1, 2, 3)  # so many child rows of each kind an example may have
MOST_ROWS = 12
NO_RULE = Text("表“{title}”没有一条规则适用", "no rule of “{title}” holds")
BOTH = Text("表“{title}”的规则 {rules} 同时适用", "rules {rules} of “{title}” hold together")
DEAD = Text("永远不会适用的规则：{rules}", "rules that can never hold: {rules}")
UNSEEN = Text("没有找到适用例子的规则：{rules}", "rules for which no example was found: {rules}")

Breaks = Callable[[Decided], Term]
Confirm = Callable[[Settled], Text | None]


@dataclass(frozen=True)
class Asked:
    """A policy set, one of its tables, and the time that each question may take."""

    policy: PolicySet
    decision: Decision
    seconds: float

    @property
    def title(self) -> Text:
        """The title of the table."""
        title = self.decision.title
        return Text(title.to("zh") or self.decision.id, title.to("en") or self.decision.id)


def tables_of(policy: PolicySet) -> Iterator[Decision]:
    """Yield the decision tables that have rules."""
    yield from (d for d in policy.decisions.values() if d.take is None and d.rules)


def complete(policy: PolicySet, seconds: float) -> Iterator[Finding]:
    """Yield for each table that must answer whether some rule holds whatever the facts."""
    for decision in tables_of(policy):
        if decision.hit not in EMPTY_IS_FINE:
            asked = Asked(policy, decision, seconds)

            def gap(settled: Settled, asked: Asked = asked) -> Text | None:
                return NO_RULE.format(title=asked.title) if settled.trouble == "no rule" else None

            def none_holds(decided: Decided) -> Term:
                return conj(*(neg(rule.sure) for rule in decided.rules))

            finding = _table(asked, "complete", none_holds, lambda d: d.nothing, gap)
            yield _accepting(finding, decision)


def _accepting(finding: Finding, decision: Decision) -> Finding:
    if finding.status == "proved" or decision.accepted is None:
        return finding
    return Finding(
        finding.property,
        finding.name,
        finding.title,
        finding.status,
        finding.reason,
        finding.example,
        decision.accepted,
    )


def disjoint(policy: PolicySet, seconds: float) -> Iterator[Finding]:
    """Yield for each table whose rules must not contradict each other whether they never do.

    Where the hit policy settles rules that hold together there is nothing to prove.
    """
    for decision in tables_of(policy):
        if decision.hit in ("unique", "any"):
            asked = Asked(policy, decision, seconds)

            def clash(settled: Settled, asked: Asked = asked) -> Text | None:
                if settled.trouble != "conflict":
                    return None
                ids = [asked.decision.rules[n].id for n in settled.fired]
                return BOTH.format(title=asked.title, rules=", ".join(ids))

            yield _table(asked, "disjoint", lambda d: d.conflict, lambda d: d.conflict, clash)


def _table(asked: Asked, property: str, ever: Breaks, breaks: Breaks, confirm: Confirm) -> Finding:
    """Prove that `ever` is impossible; else look for an enterprise where `breaks` holds."""
    named = asked.decision.id, asked.title
    try:
        if _impossible(asked, ever):
            return Finding(property, *named, "proved")
        found = None
        for width in WIDTHS:
            found = found or _example(asked, width, breaks, confirm)
    except Undecidable as fault:
        return not_decided(property, *named, fault.reason, asked.seconds)
    if found is None:
        return not_decided(property, *named, "free numbers", asked.seconds, max(WIDTHS))
    if isinstance(found, Example):
        return Finding(property, *named, "refuted", found.outcome, found)
    return not_decided(property, *named, "not confirmed", asked.seconds)


def _impossible(asked: Asked, ever: Breaks) -> bool:
    space = Space(asked.policy, World(settled=True))
    row = space.any_row(asked.decision.entity)
    decided = Reading(asked.policy, space).decision(row, asked.decision.id)
    broken = ever(decided)
    return solve([*space.constraints, broken], asked.seconds) is None


@dataclass
class Tree:
    """A tree of open rows in which a table is read."""

    asked: Asked
    width: int

    def __post_init__(self) -> None:
        policy, decision = self.asked.policy, self.asked.decision
        self.cone = cone(policy, [decision.id])
        self.space = Space(policy, World(missing=True))
        widths = dict.fromkeys(self.cone.entities, self.width)
        self.root = self.space.tree(line(policy, decision.entity)[0], widths, self.cone.entities)
        reading = Reading(policy, self.space)
        self.rows: list[tuple[Row, Decided]] = [
            (row, reading.decision(row, decision.id))
            for row in below(self.root)
            if row.entity == decision.entity
        ]

    def where(self, breaks: Breaks) -> Term:
        """Return whether `breaks` holds on a row that is there."""
        return disj(*(conj(row.present, breaks(decided)) for row, decided in self.rows))

    def told(self, breaks: Breaks) -> Told | None:
        """Return an enterprise where `breaks` holds on some row."""
        constraints = [*self.space.constraints, self.where(breaks)]
        model = solve(constraints, self.asked.seconds)
        return None if model is None else Teller(self.space, model, self.cone).tell(self.root)


def _example(asked: Asked, width: int, breaks: Breaks, confirm: Confirm) -> Example | str | None:
    told = Tree(asked, width).told(breaks)
    if told is None:
        return None
    settled = answered(asked.policy, told, asked.decision.id)
    words = next((w for _, one in settled if (w := confirm(one)) is not None), None)
    if words is None:
        return "not confirmed"
    return Example(told.as_of, told.facts, told.rows, words)


def reachable(policy: PolicySet, seconds: float) -> Iterator[Finding]:
    """Yield for each table whether each of its rules decides for some enterprise."""
    for decision in tables_of(policy):
        yield _reached(Asked(policy, decision, seconds))


def _reached(asked: Asked) -> Finding:
    dead: list[str] = []
    seen: set[int] = set()  # an enterprise often shows several rules
    unseen: list[str] = []
    try:
        tree_of = cache(lambda width: Tree(asked, width))
        for number, rule in enumerate(asked.decision.rules):
            trees = (tree_of(width) for width in (*WIDTHS, *_wider(rule)))
            if number not in seen and not any(_witness(asked, t, number, seen) for t in trees):
                (dead if _never(asked, number) else unseen).append(rule.id)
    except Undecidable as fault:
        return not_decided("reachable", asked.decision.id, asked.title, fault.reason, asked.seconds)
    status: Status = "refuted" if dead else "not decided" if unseen else "proved"
    words = [DEAD.format(rules=", ".join(dead))] if dead else []
    words += [UNSEEN.format(rules=", ".join(unseen))] if unseen else []
    reason = Text("；".join(w.zh for w in words), "; ".join(w.en for w in words))
    return Finding("reachable", asked.decision.id, asked.title, status, reason)


def _wider(rule: Rule) -> Iterator[int]:
    """Yield as many rows as a number in the rule asks for, if that is not many."""
    found = (e.value for e in walk(rule.when) if e.op == "lit" and e.type.kind is Kind.INT)
    wanted = max((n for n in found if isinstance(n, int)), default=0)
    if max(WIDTHS) < wanted <= MOST_ROWS:
        yield wanted


def _wins(asked: Asked, number: int) -> Breaks:
    def wins(decided: Decided) -> Term:
        above = decided.rules[:number] if asked.decision.hit == "first" else ()
        return conj(decided.rules[number].sure, *(neg(rule.may) for rule in above))

    return wins


def _never(asked: Asked, number: int) -> bool:
    return _impossible(asked, _wins(asked, number))


def _witness(asked: Asked, tree: Tree, number: int, seen: set[int]) -> bool:
    """Look for an enterprise where the rule decides; note all that do there."""
    told = tree.told(_wins(asked, number))
    if told is None:
        return False
    for _, settled in answered(asked.policy, told, asked.decision.id):
        seen.update(_deciding(asked.decision, settled))
    return number in seen


def _deciding(decision: Decision, settled: Settled) -> tuple[int, ...]:
    """Return the rules that hold; under `first` the one that surely comes first."""
    if decision.hit != "first":
        return settled.fired
    first = settled.fired[:1]
    return first if first and all(n > first[0] for n in settled.unknown) else ()
