"""The results of a policy set's own cases: text, JSON, JUnit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from engine.analysis.case_coverage import Coverage, Target
from engine.analysis.case_suggestions import Suggested
from engine.analysis.cases import CaseResult, Compared
from engine.language.wording import sentence
from engine.policy.model import PolicySet
from engine.policy.names import names_of
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
    lines = [
        line for result in results if not result.passed for line in failed_lines(result, language)
    ]
    failed = sum(not result.passed for result in results)
    every = sum(len(d.rules) for d in policy.decisions.values())
    tally = TALLY.format(id=policy.id, passed=len(results) - failed, failed=failed).to(language)
    fired = RULES.format(fired=every - len(untried), all=every).to(language)
    lines.append(f"{tally}{'；' if language == 'zh' else '; '}{fired}")
    if untried:
        lines.append(UNTRIED.format(names=", ".join(untried)).to(language))
    return "\n".join(lines)


COVERED = Text(
    "覆盖：规则 {rules}%，条件 {conditions}%，条款 {clauses}%",
    "coverage: rules {rules} %, conditions {conditions} %, clauses {clauses} %",
)
LEFT = Text("没有样例覆盖：", "no case covers:")
ATOM = Text("  {rule}：“{words}”{truth}", "  {rule}: “{words}” {truth}")
CLAUSE_LEFT = Text("  条款 {clauses}", "  clauses {clauses}")
TRUTH: dict[bool | None, Text] = {
    True: Text("成立", "true"),
    False: Text("不成立", "false"),
    None: Text("不明", "unknown"),
}
MOST_LEFT = 20
MORE_LEFT = Text("  另有 {left} 项", "  and {left} more")
OFFERED = Text("可以加上的样例：", "cases that would cover them:")
NOTHING_FOUND = Text("没有找到能覆盖它们的样例", "no case was found that would cover them")
UPDATED = Text("已按实际结果改写 {file}", "wrote what came out into {file}")
SHORT_OF = Text("覆盖低于 {threshold}%", "coverage is below {threshold} %")


def coverage_text(policy: PolicySet, coverage: Coverage, language: Language) -> str:
    """Return the shares that the cases cover, and what they leave."""
    shares = {kind: f"{share:.4g}" for kind, share in coverage.shares.items()}
    lines = [COVERED.format(**shares).to(language)]
    left = [t for t in (*coverage.rules_left, *coverage.conditions_left) if t.atom is not None]
    if left or coverage.clauses_left:
        lines.append(LEFT.to(language))
    lines += [_target_words(policy, target, language) for target in left[:MOST_LEFT]]
    if len(left) > MOST_LEFT:
        lines.append(MORE_LEFT.format(left=len(left) - MOST_LEFT).to(language))
    if coverage.clauses_left:
        names = ", ".join(coverage.clauses_left)
        lines.append(CLAUSE_LEFT.format(clauses=names).to(language))
    return "\n".join(lines)


def _target_words(policy: PolicySet, target: Target, language: Language) -> str:
    names = names_of(policy, target.decision.entity)
    words = sentence(target.atom, names, language) if target.atom is not None else ""
    told = {"rule": target.name, "words": words, "truth": TRUTH[target.truth]}
    return ATOM.format(**told).to(language)


def suggestions_text(found: Sequence[Suggested], language: Language) -> str:
    """Return the suggested cases as YAML that can be pasted below `cases:`."""
    if not found:
        return NOTHING_FOUND.to(language)
    texts = dict.fromkeys("\n".join(f"  {x}" for x in s.text.splitlines()) for s in found)
    return "\n".join([f"# {OFFERED.to(language)}", "cases:", *texts])


def _coverage_fields(policy: PolicySet, coverage: Coverage) -> dict[str, object]:
    return {
        "shares": {kind: round(share, 2) for kind, share in coverage.shares.items()},
        "rules": {"all": coverage.rules, "left": [t.name for t in coverage.rules_left]},
        "conditions": {
            "all": coverage.conditions,
            "left": [
                {
                    "rule": target.name,
                    "condition": sentence(
                        target.atom, names_of(policy, target.decision.entity), "en"
                    ),
                    "truth": target.truth,
                }
                for target in coverage.conditions_left
                if target.atom is not None
            ],
        },
        "clauses": {"all": coverage.clauses, "left": list(coverage.clauses_left)},
    }


def failed_lines(result: CaseResult, language: Language) -> list[str]:
    """Return a failed case with the values that were compared."""
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


def fields(
    policy: PolicySet, results: Sequence[CaseResult], untried: Sequence[str], coverage: Coverage
) -> object:
    """Return the results of one set as plain data for JSON."""
    return {
        "policy": policy.id,
        "version": policy.version,
        "sha256": policy.sha256,
        "cases": [_case(result) for result in results],
        "untried_rules": list(untried),
        "coverage": _coverage_fields(policy, coverage),
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
    said = escape("\n".join(failed_lines(result, language)))
    return f"{open_tag}><failure>{said}</failure></testcase>"
