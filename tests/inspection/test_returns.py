"""129 return workbooks: who is missing, who returned twice, what goes back to whom and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from engine.facts.reading import read_facts
from engine.inspection.returns import collect, returning
from engine.inspection.returns_model import Collected
from engine.policy.model import PolicySet
from engine.reporting.returns_sheets import template
from engine.reporting.workbooks import as_xlsx
from engine.service.inspection import Job, write_collected
from tests.inspection.made import facts_of, listed

COVER, LIST, CHANGES, PLAN = "报表封面", "重点巡查企业名单", "名单变更", "巡查计划"
CODE = "统一社会信用代码"


@pytest.fixture(scope="module")
def facts(yunnan: PolicySet):  # type: ignore[no-untyped-def]
    names = {f"{d.division}{n}": {"at": d.division} for d in returning(yunnan) for n in (1, 2)}
    lists = [row for d in returning(yunnan)
             for row in listed(2026, "county", [f"{d.division}1", f"{d.division}2"])]  # fmt: skip
    return facts_of(yunnan, names, key_list=lists)


@pytest.fixture(scope="module")
def folder(yunnan: PolicySet, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of all counties, filled in without a mistake."""
    where = tmp_path_factory.mktemp("returns")
    for department in returning(yunnan):
        path = where / f"{department.division}.xlsx"
        path.write_bytes(as_xlsx(template(yunnan, department, 2026, facts), {}))
        fill(path, lambda book: cover(book, "报送日期", "2026-02-10"))
    return where


def fill(path: Path, change: Callable[[Workbook], None]) -> None:
    book = load_workbook(path)
    change(book)
    book.save(path)


def cover(book: Workbook, title: str, value: object) -> None:
    for row in book[COVER].iter_rows():
        if row[0].value == title:
            row[1].value = value  # type: ignore[assignment]


def cell(book: Workbook, sheet: str, row: int, title: str, value: object) -> None:
    page = book[sheet]
    column = next(c.column for c in page[1] if c.value == title)
    page.cell(row, column).value = value  # type: ignore[assignment]


def empty(book: Workbook, sheet: str) -> None:
    book[sheet].delete_rows(2, book[sheet].max_row)


def collected(policy: PolicySet, facts: Any, folder: Path, last: Path | None = None) -> Collected:
    files = [(p.name, p) for p in folder.glob("*.xlsx")]
    before = collected(policy, facts, last) if last else None
    return collect(policy, files, 2026, facts, before)


MISTAKES: dict[str, tuple[Callable[[Workbook], None], str, str]] = {
    "530402": (lambda b: cell(b, LIST, 2, CODE, "5301021"), CODE, "五华区"),
    "530403": (lambda b: cell(b, LIST, 3, "名单状态", "报上去了"), "名单状态", "报上去了"),
    "530423": (lambda b: cell(b, LIST, 3, "名次", 1), "名次", "重复"),
    "530102": (lambda b: cover(b, "年度", "2025"), "年度", "2026"),
    "530103": (lambda b: cover(b, "零报告", "是"), "零报告", "却有企业"),
}  # fmt: skip


