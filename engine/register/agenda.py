"""What is to be done today, and what falls due: for each warning, by whom and what next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.policy.escalation_model import Measure
from engine.problems import Text
from engine.register.desk import Desk
from engine.register.distribution import Sent, outbox
from engine.register.events import INSPECT, ISSUE
from engine.register.folding import Notice
from engine.register.terms import ISSUER, Standing

KINDS: Mapping[str, Text] = {
    "overdue": Text("已逾期", "Overdue"),
    "late_office": Text("部门超时", "Late on the office's side"),
    "due_today": Text("今日到期", "Due today"),
    "deliver": Text("待送达", "To be delivered"),
    "recheck": Text("待复查", "To be re-checked"),
    "decide": Text("延期待审核", "Extensions to decide"),
    "soon": Text("即将逾期", "Due soon"),
    "proposed": Text("待签发的措施", "Measures to sign"),
    "object": Text("异议待答复", "Objections to answer"),
    "issue": Text("已定级未发布", "Determined and not issued"),
    "platform": Text("未推送", "Not yet handed over"),
}
NEXT: Mapping[str, Text] = {
    "overdue": Text("按督办表办理", "act on the supervision table"),
    "late_office": Text("催办", "urge the office"),
    "due_today": Text("提醒企业申请解除", "remind it to apply for release"),
    "deliver": Text("送达并登记回证", "deliver, and enter the receipt"),
    "recheck": Text("现场复查", "re-check on site"),
    "decide": Text("审核延期申请", "decide on the extension"),
    "soon": Text("提醒企业", "remind the enterprise"),
    "proposed": Text("签发或说明不采取", "sign, or say why not"),
    "object": Text("答复异议", "answer the objection"),
    "issue": Text("发布提示单", "issue the warning"),
    "platform": Text("推送并勾回", "hand over, and tick off"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of today's sheet: what kind, which warning, by when, by whom, about what."""

    kind: str
    warning: str
    number: str
    name: str
    level: str
    by: date | None
    handler: str
    about: Text
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """One term of an open warning: what, the last day in time, whether it is late."""

    what: str
    warning: str
    number: str
    name: str
    level: str
    by: date
    late_by: str
    provisional: bool


def today(desk: Desk) -> list[Task]:
    """Return everything to be done on the as-of date, the most urgent first."""
    tasks = [task for notice in desk.notices() if notice.ended_on is None
             for task in _of_notice(desk, notice)]  # fmt: skip
    tasks += [*_to_issue(desk), *_to_hand_over(desk)]
    order, scale = list(KINDS), desk.policy.level_scale.ids
    return sorted(
        tasks,
        key=lambda t: (order.index(t.kind), -scale.index(t.level), t.by or date.max, t.warning),
    )


def _of_notice(desk: Desk, notice: Notice) -> Iterator[Task]:
    found, office = desk.standing(notice, desk.as_of), _name(desk, notice.issuer)
    inspecting = _name(desk, notice.inspecting) if notice.inspecting else office

    def task(
        kind: str, by: date | None, handler: str, about: Text, provisional: bool = False
    ) -> Task:
        return Task(
            kind, notice.id, notice.number, notice.name, notice.level, by, handler, about,
            provisional,
        )  # fmt: skip

    yield from _terms(found, task, office, inspecting)
    for measure in _open_proposals(desk, notice, found):
        case = desk.parties.case(notice, desk.facts(notice))
        players = desk.parties.players(case.situation, measure.by)
        yield task("proposed", None, players.named().zh, measure.title)
    if notice.objections > notice.answered:
        yield task("object", None, office, KINDS["object"])


def _open_proposals(desk: Desk, notice: Notice, found: Standing) -> list[Measure]:
    """Return the measures that were proposed, not taken, and would still be proposed."""
    waiting = {(t.measure, t.due) for t in notice.proposed if t.seq not in notice.unjustified}
    waiting -= {(t.measure, t.due) for t in notice.measures}
    if not waiting:
        return []
    now = desk.supervisor.proposals(notice, found, desk.inspecting_level(notice))
    return [p.measure for p in now if (p.measure.id, p.due) in waiting]


