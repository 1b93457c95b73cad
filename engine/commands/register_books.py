"""Commands that look into the register and keep it: show, today, due, tick, outbox, verify."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from engine.commands.framework import Parameter, Spec, argument, command, format_option, option
from engine.commands.register_options import (
    ACTOR,
    DAY,
    ON,
    READING,
    REGISTER,
    RULES,
    asked,
    words,
)
from engine.problems import Language, Text

WARNING = argument("warning")
FORMAT = format_option("text", "json")


@command("register show", Text("查看一份预警", "Show one warning"), WARNING, *READING, FORMAT)
def show(language: Language, warning: str, format: str, **values: Any) -> int:
    """Print how it stands on the as-of date."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs

    desk, notice, events = jobs.show(asked(values), warning)
    if format == "json":
        click.echo(register_json.notice(desk, notice, events))
    else:
        click.echo(register_text.shown(desk, notice, language))
    return 0


@command(
    "register history",
    Text("一份预警的经过", "What happened to a warning"),
    WARNING,
    *READING,
    FORMAT,
)
def history(language: Language, warning: str, format: str, **values: Any) -> int:
    """Print its events, in the order in which they happened."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs

    desk, notice, events = jobs.show(asked(values), warning)
    if format == "json":
        click.echo(register_json.notice(desk, notice, events))
    else:
        click.echo(register_text.history(desk, notice, events, language))
    return 0


@command(
    "register list",
    Text("列出预警", "List the warnings"),
    *READING,
    option("--open", "open_only", is_flag=True, help=Text("只列未了结的", "only open ones")),
    FORMAT,
)
def list_(language: Language, open_only: bool, format: str, **values: Any) -> int:
    """Print one line for each, and the level that each enterprise shows."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs

    desk, notices = jobs.listed(asked(values), open_only)
    if format == "json":
        click.echo(register_json.notices(desk, notices))
    else:
        click.echo(register_text.listed(desk, notices, language))
    return 0


@command("today", Text("今日待办", "What is to be done today"), *READING, FORMAT)
def today(language: Language, format: str, **values: Any) -> int:
    """Print one sheet: what, which, by when, who, what next."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs

    desk, tasks = jobs.today(asked(values))
    out = (
        register_json.tasks(tasks)
        if format == "json"
        else register_text.today(desk, tasks, language)
    )
    click.echo(out)
    return 0


@command(
    "due",
    Text("到期清单", "What falls due"),
    *READING,
    option(
        "--within", type=click.IntRange(0), default=0, help=Text("今后几日", "in how many days")
    ),
    FORMAT,
)
def due(language: Language, within: int, format: str, **values: Any) -> int:
    """Exit 0 whether or not anything is late."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs

    desk, dues = jobs.due(asked(values), within)
    click.echo(
        register_json.dues(dues) if format == "json" else register_text.dues(desk, dues, language)
    )
    return 0


