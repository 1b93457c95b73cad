"""Directions of a change: always a sign and a word, never a colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.simulation import Block, Direction, Simulation
from engine.problems import Text
from engine.reporting.outcomes import INSPECTED
from engine.reporting.page.document import Page
from engine.reporting.page.hues import GRAVER, MILDER, NEUTRAL
from engine.reporting.page.levels import Mark, marks

SIGNS: dict[Direction, str] = {"milder": "▼", "stricter": "▲", "other": "◆"}
FILLS: dict[Direction, str] = {"milder": MILDER, "stricter": GRAVER, "other": NEUTRAL}
DIRECTIONS: dict[Direction, Text] = {
    "milder": Text("变轻", "milder"),
    "stricter": Text("变重", "stricter"),
    "other": Text("其他变化", "otherwise"),
}
ORDER: tuple[Direction, ...] = ("milder", "stricter", "other")
BLOCK_MARKS: dict[Block, str] = {"inspected": "i1", "preliminary": "i0", "unknown": "iu"}
BLOCK_WORDS: dict[Block, Text] = {
    "inspected": INSPECTED,
    "preliminary": Text("初判", "preliminary"),
    "unknown": Text("不明", "unknown"),
}
OLD, NEW = Text("原版本", "old version"), Text("新版本", "new version")


def direction_words(page: Page, direction: Direction) -> str:
    """Return a direction as sign and word: ▼ 变轻."""
    return f"{SIGNS[direction]} {page.say(DIRECTIONS[direction])}"


def states_of(page: Page, simulation: Simulation) -> list[Mark]:
    """Return the states of a simulation as they are drawn, levels first."""
    levels = [s for s in simulation.states if s.kind == "level"]
    others = [s for s in simulation.states if s.kind != "level"]
    shown = [(s.id, page.say(s.title), f"#{s.colour.lower()}" if s.colour else "") for s in levels]
    return marks(shown, [(s.id, page.say(s.title)) for s in others])


def by_id(states: Sequence[Mark]) -> dict[str, Mark]:
    """Return the states by their ids."""
    return {state.id: state for state in states}
