"""The page that goes to a chief for signature: conclusion, five numbers, risks, proposal."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analysis.coverage import lacking
from engine.analysis.simulation import Simulation, Version, Workload
from engine.problems import Language, Text
from engine.reporting.simulation_text import gate_line
from engine.reporting.simulation_words import (
    BASES,
    NEW,
    OLD,
    TITLE,
    UNSTATED,
    percent,
    signed,
    state_title,
    step,
)
from engine.reporting.word import Grid, Heading, Paragraph, Part
from engine.reporting.word import as_docx as written

TITLES = {
    "conclusion": Text("一、结论", "1. Conclusion"),
    "numbers": Text("二、五个数", "2. Five numbers"),
    "risks": Text("三、风险", "3. Risks"),
    "proposal": Text("四、建议", "4. Proposal"),
    "signatures": Text("五、签批", "5. Signatures"),
}
WHAT = Text(
    "{title}：由{old}版（{old_folder}，{old_sha}）改为{new}版（{new_folder}，{new_sha}）。",
    "{title}: from version {old} ({old_folder}, {old_sha}) to version {new} ({new_folder}, "
    "{new_sha}).",
)
FACTS = Text(
    "依据截至{snapshot}的基础数据（{subjects}家，{rows}行，退回{returned}行），按基准日{as_of}测算。",
    "Facts of {snapshot} ({subjects} enterprises, {rows} rows, {returned} returned), "
    "as of {as_of}.",
)
CHANGES = Text(
    "{changed}家的级别发生变化（{share}）：变轻{milder}家，变重{stricter}家，其他变化{other}家。",
    "{changed} answers change ({share}): {milder} milder, {stricter} stricter, {other} otherwise.",
)
WITHIN = Text("事先设定的{count}项限度均未超过。", "None of the {count} limits is exceeded.")
NONE = Text("没有一家的级别发生变化。", "Not one answer changes.")
HEADINGS = (Text("项目", "item"), OLD, NEW, Text("增减", "difference"))
NUMBER_ROWS = {
    "top": Text("{level}（已确定）", "{level} (decided)"),
    "warned": Text("有预警级别（已确定）", "any warning (decided)"),
    "open": Text("待核实", "to be verified"),
    "inspected": Text("其中已巡查、级别变化", "inspected, with a changed answer"),
    "days": Text("工作量（人天）", "work (person-days)"),
}
RISKS = {
    "milder": Text("变轻的{count}家，首先是：{names}。", "{count} become milder, first: {names}."),
    "open": Text(
        "新增待核实{count}家；主要因为{names}。", "{count} newly to be verified, mainly: {names}."
    ),
    "draft": Text(
        "{count}家的新级别依据暂定内容，须先由主管部门确认。",
        "{count} changed answers rest on draft rules, to be confirmed first.",
    ),
    "range": Text(
        "缺的数据若都最好或最坏，{level}在{best}至{worst}家之间（原版本{old_best}至{old_worst}家）。",
        "If all missing facts were best or worst, {level} lies between {best} and {worst} "
        "(old version: {old_best} to {old_worst}).",
    ),
    "lacking": Text("规则用到而数据里没有：{names}。", "Read by rules but not supplied: {names}."),
    "edge": Text(
        "数值{name}（现为{at}）变动一个单位，{count}家的结论会变。",
        "Moving {name} (now {at}) by one changes {count} answers.",
    ),
    "missed": Text(
        "事故回看：{seen}起中，新版本事先已达{level}及以上的{caught}起，可能达到{possibly}起，"
        "漏掉{missed}起；达到而没有事故的{extra}家。",
        "Of {seen} accidents, {caught} stood at {level} or above beforehand under the new "
        "version, {possibly} possibly, {missed} did not; {extra} stood there without an accident.",
    ),
    "minutes": Text("工作量按暂定分钟数估算。", "Work is estimated with draft minutes."),
    "none": Text("没有发现需要提示的风险。", "No risk to report was found."),
}
PROPOSALS = {
    "force": Text(
        "新版本自{start}起施行；此前继续按原版本执行。",
        "The new version is in force from {start}; until then the old one applies.",
    ),
    "verify": Text(
        "施行前核实新增待核实的企业，并逐户复核变轻的企业。",
        "Before that, verify the open answers and look at each one that becomes milder.",
    ),
    "annex": Text(
        "名单、分州市和分部门的工作量见附件（工作簿）。",
        "Names, divisions and work by department are in the annex (workbook).",
    ),
    "back": Text(
        "如需恢复，启用原版本 {old}（sha256 {sha}）。",
        "To go back, put version {old} (sha256 {sha}) into force again.",
    ),
}
SIGNERS = (
    Text("拟办", "prepared by"),
    Text("审核", "reviewed by"),
    Text("批准", "approved by"),
)
SIGNED = Text("签名、日期：", "signature, date:")
FOOT = Text("预警 {tool} 生成；数据指纹 {sha}", "made by yujing {tool}; facts {sha}")
FIRST = 3


def page(found: Simulation, language: Language) -> list[Part]:
    """Return the parts of the page."""
    return [
        Heading(TITLE.to(language), 0),
        Heading(TITLES["conclusion"].to(language)),
        *(Paragraph(line) for line in _conclusion(found, language)),
        Heading(TITLES["numbers"].to(language)),
        Grid(tuple(_numbers(found, language)), (7.6, 3.0, 3.0, 3.0)),
        Heading(TITLES["risks"].to(language)),
        *(Paragraph(line, bullet=True) for line in _risks(found, language)),
        Heading(TITLES["proposal"].to(language)),
        *(Paragraph(line, bullet=True) for line in _proposal(found, language)),
        Heading(TITLES["signatures"].to(language)),
        Grid(_signatures(language), (5.5, 5.5, 5.5), height=1.1),
        Paragraph(
            FOOT.format(tool=found.tool, sha=found.sample.sha256[:16]).to(language), small=True
        ),
    ]


def as_docx(found: Simulation, language: Language) -> bytes:
    """Return the page as a Word file."""
    return written(page(found, language))


def _conclusion(found: Simulation, language: Language) -> Iterator[str]:
    old, new, sample = found.old, found.new, found.sample
    yield WHAT.format(
        title=new.title,
        old=old.version,
        old_folder=old.folder,
        old_sha=old.sha256[:12],
        new=new.version,
        new_folder=new.folder,
        new_sha=new.sha256[:12],
    ).to(language)
    yield FACTS.format(
        snapshot=sample.snapshot or UNSTATED,
        subjects=sample.subjects,
        rows=sample.rows,
        returned=sample.returned,
        as_of=found.as_of,
    ).to(language)
    if not found.changed:
        yield NONE.to(language)
        return
    directions = {str(direction): count for direction, count in found.by_direction.items()}
    share = percent(len(found.changed), sample.subjects)
    yield CHANGES.format(changed=len(found.changed), share=share, **directions).to(language)
    for gate in found.gates:
        if not gate.passed:
            yield gate_line(gate, language)
    if found.gates and found.passed:
        yield WITHIN.format(count=len(found.gates)).to(language)


def _numbers(found: Simulation, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield the heading and five rows: the top level, any warning, open, inspected, work."""
    yield tuple(heading.to(language) for heading in HEADINGS)
    levels = [state.id for state in found.states if state.kind == "level"]
    top = NUMBER_ROWS["top"].format(level=state_title(found, levels[0], language))
    rows = (
        (top, levels[:1]),
        (NUMBER_ROWS["warned"], levels[:-1]),
        (NUMBER_ROWS["open"], ["undetermined"]),
    )
    for title, states in rows:
        old, new = (sum(side(id) for id in states) for side in (found.matrix.old, found.matrix.new))
        yield title.to(language), str(old), str(new), signed(new - old)
    inspected = sum(row.block == "inspected" for row in found.changed)
    yield NUMBER_ROWS["inspected"].to(language), "–", str(inspected), "–"
    yield NUMBER_ROWS["days"].to(language), *_days(found.workload)


