"""Which rule, message, role, case or command owns each clause of the notice.

`docs/clauses.md` is made here from a policy set, its cases and a file of reasons for the
clauses that nothing in the set owns:

    python -m engine.analysis.clause_report policies/yunnan docs/clauses.yaml docs/clauses.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from engine.policy.inspection_model import Inspection
from engine.policy.loading import load_document
from engine.policy.model import Clause, PolicySet
from engine.policy.routing_model import Message
from engine.problems import ProblemsFound, Text

# What can own a clause, in the order in which owners are shown, and its word in the table.
KINDS: Mapping[str, Text] = {
    "rule": Text("规则", "rule"),
    "table": Text("判定表", "table"),
    "field": Text("列", "field"),
    "role": Text("角色", "role"),
    "message": Text("文书", "message"),
    "register": Text("台账", "register"),
    "lists": Text("名单和计划", "lists and plans"),
    "facts": Text("基础数据", "facts"),
    "file": Text("文件", "file"),
    "command": Text("命令", "command"),
    "recorded": Text("只作记录", "recorded only"),
    "later": Text("尚未实现", "not yet"),
}
MOST_CASES = 3


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner of a clause: its kind (of `KINDS`), its name, and a reason where it has one."""

    kind: str
    name: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class CitedCase:
    """A case of the policy set, and the clauses that it says it is about."""

    name: Text
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause, who owns it, and the cases about it.  A row without an owner is a gap."""

    clause: Clause
    owners: tuple[Owner, ...]
    cases: tuple[CitedCase, ...]

    @property
    def owned(self) -> bool:
        """True where somebody owns the clause, if only a reason why nobody does yet."""
        return bool(self.owners or self.cases)


def clause_rows(
    policy: PolicySet, cases: Iterable[CitedCase] = (), reasons: Mapping[str, Owner] | None = None
) -> tuple[ClauseRow, ...]:
    """Return a row for each clause of the notice, in the order of the notice.

    `reasons` speak for clauses by id; they stand beside what the policy set cites.
    """
    owners: dict[str, list[Owner]] = {id: [] for id in policy.clauses}
    for cites, owner in _citing(policy):
        for id in cites:
            owners[id].append(owner)
    for id, owner in (reasons or {}).items():
        owners[id].append(owner)
    about: dict[str, list[CitedCase]] = {id: [] for id in policy.clauses}
    for case in cases:
        for id in case.cites:
            about[id].append(case)
    order = list(KINDS)
    return tuple(
        ClauseRow(
            clause,
            tuple(sorted(dict.fromkeys(owners[id]), key=lambda o: order.index(o.kind))),
            tuple(about[id]),
        )
        for id, clause in policy.clauses.items()
    )


def _citing(policy: PolicySet) -> Iterator[tuple[tuple[str, ...], Owner]]:
    """Yield what the policy set cites, with who cites it."""
    for decision in policy.decisions.values():
        yield decision.cites, Owner("table", decision.id)
        for rule in decision.rules:
            yield rule.cites, Owner("rule", f"{decision.id}/{rule.id}", _draft(rule.basis))
    for entity in policy.entities.values():
        for field in entity.fields.values():
            name = f"{entity.name}.{field.name}"
            yield field.cites, Owner("field", name, _draft(field.basis or ""))
    yield from _citing_life(policy)
    yield from _citing_lists(policy)
    if policy.routing is None:
        return
    routing = policy.routing
    for role in routing.roles.values():
        yield role.cites, Owner("role", role.id)
    for message in routing.messages.values():
        for cites in _cited_by_message(message):
            yield cites, Owner("message", message.id)
    yield routing.listing_cites, Owner("facts", routing.listing.get("rows", ""))
    yield routing.jurisdiction_cites, Owner("facts", routing.jurisdiction.get("rows", ""))


def _citing_life(policy: PolicySet) -> Iterator[tuple[tuple[str, ...], Owner]]:
    """Yield what the life of a warning cites: events, terms, measures, extension, numbers."""
    life = policy.escalation
    if life is None:
        return
    yield life.issuing.cites, Owner("register", "issue")
    yield life.extension.cites, Owner("register", "extension")
    yield life.numbering.cites, Owner("register", "numbering")
    for move in life.moves:
        yield move.cites, Owner("register", move.on, _draft(move.basis))
    for term in life.terms.values():
        yield term.cites, Owner("register", f"values.{term.name}", _draft(term.basis))
    for measure in life.measures.values():
        yield measure.cites, Owner("register", measure.id)


def _citing_lists(policy: PolicySet) -> Iterator[tuple[tuple[str, ...], Owner]]:
    """Yield what lists, repeats, workload, changes, plans and returns cite."""
    found = policy.inspection
    if found is None:
        return
    lists = found.lists
    yield lists.phase_cites, Owner("lists", "lists.rollout")
    yield found.local_cites, Owner("lists", "lists.local")
    for key in (*lists.order, *lists.local):
        yield key.cites, Owner("lists", f"lists.order: {key.by}", _draft(key.basis))
    for level in lists.levels:
        yield level.cites, Owner("lists", f"lists.{level.level}", _draft(level.basis))
    for name, rows in (
        ("lists.requests", lists.requests),
        ("repeat", found.repeat.rows if found.repeat else None),
        ("changes", found.changes.rows if found.changes else None),
        ("plans", found.plans.rows if found.plans else None),
    ):
        if rows is not None:
            yield rows.cites, Owner("lists", name, _draft(rows.basis))
    if found.workload is not None:
        yield found.workload.cites, Owner("lists", "workload", _draft(found.workload.basis))
        yield found.workload.mark_cites, Owner("lists", "workload.mark")
    if found.changes is not None:
        yield found.changes.keeps_cites, Owner("lists", "changes.keeps")
    if found.returns is not None:
        yield found.returns.cites, Owner("lists", "returns")
    yield from _citing_plans(found)


def _citing_plans(found: Inspection) -> Iterator[tuple[tuple[str, ...], Owner]]:
    plans = found.plans
    if plans is None:
        return
    yield plans.due.cites, Owner("lists", "plans.due")
    for year, day in plans.exceptions.items():
        yield day.cites, Owner("lists", f"plans.exceptions: {year}")
    for need in plans.needs:
        yield need.cites, Owner("lists", f"plans.needs: {need.field}")


def _draft(basis: str) -> str:
    return "" if basis == "notice" else basis


def _cited_by_message(message: Message) -> Iterator[tuple[str, ...]]:
    yield message.cites
    parts = (message.to, message.copy, message.push, message.together)
    for addressee in (message.sender, *(a for part in parts for a in part)):
        yield addressee.cites


def cited_cases(folder: str | Path) -> tuple[CitedCase, ...]:
    """Return the cases of the policy set in `folder`, file by file, as they were written."""
    found = []
    for path in sorted(Path(folder).glob("cases/*.yaml")):
        for case in _read(path).get("cases", ()):
            name, cites = case.get("name", {}), case.get("cite", [])
            if isinstance(name, str):
                name = {"zh": name, "en": name}
            found.append(
                CitedCase(
                    Text(name.get("zh", ""), name.get("en", "")),
                    (cites,) if isinstance(cites, str) else tuple(cites),
                )
            )
    return tuple(found)


def read_reasons(path: str | Path) -> dict[str, Owner]:
    """Return who speaks for the clauses named in the file of reasons."""
    reasons = {}
    for id, said in _read(Path(path))["clauses"].items():
        ((kind, text),) = [(k, v) for k, v in said.items() if k != "because"]
        why = said.get("because", "")
        by_name = kind in ("command", "file")
        reasons[id] = Owner(kind, text, why) if by_name else Owner(kind, "", text)
    return reasons


def _read(path: Path) -> dict[str, Any]:
    document, problems = load_document(path.name, path.read_bytes())
    if document is None or problems:
        raise ProblemsFound(problems)
    return dict(document.data)


def render(policy: PolicySet, rows: Iterable[ClauseRow]) -> str:
    """Return the page that shows `rows`, section by section."""
    lines = [
        f"# {policy.title.en}: who owns each clause",
        "",
        f"{policy.title.zh}：每一条款由谁落实。",
        "",
        "Made by `python -m engine.analysis.clause_report` from the policy set, its cases and",
        "`docs/clauses.yaml`; do not edit. Rows of P are not in the notice: they are the answers",
        "to what it leaves open.",
        "",
    ]
    for section, members in groupby(rows, key=_section):
        lines += [f"## {section}", "", "| clause | words of the notice | owner |", "|---|---|---|"]
        lines += [_line(row) for row in members]
        lines.append("")
    return "\n".join(lines)


def _section(row: ClauseRow) -> str:
    id = row.clause.id
    return id.partition("-")[0] if "-" in id else id.rstrip("0123456789")


def _line(row: ClauseRow) -> str:
    words = f"{row.clause.phrase}<br>{row.clause.gist}<br>*{row.clause.where.zh}*"
    return f"| {row.clause.id} | {_cell(words)} | {_cell(_owners(row)) or '**nobody**'} |"


def _owners(row: ClauseRow) -> str:
    said = []
    for kind, owners in groupby(row.owners, key=lambda o: o.kind):
        said.append(f"{KINDS[kind].en} " + ", ".join(map(_worded, owners)))
    if row.cases:
        names = "; ".join(case.name.en for case in row.cases[:MOST_CASES])
        more = len(row.cases) - MOST_CASES
        said.append(f"case {names}" + (f"; and {more} more" if more > 0 else ""))
    return "<br>".join(said)


def _worded(owner: Owner) -> str:
    if not owner.name:
        return f"- {owner.because}"
    return f"`{owner.name}`" + (f" ({owner.because})" if owner.because else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(folder: str, reasons: str, page: str) -> None:
    """Write the page of the policy set in `folder`."""
    from engine.policy.assembling import load_policy

    policy = load_policy(folder)
    rows = clause_rows(policy, cited_cases(folder), read_reasons(reasons))
    Path(page).write_text(render(policy, rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
