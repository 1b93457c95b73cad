"""L127 warning: a message with a condition and no words for where it fails.

zh: 文书“{name}”有条件，却没有写条件不成立时为什么不发
en: the message `{name}` has a condition and does not say why it is not sent where that fails
hint zh: 加上 unless: {{zh: …, en: …}}
hint en: add `unless: {{zh: …, en: …}}`

条件不成立时不发这份文书。办事的人要知道是不该发，而不是系统漏了。

Where the condition fails the message is not sent. People must see that this is meant and
not forgotten.

Rejected:

    when: {level: [orange, red]}

Accepted:

    when: {level: [orange, red]}
    unless: {zh: 提醒函只用于红、橙色级, en: letters are for red and orange only}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the conditional messages that do not explain themselves."""
    messages = linted.policy.routing.messages.values() if linted.policy.routing else ()
    for message in messages:
        if message.when is not None and message.unless is None:
            yield Finding(CODE.at(message.place, name=message.id))
