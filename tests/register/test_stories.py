"""The scenarios on issue, delivery, response, extension, reminders, due dates: as data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from desks import COUNTY, SUBJECT, desk, happens, issued, opened, yunnan

from engine.problems import ProblemsFound
from engine.register.folding import fold
from engine.register.log import Log
from engine.register.supervising import told
from engine.register.ticking import due_now, tick

HERE = Path(__file__).parent
STORIES = yaml.safe_load((HERE / "stories.yaml").read_text("utf-8"))["stories"]


def told_on(log: Log, day: str) -> dict[str, Any]:
    """What the register says of the warning on a day, and what a tick would propose."""
    at = desk(log, day)
    notice = fold(log.events(stream="W1"), date.fromisoformat(day))
    assert notice is not None
    found = at.standing(notice, at.as_of)
    facts: dict[str, Any] = dict(told(notice, found, at.inspecting_level(notice)))
    facts["issuer"] = notice.issuer
    facts["dues"] = [due.on.isoformat() for due in notice.dues]
    proposals = at.supervisor.proposals(notice, found, at.inspecting_level(notice))
    over = notice.ended_on is not None
    facts["proposes"] = [] if over else sorted(p.measure.id for p in proposals)
    facts["pushed"] = pushed(log)
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}


def pushed(log: Log) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, _, said in log.messages():
        if said["part"] == "push":
            name = "企业" if said["to"] is None else str(said["to_name"])
            found.setdefault(str(said["message"]), []).append(name)
    return {message: sorted(names) for message, names in found.items()}


def tell(log: Log, story: dict[str, Any]) -> None:
    start = dict(story.get("issued", {}))
    more = {}
    if "findings" in story:
        more["findings"] = [
            {"family": "control", "grade": "general", "description": "问题", **finding}
            for finding in story["findings"]
        ]
    on = start.pop("day", "2026-03-12")
    issued(log, story["level"], on=on, listed=story.get("listed", "county"), record=more, **start)
    for when, event, *words in story["events"]:
        happens(log, event, str(when), **(words[0] if words else {}))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["name"])
def test_a_story_goes_as_it_is_told(tmp_path: Path, story: dict[str, Any]) -> None:
    log = opened(tmp_path / "a.db")
    tell(log, story)
    for day in story.get("ticks", ()):
        tick(desk(log, day))
    if "late" in story:
        when, event, words = story["late"]["entry"]
        done = happens(log, event, str(when), entered=story["late"]["entered"], **words)
        lost = [f"{e.kind} {e.text('measure') or e.text('what')}" for e in done.unjustified]
        assert lost == story["late"]["unjustified"]
    for day, wanted in story.get("then", {}).items():
        found = told_on(log, day)
        assert {name: found[name] for name in wanted} == wanted, day
    for when, event, code, *rest in story.get("refused", ()):
        words, department, entered = (*rest, *({}, COUNTY, "")[len(rest) :])
        before = log.head()
        with pytest.raises(ProblemsFound) as met:
            happens(log, event, str(when), entered=entered, department=department, **words)
        assert code in {p.code for p in met.value.problems}, met.value.problems
        assert log.head() == before
    assert log.verify() == []


def test_every_rule_of_the_supervision_table_proposes_in_some_story(tmp_path: Path) -> None:
    proposed = set()
    for number, story in enumerate(STORIES):
        log = opened(tmp_path / f"{number}.db")
        tell(log, story)
        for day in story.get("then", {}):
            at = desk(log, day)
            proposed |= {rule.id for f in due_now(at) if f.measure for rule in f.measure.rules}
    rules = {rule.id for rule in yunnan().decisions["supervision"].rules}
    assert rules - proposed == set()


def test_every_clause_that_the_life_of_a_warning_cites_exists_and_the_stories_cite_them() -> None:
    cited = {c for s in STORIES for c in ([s["cite"]] if isinstance(s["cite"], str) else s["cite"])}
    assert cited - set(yunnan().clauses) == set()
    rules = yunnan().decisions["supervision"].rules
    assert {c for rule in rules for c in rule.cites} - cited - {"C1.4-c"} == set()


def test_names_of_stories_tell_them_apart() -> None:
    names = [story["name"] for story in STORIES]
    assert len(names) == len(set(names))
    assert SUBJECT[0] == "E1"


def test_every_story_says_what_must_be_so_or_what_is_refused() -> None:
    assert [s["name"] for s in STORIES if not (s.get("then") or s.get("refused"))] == []
    known = {"name", "cite", "level", "listed", "issued", "findings", "events", "ticks", "late",
             "then", "refused"}  # fmt: skip
    assert {key for story in STORIES for key in story} - known == set()
