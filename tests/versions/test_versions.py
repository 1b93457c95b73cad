"""Versions side by side: which one the date picks, how one is promoted, what a replay says."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.gates import Limits
from engine.catalogue import versions as codes
from engine.execution.outcome import dumps
from engine.policy.in_force import check_versions, in_force, versions_in
from engine.policy.loading import load_document
from engine.policy.versions import with_span
from engine.problems import ProblemsFound
from engine.service import promoting, replaying, resolved
from engine.service.policies import check, load
from engine.service.runs import evaluate

FACTS = "policies/starter/example-facts"
TODAY = date(2026, 7, 1)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Two versions of the set to start from: the second calls a failed machine to be watched."""
    folder = tmp_path / "rules"
    span = '{from: "2026-01-01"}'
    for version, spans in (("1", '{from: "2026-01-01"}'), ("2", '{from: "2030-01-01"}')):
        target = folder / version
        shutil.copytree("policies/starter", target, ignore=shutil.ignore_patterns("example-facts"))
        heading = target / "policy.yaml"
        text = heading.read_text("utf-8").replace('version: "1"', f'version: "{version}"')
        heading.write_text(text.replace(span, spans), encoding="utf-8")
    first = folder / "1" / "policy.yaml"
    until = '{from: "2026-01-01", until: "2030-01-01"}'
    first.write_text(first.read_text("utf-8").replace(span, until), encoding="utf-8")
    return folder


def asked(rules: Path, version: str, start: date, **more: Any) -> promoting.Request:
    return promoting.Request(str(rules), version, start, "张某某", TODAY, **more)


def rewrite(folder: Path, old: str, new: str, file: str = "policy.yaml") -> None:
    heading = folder / file
    text = heading.read_text("utf-8")
    assert old in text
    heading.write_text(text.replace(old, new), encoding="utf-8")


