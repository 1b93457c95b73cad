"""A pytest plugin: the cases of a policy set as tests, one each.

With `--yujing` (or `yujing = true` in the ini file) it collects `cases/*.yaml` beside a
policy.yaml; without, it does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.analysis.cases import CaseResult
from engine.problems import ProblemsFound


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what turns the collecting on."""
    words = "collect cases/*.yaml of yujing policy sets"
    parser.addoption("--yujing", action="store_true", default=False, help=words)
    parser.addini("yujing", words, type="bool", default=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Collect a case file of a policy set."""
    asked = parent.config.getoption("--yujing") or parent.config.getini("yujing")
    folder = file_path.parent
    a_case_file = file_path.suffix == ".yaml" and folder.name == "cases"
    if asked and a_case_file and (folder.parent / "policy.yaml").is_file():
        found: CaseFile = CaseFile.from_parent(parent, path=file_path)
        return found
    return None


@cache
def _results(folder: Path) -> tuple[CaseResult, ...]:
    from engine.service.cases import run_cases

    return run_cases(str(folder), "reference").results


class CaseFile(pytest.File):
    """One file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each case; a set that does not load is one failure."""
        try:
            results = _results(self.path.parent.parent)
        except ProblemsFound as found:
            from engine.reporting.problems import as_text

            raise self.CollectError(as_text(found.problems, "en")) from None
        for result in results:
            if Path(result.case.place.file) == self.path:
                name = result.case.name.to("en")
                test: CaseTest = CaseTest.from_parent(self, name=name, result=result)
                yield test


class CaseTest(pytest.Item):
    """One case."""

    def __init__(self, *, result: CaseResult, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.result = result

    def runtest(self) -> None:
        """Fail with the values that were compared."""
        if not self.result.passed:
            from engine.reporting.cases import failed_lines

            pytest.fail("\n".join(failed_lines(self.result, "en")), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands."""
        return self.path, self.result.case.place.line - 1, self.name
