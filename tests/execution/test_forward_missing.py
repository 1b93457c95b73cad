"""Without the library every answer still stands, and the report says who gave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalogue.forward import CODES
from engine.execution.forward import Limits
from tests.execution.forward_runs import DEAF, codes, complete, planted
from tests.execution.forward_set import firms, usual_set


def test_where_the_library_is_missing_the_reference_answers_and_it_is_said(tmp_path: Path) -> None:
    prepare = planted(tmp_path, "import sys; sys.modules['durable'] = None\n")
    answers, report = complete(usual_set(), firms(30), Limits(DEAF, prepare=prepare))
    assert all(answer is not None for _, answer in answers)
    assert (report.engine, codes(report), report.killed) == ("reference", ["X150"], 0)
    assert "durable" in report.problems[0].message.zh
    assert report.fallbacks == [item for item, _ in answers]


def test_where_no_process_can_be_started_the_reference_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    _, report = complete(usual_set(), firms(5), Limits(DEAF))
    assert (report.engine, codes(report)) == ("reference", ["X150"])


def test_each_code_of_this_executor_was_met_here() -> None:
    tests = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")]
    unmet = [code.id for code in CODES if not any(f'"{code.id}"' in text for text in tests)]
    assert unmet == []
