"""The example of Yunnan: made by one seed, and as uneven and dirty as real ledgers are."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.inspection import filing
from engine.inspection.cascade import cut_off_of, select
from engine.inspection.lists import Selection
from engine.inspection.plans import check_plans
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from examples.yunnan.generator.world import write_world
from tests.example import FACTS, POLICY, ROOT, rows_of

EXAMPLE = ROOT / "examples/yunnan"
BY_HAND = {"91530402MA00K7PB46", "91532501MA00R4TA15"}  # listed by hand as well
SNAPSHOTS = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(POLICY)


@pytest.fixture(scope="module")
def facts(policy: PolicySet) -> Facts:
    return read_facts(FACTS, policy)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    write_world(folder)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def said(path: Path) -> object:
    """What a file says, whichever version of a library wrote it."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return [[[c.value for c in row] for row in s] for s in book], [s.merged_cells.ranges for s in book]  # fmt: skip # noqa: E501
    if path.suffix == ".parquet":
        duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed here")
        return duckdb.sql(f"select * from read_parquet('{path}')").fetchall()
    return path.read_bytes()


@pytest.mark.parametrize("part", ["facts", "history"])
def test_the_seed_makes_what_is_shipped(again: Path, part: str) -> None:
    assert names(again / part) == names(EXAMPLE / part)
    for name in names(again / part):
        assert said(again / part / name) == said(EXAMPLE / part / name), name


def counties(facts: Facts) -> Counter[str]:
    return Counter(str(row.values["division"]) for row in facts.tables["enterprise"].rows.values())


def test_sites_lie_unevenly_over_all_prefectures(policy: PolicySet, facts: Facts) -> None:
    found = counties(facts)
    known = {d.code: d for d in policy.divisions.values() if d.level == "county"}
    assert sum(found.values()) >= 2500
    assert len(known) == 129
    assert {code[:4] for code in found} == {code[:4] for code in known}
    assert sum(code not in found for code in known) == 5
    assert sum(1 <= found[code] <= 3 for code in known) == 10
    assert sum(number > 60 for number in found.values()) >= 3
    sizes = Counter(d.parent for d in known.values())
    assert 3 in {sizes[f"{code[:4]}00"] for code in found}


def test_four_key_sectors_and_others_are_there(policy: PolicySet, facts: Facts) -> None:
    rows = facts.tables["enterprise"].rows.values()
    sectors = Counter(s for row in rows for s in row.values["key_sectors"] or ())  # type: ignore[union-attr]
    assert set(sectors) == set(policy.domains["key_sector"].ids)
    assert all(number >= 30 for number in sectors.values())
    assert any(not row.values["key_sectors"] for row in rows)
    industries = {row.values["industry"] for row in rows}
    assert set(policy.domains["industry"].ids) <= industries | {None}


def test_hazards_are_open_closed_unlinked_and_ambiguous(facts: Facts) -> None:
    rows = facts.tables["hazard"].rows.values()
    states = Counter(row.values["status"] for row in rows)
    assert {"open", "closed", "rectified_unverified"} <= set(states)
    assert sum(row.links["point"] is None for row in rows) >= 20
    assert sum(row.values["link"] == "ambiguous" for row in rows) >= 10
    assert {"general", "major"} <= {row.values["grade"] for row in rows}
    assert "management" in {row.values["family"] for row in rows}


def test_lists_of_2026_name_a_tenth_and_more(facts: Facts) -> None:
    rows = facts.tables["key_list"].rows.values()
    levels = Counter(row.values["level"] for row in rows)
    assert {row.values["year"] for row in rows} == {2026}
    assert levels["province"] == 50 + 1  # and the smelter that was written by hand
    assert 100 <= levels["prefecture"] <= 16 * 15
    assert 400 <= levels["county"] <= 124 * 5
    for kind in ("inspection", "accident"):
        assert len(facts.tables[kind].rows) >= 30


@pytest.fixture(scope="module")
def selection(policy: PolicySet, facts: Facts) -> Selection:
    """What `select` makes of the shipped facts, without the two ledgers written by hand."""
    tables = {
        name: replace(t, rows={k: row for k, row in t.rows.items() if k[0] not in BY_HAND})
        for name, t in facts.tables.items()
    }
    return select(policy, replace(facts, tables=tables), 2026, cut_off_of(policy, 2026, None))


