"""The reports of a rule change: what stands first, and the same numbers in every format."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.analysis.simulation import Simulation
from engine.problems import Language
from engine.reporting.simulation_results import render
from engine.reporting.simulation_text import as_text
from tests.analysis.changing import gauges, river, simulated
from tests.command_line import run_once

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    base = tmp_path_factory.mktemp("river")
    new = river(base / "new", amber="8.1", violet="11.4")
    for day, folder in (("2021-04-30", "1"), ("2021-05-31", "2")):
        gauges(base / "history" / folder, snapshot=day)
    facts = gauges(base / "facts", snapshot="2021-06-01")
    return simulated(river(base / "old"), new, facts, history=str(base / "history"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_told_before_the_matrix_and_milder_ones_before_stricter(
    found: Simulation, language: Language
) -> None:
    text = as_text(found, language, colour=False)
    order = {
        "zh": [
            "数据截止 2021-06-01",
            "变化 2 户（40.0%）",
            "变化矩阵",
            "变轻（1 户）",
            "变重（1 户）",
        ],
        "en": [
            "true on 2021-06-01",
            "2 change (40.0%)",
            "Transitions",
            "milder (1)",
            "stricter (1)",
        ],
    }[language]
    positions = [text.index(words) for words in order]
    assert positions == sorted(positions)
    assert text.index("Old Bridge G2") < text.index("Ferry Steps G3")
    assert "alert/amber" in text


def test_columns_that_are_often_missing_are_said_at_the_top(found: Simulation) -> None:
    head = as_text(found, "en", colour=False).partition("Transitions")[0]
    assert "often missing: River gauge.Level in feet 20.0%" in head


def test_a_run_without_a_change_says_over_how_many(tmp_path: Path) -> None:
    facts = gauges(tmp_path / "facts")
    old, new = river(tmp_path / "old"), river(tmp_path / "new")
    ran = run_once("simulate", str(old), str(new), "-f", str(facts), "--as-of", "2021-06-01")
    assert ran.code == 0
    assert "all 5 have the same answer under both versions" in ran.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_the_matrix_every_changed_one_and_the_work(
    found: Simulation, language: Language
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(found, "xlsx", language)))
    sheets = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    }
    titles = {
        "zh": ("变化矩阵", "变化清单", "按州市", "按规则", "工作量", "历史趋势", "数据情况"),
        "en": (
            "Transitions", "Changed", "By prefecture", "By rule", "Workload", "Trend",
            "Facts supplied",
        ),
    }[language]  # fmt: skip
    assert set(titles) <= set(sheets)
    matrix = sheets[titles[0]]
    amber = next(row for row in matrix if row[0] in ("琥珀色", "Amber"))
    assert amber[1:] == [1, 0, 1, 0, 0, 2]  # to violet, amber, calm, open, out of scope; sum
    assert matrix[-1][1:] == [2, 0, 2, 1, 0, 5]
    changed = sheets[titles[1]]
    assert [row[4] for row in changed[1:]] == ["G2", "G3"]
    assert "alert/any-level" in str(changed[1][10])
    work = sheets[titles[4]]
    assert [row[1:4] for row in work[1:4]] == [[1, 2, 1], [1, 0, -1], [2, 2, 0]]
    trend = sheets[titles[5]]
    assert [row[:3] for row in trend[1:]] == [["2021-04-30", 5, 2], ["2021-05-31", 5, 2]]


def words_of(data: bytes) -> Iterator[str]:
    from docx import Document

    document: Any = Document(io.BytesIO(data))
    for element in document.element.body.iter():
        if element.tag.endswith("}p"):
            yield "".join(t.text or "" for t in element.iter() if t.tag.endswith("}t"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_signature_has_conclusion_five_numbers_risks_proposal_signatures(
    found: Simulation, language: Language
) -> None:
    lines = [line for line in words_of(render(found, "docx", language)) if line]
    parts = {
        "zh": ["一、结论", "二、五个数", "三、风险", "四、建议", "五、签批"],
        "en": ["1. Conclusion", "2. Five numbers", "3. Risks", "4. Proposal", "5. Signatures"],
    }[language]
    positions = [lines.index(part) for part in parts]
    assert positions == sorted(positions)
    numbers = lines[positions[1] + 1 : positions[2]]
    assert len(numbers) == 4 * 6  # a heading and five numbers: item, old, new, difference
    rows = [numbers[n + 1 : n + 4] for n in range(4, 24, 4)]
    assert rows == [
        ["1", "2", "+1"],  # violet
        ["3", "2", "-1"],  # any warning
        ["1", "1", "0"],  # to be verified
        ["–", "0", "–"],  # the river set has no inspections
        ["0.4", "0.3", "-0.1"],  # 185 and 130 minutes
    ]
    risks = " ".join(lines[positions[2] + 1 : positions[3]])
    assert "Old Bridge" in risks
    signers = lines[positions[4] + 1 : positions[4] + 4]
    assert signers == {
        "zh": ["拟办", "审核", "批准"],
        "en": ["prepared by", "reviewed by", "approved by"],
    }[language]  # fmt: skip


def test_the_page_is_a4_and_fits_one_page(found: Simulation) -> None:
    from docx import Document

    document: Any = Document(io.BytesIO(render(found, "docx", "zh")))
    (section,) = document.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    room = section.page_height.cm - section.top_margin.cm - section.bottom_margin.cm
    assert height_of(document, 21 - 2 * section.left_margin.cm) < room


def height_of(document: Any, width: float) -> float:
    """Return about how many cm the words take: generous lines, each wrapped at the width."""
    total = 0.0
    for paragraph in document.paragraphs:
        size = max((run.font.size.pt for run in paragraph.runs if run.font.size), default=10.5)
        wide = sum(1 if ord(c) > 255 else 0.55 for c in paragraph.text) * size * 0.0353
        total += max(1, -(-wide // width)) * size * 0.0353 * 1.35 + 0.12
    return total + sum(max(0.55, (row.height.cm if row.height else 0)) for table in document.tables
                       for row in table.rows)  # fmt: skip


def test_files_are_written_by_their_endings(tmp_path: Path) -> None:
    old, new = river(tmp_path / "old"), river(tmp_path / "new", amber="8.1")
    facts = gauges(tmp_path / "facts")
    files = [tmp_path / f"impact.{ending}" for ending in ("json", "xlsx", "docx")]
    outputs = [word for file in files for word in ("-o", str(file))]
    page = tmp_path / "impact.html"
    ran = run_once(
        "simulate", str(old), str(new), "-f", str(facts), "--as-of", "2021-06-01", *outputs,
        "--report", str(page), "--show", "0",
    )  # fmt: skip
    assert ran.code == 0, ran.words
    assert [file.read_bytes()[:2] for file in files] == [b"{\n", b"PK", b"PK"]
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert ran.words.count("wrote") == 4


def test_word_is_named_where_its_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    old, facts = river(tmp_path / "old"), gauges(tmp_path / "facts")
    output = str(tmp_path / "impact.docx")
    words = ("simulate", str(old), str(old), "-f", str(facts), "--as-of", "2021-06-01")
    ran = run_once(*words, "-o", output)
    assert ran.code == 2
    assert "M109" in ran.words
    assert not Path(output).exists()
