"""Enterprises as lists see them: what is compared, what is sure of it, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.execution.answer import Computed, Settled
from engine.execution.reference import Program
from engine.execution.subjects import Item, Pair, day_number, subjects
from engine.facts.model import Facts, Key
from engine.language.expression import refs
from engine.language.types import Kind
from engine.organisation.hierarchy import Hierarchy
from engine.policy.inspection_model import OWN_KEY, Lists
from engine.policy.model import Decision, PolicySet
from engine.policy.ordering import needed

NOTHING: Pair = (0, 0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject on the cut-off day.

    `in_scope` and `leaves` are None while facts are missing.  `values` holds what the
    order compares, as pairs (lo, hi).  `grounds` are rules of the tier that surely hold,
    `possible` those that may; `words` the reasons given in words.
    """

    key: Key
    name: str
    division: str
    in_scope: bool | None
    leaves: bool | None
    tier: Pair
    values: Mapping[str, Pair]
    grounds: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phase: Pair | None = None


def narrowed(policy: PolicySet, lists: Lists) -> PolicySet:
    """Return `policy` reduced to what lists need to know, so that nothing else is computed."""
    subject = policy.subject.name
    names = [lists.tier, lists.leaves, lists.phase, policy.scope or ""]
    names += [key.by for key in (*lists.order, *lists.local)]
    wanted = needed(policy, [(subject, name) for name in names if name])
    order = tuple(node for node in policy.order if (node.entity, node.name) in wanted)
    return replace(policy, order=order)


def candidates(
    policy: PolicySet, facts: Facts, lists: Lists, hierarchy: Hierarchy, cut_off: date
) -> list[Candidate]:
    """Return every subject as a candidate, in the order of keys."""
    return list(from_items(policy, subjects(policy, facts), lists, hierarchy, cut_off))


def from_items(
    policy: PolicySet, items: Iterable[Item], lists: Lists, hierarchy: Hierarchy, cut_off: date
) -> Iterator[Candidate]:
    """Yield each item as a candidate."""
    program = Program(narrowed(policy, lists), day_number(cut_off))
    read = _Reader(policy, lists, hierarchy)
    for item in items:
        computed = program.answer(item.root).get((item.entity, item.key), {})
        yield read.candidate(item, computed)


class _Reader:
    def __init__(self, policy: PolicySet, lists: Lists, hierarchy: Hierarchy) -> None:
        self.policy, self.lists = policy, lists
        self.compared = tuple(
            dict.fromkeys(k.by for k in (*lists.order, *lists.local) if k.by != OWN_KEY)
        )
        self.tier = policy.decisions[lists.tier]
        self.texts = [_texts_of(policy, self.tier, n) for n in range(len(self.tier.rules))]
        lowest = policy.domains[self.tier.gives.domain].ids.index(lists.lowest)
        self.telling = [int(rule.then.high) >= lowest for rule in self.tier.rules]
        self.place = hierarchy.routing.division
        self.named = policy.subject.named_by or ""
        self.resolved: dict[str, str] = {}
        self.hierarchy = hierarchy

    def candidate(self, item: Item, computed: Mapping[str, Computed]) -> Candidate:
        tier = computed[self.lists.tier]
        assert isinstance(tier, Settled)
        name = item.values.get(self.named)
        return Candidate(
            key=item.key,
            name=name if isinstance(name, str) and name else "/".join(item.key),
            division=self._division(item.values.get(self.place)),
            in_scope=self._yes_no(item, computed, self.policy.scope),
            leaves=self._yes_no(item, computed, self.lists.leaves),
            tier=_pair(tier),
            values={by: self._value(item, computed, by) for by in self.compared},
            grounds=self._grounds(tier.fired),
            possible=self._grounds(tier.unknown),
            words=self._words(item, tier.fired),
            phase=self._value(item, computed, self.lists.phase) if self.lists.phase else None,
        )

    def _grounds(self, rules: Iterable[int]) -> tuple[str, ...]:
        """Return the rules that are a ground for being listed, not those that say it is none."""
        return tuple(self.tier.rules[n].id for n in rules if self.telling[n])

    def _division(self, written: object) -> str:
        if not isinstance(written, str) or not written:
            return ""
        if written not in self.resolved:
            found = self.hierarchy.resolve(written)
            self.resolved[written] = found.code if found else ""
        return self.resolved[written]

    def _yes_no(
        self, item: Item, computed: Mapping[str, Computed], name: str | None
    ) -> bool | None:
        if not name:
            return True
        found = computed[name] if name in computed else item.values.get(name)
        value = found.low if isinstance(found, Settled) else found
        return value if isinstance(value, bool) else None

    def _value(self, item: Item, computed: Mapping[str, Computed], name: str) -> Pair:
        return _pair(computed[name] if name in computed else item.values.get(name))

    def _words(self, item: Item, fired: Iterable[int]) -> tuple[str, ...]:
        found = (item.values.get(name) for n in fired for name in self.texts[n])
        return tuple(dict.fromkeys(word for word in found if isinstance(word, str) and word))


def _texts_of(policy: PolicySet, decision: Decision, rule: int) -> tuple[str, ...]:
    """Return the texts of the subject itself that a rule asks about: reasons in words."""
    fields = policy.entities[decision.entity].fields
    asked = (ref for ref in refs(decision.rules[rule].when) if not ref.hops)
    return tuple(
        r.name for r in asked if r.name in fields and fields[r.name].type.kind is Kind.TEXT
    )


def _pair(found: Computed) -> Pair:
    """Return the ends of a value; a yes/no is 0 to 1 while it is unknown."""
    value = (found.low, found.high) if isinstance(found, Settled) else found
    if isinstance(value, tuple):
        low, high = value
        if isinstance(low, int) and isinstance(high, int):
            return int(low), int(high)
        return 0, 1
    if isinstance(value, bool):
        return int(value), int(value)
    return (0, 1) if value is None else NOTHING
