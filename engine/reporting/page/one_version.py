"""The page of one run of one version: who stands where, why, and which rules it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.analysis.places import UNKNOWN
from engine.execution.exact import Json
from engine.execution.outcome import Outcome
from engine.facts.model import Facts
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.outcomes import INSPECTED, VERDICTS, level_words
from engine.reporting.page.document import Page, html
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.levels import Mark, chip, marks
from engine.reporting.page.listing import MOST_ROWS, Entry, how_many, listing
from engine.reporting.page.located import OPEN, OUTSIDE, Located, Whole, located
from engine.reporting.page.one_version_places import blocks_of, places
from engine.reporting.page.one_version_rules import clauses, coverage, open_questions, suggestions
from engine.reporting.page.tables import facts_of_run, figures
from engine.reporting.page.words import BASES, basis_words
from engine.reporting.summary import because

TITLE = Text("{title}：判定结果", "{title}: results of one run")
RULES, VERSION = Text("规则库", "policy set"), Text("版本", "version")
IN_FORCE = Text("{start} 起", "from {start}")
UNTIL = Text("{start} 起，{until} 止", "from {start} until {until}")
FORCE, ISSUER = Text("生效", "in force"), Text("发布部门", "authority")
AS_OF, SNAPSHOT = Text("基准日", "as of"), Text("数据截止", "facts of")
NO_DAY = Text("未注明", "not stated")
FACTS, READ = Text("基础数据 sha256", "facts sha256"), Text("读入", "read")
READ_ROWS = Text(
    "{files} 份，{read} 行；退回 {returned} 行", "{files} sources, {read} rows; {returned} returned"
)
ENGINE, TOOL = Text("执行器", "executor"), Text("工具", "tool")
ALL, SUBJECTS = Text("共", "in all"), Text("家", "enterprises")
OF_THESE = Text(
    "已巡查 {inspected}，初判 {preliminary}", "{inspected} inspected, {preliminary} preliminary"
)
DRAFT = Text("依据暂定内容", "on draft values")
LOST = Text(
    "有 {count} 家两个执行器答案不一致，未列入本页，请报告此问题。",
    "The executors disagreed on {count}; they are not on this page. Please report this.",
)
LIST = Text("企业名单", "The enterprises")
CAPTION = Text(
    "企业、级别和理由，级别高的在前", "Enterprises, levels and reasons, the gravest first"
)
ORDER = Text("级别高的在前", "the gravest first")
COMMAND = "yujing evaluate … -o levels.xlsx"
HEADINGS = (
    Text("州市", "prefecture"),
    Text("县区", "county"),
    Text("企业", "enterprise"),
    Text("编号", "key"),
    Text("巡查", "inspection"),
    Text("级别", "level"),
    Text("因为", "because"),
    Text("依据", "basis"),
)
HIDDEN = Text("企业 {number}", "enterprise {number}")
UNKNOWN_INSPECTION = Text("不明", "unknown")
BLOCKS: tuple[tuple[bool | None, str, Text], ...] = (
    (True, "i1", INSPECTED),
    (False, "i0", Text("初判", "preliminary")),
    (None, "iu", UNKNOWN_INSPECTION),
)


def evaluation_page(
    policy: PolicySet,
    facts: Facts,
    header: Mapping[str, Json],
    outcomes: Sequence[Outcome],
    language: Language,
    *,
    redact: bool = False,
    lost: int = 0,
) -> bytes:
    """Return the page of one run as one HTML file; `redact` hides names and keys.

    Raises ProblemsFound where the map that the policy set names cannot be read.
    """
    tool = _inside(header, "tool", "version")
    page = Page(TITLE.format(title=policy.title).to(language), language, tool, redact)
    whole = located(policy, facts, outcomes)
    states = states_of(policy, language)
    if lost:
        page.sections.append(el("p", page.say(LOST, count=lost), klass="warn", role="note"))
    for block in blocks_of(page, whole):
        places(page, whole, block, states)
    open_questions(page, whole)
    coverage(page, whole, facts)
    suggestions(page, whole)
    clauses(page, whole)
    page.add(LIST, *_list(page, whole, states))
    return html(page, [_run(page, policy, facts, header), _figures(page, whole, states)])


def states_of(policy: PolicySet, language: Language) -> list[Mark]:
    """Return the levels of the policy, the gravest first, then what is no level."""
    members = reversed(policy.level_scale.members)
    levels = [(m.id, m.title.to(language), f"#{m.colour}" if m.colour else "") for m in members]
    others = [(id, VERDICTS[id].to(language)) for id in (OPEN, OUTSIDE)]
    return marks(levels, others)


def _run(page: Page, policy: PolicySet, facts: Facts, header: Mapping[str, Json]) -> Markup:
    start, until = policy.effective
    force = page.say(UNTIL if until else IN_FORCE, start=start, until=until)
    read = {
        "files": len(facts.summaries),
        "read": f"{sum(s.read for s in facts.summaries):,}",
        "returned": f"{sum(s.returned for s in facts.summaries):,}",
    }
    pairs: list[tuple[Text, Child]] = [
        (RULES, f"{page.say(policy.title)} ({policy.id})"),
        (VERSION, [policy.version, " ", el("span", f"sha256 {policy.sha256}", klass="mono")]),
        (FORCE, force),
        (ISSUER, policy.authority.get(page.language) or policy.authority.get("zh", "")),
        (AS_OF, str(header["as_of"])),
        (SNAPSHOT, str(facts.snapshot or page.say(NO_DAY))),
        (READ, page.say(READ_ROWS, **read)),
        (FACTS, el("span", facts.sha256, klass="mono") if facts.sha256 else ""),
        (ENGINE, str(header["engine"])),
        (TOOL, f"yujing {page.tool}"),
    ]
    return facts_of_run((page.say(name), words) for name, words in pairs)


def _figures(page: Page, whole: Whole, states: Iterable[Mark]) -> Markup:
    found: list[tuple[str, Child, str]] = []
    parts = {True: 0, False: 0, None: 0}
    for one in whole.every:
        parts[one.outcome.inspected] += 1
    apart = whole.policy.inspected is not None
    split = page.say(OF_THESE, inspected=f"{parts[True]:,}", preliminary=f"{parts[False]:,}")
    found.append((page.say(ALL), f"{len(whole.every):,}", split if apart else page.say(SUBJECTS)))
    for state in states:
        own = [one.outcome.inspected for one in whole.every if one.state == state.id]
        counts = {"inspected": f"{own.count(True):,}", "preliminary": f"{own.count(False):,}"}
        more = page.say(OF_THESE, **counts) if apart else ""
        found.append((state.title, f"{len(own):,}", more))
    drafts = sum(one.outcome.basis == "draft" for one in whole.every)
    found.append((page.say(DRAFT), f"{drafts:,}", ""))
    return figures(found)


def _list(page: Page, whole: Whole, states: Sequence[Mark]) -> list[Child]:
    order = {state.id: len(states) - n for n, state in enumerate(states)}
    above = {code: f"p{n}" for n, code in enumerate(whole.codes_above)}
    entries = [
        _entry(page, whole, one, number, states, order, above)
        for number, one in enumerate(whole.every[:MOST_ROWS], 1)
    ]
    unknown = page.say(UNKNOWN)
    choices = [
        (
            page.say(HEADINGS[0]),
            [(mark, whole.name(code, unknown)) for code, mark in above.items()],
        ),
        (page.say(HEADINGS[5]), [(f"l{state.id}", state.title) for state in states]),
    ]
    if whole.policy.inspected:
        choices.append((page.say(HEADINGS[4]), [(mark, page.say(t)) for _, mark, t in BLOCKS]))
    said = how_many(page, len(whole.every), ORDER, COMMAND)
    headings = [page.say(h) for h in HEADINGS]
    return [listing(page, page.say(CAPTION), headings, entries, choices, said)]


def _entry(
    page: Page,
    whole: Whole,
    one: Located,
    number: int,
    states: Sequence[Mark],
    order: Mapping[str, int],
    above: Mapping[str, str],
) -> Entry:
    policy, outcome, unknown = whole.policy, one.outcome, page.say(UNKNOWN)
    mark, inspected = next((m, t) for value, m, t in BLOCKS if value is outcome.inspected)
    state = next(state for state in states if state.id == one.state)
    name = page.say(HIDDEN, number=number) if page.redact else one.name
    key = "–" if page.redact else "/".join(outcome.key)
    level = chip(page, state, level_words(policy, outcome, page.language))
    because_ = because(policy, outcome, page.language)
    return Entry(
        (above[one.above], f"l{state.id}", mark),
        (
            (whole.name(one.above, unknown), None),
            (whole.name(one.own, unknown), None),
            (name, None),
            (el("span", key, klass="mono"), None),
            (page.say(inspected) if policy.inspected else "–", None),
            (level, order[state.id]),
            (because_, None),
            (basis_words(page, outcome.basis), BASES.index(outcome.basis or "")),
        ),
        short=(3, 4, 7),
    )


def _inside(header: Mapping[str, Json], *path: str) -> str:
    value: Json = dict(header)
    for name in path:
        value = value.get(name, "") if isinstance(value, dict) else ""
    return str(value)
