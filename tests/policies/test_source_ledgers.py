"""The two ledgers written by hand: read whole, and answered as their page says."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.execution.outcome import Outcome, outcome
from engine.execution.reference import answers
from engine.execution.subjects import subjects
from engine.facts.identity import is_credit_code
from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.policy.assembling import load_policy
from engine.policy.loading import load_document
from engine.policy.model import PolicySet

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "examples/yunnan/source"
AS_OF = (date(2026, 3, 31) - date(1970, 1, 1)).days
CHILDREN = ("hazard", "inspection", "key_list")
ANNEX_3 = [
    "序号", "风险源点名称", "内部编号", "所在点位", "数量", "安全风险辨识", "安全风险等级",
    "安全风险管控措施", "安全风险管控责任部门/责任人", "备注",
]  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(ROOT / "policies/yunnan")


def source(name: str) -> dict[str, Any]:
    document, problems = load_document(name, (SOURCE / f"{name}.yaml").read_bytes())
    assert document is not None and problems == []
    return dict(document.data)


def write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for row in rows:
            cells = {k: "、".join(v) if isinstance(v, list) else v for k, v in row.items()}
            writer.writerow(cells)


def read(policy: PolicySet, name: str, folder: Path) -> Facts:
    data = source(name)
    key = {part: data["enterprise"][part] for part in ("uscc", "site")}
    shutil.copy(SOURCE / f"{name}.csv", folder / "risk_point.csv")
    write_table(folder / "enterprise.csv", [data["enterprise"]])
    for child in CHILDREN:
        write_table(folder / f"{child}.csv", [{**key, **row} for row in data[child]])
    parent = ", ".join(f'{part}: "{value}"' for part, value in key.items())
    lines = ["tables:", "  enterprise: {files: enterprise.csv}"]
    lines.append(f"  risk_point: {{files: risk_point.csv, rows: complete, parent: {{{parent}}}}}")
    lines += [f"  {child}: {{files: {child}.csv, rows: complete}}" for child in CHILDREN]
    (folder / "facts.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_facts(folder, policy)


def answered(policy: PolicySet, facts: Facts) -> Outcome:
    (item,) = subjects(policy, facts)
    (answer,) = answers(policy, [item], AS_OF)
    return outcome(policy, item, answer, AS_OF)


@pytest.mark.parametrize(("name", "points"), [("smelter", 41), ("cold-store", 16)])
def test_every_row_is_read_and_none_returned(
    policy: PolicySet, tmp_path: Path, name: str, points: int
) -> None:
    facts = read(policy, name, tmp_path)
    assert facts.rejects == ()
    assert len(facts.tables["risk_point"].rows) == points
    levels = {row.values["own_level"] for row in facts.tables["risk_point"].rows.values()}
    assert levels == {"level_1", "level_2", "level_3", "level_4"}


@pytest.mark.parametrize("name", ["smelter", "cold-store"])
def test_the_ledger_has_the_ten_columns_of_annex_3_and_a_code_that_checks(name: str) -> None:
    with (SOURCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ANNEX_3
    assert {len(row) for row in rows} == {len(ANNEX_3)}
    assert is_credit_code(source(name)["enterprise"]["uscc"])


def test_the_smelter_is_red_for_its_deep_well_caster(policy: PolicySet, tmp_path: Path) -> None:
    found = answered(policy, read(policy, "smelter", tmp_path))
    assert (found.verdict, found.level, found.inspected) == ("decided", ("red", "red"), True)
    ((rule, keys),) = [(r.rule, [e.key[-1] for e in r.examples]) for r in found.rules]
    assert (rule, keys) == ("hazard_warning/level-1", ["YH-001"])
    assert [r.rule for r in found.reviews if r.sure] == ["reviews/left-to-supervision"]


def test_the_cold_store_is_orange_and_possibly_red_for_a_hazard_without_a_point(
    policy: PolicySet, tmp_path: Path
) -> None:
    found = answered(policy, read(policy, "cold-store", tmp_path))
    assert (found.verdict, found.level) == ("undetermined", ("orange", "red"))
    assert [(why.kind, why.key[-1], why.name) for why in found.why] == [
        ("missing", "YH-004", "point")
    ]
    assert [r.rule for r in found.reviews if r.sure] == [
        "reviews/map-missing",
        "reviews/unlinked-hazard",
    ]
