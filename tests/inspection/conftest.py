"""The shipped set, loaded once."""

from pathlib import Path

import pytest

from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def yunnan() -> PolicySet:
    return load_policy(ROOT / "policies" / "yunnan")
