"""Registers that a test has opened are closed when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.register.sqlite import Sqlite


@pytest.fixture(autouse=True)
def closed_at_the_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[Sqlite] = []
    begin = Sqlite.__init__

    def remember(self: Sqlite, *args: Any) -> None:
        begin(self, *args)
        made.append(self)

    monkeypatch.setattr(Sqlite, "__init__", remember)
    yield
    for database in made:
        database.close()
