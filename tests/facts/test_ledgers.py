"""Workbooks as enterprises send them: each dirty form with the exact rows it gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.policy.model import PolicySet
from engine.tables import read_parquet
from tests.facts.works import CODE, OTHER, kept, problems_of, rejected, works

HEAD = ["序号", "源点名称", "内部编号", "数量", "风险等级", "责任部门/责任人", "备注"]
ROWS: list[list[Any]] = [
    [1, "高炉", "1-1", 1, "一级", "炼铁部/张某某", None],
    [2, "煤气柜", "1-2", 2, "Ⅱ级", "动力部/李某某", None],
]
MEANT = {
    "1-1": {
        "no": "1-1", "label": "高炉", "quantity": 1, "level": "r1",
        "office": "炼铁部", "person": "张某某",
    },
    "1-2": {
        "no": "1-2", "label": "煤气柜", "quantity": 2, "level": "r2",
        "office": "动力部", "person": "李某某",
    },
}  # fmt: skip
Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    return works(tmp_path_factory.mktemp("works"))


def book(*sheets: tuple[str, list[list[Any]]], edit: Edit | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if edit:
        edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def ledger(*rows: list[Any], above: list[list[Any]] | None = None) -> list[list[Any]]:
    top = (
        [["工厂安全风险源点台账"], [f"工厂名称：甲厂  信用代码：{CODE}"]]
        if above is None
        else above
    )
    return [*top, HEAD, *(rows or ROWS)]


def read(policy: PolicySet, folder: Path, data: bytes, name: str = "台账.xlsx") -> Facts:
    (folder / name).write_bytes(data)
    return read_facts(folder / name, policy)


def test_a_ledger_stands_by_itself(policy: PolicySet, tmp_path: Path) -> None:
    facts = read(policy, tmp_path, book(("台账", ledger())))
    assert kept(facts, "point") == MEANT
    (plant,) = facts.tables["plant"].rows.values()
    assert {k: v for k, v in plant.values.items() if v is not None} == {
        "code": CODE,
        "name": "甲厂",
    }
    assert plant.key == (CODE, "1")
    assert not facts.tables["point"].complete
    (line,) = facts.summaries
    assert (line.read, line.returned, line.skipped) == (2, 0, 0)
    assert line.note is not None
    assert line.note.zh == "未用的列：序号、备注"


@pytest.mark.parametrize(
    "above",
    [
        [["台账"], [], ["信用代码", CODE, None, "工厂名称", "甲厂"]],
        [["台账"], [f"信用代码：{CODE}　　工厂名称：甲厂"], []],
        [["台账"], [f"信用代码: {CODE} 工厂名称:甲厂"]],
        [["台账"], ["信用代码：", CODE], ["工厂名称：", "甲厂"], [None, None]],
        [[None, None], ["信用代码（18位）：" + CODE, None, None, "工厂名称：甲厂"]],
    ],
    ids=["label and cell", "two in one cell", "single blanks", "label with colon", "brackets"],
)
def test_the_enterprise_is_read_above_the_header(
    policy: PolicySet, tmp_path: Path, above: list[list[Any]]
) -> None:
    facts = read(policy, tmp_path, book(("台账", ledger(above=above))))
    assert kept(facts, "point") == MEANT
    assert facts.tables["plant"].rows[CODE, "1"].values["name"] == "甲厂"


@pytest.mark.parametrize(
    ("name", "title", "sheet"),
    [
        (f"{OTHER}.xlsx", "台账", "Sheet1"),
        ("乙冶炼厂风险台账.xlsx", "台账", "Sheet1"),
        ("台账.xlsx", "乙冶炼厂安全风险源点管理台账", "Sheet1"),
        ("台账.xlsx", "填报单位：乙冶炼厂", "Sheet1"),
        ("台账.xlsx", "台账", "乙冶炼厂"),
    ],
)
def test_a_known_enterprise_is_recognised_in_title_sheet_or_file_name(
    policy: PolicySet, tmp_path: Path, name: str, title: str, sheet: str
) -> None:
    plants = f"信用代码,工厂名称\n{CODE},甲冶炼厂\n{OTHER},乙冶炼厂\n"
    (tmp_path / "plant.csv").write_text(plants, encoding="utf-8")
    (tmp_path / name).write_bytes(book((sheet, ledger(above=[[title]]))))
    facts = read_facts(tmp_path, policy)
    assert {key[:2] for key in facts.tables["point"].rows} == {(OTHER, "1")}
    assert kept(facts, "point") == MEANT


def test_a_ledger_of_nobody_is_a_problem(policy: PolicySet, tmp_path: Path) -> None:
    (tmp_path / "台账.xlsx").write_bytes(book(("台账", ledger(above=[["台账"]]))))
    (problem,) = problems_of(tmp_path / "台账.xlsx", policy)
    assert problem.code == "F108"
    assert str(problem.place) == "台账.xlsx [台账]:2:0"


def test_the_header_may_stand_in_two_merged_rows_with_line_breaks(
    policy: PolicySet, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["台账"], [f"信用代码：{CODE}"], [],
        ["序号", "源点\n名称", "内部编号\n（必填）", "风险评估（LEC法）", None, "责任", None],
        [None, None, None, "数量(台)", "风险\n等级", "责任部门", "责任人"],
        [1, "高炉", "1-1", 1, "一级", "炼铁部", "张某某"],
        [2, "煤气柜", "1-2", 2.0, "较大", "动力部", "李某某"],
    ]  # fmt: skip

    def merge(workbook: Any) -> None:
        for area in ("A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4", "A1:G1"):
            workbook.active.merge_cells(area)

    facts = read(policy, tmp_path, book(("台账", rows), edit=merge))
    assert kept(facts, "point") == MEANT


def test_a_merged_cell_holds_for_all_its_rows(policy: PolicySet, tmp_path: Path) -> None:
    rows = [[1, "高炉", "1-1", 1, "一级", "炼铁部/张某某"], [2, "热风炉", "1-2", 1, None, None]]

    def merge(workbook: Any) -> None:
        workbook.active.merge_cells("E4:E5")
        workbook.active.merge_cells("F4:F5")

    facts = read(policy, tmp_path, book(("台账", ledger(*rows)), edit=merge))
    assert {k: (v["level"], v["person"]) for k, v in kept(facts, "point").items()} == {
        "1-1": ("r1", "张某某"), "1-2": ("r1", "张某某"),
    }  # fmt: skip


def test_a_blank_cell_that_is_not_merged_stays_unknown(policy: PolicySet, tmp_path: Path) -> None:
    rows = [[1, "高炉", "1-1", 1, "一级"], [2, "热风炉", "1-2", 1, None]]

    def colour(workbook: Any) -> None:
        workbook.active["E5"].fill = PatternFill("solid", fgColor="FFFF0000")

    facts = read(policy, tmp_path, book(("台账", ledger(*rows)), edit=colour))
    assert "level" not in kept(facts, "point")["1-2"]
    assert facts.rejects == ()


def test_banners_totals_notes_and_repeated_headers_are_passed_over(
    policy: PolicySet, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["一、炼铁车间"], ROWS[0], [None] * 7, [3, None, None, None, None], HEAD,
        ["二、动力车间"], ROWS[1], ["合计", None, None, 3], [], ["注：等级为固有风险"],
        ["填表人：张某某", None, None, "审核：李某某", None, "2026年3月1日"],
    ]  # fmt: skip

    def merge(workbook: Any) -> None:
        workbook.active.merge_cells("A4:G4")
        workbook.active.merge_cells("A9:G9")

    facts = read(policy, tmp_path, book(("台账", ledger(*rows)), edit=merge))
    assert kept(facts, "point") == MEANT
    assert facts.rejects == ()
    (line,) = facts.summaries
    assert (line.read, line.returned, line.skipped) == (2, 0, 9)


def test_hidden_rows_and_sheets_are_read_and_hidden_sheets_named(
    policy: PolicySet, tmp_path: Path
) -> None:
    def hide(workbook: Any) -> None:
        workbook["一车间"].row_dimensions[4].hidden = True
        workbook["二车间"].sheet_state = "hidden"

    data = book(("一车间", ledger(ROWS[0])), ("二车间", ledger(ROWS[1])), edit=hide)
    facts = read(policy, tmp_path, data)
    assert kept(facts, "point") == MEANT
    notes = {s.sheet: s.note.zh for s in facts.summaries if s.note}
    assert notes["二车间"].startswith("隐藏的工作表")


def test_one_sheet_per_workshop_and_a_sheet_of_words(policy: PolicySet, tmp_path: Path) -> None:
    data = book(
        ("一车间", ledger(ROWS[0])),
        ("二车间", ledger(ROWS[1], above=[["二车间"]])),
        ("数据字典", [["等级", "含义"], ["一级", "红"]]),
        ("空表", []),
    )
    facts = read(policy, tmp_path, data)
    assert kept(facts, "point") == MEANT
    assert {key[:2] for key in facts.tables["point"].rows} == {(CODE, "1")}
    aside = {s.sheet: s.note.zh for s in facts.summaries if s.note and not s.entity}
    assert aside == {"数据字典": "没有认出表头，未读", "空表": "空表"}


def test_a_workbook_of_tables_is_read_by_sheet_names(policy: PolicySet, tmp_path: Path) -> None:
    data = book(
        ("工厂", [["信用代码", "工厂名称"], [CODE, "甲厂"]]),
        ("point", [["信用代码", *HEAD], *([CODE, *row] for row in ROWS)]),
        (
            "隐患",
            [["信用代码", "隐患编号", "源点", "发现日期"], [CODE, "h", "1-1", date(2020, 3, 1)]],
        ),
    )
    facts = read(policy, tmp_path, data)
    assert kept(facts, "point") == MEANT
    assert facts.tables["finding"].rows[CODE, "1", "h"].links == {"point": (CODE, "1", "1-1")}
    assert kept(facts, "finding")["h"]["found_on"] == date(2020, 3, 1)


def test_dates_numbers_and_codes_as_cells(policy: PolicySet, tmp_path: Path) -> None:
    head = ["信用代码", "隐患编号", "发现日期"]
    rows = [
        [CODE, 1, 43891], [CODE, 2, 43891.9654], [CODE, 3, datetime(2020, 3, 1, 23, 10)],
        [CODE, "'004", "2020.3.1"], [CODE, 530102199001011234, "2020-03-01"],
        [CODE, "5.30102E+17", "20200301"], [CODE, "６", 20200301],
    ]  # fmt: skip
    data = book(("plant", [["信用代码", "人数"], [CODE, 1]]), ("finding", [head, *rows]))
    facts = read(policy, tmp_path, data)
    days = {key: row["found_on"] for key, row in kept(facts, "finding").items()}
    assert days == dict.fromkeys(["004", "1", "2"], date(2020, 3, 1))
    over = [(row, code) for row, _, _, code in rejected(facts)]
    assert over == [(4, "F220"), (6, "F210"), (7, "F210"), (8, "F220")]


def test_a_workbook_of_1904_is_noticed(policy: PolicySet, tmp_path: Path) -> None:
    def turn(workbook: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        workbook["finding"]["C2"] = date(2020, 3, 1)

    data = book(
        ("plant", [["信用代码", "人数"], [CODE, 1]]),
        ("finding", [["信用代码", "隐患编号", "发现日期"], [CODE, "a", None], [CODE, "b", 42429]]),
        edit=turn,
    )
    facts = read(policy, tmp_path, data)
    days = {key: row["found_on"] for key, row in kept(facts, "finding").items()}
    assert days == {"a": date(2020, 3, 1), "b": date(2020, 3, 1)}


@pytest.mark.parametrize("name", ["台账.xls", "台账.xlsx", "台账.csv", "台账.et"])
def test_the_content_tells_the_format_and_not_the_name(
    policy: PolicySet, tmp_path: Path, name: str
) -> None:
    assert kept(read(policy, tmp_path, book(("台账", ledger())), name), "point") == MEANT
    assert kept(read(policy, tmp_path, old_book(ledger()), name), "point") == MEANT
    text = "\n".join(",".join("" if c is None else str(c) for c in row) for row in ledger())
    assert kept(read(policy, tmp_path, text.encode("gbk"), name), "point") == MEANT


def old_book(rows: list[list[Any]]) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("台账")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_old_workbooks_have_dates_and_merged_cells(policy: PolicySet, tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("隐患")
    sheet.write_merge(0, 0, 0, 2, "隐患清单")
    sheet.write(1, 0, f"信用代码：{CODE}")
    for column, title in enumerate(["隐患编号", "发现\n日期", "描述"]):
        sheet.write(2, column, title)
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write(3, 0, 1)
    sheet.write(3, 1, date(2020, 3, 1), style)
    sheet.write(4, 0, 2)
    sheet.write(4, 1, 43891)
    sheet.write_merge(3, 4, 2, 2, "同一处")
    out = BytesIO()
    workbook.save(out)
    facts = read(policy, tmp_path, out.getvalue(), "隐患.xls")
    row = {"found_on": date(2020, 3, 1), "words": "同一处"}
    assert kept(facts, "finding") == {"1": {"number": "1", **row}, "2": {"number": "2", **row}}


def test_a_header_that_lists_other_grades_is_not_trusted(policy: PolicySet, tmp_path: Path) -> None:
    head = ["内部编号", "级别  (1级/2级/3级/4级/5级)"]
    rows = [[f"信用代码：{CODE}"], head, ["1", "1级"], ["2", "3级"], ["3", "红"]]
    facts = read(policy, tmp_path, book(("台账", rows)))
    assert [(row, value, code) for row, _, value, code in rejected(facts)] == [
        (3, "1级", "F204"), (4, "3级", "F204"),
    ]  # fmt: skip
    assert kept(facts, "point") == {"3": {"no": "3", "level": "r1"}}
    same = [[f"信用代码：{CODE}"], ["内部编号", "级别（1级/2级/3级/4级）"], ["1", "1级"]]
    assert kept(read(policy, tmp_path, book(("台账", same))), "point") == {
        "1": {"no": "1", "level": "r1"}
    }


def test_a_shared_column_with_one_part_is_said(policy: PolicySet, tmp_path: Path) -> None:
    row = [1, "高炉", "1-1", 1, "一级", "炼铁部"]
    facts = read(policy, tmp_path, book(("台账", ledger(row))))
    assert kept(facts, "point")["1-1"]["office"] == "炼铁部"
    assert "person" not in kept(facts, "point")["1-1"]
    assert facts.summaries[0].note is not None
    assert "1处合并列只填了一项" in facts.summaries[0].note.zh


def test_a_row_with_an_error_is_returned_in_the_words_of_a_clerk(
    policy: PolicySet, tmp_path: Path
) -> None:
    rows = [
        [1, "高炉", "1-1", 1, "5级"], [2, "煤气柜", "1-2", "3台", "一级"],
        [3, "转炉", None, 1, "一级"], [4, "吊车", "1-4", "若干", "绿"],
    ]  # fmt: skip
    facts = read(policy, tmp_path, book(("一车间", ledger(*rows))))
    assert [reject.reason.zh for reject in facts.rejects] == [
        "第4行“风险等级”列填的是“5级”，应为一级至四级",
        "第5行“数量”列填的是“3台”，应为整数，只填数字",
        "第6行没有填“内部编号”",
        "第7行“数量”列填的是“若干”，应为整数，只填数字",
        "第7行“风险等级”列填的是“绿”，应为一级至四级",
    ]
    assert {reject.origin.sheet for reject in facts.rejects} == {"一车间"}
    (line,) = facts.summaries
    assert (line.read, line.returned) == (0, 4)


def test_what_several_ledgers_say_of_one_plant_is_joined(policy: PolicySet, tmp_path: Path) -> None:
    first = ledger(ROWS[0], above=[[f"信用代码：{CODE}  人数：30"], ["工厂名称：甲厂"]])
    second = ledger(ROWS[1], above=[[f"信用代码：{CODE}  面积：7.5"], ["工厂名称：甲工厂"]])
    facts = read(policy, tmp_path, book(("一车间", first), ("二车间", second)))
    assert kept(facts, "point") == MEANT
    (plant,) = facts.tables["plant"].rows.values()
    assert (plant.values["workers"], str(plant.values["area"])) == (30, "7.50")
    assert plant.values["name"] is None
    assert [(r.column, r.value, r.code) for r in facts.rejects] == [("工厂名称", "甲工厂", "F216")]


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[: len(data) // 2], lambda data: data.replace(b"PK\x01\x02", b"PK\x00\x00")],
    ids=["cut", "overwritten"],
)
def test_a_damaged_workbook_is_a_problem_and_not_a_crash(
    policy: PolicySet, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "plant.xlsx").write_bytes(damage(book(("plant", [["信用代码"], [CODE]]))))
    assert [p.code for p in problems_of(tmp_path / "plant.xlsx", policy)] == ["F103"]


def test_a_stray_cell_at_the_far_end_is_refused_before_memory_runs_out(
    policy: PolicySet, tmp_path: Path
) -> None:
    def stray(workbook: Any) -> None:
        workbook.active.cell(1_048_576, 16_384).value = " "

    (tmp_path / "plant.xlsx").write_bytes(book(("plant", [["信用代码"], [CODE]]), edit=stray))
    (problem,) = problems_of(tmp_path, policy)
    assert problem.code == "F103"
    assert "请删除数据以外的行和列" in problem.message.zh


def test_parquet_is_read_with_its_types(policy: PolicySet, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="Parquet needs duckdb")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT '{CODE}' AS code, 30::BIGINT AS workers, 7.5::DECIMAL(9,2) AS area,"
            " true AS running, DATE '2020-03-01' AS opened, ['dust', 'iron'] AS trades,"
            f" NULL::VARCHAR AS name) TO '{tmp_path}/plant.parquet' (FORMAT parquet)"
        )
    facts = read_facts(tmp_path, policy)
    (plant,) = facts.tables["plant"].rows.values()
    assert {k: v for k, v in plant.values.items() if v is not None and k != "area"} == {
        "code": CODE, "workers": 30, "running": True, "opened": date(2020, 3, 1),
        "trades": ("iron", "dust"),
    }  # fmt: skip
    assert str(plant.values["area"]) == "7.50"
    columns, rows = read_parquet((tmp_path / "plant.parquet").read_bytes())
    assert (columns[0], rows[0][0]) == ("code", CODE)


def test_damaged_parquet_and_a_missing_reader_are_problems(
    policy: PolicySet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plant.parquet").write_bytes(b"PAR1 nothing of the kind PAR1")
    assert [p.code for p in problems_of(tmp_path, policy)] == ["F103"]
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    assert [p.code for p in problems_of(tmp_path, policy)] == ["F114"]
