"""What the answers of one run rest on: open questions, rules, clauses, proposals, checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.execution.reasons import Reason
from engine.execution.suggestions import Suggestion
from engine.facts.model import Facts
from engine.policy.model import Decision, PolicySet, Rule
from engine.problems import Text
from engine.reporting.outcomes import reason_title, rule_words
from engine.reporting.page.bars import stacked
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Markup, el
from engine.reporting.page.hues import NEUTRAL
from engine.reporting.page.located import Whole
from engine.reporting.page.tables import cell, folded, head, number, table
from engine.reporting.page.words import (
    BASIS_IS,
    CERTAIN,
    CITES,
    NEVER,
    POSSIBLE,
    REMARK,
    RULE,
    basis_words,
)

MOST_REASONS = 20
OPEN = Text("为什么待核实", "Why answers are open")
OPEN_NOTE = Text(
    "一家企业可能缺几项；补齐之后按新数据重新判定。",
    "An enterprise may lack several; once they are supplied it is answered anew.",
)
LACKS = Text("缺什么", "what is lacking")
COUNT = Text("企业（家）", "enterprises")
NOTHING = Text("没有待核实的企业。", "No answer is open.")
MORE = Text("另有 {count} 种原因未列出。", "{count} further reasons are not listed.")
COVERAGE = Text("规则命中情况", "Which rules held")
COVERAGE_NOTE = Text(
    "按企业计：至少有一行数据命中，或因数据不全可能命中。",
    "Counted by enterprise: the rule held on some row, or may hold for lack of facts.",
)
NO_ROWS = Text("没有这类数据", "no such rows")
NEVER_HELD = Text("{count} 条规则从未命中", "{count} rules never held")
SUGGESTED = Text("建议和须核对事项", "Proposals and checks")
SUGGESTED_NOTE = Text("只是建议，由负责人员决定。", "They are only suggested; officials decide.")
KIND, WHAT, SURE, MAY = (
    Text("类别", "kind"),
    Text("内容", "what"),
    Text("确定（家）", "sure"),
    Text("可能（家）", "possible"),
)
PROPOSAL, REVIEW = Text("级别建议", "proposal"), Text("须核对", "check")
NONE = Text("没有。", "None.")
CLAUSES = Text("条款和答案", "Clauses and answers")
CLAUSES_NOTE = Text("每条条款支撑多少家企业的答案。", "How many answers rest on each clause.")
CLAUSE, WHERE, PHRASE = Text("条款", "clause"), Text("出处", "where"), Text("内容", "it says")


def open_questions(page: Page, whole: Whole) -> None:
    """Add what is lacking, and for how many enterprises, most first."""
    found: Counter[tuple[str, str, str]] = Counter()
    told: dict[tuple[str, str, str], Reason] = {}
    for one in whole.every:
        for kind in {(why.kind, why.entity, why.name): why for why in one.outcome.why}.items():
            found[kind[0]] += 1
            told.setdefault(*kind)
    if not found:
        page.add(OPEN, el("p", page.say(NOTHING)))
        return
    first = found.most_common(MOST_REASONS)
    most = first[0][1]
    rows = [
        [
            head(reason_title(whole.policy, told[key], page.language)),
            cell(stacked([(count, NEUTRAL)], most)),
            number(count),
        ]
        for key, count in first
    ]
    heads = [page.say(LACKS), "", page.say(COUNT)]
    left = len(found) - len(first)
    more = el("p", page.say(MORE, count=left), klass="note") if left else None
    page.add(
        OPEN,
        table(page.say(OPEN), _named(heads), rows, klass="bars", titled=True),
        more,
        note=OPEN_NOTE,
    )


def _named(heads: list[str]) -> list[Markup]:
    """A head without words is a cell: nothing would be read aloud."""
    return [el("th", h, scope="col") if h else el("td") for h in heads]


def coverage(page: Page, whole: Whole, facts: Facts) -> None:
    """Add each rule: for how many enterprises it held, may hold, or never did.

    A rule about rows of which the facts have none could not hold, and is not counted as idle.
    """
    fired: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for one in whole.every:
        fired.update(one.outcome.fired.keys())
        possible.update(one.outcome.unknown.keys() - one.outcome.fired.keys())
    every = [(d, r, f"{d.id}/{r.id}") for d, r in rules_of(whole.policy)]
    most = max(fired.values(), default=0)
    rows = [
        [
            head([said(page, whole.policy, id), " ", el("span", id, klass="mono q")]),
            cell(stacked([(fired[id], NEUTRAL)], most)),
            number(fired[id]),
            number(possible[id]),
            cell(", ".join(rule.cites)),
            cell(basis_words(page, rule.basis), klass="short"),
            cell(_remark(page, decision, fired[id] + possible[id], facts), klass="short"),
        ]
        for decision, rule, id in every
    ]
    heads = [page.say(RULE), "", page.say(CERTAIN), page.say(POSSIBLE)]
    heads += [page.say(CITES), page.say(BASIS_IS), page.say(REMARK)]
    asked = [id for decision, _, id in every if _rows(decision, facts)]
    idle = sum(1 for id in asked if not fired[id] and not possible[id])
    summary = page.say(NEVER_HELD, count=idle)
    shown = table(page.say(COVERAGE), _named(heads), rows, klass="bars rules", titled=True)
    page.add(COVERAGE, el("p", summary), shown, note=COVERAGE_NOTE)


def _remark(page: Page, decision: Decision, held: int, facts: Facts) -> Markup | str:
    if held:
        return ""
    return el("b", page.say(NEVER)) if _rows(decision, facts) else page.say(NO_ROWS)


def _rows(decision: Decision, facts: Facts) -> bool:
    """Return whether the facts hold any row that the table is about."""
    table = facts.tables.get(decision.entity)
    return table is not None and bool(table.rows)


def rules_of(policy: PolicySet) -> Iterable[tuple[Decision, Rule]]:
    """Yield the rules of a policy set with their tables, in the order of its files."""
    for decision in policy.decisions.values():
        for rule in decision.rules:
            yield decision, rule


def said(page: Page, policy: PolicySet, id: str) -> str:
    """Return what a rule says; where it says nothing, the title of its table."""
    return page.say(rule_words(policy, id))


def suggestions(page: Page, whole: Whole) -> None:
    """Add how often each proposal and each check was made, surely and possibly."""
    sure: Counter[tuple[str, str]] = Counter()
    may: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], Suggestion] = {}
    for one in whole.every:
        kinds = (("proposal", one.outcome.proposals), ("review", one.outcome.reviews))
        for kind, made in kinds:
            for suggestion in made:
                key = (kind, suggestion.rule)
                (sure if suggestion.sure else may)[key] += 1
                example.setdefault(key, suggestion)
    if not example:
        page.add(SUGGESTED, el("p", page.say(NONE)))
        return
    rows = [
        [
            cell(page.say(PROPOSAL if key[0] == "proposal" else REVIEW)),
            head(said(page, whole.policy, key[1])),
            number(sure[key]),
            number(may[key]),
            cell(", ".join(example[key].cites)),
            cell(basis_words(page, example[key].basis)),
        ]
        for key in sorted(example, key=lambda k: (k[0], -sure[k], -may[k], k[1]))
    ]
    heads = [page.say(h) for h in (KIND, WHAT, SURE, MAY, CITES, BASIS_IS)]
    page.add(SUGGESTED, table(page.say(SUGGESTED), heads, rows, titled=True), note=SUGGESTED_NOTE)


def clauses(page: Page, whole: Whole) -> None:
    """Add the clauses that answers rest on, each with the number of answers."""
    counts = Counter(id for one in whole.every for id in one.outcome.clauses)
    known = whole.policy.clauses
    rows = [
        [
            head(id),
            cell(page.say(known[id].where)),
            cell(page.say(Text(known[id].phrase, known[id].gist))),
            number(count),
        ]
        for id, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    heads = [page.say(h) for h in (CLAUSE, WHERE, PHRASE, COUNT)]
    shown = table(page.say(CLAUSES), heads, rows, titled=True) if rows else el("p", page.say(NONE))
    page.add(CLAUSES, folded(page.say(CLAUSES_NOTE), shown, open=True))
