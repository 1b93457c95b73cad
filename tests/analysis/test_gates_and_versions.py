"""Limits for scripts, versions by folder, by number, by git revision; and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from engine.problems import ProblemsFound
from tests.analysis.changing import SALTMERE, changed_copy, gauges, river, simulated
from tests.command_line import Ran, run_once

AS_OF = ("--as-of", "2021-06-01")


@pytest.fixture
def paths(tmp_path: Path) -> tuple[str, str, str]:
    old = river(tmp_path / "old")
    new = river(tmp_path / "new", amber="8.1", violet="11.4")  # G2 milder, G3 stricter
    return str(old), str(new), str(gauges(tmp_path / "facts"))


def simulate(paths: tuple[str, str, str], *more: str, lang: str = "en") -> Ran:
    old, new, facts = paths
    return run_once("simulate", old, new, "-f", facts, *AS_OF, *more, lang=lang)


@pytest.mark.parametrize(
    ("limit", "code", "said"),
    [
        (("--max-changed", "2"), 0, "--max-changed 2: answers that change 2, at most 2 - passed"),
        (("--max-changed", "1"), 1, "--max-changed 1: answers that change 2, at most 1 - FAILED"),
        (("--max-changed", "40%"), 0, "--max-changed 40%: answers that change 2, at most 2"),
        (("--max-changed", "39.9%"), 1, "--max-changed 39.9%: answers that change 2, at most 1"),
        (("--max-milder", "1"), 0, "--max-milder 1: answers that become milder 1, at most 1"),
        (("--max-milder", "0"), 1, "answers that become milder 1, at most 0 - FAILED"),
        (("--max-new", "violet=1"), 0, "newly at “Violet” 1, at most 1 - passed"),
        (
            ("--max-new", "Violet=0"),
            1,
            "--max-new violet=0: newly at “Violet” 1, at most 0 - FAILED",
        ),
        (
            ("--max-new", "amber=0", "--max-new", "violet=0"),
            1,
            "newly at “Amber” 0, at most 0 - pas",
        ),
        (("--max-new-undetermined", "0"), 0, "newly to be verified 0, at most 0 - passed"),
    ],
)
def test_a_gate_that_is_exceeded_gives_exit_code_1_and_says_which(
    paths: tuple[str, str, str], limit: tuple[str, ...], code: int, said: str
) -> None:
    ran = simulate(paths, *limit)
    assert ran.code == code, ran.words
    assert said in ran.text


def test_newly_undetermined_answers_can_be_limited(tmp_path: Path) -> None:
    new = river(
        tmp_path / "new",
        vocabulary={"      level: {": "      wind: {type: bool, zh: 大风, en: Gale, missing: ask}\n"
                    "      level: {"},
        alert={"{id: amber,": "{id: gale, when: {wind: yes}, then: violet, cite: W2}\n"
               "      - {id: amber,"},
    )  # fmt: skip
    paths = str(SALTMERE), str(new), str(gauges(tmp_path / "facts"))
    ran = simulate(paths, "--max-new-undetermined", "2")
    assert ran.code == 1
    # G1, G2 and G3 are open now; G4 is violet whether there is a gale or not.
    assert "newly to be verified 3, at most 2 - FAILED" in ran.text


def test_a_failed_gate_is_said_beside_json_too(paths: tuple[str, str, str]) -> None:
    ran = simulate(paths, "--max-milder", "0", "--format", "json")
    assert ran.code == 1
    assert "--max-milder 0" in ran.words
    told = json.loads(ran.text)
    assert told["summary"]["passed"] is False
    assert [(g["option"], g["found"], g["passed"]) for g in told["gates"]] == [
        ("--max-milder", 1, False)
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("--max-changed", "many"), ("--max-changed", "1.5"), ("--max-new", "violet"),
        ("--max-new", "=3"), ("--max-milder", "-1"), ("-o", "impact.pdf"),
    ],
)  # fmt: skip
def test_a_limit_that_is_none_is_wrong_usage(
    paths: tuple[str, str, str], words: tuple[str, str]
) -> None:
    assert simulate(paths, *words).code == 2


def test_a_level_that_neither_version_has_is_refused(paths: tuple[str, str, str]) -> None:
    ran = simulate(paths, "--max-new", "violett=3")
    assert ran.code == 2
    assert "R110" in ran.words
    assert "violet" in ran.words


# ---- versions ----


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Zhang", "-c", "user.email=zhang@example.org"]
    command = ["git", "-C", str(folder), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which the river set has a tag v1; its bands were changed after that."""
    root = tmp_path / "repository"
    river(root / "policies" / "saltmere")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    git(root, "tag", "v1")
    alert = root / "policies" / "saltmere" / "alert.yaml"
    alert.write_text(alert.read_text(encoding="utf-8").replace("amber: 8.0", "amber: 8.1"))
    git(root, "commit", "-q", "-a", "-m", "second")
    return root