def refused(job: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        job()
    return [p.code for p in found.value.problems]


def test_the_date_picks_the_version(rules: Path) -> None:
    assert in_force(rules, date(2029, 12, 31)).version == "1"
    assert in_force(rules, date(2030, 1, 1)).version == "2"
    assert load(str(rules), date(2026, 5, 1)).version == "1"
    assert load(str(rules)).version == "2"


def test_evaluate_answers_by_the_version_in_force_on_the_as_of_date(rules: Path) -> None:
    found = evaluate(str(rules), FACTS, as_of=date(2031, 1, 1), today=TODAY, engine="reference")
    assert found.policy.version == "2"
    early = evaluate(str(rules), FACTS, as_of=None, today=TODAY, engine="reference")
    assert early.policy.version == "1"


def test_a_day_before_all_versions_has_none(rules: Path) -> None:
    assert refused(lambda: load(str(rules), date(2020, 1, 1))) == ["V123"]


@pytest.mark.parametrize(("until", "code"), [("2029-12-31", "V121"), ("2030-01-02", "V122")])
def test_a_hole_and_an_overlap_are_errors(rules: Path, until: str, code: str) -> None:
    rewrite(rules / "1", 'until: "2030-01-01"', f'until: "{until}"')
    assert [p.code for p in check_versions(versions_in(rules))] == [code]
    assert code in {p.code for c in check([str(rules)]) for p in c.problems}
    assert refused(lambda: load(str(rules))) == [code]


def test_two_sets_or_one_version_twice_in_a_folder_are_errors(rules: Path) -> None:
    rewrite(rules / "2", "policy: starter", "policy: other")
    rewrite(rules / "2", 'version: "2"', 'version: "1"')
    assert {p.code for p in check_versions(versions_in(rules))} == {"V124", "V125"}


@pytest.mark.parametrize(
    ("written", "until", "expected"),
    [
        ('{from: "2020-01-01"}  # why', "2021-01-01",
         '{from: "2022-02-02", until: "2021-01-01"}  # why'),
        ('{from: "2020-01-01", until: "2020-06-01"}', None, '{from: "2022-02-02"}'),
        ('{until: "2020-06-01", from: "2020-01-01"}', None, '{ from: "2022-02-02"}'),
        ('\n  from: "2020-01-01"  # begin\n', "2021-01-01",
         '\n  from: "2022-02-02"\n  until: "2021-01-01"  # begin\n'),
        ('\n  from: "2020-01-01"\n  until: "2020-06-01"  # end\n', None,
         '\n  from: "2022-02-02"\n'),
    ],
)  # fmt: skip
def test_a_span_is_changed_in_place_and_comments_stay(
    written: str, until: str | None, expected: str
) -> None:
    text = f"# first\neffective: {written}\nrest: 1\n"
    document, problems = load_document("policy.yaml", text.encode())
    assert document is not None, problems
    end = date.fromisoformat(until) if until else None
    assert with_span(document, date(2022, 2, 2), end) == (
        f"# first\neffective: {expected}\nrest: 1\n"
    )


def test_promoting_moves_the_border_and_keeps_a_chained_record(rules: Path) -> None:
    before = load(str(rules), date(2026, 5, 1)).sha256
    found = promoting.promote(asked(rules, "2", date(2026, 9, 1)))
    spans = [(v.version, v.start, v.until) for v in versions_in(rules)]
    assert spans == [
        ("1", date(2026, 1, 1), date(2026, 9, 1)),
        ("2", date(2026, 9, 1), None),
    ]
    assert {g.name: g.passed for g in found.gates} == {
        "spans": True, "check": True, "cases": True, "proofs": True, "simulation": None,
    }  # fmt: skip
    assert "# 从这一天起" in (rules / "2" / "policy.yaml").read_text("utf-8")
    (record,) = promoting.verify(rules)
    assert record["sha256"] == load(str(rules), date(2026, 10, 1)).sha256
    respanned = record["respanned"]
    assert isinstance(respanned, list)
    assert before in {c["before"] for c in respanned if isinstance(c, dict)}
    listed = resolved.history(str(rules))
    assert [len(v.promotions) for v in listed.versions] == [0, 1]


def test_going_back_promotes_a_copy_of_the_old_version(rules: Path) -> None:
    promoting.promote(asked(rules, "2", date(2026, 9, 1)))
    promoting.promote(asked(rules, "1", date(2026, 11, 1)))
    spans = [(v.version, v.start, v.until) for v in versions_in(rules)]
    assert spans == [
        ("1", date(2026, 1, 1), date(2026, 9, 1)),
        ("2", date(2026, 9, 1), date(2026, 11, 1)),
        ("1+2026-11-01", date(2026, 11, 1), None),
    ]
    first, again = load(str(rules), date(2026, 5, 1)), load(str(rules), date(2026, 12, 1))
    assert {d: [r.then for r in x.rules] for d, x in first.decisions.items()} == {
        d: [r.then for r in x.rules] for d, x in again.decisions.items()
    }
    assert len(promoting.verify(rules)) == 2


def test_a_version_whose_cases_fail_is_not_promoted_and_nothing_is_changed(rules: Path) -> None:
    rewrite(rules / "2", "then: stop", "then: watch", "levels.yaml")
    texts = {p: p.read_bytes() for p in rules.rglob("*") if p.is_file()}
    assert refused(lambda: promoting.promote(asked(rules, "2", date(2026, 9, 1)))) == ["V126"]
    assert {p: p.read_bytes() for p in rules.rglob("*") if p.is_file()} == texts


def test_a_limit_of_the_simulation_that_is_exceeded_stops_a_promotion(rules: Path) -> None:
    rewrite(rules / "2", "then: stop", "then: watch", "levels.yaml")
    case = """cases:
  - name: {zh: 没有设备, en: No machine}
    cite: K5
    as_of: "2026-03-31"
    given: {workshop: {code: W1, running: yes}, machine: []}
    expect: {verdict: decided, attention: fine}
"""
    (rules / "2" / "cases" / "levels.yaml").write_text(case, encoding="utf-8")
    request = asked(rules, "2", date(2026, 9, 1), facts=FACTS, limits=Limits(milder=0))
    with pytest.raises(ProblemsFound) as found:
        promoting.promote(request)
    (problem,) = found.value.problems
    assert problem.code == "V126"
    assert "simulation" in problem.message.en


def test_a_version_that_does_not_exist_cannot_be_promoted(rules: Path) -> None:
    assert refused(lambda: promoting.promote(asked(rules, "3", TODAY))) == ["V132"]


def test_an_altered_record_is_noticed(rules: Path) -> None:
    promoting.promote(asked(rules, "2", date(2026, 9, 1)))
    promoting.promote(asked(rules, "1", date(2026, 11, 1)))
    file = rules / promoting.RECORDS
    file.write_text(file.read_text("utf-8").replace("张某某", "李某某", 1), encoding="utf-8")
    assert refused(lambda: resolved.history(str(rules))) == ["V127"]


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_a_record_is_signed_with_the_key_and_the_signature_verifies(
    rules: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "office", "-f", str(key)]
    subprocess.run(make, check=True)
    promoting.promote(asked(rules, "2", date(2026, 9, 1), key=str(key)))
    (record,) = promoting.verify(rules)
    signature = tmp_path / "record.sig"
    signature.write_text(str(record["signature"]))
    plain = {k: v for k, v in record.items() if k != "signature"}
    allowed = tmp_path / "allowed"
    allowed.write_text(f"office {(tmp_path / 'key.pub').read_text()}")
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", "office", "-n",
         promoting.NAMESPACE, "-s", str(signature)],
        input=dumps(plain).encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_key_that_does_not_sign_stops_the_promotion_and_nothing_is_changed(
    rules: Path, tmp_path: Path
) -> None:
    texts = {p: p.read_bytes() for p in rules.rglob("*") if p.is_file()}
    request = asked(rules, "2", date(2026, 9, 1), key=str(tmp_path / "none"))
    assert refused(lambda: promoting.promote(request)) == ["V128"]
    assert {p: p.read_bytes() for p in rules.rglob("*") if p.is_file()} == texts


