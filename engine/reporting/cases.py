"""The results of a policy set's own cases: text, JSON, JUnit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from engine.analysis.cases import CaseResult, Compared
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.problems import as_text as problems_as_text

FAILED = Text("× 样例“{name}”未通过  {place}", "× case `{name}` fails  {place}")
EXPECTED = Text(
    "    {name}：期望 {expected}，实际 {found}", "    {name}: expected {expected}, found {found}"
)
TALLY = Text("{id}：通过 {passed}，未通过 {failed}", "{id}: {passed} passed, {failed} failed")
RULES = Text("规则触发 {fired}/{all}", "rules fired {fired}/{all}")
UNTRIED = Text("没有样例触发：{names}", "no case fires: {names}")
NONE = Text("{id}：没有核对样例", "{id}: there are no cases")


def as_text(
    policy: PolicySet, results: Sequence[CaseResult], untried: Sequence[str], language: Language
) -> str:
    """Return the failed cases with the values that were compared, and the tally."""
    if not results:
        return NONE.format(id=policy.id).to(language)
    lines = [line for result in results if not result.passed for line in _failed(result, language)]
    failed = sum(not result.passed for result in results)
    every = sum(len(d.rules) for d in policy.decisions.values())
    tally = TALLY.format(id=policy.id, passed=len(results) - failed, failed=failed).to(language)
    fired = RULES.format(fired=every - len(untried), all=every).to(language)
    lines.append(f"{tally}{'；' if language == 'zh' else '; '}{fired}")
    if untried:
        lines.append(UNTRIED.format(names=", ".join(untried)).to(language))
    return "\n".join(lines)


def _failed(result: CaseResult, language: Language) -> list[str]:
    name, place = result.case.name, result.case.place
    lines = [FAILED.format(name=name, place=place).to(language)]
    for one in result.compared:
        if not one.agrees:
            told = {"name": one.name, "expected": _shown(one.expected), "found": _shown(one.found)}
            lines.append(EXPECTED.format(**told).to(language))
    if result.problems:
        lines.append(problems_as_text(result.problems, language))
    return lines


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fields(policy: PolicySet, results: Sequence[CaseResult], untried: Sequence[str]) -> object:
    """Return the results of one set as plain data for JSON."""
    return {
        "policy": policy.id,
        "version": policy.version,
        "sha256": policy.sha256,
        "cases": [_case(result) for result in results],
        "untried_rules": list(untried),
    }


def _case(result: CaseResult) -> dict[str, object]:
    place = result.case.place
    return {
        "name": {"zh": result.case.name.zh, "en": result.case.name.en},
        "file": place.file,
        "line": place.line,
        "cite": list(result.case.cites),
        "passed": result.passed,
        "compared": [_compared(one) for one in result.compared],
        "problems": [{"code": p.code, "message": p.message.en} for p in result.problems],
    }


def _compared(one: Compared) -> dict[str, object]:
    return {"name": one.name, "expected": one.expected, "found": one.found, "agrees": one.agrees}


def as_junit(policy: PolicySet, results: Sequence[CaseResult], language: Language) -> str:
    """Return a JUnit test suite with one test case a case."""
    failures = sum(not result.passed for result in results)
    head = f'<testsuite name={quoteattr(policy.id)} tests="{len(results)}" failures="{failures}">'
    cases = [_junit_case(result, language) for result in results]
    return "\n".join([head, *cases, "</testsuite>"])


def _junit_case(result: CaseResult, language: Language) -> str:
    name = quoteattr(result.case.name.to(language))
    open_tag = f"  <testcase classname={quoteattr(result.case.place.file)} name={name}"
    if result.passed:
        return f"{open_tag}/>"
    said = escape("\n".join(_failed(result, language)))
    return f"{open_tag}><failure>{said}</failure></testcase>"