def test_a_git_revision_of_a_folder_is_a_version(repository: Path, tmp_path: Path) -> None:
    folder = repository / "policies" / "saltmere"
    found = simulated(f"{folder}@v1", folder, gauges(tmp_path / "facts"))
    assert [c.key for c in found.changed] == [("G2",)]
    assert found.old.revision == git(repository, "rev-parse", "v1")
    assert found.new.revision == ""
    (rule,) = found.changed[0].old.rules
    assert rule.place.startswith(f"{folder}@v1/alert.yaml:")
    assert found.old.sha256 != found.new.sha256
    assert git(repository, "status", "--porcelain") == ""


def test_two_revisions_can_be_compared(repository: Path) -> None:
    folder = repository / "policies" / "saltmere"
    ran = run_once("diff", f"{folder}@v1", f"{folder}@HEAD")
    assert ran.code == 0, ran.words
    assert "changed values.bands.amber" in ran.text
    assert "8.0 → 8.1" in ran.text


@pytest.mark.parametrize("wanted", ["v9", "--upload-pack=x", "v1 v1", ""])
def test_a_revision_that_is_none_is_refused(repository: Path, wanted: str) -> None:
    folder = repository / "policies" / "saltmere"
    ran = run_once("diff", f"{folder}@{wanted}", str(folder))
    assert ran.code == 2
    assert "M101" in ran.words


def test_a_folder_that_a_revision_does_not_hold_is_refused(repository: Path) -> None:
    river(repository / "policies" / "later")
    ran = run_once("diff", f"{repository}/policies/later@v1", str(SALTMERE))
    assert ran.code == 2
    assert "M102" in ran.words


def test_git_is_named_where_it_is_missing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    ran = run_once("diff", f"{repository}/policies/saltmere@v1", str(SALTMERE))
    assert ran.code == 2
    assert "M103" in ran.words


def test_a_version_is_found_among_the_folders_beside_the_name(tmp_path: Path) -> None:
    river(tmp_path / "saltmere-2021")
    named = {'version: "7"': 'version: "8"'}
    river(tmp_path / "saltmere-2027", amber="8.1", policy=named)
    name = tmp_path / "saltmere"
    found = simulated(f"{name}@7", f"{name}@8", gauges(tmp_path / "facts"))
    assert (found.old.folder, found.new.folder) == (
        str(tmp_path / "saltmere-2021"),
        str(tmp_path / "saltmere-2027"),
    )
    assert [c.key for c in found.changed] == [("G2",)]


def test_a_version_near_the_one_asked_for_is_named(tmp_path: Path) -> None:
    river(tmp_path / "saltmere", policy={'version: "7"': 'version: "2027.1"'})
    ran = run_once("diff", f"{tmp_path}/saltmere@2027.2", str(SALTMERE))
    assert ran.code == 2
    assert "2027.1" in ran.words


def test_a_future_version_is_answered_today_and_as_of_its_day(tmp_path: Path) -> None:
    start = {'effective: {from: "2021-01-01"}': 'effective: {from: "2030-01-01"}'}
    new = river(tmp_path / "new", amber="8.1", policy=start)
    facts = gauges(tmp_path / "facts")
    today = simulated(SALTMERE, new, facts)
    assert (today.old.in_force, today.new.in_force) == (True, False)
    assert any("is not in force on 2021-06-01" in note.en for note in today.notes)
    then = simulated(SALTMERE, new, facts, as_of=date(2030, 1, 1))
    assert then.new.in_force
    assert then.as_of == date(2030, 1, 1)
    assert not any("in force" in note.en for note in then.notes)
    assert [c.key for c in today.changed] == [c.key for c in then.changed] == [("G2",)]


