"""The register in words: what was entered, how warnings stand, today's sheet, what is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.register.agenda import KINDS, NEXT, Due, Task
from engine.register.desk import Desk
from engine.register.distribution import Difference, Sent
from engine.register.events import Event, in_order
from engine.register.folding import Notice
from engine.register.moves import NAMES
from engine.register.numbering import Numbers
from engine.register.recording import Imported, Recorded
from engine.register.replaying import Replayed
from engine.register.sealing import Fault
from engine.register.ticking import Fallen

WHATS = {
    "rectify": Text("整改期限", "due date"),
    "deliver": Text("送达", "delivery"),
    "respond": Text("响应", "response"),
    "recheck": Text("复查", "re-check"),
    "decide": Text("延期审核", "decision on an extension"),
}
LATE = {
    "nobody": Text("", ""),
    "subject": Text("企业拖延", "the enterprise is late"),
    "issuer": Text("部门拖延", "the office is late"),
}
PROVISIONAL = Text("（暂定）", " (provisional)")
NOTHING = Text("没有", "nothing")


def opened(event: Event, file: str) -> Text:
    """Return what is said when a register was made, or was there already."""
    id, practice = event.text("register"), event.body.get("practice") is True
    return Text(
        f"台账 {file}（{'练习账套，' if practice else ''}编号 {id}）",
        f"register {file} ({'for practice, ' if practice else ''}id {id})",
    )


def recorded(done: Recorded, language: Language) -> str:
    """Return what was entered, and what a late entry took the ground from."""
    event = done.event
    name = NAMES[event.kind].to(language)
    again = Text("（此前已登记）", " (entered before)").to(language) if done.repeated else ""
    lines = [f"{event.stream} {name} {event.on} #{event.seq}{again}"]
    if event.text("number"):
        lines[0] += f" {event.text('number')}"
    if event.kind == "issue":
        due = Text(f"整改期限 {event.text('due_on')}", f"due {event.text('due_on')}")
        lines.append(f"  {due.to(language)}")
    for lost in done.unjustified:
        what = lost.text("measure") or lost.text("what")
        words = Text(
            f"因此失去依据：#{lost.seq} {lost.on} {NAMES[lost.kind].zh} {what}",
            f"has lost its ground: #{lost.seq} {lost.on} {NAMES[lost.kind].en} {what}",
        )
        lines.append(f"  {words.to(language)}")
    return "\n".join(lines)


def advice(policy: PolicySet, done: Recorded, language: Language) -> Iterator[str]:
    """Yield what an inspection lacks, by the policy's advising reviews."""
    rules = {f"{d.id}/{r.id}": r for d in policy.decisions.values() for r in d.rules}
    for name in done.advice:
        rule = rules[name]
        said = rule.say.to(language) if rule.say else name
        yield f"{Text('提示', 'note').to(language)}: {said} ({', '.join(rule.cites)})"


def heading(desk: Desk, title: Text, language: Language) -> list[str]:
    """Return the head of a sheet: its title, the day, the mark of a practice register."""
    lines = [f"{title.to(language)}  {desk.as_of}"]
    if desk.log.practice:
        lines.append(f"【{desk.life.watermark.to(language)}】")
    return lines


def _level(policy: PolicySet, id: str, language: Language) -> str:
    titles = {m.id: m.title for m in policy.level_scale.members}
    return titles[id].to(language) if id in titles else id


def shown(desk: Desk, notice: Notice, language: Language) -> str:
    """Return how one warning stands."""
    found, life = desk.standing(notice, desk.as_of), desk.life
    scales = {f.name: f.type.domain for f in desk.policy.entities[life.entity].fields.values()}

    def word(field: str, id: str) -> str:
        domain = desk.policy.domains.get(scales.get(field, ""))
        titles = {m.id: m.title for m in domain.members} if domain else {}
        return titles[id].to(language) if id in titles else id

    rows: list[tuple[Text, str]] = [
        (Text("企业", "enterprise"), f"{notice.name}（{'/'.join(notice.subject)}）"),
        (Text("级别", "level"), _level(desk.policy, notice.level, language)),
        (Text("状态", "state"), life.states[notice.state].to(language)),
        (Text("发布", "issued"), f"{notice.issued_on} {_department(desk, notice.issuer)}"),
        (Text("负责巡查", "inspecting"), _department(desk, notice.inspecting)),
        (
            Text("送达", "delivery"),
            f"{word('delivery', found.delivery)} {notice.delivered_on or ''}",
        ),
        (Text("响应", "response"), word("response", found.response)),
        (Text("整改期限", "due"), _due_words(notice, found.term, language, word)),
        (Text("延期", "extension"), word("extension", found.extension)),
        (Text("复查", "re-check"), word("recheck", found.recheck)),
        (Text("未消除", "open findings"), ", ".join(notice.open_hazards) or "0"),
    ]
    if found.late_by != "nobody":
        rows.append((Text("谁拖延", "late"), LATE[found.late_by].to(language)))
    if found.provisional:
        rows.append((Text("提示", "note"), PROVISIONAL.to(language)))
    title = Text(f"预警 {notice.id} {notice.number}", f"warning {notice.id} {notice.number}")
    lines = heading(desk, title, language)
    return "\n".join([*lines, *(f"  {pad(k.to(language), 14)}{v}" for k, v in rows)])


