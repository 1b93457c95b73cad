"""Commands about whom to inspect: select, assign, plan, change, returns, collect."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from engine.commands.framework import (
    AS_OF,
    FACTS,
    POLICY,
    command,
    format_option,
    option,
)
from engine.problems import Language, Text

YEAR = option(
    "--year",
    type=click.IntRange(2000, 2199),
    required=True,
    help=Text("年度", "the year of the lists"),
)
OUTPUT = option(
    "-o",
    "--output",
    multiple=True,
    metavar="FILE",
    help=Text("写入文件（可多次，格式看扩展名）", "write a file (repeatable)"),
)


def save(path: str, data: bytes, language: Language) -> None:
    """Write a result file and say so."""
    from engine.service import files

    files.write(path, data)
    click.echo(Text("已写入 {path}", "wrote {path}").format(path=path).to(language), err=True)


def format_for(path: str, known: tuple[str, ...], language: Language) -> str:
    """Return the format that the ending of `path` names."""
    ending = path.rpartition(".")[2].lower()
    if ending not in known or ending == "table":
        words = Text("扩展名应为", "the ending must be one of").to(language)
        listed = ", ".join(f".{f}" for f in known if f != "table")
        raise click.UsageError(f"{path}: {words} {listed}")
    return ending


@command(
    "select",
    Text(
        "选定重点企业名单：自下而上逐级确定，逐户说明理由",
        "Choose the lists of key enterprises, level by level, with the reason of every place",
    ),
    POLICY,
    FACTS,
    YEAR,
    AS_OF,
    option("--level", metavar="LEVEL", help=Text("只要这一级的名单", "lists of this level only")),
    option(
        "--filed",
        is_flag=True,
        help=Text("从下级已报送的名单里选", "take from the lists that were filed below"),
    ),
    option(
        "--place",
        multiple=True,
        metavar="CODE",
        help=Text("显示这一地的名单（区划代码，可多次）", "show the list of this division"),
    ),
    option(
        "--status",
        metavar="STATUS",
        help=Text("写出的名单状态（默认看规则库）", "state of the lists that are written"),
    ),
    format_option("table", "json", "csv", "xlsx"),
    OUTPUT,
)
def select(
    language: Language,
    policy: str,
    facts: str,
    year: int,
    as_of: date | None,
    level: str | None,
    filed: bool,
    place: tuple[str, ...],
    status: str | None,
    format: str,
    output: tuple[str, ...],
) -> int:
    """Exit 1 where something was refused."""
    from engine.reporting import console, problems
    from engine.service import inspection

    job = inspection.Job(policy, facts, year, as_of)
    formats = [format_for(path, inspection.FORMATS, language) for path in output]
    state = inspection.list_status(job.policy, status) if status else None
    found = job.select(level, filed=filed)
    if format == "table":
        places = [job.place(code) for code in place]
        click.echo(inspection.lists_as_text(job.policy, found, places, language))
    else:
        console.write_bytes(inspection.lists_as(job.policy, found, format, language, status=state))
    for path, kind in zip(output, formats, strict=True):
        save(path, inspection.lists_as(job.policy, found, kind, language, status=state), language)
    told = [*found.refused, *found.notes]
    if told:
        click.echo(problems.as_text(told, language), err=True)
    return int(bool(found.refused))


COMMANDS: tuple[Any, ...] = (select,)
