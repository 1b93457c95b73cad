"""How a command is declared, before its language is known, and run.

A command is a function that takes the language and its options, calls one service,
prints the answer and returns the exit code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from engine.problems import Language, Text

Run = Callable[..., int | None]
Parameter = Callable[[Language], click.Parameter]


@dataclass(frozen=True)
class Spec:
    """A command before its language is known."""

    name: str
    help: Text
    run: Run
    parameters: tuple[Parameter, ...]


def command(name: str, help: Text, *parameters: Parameter) -> Callable[[Run], Spec]:
    """Make a command of a function that returns the exit code (None is 0)."""
    return lambda run: Spec(name, help, run, parameters)


def option(*names: str, help: Text, **settings: Any) -> Parameter:
    """An option whose help is worded when the language is known."""
    return lambda language: click.Option(names, help=help.to(language), **settings)


def argument(name: str, **settings: Any) -> Parameter:
    """A positional argument."""
    return lambda language: click.Argument([name], **settings)


def read_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Return the date an option gives; what is no date is wrong usage."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        speaks: Language = context.find_root().obj
        words = Text("不是有效日期，应写成 2026-03-31", "is not a date; write it as 2026-03-31")
        raise click.BadParameter(f"{value!r} {words.to(speaks)}") from None


POLICY = option(
    "-p",
    "--policy",
    required=True,
    metavar="FOLDER",
    help=Text(
        "规则库：文件夹，或随附规则库的名称", "policy set: a folder, or the name of one shipped"
    ),
)
FACTS = option(
    "-f",
    "--facts",
    required=True,
    metavar="PATH",
    help=Text(
        "基础数据：文件夹、工作簿或台账；- 为标准输入",
        "facts: a folder, a workbook or a ledger; - is stdin",
    ),
)
AS_OF = option(
    "--as-of",
    metavar="YYYY-MM-DD",
    callback=read_day,
    help=Text(
        "基准日（默认：基础数据的截止日，否则今天）",
        "as-of date (default: the facts' snapshot date, else today)",
    ),
)
ENGINE = option(
    "--engine",
    type=click.Choice(("auto", "reference", "forward", "columnar")),
    default="auto",
    show_default=True,
    help=Text("执行器", "executor"),
)
REPORT = option(
    "--report",
    metavar="FILE.html",
    help=Text("写成一个网页文件，离线可看、可打印", "write one HTML page that needs no network"),
)
REDACT = option(
    "--redact",
    is_flag=True,
    help=Text("网页里隐去企业名称和编号", "hide names and keys of enterprises in the page"),
)
MOST = option(
    "--max-problems",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help=Text("最多显示多少个问题", "show at most this many problems"),
)


def format_option(*formats: str) -> Parameter:
    """The option that chooses the format of stdout; the first is the default."""
    return option(
        "--format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=Text("输出格式", "output format"),
    )


class Program(click.Group):
    """The commands in the order in which a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return names as registered, not by alphabet."""
        return list(self.commands)


def build(specs: Iterable[Spec], language: Language) -> click.Group:
    """Return the whole command line in `language`."""
    words = Text(
        "预警：以 YAML 规则库判定企业预警级别，逐条说明依据，并分发到各级部门。",
        "yujing: YAML policies answer for enterprises, explained rule by rule, and routed.",
    )
    group = Program("yujing", help=words.to(language), context_settings={"obj": language})
    group.params.append(_lang_option(language))
    for spec in specs:
        _place(group, spec, language)
    group.params.append(_version_option(language))
    return group


def _place(group: click.Group, spec: Spec, language: Language) -> None:
    """Add a command; a name of two words is a command of the family that the first one names."""
    family, _, name = spec.name.rpartition(" ")
    command = _command(spec, language)
    if not family:
        group.add_command(command)
        return
    within = group.commands.get(family)
    if not isinstance(within, click.Group):
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        words = FAMILIES[family].to(language)
        within = Program(family, help=words, context_settings=settings)
        within.params.append(_lang_option(language))
        group.add_command(within)
    command.name = name
    within.add_command(command, name)


FAMILIES = {
    "register": Text("预警台账：发布、送达、响应、解除、督办", "The register of warnings"),
    "inspect": Text("巡查记录", "Inspection records"),
    "table": Text("判定表与工作簿", "Decision tables and workbooks"),
}


def _version_option(language: Language) -> click.Option:
    def show(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
        if asked:
            from engine.service.runs import tool_version

            click.echo(f"yujing {tool_version()}")
            context.exit()

    words = Text("显示版本", "show the version")
    settings: dict[str, Any] = {"is_flag": True, "is_eager": True, "expose_value": False}
    return click.Option(["--version"], help=words.to(language), callback=show, **settings)


def _lang_option(language: Language) -> click.Option:
    words = Text("语言（默认看系统）", "language (default: the locale's)")
    return click.Option(
        ["--lang"], type=click.Choice(("zh", "en")), help=words.to(language), expose_value=False
    )


def _command(spec: Spec, language: Language) -> click.Command:
    parameters = [make(language) for make in spec.parameters]

    def run(**values: Any) -> int:
        return spec.run(language, **values) or 0

    return click.Command(
        spec.name,
        params=[*parameters, _lang_option(language)],
        callback=run,
        help=spec.help.to(language),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def run(specs: Iterable[Spec], words: list[str], language: Language) -> int:
    """Run one command and return its exit code; wrong usage is said and gives 2."""
    try:
        code = build(specs, language).main(words, "yujing", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as fault:
        fault.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    return code if isinstance(code, int) else 0
