"""Random damage to a real ledger: never an exception, and untouched rows read as before."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.facts.text_tables import decode
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound

EXAMPLE = Path("examples/yunnan/facts")
PREFECTURE = "533400"
USCC = "91532501MA00R4TA15"
SOURCE = Path("examples/yunnan/source/smelter.csv")
SMALL, LARGE = 60, 5_000
JUNK: list[str] = [
    "", " ", "　", "-", "/", "无", "5级", "绿", "一级/二级", "l级", "Ⅰ级", "1.0", "3台", "若干",
    "1-2", "2020-02-30", "长期", "43891", "1e309", "9" * 400, "9" * 5000, "5.3E+17", "#REF!",
    "{{x}}", "=1+1", "@a", "合计", "小计", "注：见附表", "填表人：张某某", "\ufffd", "\x00",
    "\u200b", "\ufeff", "😀", "e\u0301", "﷽", "'1", "'", "true", "NaN", "null", "(", "）",
    "一级（", "/一级", "a/b/c", ",", ";", "\t", "、、", "\n", "\r", "a,b,c,d,e,f,g,h,i,j,k,l,m,n",
    ";" * 30, "\t" * 30, "序号", "内部编号", "¼", "٣", "Ⅻ", "−1", "＋1",
]  # fmt: skip
QUOTED = ['"', '"a', 'a"', '""', '"""', '"a"b', '"a\nb"', '"a,b"']
Table = list[list[str]]
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy("policies/yunnan")


@pytest.fixture(scope="module")
def sample() -> Table:
    lines = SOURCE.read_text(encoding="utf-8-sig").splitlines()
    return [line.split(",") for line in lines]


def with_head(table: Table) -> Table:
    return [[f"统一社会信用代码：{USCC}"], *table]


def as_csv(table: Table, random: Random) -> bytes:
    end = random.choice(["\n", "\r\n"])
    encoding = random.choice(["utf-8", "utf-8-sig", "gb18030"])
    text = end.join(",".join(row) for row in with_head(table)) + end
    return text.encode(encoding, errors="replace")


def as_workbook(table: Table) -> bytes:
    workbook = openpyxl.Workbook()
    for r, row in enumerate(with_head(table), 1):
        for c, cell in enumerate(row, 1):
            kept = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell)[:30_000]
            workbook.active.cell(r, c).value = kept if kept[:1] != "=" else f"'{kept}"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def mutate(table: Table, random: Random, key: tuple[int, ...]) -> tuple[Table, set[Row]]:
    """Return a damaged copy, and what the columns `key` of the touched rows said."""
    copy = [list(row) for row in table]
    touched: set[Row] = set()
    quotes = 1
    for _ in range(random.randint(1, 6)):
        at = random.randrange(1, len(copy))
        row = copy[at]
        touched.add(tuple(row[c] if c < len(row) else "" for c in key))
        kind = random.randrange(9)
        if kind <= 3 and row:
            junk = random.choice(JUNK)
            if quotes and random.random() < 0.2:
                junk, quotes = random.choice(QUOTED), 0
            place = random.randrange(len(row))
            row[place] = junk if random.random() < 0.7 else row[place] + junk
        elif kind == 4 and row:
            del row[random.randrange(len(row)) :]
        elif kind == 5:
            row += [random.choice(JUNK)] * random.randint(1, 5)
        elif kind == 6:
            copy.insert(at, list(row))
        elif kind == 7 and len(copy) > 4:
            del copy[at]
        else:
            extra = [list(table[0]), ["合计", "", "", "", "9"], [""] * len(row), ["注：等级见附表"]]
            copy.insert(at, random.choice(extra))
    if random.random() < 0.3:
        body = copy[1:]
        random.shuffle(body)
        copy[1:] = body
    return copy, touched


def rows_of(facts: Facts, entity: str = "risk_point") -> dict[tuple[str, ...], dict[str, Any]]:
    return {key: dict(row.values) for key, row in facts.tables[entity].rows.items()}


