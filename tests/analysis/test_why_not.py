"""Why not another level, and the least change that gives it, on the scenarios of Yunnan."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.analysis.case_facts import facts_of_case
from engine.analysis.explanation import explain
from engine.analysis.why_not import WhyNot, fields, why_not
from engine.execution.outcome import Recorder
from engine.execution.reference import answers
from engine.execution.subjects import day_number, subjects
from engine.policy.assembling import load_policy
from engine.policy.loading import load_document
from engine.policy.model import PolicySet
from engine.reporting.explanation_tree import as_mermaid
from engine.reporting.explanations import as_json
from engine.reporting.why_not import as_text

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 31)
ENTERPRISE = 'enterprise: {uscc: E1, division: "530402", industry: light, identification: done}\n'
POINT = "risk_point: [{internal_no: P1, own_level: 三级}]\n"
HAZARD = (
    "hazard: [{hazard_no: H1, point: P1, family: control, grade: general,"
    ' found_on: "2026-03-09", found_by: inspection}]\n'
)
INSPECTION = 'inspection: [{inspection_no: X1, ended_on: "2026-03-12"}]\n'
WHOLE = ENTERPRISE + POINT + HAZARD + INSPECTION


@pytest.fixture(scope="module")
def yunnan() -> PolicySet:
    return load_policy(ROOT / "policies/yunnan")


def asked(policy: PolicySet, given: str, level: str) -> WhyNot:
    document, problems = load_document("facts.yaml", given.encode())
    assert document is not None
    assert problems == []
    facts, key, problems = facts_of_case(policy, document, (), document.data, None)
    assert problems == []
    item = next(i for i in subjects(policy, facts) if i.key == key)
    answer = next(answers(policy, [item], day_number(DAY)))
    return why_not(policy, facts, item, answer, DAY, level)


def test_the_rule_that_gives_the_level_says_which_condition_failed_with_its_value(
    yunnan: PolicySet,
) -> None:
    found = asked(yunnan, WHOLE, "orange")
    (near,) = found.rules
    assert (near.rule.id, near.held, near.rows) == ("level-2", 0, 1)
    ((failed,),) = [row.failed for row in near.examples]
    assert not failed.unknown
    assert [(str(v.ref), v.value) for v in failed.values] == [("point.level", "level_3")]


def test_the_least_change_is_one_fact_and_the_reference_confirms_it(yunnan: PolicySet) -> None:
    found = asked(yunnan, WHOLE, "orange")
    told = [[(c.entity, c.field.name, c.before, c.after) for c in cs] for cs in found.changes]
    assert [("risk_point", "own_level", "level_3", "level_2")] in told
    assert all(len(changes) == 1 for changes in told)
    assert found.finished
    again = asked(yunnan, WHOLE.replace("三级", "二级"), "orange")
    assert again.outcome.level == ("orange", "orange")
    assert again.changes == ()


def test_verifying_the_hazard_leads_to_no_warning(yunnan: PolicySet) -> None:
    found = asked(yunnan, WHOLE, "none")
    told = {(c.field.name, c.after) for changes in found.changes for c in changes}
    assert ("verified_on", "2026-03-30") in told or ("verified_on", "2026-03-31") in told


def test_two_facts_are_changed_together_where_one_is_not_enough(yunnan: PolicySet) -> None:
    two = POINT + HAZARD.replace("}]", "}, {hazard_no: H2, point: P1, family: control,"
        ' grade: general, found_on: "2026-03-09", found_by: inspection}]')  # fmt: skip
    apart = two.replace("三级}]", "三级}, {internal_no: P2, own_level: 三级}]").replace(
        "H2, point: P1", "H2, point: P2"
    )
    found = asked(yunnan, ENTERPRISE + apart + INSPECTION, "none")
    assert found.changes
    assert {len(changes) for changes in found.changes} == {2}
    assert {c.key[-1] for c in found.changes[0]} == {"H1", "H2"}


def test_a_condition_that_cannot_be_told_is_said_to_be_open(yunnan: PolicySet) -> None:
    found = asked(yunnan, WHOLE.replace(", own_level: 三级", ""), "red")
    failed = found.rules[0].examples[0].failed
    assert [f.unknown for f in failed] == [True]
    text = as_text(found, "en")
    assert "cannot be told" in text
    assert "Level as reported of Risk point P1: not given becomes Level 1" in text.replace(
        "(not given)", "not given"
    )


def test_without_a_hazard_no_change_of_a_fact_gives_red(yunnan: PolicySet) -> None:
    found = asked(yunnan, ENTERPRISE + POINT + "hazard: []\n" + INSPECTION, "red")
    assert found.changes == ()
    assert "没有“隐患”可以适用" in as_text(found, "zh")
    assert "there is no Hazard that it could hold for" in as_text(found, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sentences_name_row_condition_value_and_change(
    yunnan: PolicySet, language: str
) -> None:
    text = as_text(asked(yunnan, WHOLE, "orange"), language)  # type: ignore[arg-type]
    wanted = {
        "zh": ["为什么不是橙色级（二级）", "隐患 H1", "不成立", "三级", "由 三级 改为 二级"],
        "en": ["why not Orange", "Hazard H1", "does not hold", "Level 3 becomes Level 2"],
    }
    assert [words for words in wanted[language] if words not in text] == []


def test_json_holds_rules_conditions_and_changes(yunnan: PolicySet) -> None:
    found = json.loads(json.dumps(fields(asked(yunnan, WHOLE, "orange"))))
    (rule,) = found["rules"]
    assert rule["rule"] == "hazard_warning/level-2"
    assert rule["examples"][0]["failed"] == [
        {
            "condition": "Level that applies of Risk point is Level 2",
            "unknown": False,
            "values": {"point.level": "level_3"},
        }
    ]
    assert found["changes"][0][0]["key"] == ["E1", "1", "P1"]


def test_the_tree_leads_from_facts_over_rules_to_the_level(yunnan: PolicySet) -> None:
    document, _ = load_document("facts.yaml", WHOLE.encode())
    assert document is not None
    facts, key, _ = facts_of_case(yunnan, document, (), document.data, None)
    item = next(i for i in subjects(yunnan, facts) if i.key == key)
    answer = next(answers(yunnan, [item], day_number(DAY)))
    outcome = Recorder(yunnan, day_number(DAY)).outcome(item, answer)
    found = explain(yunnan, item, answer, outcome)
    lines = as_mermaid(found, 'A "quoted" <name>', "somewhere", "en").splitlines()
    assert lines[0] == "flowchart BT"
    assert "#quot;quoted#quot; #lt;name#gt;" in lines[1]
    assert any(line.startswith("  s0r0 --> s0") for line in lines)
    assert any(line.startswith("  s0 -->|because| level") for line in lines)
    assert json.loads(as_json(found, "A", "B"))["outcome"]["level"]["low"] == "yellow"
