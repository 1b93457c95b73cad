"""Words for lists: values that were compared, why a place is where it is, what was lacking."""

from __future__ import annotations

from engine.execution.exact import exact_scalar
from engine.execution.subjects import Pair
from engine.facts.model import Key
from engine.inspection.filing import reason_of
from engine.inspection.lists import KeyList, Missed, Place
from engine.inspection.ranking import Change
from engine.language.types import BOOL, Kind, Type
from engine.policy.inspection_model import OWN_KEY, OrderKey
from engine.policy.model import Decision, PolicySet
from engine.problems import NO_TEXT, Text

TO = Text("{low}（待核实，可能为{high}）", "{low} (open, possibly {high})")
BY_KEY = Text("与{others}各项相同，按编号先后", "equal to {others} in everything; by key")
BEFORE = Text("“{key}”先于下一名", "before the next by “{key}”")
LAST = Text("后面没有符合条件的企业", "nobody follows")
NEEDS = Text("“{key}”是{now}，到{then}就可列入", "with “{key}” {then}, not {now}, it would be on")
AND = Text("，并且", ", and ")
NEVER = Text(
    "各项与最后一名相同且不能再优，只差编号先后",
    "equal to the last in all that can be better; only the key decides",
)
TIER = Text("没有列入的理由", "no ground to list it")
OPEN = Text("{keys}核实后可能列入", "it may be on once {keys} is settled")
HIGHER = Text("{keys}核实后可能升到第{rank}名", "may reach rank {rank} once {keys} is settled")
OVERRIDE = Text("越级列入：{document}", "past the lists below: {document}")
REQUESTED = Text("点名：{reason}（{by}）", "requested: {reason} ({by})")
OWN, ABOVE = Text("本级巡查", "this level inspects"), Text("上级巡查，本级参加", "a level above")
LOCAL = Text("（地方增加：{reason}）", " (added by the area: {reason})")


def joined(words: list[Text], zh: str = "、", en: str = ", ") -> Text:
    """Return several texts as one."""
    return Text(zh.join(w.zh for w in words), en.join(w.en for w in words))


def type_of(policy: PolicySet, by: str) -> Type:
    """Return the type of what an order compares."""
    field = policy.subject.fields.get(by)
    return field.type if field else policy.decisions[by].gives


def value(policy: PolicySet, by: str, number: int) -> Text:
    """Return one lowered value in words."""
    type = type_of(policy, by)
    if type.kind is Kind.SCALE:
        return policy.domains[type.domain].members[number].title
    if type == BOOL:
        return Text("是", "yes") if number else Text("否", "no")
    written = str(exact_scalar(number, type, policy.domains))
    return Text(written, written)


def pair(policy: PolicySet, by: str, ends: Pair) -> Text:
    """Return a value with what it may still become."""
    low, high = ends
    if low == high:
        return value(policy, by, low)
    return TO.format(low=value(policy, by, low), high=value(policy, by, high))


def title(key: OrderKey) -> Text:
    """Return what a key of the order is called; who added it, where an area did."""
    extra = LOCAL.format(reason=key.reason) if key.area else NO_TEXT
    return Text(key.title.zh + extra.zh, (key.title.en or key.title.zh) + extra.en)


def grounds(policy: PolicySet, rules: tuple[str, ...]) -> Text:
    """Return the rules of the tier that hold, as they say it themselves."""
    assert policy.inspection is not None
    said = {r.id: r.say or Text(r.id, r.id) for r in _tier(policy).rules}
    return joined([said[id] for id in rules], "；", "; ")


def _tier(policy: PolicySet) -> Decision:
    assert policy.inspection is not None
    return policy.decisions[policy.inspection.lists.tier]


def cites(policy: PolicySet, rules: tuple[str, ...]) -> tuple[str, ...]:
    """Return the clauses of the grounds of a place."""
    found = {r.id: r.cites for r in _tier(policy).rules}
    return tuple(dict.fromkeys(c for id in rules for c in found[id]))


def why(place: Place) -> Text:
    """Return why a place stands before the next one."""
    if place.separates is None:
        return LAST
    if place.separates.by == OWN_KEY:
        return BY_KEY.format(others=_named(place.tied))
    return BEFORE.format(key=title(place.separates))


def _named(keys: tuple[Key, ...]) -> str:
    return "、".join("/".join(key) for key in keys[:3]) + ("…" if len(keys) > 3 else "")


def open_facts(place: Place | Missed) -> Text:
    """Return what may still change, or nothing."""
    if not place.open:
        return NO_TEXT
    keys = joined([title(key) for key in place.open])
    return (HIGHER if isinstance(place, Place) else OPEN).format(
        keys=keys, rank=place.best if isinstance(place, Place) else 0
    )


def lacking(policy: PolicySet, missed: Missed) -> Text:
    """Return what would have put one on the list."""
    if missed.tier_needed:
        return TIER
    if not missed.changes:
        return NEVER
    return joined([_change(policy, change) for change in missed.changes], AND.zh, AND.en)


def _change(policy: PolicySet, change: Change) -> Text:
    by = change.key.by
    now, then = value(policy, by, change.now), value(policy, by, change.then)
    return NEEDS.format(key=title(change.key), now=now, then=then)


def notes(place: Place) -> Text:
    """Return reasons in words, requests and overrides."""
    words = [Text(w, w) for w in place.candidate.words]
    if place.request is not None:
        asked = place.request
        words.append(REQUESTED.format(reason=asked.reason, by=asked.by or "-"))
        if asked.override:
            words.append(OVERRIDE.format(document=asked.override))
    return joined(words, "；", "; ") if words else reason_of(place)


def heading(policy: PolicySet, one: KeyList, year: int) -> Text:
    """Return the title of a list."""
    return Text(f"{one.department.name}{year}年名单", f"list of {year}, {one.department.name}")
