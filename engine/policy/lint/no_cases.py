"""L141 warning: a set without cases.

zh: 规则库“{name}”没有核对样例
en: the set `{name}` has no cases
hint zh: 在 cases 文件夹里写几个样例，再运行 yujing test
hint en: write some in the folder `cases`, then run `yujing test`

没有样例，改了规则以后没有什么能发现改错了。

Without cases nothing notices when a change of the rules goes wrong.

Rejected:

    rules/
      policy.yaml
      levels.yaml

Accepted:

    rules/
      policy.yaml
      levels.yaml
      cases/levels.yaml
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield a finding where the set has no case at all."""
    if not any(True for _ in linted.case_parts()):
        for part in linted.documents.get("policy", ()):
            place = (part.get("policy") or part).place
            yield Finding(CODE.at(place, name=linted.policy.id))
