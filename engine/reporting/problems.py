"""Problems shown to people and machines: text with caret, JSON, SARIF, JUnit, GitHub.

This is the only place where a problem becomes words on a screen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from engine.problems import Language, Problem, Text
from engine.source import caret_line

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ERROR, WARNING = Text("错误", "error"), Text("警告", "warning")
HINT, MORE = Text("提示", "hint"), Text("详见", "more")
TALLY = Text(
    "{errors} 个错误，{warnings} 个警告", "{errors} {error_word}, {warnings} {warning_word}"
)
CUT = Text(
    "（另有 {left} 个未显示，用 --max-problems 调整）",
    "({left} more not shown; see --max-problems)",
)


def as_text(problems: Sequence[Problem], language: Language, limit: int = 100) -> str:
    """Return the first `limit` problems with excerpt, caret and hint, and a closing tally."""
    shown = [_one(problem, language) for problem in problems[:limit]]
    return "\n".join([*shown, tally(problems, language, limit)])


def _one(problem: Problem, language: Language) -> str:
    place = problem.place
    kind = (ERROR if problem.severity == "error" else WARNING).to(language)
    where = f"{place}: " if place.file else ""
    lines = [f"{where}{kind} {problem.code}: {problem.message.to(language)}"]
    if place.excerpt.strip():
        number = f"{place.line:>5}"
        lines.append(f"{number} | {place.excerpt}")
        lines.append(f"{' ' * len(number)} | {caret_line(place)}")
    if problem.hint:
        lines.append(f"  {HINT.to(language)}: {problem.hint.to(language)}")
    lines.append(f"  {MORE.to(language)}: yujing rule {problem.code}")
    return "\n".join(lines)


def tally(problems: Sequence[Problem], language: Language, limit: int = 100) -> str:
    """Return the closing line: how many errors and warnings there are.

    >>> tally([], "en")
    '0 errors, 0 warnings'
    """
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    line = TALLY.format(
        errors=errors,
        warnings=warnings,
        error_word="error" if errors == 1 else "errors",
        warning_word="warning" if warnings == 1 else "warnings",
    ).to(language)
    left = len(problems) - limit
    return f"{line} {CUT.format(left=left).to(language)}" if left > 0 else line


def as_json(problems: Sequence[Problem], language: Language) -> str:
    """Return the problems as one JSON document (`schema_version` 1)."""
    return json.dumps(
        {"schema_version": 1, "problems": [_fields(p, language) for p in problems]},
        ensure_ascii=False,
        indent=2,
    )


def _fields(problem: Problem, language: Language) -> dict[str, object]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "message": problem.message.to(language),
        "hint": problem.hint.to(language) if problem.hint else None,
    }


def as_github(problems: Sequence[Problem], language: Language) -> str:
    """Return one workflow annotation a line, as GitHub's runners read them."""
    return "\n".join(
        f"::{p.severity} file={_property(p.place.file)},line={max(p.place.line, 1)},"
        f"col={max(p.place.column, 1)},title={p.code}::{_percent(p.message.to(language))}"
        for p in problems
    )


def _property(words: str) -> str:
    return _percent(words).replace(":", "%3A").replace(",", "%2C")


def _percent(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_sarif(problems: Sequence[Problem], language: Language) -> str:
    """Return a SARIF 2.1.0 log with one run."""
    codes = sorted({p.code for p in problems})
    run = {
        "columnKind": "unicodeCodePoints",
        "tool": {"driver": {"name": "yujing", "rules": [{"id": code} for code in codes]}},
        "results": [
            {
                "ruleId": p.code,
                "level": p.severity,
                "message": {"text": p.message.to(language)},
                "locations": [{"physicalLocation": _sarif_place(p)}],
            }
            for p in problems
        ],
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _sarif_place(problem: Problem) -> dict[str, object]:
    place = problem.place
    region = {
        "startLine": max(place.line, 1),
        "startColumn": max(place.column, 1),
        "endLine": max(place.end_line, place.line, 1),
        "endColumn": max(place.end_column, 1),
    }
    uri = quote(place.file.replace("\\", "/"))
    return {"artifactLocation": {"uri": uri}, "region": region}


def as_junit(problems: Sequence[Problem], language: Language) -> str:
    """Return a JUnit document: a case a problem, of which errors fail; or one passing case."""
    cases = [_junit_case(p, language) for p in problems]
    cases = cases or ['  <testcase classname="yujing" name="check"/>']
    failures = sum(p.severity == "error" for p in problems)
    head = f'<testsuite name="yujing check" tests="{len(cases)}" failures="{failures}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"])


def _junit_case(problem: Problem, language: Language) -> str:
    tag = "failure" if problem.severity == "error" else "system-out"
    name = quoteattr(_visible(f"{problem.code} {problem.place}"))
    words = escape(_visible(problem.message.to(language)))
    where = quoteattr(_visible(problem.place.file))
    return f"  <testcase classname={where} name={name}><{tag}>{words}</{tag}></testcase>"


def _visible(words: str) -> str:
    """Replace what no XML document may hold."""
    return UNWRITABLE.sub("\ufffd", words)


FORMATS: dict[str, Callable[[Sequence[Problem], Language], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_github,
}
