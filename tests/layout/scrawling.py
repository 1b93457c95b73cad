"""Write data as YAML the way a careless hand would: any style, any blanks, comments anywhere."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from engine.policy.plain import read_plain

SAFE = re.compile(r"[\w一-鿿][\w一-鿿 ./-]*\Z")


def scrawl(data: dict[str, Any], rng: Random) -> str:
    """Return YAML that loads as `data`."""
    return "\n".join(_block(data, 0, rng)) + "\n" * rng.randint(1, 3)


def _block(value: Any, column: int, rng: Random) -> list[str]:
    pad, lines = " " * column, []
    step = rng.choice((1, 2, 3, 4))
    entries = value.items() if isinstance(value, dict) else ((None, v) for v in value)
    for key, inner in entries:
        if rng.random() < 0.1:
            lines.append(rng.choice(("", f"{pad}# a 注 {rng.randint(0, 99)}", f"{pad}  # deeper")))
        head = f"{pad}- " if key is None else f"{pad}{_scalar(key, rng)}: "
        nested = isinstance(inner, dict | list) and inner
        if nested and rng.random() < (0.8 if column < 6 else 0.3):
            below = _block(inner, column + step, rng)
            lines += [head.rstrip() + rng.choice(("", "  ", "  # begins")), *below]
        else:
            lines.append(head + " " * rng.choice((0, 0, 3)) + _flow(inner, column + 1, rng))
            lines[-1] += rng.choice(("", "", "   ", "  # 末尾"))
    return lines


def _flow(value: Any, column: int, rng: Random) -> str:
    def gap() -> str:
        return rng.choice((" ", " ", "   ", "\n" + " " * (column + rng.randint(1, 6))))

    if isinstance(value, dict):
        words = [f"{_scalar(k, rng)}: {_flow(v, column, rng)}" for k, v in value.items()]
    elif isinstance(value, list):
        words = [_flow(v, column, rng) for v in value]
    else:
        return _scalar(value, rng)
    inner = words[0] if words else ""
    for word in words[1:]:
        inner += "," + gap() + word
    return f"{{{inner}}}" if isinstance(value, dict) else f"[{inner}]"


def _scalar(value: Any, rng: Random) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return str(value)
    if SAFE.match(value) and read_plain(value) == (value, None) and rng.random() < 0.8:
        return value
    if "'" not in value and "\n" not in value and rng.random() < 0.3:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)
