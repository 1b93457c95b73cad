"""Jobs about facts: reading, importing ledgers, finding one subject."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from engine.catalogue.run import SEVERAL_SUBJECTS, UNKNOWN_SUBJECT
from engine.facts.model import Facts, Key
from engine.policy.model import PolicySet
from engine.problems import Language, Place, ProblemsFound, did_you_mean
from engine.service.files import cannot_write, write
from engine.service.policies import load

STDIN = "stdin"


def read(facts_path: str, policy: PolicySet) -> Facts:
    """Return the facts of a folder, workbook or ledger under the vocabulary of `policy`.

    `-` is the one table or ledger that comes over standard input.
    """
    from engine.facts.opening import open_sheets
    from engine.facts.reading import read_facts

    if facts_path != "-":
        return read_facts(facts_path, policy)
    piped = open_sheets(sys.stdin.buffer.read(), STDIN)
    return read_facts(STDIN, policy, {Path(STDIN): piped})


def facts_of_both(facts_path: str, old: PolicySet, new: PolicySet) -> tuple[Facts, Facts]:
    """Return the facts as two versions read them: the same where their vocabularies agree.

    Where they do not, each file is opened once all the same.
    """
    from engine.analysis.vocabularies import read_alike
    from engine.facts.reading import Opened, read_facts

    opened: Opened = {}
    facts = read_facts(facts_path, new, opened)
    return (facts if read_alike(old, new) else read_facts(facts_path, old, opened)), facts


def find_subject(policy: PolicySet, facts: Facts, asked: str) -> Key:
    """Return the key of the one subject that a key, the start of one, or a name fits."""
    rows = facts.tables[policy.subject.name].rows
    named = policy.subject.named_by
    start = tuple(asked.split("/"))
    keys = [key for key in rows if key[: len(start)] == start]
    if not keys and named:
        keys = [key for key, row in rows.items() if row.values.get(named) == asked]
    place = Place(facts.folder)
    if len(keys) > 1:
        listed = ", ".join("/".join(key) for key in sorted(keys)[:10])
        raise ProblemsFound([SEVERAL_SUBJECTS.at(place, asked=asked, found=listed)])
    if not keys:
        known = [str(row.values.get(named or "")) for row in rows.values()]
        hint = did_you_mean(asked, [*known, *("/".join(key) for key in rows)])
        raise ProblemsFound([UNKNOWN_SUBJECT.at(place, hint, asked=asked)])
    return keys[0]


def import_ledgers(
    ledgers: Iterable[str],
    policy_name: str,
    folder: str,
    *,
    mapping: str | None = None,
    snapshot: date | None = None,
) -> Facts:
    """Read ledgers, write them as a folder of clean tables, and return what was read.

    `mapping` names a file of headers: read where it exists, else written for next time.
    """
    from engine.facts import importing, writing

    policy = load(policy_name)
    saved = Path(mapping) if mapping else None
    known = importing.read_mapping(saved, policy) if saved and saved.exists() else None
    found = importing.import_ledgers(list(ledgers), policy, known, snapshot)
    try:
        writing.write_facts(found.facts, policy, folder)
    except OSError as fault:
        raise ProblemsFound([cannot_write(folder, fault)]) from None
    if saved and known is None:
        write(str(saved), importing.mapping_text(found.mapping, policy).encode())
    return found.facts


def returned_rows(facts: Facts, path: str, language: Language) -> bytes:
    """Return the list of returned rows as `path`'s ending asks: xlsx, else CSV."""
    from engine.reporting.results import rejects
    from engine.reporting.sheets import as_csv
    from engine.reporting.workbooks import as_xlsx

    sheet = rejects(facts.rejects, language)
    return as_xlsx([sheet], {}) if path.lower().endswith(".xlsx") else as_csv(sheet)
