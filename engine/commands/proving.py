"""Commands about trust in a policy set: prove."""

from __future__ import annotations

import click

from engine.commands.framework import argument, command, format_option, option
from engine.problems import Language, Text


@command(
    "prove",
    Text(
        "证明规则库的性质，或者给出反例企业",
        "Prove properties of a policy set, or show the enterprise that breaks them",
    ),
    argument("policy"),
    option(
        "--property",
        "properties",
        multiple=True,
        metavar="NAME",
        help=Text(
            "complete 无缺口、disjoint 不重叠、reachable 规则都可能适用、monotone 更严重不降级、"
            "never-lower 不低于 --against、equivalent 与 --against 等价（可多次；默认前四项）",
            "complete, disjoint, reachable, monotone; with --against: never-lower, equivalent "
            "(repeatable; default: the first four)",
        ),
    ),
    option(
        "--against",
        metavar="OLD",
        help=Text("与哪个版本比较：文件夹、名称@版本、git 修订", "the version to compare with"),
    ),
    option(
        "--timeout",
        type=click.FloatRange(min=0.01),
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help=Text("每个问题最多几秒", "time for each question"),
    ),
    format_option("text", "json"),
)
def prove(
    language: Language,
    policy: str,
    properties: tuple[str, ...],
    against: str | None,
    timeout: float,
    format: str,
) -> int:
    """Exit 1 where something is refuted or not decided."""
    from engine.reporting import proofs as words
    from engine.service import proofs

    found = proofs.prove(policy, properties, against, timeout)
    if format == "json":
        parts = (found.policy, found.against, found.seconds, found.findings)
        click.echo(words.as_json(*parts, language))
    else:
        click.echo(words.as_text(found.findings, language))
    return int(found.status != "proved")


COMMANDS = (prove,)
