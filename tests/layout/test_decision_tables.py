"""Decision tables travel to workbooks and back without loss."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from engine.policy.assembling import read_policy
from engine.policy.layout.formatting import same
from engine.policy.layout.table_rows import Row, rows_of, table_text
from engine.policy.loading import load_document
from tests.layout.command import run
from tests.layout.compiled import meaning

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("policies/*/*.yaml"))
STARTER = ROOT / "policies/starter"


def tables() -> list[tuple[Path, str]]:
    found = []
    for file in FILES:
        document, _ = load_document(str(file), file.read_bytes())
        assert document is not None
        for name, body in (document.data.get("decisions") or {}).items():
            if isinstance(body, dict) and "rules" in body:
                found.append((file, name))
    return found


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "starter")
    return tmp_path / "starter"


def exported(folder: Path, decision: str) -> Path:
    book = folder.parent / "table.xlsx"
    done = run("table", "export", decision, "-p", str(folder), "-o", str(book))
    assert done.code == 0, done.err
    return book


def changed(book: Path, **cells: object) -> None:
    """Write cells by their address."""
    opened = openpyxl.load_workbook(book)
    for address, value in cells.items():
        opened.worksheets[0][address] = value
    opened.save(book)


@pytest.mark.parametrize(("file", "name"), tables(), ids=lambda v: getattr(v, "stem", v))
def test_rows_made_anew_from_their_cells_are_the_same_rules(file: Path, name: str) -> None:
    document, _ = load_document(str(file), file.read_bytes())
    assert document is not None
    old = rows_of(document, ("decisions", name, "rules"))
    assert table_text(old, old.rows) == document.source.text
    # as if every rule were new: nothing of the old text is there to help
    renamed: list[Row] = [{**row, "id": f"new-{row['id']}"} for row in old.rows]
    again, problems = load_document("", table_text(old, renamed).encode())
    assert again is not None, problems
    rules = document.data["decisions"][name]["rules"]
    expected = [{**rule, "id": f"new-{rule['id']}"} for rule in rules]
    assert same(again.data["decisions"][name]["rules"], expected)


@pytest.mark.parametrize("decision", ["in_scope", "machine_attention", "reviews"])
def test_a_table_there_and_back_leaves_the_file_as_it_was(starter: Path, decision: str) -> None:
    before = (starter / "levels.yaml").read_bytes()
    book = exported(starter, decision)
    done = run("table", "import", decision, str(book), "-p", str(starter), "--lang", "en")
    assert (done.code, done.out) == (0, "nothing changed\n")
    assert (starter / "levels.yaml").read_bytes() == before


def test_a_changed_cell_changes_only_that_cell_of_the_file(starter: Path) -> None:
    before = (starter / "levels.yaml").read_text("utf-8")
    book = exported(starter, "machine_attention")
    heading = [cell.value for cell in openpyxl.load_workbook(book).worksheets[0][1]]
    column = "ABCDEFGHIJ"[heading.index("then")]
    changed(book, **{f"{column}3": "stop"})
    assert run("table", "import", "machine_attention", str(book), "-p", str(starter)).code == 0
    after = (starter / "levels.yaml").read_text("utf-8")
    assert after == before.replace(
        "{result: remarks}, then: watch", "{result: remarks}, then: stop"
    )


def test_rows_may_be_moved_added_and_dropped_and_comments_stay(starter: Path) -> None:
    before = (starter / "levels.yaml").read_text("utf-8")
    book = exported(starter, "machine_attention")
    opened = openpyxl.load_workbook(book)
    page = opened.worksheets[0]
    heading = [cell.value for cell in page[1]]
    page.delete_rows(3)  # remarks
    new = {"id": "new", "when.kind": "车床", "when.overdue": "yes", "then": "stop", "cite": "K4"}
    page.cell(1, len(heading) + 1).value = "when.kind"
    page.insert_rows(3)
    for number, name in enumerate([*heading, "when.kind"], 1):
        page.cell(3, number).value = new.get(str(name))
    opened.save(book)
    done = run("table", "import", "machine_attention", str(book), "-p", str(starter))
    assert done.code == 0, done.err
    after = (starter / "levels.yaml").read_text("utf-8")
    assert [x for x in before.splitlines() if x not in after.splitlines()] == [
        line for line in before.splitlines() if "id: remarks" in line
    ]
    policy, _ = read_policy(starter)
    assert policy is not None
    rules = policy.decisions["machine_attention"].rules
    assert [rule.id for rule in rules] == ["failed", "new", "late", "fine"]


def test_a_table_that_would_break_the_set_is_refused_and_nothing_written(starter: Path) -> None:
    before = (starter / "levels.yaml").read_bytes()
    book = exported(starter, "machine_attention")
    heading = [cell.value for cell in openpyxl.load_workbook(book).worksheets[0][1]]
    changed(book, **{f"{'ABCDEFGHIJ'[heading.index('then')]}2": "stopp"})
    done = run(
        "table", "import", "machine_attention", str(book), "-p", str(starter), "--lang", "en"
    )
    assert done.code == 1
    assert "did you mean `stop`?" in done.err
    assert str(starter / "levels.yaml") in done.err
    assert (starter / "levels.yaml").read_bytes() == before


def test_an_overlapping_row_is_refused_until_it_is_gone(starter: Path) -> None:
    book = exported(starter, "in_scope")
    first, _ = read_policy(starter)
    changed(book, A4="more", B4="更多", C4="More", D4="no", E4="no", F4="K1")
    assert first is not None
    done = run("table", "import", "in_scope", str(book), "-p", str(starter), "--lang", "en")
    assert done.code == 1, "two rows for the same case overlap"
    opened = openpyxl.load_workbook(book)
    opened.worksheets[0].delete_rows(4)
    opened.save(book)
    assert run("table", "import", "in_scope", str(book), "-p", str(starter)).code == 0
    again, _ = read_policy(starter)
    assert again is not None
    assert meaning(again) == meaning(first)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"A1": "name"}, "it has no column `id`"),
        ({"B1": "id"}, "two columns `id`"),
        ({"A3": "running"}, "the id `running` stands twice"),
        ({"A3": None}, "row 3 has no id"),
        ({"A3": "x", "B3": "[a"}, "`[a` in column"),
    ],
)
def test_a_sheet_that_is_no_table_is_refused(
    starter: Path, cells: dict[str, object], words: str
) -> None:
    book = exported(starter, "in_scope")
    changed(book, **cells)
    done = run("table", "import", "in_scope", str(book), "-p", str(starter), "--lang", "en")
    assert done.code == 1
    assert words in done.err
    assert "W103" in done.err


def test_an_unknown_table_is_named_with_those_there_are(starter: Path) -> None:
    done = run("table", "export", "in_scop", "-p", str(starter), "-o", "x.xlsx", "--lang", "en")
    assert done.code == 2
    assert "did you mean `in_scope`?" in done.err
    assert "W102" in done.err
