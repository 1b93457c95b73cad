"""The shipped policy set: true to the notice, complete, and worded for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.analysis.clause_report import Owner, cited_cases, clause_rows, read_reasons, render
from engine.policy.assembling import load_policy, read_policy
from engine.policy.loading import load_document
from engine.policy.model import PolicySet

ROOT = Path(__file__).parents[2]
YUNNAN = ROOT / "policies/yunnan"
# Sections of the notice and the last letter of their clauses; Pn are the open questions.
LAST_CLAUSE = {
    "C0": "e", "C1.1": "n", "C1.2": "j", "C1.3": "k", "C1.4": "g", "C1.5": "g", "C1.6": "f",
    "C2": "d", "C3.1": "e", "C3.2": "f", "C3.3": "c", "C3.4": "c", "A1": "k", "A2": "b", "A3": "a",
}  # fmt: skip
OPEN_QUESTIONS = 20


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(YUNNAN)


@pytest.fixture(scope="module")
def notice() -> dict[str, dict[str, object]]:
    document, problems = load_document("notice.yaml", (YUNNAN / "notice.yaml").read_bytes())
    assert document is not None and problems == []
    return dict(document.data["clauses"])


def expected_clauses() -> Iterator[str]:
    for section, last in LAST_CLAUSE.items():
        yield from (f"{section}-{chr(code)}" for code in range(ord("a"), ord(last) + 1))
    yield from (f"P{n}" for n in range(1, OPEN_QUESTIONS + 1))


def test_the_set_loads_without_a_single_problem() -> None:
    policy, problems = read_policy(YUNNAN)
    assert policy is not None
    assert problems == []


def test_every_table_that_answers_is_complete_and_without_conflict(policy: PolicySet) -> None:
    answering = [d for d in policy.decisions.values() if d.rules and not d.is_list]
    assert {d.id for d in answering} >= {"in_scope", "inspected", "standing", "hazard_warning"}
    assert [d.id for d in answering if not d.complete] == []


def test_every_clause_of_the_notice_is_named_and_no_other(policy: PolicySet) -> None:
    assert sorted(policy.clauses) == sorted(expected_clauses())


def test_phrases_are_the_words_of_the_notice(notice: dict[str, dict[str, object]]) -> None:
    text = re.sub(r"\s", "", (ROOT / "docs/notice.zh.txt").read_text("utf-8"))
    own = {id: str(c["phrase"]) for id, c in notice.items() if c.get("kind") != "default"}
    assert {id for id, p in own.items() if re.sub(r"\s", "", p) not in text} == set()


def test_what_the_notice_leaves_open_says_on_whose_word_it_rests(
    notice: dict[str, dict[str, object]],
) -> None:
    for id, clause in notice.items():
        if id.startswith("P"):
            assert (clause["kind"], clause["basis"] in ("draft", "local")) == ("default", True), id
        else:
            assert "basis" not in clause, id


def test_a_rule_that_rests_on_an_open_question_alone_is_not_passed_off_as_the_notice(
    policy: PolicySet,
) -> None:
    alone = [
        f"{d.id}/{r.id}"
        for d in policy.decisions.values()
        for r in d.rules
        if r.basis == "notice" and all(c.startswith("P") for c in r.cites)
    ]
    assert alone == []


def test_everything_that_is_shown_is_worded_in_both_languages(policy: PolicySet) -> None:
    shown = [(d.id, d.title) for d in policy.decisions.values()]
    shown += [(f"{d.id}/{r.id}", r.say) for d in policy.decisions.values() for r in d.rules]
    shown += [(e.name, e.title) for e in policy.entities.values()]
    shown += [
        (f"{e.name}.{f.name}", f.title) for e in policy.entities.values() for f in e.fields.values()
    ]
    shown += [(f"{d.name}.{m.id}", m.title) for d in policy.domains.values() for m in d.members]
    shown += [(c.id, c.where) for c in policy.clauses.values()]
    assert [name for name, words in shown if words is None or not (words.zh and words.en)] == []


def test_colours_are_printed_as_the_notice_writes_them_and_points_are_never_colours(
    policy: PolicySet,
) -> None:
    warning, risk = policy.domains["warning_level"], policy.domains["risk_level"]
    assert [m.title.zh for m in warning.members] == [
        "未触发预警", "蓝色级（四级）", "黄色级（三级）", "橙色级（二级）", "红色级（一级）",
    ]  # fmt: skip
    assert [m.title.zh for m in risk.members] == ["四级", "三级", "二级", "一级"]


def test_no_field_that_a_rule_reads_turns_silence_into_no(policy: PolicySet) -> None:
    """Not supplied is never not done: an answer may be assumed only where it cannot soften one."""
    assumed = {
        f"{e.name}.{f.name}"
        for e in policy.entities.values()
        for f in e.stored
        if f.missing.kind == "value"
    }
    assert assumed == {
        "enterprise.site", "risk_point.quantity", "hazard.link", "key_list.version",
    }  # fmt: skip


def test_the_set_is_in_force_from_the_notice_on(policy: PolicySet) -> None:
    assert policy.effective == (date(2020, 3, 1), None)


def test_every_clause_has_an_owner_or_a_reason_why_not_yet(policy: PolicySet) -> None:
    rows = clause_rows(policy, cited_cases(YUNNAN), read_reasons(ROOT / "docs/clauses.yaml"))
    assert [row.clause.id for row in rows if not row.owned] == []


def test_a_clause_that_nobody_cites_shows_as_a_row_without_an_owner(policy: PolicySet) -> None:
    rows = {row.clause.id: row for row in clause_rows(policy)}
    assert not rows["C2-d"].owned
    assert "**nobody**" in render(policy, [rows["C2-d"]])
    assert [o.name for o in rows["C1.3-c"].owners] == ["hazard_warning/level-1"]


def test_no_reason_is_kept_for_a_clause_that_does_not_exist(policy: PolicySet) -> None:
    assert sorted(set(read_reasons(ROOT / "docs/clauses.yaml")) - set(policy.clauses)) == []


def test_cases_cite_clauses_that_exist(policy: PolicySet) -> None:
    unknown = {(case.name.en, id) for case in cited_cases(YUNNAN) for id in case.cites}
    assert sorted(name for name, id in unknown if id not in policy.clauses) == []


def test_the_page_of_clauses_is_up_to_date(policy: PolicySet) -> None:
    rows = clause_rows(policy, cited_cases(YUNNAN), read_reasons(ROOT / "docs/clauses.yaml"))
    made = render(policy, rows)
    kept = (ROOT / "docs/clauses.md").read_text("utf-8")
    again = "policies/yunnan docs/clauses.yaml docs/clauses.md"
    assert kept == made, f"run: python -m engine.analysis.clause_report {again}"


def test_every_clause_that_a_decision_role_or_message_rests_on_has_a_case(
    policy: PolicySet,
) -> None:
    """A field may cite a clause for which it only keeps a record.

    What concerns a warning is held by its stories in tests/register/, what concerns lists
    and plans by the data in tests/inspection/.
    """

    def decides(owner: Owner) -> bool:
        return owner.kind not in ("field", "register", "lists") and "supervision" not in owner.name

    rows = clause_rows(policy, cited_cases(YUNNAN))
    deciding = [row for row in rows if any(decides(o) for o in row.owners)]
    assert "C1.3-c" in {row.clause.id for row in deciding}
    assert [row.clause.id for row in deciding if not row.cases] == []
