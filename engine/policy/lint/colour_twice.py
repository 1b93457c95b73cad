"""L136 warning: two levels of one colour.

zh: “{one}”和“{other}”的底色相同
en: `{one}` and `{other}` have the same colour
hint zh: 换一种颜色
hint en: choose another colour

底色相同，报表里的两个级别看着一样。

Levels of one colour look alike in a report.

Rejected:

    orange: {zh: 橙, en: Orange, colour: "#FF6B6B"}
    red:    {zh: 红, en: Red, colour: "#FF6B6B"}

Accepted:

    orange: {zh: 橙, en: Orange, colour: "#F4A460"}
    red:    {zh: 红, en: Red, colour: "#FF6B6B"}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the members of a scale whose colour another one has."""
    for part in linted.documents.get("vocabulary", ()):
        for _, scale in part.entries("scales"):
            seen: dict[str, str] = {}
            for id, member in scale.entries():
                colour = member.text("colour").upper()
                one = seen.setdefault(colour, id)
                if colour and one != id:
                    place = (member.get("colour") or member).place
                    yield Finding(CODE.at(place, one=one, other=id))
