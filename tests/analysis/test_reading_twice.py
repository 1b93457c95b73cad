"""Two vocabularies over one place: each file is opened once, and each reads it by its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.facts import reading
from engine.service.facts import facts_of_both
from tests.analysis.changing import GAUGES, SALTMERE, gauges, river
from tests.made import load


def test_each_file_is_opened_once_whatever_the_vocabularies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    plain = reading.open_sheets

    def counting(data: bytes, name: str) -> object:
        opened.append(name)
        return plain(data, name)

    monkeypatch.setattr(reading, "open_sheets", counting)
    narrow = load(river(tmp_path / "narrow", vocabulary={"max: 40,": "max: 12,"}))
    facts = gauges(tmp_path / "facts", GAUGES + "G6,Weir,9001,20\n")
    old, new = facts_of_both(str(facts), load(SALTMERE), narrow)
    assert opened == ["gauge.csv"]
    assert len(old.tables["gauge"].rows) == 6
    assert sorted(set(old.tables["gauge"].rows) - set(new.tables["gauge"].rows)) == [("G6",)]
    assert [(reject.column, reject.value) for reject in new.rejects] == [("level", "20")]


def test_equal_vocabularies_share_one_reading(tmp_path: Path) -> None:
    old, new = facts_of_both(
        str(gauges(tmp_path / "facts")), load(SALTMERE), load(river(tmp_path / "copy"))
    )
    assert old is new
