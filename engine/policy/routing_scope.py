"""What conditions in routing rules may ask about: the level, and who inspects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Any

from engine.language.cells import compile_cell
from engine.language.checking import compile_condition
from engine.language.expression import Expr, Ref
from engine.language.scope import Symbol, normal
from engine.language.types import BOOL, Domain, Kind, Member, Type
from engine.policy.csv_table import Report
from engine.policy.document import Document, Path
from engine.problems import Text

LEVEL, INSPECTING_LEVEL = "level", "inspecting_level"
NAMES: Mapping[str, Text] = {
    LEVEL: Text("级别", "the level"),
    INSPECTING_LEVEL: Text("负责巡查的一级", "the inspecting level"),
}


class RoutingScope:
    """The names a routing condition sees: `level` and `inspecting_level`.

    `inspecting_level` is absent (`== null`) where no department inspects.
    """

    def __init__(
        self, domains: Mapping[str, Domain], scale: str, levels: Mapping[str, Text]
    ) -> None:
        members = tuple(Member(id, title) for id, title in levels.items())
        of_levels = Domain(INSPECTING_LEVEL, False, members, NAMES[INSPECTING_LEVEL])
        self._domains = {**domains, INSPECTING_LEVEL: of_levels}
        self._scale = scale

    @property
    def domains(self) -> Mapping[str, Domain]:
        """The domains of the policy set, and the levels of government."""
        return self._domains

    @cached_property
    def symbols(self) -> Mapping[str, Symbol]:
        """What each name stands for."""
        level = Symbol(Type(Kind.SCALE, self._scale), Ref(LEVEL))
        kind = Type(Kind.CODE, INSPECTING_LEVEL)
        inspecting = Symbol(kind, Ref(INSPECTING_LEVEL), nullable=True)
        return {LEVEL: level, INSPECTING_LEVEL: inspecting}

    def find(self, path: str) -> Symbol | None:
        """Return what `path`, an id or its Chinese label, stands for."""
        labels = {normal(words.zh): name for name, words in NAMES.items()}
        return self.symbols.get(labels.get(path, path))

    def known(self) -> Iterable[str]:
        """Return the names that could have been meant."""
        return self.symbols


def compile_when(
    document: Document, path: Path, when: str | dict[str, Any], scope: RoutingScope, report: Report
) -> Expr | None:
    """Return the condition at `path`: one text, or a map of which every entry must hold."""
    if isinstance(when, str):
        place = partial(document.inside, path)
        return compile_condition(when, scope, place, report, BOOL)
    tests = [_test(document, (*path, name), cell, scope, report) for name, cell in when.items()]
    found = [test for test in tests if test is not None]
    if len(found) <= 1:
        return found[0] if found else None
    return Expr("and", BOOL, tuple(found))


def _test(
    document: Document, path: Path, cell: Any, scope: RoutingScope, report: Report
) -> Expr | None:
    subject = compile_condition(
        str(path[-1]), scope, lambda start, end: document.key_place(path), report, None
    )
    if subject is None:
        return None
    return compile_cell(cell, subject, scope, partial(document.inside, path), report)