def test_the_shipped_lists_are_what_select_makes_of_the_shipped_facts(
    policy: PolicySet, facts: Facts, selection: Selection
) -> None:
    """What happened after the cut-off date, the inspections of the year too, changes nothing."""
    made = {
        (key, str(v["level"])): v for key, v in filing.rows_of(policy, selection, status="filed")
    }
    shipped = {
        (row.parent, str(row.values["level"])): dict(row.values)
        for key, row in facts.tables["key_list"].rows.items()
        if key[0] not in BY_HAND
    }
    assert made == shipped


@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
def test_equal_sites_straddle_the_last_place(level: str, selection: Selection) -> None:
    tied = [x for x in selection.of_level(level) if "tie" in {r.kind for r in x.remarks}]
    assert tied
    for one in tied:
        order, last = one.order, one.places[-1].candidate
        assert order is not None
        assert any(order.tied(last, m.candidate) for m in one.missed)


def test_every_list_is_within_its_bounds_or_says_why_not(selection: Selection) -> None:
    for one in selection.lists:
        kinds = {r.kind for r in one.remarks}
        within = one.level.quota.least <= one.gross <= one.level.quota.most
        assert within or "below" in kinds, one.department.name
        assert all(p.candidate.grounds for p in one.places)


def test_plans_are_mostly_in_order_some_late_a_few_not_complete(
    policy: PolicySet, facts: Facts
) -> None:
    found = check_plans(policy, facts, 2026, date(2026, 6, 30))
    states = Counter(check.state for check in found)
    assert {"on_time", "late", "overdue"} == set(states)
    assert states["on_time"] > 0.8 * len(found)
    assert 0 < sum(not check.complete for check in found) < 0.2 * len(found)
    late_by = {check.late_by.level for check in found if check.late_by}
    assert late_by == {"county", "prefecture"}


def encodings(paths: Iterable[Path]) -> set[str]:
    return {"gb18030" if _fails(path.read_bytes()) else "utf-8" for path in paths}


def _fails(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def test_files_have_the_dirt_of_real_ones(facts: Facts) -> None:
    assert encodings(FACTS.rglob("*.csv")) == {"utf-8", "gb18030"}
    assert len(list(FACTS.glob("ledgers/*.xlsx"))) >= 20
    spellings = {
        row[9] for path in FACTS.glob("points/*.csv") for row in rows_of(path)[1:] if len(row) > 9
    }
    assert len(spellings) >= 12, spellings
    days = {
        re.sub(r"\d", "9", cell)
        for path in FACTS.glob("hazards/*.csv")
        for row in rows_of(path)[1:]
        for cell in row[8:9]
    }
    assert {"9999-99-99", "99999999", "9999年9月99日"} <= days
    codes = Counter(reject.code for reject in facts.rejects)
    assert len(codes) >= 3
    assert all(s.read > 0 for s in facts.summaries if s.entity)


def test_hardly_a_row_is_returned_and_each_says_why(facts: Facts) -> None:
    read = sum(len(table.rows) for table in facts.tables.values())
    assert 0 < len({r.origin for r in facts.rejects}) < 0.01 * read
    assert all(r.reason.zh and r.reason.en and r.origin.row for r in facts.rejects)


def test_six_monthly_snapshots_tell_of_a_growing_number_of_hazards(policy: PolicySet) -> None:
    assert sorted(p.name for p in (EXAMPLE / "history").iterdir()) == SNAPSHOTS
    numbers = []
    for day in (SNAPSHOTS[0], SNAPSHOTS[-1]):
        found = read_facts(EXAMPLE / "history" / day, policy)
        assert str(found.snapshot) == day
        assert len(found.tables["enterprise"].rows) >= 2500
        numbers.append(len(found.tables["hazard"].rows))
    assert numbers[0] < numbers[1]


def test_nobody_real_is_named() -> None:
    for path in FACTS.rglob("*.csv"):
        text = "\n".join(",".join(row) for row in rows_of(path))
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), path  # a mobile number
        people = {cell for row in csv.reader(text.splitlines()) for cell in row if "某" in cell}
        assert all("某某" in name for name in people), path
