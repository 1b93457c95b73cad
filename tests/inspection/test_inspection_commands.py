"""The commands: what they print and write, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import cli
from engine.catalogue.index import every_code
from engine.commands import inspection
from engine.facts.writing import write_facts
from engine.policy.model import PolicySet
from tests.inspection.made import facts_of, listed


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--lang", "en", *words])
    out, err = capfd.readouterr()
    return int(stop.value.code or 0), out, err


def folder(policy: PolicySet, path: Path, names: dict[str, Any], **tables: Any) -> str:
    write_facts(facts_of(policy, names, **tables), policy, path)
    return str(path)


USUAL = ("-p", "yunnan", "--year", "2026")


def test_select_writes_a_key_list_that_reads_back_and_a_sheet_a_department(
    yunnan: PolicySet, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    facts = folder(yunnan, tmp_path / "facts", {"A": {"major": 1}, "B": {}})
    outs = [str(tmp_path / f"lists.{kind}") for kind in ("csv", "xlsx", "json")]
    code, out, _ = run(
        capfd, "select", *USUAL, "-f", facts, "--place", "530402", "--status", "已备案",
        *(word for path in outs for word in ("-o", path)),
    )  # fmt: skip
    assert code == 0
    assert "A major hazard is not rectified" in out
    assert "C1.1-c" in out
    rows = list(csv.DictReader(io.StringIO(Path(outs[0]).read_text("utf-8-sig"))))
    assert [(r["统一社会信用代码"], r["名单级别"], r["名次"]) for r in rows] == [
        ("A", "县级", "1"), ("B", "县级", "2"), ("A", "市级", "1"), ("B", "市级", "2"),
        ("A", "省级", "1"), ("B", "省级", "2"),
    ]  # fmt: skip
    assert {r["名单状态"] for r in rows} == {"已备案"}
    book = load_workbook(outs[1], read_only=True)
    assert len(book.sheetnames) == 1 + 129 + 16 + 1
    assert json.loads(Path(outs[2]).read_text("utf-8"))["year"] == 2026
    # Put in place of the key list, the result routes.
    Path(facts, "key_list.csv").write_bytes(Path(outs[0]).read_bytes())
    code, out, _ = run(capfd, "route", "A", "-p", "yunnan", "-f", facts, "--as-of", "2026-06-30",
                       "--level", "red", "--message", "warning_issued")  # fmt: skip
    assert code == 0
    assert "highest that has it" in out


def test_select_exits_1_where_a_request_is_refused(
    yunnan: PolicySet, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {n: {"sectors": 2} for n in "ABCDE"}
    wish = {"of": "F", "year": 2026, "level": "prefecture", "reason": "群众反映"}
    facts = folder(yunnan, tmp_path / "facts", {**names, "F": {}}, list_request=[wish])
    code, _, err = run(capfd, "select", *USUAL, "-f", facts)
    assert code == 1
    assert "I203" in err
    assert "C1.1-h" in err


def test_select_of_one_level_from_filed_lists_names_those_who_filed_none(
    yunnan: PolicySet, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    facts = folder(yunnan, tmp_path / "f", {"A": {}}, key_list=listed(2026, "county", ["A"]))
    code, out, err = run(capfd, "select", *USUAL, "-f", facts, "--level", "市级", "--filed")
    assert code == 0
    assert "16 lists, 1 listed" in out
    assert "五华区应急管理局" in err
    assert "红塔区应急管理局" not in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("select", "--level", "village"), "I104"),
        (("select", "--status", "gone"), "I110"),
        (("select", "--as-of", "2025-12-31"), "I201"),
        (("select", "-o", "lists.doc"), "the ending must be one of"),
        (("select", "--place", "999999"), "999999"),
    ],
    ids=lambda w: " ".join(w) if isinstance(w, tuple) else "",
)
def test_what_cannot_be_asked_is_said(
    words: tuple[str, ...], says: str, yunnan: PolicySet, tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    facts = folder(yunnan, tmp_path / "f", {"A": {}})
    code, _, err = run(capfd, words[0], *USUAL, "-f", facts, *words[1:])
    assert code in (1, 2)
    assert says in err
    assert "Traceback" not in err


def test_assign_plan_and_change_answer_with_tables_and_exit_codes(
    yunnan: PolicySet, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {"A": {"status": "suspended"}, "B": {}, "C": {}}
    visits = [
        {"of": "B", "inspection_no": f"X{n}", "department": "d-530402", "ended_on": f"2026-0{n}-01"}
        for n in (3, 4)
    ]
    facts = folder(
        yunnan, tmp_path / "f", names, key_list=listed(2026, "county", "AB"), inspection=visits,
        plan=[{"department": "d-530402", "year": 2026, "objects": "2户"}],
    )  # fmt: skip
    book = str(tmp_path / "work.xlsx")
    code, out, err = run(capfd, "assign", *USUAL, "-f", facts, "--as-of", "2026-06-30", "-o", book)
    assert (code, "I204" in err, "红塔区应急管理局" in out) == (1, True, True)
    assert load_workbook(book).sheetnames == ["workload", "inspections"]
    code, out, _ = run(capfd, "plan", *USUAL, "-f", facts, "--as-of", "2026-06-30")
    assert (code, "overdue" in out) == (1, True)
    code, out, _ = run(capfd, "change", *USUAL, "-f", facts, "--as-of", "2026-06-30")
    assert code == 1
    assert "A厂" in out
    assert "C厂" in out


def test_returns_go_out_and_come_back_by_command(
    yunnan: PolicySet, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    facts = folder(yunnan, tmp_path / "f", {"A": {}}, key_list=listed(2026, "county", ["A"]))
    out_folder, merged = str(tmp_path / "out"), str(tmp_path / "merged")
    code, out, _ = run(capfd, "returns", *USUAL, "-f", facts, "--place", "530402", "-o", out_folder)
    assert code == 0
    (path,) = out.split()
    assert load_workbook(path).sheetnames[0] == "报表封面"
    code, out, _ = run(capfd, "collect", out_folder, *USUAL, "-f", facts, "-o", merged)
    assert code == 1  # 128 are missing, and the cover has no day
    assert "129 due, 1 returned, 128 missing" in out
    assert Path(merged, "rejects", "d-530402.xlsx").exists()
    code, _, err = run(capfd, "collect", str(tmp_path / "no"), *USUAL, "-f", facts, "-o", merged)
    assert code == 2
    assert "no" in err


def test_the_guide_names_commands_options_and_codes_that_exist() -> None:
    text = (Path(__file__).parents[2] / "docs/guide.zh.md").read_text("utf-8")
    start = text.index("## 名单、巡查任务和计划")
    end = text.find("\n## ", start + 1)
    chapter = text[start : end if end > 0 else len(text)]
    specs = {spec.name: spec for spec in inspection.COMMANDS}
    lines = re.findall(r"^yujing (\w+)(.*)$", chapter, re.MULTILINE)
    assert {name for name, _ in lines} == set(specs)
    for name, words in lines:
        made = [make("zh") for make in specs[name].parameters]
        known = {word for option in made for word in option.opts}
        assert set(re.findall(r"(?<= )--?[a-z-]+", words)) <= known, name
    assert set(re.findall(r"`(I\d+)`", chapter)) <= set(every_code())
