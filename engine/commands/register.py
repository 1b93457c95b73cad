"""Commands of the register: inspections, warnings and what happens to them, today, tick."""

from __future__ import annotations

from typing import Any

import click

from engine.commands.framework import (
    FACTS,
    Parameter,
    Spec,
    argument,
    command,
    option,
)
from engine.commands.register_options import (
    ACTOR,
    DAY,
    ENTERING,
    KEY,
    READING,
    REGISTER,
    RULES,
    asked,
    clock,
    said,
    words,
)
from engine.problems import Language, Text

WARNING = argument("warning")


@command(
    "register open",
    Text("建立台账", "Make a register"),
    argument("file"),
    DAY,
    option("--practice", is_flag=True, help=Text("练习账套", "for practice")),
)
def open_(language: Language, file: str, as_of: Any, practice: bool) -> int:
    """An old register is left as it is."""
    from datetime import date

    from engine.reporting import register_text
    from engine.service import register as jobs

    event = jobs.start(file, practice, as_of or date.today(), clock())
    click.echo(register_text.opened(event, file).to(language))
    return 0


@command(
    "inspect record",
    Text("登记巡查：日期、问题、确定级别", "Enter an inspection: days, findings, level"),
    argument("file"),
    REGISTER,
    RULES,
    FACTS,
    ACTOR,
    DAY,
    KEY,
)
def inspect_record(
    language: Language, file: str, facts: str, key: str | None, **values: Any
) -> int:
    """Print the id of the inspection and what it advises."""
    from engine.reporting import register_text
    from engine.service import register as jobs
    from engine.service.policies import load

    question = asked(values)
    done = jobs.inspect(question, file, facts, key)
    click.echo(register_text.recorded(done, language))
    for line in register_text.advice(load(question.policy, question.as_of), done, language):
        click.echo(line, err=True)
    return 0


@command(
    "inspect show", Text("查看巡查记录", "Show an inspection"), argument("inspection"), *READING
)
def inspect_show(language: Language, inspection: str, **values: Any) -> int:
    """Print the record."""
    from engine.reporting import register_json
    from engine.service import register as jobs

    _, event = jobs.inspection(asked(values), inspection)
    click.echo(register_json.event(event))
    return 0


@command(
    "register issue",
    Text("发布预警提示单（依据巡查记录）", "Issue the warning of an inspection"),
    argument("inspection"),
    *ENTERING,
    words("--number", "number", "文号（默认：下一号）", "the number (default: the next)"),
    words(
        "--due-on", "due_on", "整改期限（默认：规则库的天数）", "due date (default: the policy's)"
    ),
    words(
        "--settled",
        "settled",
        "须核对事项的核对结果：规则=结果（可多次）",
        "how a review was settled: rule=how (repeatable)",
        multiple=True,
    ),
    words("--contact", "contacts", "联系人（可多次）", "a contact (repeatable)", multiple=True),
)
def issue(language: Language, inspection: str, on: Any, key: str | None, **values: Any) -> int:
    """Print id, number and due date."""
    from engine.reporting import register_text
    from engine.service import register as jobs

    question = asked(values)
    done = jobs.issue(question, inspection, on or question.as_of, said(values), key)
    click.echo(register_text.recorded(done, language))
    return 0


def _event(kind: str, name: str, title: Text, *parameters: Parameter) -> Spec:
    """Return the command that enters one kind of event."""

    def run(language: Language, warning: str, on: Any, key: str | None, **values: Any) -> int:
        from engine.reporting import register_text
        from engine.service import register as jobs

        question = asked(values)
        verified = values.pop("verified", ())
        day, body = on or question.as_of, said(values)
        if kind == "release":
            done = jobs.release(question, warning, day, body, verified, key)
        else:
            done = jobs.happen(question, kind, warning, day, body, key)
        click.echo(register_text.recorded(done, language))
        return 0

    return command(f"register {name}", title, WARNING, *ENTERING, *parameters)(run)


_CONTENT = words("--content", "content", "内容", "what was said or done")
_OPINION = words("--opinion", "opinion", "意见", "the opinion")
_UNTIL = words("--until", "until", "延期至 YYYY-MM-DD", "until which day")

