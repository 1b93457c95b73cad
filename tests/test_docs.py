"""What the documents say is so: commands, options, links, policy snippets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import cli
from engine.commands.framework import build
from engine.policy.loading import load_document
from tests.commands_page import PAGE, page

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "policies/**/*.md", "examples/**/*.md")
    for path in ROOT.glob(pattern)
)
# It names the owner of every clause, commands of jobs still to come among them.
AHEAD = ROOT / "docs/clauses.md"
GROUP = build(cli.COMMANDS, "en")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def ids(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def command_lines(text: str) -> Iterator[str]:
    """Every `yujing …` of a page that is written as a command."""
    for _, block in FENCED.findall(text):
        yield from (
            line.strip() for line in block.splitlines() if line.strip().startswith("yujing ")
        )
    yield from re.findall(r"`(yujing [^`\n]+)`", FENCED.sub("", text))


def words_of(line: str) -> list[str]:
    """The words of a command line, without its remark and where it is piped to."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|>")
    lexer.whitespace_split = True
    words = list(lexer)[1:]
    ends = [n for n, word in enumerate(words) if set(word) <= set("|>")]
    return [word for word in words[: ends[0] if ends else None] if word != "…"]


def found(words: list[str]) -> tuple[click.Command | None, list[str]]:
    """The command that words name, and the words that are left for it."""
    here: click.Command | None = GROUP
    while isinstance(here, click.Group) and words:
        here, words = here.commands.get(words[0]), words[1:]
    return here, words


@pytest.mark.parametrize("path", PAGES, ids=ids(PAGES))
def test_every_command_that_is_shown_exists_with_its_options(path: Path) -> None:
    for line in command_lines(path.read_text("utf-8")):
        words = words_of(line)
        if path == AHEAD or not words or words[0].startswith("-") or words[0].isupper():
            continue
        command, rest = found(words)
        assert command is not None, line
        known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)}
        for word in rest:
            name = word.split("=")[0]
            assert not name.startswith("-") or name in known | {"-h", "--help", "-"}, line


#   in the README every line can be run as it stands
def test_every_command_of_the_readme_is_complete() -> None:
    lines = list(command_lines((ROOT / "README.md").read_text("utf-8")))
    assert len(lines) >= 8
    for line in lines:
        command, words = found(words_of(line))
        assert command is not None, line
        parent = click.Context(GROUP, info_name="yujing", obj="en")
        command.make_context(command.name, list(words), parent=parent)


@pytest.mark.parametrize("path", PAGES, ids=ids(PAGES))
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCED.sub("", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), target
    for target in re.findall(r"`((?:docs|policies|schemas|tests|examples|engine)/[\w./-]+)`", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=ids(PAGES))
def test_policy_snippets_can_be_loaded(path: Path) -> None:
    for kind, block in FENCED.findall(path.read_text("utf-8")):
        if kind in ("yaml", "yml"):
            document, problems = load_document(path.name, block.encode())
            assert document is not None, block
            assert [p.message.en for p in problems if p.severity == "error"] == [], block


def test_the_list_of_commands_is_in_step() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python tests/commands_page.py"


def test_every_option_has_help_in_both_languages() -> None:
    for language in ("zh", "en"):
        for command in _commands(build(cli.COMMANDS, language)):  # type: ignore[arg-type]
            assert command.help, command.name
            for parameter in command.params:
                if isinstance(parameter, click.Option) and parameter.name != "help":
                    assert parameter.help, f"{command.name} {parameter.opts}"


def _commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _commands(command)


def test_the_picture_of_the_house_names_every_package_that_stands() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    for package in sorted((ROOT / "engine").glob("*/__init__.py")):
        assert f"engine/{package.parent.name}/" in text, package.parent.name
