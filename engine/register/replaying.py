"""Decisions computed again from what the register keeps: policy set, facts, outcome of the time."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from engine.catalogue import register as codes
from engine.execution.outcome import dumps
from engine.execution.outcome import record as outcome_record
from engine.policy.assembling import load_policy
from engine.problems import Place, ProblemsFound
from engine.register.events import INSPECT, Event
from engine.register.inspections import evaluated
from engine.register.keeping import read_facts_text, unpack_policy
from engine.register.log import Log

PLACE = Place("register")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision computed again from what the register keeps: as then, or not."""

    event: Event
    policy: str
    then: str
    now: str

    @property
    def same(self) -> bool:
        """True where the outcome is the same, byte for byte."""
        return self.then == self.now


def replay(log: Log) -> list[Replayed]:
    """Answer every inspection again with the policy set and the facts of the time."""
    return [_replayed(log, event) for event in log.events(kind=INSPECT)]


def _replayed(log: Log, event: Event) -> Replayed:
    texts = [text for hash in event.documents if (text := log.document(hash))]
    bundle = next((t for t in texts if t.startswith("{") and '"files":' in t), None)
    facts, then = log.document(event.text("facts")), log.document(event.text("outcome"))
    if bundle is None or facts is None or then is None:
        hash = event.entry.policy[:12]
        raise ProblemsFound([codes.NO_POLICY_KEPT.at(PLACE, hash=hash)])
    with tempfile.TemporaryDirectory() as folder:
        unpack_policy(bundle, Path(folder))
        policy = load_policy(folder)
        subject = event.texts("subject")
        found = evaluated(policy, read_facts_text(facts), subject, event.on)
        now = dumps(outcome_record(policy, found))
    return Replayed(event, policy.sha256, then, now)
