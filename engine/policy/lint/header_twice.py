"""L118 warning: a column header that two fields of an entity accept.

zh: “{entity}”的 {one}（{first}）和 {other} 都认列名“{label}”
en: both `{one}` ({first}) and `{other}` of {entity} accept the header “{label}”
hint zh: 只留在一个字段上
hint en: keep it at one of them

表格里见到这个列名时，不知道该读到哪个字段。

When a ledger has this header it cannot be told which of the two fields its column fills.

Rejected:

    location: {headers: [位置]}
    address:  {headers: [位置]}

Accepted:

    location: {headers: [位置]}
    address:  {headers: [地址]}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the fields that accept a header another one of their entity accepts."""
    for entity in linted.policy.entities.values():
        seen: dict[str, str] = {}
        for field in entity.fields.values():
            for label in dict.fromkeys((*field.headers, field.title.zh, field.title.en)):
                one = seen.setdefault(normalize("NFKC", label).strip().casefold(), field.name)
                if label and one != field.name and label in field.headers:
                    told: dict[str, Any] = {
                        "one": one,
                        "first": entity.fields[one].place,
                        "other": field.name,
                    }
                    words: dict[str, Any] = {"entity": entity.title, "label": label}
                    yield Finding(CODE.at(field.place, **words, **told))
