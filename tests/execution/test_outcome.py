"""What an outcome record says: verdict, reasons, deciding rules, suggestions, its form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.execution import reference
from engine.execution.outcome import Outcome, dumps, header, outcome, record
from engine.execution.subjects import day_number, subjects
from engine.facts.model import Facts
from engine.policy.model import PolicySet
from tests.made import facts_of, labelled, load, write_set
from tests.made import field as column

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas/outcome.schema.json").read_text(encoding="utf-8"))
AS_OF = date(2020, 6, 15)
DAY = day_number(AS_OF)

VOCABULARY: dict[str, Any] = {
    "scales": {
        "alarm": {"calm": {"zh": "平静"}, "amber": {"zh": "琥珀"}, "red": {"zh": "红"}},
        "grade": {"light": {"zh": "轻"}, "grave": {"zh": "重"}},
    },
    "entities": {
        "site": labelled(
            "site", key="no", max_children={"fault": 99, "tank": 9},
            fields={
                "no": column("text", "号"),
                "ours": column("bool", "归我们管"),
                "checked": column("bool", "查过"),
                "score": column("decimal(1)", "分", min=0, max=10),
                "since": column("date", "起"),
                "faults": column("int", "缺陷数", min=0, max=99, derive={"count": "fault"}),
            },
        ),
        "tank": labelled(
            "tank", key="no", of="site",
            fields={"no": column("text", "罐号"), "grade": column("grade", "罐级")},
        ),
        "fault": labelled(
            "fault", key="no", of="site", refers={"tank": "tank"},
            fields={"no": column("text", "缺陷号"), "open": column("bool", "未消除")},
        ),
    },
}  # fmt: skip


def rule(id: str, when: Any, then: Any, cite: str = "K1", **more: Any) -> dict[str, Any]:
    return {"id": id, "when": when, "then": then, "cite": cite, **more}


def table(id: str, entity: str, gives: str, hit: str, *rules: dict[str, Any]) -> dict[str, Any]:
    return labelled(id) | {"for": entity, "gives": gives, "hit": hit, "rules": list(rules)}


DECISIONS: dict[str, Any] = {
    "values": {"limit": {"high": 7.5, "basis": "draft"}},
    "decisions": {
        "ours_only": table(
            "ours_only", "site", "bool", "first",
            rule("ours", {"ours": True}, True), rule("theirs", {"ours": False}, False),
        ),
        "was_checked": table(
            "was_checked", "site", "bool", "first",
            rule("yes", {"checked": True}, True), rule("no", {"checked": False}, False),
        ),
        "fault_alarm": table(
            "fault_alarm", "fault", "alarm", "unique",
            rule("grave", {"open": True, "tank.grade": "grave"}, "red", "K2"),
            rule("light", {"open": True, "tank.grade": "light"}, "amber", "K3", basis="local"),
            rule("closed", {"open": False}, "calm"),
        ),
        "score_alarm": table(
            "score_alarm", "site", "alarm", "unique",
            rule("high", "score >= values.limit.high", "amber", "K3"),
            rule("low", "score < values.limit.high", "calm"),
        ),
        "alarm": labelled("alarm", take="highest", of=["fault_alarm", "score_alarm"], cite="K4")
        | {"for": "site"},
        "proposals": table(
            "proposals", "site", "proposal", "collect",
            rule("many", {"faults": ">= 3"}, {"level": "red", "confirm": True}, say={"zh": "多"}),
            rule("old", "since < as_of", {"level": "amber"}, say={"zh": "老"}),
        ),
        "reviews": table(
            "reviews", "site", "review", "rule-order",
            rule("z-undated", "since == null", "check", say={"zh": "没有日期"}),
            rule("a-any", {"faults": ">= 1"}, "check", say={"zh": "有缺陷"}),
        ),
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    folder = write_set(
        tmp_path_factory.mktemp("set"), VOCABULARY, DECISIONS, decide="alarm",
        scope="ours_only", inspected="was_checked", clauses=("K1", "K2", "K3", "K4"),
    )  # fmt: skip
    return load(folder)


SITE = {"no": "S", "ours": True, "checked": False, "score": "1.5", "since": "2020-06-20"}
TANKS = [{"no": "t1", "grade": "grave"}, {"no": "t2", "grade": "light"}]


def facts(
    policy: PolicySet, site: Any = SITE, faults: Any = (), complete: Any = ("fault", "tank")
) -> Facts:
    below = {"_parent": ("S",)}
    made = [
        {"no": str(n), "open": f[0], "tank": f[1] and ("S", f[1])} | below
        for n, f in enumerate(faults)
    ]
    tanks = [tank | below for tank in TANKS]
    return facts_of(policy, {"site": [site], "tank": tanks, "fault": made}, complete)


def answered(policy: PolicySet, given: Facts) -> Outcome:
    (item,) = subjects(policy, given)
    (answer,) = reference.answers(policy, [item], DAY)
    return outcome(policy, item, answer, DAY)


def told(policy: PolicySet, given: Facts) -> dict[str, Any]:
    made = record(policy, answered(policy, given))
    jsonschema.validate(made, SCHEMA)
    return made


def test_a_decided_level_names_its_rule_clause_basis_rows_and_facts(policy: PolicySet) -> None:
    made = told(policy, facts(policy, faults=[(True, "t1"), (False, "t1"), (True, "t1")]))
    assert (made["verdict"], made["level"]) == ("decided", {"low": "red", "high": "red"})
    read = {"open": True, "tank.grade": "grave"}
    assert made["rules"] == [{
        "rule": "fault_alarm/grave", "cites": ["K2"], "basis": "notice", "rows": 2,
        "examples": [{"key": ["S", "0"], "facts": read}, {"key": ["S", "2"], "facts": read}],
    }]  # fmt: skip
    assert made["clauses"] == ["K2", "K4"]
    assert made["fired"]["fault_alarm/grave"] == 2
    assert made["fired"]["fault_alarm/closed"] == 1
    assert made["why"] == []


def test_at_most_three_rows_are_shown_but_all_are_counted(policy: PolicySet) -> None:
    made = told(policy, facts(policy, faults=[(True, "t1")] * 7))
    (deciding,) = made["rules"]
    assert deciding["rows"] == 7
    assert [e["key"][1] for e in deciding["examples"]] == ["0", "1", "2"]


def test_the_weakest_basis_counts_that_of_a_number_too(policy: PolicySet) -> None:
    made = told(policy, facts(policy, SITE | {"score": "7.5"}))
    (deciding,) = made["rules"]
    assert (deciding["rule"], deciding["basis"]) == ("score_alarm/high", "draft")
    assert deciding["examples"][0]["facts"] == {"score": "7.5"}
    assert made["basis"] == "draft"


@pytest.mark.parametrize(
    ("behaviour", "site", "faults", "level", "why"),
    [
        ("a fact that is not there is named", {"score": None}, [], ("calm", "amber"),
         [("missing", "site", "score")]),
        ("a link that is not given is named by its name", {}, [(True, None)], ("amber", "red"),
         [("missing", "fault", "tank")]),
        ("what cannot change the answer is not named", {"score": None}, [(True, "t1")],
         ("red", "red"), []),
        ("an unknown below the sure level is not named", {"score": None}, [(True, "t2")],
         ("amber", "amber"), []),
    ],
)  # fmt: skip
def test_reasons(
    policy: PolicySet, behaviour: str, site: Any, faults: Any, level: Any, why: Any
) -> None:
    found = answered(policy, facts(policy, SITE | site, faults))
    assert found.level == level
    assert [(r.kind, r.entity, r.name) for r in found.why] == why
    assert found.verdict == ("undetermined" if why else "decided")


def test_an_incomplete_relation_is_a_reason_unless_the_top_is_reached(policy: PolicySet) -> None:
    found = answered(policy, facts(policy, complete=["tank"]))
    assert found.level == ("calm", "red")
    assert [(r.kind, r.name) for r in found.why] == [("incomplete", "fault")]
    found = answered(policy, facts(policy, faults=[(True, "t1")], complete=["tank"]))
    assert (found.verdict, found.why) == ("decided", ())


@pytest.mark.parametrize(
    ("ours", "verdict", "applicable", "level"),
    [
        (True, "decided", True, ("calm", "calm")),
        (False, "not_applicable", False, None),
        (None, "undetermined", None, ("calm", "calm")),
    ],
)
def test_not_applicable_is_a_verdict_of_its_own(
    policy: PolicySet, ours: bool | None, verdict: str, applicable: bool | None, level: Any
) -> None:
    found = answered(policy, facts(policy, SITE | {"ours": ours}))
    assert (found.verdict, found.applicable, found.level) == (verdict, applicable, level)
    if ours is None:
        assert [(r.kind, r.name) for r in found.why] == [("missing", "ours")]


@pytest.mark.parametrize("checked", [True, False, None])
def test_inspected_is_told_as_it_is_known(policy: PolicySet, checked: bool | None) -> None:
    assert answered(policy, facts(policy, SITE | {"checked": checked})).inspected is checked


def test_sure_and_possible_suggestions_are_both_shown(policy: PolicySet) -> None:
    found = answered(policy, facts(policy, SITE | {"since": None}, complete=["tank"]))
    shown = [(s.rule, s.sure, s.level, s.confirm) for s in found.proposals]
    assert shown == [
        ("proposals/many", False, ("red", "red"), True),
        ("proposals/old", False, ("amber", "amber"), True),
    ]
    assert found.needs_confirmation is None
    reviews = [(s.rule, s.sure, s.check) for s in found.reviews]
    assert reviews == [  # in the order of the file: the table says `rule-order`
        ("reviews/z-undated", True, "check"),
        ("reviews/a-any", False, "check"),
    ]


def test_a_sure_proposal_asks_for_confirmation(policy: PolicySet) -> None:
    found = answered(policy, facts(policy, faults=[(False, "t1")] * 3))
    assert found.needs_confirmation is True
    assert answered(policy, facts(policy)).needs_confirmation is False
    assert found.level == ("calm", "calm"), "a proposal never changes the level"


def test_no_rule_and_conflict_are_reasons_and_never_the_bottom(policy: PolicySet) -> None:
    alarm = policy.decisions["fault_alarm"]
    without = replace(alarm, rules=alarm.rules[:2], complete=False)
    found = answered(_with(policy, without), facts(policy, faults=[(False, "t1")]))
    assert (found.verdict, found.level) == ("undetermined", ("calm", "red"))
    assert [(r.kind, r.key) for r in found.why] == [("no_rule", ("S", "0"))]
    doubled = replace(alarm.rules[2], id="again")
    twice = replace(alarm, rules=(*alarm.rules, doubled), complete=False)
    found = answered(_with(policy, twice), facts(policy, faults=[(False, "t1")]))
    assert (found.verdict, found.level) == ("undetermined", ("calm", "calm"))
    (reason,) = found.why
    assert (reason.kind, reason.rules) == ("conflict", ("again", "closed"))


def _with(policy: PolicySet, decision: Any) -> PolicySet:
    return replace(policy, decisions={**policy.decisions, decision.id: decision})


def test_a_record_holds_at_most_fifty_reasons_and_counts_the_rest(policy: PolicySet) -> None:
    made = told(policy, facts(policy, faults=[(True, None)] * 70))
    assert (len(made["why"]), made["why_more"]) == (50, 20)


def test_header_and_records_have_the_form_of_the_schema(policy: PolicySet) -> None:
    given = replace(facts(policy), sha256="f" * 64, snapshot=date(2020, 6, 1))
    head = header(policy, given, AS_OF, engine="reference", tool_version="0", fallbacks=["X150"])
    jsonschema.validate(head, SCHEMA)
    assert (head["as_of"], head["facts"]) == (
        "2020-06-15", {"sha256": "f" * 64, "snapshot": "2020-06-01"},
    )  # fmt: skip
    for broken in ({**head, "engine": "magic"}, {**told(policy, given), "level": "red"}, {}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)


def test_records_are_canonical_text(policy: PolicySet) -> None:
    text = dumps(record(policy, answered(policy, facts(policy, SITE | {"score": "7.5"}))))
    assert text == json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert "place" not in text
    assert ".yaml" not in text


HASHED = """
import sys, json
from pathlib import Path
from tests.random.policies import AS_OF_DAY, random_facts, random_policy
from engine.execution.outcome import Recorder, dumps, record
from engine.execution.reference import answers
from engine.execution.subjects import subjects
for seed in (3, 4, 8):
    policy = random_policy(seed, Path(sys.argv[1]) / str(seed))
    items = list(subjects(policy, random_facts(policy, seed)))
    for item, answer in zip(items, answers(policy, items, AS_OF_DAY)):
        print(dumps(record(policy, Recorder(policy, AS_OF_DAY).outcome(item, answer))))
"""


def test_the_seed_of_the_hash_changes_nothing(tmp_path: Path) -> None:
    texts = set()
    for seed in ("0", "1", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", HASHED, str(tmp_path / seed)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
        )
        texts.add(done.stdout)
    assert len(texts) == 1
    assert texts.pop().count("\n") == 60