# ---- what is refused: never "0 changed" ----


def test_where_both_versions_are_broken_nothing_is_simulated_and_all_problems_are_said(
    tmp_path: Path,
) -> None:
    old = river(tmp_path / "old", alert={"then: amber,": "then: ambr,"})
    new = river(tmp_path / "new", alert={'when: "level >= values.bands.amber"': 'when: "lvl > 1"'})
    ran = simulate((str(old), str(new), str(gauges(tmp_path / "facts"))))
    assert ran.code == 1
    assert ran.out == b""
    assert f"{old}/alert.yaml" in ran.words
    assert f"{new}/alert.yaml" in ran.words
    assert "ambr" in ran.words
    assert "lvl" in ran.words


def test_a_broken_revision_is_named_as_it_was_asked_for(repository: Path, tmp_path: Path) -> None:
    alert = repository / "policies" / "saltmere" / "alert.yaml"
    alert.write_text(alert.read_text(encoding="utf-8").replace("then: amber", "then: ambr"))
    git(repository, "commit", "-q", "-a", "-m", "broken")
    asked = f"{repository}/policies/saltmere@HEAD"
    with pytest.raises(ProblemsFound) as met:
        simulated(SALTMERE, asked, gauges(tmp_path / "facts"))
    assert {p.place.file for p in met.value.problems} == {f"{asked}/alert.yaml"}


@pytest.mark.parametrize("kind", ["missing", "empty", "no row", "only returned rows"])
def test_facts_without_a_subject_are_an_error_and_never_nothing_changed(
    paths: tuple[str, str, str], tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "other"
    if kind == "empty":
        folder.mkdir()
    elif kind == "no row":
        gauges(folder, "code,name,shire,level\n")
    elif kind == "only returned rows":
        gauges(folder, "code,name,shire,level\nG1,Mill,9001,deep\n")
    ran = simulate((*paths[:2], str(folder)))
    assert ran.code == 2
    assert ran.out == b""
    assert re.search(r"\bF\d{3}\b", ran.words)


def test_versions_that_answer_for_different_things_are_refused(tmp_path: Path) -> None:
    other = changed_copy(
        SALTMERE,
        tmp_path / "other",
        {
            "vocabulary.yaml": {"  gauge:": "  station:"},
            "alert.yaml": {"for: gauge": "for: station"},
        },
    )
    ran = simulate((str(SALTMERE), str(other), str(gauges(tmp_path / "facts"))))
    assert ran.code == 1
    assert "M104" in ran.words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("messages:\n  alert_gven: {from: 5}\n", "M108"),
        ("messages:\n  alert_given: {form: 5}\n", "S101"),
        ("day: 0\n", "S"),
        ("parts: {from: ten}\n", "S"),
    ],
)
def test_minutes_are_read_strictly(
    paths: tuple[str, str, str], tmp_path: Path, text: str, code: str
) -> None:
    file = tmp_path / "minutes.yaml"
    file.write_text(text, encoding="utf-8")
    ran = simulate(paths, "--minutes", str(file))
    assert ran.code != 0
    assert code in ran.words
    assert str(file) in ran.words


def test_a_file_of_minutes_that_is_not_there_is_an_error(paths: tuple[str, str, str]) -> None:
    assert simulate(paths, "--minutes", "nowhere.yaml").code == 2


def test_what_json_says_is_what_the_schema_documents(paths: tuple[str, str, str]) -> None:
    schema = json.loads(
        (Path(__file__).parents[2] / "schemas/simulation.schema.json").read_text("utf-8")
    )
    told = json.loads(simulate(paths, "--format", "json").text)
    jsonschema.Draft202012Validator(schema).validate(told)
    assert [(c["key"], c["direction"]) for c in told["changed"]] == [
        (["G2"], "milder"),
        (["G3"], "stricter"),
    ]
    assert told["changed"][0]["new"]["words"] == {"zh": "平静", "en": "Calm"}
    assert {"from": "amber", "to": "violet", "count": 1} in told["matrix"]
