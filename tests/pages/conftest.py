"""Pages made once, and a real browser without a network to open them in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import small_province

from engine.analysis.gates import Limits
from engine.analysis.simulation import Simulation
from engine.problems import Language
from engine.reporting.page.impact import impact_page
from engine.service import runs
from engine.service.simulations import Request, simulate

TODAY = date(2026, 4, 1)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_province.write_facts(tmp_path_factory.mktemp("pages") / "facts")


@pytest.fixture(scope="session")
def evaluated(facts: Path) -> runs.Evaluation:
    policy = str(small_province.POLICY)
    return runs.evaluate(policy, str(facts), as_of=None, today=TODAY, engine="reference")


@pytest.fixture(scope="session")
def simulated(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    new = small_province.write_changed_policy(tmp_path_factory.mktemp("changed") / "yunnan")
    past = tmp_path_factory.mktemp("past")
    for day in ("2026-03-20", "2026-03-31"):
        small_province.write_facts(past / day, day)
    asked = Request(
        str(small_province.POLICY),
        str(new),
        str(facts),
        None,
        TODAY,
        engine="reference",
        history=str(past),
        limits=Limits(changed=Decimal(50), milder=1),
    )
    return simulate(asked)


@pytest.fixture(scope="session")
def pages(
    evaluated: runs.Evaluation, simulated: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Language], Path]:
    """Return the file of a page, `run` or `impact`, in a language."""
    folder = tmp_path_factory.mktemp("html")

    def written(kind: str, language: Language) -> Path:
        path = folder / f"{kind}-{language}.html"
        if not path.exists():
            made = (
                runs.page(evaluated, language)
                if kind == "run"
                else impact_page(simulated, language)
            )
            path.write_bytes(made)
        return path

    return written


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        yield running
        running.close()


class Visit:
    """A page opened in the browser, with what it asked the network for and complained of."""

    def __init__(self, browser: Any, path: Path, *, script: bool = True) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(java_script_enabled=script)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def shown(self) -> list[str]:
        """Return the text of the rows of the list that are shown."""
        rows = self.page.locator("#t tbody tr:not([hidden])")
        return [text.strip() for text in rows.all_inner_texts()]

    def column(self, number: int) -> list[str]:
        """Return the text of one column of the rows shown."""
        cells = self.page.locator(f"#t tbody tr:not([hidden]) td:nth-child({number})")
        return [text.strip() for text in cells.all_inner_texts()]

    def count(self) -> int:
        """Return the number that the page says is shown."""
        return int(self.page.locator("#n").inner_text())


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Open pages, each in a context of its own."""
    opened: list[Visit] = []

    def open_page(path: Path, *, script: bool = True) -> Visit:
        opened.append(Visit(browser, path, script=script))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()
