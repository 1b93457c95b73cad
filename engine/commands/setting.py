"""Commands about the installation: doctor, completion."""

from __future__ import annotations

import click

from engine.commands.framework import argument, command
from engine.problems import Language, Text


@command(
    "doctor",
    Text(
        "检查安装：执行器、读写格式、编码、字体",
        "Check the installation: executors, formats, encodings, fonts",
    ),
)
def doctor(language: Language) -> int:
    """Exit 1 where something that the main job needs is missing."""
    from engine.reporting import health

    findings = health.examine()
    click.echo(health.as_text(findings, language))
    return int(any(f.needed and not f.well for f in findings))


@command(
    "completion",
    Text("打印命令行补全脚本", "Print the script that completes commands in a shell"),
    argument("shell", type=click.Choice(("bash", "zsh", "fish"))),
)
def completion(language: Language, shell: str) -> int:
    """Print the script to be sourced by the shell."""
    from click.shell_completion import get_completion_class

    root = click.get_current_context().find_root().command
    found = get_completion_class(shell)
    if found is None:
        return 2
    click.echo(found(root, {}, "yujing", "_YUJING_COMPLETE").source())
    return 0