@command(
    "tick",
    Text(
        "到期处理：记下已到期的，提出措施；不编号、不发出",
        "Record what has fallen due; nothing is sent",
    ),
    *READING,
    option("--dry-run", is_flag=True, help=Text("只看不记", "only look")),
    FORMAT,
)
def tick(language: Language, dry_run: bool, format: str, **values: Any) -> int:
    """Safe to repeat and to run late."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs
    from engine.service.policies import load

    question = asked(values)
    found = jobs.tick(question, dry_run)
    if format == "json":
        click.echo(register_json.fallen(found))
    else:
        click.echo(
            register_text.fallen(load(question.policy, question.as_of), found, dry_run, language)
        )
    return 0


@command(
    "register import",
    Text("从表格登记多行事项", "Enter many events from a workbook"),
    argument("file"),
    REGISTER,
    RULES,
    ACTOR,
    DAY,
)
def import_(language: Language, file: str, **values: Any) -> int:
    """Exit 1 where rows were refused."""
    from engine.reporting import register_text
    from engine.service import register_sheets as jobs

    found = jobs.import_rows(asked(values), file)
    click.echo(register_text.imported(found, language))
    return int(any(one.refused for one in found))


def _keeping(name: str, title: Text, *parameters: Parameter) -> Callable[[Any], Spec]:
    return command(f"register {name}", title, *parameters)


@_keeping(
    "verify",
    Text("核验台账：改动、缺失、截尾", "Verify: changes, gaps, a cut tail"),
    REGISTER,
    words("--anchor", "anchor", "锚定文件", "the file of an anchor"),
)
def verify(language: Language, register: str, anchor: str | None) -> int:
    """Exit 1 where something is not as it was sealed."""
    from engine.reporting import register_text
    from engine.service import register as jobs

    faults = jobs.verify(register, jobs.read_anchor(anchor) if anchor else None)
    click.echo(register_text.faults(faults, language))
    return int(bool(faults))


@_keeping(
    "anchor", Text("锚定：末条哈希值，存入纸质档案", "The head hash, for the paper file"), REGISTER
)
def anchor(language: Language, register: str) -> int:
    """Print it as JSON."""
    from engine.reporting import register_json
    from engine.service import register as jobs

    click.echo(register_json.anchor(jobs.anchor(register)))
    return 0


@_keeping(
    "export", Text("导出台账（JSON 行）", "Export as lines of JSON"), argument("file"), REGISTER
)
def export(language: Language, file: str, register: str) -> int:
    """Write documents, events and messages."""
    from engine.service import register as jobs

    count = jobs.export(register, file)
    click.echo(Text(f"已导出{count}行", f"exported {count} lines").to(language), err=True)
    return 0


@_keeping("backup", Text("备份并核验", "Back up, and verify the copy"), argument("file"), REGISTER)
def backup(language: Language, file: str, register: str) -> int:
    """Print the anchor of the copy."""
    from engine.reporting import register_json
    from engine.service import register as jobs

    click.echo(register_json.anchor(jobs.back_up(register, file)))
    return 0


@_keeping(
    "replay",
    Text("按当时的规则库和数据重算每次判定", "Answer each inspection again as of then"),
    REGISTER,
)
def replay(language: Language, register: str) -> int:
    """Exit 1 where an outcome differs."""
    from engine.reporting import register_text
    from engine.service import register as jobs

    found = jobs.replay(register)
    click.echo(register_text.replayed(found, language))
    return int(not all(one.same for one in found))


@_keeping("numbers", Text("文号：断号、作废号", "Numbers: gaps and voids"), *READING)
def numbers(language: Language, **values: Any) -> int:
    """Print them by office and year."""
    from engine.reporting import register_text
    from engine.service import register as jobs
    from engine.service.policies import load

    question = asked(values)
    click.echo(
        register_text.numbers(
            load(question.policy, question.as_of), jobs.numbers(question), language
        )
    )
    return 0


@_keeping(
    "outbox",
    Text("待推送清单", "Messages that wait to be handed over"),
    *READING,
    option("--all", "every", is_flag=True, help=Text("含已推送的", "also those handed over")),
    FORMAT,
)
def outbox(language: Language, every: bool, format: str, **values: Any) -> int:
    """Print one line for each message."""
    from engine.reporting import register_json, register_text
    from engine.service import register as jobs

    found = jobs.outbox(asked(values), not every)
    click.echo(
        register_json.sent(found) if format == "json" else register_text.outbox(found, language)
    )
    return 0


@_keeping(
    "sent",
    Text("勾回：已推送（可写入文件夹）", "Tick messages off, or write them into a folder"),
    argument("ids", nargs=-1),
    REGISTER,
    RULES,
    ACTOR,
    DAY,
    ON,
    words("--reference", "reference", "平台或回执编号", "a reference of the platform"),
    words("--folder", "folder", "写入此文件夹", "write them into this folder"),
)
def sent(
    language: Language,
    ids: tuple[str, ...],
    on: Any,
    reference: str | None,
    folder: str | None,
    **values: Any,
) -> int:
    """Without ids and with a folder: all that wait."""
    from engine.service import register as jobs

    if not ids and not folder:
        text = Text("写明推送编号，或用 --folder", "name messages, or use --folder")
        raise click.UsageError(text.to(language))
    question = asked(values)
    done = jobs.hand_over(question, ids, on or question.as_of, reference or "", folder)
    click.echo("\n".join(done))
    return 0


@_keeping(
    "compare",
    Text("与平台导出表核对", "Compare with the platform's export"),
    argument("file"),
    *READING,
)
def compare(language: Language, file: str, **values: Any) -> int:
    """Exit 1 where they differ."""
    from engine.reporting import register_text
    from engine.service import register_sheets as jobs
    from engine.service.policies import load

    question = asked(values)
    found = jobs.compare(question, file)
    click.echo(register_text.differences(load(question.policy, question.as_of), found, language))
    return int(bool(found))


COMMANDS: tuple[Spec, ...] = (
    show, history, list_, import_, numbers, outbox, sent, compare, verify, anchor, export, backup,
    replay, today, due, tick,
)  # fmt: skip