def attempt(path: Path, policy: PolicySet) -> Facts | None:
    try:
        return read_facts(path, policy)
    except ProblemsFound as found:
        assert all(problem.code.startswith("F1") for problem in found.problems)
        return None


def test_untouched_rows_read_equal_whatever_happens_to_the_others(
    policy: PolicySet, sample: Table, tmp_path: Path, large: bool
) -> None:
    path = tmp_path / "台账.csv"
    random = Random(20)
    path.write_bytes(as_csv(sample, random))
    before = rows_of(read_facts(path, policy))
    assert len(before) == len(sample) - 1
    returned = 0
    for _ in range(LARGE if large else SMALL):
        table, touched = mutate(sample, random, (2,))
        data = as_workbook(table) if random.random() < 0.1 else as_csv(table, random)
        path.write_bytes(data)
        facts = attempt(path, policy)
        assert facts is not None, table
        after = rows_of(facts)
        doubled = {r.value for r in facts.rejects if r.code in ("F216", "F217")}
        returned += len(facts.rejects)
        for key, row in before.items():
            if (key[-1],) not in touched and key[-1] not in doubled:
                assert after.get(key) == row, (key, table)
    assert returned > 0


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One prefecture of the example: its enterprises, points and hazards."""
    folder = tmp_path_factory.mktemp("example")
    for entity, part in (("enterprise", "enterprises"), ("risk_point", "points"),
                         ("hazard", "hazards")):  # fmt: skip
        data = (EXAMPLE / part / f"{PREFECTURE}.csv").read_bytes()
        (folder / f"{entity}.csv").write_bytes(data)
    return folder


@pytest.mark.parametrize(("entity", "column"), [("risk_point", "内部编号"), ("hazard", "隐患编号")])
def test_untouched_rows_of_the_example_read_equal(
    policy: PolicySet, example: Path, large: bool, entity: str, column: str
) -> None:
    path = example / f"{entity}.csv"
    data = path.read_bytes()
    text, encoding = decode(data)
    table = [line.split(",") for line in text.splitlines()]
    before = read_facts(example, policy)
    columns = (0, table[0].index(column))
    random = Random(f"{entity} of the example")
    for _ in range((LARGE if large else SMALL) // 2):
        damaged, touched = mutate(table, random, columns)
        changed = "\r\n".join(",".join(row) for row in damaged)
        path.write_bytes(changed.encode(encoding, errors="replace"))
        facts = attempt(example, policy)
        assert facts is not None
        lost = {r.value.split("/")[-1] for r in facts.rejects if r.code in ("F216", "F217")}
        links = {r.origin for r in facts.rejects if r.code == "F219"}
        for name in ("enterprise", "risk_point", "hazard"):
            now = rows_of(facts, name)
            for key, row in before.tables[name].rows.items():
                moved = (key[0], key[-1]) in touched or key[-1] in lost
                unlinked = name == "hazard" and entity == "risk_point" and row.origin in links
                assert (moved and name == entity) or unlinked or now.get(key) == row.values, (
                    key,
                    touched,
                )
    path.write_bytes(data)
    assert read_facts(example, policy).sha256 == before.sha256


def test_bytes_changed_anywhere_never_end_in_an_exception(
    policy: PolicySet, sample: Table, tmp_path: Path, large: bool
) -> None:
    random = Random(21)
    forms: list[Callable[[], bytes]] = [
        lambda: as_csv(sample, random),
        lambda: as_workbook(sample),
    ]
    made = [form() for form in forms for _ in range(3)]
    read = 0
    for turn in range(LARGE // 5 if large else SMALL):
        data = bytearray(random.choice(made))
        for _ in range(random.randint(1, 8)):
            at = random.randrange(len(data))
            kind = random.randrange(3)
            if kind == 0:
                data[at] = random.randrange(256)
            elif kind == 1:
                del data[at : at + random.randint(1, 40)]
            else:
                data[at:at] = random.randbytes(random.randint(1, 10))
        path = tmp_path / f"{turn % 2}.csv"
        path.write_bytes(bytes(data))
        read += attempt(path, policy) is not None
    assert read > 0