Make = Callable[..., Task]


def _terms(found: Standing, task: Make, office: str, inspecting: str) -> Iterator[Task]:
    if found.term == "overdue" and found.late_by == ISSUER:
        yield task("late_office", found.due_on, office, _over(found))
    elif found.term == "overdue":
        yield task("overdue", found.due_on, inspecting, _over(found))
    elif found.term in ("running", "soon") and found.due_on == found.day:
        yield task("due_today", found.due_on, office, KINDS["due_today"])
    elif found.term == "soon":
        yield task("soon", found.due_on, office, KINDS["soon"])
    for kind, state, by in (
        ("deliver", found.delivery, found.deliver_by),
        ("recheck", found.recheck, found.recheck_by),
        ("decide", found.extension, found.decide_by),
    ):
        if state in ("waiting", "pending", "late"):
            late = Text("超时", "late") if state == "late" else KINDS[kind]
            day = by.on if by else None
            yield task(kind, day, office, late, bool(by and by.provisional))


def _over(found: Standing) -> Text:
    return Text(f"逾期{found.days_over}日", f"{found.days_over} days overdue")


def _name(desk: Desk, id: str) -> str:
    return desk.parties.department(id).name if id else ""


def _to_issue(desk: Desk) -> Iterator[Task]:
    issued = {e.text("inspection") for e in desk.log.events(kind=ISSUE) if e.on <= desk.as_of}
    lowest = desk.policy.level_scale.ids[0]
    for event in desk.log.events(kind=INSPECT):
        level = event.text("level")
        if event.stream in issued or level == lowest or event.on > desk.as_of:
            continue
        about = Text(f"巡查 {event.text('number')}", f"inspection {event.text('number')}")
        number, name = event.text("number"), event.text("name")
        handler = _name(desk, event.entry.actor.department)
        yield Task("issue", event.stream, number, name, level, None, handler, about)


def _to_hand_over(desk: Desk) -> Iterator[Task]:
    waiting: dict[int, list[Sent]] = {}
    for sent in outbox(desk.log.messages(), desk.log.events()):
        if sent.handed_on is None and str(sent.said["on"]) <= desk.as_of.isoformat():
            waiting.setdefault(sent.seq, []).append(sent)
    for group in waiting.values():
        said, title = group[0].said, group[0].said["title"]
        words = title if isinstance(title, dict) else {}
        n = len(group)
        about = Text(f"{words.get('zh')}：{n}处", f"{words.get('en')}: {n} addressees")
        yield Task(
            "platform", str(said["warning"]), str(said["number"]), str(said["name"]),
            str(said["level"]), None, _name(desk, str(said["from"] or "")), about,
        )  # fmt: skip


def due(desk: Desk, within: int = 0) -> list[Due]:
    """Return what is late, and what falls due within some days of the as-of date."""
    last = desk.as_of + timedelta(days=within)
    found = [d for n in desk.notices() if n.ended_on is None for d in _dues(desk, n)]
    return sorted((d for d in found if d.by <= last), key=lambda d: (d.by, d.warning, d.what))


def _dues(desk: Desk, notice: Notice) -> Iterator[Due]:
    found = desk.standing(notice, desk.as_of)
    about = (notice.id, notice.number, notice.name, notice.level)
    if found.term != "met":
        yield Due("rectify", *about, found.due_on, found.late_by, False)
    days = {
        "deliver": found.deliver_by if found.delivery != "served" else None,
        "respond": found.respond_by if found.response in ("none", "late") else None,
        "recheck": found.recheck_by,
        "decide": found.decide_by,
    }
    for what, by in days.items():
        if by is not None:
            late = desk.as_of > by.on
            who = ("subject" if what == "respond" else ISSUER) if late else "nobody"
            yield Due(what, *about, by.on, who, by.provisional)
