"""Commands about a rule change before it goes live: simulate, diff."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from engine.commands.framework import (
    AS_OF,
    ENGINE,
    FACTS,
    REDACT,
    REPORT,
    argument,
    command,
    format_option,
    option,
)
from engine.problems import Language, Text
from engine.reporting import console

if TYPE_CHECKING:
    from decimal import Decimal

LIMIT = re.compile(r"(\d+(?:\.\d+)?)(%?)\Z")
NOT_A_LIMIT = Text("应为数字或百分比，如 20 或 5%", "must be a number or a share, such as 20 or 5%")
NOT_A_LEVEL = Text("应写成 级别=数字", "must be written LEVEL=N")
MILDER = option(
    "--max-milder",
    metavar="N",
    type=click.IntRange(0),
    help=Text("变轻的超过 N 家则退出码为 1", "exit 1 if more than N become milder"),
)


@command(
    "simulate",
    Text(
        "规则调整影响测算：新规则施行前，看谁从什么变成什么、为什么、各部门多多少事",
        "Simulate a rule change: who goes from what to what, why, and what work it makes",
    ),
    argument("old"),
    argument("new"),
    FACTS,
    AS_OF,
    ENGINE,
    format_option("text", "json"),
    option(
        "-o",
        "--output",
        multiple=True,
        metavar="FILE",
        help=Text(
            "写入文件：.json、.xlsx（附件）、.docx（一页签批单）",
            "write a file: .json, .xlsx (annex), .docx (one page for signature)",
        ),
    ),
    REPORT,
    REDACT,
    option(
        "--history",
        metavar="FOLDER",
        help=Text(
            "历史数据：每个时点一个子文件夹；看趋势，回看事故",
            "snapshots, a folder a day: the trend, and the look back at accidents",
        ),
    ),
    option(
        "--minutes",
        metavar="FILE",
        help=Text("本单位的工作量表（YAML）", "minutes of your office for each message (YAML)"),
    ),
    option(
        "--edges/--no-edges",
        default=True,
        show_default=True,
        help=Text("每个数值变动一个单位会怎样", "what happens when each number moves by one"),
    ),
    option(
        "--show",
        type=click.IntRange(0),
        default=10,
        show_default=True,
        help=Text("各方向最多列出多少家", "name at most this many in each direction"),
    ),
    option(
        "--max-changed",
        metavar="N|P%",
        help=Text("变化超过 N 家（或 P%）则退出码为 1", "exit 1 if more than N (or P%) change"),
    ),
    option(
        "--max-new",
        multiple=True,
        metavar="LEVEL=N",
        help=Text(
            "新增某级别超过 N 家则退出码为 1（可多次）",
            "exit 1 if more than N are newly at a level (repeatable)",
        ),
    ),
    MILDER,
    option(
        "--max-new-undetermined",
        metavar="N",
        type=click.IntRange(0),
        help=Text(
            "新增待核实超过 N 家则退出码为 1", "exit 1 if more than N are newly to be verified"
        ),
    ),
)
def simulate(
    language: Language,
    old: str,
    new: str,
    facts: str,
    as_of: date | None,
    engine: Any,
    format: str,
    output: tuple[str, ...],
    report: str | None,
    redact: bool,
    history: str | None,
    minutes: str | None,
    edges: bool,
    show: int,
    max_changed: str | None,
    max_new: tuple[str, ...],
    max_milder: int | None,
    max_new_undetermined: int | None,
) -> int:
    """Exit 1 where a limit is exceeded, or where either version has errors."""
    from engine.analysis.gates import Limits
    from engine.reporting import simulation_results as results
    from engine.reporting import simulation_text
    from engine.service.simulations import Request, simulate

    formats = [_format_for(path, language) for path in output]
    number, percent = _limit(max_changed, language)
    limits = Limits(number, percent, max_milder, max_new_undetermined)
    asked = Request(
        old,
        new,
        facts,
        as_of,
        date.today(),
        engine=engine,
        history=history,
        minutes=minutes,
        edges=edges,
        limits=limits,
        levels=tuple(_level(word, language) for word in max_new),
    )
    found = simulate(asked)
    if format == "json":
        console.write_bytes(results.render(found, "json", language))
    else:
        colour = console.coloured(os.environ)
        click.echo(simulation_text.as_text(found, language, colour=colour, most=show))
    for path, kind in zip(output, formats, strict=True):
        _write(path, results.render(found, kind, language), language)
    if report:
        from engine.reporting.page.impact import impact_page

        _write(report, impact_page(found, language, redact), language)
    if format == "json":
        _say_failed(found.gates, language)
    return int(not found.passed)


def _say_failed(gates: tuple[Any, ...], language: Language) -> None:
    from engine.reporting.simulation_text import gate_line

    for gate in gates:
        if not gate.passed:
            click.echo(gate_line(gate, language), err=True)


def _format_for(path: str, language: Language) -> str:
    from engine.reporting.simulation_results import FORMATS, format_of

    format = format_of(path)
    if format is None:
        known = ", ".join(f".{f}" for f in FORMATS)
        words = Text("扩展名应为", "the ending must be one of").to(language)
        raise click.UsageError(f"{path}: {words} {known}")
    return format


def _limit(value: str | None, language: Language) -> tuple[Decimal | None, bool]:
    from decimal import Decimal

    if value is None:
        return None, False
    found = LIMIT.match(value)
    if found is None or ("." in found[1] and not found[2]):
        raise click.BadParameter(
            f"{value!r} {NOT_A_LIMIT.to(language)}", param_hint="--max-changed"
        )
    return Decimal(found[1]), bool(found[2])


def _level(value: str, language: Language) -> tuple[str, int]:
    level, _, number = value.rpartition("=")
    if not level or not number.isdecimal():
        raise click.BadParameter(f"{value!r} {NOT_A_LEVEL.to(language)}", param_hint="--max-new")
    return level, int(number)


def _write(path: str, data: bytes, language: Language) -> None:
    from engine.service import files

    files.write(path, data)
    click.echo(Text("已写入 {path}", "wrote {path}").format(path=path).to(language), err=True)


@command(
    "diff",
    Text(
        "新旧对照表：两个版本的规则、字段、数值、分发有什么不同，用话说清楚",
        "Say in sentences what differs between two versions of a policy set",
    ),
    argument("old"),
    argument("new"),
    option(
        "-f",
        "--facts",
        metavar="PATH",
        help=Text(
            "基础数据：每条规则的改动举一家为例", "facts: name an enterprise for each changed rule"
        ),
    ),
    AS_OF,
    format_option("text", "json", "markdown"),
    option(
        "--exit-code",
        is_flag=True,
        help=Text("有区别则退出码为 1", "exit 1 if the versions differ"),
    ),
)
def diff(
    language: Language,
    old: str,
    new: str,
    facts: str | None,
    as_of: date | None,
    format: str,
    exit_code: bool,
) -> int:
    """Exit 1 where either version has errors."""
    from engine.reporting import difference_text as texts
    from engine.service.differences import compare

    found = compare(old, new, facts, as_of=as_of, today=date.today())
    parts = (found.old, found.new, found.differences)
    if format == "json":
        click.echo(texts.as_json(*parts))
    else:
        write = texts.as_text if format == "text" else texts.as_markdown
        click.echo(write(*parts, language, searched=facts is not None))
    return int(exit_code and bool(found.differences))
