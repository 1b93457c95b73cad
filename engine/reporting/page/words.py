"""Words that both kinds of page use."""

from __future__ import annotations

from engine.problems import Text
from engine.reporting.page.document import Page

BASES = ("", "notice", "local", "draft")
BASIS = {
    "": Text("–", "–"),
    "notice": Text("通知", "notice"),
    "local": Text("本地", "local"),
    "draft": Text("暂定", "draft"),
}
NEVER = Text("从未命中", "never")
RULE, TABLE, CITES, BASIS_IS = (
    Text("规则", "rule"),
    Text("判定表", "table"),
    Text("条款", "clauses"),
    Text("依据", "basis"),
)
CERTAIN, POSSIBLE, REMARK = (
    Text("命中（家）", "held for"),
    Text("可能命中（家）", "may hold for"),
    Text("备注", "remark"),
)
TOTAL = Text("合计", "total")
COUNTY, PREFECTURE = Text("县区", "county"), Text("州市", "prefecture")


def basis_words(page: Page, basis: str | None) -> str:
    """Return what an answer rests on, in words."""
    return page.say(BASIS[basis or ""])
