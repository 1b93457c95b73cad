"""Commands that answer for enterprises: import, evaluate, explain, route."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from engine.commands.framework import (
    AS_OF,
    ENGINE,
    FACTS,
    POLICY,
    REDACT,
    REPORT,
    argument,
    command,
    format_option,
    option,
    read_day,
)
from engine.problems import Language, Text
from engine.reporting import console

if TYPE_CHECKING:
    from engine.service.runs import Evaluation

ONLY_COLUMNAR = Text(
    "--backend spark 只和 --engine columnar 一起用",
    "--backend spark goes with --engine columnar only",
)
QUERY_OPTIONS = (
    option(
        "--backend",
        type=click.Choice(("duckdb", "spark")),
        default="duckdb",
        show_default=True,
        help=Text("columnar 在哪里计算", "where columnar runs its queries"),
    ),
    option(
        "--master",
        metavar="URL",
        default="local[2]",
        show_default=True,
        help=Text("Spark 集群的地址", "the Spark to use"),
    ),
    option(
        "--show-sql",
        is_flag=True,
        help=Text(
            "只显示 columnar 的查询语句，每条规则注明编号和出处",
            "show the queries of columnar only, each rule by id, file and line",
        ),
    ),
    option(
        "--dialect",
        type=click.Choice(("duckdb", "spark")),
        help=Text("显示成哪种 SQL（默认同 --backend）", "in which SQL (default: as --backend)"),
    ),
)


@command(
    "evaluate",
    Text("对全部企业判定级别，说明原因", "Answer every enterprise, with reasons"),
    POLICY,
    FACTS,
    AS_OF,
    ENGINE,
    *QUERY_OPTIONS,
    format_option("table", "json", "jsonl", "csv", "xlsx", "parquet"),
    option(
        "-o",
        "--output",
        multiple=True,
        metavar="FILE",
        help=Text(
            "写入文件（可多次，格式看扩展名）",
            "write a file (repeatable; its ending tells the format)",
        ),
    ),
    option(
        "--rejects",
        metavar="FILE",
        help=Text(
            "退回补正清单写入此文件（csv 或 xlsx）", "write the returned rows here (csv or xlsx)"
        ),
    ),
    option(
        "--fail-level",
        metavar="LEVEL",
        help=Text(
            "有企业达到此级别（含可能达到）则退出码为 1", "exit 1 if any may reach this level"
        ),
    ),
    REPORT,
    REDACT,
)
def evaluate(
    language: Language,
    policy: str,
    facts: str,
    as_of: date | None,
    engine: Any,
    backend: Any,
    master: str,
    show_sql: bool,
    dialect: Any,
    format: str,
    output: tuple[str, ...],
    rejects: str | None,
    fail_level: str | None,
    report: str | None,
    redact: bool,
) -> int:
    """Exit 1 at the fail level, 3 where executors disagreed."""
    from engine.service import policies, runs
    from engine.service.facts import returned_rows

    if show_sql:
        day = date.today()
        click.echo(
            runs.queries(policy, facts, as_of=as_of, today=day, dialect=dialect or backend),
            nl=False,
        )
        return 0
    if backend == "spark" and engine != "columnar":
        raise click.UsageError(ONLY_COLUMNAR.to(language))
    formats = [_format_for(path, language) for path in output]  # before the work, not after
    if rejects:
        _sheet_ending(rejects, language)
    counter = console.progress(Text("已判定", "answered").to(language))
    found = runs.evaluate(
        policy,
        facts,
        as_of=as_of,
        today=date.today(),
        engine=engine,
        master=master if backend == "spark" else "",
        progress=counter,
    )
    console.clear_progress()
    level = policies.level_named(found.policy, fail_level) if fail_level else None
    _show_evaluation(found, format, language)
    for path, kind in zip(output, formats, strict=True):
        _write(path, runs.results(found, kind, language), language)
    if rejects:
        _write(rejects, returned_rows(found.facts, rejects, language), language)
    if report:
        _write(report, runs.page(found, language, redact=redact), language)
    if found.lost:
        return 3
    return int(level is not None and runs.reaches(found, level))


def _show_evaluation(found: Evaluation, format: str, language: Language) -> None:
    from engine.reporting import evaluation, problems
    from engine.service import runs

    if format != "table":
        console.write_bytes(runs.results(found, format, language))
    else:
        colour = console.coloured(os.environ)
        parts = (found.policy, found.facts, found.header, found.outcomes)
        click.echo(evaluation.as_text(*parts, language, colour=colour))
    for line in evaluation.reading_lines(found.facts, language):
        click.echo(line, err=True)
    if found.notes:
        click.echo(problems.as_text(found.notes, language), err=True)


def _format_for(path: str, language: Language) -> str:
    from engine.reporting.results import FORMATS, format_of

    format = format_of(path)
    if format in (None, "table"):
        raise _wrong_ending(path, [f for f in FORMATS if f != "table"], language)
    return str(format)


def _sheet_ending(path: str, language: Language) -> None:
    """Refuse a name for the list of returned rows that is neither a workbook nor CSV."""
    if not path.lower().endswith((".csv", ".xlsx")):
        raise _wrong_ending(path, ["csv", "xlsx"], language)


def _wrong_ending(path: str, known: Iterable[str], language: Language) -> click.UsageError:
    words = Text("扩展名应为", "the ending must be one of").to(language)
    return click.UsageError(f"{path}: {words} {', '.join(f'.{ending}' for ending in known)}")


def _write(path: str, data: bytes, language: Language) -> None:
    from engine.service import files

    files.write(path, data)
    click.echo(Text("已写入 {path}", "wrote {path}").format(path=path).to(language), err=True)


@command(
    "explain",
    Text("说明一家企业的级别：依据哪条规则、哪些数据", "Say why one enterprise has its level"),
    argument("enterprise"),
    POLICY,
    FACTS,
    AS_OF,
    ENGINE,
    option(
        "--why-not",
        metavar="LEVEL",
        help=Text(
            "为什么不是这个级别，最少改哪些数据才会是",
            "say why it is not this level, and the least change that would give it",
        ),
    ),
    format_option("text", "json", "mermaid"),
)
def explain(
    language: Language,
    enterprise: str,
    policy: str,
    facts: str,
    as_of: date | None,
    engine: Any,
    why_not: str | None,
    format: str,
) -> int:
    """Exit 0 whatever the level; 3 where executors disagreed."""
    from engine.analysis import places
    from engine.reporting import explanation_tree, explanations, problems
    from engine.reporting import why_not as why_nots
    from engine.service import runs

    told = runs.explain(enterprise, policy, facts, as_of=as_of, today=date.today(), engine=engine)
    found, key = told.explanation, told.explanation.outcome.key
    name = places.called(found.policy, told.facts, key)
    where = places.whole_name(found.policy, told.facts, key)
    asked = told.why_not(why_not) if why_not else None
    if format == "mermaid":
        click.echo(explanation_tree.as_mermaid(found, name, where, language))
    elif format == "json":
        click.echo(explanations.as_json(found, name, where, asked))
    else:
        click.echo(explanations.as_text(found, name, where, language))
        if asked:
            click.echo("\n" + why_nots.as_text(asked, language))
    if told.notes:
        click.echo(problems.as_text(told.notes, language), err=True)
    return 0


@command(
    "route",
    Text(
        "谁巡查、谁发布、发给谁、抄报谁；每项都有依据",
        "Who inspects, issues, receives and is copied, and why",
    ),
    argument("enterprise", required=False),
    POLICY,
    FACTS,
    AS_OF,
    option("--message", metavar="ID", help=Text("文书（默认：全部）", "message (default: all)")),
    option(
        "--level",
        metavar="LEVEL",
        help=Text("按此级别（默认：判定的级别）", "at this level (default: as answered)"),
    ),
    option(
        "--matrix",
        is_flag=True,
        help=Text("负责巡查部门 × 级别 的矩阵", "the matrix of inspecting department × level"),
    ),
    option("--tree", is_flag=True, help=Text("画出机构层级", "draw the hierarchy")),
    format_option("text", "json", "mermaid", "svg"),
)
def route(
    language: Language,
    enterprise: str | None,
    policy: str,
    facts: str,
    as_of: date | None,
    message: str | None,
    level: str | None,
    matrix: bool,
    tree: bool,
    format: str,
) -> int:
    """Exit 0 whether or not anybody inspects."""
    from engine.reporting import routes
    from engine.service.routes import Asked

    if not enterprise and not matrix and not tree:
        words = Text(
            "请给出企业，或用 --matrix、--tree", "name an enterprise, or use --matrix or --tree"
        )
        raise click.UsageError(words.to(language))
    if matrix and format in ("mermaid", "svg"):
        words = Text("矩阵只有 text 和 json", "a matrix is text or json")
        raise click.UsageError(words.to(language))
    asked = Asked(policy, facts, as_of, date.today())
    if tree:
        click.echo(routes.tree(asked.policy, asked.division(enterprise), format, language))
    if matrix:
        id = message or asked.first_message
        click.echo(routes.matrix(asked.policy, id, asked.matrix(id, enterprise), format, language))
    if enterprise and not tree and not matrix:
        drawn = format in ("mermaid", "svg")  # a drawing shows one message
        found = asked.routes(enterprise, message or (asked.first_message if drawn else None), level)
        click.echo(routes.one(asked.policy, found, format, language))
    return 0


@command(
    "import",
    Text(
        "读入台账，写成规范的基础数据和退回补正清单",
        "Read ledgers into clean facts and a list of returned rows",
    ),
    argument("ledgers", nargs=-1, required=True),
    POLICY,
    option(
        "-o",
        "--output",
        required=True,
        metavar="FOLDER",
        help=Text("写到此文件夹", "write into this folder"),
    ),
    option(
        "--rejects",
        metavar="FILE",
        help=Text("退回补正清单（csv 或 xlsx）", "the returned rows (csv or xlsx)"),
    ),
    option(
        "--map",
        "mapping",
        metavar="FILE",
        help=Text("列名对照（没有则新建）", "header mapping (made if absent)"),
    ),
    option(
        "--snapshot",
        metavar="YYYY-MM-DD",
        callback=read_day,
        help=Text("数据截止日", "the day the facts were true"),
    ),
)
def import_(
    language: Language,
    ledgers: tuple[str, ...],
    policy: str,
    output: str,
    rejects: str | None,
    mapping: str | None,
    snapshot: date | None,
) -> int:
    """Exit 1 where rows were returned."""
    from engine.reporting import results
    from engine.service.facts import import_ledgers, returned_rows

    if rejects:
        _sheet_ending(rejects, language)
    facts = import_ledgers(ledgers, policy, output, mapping=mapping, snapshot=snapshot)
    for line in results.reading(facts.summaries, language):
        click.echo(line)
    if rejects:
        _write(rejects, returned_rows(facts, rejects, language), language)
    return int(bool(facts.rejects))
