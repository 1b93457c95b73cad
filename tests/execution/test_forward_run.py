"""A run survives its worker: killed, hanging, refusing, missing, or wrong."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from engine.execution import forward, reference
from engine.execution.forward import Limits
from engine.language.types import INT, TEXT
from engine.problems import ProblemsFound
from tests.execution.forward_runs import DEAF, codes, complete, needs_library, planted
from tests.execution.forward_set import (
    AS_OF,
    NAME,
    NUMBER,
    firms,
    lit,
    op,
    policy_set,
    table,
    usual_set,
)

pytestmark = needs_library


def on_subject(key: str, action: str) -> str:
    """Return the text that does `action` when the worker comes to the subject `key`."""
    return f"""
import os, signal, time
from pathlib import Path
whole = Chain.answer
def answer(self, root):
    if root.key == ({key!r},):
        {action}
    return whole(self, root)
Chain.answer = answer
"""


def test_run_gives_the_reference_answers_in_order() -> None:
    answers, report = complete(usual_set(), firms(150), Limits(trees=40))
    assert all(answer is not None for _, answer in answers)
    assert (report.engine, report.problems, report.fallbacks) == ("forward", [], [])
    assert report.sessions >= 150  # each subject had one of its own


def test_answers_are_those_of_the_reference() -> None:
    policy, items = usual_set(), firms(20)
    expected = list(reference.answers(policy, items, AS_OF))
    assert list(forward.answers(policy, items, AS_OF)) == expected


def test_no_subject_at_all_starts_no_worker() -> None:
    answers, report = complete(usual_set(), [], Limits())
    assert (answers, report.sessions, report.engine) == ([], 0, "forward")


def test_worker_killed_once_is_replaced_and_its_batch_answered(tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    action = (
        f"Path({str(mark)!r}).exists() or (Path({str(mark)!r}).touch(), os.kill(os.getpid(), 9))"
    )
    limits = Limits(DEAF, trees=16, prepare=planted(tmp_path, on_subject("企业20", action)))
    answers, report = complete(usual_set(), firms(50), limits)
    assert mark.exists()
    assert (report.killed, report.engine, report.problems, report.fallbacks) == (
        1,
        "forward",
        [],
        [],
    )
    assert all(answer is not None for _, answer in answers)


def test_worker_killed_from_outside_between_batches_is_replaced() -> None:
    run = forward.run(usual_set(), firms(40), AS_OF, Limits(DEAF, trees=10))
    seen = 0
    for _, answer in run:
        assert answer is not None
        seen += 1
        if seen == 10:
            assert run.worker_id is not None
            os.kill(run.worker_id, signal.SIGKILL)
    assert (seen, run.report.killed, run.report.problems) == (40, 1, [])


def test_worker_that_dies_twice_leaves_its_batch_to_the_reference(tmp_path: Path) -> None:
    prepare = planted(tmp_path, on_subject("企业20", "os.kill(os.getpid(), 9)"))
    answers, report = complete(usual_set(), firms(50), Limits(DEAF, trees=16, prepare=prepare))
    assert all(answer is not None for _, answer in answers)
    assert codes(report) == ["X151"]
    assert "12 subjects" in report.problems[0].message.en  # 20 to 31; 16 to 19 were answered
    assert [item.key for item in report.fallbacks] == [(f"企业{n}",) for n in range(20, 32)]
    assert (report.killed, report.engine) == (2, "forward")


WIDE, EMPTY = "{'$or': [{'n': i} for i in range(600)]}", "{'$and': []}"


@pytest.mark.parametrize("condition", [WIDE, EMPTY], ids=["holding the lock", "firing for ever"])
def test_hang_of_the_library_is_ended_and_survived(tmp_path: Path, condition: str) -> None:
    """600 alternatives never come back from C; an empty `$and` fires without end."""
    rule = f"{{'r': {{'all': [{{'m': {condition}}}], 'run': lambda c: None}}}}"
    action = f"self.host._host.register_rulesets({{'hang': {rule}}}); " + (
        "self.host._host.assert_fact('hang', {'n': 1})"
    )
    prepare = planted(tmp_path, on_subject("企业7", action))
    limits = Limits(patience=2, trees=5, prepare=prepare)
    answers, report = complete(usual_set(), firms(15), limits)
    assert all(answer is not None for _, answer in answers)
    assert codes(report) == ["X151"]
    assert "no sign of life" in report.problems[0].message.en
    assert [item.key for item in report.fallbacks] == [(f"企业{n}",) for n in range(7, 10)]


def test_rulesets_that_hang_when_made_leave_everything_to_the_reference(tmp_path: Path) -> None:
    prepare = planted(
        tmp_path,
        "from engine.execution.forward_host import Host\n"
        "def register(self, name, patterns):\n"
        "    wide = {'$or': [{'n': i} for i in range(600)]}\n"
        "    self._host.register_rulesets("
        "{name: {'r': {'all': [{'m': wide}], 'run': lambda c: None}}})\n"
        "Host._register = register\n",
    )
    answers, report = complete(usual_set(), firms(12), Limits(starting=2, prepare=prepare))
    assert all(answer is not None for _, answer in answers)
    assert (codes(report), report.killed, report.engine) == (["X151"], 2, "reference")
    assert len(report.fallbacks) == 12


def test_worker_that_never_starts_is_given_up_after_three_batches(tmp_path: Path) -> None:
    prepare = planted(tmp_path, "import os; os._exit(5)\n")
    answers, report = complete(usual_set(), firms(10), Limits(trees=2, prepare=prepare))
    assert all(answer is not None for _, answer in answers)
    assert (codes(report), report.killed, len(report.fallbacks)) == (["X151"], 6, 10)
    assert "exit status 5" in report.problems[0].message.en


def test_planted_fault_of_the_translation_costs_only_the_subjects_it_touches(
    tmp_path: Path,
) -> None:
    prepare = planted(
        tmp_path,
        "from engine.execution import forward_rules\n"
        "forward_rules._RUNS['ge'] = forward_rules._RUNS['gt']\n",
    )
    policy, items = usual_set(), firms(60)
    answers, report = complete(policy, items, Limits(DEAF, prepare=prepare))
    lost = [item for item, answer in answers if answer is None]
    assert 0 < len(lost) < 60
    assert lost == report.differences
    assert codes(report) == ["X152"]
    assert {problem.place for problem in report.problems} == {policy.decisions["level"].place}
    run = forward.ForwardRun(policy, items, AS_OF, Limits(DEAF, prepare=prepare))
    assert len([a for _, a in run if a is None]) == len(lost)


def test_disagreement_is_raised_by_the_plain_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = planted(
        tmp_path,
        "from engine.execution import forward_rules\n"
        "forward_rules._RUNS['ge'] = forward_rules._RUNS['gt']\n",
    )
    monkeypatch.setattr(forward, "USUAL", Limits(DEAF, prepare=prepare))
    with pytest.raises(ProblemsFound) as caught:
        list(forward.answers(usual_set(), firms(60), AS_OF))
    assert {problem.code for problem in caught.value.problems} == {"X152"}


def test_library_that_writes_to_standard_output_disturbs_nothing(tmp_path: Path) -> None:
    prepare = planted(tmp_path, on_subject("企业3", "print('noise'); os.write(1, b'noise')"))
    _, report = complete(usual_set(), firms(10), Limits(DEAF, prepare=prepare))
    assert (report.problems, report.killed) == ([], 0)


def test_text_too_long_for_the_library_leaves_its_subject_to_the_reference() -> None:
    asked = table("asked", "firm", "collect", [(op("eq", NAME, lit("甲" * 30_000, TEXT)), 1)])
    long = table("asked", "firm", "collect", [(op("eq", NAME, lit("甲", TEXT)), 1)])
    items = firms(6)
    items[2].values = {**items[2].values, "name": "甲" * 30_000}
    answers, report = complete(policy_set([long]), items, Limits(DEAF))
    assert all(answer is not None for _, answer in answers)
    assert (codes(report), report.fallbacks) == (["X153"], [items[2]])
    _, report = complete(policy_set([asked]), firms(6), Limits(DEAF))
    assert len(report.fallbacks) == 0  # a literal that is too long is computed before


def test_text_that_no_rule_reads_may_be_long() -> None:
    decision = table("asked", "firm", "collect", [(op("is_null", NAME), 1)])
    items = firms(3)
    for item in items:
        item.values = {**item.values, "name": "长" * 50_000}
    _, report = complete(policy_set([decision]), items, Limits(DEAF))
    assert report.problems == []


def test_text_that_is_no_text_leaves_its_subject_to_the_reference() -> None:
    decision = table("asked", "firm", "collect", [(op("eq", NAME, lit("甲", TEXT)), 1)])
    items = firms(6)
    items[1].values = {**items[1].values, "name": "\ud800"}
    answers, report = complete(policy_set([decision]), items, Limits(DEAF))
    assert all(answer is not None for _, answer in answers)
    assert (codes(report), report.fallbacks) == (["X153"], [items[1]])


def test_worker_is_replaced_after_so_many_sessions() -> None:
    answers, report = complete(usual_set(), firms(60), Limits(DEAF, sessions=20, trees=10))
    assert (report.recycled, report.killed, report.problems) == (3, 0, [])
    assert all(answer is not None for _, answer in answers)


def test_run_that_is_broken_off_leaves_no_process() -> None:
    run = forward.run(usual_set(), firms(40), AS_OF, Limits(DEAF, trees=5))
    rows = iter(run)
    next(rows)
    pid = run.worker_id
    assert pid is not None
    rows.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_order_of_subjects_and_of_children_changes_no_answer() -> None:
    policy, items = usual_set(), firms(40)
    plain = {item.key: answer for item, answer in forward.run(policy, items, AS_OF)}
    for item in items:
        item.children["part"] = tuple(reversed(item.children["part"]))
    turned = {item.key: answer for item, answer in forward.run(policy, items[::-1], AS_OF)}
    assert plain == turned


def test_subjects_below_one_root_are_answered_together() -> None:
    level = table("asked", "part", "collect", [(op("ge", NUMBER, lit(3, INT)), 1)])
    policy = policy_set([level])
    parts = [part for item in firms(30) for part in item.children["part"]]
    answers, report = complete(policy, parts, Limits(DEAF, trees=7))
    assert len(answers) == len(parts) > 30
    assert report.sessions == len({part.parent for part in parts})
