"""L198 warning: a finding suppressed without a reason.

zh: 忽略 {codes} 没有写理由
en: no reason is given why {codes} is allowed
hint zh: 写成 # yujing: allow {codes} because 理由
hint en: write `# yujing: allow {codes} because …`

忽略一条提示要写明为什么，否则以后没有人敢动它，也没有人知道还该不该忽略。

A finding is allowed for a reason. Without it nobody later knows whether it still stands.

Rejected:

    C9:   # yujing: allow L105

Accepted:

    C9:   # yujing: allow L105 because the platform reports it
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield nothing: the runner reports these, when it has read the suppressions."""
    yield from ()
