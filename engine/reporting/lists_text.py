"""One list in words, for the terminal and for reading aloud to an enterprise that asks."""

from __future__ import annotations

from collections.abc import Iterator

from engine.inspection.lists import KeyList, Missed, Place
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting import lists_words as words

FIGURES = Text(
    "截止日 {day}；候选 {universe} 户，目标 {target}（{least}—{most}），列入 {gross} 户，"
    "其中本级巡查 {net} 户",
    "cut-off {day}; {universe} candidates, target {target} ({least}-{most}), {gross} listed, "
    "{net} of them inspected here",
)
MISSED = Text("未列入", "not listed")
MORE = Text(
    "另有 {count} 户缺{keys}，核实后可能列入：{names}",
    "{count} more may be on once {keys} is supplied: {names}",
)
LEFT = Text("按规定不列入的 {count} 户：{names}", "{count} left out by rule: {names}")
WAITING = Text("待核实或未到阶段的 {count} 户：{names}", "{count} waiting: {names}")
NAMED = 5


def one_list(policy: PolicySet, one: KeyList, year: int, day: str, language: Language) -> str:
    """Return a list with the reason of each place, and of each that just missed it."""
    quota = one.level.quota
    told = {
        "day": day, "universe": one.universe, "target": quota.target, "least": quota.least,
        "most": quota.most, "gross": one.gross, "net": one.net,
    }  # fmt: skip
    lines = [words.heading(policy, one, year).to(language), FIGURES.format(**told).to(language)]
    for place in one.places:
        lines += _place(policy, place, language)
    lines += _missed(policy, one, language)
    for label, found in ((LEFT, one.left), (WAITING, tuple(c for c, _ in one.waiting))):
        if found:
            names = _names([c.name for c in found])
            lines.append("  " + label.format(count=len(found), names=names).to(language))
    lines += [f"  ※ {r.text.to(language)} [{', '.join(r.cites)}]" for r in one.remarks]
    return "\n".join(lines)


def _place(policy: PolicySet, place: Place, language: Language) -> Iterator[str]:
    found = place.candidate
    cites = ", ".join(words.cites(policy, found.grounds))
    yield f"  {place.rank:>3}  {found.name}  {'/'.join(found.key)}"
    tier = words.pair(policy, _tier(policy), found.tier).to(language)
    reasons = words.grounds(policy, found.grounds).to(language)
    yield f"       {tier}: {reasons}  [{cites}]" if reasons else f"       {tier}"
    inspects = (words.OWN if place.inspects else words.ABOVE).to(language)
    yield f"       {words.why(place).to(language)}; {inspects}"
    for extra in (words.notes(place), words.open_facts(place)):
        if extra.zh:
            yield f"       {extra.to(language)}"


def _tier(policy: PolicySet) -> str:
    assert policy.inspection is not None
    return policy.inspection.lists.tier


def _missed(policy: PolicySet, one: KeyList, language: Language) -> Iterator[str]:
    near = [m for m in one.missed if not m.tier_needed]
    low = [m for m in one.missed if m.tier_needed]
    if near:
        yield f"  {MISSED.to(language)}"
    for missed in near:
        yield from _one_missed(policy, missed, language)
    if low:
        keys = words.joined(list(dict.fromkeys(words.title(key) for m in low for key in m.open)))
        names = _names([m.candidate.name for m in low])
        yield "  " + MORE.format(count=len(low), keys=keys, names=names).to(language)


def _one_missed(policy: PolicySet, missed: Missed, language: Language) -> Iterator[str]:
    yield f"  {missed.rank:>3}  {missed.candidate.name}  {'/'.join(missed.candidate.key)}"
    yield f"       {words.lacking(policy, missed).to(language)}"
    if missed.open:
        yield f"       {words.open_facts(missed).to(language)}"


def _names(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
