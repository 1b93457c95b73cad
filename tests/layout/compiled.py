"""What a policy set means: the compiled set without the places at which it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from engine.policy.model import PolicySet

OF_THE_TEXT = {"place", "start", "end", "sha256", "folder", "file", "extends", "warnings"}


def meaning(policy: PolicySet) -> str:
    """Return the hash of all that the set means."""
    return hashlib.sha256(repr(plain(policy)).encode()).hexdigest()


def plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kept = [f.name for f in fields(value) if f.name not in OF_THE_TEXT]
        return (type(value).__name__, [(n, plain(getattr(value, n))) for n in kept])
    if isinstance(value, Mapping):
        return [(plain(k), plain(v)) for k, v in value.items()]
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, frozenset | set):
        return sorted(repr(plain(v)) for v in value)
    return repr(value)
