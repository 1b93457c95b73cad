"""Commands about whom to inspect: select, assign, plan, change, returns, collect."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from engine.commands.framework import (
    AS_OF,
    FACTS,
    POLICY,
    argument,
    command,
    format_option,
    option,
)
from engine.problems import Language, Text

if TYPE_CHECKING:
    from engine.reporting.sheets import Sheet

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


FOLDER = option(
    "-o",
    "--output",
    required=True,
    metavar="FOLDER",
    help=Text("写到此文件夹", "write into this folder"),
)


def show(sheets: list[Sheet], language: Language, output: tuple[str, ...]) -> None:
    """Print tables, and write them as one workbook (or the first as CSV)."""
    from engine.reporting.sheets import as_csv
    from engine.reporting.terminal import draw
    from engine.reporting.workbooks import as_xlsx

    kinds = [format_for(path, ("csv", "xlsx"), language) for path in output]
    told = [draw(sheet, colour=False) for sheet in sheets if sheet.rows]
    click.echo("\n\n".join(told) or Text("没有", "nothing").to(language))
    for path, kind in zip(output, kinds, strict=True):
        save(path, as_xlsx(sheets, {}) if kind == "xlsx" else as_csv(sheets[0]), language)


@command(
    "assign",
    Text(
        "谁巡查谁、谁会同、排到几月、有没有重复巡查",
        "Who inspects whom, who takes part, in which month, and no repeats",
    ),
    POLICY,
    FACTS,
    YEAR,
    AS_OF,
    OUTPUT,
)
def assign(
    language: Language,
    policy: str,
    facts: str,
    year: int,
    as_of: date | None,
    output: tuple[str, ...],
) -> int:
    """Exit 1 where a repeat or an entry of a list is refused."""
    from engine.reporting import inspection_sheets, problems
    from engine.service import inspection

    job = inspection.Job(policy, facts, year, as_of)
    found = job.assign()
    loads = inspection_sheets.loads(found, language)
    show([loads, inspection_sheets.tasks(job.policy, found, language)], language, output)
    if found.refused:
        click.echo(problems.as_text(found.refused, language), err=True)
    return int(bool(found.refused))


@command(
    "plan",
    Text(
        "核对巡查计划：是否齐全、是否按期、哪一环逾期、谁拖延",
        "Check plans: complete, in time, which hop was late and because of whom",
    ),
    POLICY,
    FACTS,
    YEAR,
    AS_OF,
    OUTPUT,
)
def plan(
    language: Language,
    policy: str,
    facts: str,
    year: int,
    as_of: date | None,
    output: tuple[str, ...],
) -> int:
    """Exit 1 where a plan is not complete or came late."""
    from engine.reporting import inspection_sheets
    from engine.service import inspection

    found = inspection.Job(policy, facts, year, as_of).plans()
    show([inspection_sheets.plans(found, language)], language, output)
    return int(any(not c.complete or c.state in ("late", "overdue") for c in found))


@command(
    "change",
    Text(
        "名单变更：哪些须变更、下一名是谁、报备到哪一级、新版名单",
        "Changes of lists: what must change, who is next, how far it is filed, new versions",
    ),
    POLICY,
    FACTS,
    YEAR,
    AS_OF,
    OUTPUT,
    option(
        "--lists",
        metavar="FILE",
        help=Text("新版名单写入此文件（csv）", "write the new versions here (csv)"),
    ),
)
def change(
    language: Language,
    policy: str,
    facts: str,
    year: int,
    as_of: date | None,
    output: tuple[str, ...],
    lists: str | None,
) -> int:
    """Exit 1 where a change is still to be made or filed."""
    from engine.reporting import inspection_sheets
    from engine.service import inspection

    job = inspection.Job(policy, facts, year, as_of)
    found = job.changes()
    sheets = [
        inspection_sheets.change_tasks(found, language),
        inspection_sheets.change_states(found, language),
        inspection_sheets.versions(found, language),
    ]
    show(sheets, language, output)
    if lists:
        save(lists, inspection.versions_as_csv(job.policy, found), language)
    return int(bool(found.tasks) or any(s.waits_for for s in found.states))


@command(
    "returns",
    Text("下发各县报表模板，填好已有名单", "Write the return workbook of each department"),
    POLICY,
    FACTS,
    YEAR,
    AS_OF,
    option(
        "--place", multiple=True, metavar="CODE", help=Text("只要这一地", "of this division only")
    ),
    FOLDER,
)
def returns(
    language: Language,
    policy: str,
    facts: str,
    year: int,
    as_of: date | None,
    place: tuple[str, ...],
    output: str,
) -> int:
    """Exit 0."""
    from engine.service import inspection

    for path in inspection.Job(policy, facts, year, as_of).templates(output, place):
        click.echo(path)
    return 0


@command(
    "collect",
    Text(
        "汇总各县报表：谁没有报、重复、差异、退回补正",
        "Merge returns: who is missing, twice, different, what goes back to whom",
    ),
    argument("folder"),
    POLICY,
    FACTS,
    YEAR,
    option("--last", metavar="FOLDER", help=Text("上次报表的文件夹", "the returns of last time")),
    FOLDER,
)
def collect(
    language: Language,
    folder: str,
    policy: str,
    facts: str,
    year: int,
    last: str | None,
    output: str,
) -> int:
    """Exit 1 where a return is missing, doubled or to be mended."""
    from engine.reporting import returns_sheets
    from engine.reporting.sheets import Sheet
    from engine.reporting.terminal import draw
    from engine.service import inspection

    job = inspection.Job(policy, facts, year)
    found = job.collect(folder, last)
    states = returns_sheets.states(job.policy, found, language)
    usual = returns_sheets.CAME.to(language)
    rows = tuple(row for row in states.rows if row[2] != usual)
    click.echo(draw(Sheet(states.title, states.headings, rows, states.notes), colour=False))
    for path in inspection.write_collected(job.policy, found, output, language):
        click.echo(Text("已写入 {path}", "wrote {path}").format(path=path).to(language), err=True)
    return int(bool(rows))


COMMANDS: tuple[Any, ...] = (select, assign, plan, change, returns, collect)
