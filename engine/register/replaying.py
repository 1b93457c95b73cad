"""Decisions computed again from what the register keeps: policy set, facts, outcome of the time."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from engine.catalogue import register as codes
from engine.execution.outcome import dumps
from engine.execution.outcome import record as outcome_record
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.problems import Place, ProblemsFound
from engine.register.events import INSPECT, Event
from engine.register.inspections import evaluated
from engine.register.keeping import read_facts_text, unpack_policy
from engine.register.log import Log

PLACE = Place("register")
BUNDLE = '{"files":'  # how the text of a policy set begins


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
    kept: dict[str, PolicySet] = {}
    return [_replayed(log, event, kept) for event in log.events(kind=INSPECT)]


def _replayed(log: Log, event: Event, kept: dict[str, PolicySet]) -> Replayed:
    policy = _policy(log, event, kept)
    facts, then = log.document(event.text("facts")), log.document(event.text("outcome"))
    if policy is None or facts is None or then is None:
        hash = event.entry.policy[:12]
        raise ProblemsFound([codes.NO_POLICY_KEPT.at(PLACE, hash=hash)])
    found = evaluated(policy, read_facts_text(facts), event.texts("subject"), event.on)
    return Replayed(event, policy.sha256, then, dumps(outcome_record(policy, found)))


def _policy(log: Log, event: Event, kept: dict[str, PolicySet]) -> PolicySet | None:
    """Return the policy set of the event, loaded once from the text the register keeps."""
    if event.entry.policy in kept:
        return kept[event.entry.policy]
    for text in filter(None, (log.document(hash) for hash in event.documents)):
        if not text.startswith(BUNDLE):
            continue
        with tempfile.TemporaryDirectory() as folder:
            policy = load_policy(unpack_policy(text, Path(folder)))
        if policy.sha256 == event.entry.policy:
            kept[policy.sha256] = policy
            return policy
    return None
