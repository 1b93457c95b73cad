"""Read the files of a policy set: which there are, their documents, their shape, their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from engine.catalogue import policy as codes
from engine.catalogue.condition_meaning import UNKNOWN_NAME
from engine.policy.document import Document
from engine.policy.draft import Draft, Part
from engine.policy.loading import load_document
from engine.policy.shape import check_shape
from engine.problems import Place, Problem, did_you_mean

POLICY_FILE = "policy.yaml"
ASIDE = ("cases", "calendar", "hierarchy", "documents")  # folders that `files` does not list
YAML = (".yaml", ".yml")
FACTS_FILE = "facts.yaml"  # the manifest of a folder of facts, which is no part of the set
# The key that tells what a file is: a file is known by what stands in it, not by its name.
TELLING = (
    ("lists", "inspection"),
    ("moves", "escalation"),
    ("states", "escalation"),
    ("clauses", "notice"),
    ("entities", "vocabulary"),
    ("scales", "vocabulary"),
    ("codes", "vocabulary"),
    ("messages", "routing"),
    ("roles", "routing"),
)
DECISIONS = ("decisions", "decisions")


def read_documents(draft: Draft) -> None:
    """Load policy.yaml and the files it lists, and check the shape of each."""
    path = draft.folder / POLICY_FILE
    if not path.is_file():
        draft.report(codes.NO_POLICY_FILE.at(Place(str(draft.folder)), folder=str(draft.folder)))
        return
    document = _load(draft, POLICY_FILE)
    draft.files = (POLICY_FILE,)
    if document is None:
        return
    overlay = isinstance(document.data, dict) and "extends" in document.data
    draft.problems.extend(check_shape(document, "overlay" if overlay else "policy"))
    draft.policy = Part(document, (), document.data)
    _read_listed(draft, draft.policy)
    _report_not_listed(draft, draft.policy)


def _read_listed(draft: Draft, policy: Part) -> None:
    listed: dict[str, Part] = {}
    for name, part in policy.words("files"):
        if name in listed:
            continue  # reported by the schema
        listed[name] = part
        path = draft.folder / name
        if not path.is_file():
            near = did_you_mean(name, _relative(draft.folder))
            draft.report(codes.FILE_MISSING.at(part.place, near, name=name))
            draft.unread.update(kind for _, kind in (*TELLING, DECISIONS))
            continue
        document = _load(draft, name)
        if document is None:
            draft.unread.update(_kinds_of(path.read_bytes()))
        else:
            kind = kind_of(document)
            draft.problems.extend(check_shape(document, kind))
            draft.documents.setdefault(kind, []).append(Part(document, (), document.data))
    draft.files = (*draft.files, *listed)


def _report_not_listed(draft: Draft, policy: Part) -> None:
    files = policy.get("files")
    for name in _relative(draft.folder):
        if name not in draft.files and Path(name).parts[0] not in ASIDE:
            place = files.key_place if files else policy.place
            draft.report(codes.FILE_NOT_LISTED.at(place, name=name))


def _relative(folder: Path) -> list[str]:
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in YAML)
    return [p.relative_to(folder).as_posix() for p in found if p.name != FACTS_FILE]


def _load(draft: Draft, name: str) -> Document | None:
    path = draft.folder / name
    document, problems = load_document(str(path), path.read_bytes())
    draft.problems.extend(problems)
    return document


def kind_of(document: Document) -> str:
    """Return the kind of a listed file, told by the keys that stand in it."""
    keys = document.data if isinstance(document.data, dict) else {}
    return next((kind for key, kind in TELLING if key in keys), DECISIONS[1])


def _kinds_of(data: bytes) -> set[str]:
    """Return what a file that cannot be read may be, judged by how its lines begin."""
    lines = data.decode("utf-8", "replace").splitlines()
    found = {k for key, k in (*TELLING, DECISIONS) if any(x.startswith(key + ":") for x in lines)}
    return found or {kind for _, kind in (*TELLING, DECISIONS)}


def read_hash(draft: Draft) -> None:
    """Hash all that belongs to the set, so that an answer can name what it rests on."""
    digest = hashlib.sha256()
    if draft.extended is not None:  # what it extends is part of what an answer rests on
        digest.update(draft.extended.sha256.encode() + b"\0")
    for name, data in sorted(_belonging(draft)):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    draft.sha256 = digest.hexdigest()


def _belonging(draft: Draft) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the set's files; how lines end makes no difference.

    What is not text (a template of a form) counts byte by byte.
    """
    for name in draft.files:
        path = draft.folder / name
        if path.is_file():
            yield name, _lines(path.read_bytes())
    for aside in ASIDE:
        for path in sorted((draft.folder / aside).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                name = path.relative_to(draft.folder).as_posix()
                yield name, _lines(path.read_bytes())


def _lines(data: bytes) -> bytes:
    if b"\0" in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def problems_of(draft: Draft) -> list[Problem]:
    """Return every problem once, from top to bottom, without those that only follow.

    What has the wrong shape is not judged a second time at the same place.  Where a file
    cannot be read, a name that nothing resembles may well be declared there.
    """
    found = set(draft.problems)
    misshapen = {p.place for p in found if p.code[0] in "YS"}
    found = {p for p in found if p.code[0] in "YS" or p.place not in misshapen}
    if draft.unread & {"decisions", "vocabulary"}:
        found = {p for p in found if p.code != UNKNOWN_NAME.id or _meant_another(p)}
    return sorted(found, key=Problem.sort_key)


def _meant_another(problem: Problem) -> bool:
    """Whether an unknown name is near a known one; values of a lost file are near by chance."""
    place = problem.place
    return problem.hint is not None and not place.excerpt[place.column - 1 :].startswith("values.")
