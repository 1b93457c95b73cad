"""Commands about policy sets themselves: check, test, schema, init, rule."""

from __future__ import annotations

import click

from engine.commands.framework import ENGINE, MOST, argument, command, format_option, option
from engine.problems import Language, Text


@command(
    "check",
    Text(
        "检查规则库：装载、核对、逐表查缺口和重叠",
        "Check policy sets: load, resolve, lint, find gaps and overlaps",
    ),
    argument("paths", nargs=-1, required=True),
    option(
        "--select",
        multiple=True,
        metavar="CODE",
        help=Text("只报告这些编号（或编号开头）", "report these codes (or beginnings) only"),
    ),
    option(
        "--ignore",
        multiple=True,
        metavar="CODE",
        help=Text("不报告这些编号（或编号开头）", "do not report these codes (or beginnings)"),
    ),
    option(
        "--fix",
        is_flag=True,
        help=Text("改正可以放心改的，注释保留", "mend what is safe to mend; comments stay"),
    ),
    option(
        "--fail-level",
        type=click.Choice(("error", "warning")),
        default="error",
        show_default=True,
        help=Text("有此类问题则退出码为 1", "exit 1 where there is a problem of this kind"),
    ),
    format_option("text", "json", "sarif", "junit", "github"),
    MOST,
)
def check(
    language: Language,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    fail_level: str,
    format: str,
    max_problems: int,
) -> int:
    """Exit 1 where any of the sets has an error, or a warning where that is the fail level."""
    from engine.reporting import checks, problems
    from engine.service import policies

    chosen, ignored = (_codes(words) for words in (select, ignore))
    for file in policies.fix(list(paths), chosen, ignored) if fix else ():
        click.echo(Text("已改 {file}", "mended {file}").format(file=file).to(language), err=True)
    found = policies.check(list(paths), chosen, ignored)
    every = [problem for checked in found for problem in checked.problems]
    if format == "text":
        for checked in found:
            click.echo(checks.as_text(checked.folder, checked.policy, checked.cited, language))
        if every:
            click.echo(problems.as_text(every, language, max_problems), err=True)
    else:
        click.echo(problems.FORMATS[format](every, language))
    if every and all(problem.code == policies.NO_POLICY for problem in every):
        return 2  # there was nothing to check
    failed = any(checked.policy is None for checked in found)
    return int(failed or (fail_level == "warning" and bool(every)))


def _codes(words: tuple[str, ...]) -> list[str]:
    """Return the codes of an option that may be repeated, or hold several with commas."""
    return [code.strip().upper() for word in words for code in word.split(",") if code.strip()]


@command(
    "test",
    Text("运行规则库自己的核对样例", "Run the cases of policy sets"),
    argument("paths", nargs=-1, required=True),
    ENGINE,
    option(
        "--threshold",
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        help=Text(
            "规则、条件、条款的覆盖有一项低于此数则退出码为 1",
            "exit 1 where coverage of rules, conditions or clauses is below this",
        ),
    ),
    option(
        "--suggest",
        is_flag=True,
        help=Text("给出能覆盖所缺部分的样例", "offer cases that would cover what is left"),
    ),
    option(
        "--update",
        is_flag=True,
        help=Text("用实际结果改写未通过的期望值", "write what came out over what was expected"),
    ),
    format_option("text", "json", "junit"),
)
def test(
    language: Language,
    paths: tuple[str, ...],
    engine: str,
    threshold: float | None,
    suggest: bool,
    update: bool,
    format: str,
) -> int:
    """Exit 1 where a case fails, or where there is none, or where too little is covered."""
    import json

    from engine.reporting import cases
    from engine.service.cases import run_cases

    runs = [run_cases(path, engine) for path in paths]
    if update:
        for file in (file for run in runs for file in run.update()):
            click.echo(cases.UPDATED.format(file=file).to(language), err=True)
        runs = [run_cases(path, engine) for path in paths]
    if format == "json":
        sets = [cases.fields(r.policy, r.results, r.untried, r.coverage) for r in runs]
        click.echo(json.dumps({"schema_version": 1, "sets": sets}, ensure_ascii=False, indent=1))
    elif format == "junit":
        suites = [cases.as_junit(run.policy, run.results, language) for run in runs]
        click.echo("\n".join(["<testsuites>", *suites, "</testsuites>"]))
    else:
        for run in runs:
            click.echo(cases.as_text(run.policy, run.results, run.untried, language))
            if run.results:
                click.echo(cases.coverage_text(run.policy, run.coverage, language))
            if suggest:
                click.echo(cases.suggestions_text(run.suggestions(), language))
    short = threshold is not None and not all(run.covers(threshold) for run in runs)
    if short:
        click.echo(cases.SHORT_OF.format(threshold=f"{threshold:g}").to(language), err=True)
    return int(short or not all(run.passed for run in runs))


@command(
    "schema",
    Text(
        "打印某类文件的 JSON Schema，供编辑器补全和提示",
        "Print the JSON Schema of a kind of file, for editors",
    ),
    argument("kind", required=False),
    option(
        "-p",
        "--policy",
        metavar="FOLDER",
        help=Text(
            "带上这个规则库自己的字段、取值和条款",
            "with this policy's own fields, values and clauses",
        ),
    ),
)
def schema(language: Language, kind: str | None, policy: str | None) -> int:
    """Without a kind, list the kinds."""

    from engine.service import policies

    click.echo(policies.schema(kind, policy, language))
    return 0


@command(
    "init",
    Text("新建一个可以运行的规则库", "Start a policy set that runs"),
    argument("folder"),
)
def init(language: Language, folder: str) -> int:
    """Write a small, complete set into a new folder."""

    from engine.service import policies

    for path in policies.init(folder):
        click.echo(path)
    return 0


@command(
    "rule",
    Text(
        "解释一个问题编号：什么意思、为什么、怎么改",
        "Explain the code of a problem: what, why, what to write instead",
    ),
    argument("code", required=False),
)
def rule(language: Language, code: str | None) -> int:
    """Without a code, list all codes."""
    from engine.reporting import manual
    from engine.service import policies

    click.echo(manual.page(policies.code(code), language) if code else manual.contents(language))
    return 0
