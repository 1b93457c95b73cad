"""Commands about editing: fmt, table, lsp."""

from __future__ import annotations

import click

from engine.commands.framework import argument, command, option
from engine.problems import Language, ProblemsFound, Text


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


COMMANDS = (fmt,)
