"""Where the policy sets and schemas that come with yujing lie.

In a checkout they stand beside `engine/`; in an installed wheel inside it.
"""

from __future__ import annotations

from pathlib import Path

ENGINE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the folder `policies` or `schemas`, or a path below one of them."""
    inside = ENGINE / "_data" / name
    return inside if inside.exists() else ENGINE.parent / name