EVENTS: tuple[Spec, ...] = (
    _event(
        "deliver",
        "deliver",
        Text("送达", "Delivered"),
        words("--method", "method", "送达方式", "the way of delivery"),
        words("--received-by", "received_by", "签收人", "who received it"),
        words("--consent", "consent", "同意电子送达的记录", "the recorded consent"),
    ),
    _event(
        "refuse_receipt",
        "refuse-receipt",
        Text("拒签（不等于送达）", "Refused to sign: not yet delivered"),
        words("--witnesses", "witnesses", "见证人", "the witnesses"),
    ),
    _event("respond", "respond", Text("企业响应", "The enterprise responds"), _CONTENT),
    _event("refuse_response", "refuse-response", Text("拒不响应", "Refused to respond"), _CONTENT),
    _event(
        "apply_extension",
        "apply-extension",
        Text("企业申请延期", "An extension is applied for"),
        words("--ground", "ground", "理由的种类", "the ground"),
        words("--ground-text", "ground_text", "其他理由的说明", "another ground in words"),
        _UNTIL,
        option(
            "--risk-controllable",
            is_flag=True,
            help=Text("安全风险可控", "the risk is under control"),
        ),
        words("--control-measures", "control_measures", "管控措施", "the control measures"),
    ),
    _event(
        "decide_extension",
        "decide",
        Text("审核延期", "Decide on an extension"),
        option(
            "--decision",
            type=click.Choice(("approved", "refused")),
            help=Text("决定", "the decision"),
        ),
        _UNTIL,
    ),
    _event(
        "apply_release", "apply-release", Text("企业申请解除", "Release is applied for"), _CONTENT
    ),
    _event(
        "recheck",
        "recheck",
        Text("复查", "Re-check"),
        _OPINION,
        words(
            "--closed",
            "closed",
            "已消除的问题（可多次）",
            "a finding that is closed (repeatable)",
            multiple=True,
        ),
    ),
    _event("refuse_release", "not-accept", Text("不予解除", "Release is not accepted"), _OPINION),
    _event(
        "release",
        "release",
        Text("解除", "Release"),
        _OPINION,
        words(
            "--verified",
            "verified",
            "同时登记复查已消除的问题，all＝全部（可多次）",
            "findings re-checked as closed, or all (repeatable)",
            multiple=True,
        ),
    ),
    _event(
        "end",
        "end",
        Text("终止（关闭、拆除等，不是解除）", "End without release, with evidence"),
        words("--ground", "ground", "情形", "the ground"),
    ),
    _event("void", "void", Text("作废", "Void a notice")),
    _event(
        "supersede",
        "supersede",
        Text("换发", "Supersede by another warning"),
        words("--by", "new_warning", "新的预警", "the new warning"),
    ),
    _event(
        "correct",
        "correct",
        Text("更正笔误", "Correct a slip"),
        words("--what", "what", "更正什么", "what is corrected"),
        words("--was", "was", "原为", "what it was"),
        words("--now", "now", "现为", "what it is now"),
    ),
    _event(
        "hand_over",
        "hand-over",
        Text("移交给另一部门", "Hand over to another department"),
        words("--to", "to", "部门编号", "the department"),
        words("--document", "document", "移交单", "the document"),
    ),
    _event(
        "accident",
        "accident",
        Text("发生事故", "An accident"),
        words("--accident", "accident", "事故编号", "its number"),
        words("--point", "point", "风险源点", "the point"),
    ),
    _event(
        "measure",
        "measure",
        Text("采取督促措施", "Take a measure"),
        words("--measure", "measure", "措施", "the measure"),
        _CONTENT,
        words("--number", "number", "函号", "the number of the letter"),
        words("--legal-basis", "legal_basis", "法律依据", "the legal basis"),
    ),
    _event("object", "object", Text("企业提出异议", "The enterprise objects"), _CONTENT),
    _event("answer", "answer", Text("答复异议", "Answer an objection"), _OPINION),
)


COMMANDS: tuple[Spec, ...] = (inspect_record, inspect_show, open_, issue, *EVENTS)
