"""A process that writes events as fast as it can and says which were acknowledged.

python writer.py ADDRESS NAME COUNT
"""

from __future__ import annotations

import sys
from datetime import date

from engine.register.events import Actor, Entry
from engine.register.log import Log


def connect(address: str) -> Log:
    if address.startswith("postgresql://"):
        from engine.register.postgres import Postgres

        return Log(Postgres(address))
    from engine.register.sqlite import Sqlite

    return Log(Sqlite(address))


def main(address: str, name: str, count: int) -> None:
    log = connect(address)
    day, actor = date(2026, 3, 12), Actor(name, "d-1")
    for number in range(count):
        key = f"{name}-{number}"
        entry = Entry(f"W{number % 7}", "object", day, day, "now", actor, key=key,
                      body={"content": "异议"})  # fmt: skip
        with log.writing() as writer:
            writer.add(entry, [{"to": "a"}, {"to": "b"}], ["规则库"])
        print(key, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