def _due_words(notice: Notice, term: str, language: Language, word: object) -> str:
    said = word("term", term) if callable(word) else term
    before = [f"{due.on}" for due in notice.dues[:-1]]
    was = Text("原为 ", "was ").to(language) + "、".join(before) if before else ""
    return f"{notice.due_on} {said} {was}".strip()


def _department(desk: Desk, id: str) -> str:
    return desk.parties.department(id).name if id else "—"


def history(desk: Desk, notice: Notice, events: Sequence[Event], language: Language) -> str:
    """Return what happened, day by day, with who entered it and when."""
    title = Text(f"{notice.id} {notice.number} 的经过", f"history of {notice.id} {notice.number}")
    lines = heading(desk, title, language)
    for event in in_order(list(events)):
        entry = event.entry
        what = _about(desk, event, language)
        late = ""
        if entry.entered_on != event.on:
            late = Text(f"录入 {entry.entered_on}", f"entered {entry.entered_on}").to(language)
        lost = event.seq in notice.unjustified
        mark = Text("（已失去依据）", "(ground lost)").to(language) if lost else ""
        who = f"{entry.actor.name}@{entry.actor.department}"
        parts = [NAMES[event.kind].to(language), what, mark, late, who, f"#{event.seq}"]
        lines.append(f"  {event.on}  " + "  ".join(p for p in parts if p))
    return "\n".join(lines)


def _about(desk: Desk, event: Event, language: Language) -> str:
    measure, what = event.text("measure"), event.text("what")
    if measure in desk.life.measures:
        return desk.life.measures[measure].title.to(language)
    if what in WHATS:
        return f"{WHATS[what].to(language)} {event.text('due')}"
    return event.text("decision") or event.text("method") or event.text("number")


def listed(desk: Desk, notices: Sequence[Notice], language: Language) -> str:
    """Return one line for each warning, then the level that each enterprise shows."""
    lines = heading(desk, Text("预警台账", "Register of warnings"), language)
    for notice in notices:
        state = desk.life.states[notice.state].to(language)
        found = desk.standing(notice, desk.as_of)
        level = _level(desk.policy, notice.level, language)
        cells = (pad(notice.id, 7), pad(notice.number, 32), pad(level, 16), pad(state, 18))
        lines.append("".join(cells) + f"{found.due_on}  {notice.name}")
    ids = desk.policy.level_scale.ids
    worst: dict[tuple[str, ...], Notice] = {}
    for notice in (n for n in notices if n.ended_on is None):
        old = worst.get(notice.subject)
        if old is None or ids.index(notice.level) > ids.index(old.level):
            worst[notice.subject] = notice
    words = Text("家企业有未了结的预警", "enterprises have an open warning").to(language)
    return "\n".join([*lines, f"{len(worst)} {words}"])


def today(desk: Desk, tasks: Sequence[Task], language: Language) -> str:
    """Return the printable sheet of today, kind by kind."""
    lines = heading(desk, Text("今日待办", "To do today"), language)
    for kind, title in KINDS.items():
        found = [task for task in tasks if task.kind == kind]
        if not found:
            continue
        step = Text(f"下一步：{NEXT[kind].zh}", f"next: {NEXT[kind].en}").to(language)
        lines += ["", f"{title.to(language)}（{len(found)}）  {step}"]
        for task in found:
            by = f"{task.by}" if task.by else ""
            by += PROVISIONAL.to(language) if task.provisional else ""
            level = _level(desk.policy, task.level, language)
            cells = (pad(task.number or task.warning, 32), pad(level, 16), pad(by, 18))
            about = task.about.to(language)
            lines.append(f"  □ {''.join(cells)}{task.name}  {about}  [{task.handler}]")
    return "\n".join(lines if len(lines) > 1 and tasks else [*lines, NOTHING.to(language)])


def dues(desk: Desk, found: Sequence[Due], language: Language) -> str:
    """Return what falls due, the earliest first."""
    lines = heading(desk, Text("到期清单", "What falls due"), language)
    for due in found:
        day = f"{due.by}{PROVISIONAL.to(language) if due.provisional else ''}"
        cells = (pad(day, 20), pad(WHATS[due.what].to(language), 14), pad(due.number, 32))
        lines.append(f"  {''.join(cells)}{due.name}  {LATE[due.late_by].to(language)}".rstrip())
    return "\n".join(lines if found else [*lines, NOTHING.to(language)])


