"""One evaluation on the terminal: what was read, how many at which level, the gravest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.execution.exact import Json
from engine.execution.outcome import Outcome
from engine.facts.model import Facts
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.results import reading
from engine.reporting.sheets import Sheet
from engine.reporting.summary import by_place, gravest
from engine.reporting.terminal import draw

HEAD = Text(
    "{title}  {version}（sha256 {sha}）\n"
    "基准日 {as_of}，数据截止 {snapshot}，执行器 {engine}，共 {count} 家",
    "{title}  {version} (sha256 {sha})\n"
    "as of {as_of}, facts of {snapshot}, executor {engine}, {count} in all",
)
BASIS = Text(
    "其中依据暂定内容的 {draft} 家，本地规定的 {local} 家",
    "{draft} rest on draft values, {local} on local rules",
)
UNKNOWN_DAY = Text("未注明", "an unstated day")


def as_text(
    policy: PolicySet,
    facts: Facts,
    header: Mapping[str, Json],
    outcomes: tuple[Outcome, ...],
    language: Language,
    *,
    colour: bool,
) -> str:
    """Return the head, a table of places by level for each block, and the ten gravest."""
    sheets: list[Sheet] = by_place(policy, facts, outcomes, language)
    sheets.append(gravest(policy, facts, outcomes, language))
    head = HEAD.format(
        title=policy.title,
        version=policy.version,
        sha=policy.sha256[:12],
        as_of=header["as_of"],
        snapshot=facts.snapshot or UNKNOWN_DAY,
        engine=header["engine"],
        count=len(outcomes),
    ).to(language)
    drafts, locals_ = (sum(o.basis == b for o in outcomes) for b in ("draft", "local"))
    basis = BASIS.format(draft=drafts, local=locals_).to(language)
    return "\n\n".join([f"{head}\n{basis}", *(draw(sheet, colour=colour) for sheet in sheets)])


MOST_LINES = 12
MORE = Text(
    "……另有 {left} 份，共读入 {read} 行，退回 {returned} 行",
    "… and {left} more; read {read} rows, returned {returned} in all",
)


def reading_lines(facts: Facts, language: Language) -> Iterator[str]:
    """Yield a line a source, those with returned rows first, and the sum where there are many."""
    ordered = sorted(facts.summaries, key=lambda s: (-s.returned, s.file, s.sheet))
    yield from reading(ordered[:MOST_LINES], language)
    left = len(ordered) - MOST_LINES
    if left > 0:
        read = sum(s.read for s in ordered)
        returned = sum(s.returned for s in ordered)
        yield MORE.format(left=left, read=read, returned=returned).to(language)