def _days(work: Workload | None) -> tuple[str, str, str]:
    if work is None:
        return "–", "–", "–"
    old, new = work.days(work.old_minutes), work.days(work.new_minutes)
    return f"{old:.1f}", f"{new:.1f}", signed(round(new - old, 1))


def _risks(found: Simulation, language: Language) -> list[str]:
    risks = [*_changed_risks(found, language), *_fact_risks(found, language)]
    if found.history is not None and found.history.backtest is not None:
        test = found.history.backtest
        # The look back at the lowest warning: whether anything stood there at all.
        at = test.new[-1] if test.new else None
        seen = len(test.accidents) - test.unseen
        if at is not None and seen:
            level = state_title(found, at.level, language)
            counts = {"caught": at.caught, "possibly": at.possibly}
            more = {"missed": at.missed, "extra": at.extra}
            words = RISKS["missed"].format(seen=seen, level=level, **counts, **more)
            risks.append(words.to(language))
    return risks or [RISKS["none"].to(language)]


def _changed_risks(found: Simulation, language: Language) -> Iterator[str]:
    comma = "；" if language == "zh" else "; "
    milder = [row for row in found.changed if row.direction == "milder"]
    if milder:
        first = [f"{row.county}{row.name}（{step(row, language)}）" for row in milder[:FIRST]]
        if language == "en":
            first = [f"{row.name}, {row.county} ({step(row, 'en')})" for row in milder[:FIRST]]
        yield RISKS["milder"].format(count=len(milder), names=comma.join(first)).to(language)
    if found.newly_undetermined:
        named = [f"{gap.title.to(language)} {gap.subjects}" for gap in found.gaps[:FIRST]]
        names = comma.join(named) or BASES[""].to(language)
        yield RISKS["open"].format(count=found.newly_undetermined, names=names).to(language)
    draft = sum(row.new.basis == "draft" for row in found.changed)
    if draft:
        yield RISKS["draft"].format(count=draft).to(language)


