"""Commands about trust in a policy set: prove, show, history, promote, replay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from engine.commands.framework import (
    FACTS,
    POLICY,
    argument,
    command,
    format_option,
    option,
    read_day,
)
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


@command(
    "show",
    Text(
        "显示规则库；--resolved 显示合并后的每一行出自哪里",
        "Show a policy set; --resolved: merged, with the origin of each line",
    ),
    argument("policy"),
    option(
        "--resolved",
        is_flag=True,
        help=Text("把所扩展的规则库合并进来", "with the set that it extends merged in"),
    ),
)
def show(language: Language, policy: str, resolved: bool) -> int:
    """Without --resolved: what `check` prints of the set."""
    from engine.reporting import checks
    from engine.reporting import resolved as words
    from engine.service import policies
    from engine.service import resolved as service

    if resolved:
        found = service.resolved(policy)
        click.echo(words.as_yaml(found.heading, found.files))
        return 0
    (checked,) = policies.check([policy])
    click.echo(checks.as_text(checked.folder, checked.policy, checked.cited, language))
    return int(checked.policy is None)


@command(
    "history",
    Text("列出规则库的各个版本和启用记录", "List the versions of a policy set and promotions"),
    argument("policy"),
    format_option("text", "json"),
)
def history(language: Language, policy: str, format: str) -> int:
    """Exit 1 where spans have a hole or overlap, or a version has errors."""
    from engine.reporting import problems
    from engine.reporting import resolved as words
    from engine.service import resolved as service

    found = service.history(policy)
    listed = [(v.version, v.sha256, v.promotions) for v in found.versions]
    if format == "json":
        click.echo(words.versions_as_json(listed))
    else:
        click.echo(words.versions_as_text(listed, language))
    if found.problems:
        click.echo(problems.as_text(found.problems, language), err=True)
    return int(bool(found.problems) or any(not v.sha256 for v in found.versions))


@command(
    "promote",
    Text(
        "启用一个版本：检查、样例、证明、测算都通过才写生效期和记录",
        "Put a version in force: only if check, cases, proofs and simulation pass",
    ),
    argument("policy"),
    argument("version"),
    option(
        "--from",
        "start",
        required=True,
        metavar="YYYY-MM-DD",
        callback=read_day,
        help=Text("从哪一天起生效", "the first day in force"),
    ),
    option(
        "--until",
        metavar="YYYY-MM-DD",
        callback=read_day,
        help=Text("到哪一天为止（当天不再生效）", "the first day no longer in force"),
    ),
    option("--actor", required=True, metavar="NAME", help=Text("由谁启用", "who promotes it")),
    option(
        "-f",
        "--facts",
        metavar="PATH",
        help=Text("用哪些基础数据与前一个版本测算", "facts to simulate it over, against the last"),
    ),
    option(
        "--max-changed",
        type=click.IntRange(0),
        metavar="N",
        help=Text("级别变化最多几家", "at most so many answers may change"),
    ),
    option(
        "--max-milder",
        type=click.IntRange(0),
        metavar="N",
        help=Text("变轻最多几家", "at most so many may become milder"),
    ),
    option(
        "--key",
        metavar="FILE",
        help=Text("用这个 SSH 密钥签名", "sign the record with this SSH key"),
    ),
    option(
        "--without-proofs",
        is_flag=True,
        help=Text("不做证明，记录里写明", "leave the proofs out; the record says so"),
    ),
)
def promote(
    language: Language,
    policy: str,
    version: str,
    start: date,
    until: date | None,
    actor: str,
    facts: str | None,
    max_changed: int | None,
    max_milder: int | None,
    key: str | None,
    without_proofs: bool,
) -> int:
    """Exit 1 where a gate does not hold: nothing is changed then."""
    from engine.analysis.gates import Limits
    from engine.service import promoting

    limits = Limits(None if max_changed is None else Decimal(max_changed), milder=max_milder)
    asked = promoting.Request(
        policy,
        version,
        start,
        actor,
        date.today(),
        until=until,
        facts=facts,
        limits=limits,
        key=key,
        prove=not without_proofs,
    )
    found = promoting.promote(asked)
    for gate in found.gates:
        mark = "-" if gate.passed is None else "✓"
        click.echo(f"{mark} {gate.name}: {gate.found}")
    words = Text("{version} 自 {start} 起生效", "{version} is in force from {start}")
    click.echo(words.format(version=found.record["version"], start=start).to(language))
    return 0


@command(
    "replay",
    Text(
        "用当时的规则库和数据重算，与留存的结果逐条比对",
        "Answer stored outcome records again and compare them",
    ),
    argument("records"),
    POLICY,
    FACTS,
)
def replay(language: Language, records: str, policy: str, facts: str) -> int:
    """Exit 1 where any record is not the same."""
    from engine.service import replaying

    found = replaying.replay(records, policy, facts)
    if not found.differing:
        words = Text("{n} 条结果全部相同", "{n} records, all the same").format(n=found.subjects)
        click.echo(words.to(language))
        return 0
    for one in found.differing:
        click.echo(f"{'/'.join(one.key)}: {', '.join(one.parts)}")
    words = Text("{n} 条结果，{m} 条不同", "{n} records, {m} differ")
    click.echo(words.format(n=found.subjects, m=len(found.differing)).to(language), err=True)
    return 1


COMMANDS = (prove, show, history, promote, replay)
