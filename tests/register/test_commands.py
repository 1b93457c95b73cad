"""The register from the command line: a warning from inspection to release, and what an office
meets on the way."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from desks import facts, happens, issued, opened, yunnan
from test_log import by_hand

import cli
from engine.facts.writing import write_facts
from engine.service import policies

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]
RECORD = {
    "number": "XC-1", "enterprise": "E1/1", "began_on": "2026-03-09", "ended_on": "2026-03-12",
    "experts": "某专家组", "documents": ["现场检查记录〔2026〕12号"],
    "findings": [{"id": "F1", "family": "control", "grade": "general", "point": "P1",
                  "description": "联锁失效"}],
    "determination": {"level": "red", "decider": "王某某"},
}  # fmt: skip
SIGNED = ("--signed", "handled=张", "--signed", "reviewed=李", "--signed", "signed=王")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("YUJING_REGISTER", str(tmp_path / "a.db"))
    monkeypatch.setenv("YUJING_POLICY", str(ROOT / "policies/yunnan"))
    monkeypatch.setenv("YUJING_ACTOR", "张某某@d-530402")
    monkeypatch.setenv("YUJING_CLOCK", "2026-03-12T09:00:00+08:00")
    monkeypatch.setenv("YUJING_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(policies, "read_policy", lambda *_: (yunnan(), []))  # read once

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(list(words))
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def started(run: Run, tmp_path: Path) -> Run:
    """A register with one red warning, issued on 2026-03-13 and delivered on 03-14."""
    write_facts(facts(), yunnan(), tmp_path / "facts")
    (tmp_path / "record.yaml").write_text(yaml.safe_dump(RECORD, allow_unicode=True), "utf-8")
    assert run("register", "open", "a.db", "--as-of", "2026-01-01")[0] == 0
    inspect = ("inspect", "record", "record.yaml", "-f", "facts", "--as-of", "2026-03-13")
    assert run(*inspect)[0] == 0
    issue = (
        "register",
        "issue",
        "XC-1",
        "--as-of",
        "2026-03-13",
        "--contact",
        "张",
        "--contact",
        "李",
    )
    code, out, err = run(*issue, *SIGNED)
    assert (code, "（红塔）应急预〔2026〕1号" in out) == (0, True), err
    (tmp_path / "回证.pdf").write_bytes(b"scan")
    deliver = ("register", "deliver", "W1", "--method", "direct", "--received-by", "赵某某")
    assert run(*deliver, "--evidence", "回证.pdf", "--as-of", "2026-03-14")[0] == 0
    return run


def test_a_warning_goes_its_way_to_release(started: Run) -> None:
    at = ("--as-of", "2026-03-20")
    assert started("register", "respond", "W1", "--content", "已停用", *at)[0] == 0
    assert started("register", "apply-release", "W1", "--paper", "整改报告", *at)[0] == 0
    early = started("register", "release", "W1", "--opinion", "同意", *SIGNED, *at)
    assert (early[0], "没有验收销号" in early[2]) == (1, True)
    release = ("register", "release", "W1", "--opinion", "同意", "--verified", "all", *SIGNED, *at)
    assert started(*release)[0] == 0
    _, out, _ = started("register", "show", "W1", "--format", "json", *at)
    told = json.loads(out)
    assert (told["state"], told["open_hazards"]) == ("released", [])
    assert [e["kind"] for e in told["events"]][-2:] == ["recheck", "release"]
    assert started("register", "verify")[1].strip() == "台账完整，没有改动"
    assert started("register", "replay")[0] == 0


def test_the_three_refusals_are_three_commands(started: Run) -> None:
    for name, words in (
        ("refuse-receipt", "拒签"),
        ("refuse-response", "拒不响应"),
        ("not-accept", "不予解除"),
    ):
        code, out, _ = started("register", name, "--help")
        assert (code, words in out) == (0, True)


def test_an_attachment_is_kept_by_path_and_hash(started: Run) -> None:
    _, out, _ = started("register", "show", "W1", "--format", "json", "--as-of", "2026-03-14")
    (deliver,) = [e for e in json.loads(out)["events"] if e["kind"] == "deliver"]
    assert deliver["body"]["evidence"][0]["path"] == "回证.pdf"
    assert len(deliver["body"]["evidence"][0]["sha256"]) == 64
    missing = ("register", "respond", "W1", "--content", "a", "--evidence", "没有.pdf")
    code, _, err = started(*missing, "--as-of", "2026-03-15")
    assert (code, "G133" in err) == (2, True)


def test_today_due_and_tick_tell_what_is_late_and_write_it_once(started: Run) -> None:
    day = ("--as-of", "2026-03-29")
    _, sheet, _ = started("today", *day)
    assert "已逾期（1）" in sheet
    assert "下一步" in sheet
    _, dues, _ = started("due", "--within", "5", *day)
    assert "企业拖延" in dues
    dry = started("tick", "--dry-run", *day)[1]
    assert "只看不记" in dry
    assert "逾期 整改期限 2026-03-28" in started("tick", *day)[1]
    assert started("tick", *day)[1].strip() == "没有新到期的"
    assert "待签发的措施" in started("today", *day)[1]
    told = json.loads(started("today", "--format", "json", *day)[1])
    assert {t["kind"] for t in told["tasks"]} == {"overdue", "proposed", "platform"}
    assert json.loads(started("due", "--format", "json", *day)[1])["due"]
    assert json.loads(started("tick", "--format", "json", *day)[1])["entries"] == []


def test_the_history_says_who_entered_what_and_when(started: Run) -> None:
    started("tick", "--as-of", "2026-03-29")
    _, out, _ = started("register", "history", "W1", "--as-of", "2026-03-29")
    assert "逾期  响应 2026-03-16  录入 2026-03-29  张某某@d-530402" in out
    assert "提醒函（已超期）" in out


def test_messages_are_written_into_a_folder_and_ticked_off(started: Run, tmp_path: Path) -> None:
    day = ("--as-of", "2026-03-14")
    _, out, _ = started("register", "outbox", "--format", "json", *day)
    waiting = [m["id"] for m in json.loads(out)["messages"]]
    assert started("register", "sent", waiting[0], *day)[1].split() == waiting[:1]
    assert started("register", "sent", "--folder", "out", *day)[1].split() == waiting[1:]
    assert sorted(p.stem for p in (tmp_path / "out").iterdir()) == sorted(waiting[1:])
    assert started("register", "sent", "--folder", "out", *day)[1].split() == []
    assert started("register", "outbox", *day)[1].strip() == "没有"
    code, _, err = started("register", "sent", "M9-9", *day)
    assert (code, "G134" in err) == (1, True)
    assert started("register", "sent", *day)[0] == 2


def test_the_platform_is_compared(started: Run, tmp_path: Path) -> None:
    number = "（红塔）应急预〔2026〕1号"
    rows = f"文号,预警级别,发布日期\n{number},橙色,2026-03-12\n"
    rows += "（某某）应急预〔2026〕9号,红色,2026-03-01\n"
    (tmp_path / "平台.csv").write_text(rows, "utf-8")
    code, out, _ = started("register", "compare", "平台.csv", "--as-of", "2026-03-20")
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()] == ["级别不同", "日期不同", "台账没有"]
    (tmp_path / "平台.csv").write_text(
        f"文号,预警级别,发布日期\n{number},红色级,2026-03-13\n", "utf-8"
    )
    assert started("register", "compare", "平台.csv", "--as-of", "2026-03-20")[0] == 0
    (tmp_path / "平台.csv").write_text("文号,预警级别\n", "utf-8")
    assert "平台没有" in started("register", "compare", "平台.csv", "--as-of", "2026-03-20")[1]


def test_rows_of_a_workbook_are_entered_and_wrong_ones_refused(
    started: Run, tmp_path: Path
) -> None:
    rows = (
        "事项,预警,日期,内容,凭证\n响应,W1,2026-03-15,已停用,\n申请解除,W1,2026-03-16,,整改报告\n"
        "送达,W1,2026-03-16,,回证\n响应,W9,2026-03-16,内容,\n"
    )
    (tmp_path / "登记.csv").write_text(rows, "utf-8")
    code, out, _ = started("register", "import", "登记.csv", "--as-of", "2026-03-16")
    assert code == 1
    lines = out.splitlines()
    assert ["退回" in line for line in lines] == [False, False, True, True]
    again = started("register", "import", "登记.csv", "--as-of", "2026-03-16")[1].splitlines()
    assert ["此前已登记" in line for line in again[:2]] == [True, True]


def test_a_practice_register_shows_its_mark(run: Run) -> None:
    assert "练习账套" in run("register", "open", "a.db", "--practice", "--as-of", "2026-01-01")[1]
    assert "练习账套，不作为执法依据" in run("today", "--as-of", "2026-03-01")[1]
    assert "练习账套，不作为执法依据" in run("register", "list", "--as-of", "2026-03-01")[1]


def test_who_enters_something_says_who(started: Run) -> None:
    words = ("register", "respond", "W1", "--content", "a", "--as-of", "2026-03-15")
    code, _, err = started(*words, "--actor", "张某某")
    assert (code, "G131" in err) == (2, True)
    assert started(*words, "--actor", "张某某@d-999999")[0] == 2


def test_keeping_commands_answer(started: Run, tmp_path: Path) -> None:
    _, anchor, _ = started("register", "anchor")
    (tmp_path / "anchor.json").write_text(anchor, "utf-8")
    assert started("register", "verify", "--anchor", "anchor.json")[0] == 0
    assert started("register", "export", "a.jsonl")[0] == 0
    assert started("register", "backup", "b.db")[0] == 0
    assert "已用1" in started("register", "numbers", "--as-of", "2026-03-20")[1]
    assert "XC-1" in started("inspect", "show", "XC-1", "--as-of", "2026-03-20")[1]
    assert "1 家企业" in started("register", "list", "--open", "--as-of", "2026-03-20")[1]
    listed = json.loads(started("register", "list", "--format", "json", "--as-of", "2026-03-20")[1])
    assert [w["id"] for w in listed["warnings"]] == ["W1"]


def test_a_tampered_register_is_found_by_the_command(started: Run, tmp_path: Path) -> None:
    by_hand(tmp_path / "a.db", "UPDATE event SET actor = 'x' WHERE seq = 3")
    code, out, _ = started("register", "verify")
    assert (code, out.strip()) == (1, "#3 内容被改动")


def test_a_register_without_its_policy_cannot_be_replayed(tmp_path: Path, run: Run) -> None:
    log = opened(tmp_path / "a.db")
    issued(log)
    happens(log, "deliver", "2026-03-13")
    by_hand(tmp_path / "a.db", "DELETE FROM document")
    code, _, err = run("register", "replay")
    assert (code, "G137" in err) == (1, True)


def test_without_the_driver_postgresql_is_said_to_need_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    code, _, err = run("register", "verify", "-r", "postgresql://127.0.0.1/x")
    assert (code, "G135" in err) == (2, True)


def test_a_past_day_is_told_as_it_was(started: Run) -> None:
    started("register", "respond", "W1", "--content", "a", "--as-of", "2026-03-16")

    def state(*words: str) -> str:
        return str(
            json.loads(started("register", "show", "W1", "--format", "json", *words)[1])["state"]
        )

    assert state("--as-of", "2026-03-13") == "issued"
    assert state("--as-of", "2026-03-15") == "delivered"
    assert state("--as-of", "2026-03-16") == "responding"
    assert state("--as-of", "2026-03-16", "--known", "2026-03-14") == "delivered"
