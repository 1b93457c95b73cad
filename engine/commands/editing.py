"""Commands about editing: fmt, table, lsp."""

from __future__ import annotations

import click

from engine.commands.framework import POLICY, argument, command, option
from engine.problems import Language, Place, ProblemsFound, Text


@command(
    "fmt",
    Text(
        "整理规则文件的版式，含义和注释不变",
        "Lay out policy files; meaning and comments stay",
    ),
    argument("paths", nargs=-1, required=True),
    option(
        "--check",
        is_flag=True,
        help=Text(
            "只检查，有要改的则退出码为 1", "write nothing; exit 1 where a file would change"
        ),
    ),
    option("--diff", is_flag=True, help=Text("只显示会怎样改", "write nothing; show the changes")),
)
def fmt(language: Language, paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Exit 1 where a file cannot be read, or with `--check` where one would change."""
    from engine.service.formatting import format_files, write_formatted

    found = format_files(list(paths))
    changed = [one for one in found if one.changed]
    if diff:
        for one in changed:
            click.echo(one.diff())
    elif check:
        words = Text("待整理 {file}", "would change {file}")
        for one in changed:
            click.echo(words.format(file=one.file).to(language))
    else:
        words = Text("已整理 {file}", "laid out {file}")
        for file in write_formatted(found):
            click.echo(words.format(file=file).to(language))
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise ProblemsFound(problems)
    return int(check and bool(changed))


@command(
    "table export",
    Text("把一张判定表导出为工作簿", "Write a decision table as a workbook"),
    argument("decision"),
    POLICY,
    option(
        "-o", "--out", metavar="FILE.xlsx", required=True, help=Text("写到哪里", "where to write")
    ),
)
def table_export(language: Language, decision: str, policy: str, out: str) -> int:
    """One rule a row, one field a column."""
    from engine.service.tables import export_table

    rows = export_table(decision, policy, out)
    words = Text("{rows} 条规则已写入 {file}", "{rows} rules written to {file}")
    click.echo(words.format(rows=rows, file=out).to(language))
    return 0


@command(
    "table import",
    Text("把改过的工作簿写回判定表", "Put a workbook back into a decision table"),
    argument("decision"),
    argument("workbook"),
    POLICY,
)
def table_import(language: Language, decision: str, workbook: str, policy: str) -> int:
    """Nothing is written where the policy set would have an error with these rows."""
    from engine.service.tables import import_table

    file = import_table(decision, policy, workbook)
    words = Text("已改 {file}", "changed {file}") if file else Text("没有变化", "nothing changed")
    click.echo(words.format(file=file).to(language))
    return 0


@command(
    "lsp",
    Text(
        "为编辑器服务：问题、补全、提示、跳到定义",
        "Serve an editor: problems, completion, hover, go to definition",
    ),
    option(
        "--stdio", is_flag=True, help=Text("经标准输入输出（总是）", "over stdin, stdout (always)")
    ),
)
def lsp(language: Language, stdio: bool) -> int:
    """Run until the editor ends it."""
    from engine.catalogue.editing import NO_EDITOR_LIBRARY
    from engine.commands.language_server import available, serve

    if not available():
        raise ProblemsFound([NO_EDITOR_LIBRARY.at(Place("yujing lsp"))])
    serve(language)
    return 0


COMMANDS = (fmt, table_export, table_import, lsp)