def test_of_129_returns_each_mistake_the_missing_one_and_the_doubled_one_are_named(
    yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    work = tmp_path / "returns"
    shutil.copytree(folder, work)
    for code, (mistake, _, _) in MISTAKES.items():
        fill(work / f"{code}.xlsx", mistake)
    (work / "532501.xlsx").unlink()
    shutil.copy(work / "530111.xlsx", work / "530111 (2).xlsx")
    fill(work / "530111 (2).xlsx", lambda b: cover(b, "报送日期", "2026-02-20"))
    found = collected(yunnan, facts, work)
    assert [d.division for d in found.missing] == ["532501"]
    (twice,) = found.doubled
    assert (twice.department.division, twice.kept) == ("530111", "530111 (2).xlsx")
    rejects = found.rejects_of()
    assert set(rejects) == {f"d-{code}" for code in MISTAKES}
    for code, (_, column, words) in MISTAKES.items():
        (reject,) = rejects[f"d-{code}"]
        assert reject.column == column, code
        assert words in reject.reason.zh + reject.value, code
    # What is right is merged, whatever is wrong beside it.
    kept = {key[0] for key in found.rows["key_list"]}
    assert {"5304022", "5304031", "5304231", "5301021", "5301111"} <= kept
    assert not {"5304032", "5304232"} & kept
    assert len(kept) == 128 * 2 - 3


def test_what_was_filled_in_without_a_mistake_comes_back_whole(
    yunnan: PolicySet, facts: Any, folder: Path
) -> None:
    found = collected(yunnan, facts, folder)
    assert (found.missing, found.doubled, found.unknown, dict(found.rejects_of())) == (
        (),
        (),
        (),
        {},
    )
    held = {row.parent: row.values for row in facts.tables["key_list"].rows.values()}
    merged = {row.parent: row.values for row in found.rows["key_list"].values()}
    assert merged == held


def one_return(
    policy: PolicySet, facts: Any, folder: Path, tmp_path: Path, change: Any
) -> Collected:
    work = tmp_path / "one"
    work.mkdir()
    shutil.copy(folder / "530402.xlsx", work)
    fill(work / "530402.xlsx", change)
    return collected(policy, facts, work)


SINGLE: dict[str, tuple[Callable[[Workbook], None], str]] = {
    "an enterprise nobody knows": (
        lambda b: cell(b, LIST, 2, "统一社会信用代码", "NOBODY"), "基础数据里没有",
    ),
    "the list of another level": (lambda b: cell(b, LIST, 2, "名单级别", "市级"), "不是本级名单"),
    "the list of another year": (lambda b: cell(b, LIST, 2, "年度", 2025), "不是 2026 年的"),
    "an empty list that is not said to be nil": (lambda b: empty(b, LIST), "没有写零报告"),
    "no day": (lambda b: cover(b, "报送日期", "上周"), "报送日期"),
    "the plan of another department": (
        lambda b: b[PLAN].append(["d-530403", 2026, "5户"]), "不是本部门的",
    ),
    "a day that does not exist": (
        lambda b: b[CHANGES].append(
            ["5304021", "1", 2026, 1, "移出", "停产", "停产", "2026-02-30"]
        ),
        "日期",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", SINGLE)
def test_a_mistake_goes_back_to_its_county_in_plain_words(
    mistake: str, yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    change, words = SINGLE[mistake]
    found = one_return(yunnan, facts, folder, tmp_path, change)
    rejects = found.rejects_of()["d-530402"]
    assert any(words in r.reason.zh for r in rejects), [r.reason.zh for r in rejects]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: cover(b, "部门编号", "d-999999"), "不认识"),
        (lambda b: cover(b, "部门编号", "d-530400"), "不是应当报送的一级"),
        (lambda b: b.remove(b[COVER]), "没有报表封面"),
    ],
    ids=["unknown", "prefecture", "no cover"],
)
def test_a_return_of_nobody_is_named_by_its_file(
    change: Any, words: str, yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    found = one_return(yunnan, facts, folder, tmp_path, change)
    (nobody,) = found.unknown
    assert nobody.file == "530402.xlsx"
    assert words in nobody.rejects[0].reason.zh
    assert len(found.missing) == 129


def test_a_nil_return_counts_as_returned(
    yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    def nil(book: Workbook) -> None:
        empty(book, LIST)
        cover(book, "零报告", "是")

    found = one_return(yunnan, facts, folder, tmp_path, nil)
    (one,) = found.returns
    assert one.nil
    assert one.rejects == ()
    assert "d-530402" not in {d.id for d in found.missing}


def test_the_same_file_twice_counts_once_and_two_of_one_day_count_not_at_all(
    yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    for code in ("530402", "530403"):
        for name in (f"{code}.xlsx", f"{code}-副本.xlsx"):
            shutil.copy(folder / f"{code}.xlsx", tmp_path / name)
    fill(tmp_path / "530403-副本.xlsx", lambda b: cell(b, LIST, 2, "名次", 9))
    found = collected(yunnan, facts, tmp_path)
    same, unclear = found.doubled
    assert same.kept
    assert "只计一份" in same.text.zh
    assert unclear.kept == ""
    assert "都不计" in unclear.text.zh
    assert {key[0][:6] for key in found.rows["key_list"]} == {"530402"}
    assert set(found.rejects_of()) == {"d-530403"}


def test_differences_from_the_last_return_are_named_field_by_field(
    yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    last, now = tmp_path / "last", tmp_path / "now"
    for where in (last, now):
        where.mkdir()
        shutil.copy(folder / "530402.xlsx", where)

    def change(book: Workbook) -> None:
        cell(book, LIST, 2, "说明", "群众反映")
        book[LIST].delete_rows(3)
        book[PLAN].append(["d-530402", 2026, "1户"])

    fill(now / "530402.xlsx", change)
    found = collected(yunnan, facts, now, last)
    told = {(d.entity, d.key[0], d.kind): d.fields for d in found.differences}
    assert told == {
        ("key_list", "5304021", "changed"): (("reason", "", "群众反映"),),
        ("key_list", "5304022", "gone"): (),
        ("plan", "d-530402", "new"): (),
    }


def test_a_file_that_is_no_workbook_is_named(yunnan: PolicySet, facts: Any, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    found = collected(yunnan, facts, tmp_path)
    assert "打不开" in found.unknown[0].rejects[0].reason.zh


def test_the_merged_tables_read_back_as_facts_and_each_county_gets_its_sheet(
    yunnan: PolicySet, facts: Any, folder: Path, tmp_path: Path
) -> None:
    work, out = tmp_path / "in", tmp_path / "out"
    work.mkdir()
    for code in ("530402", "530403"):
        shutil.copy(folder / f"{code}.xlsx", work)
    fill(work / "530403.xlsx", MISTAKES["530403"][0])
    found = collected(yunnan, facts, work)
    write_collected(yunnan, found, str(out), "zh")
    assert sorted(p.name for p in (out / "rejects").iterdir()) == ["d-530403.xlsx"]
    page = load_workbook(out / "rejects/d-530403.xlsx").worksheets[0]
    assert [c.value for c in page[2]][3:5] == ["名单状态", "报上去了"]
    (out / "merged/enterprise.csv").write_text(
        "统一社会信用代码,生产场所编号,企业名称\n5304021,1,甲\n5304022,1,乙\n5304031,1,丙\n",
        "utf-8",
    )
    again = read_facts(out / "merged", yunnan)
    assert len(again.tables["key_list"].rows) == 3
    assert again.rejects == ()


def test_templates_are_written_for_the_place_asked(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    job = Job("yunnan", str(root / "examples/yunnan/facts"), 2026)
    (path,) = job.templates(str(tmp_path), ["530402"])
    book = load_workbook(path)
    assert book.sheetnames == [COVER, LIST, CHANGES, PLAN, "巡查进展"]
    assert book[LIST].max_row > 2
