"""The manual pages of problem codes, as `yujing rule` prints them."""

from __future__ import annotations

from engine.catalogue.index import every_code
from engine.problems import Code, Language, Text
from engine.reporting.problems import ERROR, HINT, WARNING

MESSAGE = Text("报告为", "reads")


def page(code: Code, language: Language) -> str:
    """Return what a code means, why it is refused, and what to write instead."""
    kind = (ERROR if code.severity == "error" else WARNING).to(language)
    lines = [f"{code.id} ({kind})", f"{MESSAGE.to(language)}: {code.message.to(language)}"]
    if code.hint:
        lines.append(f"{HINT.to(language)}: {code.hint.to(language)}")
    return "\n".join([*lines, "", code.page.to(language)])


def contents(language: Language) -> str:
    """Return all codes with their messages, one a line."""
    return "\n".join(f"{c.id}  {c.message.to(language)}" for c in every_code().values())