def fallen(policy: PolicySet, found: Sequence[Fallen], dry_run: bool, language: Language) -> str:
    """Return what tick wrote, or would write."""
    lines = []
    for one in found:
        body = one.entry.body
        what = WHATS[str(body["what"])].to(language) if "what" in body else ""
        if one.measure:
            rules = ", ".join(f"{policy.escalation and policy.escalation.supervision}/{r.id}"
                              for r in one.measure.rules)  # fmt: skip
            what = f"{one.measure.measure.title.to(language)}（{rules}）"
        due = f" {body.get('due')}" if body.get("due") else ""
        kind = NAMES[one.entry.kind].to(language)
        lines.append(f"{one.notice.id} {one.notice.number} {kind} {what}{due}")
    if not found:
        return Text("没有新到期的", "nothing new has fallen due").to(language)
    end = Text("（只看不记）", "(only looked, nothing written)") if dry_run else Text("", "")
    return "\n".join([*lines, end.to(language)]).rstrip()


def faults(found: Sequence[Fault], language: Language) -> str:
    """Return what is not as it was sealed."""
    if not found:
        return Text("台账完整，没有改动", "the register is whole and unchanged").to(language)
    return "\n".join(f"#{fault.seq} {fault.text.to(language)}" for fault in found)


def numbers(policy: PolicySet, found: Iterable[Numbers], language: Language) -> str:
    """Return gaps and voids by office and year."""
    departments = policy.routing.departments if policy.routing else {}
    lines = []
    for one in found:
        name = departments[one.office].name if one.office in departments else one.office
        words = Text(
            f"{name} {one.year}：已用{len(one.used)}，断号{_list(one.gaps)}，作废{_list(one.void)}"
            f"，不合式样{_list(one.other)}",
            f"{name} {one.year}: {len(one.used)} used, gaps {_list(one.gaps)}, void "
            f"{_list(one.void)}, of another form {_list(one.other)}",
        )
        lines.append(words.to(language))
    return "\n".join(lines) or NOTHING.to(language)


def _list(found: Sequence[object]) -> str:
    return "、".join(map(str, found)) or "0"


def outbox(found: Sequence[Sent], language: Language) -> str:
    """Return one line for each message."""
    lines = []
    for sent in found:
        title = sent.said["title"]
        words = title.get(language, "") if isinstance(title, dict) else ""
        handed = f" ✓{sent.handed_on}" if sent.handed_on else " □"
        channel = sent.said["channel"]
        lines.append(
            f"{pad(sent.id, 9)}{handed}  {words} → {sent.said['to_name']} [{channel}] "
            f"{sent.said['number']}"
        )
    return "\n".join(lines) or NOTHING.to(language)


def differences(policy: PolicySet, found: Sequence[Difference], language: Language) -> str:
    """Return how the platform differs from the register."""
    kinds = {
        "missing": Text("平台没有", "missing on the platform"),
        "unknown": Text("台账没有", "not in the register"),
        "level": Text("级别不同", "another level"),
        "date": Text("日期不同", "another date"),
    }
    lines = []
    for one in found:
        ours, theirs = (_level(policy, w, language) for w in (one.ours, one.theirs))
        said = f"{ours} / {theirs}" if one.kind in ("level", "date") else ours or theirs
        lines.append(f"{pad(kinds[one.kind].to(language), 26)}{one.number}  {said}")
    return "\n".join(lines) or Text("一致", "they agree").to(language)


def imported(found: Sequence[Imported], language: Language) -> str:
    """Return which rows were entered, and why others were refused."""
    lines = []
    for one in found:
        row = Text(f"第{one.row}行", f"row {one.row}").to(language)
        if one.recorded:
            lines.append(f"{row}  {recorded(one.recorded, language)}")
        elif one.refused:
            reasons = "; ".join(p.message.to(language) for p in one.refused.problems)
            lines.append(f"{row}  {Text('退回', 'refused').to(language)}: {reasons}")
    return "\n".join(lines) or NOTHING.to(language)


def replayed(found: Sequence[Replayed], language: Language) -> str:
    """Return which decisions come out as they did."""
    same, other = Text("一致", "the same"), Text("不一致", "differs")
    return "\n".join(
        f"{one.event.stream} {one.event.text('number')} {one.policy[:12]} "
        f"{(same if one.same else other).to(language)}"
        for one in found
    ) or NOTHING.to(language)


def pad(text: str, width: int) -> str:
    """Return `text` filled with blanks; a Chinese character is two columns wide."""
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(1, width - wide)
