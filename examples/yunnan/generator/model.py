"""The invented world before it is written down: plain rows with Chinese headings."""

from __future__ import annotations

from dataclasses import dataclass, field

Row = dict[str, object]


@dataclass
class Site:
    """One enterprise site and everything that is known of it."""

    uscc: str
    number: str
    name: str
    division: str
    industry: str
    sectors: tuple[str, ...]
    row: Row
    points: list[Row] = field(default_factory=list)
    hazards: list[Row] = field(default_factory=list)
    inspections: list[Row] = field(default_factory=list)
    accidents: list[Row] = field(default_factory=list)
    lists: list[Row] = field(default_factory=list)
    jurisdiction: list[Row] = field(default_factory=list)
    by_hand: bool = False

    @property
    def key(self) -> Row:
        """The key columns that stand in every table."""
        return {"统一社会信用代码": self.uscc, "生产场所编号": self.number}