# Replay


@pytest.fixture
def stored(rules: Path, tmp_path: Path) -> Path:
    run = evaluate(str(rules), FACTS, as_of=date(2026, 6, 1), today=TODAY, engine="reference")
    file = tmp_path / "outcomes.jsonl"
    file.write_text("".join(dumps(r) + "\n" for r in run.records()), encoding="utf-8")
    return file


def test_todays_program_gives_the_stored_answers(rules: Path, stored: Path) -> None:
    found = replaying.replay(str(stored), str(rules), FACTS)
    assert found.policy.version == "1"
    assert found.subjects
    assert found.differing == ()


def test_a_span_that_was_changed_since_is_followed(rules: Path, stored: Path) -> None:
    promoting.promote(asked(rules, "2", date(2026, 9, 1)))
    assert replaying.replay(str(stored), str(rules), FACTS).differing == ()


def test_a_record_that_was_altered_is_named_with_the_part(rules: Path, stored: Path) -> None:
    lines = stored.read_text("utf-8").splitlines()
    record = json.loads(lines[1])
    record["verdict"] = "not_applicable"
    lines[1] = dumps(record)
    stored.write_text("\n".join(lines), encoding="utf-8")
    (one,) = replaying.replay(str(stored), str(rules), FACTS).differing
    assert one.key == tuple(record["subject"]["key"])
    assert one.parts == ("verdict",)


def test_another_set_or_other_facts_are_refused(rules: Path, stored: Path, tmp_path: Path) -> None:
    rewrite(rules / "1", "then: stop", "then: watch", "levels.yaml")
    assert refused(lambda: replaying.replay(str(stored), str(rules), FACTS)) == ["V130"]
    rewrite(rules / "1", "then: watch,  cite: K3", "then: stop,  cite: K3", "levels.yaml")
    other = tmp_path / "facts"
    shutil.copytree(FACTS, other)
    table = other / "machines.csv"
    table.write_text(table.read_text("utf-8").replace("2026-06-20", "2026-06-19"), encoding="utf-8")
    assert refused(lambda: replaying.replay(str(stored), str(rules), str(other))) == ["V131"]


def test_a_file_without_a_header_is_no_record(tmp_path: Path) -> None:
    file = tmp_path / "plain.jsonl"
    file.write_text("{}\n", encoding="utf-8")
    assert refused(lambda: replaying.replay(str(file), "starter", FACTS)) == ["V129"]


def test_every_code_of_versions_is_reached_here() -> None:
    here = Path(__file__).read_text("utf-8")
    assert all(code.id in here for code in codes.CODES)
