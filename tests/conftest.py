"""Options of the whole test suite, and what the tests of the command line share."""

from __future__ import annotations

import pytest

from tests.command_line import SALTMERE, Run, run_once


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


@pytest.fixture
def run() -> Run:
    """Run the command line in this process, with streams like those of a pipe."""
    return run_once


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A set with routing rules, and facts for it."""
    folder = tmp_path_factory.mktemp("river")
    rows = "code,name,shire,level\nG1,Mill,9001,7.9\nG2,Weir,9002,12.0\nG3,Ford,9002,\n"
    (folder / "gauge.csv").write_text(rows, "utf-8")
    return "-p", SALTMERE, "-f", str(folder)
