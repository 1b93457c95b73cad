"""L116 warning: a label that is missing in one language.

zh: 这里只有{given}，没有{lacking}
en: this has {given} and lacks {lacking}
hint zh: 两种文字都写上
hint en: write both

报告有中文和英文两种。只写一种的，另一种报告里会混进别的文字。

Reports come in Chinese and in English. What is worded in one only stands as a stranger in
the other.

Rejected:

    title: {zh: 隐患}

Accepted:

    title: {zh: 隐患, en: Hazard}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted, maps_in
from engine.problems import Text

CODE = lint_code(__doc__)


WORDS = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the labels in one language, in a set that is otherwise worded in both."""
    every = [p for part in (*linted.parts, *linted.cases) for p in maps_in(part)]
    labels = [p for p in every if "zh" in p.value or "en" in p.value]
    both = [p for p in labels if p.value.get("zh") and p.value.get("en")]
    if 2 * len(both) < len(labels):
        return
    for part in labels:
        for given, lacking in (("zh", "en"), ("en", "zh")):
            if part.value.get(given) and not part.value.get(lacking):
                told: dict[str, Any] = {"given": WORDS[given], "lacking": WORDS[lacking]}
                yield Finding(CODE.at(part.place, **told))
