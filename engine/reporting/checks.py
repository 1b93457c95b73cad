"""What `check` says of a policy set that loads: its tables, its clauses, its draft values."""

from __future__ import annotations

from collections.abc import Iterable

from engine.policy.model import Clause, Decision, PolicySet
from engine.problems import Language, Text
from engine.source import display_width

HEAD = Text("{title}（{id} {version}）", "{title} ({id} {version})")
SCOPE = Text("自 {start} 起施行{until}", "in force from {start}{until}")
UNTIL = Text("，至 {until} 前", " until {until}")
TABLES = Text("判定表", "tables")
COMPLETE = Text("完备，无重叠", "complete, nothing overlaps")
OPEN_END = Text("有缺口（见上）", "has a gap (see the warnings)")
ACCEPTED = Text("有缺口，已接受：{reason}", "has a gap, accepted: {reason}")
LISTED = Text("清单，不要求完备", "a list; need not be complete")
ROLL_UP = Text("{take}：{of}", "rolls up: {take} of {of}")
TAKES = {"highest": Text("取最高", "highest"), "lowest": Text("取最低", "lowest")}
RULES = Text("{count} 条", "{count} rules")
CLAUSES = Text("条款", "clauses")
CITED = Text("被引用 {cited}，未被引用 {left}：{names}", "cited {cited}, not cited {left}: {names}")
DRAFTS = Text("暂定的规则 {count} 条：{names}", "{count} rules rest on draft values: {names}")
BROKEN = Text("{folder}：未通过，没有进行任何判定", "{folder}: refused; nothing was evaluated")


def as_text(
    folder: str, policy: PolicySet | None, cited: frozenset[str], language: Language
) -> str:
    """Return the report on one set; one line where it was refused."""
    if policy is None:
        return BROKEN.format(folder=folder).to(language)
    lines = [_head(policy, language), "", f"{TABLES.to(language)}:"]
    lines += _tables(policy.decisions.values(), language)
    if policy.clauses:
        lines += [
            "",
            f"{CLAUSES.to(language)}: {_clauses(policy.clauses.values(), cited, language)}",
        ]
    drafts = sorted(_drafts(policy))
    if drafts:
        lines += ["", DRAFTS.format(count=len(drafts), names=", ".join(drafts)).to(language)]
    return "\n".join(lines)


def _head(policy: PolicySet, language: Language) -> str:
    title = HEAD.format(title=policy.title, id=policy.id, version=policy.version).to(language)
    start, until = policy.effective
    end = UNTIL.format(until=until).to(language) if until else ""
    return f"{title}\n{SCOPE.format(start=start, until=end).to(language)}  sha256 {policy.sha256}"


def _tables(decisions: Iterable[Decision], language: Language) -> list[str]:
    rows = [
        (d.id, _size(d, language), _state(d).to(language), d.title.to(language)) for d in decisions
    ]
    widths = [max(map(display_width, column)) for column in list(zip(*rows, strict=True))[:3]]
    return ["  " + "  ".join([*map(_pad, row[:3], widths), row[3]]) for row in rows]


def _pad(cell: str, width: int) -> str:
    return cell + " " * (width - display_width(cell))


def _size(decision: Decision, language: Language) -> str:
    return "" if decision.take else RULES.format(count=len(decision.rules)).to(language)


def _state(decision: Decision) -> Text:
    if decision.take:
        return ROLL_UP.format(take=TAKES[decision.take], of=", ".join(decision.of))
    if decision.accepted is not None:
        return ACCEPTED.format(reason=decision.accepted)
    if decision.is_list or decision.hit in ("count", "sum"):
        return LISTED
    return COMPLETE if decision.complete else OPEN_END


def _clauses(clauses: Iterable[Clause], cited: frozenset[str], language: Language) -> str:
    names = [clause.id for clause in clauses]
    left = [name for name in names if name not in cited]
    done = len(names) - len(left)
    return CITED.format(cited=done, left=len(left), names=", ".join(left) or "-").to(language)


def _drafts(policy: PolicySet) -> Iterable[str]:
    for decision in policy.decisions.values():
        for rule in decision.rules:
            if rule.basis == "draft":
                yield f"{decision.id}/{rule.id}"
