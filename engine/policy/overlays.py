"""Overlays: a set that holds only its changes to another set, and may only be stricter.

The files of the set extended are read, the changes are put into them, and everything after
that reads them as if they had been written so; only that each part knows in which file it
stands.  What can be told from one change alone is checked here; whether a level can drop
is for `engine.analysis.stricter`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as Folder
from typing import Any

from engine.catalogue import overlays as codes
from engine.policy.document import Document, Path
from engine.policy.draft import Draft, Part
from engine.policy.folder import POLICY_FILE, read_documents, read_hash
from engine.policy.heading import day_of
from engine.policy.in_force import Version, holds_versions, versions_in
from engine.policy.model import Change
from engine.policy.values import ABOUT
from engine.problems import Text, did_you_mean
from engine.shipped import shipped

EXTENDS = "extends"
OWN = ("policy", "version", "title", "authority", "effective")  # of the overlay itself
FEWER, MORE = "fewer", "more"
WANTED: Mapping[str, Text] = {
    FEWER: Text("更小或相同", "less, or the same"),
    MORE: Text("更大或相同", "more, or the same"),
}


def read_extended(draft: Draft) -> None:
    """Read the set that an overlay extends and put the changes into its files."""
    overlay = draft.policy
    if overlay is None or overlay.get(EXTENDS) is None:
        return
    if _spoilt(draft):
        draft.policy = None  # its changes cannot be read
        return
    extended = _read_extended(draft, overlay)
    if extended is None or extended.policy is None:
        draft.policy = None
        return
    draft.extended = extended
    draft.documents = {kind: list(parts) for kind, parts in extended.documents.items()}
    draft.unread, draft.lost = set(extended.unread), set(extended.lost)
    draft.problems.extend(extended.problems)
    draft.policy = _heading(overlay, extended.policy)
    draft.changes = extended.changes
    for entry in overlay.items("changes"):
        _apply(draft, entry)


def _spoilt(draft: Draft) -> bool:
    return any(problem.severity == "error" for problem in draft.problems)


def _read_extended(draft: Draft, overlay: Part) -> Draft | None:
    part = overlay.get(EXTENDS)
    assert part is not None
    versions = extended_versions(draft.folder, overlay)
    if not versions:
        draft.report(codes.NO_BASE.at(part.place, name=part.value))
        return None
    chain = [draft.folder.resolve(), *draft.above]
    folder = _chosen(versions, draft).folder
    if folder.resolve() in chain:
        path = " → ".join(f.name for f in (*reversed(chain), folder))
        draft.report(codes.CIRCLE.at(part.place, path=path))
        return None
    _check_span(draft, overlay, versions)
    extended = Draft(folder, on=draft.on)
    extended.above = tuple(chain)
    for step in (read_documents, read_extended, read_hash):
        step(extended)
    if extended.policy is None:
        draft.problems.extend(extended.problems)
    return extended


def extended_versions(folder: Folder, overlay: Part) -> list[Version]:
    """Return the versions of the set extended that are in force while the overlay is."""
    name = overlay.text(EXTENDS)
    start, until = _span(overlay)
    for place in (folder.parent / name, folder.parent.parent / name, shipped("policies") / name):
        if (place / POLICY_FILE).is_file() or holds_versions(place):
            versions = versions_in(place)
            return [v for v in versions if start and v.overlaps(start, until)] or list(versions)
    return []


def _span(overlay: Part) -> tuple[Any, Any]:
    span = overlay.get("effective")
    return (day_of(span.text("from")), day_of(span.text("until"))) if span else (None, None)


def _chosen(versions: list[Version], draft: Draft) -> Version:
    on = draft.on
    return next((v for v in versions if on and v.in_force(on)), versions[-1])


def _check_span(draft: Draft, overlay: Part, versions: list[Version]) -> None:
    """Report days of the overlay on which nothing is in force that it could extend."""
    start, until = _span(overlay)
    part = overlay.get("effective")
    if part is None or start is None:
        return
    ends = [v.until for v in versions]
    last = None if None in ends else max(end for end in ends if end)
    early = start < versions[0].start
    late = last is not None and (until is None or until > last)
    if early or late:
        begin = start if early else last
        end = versions[0].start if early else (until or "…")
        draft.report(codes.NOT_IN_SPAN.at(part.place, start=begin, until=end))


def _heading(overlay: Part, base: Part) -> Part:
    grafted = _Graft(base)
    for key in OWN:
        part = overlay.get(key)
        if part is not None:
            grafted.put((key,), part)
    return grafted.part()


class _Graft:
    """A file with parts of another file put into it."""

    def __init__(self, part: Part) -> None:
        self.document = part.document
        self.data = copy.deepcopy(part.value)
        self.grafts: dict[Path, tuple[Document, Path]] = {}

    def put(self, path: Path, part: Part) -> None:
        """Put a part of another file at `path`."""
        self.put_data(path, part.value, part.document, part.path)

    def put_data(self, path: Path, value: Any, document: Document, at: Path) -> None:
        """Put a value at `path` that stands at `at` in another file."""
        target = self.data
        for step in path[:-1]:
            target = target[step]
        last = path[-1]
        if isinstance(target, list) and last == len(target):
            target.append(copy.deepcopy(value))
        else:
            target[last] = copy.deepcopy(value)
        self.grafts[path] = (document, at)

    def part(self) -> Part:
        """Return the file as it is now."""
        grafts = {**self.document.grafts, **self.grafts}
        return Part(replace(self.document, data=self.data, grafts=grafts), (), self.data)


# Each kind of change


def _apply(draft: Draft, entry: Part) -> None:
    for kind, apply in KINDS.items():
        part = entry.get(kind)
        if part is not None and isinstance(part.value, str):
            apply(draft, entry, part)
            return


def _replace(draft: Draft, kind: str, number: int, grafted: _Graft) -> None:
    draft.documents[kind][number] = grafted.part()


def _set(draft: Draft, entry: Part, part: Part) -> None:
    _, group, key = part.value.split(".")
    to = entry.get("to")
    found = _find(draft, ("values", group, key))
    if found is None or to is None:
        near = did_you_mean(part.value, _known_values(draft))
        draft.report(codes.NO_VALUE.at(part.place, near, name=part.value))
        return
    kind, number, document = found
    values = document.value["values"][group]
    direction = str(values.get("stricter", "")) if isinstance(values, dict) else ""
    _check_direction(draft, part, to, values[key], direction)
    grafted = _Graft(document)
    grafted.put(("values", group, key), to)
    basis = entry.get("basis")
    own = basis.value if basis is not None else "local"
    grafted.data["values"][group]["basis"] = {**_bases(values), key: own}
    _replace(draft, kind, number, grafted)
    draft.changes = (*draft.changes, Change("set", part.value, part.place))


def _known_values(draft: Draft) -> list[str]:
    documents = [document for parts in draft.documents.values() for document in parts]
    groups = [pair for document in documents for pair in document.entries("values")]
    return [f"values.{group}.{key}" for group, part in groups for key, _ in part.entries()]


def _bases(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the basis of each value of a group, which may name one for all of them."""
    bases = values.get("basis")
    if isinstance(bases, dict):
        return dict(bases)
    return {} if bases is None else {key: bases for key in values if key not in ABOUT}


