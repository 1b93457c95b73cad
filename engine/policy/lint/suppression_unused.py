"""L199 warning: a suppression that suppresses nothing.

zh: 这里没有 {codes} 可以忽略
en: there is no {codes} here to be allowed
hint zh: 删去这行注释
hint en: remove the comment

提示的原因已经没有了，留着注释会掩盖以后的问题。

What was allowed is gone. The comment would hide the next finding.

Rejected:

    C9: {…}   # yujing: allow L105 because …      # although a rule cites C9

Accepted:

    C9: {…}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield nothing: the runner reports these, when it knows what was suppressed."""
    yield from ()
