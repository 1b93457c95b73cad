"""Ledgers imported, written down and read again: the same facts, and a sheet to send back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.catalogue import facts as fact_codes
from engine.catalogue import returned_rows as row_codes
from engine.facts.importing import import_ledgers, mapping_text, read_mapping
from engine.facts.model import Origin
from engine.facts.reading import read_facts
from engine.facts.writing import write_facts
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound
from tests.facts.works import CODE, OTHER, kept, works

PLANTS = (
    "信用代码,场所编号,工厂名称,行业,在产,人数,面积,投产日期\n"
    f'{CODE},,"甲厂\n（总部）",炼铁、木粉,是,30,7.5,43891\n'
    f"{OTHER},2,乙厂,不涉及,否,,,\n"
)
LEDGER = (
    f"甲厂台账,,\n信用代码：{CODE},,\n号,分级,部门/责任人\n"
    "1,一级,炼铁部/张某某\n2,5级,炼铁部/李某某\n3,B,\n"
)
FINDINGS = (
    "信用代码,隐患编号,对应源点,发现日期\n"
    f"{CODE},a,1,2020.3.1\n{CODE},b,,长期\n{CODE},c,2,2020.3.1\n"
)
MAP = """\
tables:
  point:
    headers: {号: no, 分级: level, 部门: office}
    values: {level: {B: r4}}
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    return works(tmp_path_factory.mktemp("works"))


@pytest.fixture
def ledgers(tmp_path: Path) -> Iterator[list[Path]]:
    for name, text in (("plant", PLANTS), ("台账", LEDGER), ("finding", FINDINGS)):
        (tmp_path / f"{name}.csv").write_bytes(text.encode("gb18030"))
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    yield sorted(tmp_path.glob("*.csv"))


def test_what_was_imported_reads_back_equal(
    policy: PolicySet, ledgers: list[Path], tmp_path: Path
) -> None:
    mapping = read_mapping(tmp_path / "map.yaml", policy)
    facts = import_ledgers(ledgers, policy, mapping, date(2026, 3, 31)).facts
    assert kept(facts, "point") == {
        "1": {"no": "1", "level": "r1", "office": "炼铁部", "person": "张某某"},
        "3": {"no": "3", "level": "r4"},
    }
    files = write_facts(facts, policy, tmp_path / "out")
    assert [f.name for f in files] == ["finding.csv", "plant.csv", "point.csv", "facts.yaml"]
    again = read_facts(tmp_path / "out", policy)
    assert again.sha256 == facts.sha256
    assert again.snapshot == date(2026, 3, 31)
    assert again.rejects == ()
    assert again.tables["plant"].rows[OTHER, "2"].values["trades"] == ()
    assert again.tables["point"].incomplete_for == {(CODE, "1")}
    assert again.tables["finding"].rows[CODE, "1", "c"].links == {"point": None}


def test_files_of_facts_open_in_a_spreadsheet(
    policy: PolicySet, ledgers: list[Path], tmp_path: Path
) -> None:
    mapping = read_mapping(tmp_path / "map.yaml", policy)
    write_facts(import_ledgers(ledgers, policy, mapping).facts, policy, tmp_path / "out")
    written = (tmp_path / "out" / "finding.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfcode,site,number,found_on,words,point.no\r\n")
    assert list((tmp_path / "out").glob(".*")) == []


def test_returned_rows_say_where_what_and_why(
    policy: PolicySet, ledgers: list[Path], tmp_path: Path
) -> None:
    mapping = read_mapping(tmp_path / "map.yaml", policy)
    facts = import_ledgers(ledgers, policy, mapping).facts
    folder = tmp_path.as_posix()
    returned = [(r.origin, r.column, r.value, r.reason.zh) for r in facts.rejects]
    assert returned == [
        (
            Origin(f"{folder}/finding.csv", "", 3), "发现日期", "长期",
            "第3行“发现日期”列填的是“长期”，不是能确认的日期，应如 2020-03-01",
        ),
        (
            Origin(f"{folder}/台账.csv", "", 5), "分级", "5级",
            "第5行“分级”列填的是“5级”，应为一级至四级",
        ),
    ]  # fmt: skip