def _check_direction(draft: Draft, part: Part, to: Part, old: object, direction: str) -> None:
    if direction not in WANTED:
        draft.report(codes.NO_DIRECTION.at(part.place, name=part.value))
        return
    new = to.value
    numbers = (int, Decimal)
    fits = isinstance(new, numbers) and isinstance(old, numbers) and not isinstance(new, bool)
    better = fits and (new <= old if direction == FEWER else new >= old)
    if not better:
        wanted = WANTED[direction]
        told = {"name": part.value, "old": old, "new": new, "wanted": wanted}
        draft.report(codes.MILDER_VALUE.at(to.place, **told))


def _add_rules(draft: Draft, entry: Part, part: Part) -> None:
    found = _table(draft, part, part.value)
    if found is None:
        return
    kind, number, document = found
    grafted = _Graft(document)
    ids = []
    for rule in entry.items("rules"):
        rules = grafted.data["decisions"][part.value]["rules"]
        grafted.put(("decisions", part.value, "rules", len(rules)), rule)
        ids.append(rule.text("id"))
    _replace(draft, kind, number, grafted)
    draft.changes = (*draft.changes, Change("add_rules", part.value, part.place, tuple(ids)))


def _replace_rule(draft: Draft, entry: Part, part: Part) -> None:
    table, _, id = part.value.partition("/")
    found, rule = _table(draft, part, table), entry.get("rule")
    if found is None or rule is None:
        return
    kind, number, document = found
    rules = document.value["decisions"][table]["rules"]
    ids = [str(r.get("id")) for r in rules if isinstance(r, dict)]
    if id not in ids:
        near = did_you_mean(id, ids)
        draft.report(codes.NO_RULE.at(part.place, near, table=table, rule=id))
        return
    grafted = _Graft(document)
    grafted.put(("decisions", table, "rules", ids.index(id)), rule)
    _replace(draft, kind, number, grafted)
    draft.changes = (*draft.changes, Change("replace_rule", table, part.place, (id,)))


def _add_to(draft: Draft, entry: Part, part: Part) -> None:
    _, message, key = part.value.split(".")
    found, item = _find(draft, ("messages", message)), entry.get("item")
    if found is None or item is None:
        known = [
            f"messages.{name}.{key}"
            for document in draft.documents.get("routing", ())
            for name, _ in document.entries("messages")
        ]
        near = did_you_mean(part.value, known)
        draft.report(codes.NO_RECIPIENTS.at(part.place, near, name=part.value))
        return
    kind, number, document = found
    grafted = _Graft(document)
    path: Path = ("messages", message, key)
    target = grafted.data["messages"][message]
    if key not in target:
        target[key] = []
    elif not isinstance(target[key], list):
        old = target[key]
        target[key] = []
        grafted.put_data((*path, 0), old, document.document, path)
    grafted.put((*path, len(target[key])), item)
    _replace(draft, kind, number, grafted)
    draft.changes = (*draft.changes, Change("add_to", part.value, part.place))


Found = tuple[str, int, Part]


def _find(draft: Draft, path: tuple[str, ...]) -> Found | None:
    """Return the file that holds `path`: its kind, its number among them, and its content."""
    for kind, parts in draft.documents.items():
        for number, document in enumerate(parts):
            value: Any = document.value
            for step in path:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None:
                return kind, number, document
    return None


def _table(draft: Draft, part: Part, name: str) -> Found | None:
    found = _find(draft, ("decisions", name, "rules"))
    if found is None:
        tables = (n for kind in draft.documents for n, _ in draft.parts(kind, "decisions"))
        draft.report(codes.NO_TABLE.at(part.place, did_you_mean(name, tables), name=name))
    return found


KINDS: Mapping[str, Callable[[Draft, Part, Part], None]] = {
    "set": _set,
    "add_rules": _add_rules,
    "replace_rule": _replace_rule,
    "add_to": _add_to,
}
