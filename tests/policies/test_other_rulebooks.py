"""Three rulebooks of other places: the engine answers them alike, and knows not a word of them."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from engine.execution import reference
from engine.execution.outcome import Recorder, dumps, record
from engine.execution.subjects import Item, day_number, subjects
from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.organisation.routing import route
from engine.policy.assembling import load_policy
from engine.policy.loading import load_document
from engine.policy.model import PolicySet
from engine.service.cases import run_cases
from engine.service.policies import check
from tests.execution.executors import Answers, executor

ROOT = Path(__file__).parents[2]
NAMES = ("inner-mongolia", "liaoning-tailings", "risk-scores")
DAY = date(2023, 7, 5)
AS_OF = day_number(DAY)

# Values on, below and above every bound, and none at all ("").
DEATHS = ("", 0, 2, 3, 9, 10, 29, 30)
INJURIES = ("", 0, 9, 10, 49, 50, 99, 100)
FREEBOARD = ("", "0.49", "0.50", "0.99", "1.00", "2.00")
BEACH = ("", "39.9", "40.0", "69.9", "70.0", "90.0")
LIKELIHOOD = ("", "0.1", "0.2", "0.5", "1", "3", "6", "10")
EXPOSURE = ("", "0.5", "1", "2", "3", "6", "10")
CONSEQUENCE = ("", "1", "3", "7", "15", "40", "100")
FIVE = ("", "1", "2", "3", "4", "5")


def table(head: str, rows: list[tuple[object, ...]]) -> str:
    return "\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n"


def forecasts() -> dict[str, str]:
    cells = list(product(DEATHS, INJURIES))
    return {
        "site": table("code,division", [(f"S{n}", "150100") for n in range(len(cells))]),
        "forecast": table(
            "code,forecast_no,from_date,until_date,deaths,injuries",
            [(f"S{n}", 1, "2023-07-01", "2023-07-31", *cell) for n, cell in enumerate(cells)],
        ),
    }


def ponds() -> dict[str, str]:
    cells = list(product(FREEBOARD, BEACH, ("2023-07-05", "2023-07-01", "")))
    rains = list(product(("blue", "yellow", "orange", "red", ""), ("2023-07-05", "2023-07-06", "")))
    return {
        "pond": table("code,state", [(f"P{n}", "in_use") for n in range(len(cells))]),
        "reading": table(
            "code,reading_no,freeboard,beach,taken_on",
            [(f"P{n}", 1, *cell) for n, cell in enumerate(cells)],
        ),
        "rain_warning": table(
            "code,warning_no,rain,issued_on", [(f"P{n}", 1, *rain) for n, rain in enumerate(rains)]
        ),
    }


def scores() -> dict[str, str]:
    lec = [("lec", *cell, "", "") for cell in product(LIKELIHOOD, EXPOSURE, CONSEQUENCE)]
    ls = [("ls", "", "", "", *cell) for cell in product(FIVE, FIVE)]
    rows = [*lec, *ls, ("", "1", "1", "1", "1", "1")]
    return {
        "unit": table("code", [(f"U{n}",) for n in range(len(rows))]),
        "risk": table(
            "code,risk_no,method,likelihood,exposure,consequence,ls_likelihood,ls_severity",
            [(f"U{n}", 1, *row) for n, row in enumerate(rows)],
        ),
    }


MADE = dict(zip(NAMES, (forecasts, ponds, scores), strict=True))


@pytest.fixture(scope="module")
def sets() -> dict[str, PolicySet]:
    return {name: load_policy(ROOT / "policies" / name) for name in NAMES}


@pytest.fixture(scope="module")
def facts(sets: dict[str, PolicySet], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Facts]:
    found = {}
    for name, policy in sets.items():
        folder = tmp_path_factory.mktemp(name)
        for entity, text in MADE[name]().items():
            (folder / f"{entity}.csv").write_text(text, "utf-8")
        manifest = [
            f"  {entity}: {{files: {entity}.csv, rows: complete}}" for entity in MADE[name]()
        ]
        (folder / "facts.yaml").write_text(
            "\n".join([f'snapshot: "{DAY}"', "tables:", *manifest, ""]), "utf-8"
        )
        found[name] = read_facts(folder, policy)
        assert found[name].rejects == ()
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_check_has_nothing_to_say(name: str) -> None:
    (found,) = check([str(ROOT / "policies" / name)])
    assert list(found.problems) == []


#   on the other executors: tests/execution/test_policy_cases.py
@pytest.mark.parametrize("name", NAMES)
def test_its_own_cases_come_out_and_leave_no_rule_and_no_clause_untried(name: str) -> None:
    found = run_cases(str(ROOT / "policies" / name), "reference")
    assert [r.case.name.en for r in found.results if not r.passed] == []
    rules = {f"{d.id}/{r.id}" for d in found.policy.decisions.values() for r in d.rules}
    held = {rule for r in found.results if r.outcome for rule in r.outcome.fired}
    assert rules - held == set()
    clauses = {cite for r in found.results for cite in r.case.cites}
    assert set(found.policy.clauses) - clauses == set()


def records(policy: PolicySet, items: list[Item], answers: Answers) -> list[str]:
    recorder = Recorder(policy, AS_OF)
    told = zip(items, answers(policy, items, AS_OF), strict=True)
    return [dumps(record(policy, recorder.outcome(item, answer))) for item, answer in told]


@pytest.mark.parametrize("engine", ["forward", "columnar"])
@pytest.mark.parametrize("name", NAMES)
def test_every_executor_writes_the_same_records_around_every_bound(
    sets: dict[str, PolicySet], facts: dict[str, Facts], name: str, engine: str
) -> None:
    policy, items = sets[name], list(subjects(sets[name], facts[name]))
    plain = records(policy, items, reference.answers)
    assert len(plain) > 50
    assert records(policy, items, executor(engine)) == plain


def levels(policy: PolicySet, facts: Facts) -> dict[str, str]:
    """What each subject gets: the ends of its level, joined where they differ."""
    items = list(subjects(policy, facts))
    recorder = Recorder(policy, AS_OF)
    told = zip(items, reference.answers(policy, items, AS_OF), strict=True)
    outcomes = {item.key[0]: recorder.outcome(item, answer) for item, answer in told}
    return {str(key): "..".join(dict.fromkeys(o.level)) for key, o in outcomes.items()}


def by_bands(number: float, bounds: tuple[float, ...], names: tuple[str, ...]) -> str:
    """The name of the first bound that a number reaches; plain arithmetic to compare with."""
    return next((n for b, n in zip(bounds, names, strict=False) if number >= b), names[-1])


def test_ls_scores_fall_into_the_published_bands(
    sets: dict[str, PolicySet], facts: dict[str, Facts]
) -> None:
    found = levels(sets["risk-scores"], facts["risk-scores"])
    start = len(LIKELIHOOD) * len(EXPOSURE) * len(CONSEQUENCE)
    names = ("level_1", "level_2", "level_3", "level_4")
    for n, (likelihood, severity) in enumerate(product(FIVE, FIVE), start):
        if likelihood and severity:
            score = int(likelihood) * int(severity)
            assert found[f"U{n}"] == by_bands(score, (20, 9, 4), names), score


def test_lec_scores_fall_into_five_bands_and_fold_to_four_levels(
    sets: dict[str, PolicySet], facts: dict[str, Facts]
) -> None:
    found = levels(sets["risk-scores"], facts["risk-scores"])
    tenths = (3200.5, 1600, 700, 200)  # 320 itself is not above 320
    names = ("level_1", "level_2", "level_3", "level_4", "level_4")
    for n, cell in enumerate(product(LIKELIHOOD, EXPOSURE, CONSEQUENCE)):
        if all(cell):
            score = round(float(cell[0]) * float(cell[1]) * float(cell[2]) * 10, 1)
            assert found[f"U{n}"] == by_bands(score, tenths, names), cell


def test_a_product_without_bounds_is_refused(tmp_path: Path) -> None:
    for path in (ROOT / "policies/risk-scores").glob("*.yaml"):
        text = path.read_text("utf-8")
        text = text.replace("type: int, min: 1, max: 100, zh: 后果C", "type: int, zh: 后果C")
        text = text.replace("type: decimal(2), min: 0.05, max: 10000,", "type: decimal(2),")
        (tmp_path / path.name).write_text(text, "utf-8")
    (found,) = check([str(tmp_path)])
    assert [p.code for p in found.problems] == ["C146"]


@pytest.mark.parametrize(
    ("level", "message", "sender"),
    [
        ("blue", "departmental_warning", "自治区建设主管部门"),
        ("yellow", "departmental_warning", "自治区建设主管部门"),
        ("orange", "regional_warning", "内蒙古自治区人民政府"),
        ("red", "regional_warning", "内蒙古自治区人民政府"),
    ],
)
def test_the_colour_decides_who_issues(
    sets: dict[str, PolicySet], facts: dict[str, Facts], level: str, message: str, sender: str
) -> None:
    policy, known = sets["inner-mongolia"], facts["inner-mongolia"]
    assert policy.routing is not None
    for name in policy.routing.messages:
        found = route(policy, known, ("S0",), name, level, DAY)
        assert found.sent == (name == message)
        if found.sent:
            assert found.sender is not None
            assert found.sender.name == sender


def test_two_colours_follow_weather_and_measurements(
    sets: dict[str, PolicySet], facts: dict[str, Facts]
) -> None:
    found = levels(sets["liaoning-tailings"], facts["liaoning-tailings"])
    days = ("2023-07-05", "2023-07-01", "")
    rains = len(list(product(range(5), range(3))))
    for n, (freeboard, beach, day) in enumerate(product(FREEBOARD, BEACH, days)):
        if n >= rains and freeboard and beach and day:
            red = float(freeboard) < 0.5 or float(beach) < 40
            orange = float(freeboard) < 1 or float(beach) < 70
            colour = "red" if red else "orange" if orange else "none"
            assert found[f"P{n}"] == (colour if day == days[0] else "none"), (freeboard, beach, day)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_clause_is_marked_a_draft(sets: dict[str, PolicySet], name: str) -> None:
    path = ROOT / "policies" / name / "notice.yaml"
    document, _ = load_document(path.name, path.read_bytes())
    assert document is not None
    clauses = document.data["clauses"].items()
    drafts = {id for id, clause in clauses if clause.get("basis") == "draft"}
    assert drafts
    for decision in sets[name].decisions.values():
        for rule in decision.rules:
            if set(rule.cites) <= drafts:
                assert rule.basis == "draft", f"{decision.id}/{rule.id}"


def test_the_engine_knows_no_word_of_them() -> None:
    words = (
        r"mongolia|liaoning|tailings|freeboard|beach|forecast_|\blec\b|rain_|内蒙古|辽宁|尾矿|盟市"
    )
    found = [
        (path.name, match.group())
        for path in sorted((ROOT / "engine").rglob("*.py"))
        for match in [re.search(words, path.read_text("utf-8"), re.IGNORECASE)]
        if match
    ]
    assert found == []
