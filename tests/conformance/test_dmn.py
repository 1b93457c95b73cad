"""Decision tables of the DMN compatibility kit, run as policy folders on the reference."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import dmn
import pytest
import yaml

from engine.execution.reference import answers
from engine.execution.subjects import subjects
from engine.facts.model import Facts, Row
from engine.facts.model import Table as Rows
from engine.policy.assembling import load_policy
from engine.policy.model import LISTS
from engine.problems import ProblemsFound

KIT = Path(__file__).parents[2].parent / "shared" / "conformance" / "dmn-tck"
LISTING = Path(__file__).with_name("dmn_left_out.yaml")
AS_OF = date(2026, 1, 1).toordinal() - date(1970, 1, 1).toordinal()

pytestmark = pytest.mark.skipif(
    not KIT.is_dir(), reason="the DMN compatibility kit is not beside the project"
)


@pytest.fixture(scope="module")
def models():
    return list(dmn.models(KIT))


@pytest.fixture(scope="module")
def policies(models, tmp_path_factory):
    """Policy sets by table id, and why each other table is left out."""
    loaded, left_out = {}, {}
    for model in models:
        left_out.update(model.left_out)
        for table in model.tables:
            folder = tmp_path_factory.mktemp("dmn") / "set"
            try:
                loaded[table.id] = (table, load_policy(dmn.write_policy(table, folder)))
            except dmn.LeftOut as reason:
                left_out[table.id] = str(reason)
            except ProblemsFound as found:
                left_out[table.id] = f"refused: {found.problems[0].code}"
    return loaded, left_out


def answer(table, policy, given):
    """What our policy set answers, with undetermined and no rule as None."""
    values = {c.field: dmn.typed(given[c.name], c.type) for c in table.columns}
    row = Row(("1",), {"row_no": "1", **values})
    facts = Facts({"row": Rows("row", {("1",): row}, complete=True)})
    (found,) = answers(policy, subjects(policy, facts), AS_OF)
    settled = found["row", ("1",)]["table"]
    decision = policy.decisions["table"]
    outputs = [table.rules[int(r.id[1:]) - 1][1] for r in decision.rules]
    if decision.hit in LISTS:
        ranks = {value: rank for rank, value in enumerate(decision.order)}
        in_order = sorted(settled.fired, key=lambda n: ranks.get(decision.rules[n].then.low, 0))
        return dmn.answered(table, [outputs[n] for n in in_order]) if in_order else None
    if settled.trouble == "no rule" and table.default is not None:
        return dmn.answered(table, table.default)
    if settled.trouble or settled.low is None or settled.low != settled.high:
        return None
    if table.hit == "count":
        return settled.low
    if table.computes:
        return Decimal(settled.low).scaleb(-decision.gives.digits)
    return dmn.answered(table, table.distinct[settled.low])


def runs(models, policies):
    """Every case of a table that was loaded, whose inputs the case gives."""
    loaded, _ = policies
    for model in models:
        for case in model.cases:
            table, policy = loaded.get(f"{model.name}/{case.decision}", (None, None))
            if table and all(column.name in case.given for column in table.columns):
                yield model, case, table, policy


def test_no_case_differs(models, policies):
    differing = [
        (table.id, case.id, found, case.expected)
        for _, case, table, policy in runs(models, policies)
        if not dmn.same(found := answer(table, policy, case.given), case.expected)
    ]
    assert differing == []


def test_the_kit_is_run_as_far_as_the_language_reaches(models, policies):
    cases = list(runs(models, policies))
    assert len(policies[0]) >= 26
    assert len(cases) >= 55
    assert {table.hit for _, _, table, _ in cases} == {
        "unique", "any", "first", "priority", "collect", "rule-order", "output-order",
        "sum", "min", "count",
    }  # fmt: skip


def test_every_table_left_out_is_listed_with_its_reason(policies):
    listed = yaml.safe_load(LISTING.read_text(encoding="utf-8"))
    assert policies[1] == listed["tables"]


def test_every_case_that_is_not_run_is_listed_with_its_reason(models, policies):
    listed = yaml.safe_load(LISTING.read_text(encoding="utf-8"))
    run = {(model.name, case.id, case.decision) for model, case, _, _ in runs(models, policies)}
    loaded = {tuple(id.split("/", 1)) for id in policies[0]}
    missing = sorted(
        f"{model.name}/{case.decision} {case.id}"
        for model in models
        for case in model.cases
        if (model.name, case.decision) in loaded and (model.name, case.id, case.decision) not in run
    )
    assert missing == sorted(listed["cases"])


def test_a_planted_difference_is_seen(models, policies):
    """The comparison can fail: a wrong expectation differs."""
    _, case, table, policy = next(runs(models, policies))
    assert not dmn.same(answer(table, policy, case.given), "something else")
