"""Options of the whole test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--large", action="store_true", help="run the large random profiles (about ten minutes)"
    )
    parser.addoption("--spark", action="store_true", help="run the tests that start Spark")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "spark: starts Spark, run with --spark")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what starts Spark, unless asked for: it needs Java and pyspark."""
    if not config.getoption("--spark"):
        left_out = [item for item in items if item.get_closest_marker("spark")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def large(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--large"))
