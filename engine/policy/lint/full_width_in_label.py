"""L119 warning: blanks at the ends of a label, or full-width letters and figures in it.

zh: 名称“{label}”{why}
en: the label “{label}” {why}
hint zh: 写成“{better}”
hint en: write “{better}”

名称首尾的空格看不见，全角的字母和数字（Ａ、１）与半角的（A、1）看着一样却不是同一个字，查
找和对照时会漏掉。

Blanks at the ends of a label are not seen, and full-width letters and figures look like
plain ones without being them: a search misses them.

Rejected:

    title: {zh: Ａ类隐患, en: Class A}

Accepted:

    title: {zh: A类隐患, en: Class A}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted, maps_in
from engine.policy.splicing import Splice
from engine.problems import Text

CODE = lint_code(__doc__)


FULL_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
BLANKS, WIDE = (
    Text("首尾有空格", "has blanks at its ends"),
    Text("含全角字母或数字", "has full-width letters or figures"),
)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the labels that do not read as they are written; the plain form is the fix."""
    for whole in linted.parts:
        for part in maps_in(whole):
            for language in ("zh", "en"):
                inner, label = part.get(language), part.text(language)
                better = FULL_WIDTH.sub(lambda m: chr(ord(m[0]) - 0xFEE0), label.strip())
                if inner is None or better == label:
                    continue
                why = WIDE if FULL_WIDTH.search(label) else BLANKS
                start, end = inner.document.spans[inner.path]
                written = inner.document.source.text[start:end]
                fix = Splice(start, end, written.replace(label, better))
                problem = CODE.at(inner.place, label=label, why=why, better=better)
                yield Finding(problem, fix if label in written else None)
