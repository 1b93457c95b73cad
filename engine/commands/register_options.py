"""The options that commands of the register share, and how they make a question of them."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from engine.commands.framework import Parameter, option, read_day
from engine.problems import Text

if TYPE_CHECKING:
    from engine.service.register import Asked

REGISTER = option(
    "-r",
    "--register",
    envvar="YUJING_REGISTER",
    required=True,
    metavar="FILE",
    help=Text(
        "台账：文件，或 postgresql:// 地址（或设 YUJING_REGISTER）",
        "the register: a file, or a postgresql:// address (or set YUJING_REGISTER)",
    ),
)
RULES = option(
    "-p",
    "--policy",
    envvar="YUJING_POLICY",
    required=True,
    metavar="FOLDER",
    help=Text("规则库（或设 YUJING_POLICY）", "policy set (or set YUJING_POLICY)"),
)
ACTOR = option(
    "--actor",
    envvar="YUJING_ACTOR",
    default="",
    metavar="NAME@DEPARTMENT",
    help=Text("经办人：姓名@部门编号（或设 YUJING_ACTOR）", "who: name@department id"),
)
DAY = option(
    "--as-of",
    metavar="YYYY-MM-DD",
    callback=read_day,
    help=Text("基准日，即录入日（默认：今天）", "as-of date, the day of entry (default: today)"),
)
KNOWN = option(
    "--known",
    metavar="YYYY-MM-DD",
    callback=read_day,
    help=Text("只算到这一天已经录入的", "only what had been entered by this day"),
)
STRICT = option(
    "--strict-calendar",
    "strict",
    is_flag=True,
    help=Text("工作日历没有的年份不推算", "refuse to count into years without a calendar"),
)
ON = option(
    "--on",
    metavar="YYYY-MM-DD",
    callback=read_day,
    help=Text("发生日期（默认：基准日）", "the day it happened (default: the as-of date)"),
)
KEY = option(
    "--key",
    metavar="TEXT",
    help=Text("登记号：重复提交只记一次", "idempotency key: sent twice, it counts once"),
)
REASON = option("--reason", metavar="TEXT", help=Text("理由（补录必填）", "the reason"))
EVIDENCE = option(
    "--evidence",
    multiple=True,
    metavar="FILE",
    help=Text(
        "附件（可多次，记路径和哈希值）", "an attachment, kept by path and hash (repeatable)"
    ),
)
PAPER = option(
    "--paper",
    multiple=True,
    metavar="TEXT",
    help=Text("纸质凭证的名称（可多次）", "what a paper on file is called (repeatable)"),
)
SIGNED = option(
    "--signed",
    multiple=True,
    metavar="STEP=NAME",
    help=Text("签批：步骤=姓名（可多次）", "signing: step=name (repeatable)"),
)
READING = (REGISTER, RULES, ACTOR, DAY, KNOWN, STRICT)
ENTERING = (REGISTER, RULES, ACTOR, DAY, ON, KEY, REASON, EVIDENCE, PAPER, SIGNED, STRICT)


def words(name: str, key: str, zh: str, en: str, **settings: Any) -> Parameter:
    """An option that says something about an event."""
    return option(name, key, metavar="TEXT", help=Text(zh, en), **settings)


def asked(values: dict[str, Any]) -> Asked:
    """Return the question that the options ask, and take them out of `values`."""
    from engine.service.register import Asked

    return Asked(
        values.pop("register"),
        values.pop("policy"),
        values.pop("actor"),
        values.pop("as_of", None) or _today(),
        clock(),
        values.pop("strict", False),
        values.pop("known", None),
    )


def _today() -> date:
    return date.today()


def clock() -> str:
    """Return the machine's clock, as events record it; a fixed one can be set for tests."""
    fixed = os.environ.get("YUJING_CLOCK")
    return fixed or datetime.now().astimezone().isoformat(timespec="seconds")


def said(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the options say about an event."""
    from engine.service.register import attachments

    files, papers = values.pop("evidence", ()), values.pop("paper", ())
    body = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v}
    for name in ("signed", "settled"):
        pairs = dict(_pair(name, word) for word in values.get(name) or ())
        if pairs:
            body[name] = pairs
    attached = attachments(files, papers)
    return {**body, "evidence": attached} if attached else body


def _pair(name: str, word: str) -> tuple[str, str]:
    key, sign, value = word.partition("=")
    if not sign:
        raise click.UsageError(f"--{name} {word}: …=…")
    return key.strip(), value.strip()