def test_a_mapping_is_saved_and_serves_the_next_import(
    policy: PolicySet, ledgers: list[Path], tmp_path: Path
) -> None:
    first = import_ledgers(ledgers, policy, read_mapping(tmp_path / "map.yaml", policy))
    saved = mapping_text(first.mapping, policy)
    assert '      "分级": "level"\n' in saved
    assert '      level: {"B": "r4"}\n' in saved
    (tmp_path / "saved.yaml").write_text(saved, encoding="utf-8")
    mapping = read_mapping(tmp_path / "saved.yaml", policy)
    assert import_ledgers(ledgers, policy, mapping).facts.sha256 == first.facts.sha256
    alone = import_ledgers([tmp_path / "台账.csv"], policy, mapping).facts
    assert set(kept(alone, "point")) == {"1", "3"}


def test_a_wrong_mapping_is_refused(policy: PolicySet, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("tables:\n  point:\n    headers: {号: nmber}\n")
    with pytest.raises(ProblemsFound) as found:
        read_mapping(tmp_path / "map.yaml", policy)
    assert [(p.code, p.place.line) for p in found.value.problems] == [("F111", 3)]


def test_the_summary_counts_what_each_source_gave(policy: PolicySet, ledgers: list[Path]) -> None:
    facts = import_ledgers(ledgers[:2], policy).facts
    assert [(Path(s.file).name, s.entity, s.read, s.returned) for s in facts.summaries] == [
        ("finding.csv", "finding", 2, 1),
        ("plant.csv", "plant", 2, 0),
    ]
    assert {s.note.zh for s in facts.summaries if s.note} == {"编码 GB18030"}


def test_the_real_annex_3_form_is_read(tmp_path: Path) -> None:
    policy = load_policy("policies/yunnan")
    text = (
        f"某某冶炼厂安全风险源点管理台账\n统一社会信用代码：{CODE}　企业名称：某某冶炼厂\n"
        "序号,风险源点名称,内部编号,所在点位,数量,安全风险辨识,安全风险等级,安全风险管控措施,"
        "管控责任部门/责任人,备注\n1,高炉,LT-01,炼铁,1,灼烫,一级（红）,巡检,炼铁部/张某某,-\n"
    )
    (tmp_path / "台账.csv").write_bytes(text.encode("gbk"))
    facts = read_facts(tmp_path / "台账.csv", policy)
    assert kept(facts, "risk_point") == {
        "LT-01": {
            "seq": 1, "name": "高炉", "internal_no": "LT-01", "location": "炼铁", "quantity": 1,
            "hazards_named": "灼烫", "own_level": "level_1", "measures": "巡检",
            "responsible": "炼铁部/张某某",
        }
    }  # fmt: skip
    assert kept(facts, "enterprise") == {"1": {"uscc": CODE, "name": "某某冶炼厂"}}


def test_reading_text_loads_no_reader_of_other_formats() -> None:
    code = (
        "import sys, engine.facts.reading, engine.facts.importing, engine.facts.writing\n"
        "print(sorted({'duckdb', 'python_calamine', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("code", [*fact_codes.CODES, *row_codes.CODES], ids=lambda c: c.id)
def test_every_code_is_reached_by_a_test_and_has_its_page(code: object) -> None:
    assert isinstance(code, type(fact_codes.PATH_MISSING))
    here = Path(__file__)
    tests = [p.read_text(encoding="utf-8") for p in here.parent.glob("*.*") if p.suffix != ".pyc"]
    assert any(code.id in text for text in tests), f"no test names {code.id}"
    for page in (code.page.zh, code.page.en):
        assert page.count("\n") >= 2, f"{code.id}: a page shows what is refused and accepted"