def _fact_risks(found: Simulation, language: Language) -> Iterator[str]:
    comma = "、" if language == "zh" else ", "
    top = found.bounds[0] if found.bounds else None
    if top is not None and top.new_best != top.new_worst:
        yield (
            RISKS["range"]
            .format(
                level=state_title(found, top.level, language),
                best=top.new_best,
                worst=top.new_worst,
                old_best=top.old_best,
                old_worst=top.old_worst,
            )
            .to(language)
        )
    absent = [text.to(language) for text in lacking(found.sample.coverage)]
    if absent:
        yield RISKS["lacking"].format(names=comma.join(absent[:FIRST])).to(language)
    named = [edge for edge in found.edges or () if edge.name.startswith("values.")]
    worst = max(named, key=lambda e: max(e.down.flips, e.up.flips), default=None)
    if worst is not None and max(worst.down.flips, worst.up.flips):
        count = max(worst.down.flips, worst.up.flips)
        yield RISKS["edge"].format(name=worst.name, at=worst.at, count=count).to(language)
    if found.workload is not None and not found.workload.source:
        yield RISKS["minutes"].to(language)


def _proposal(found: Simulation, language: Language) -> Iterator[str]:
    yield PROPOSALS["force"].format(start=_start(found.new)).to(language)
    if found.newly_undetermined or found.by_direction["milder"]:
        yield PROPOSALS["verify"].to(language)
    yield PROPOSALS["annex"].to(language)
    old = found.old
    yield PROPOSALS["back"].format(old=old.version, sha=old.sha256[:12]).to(language)


def _start(version: Version) -> str:
    return version.effective[0].isoformat()


def _signatures(language: Language) -> tuple[tuple[str, ...], ...]:
    return (
        tuple(signer.to(language) for signer in SIGNERS),
        tuple(SIGNED.to(language) for _ in SIGNERS),
    )
