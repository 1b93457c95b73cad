"""Problems of proving (V1xx): the solver, what can be asked."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

NO_SOLVER = entry(
    "V101",
    ("没有安装 z3，不能证明", "z3 is not installed, so nothing can be proved"),
    ("安装：pip install 'yujing[proofs]'", "install it: pip install 'yujing[proofs]'"),
    page(
        "证明由 z3 求解器完成，它较大，要另外安装。没有它，prove 什么也不说，"
        "不会把“没有证明”说成“已证明”。",
        "Proofs are made by the solver z3, a large package that is installed on its own. "
        "Without it nothing is said; “not proved” is never shown as “proved”.",
        "pip install yujing\nyujing prove policies/rules",
        "pip install 'yujing[proofs]'\nyujing prove policies/rules",
    ),
)
UNKNOWN_PROPERTY = entry(
    "V102",
    ("没有“{asked}”这种性质", "there is no property `{asked}`"),
    ("可选：{known}", "one of: {known}"),
    page(
        "能证明的性质是有限的几种，见 yujing prove --help。",
        "What can be proved is a short list; see `yujing prove --help`.",
        "yujing prove policies/rules --property fair",
        "yujing prove policies/rules --property monotone",
    ),
)
NEEDS_AGAINST = entry(
    "V103",
    (
        "性质“{asked}”要和另一个版本比较，请给出 --against",
        "the property `{asked}` compares two versions: give --against",
    ),
    None,
    page(
        "“不降级”和“等价”说的是两个版本之间的关系，只有一个版本无从谈起。",
        "Never lower, and equivalent, are about two versions; one alone has neither.",
        "yujing prove policies/rules --property never-lower",
        "yujing prove policies/rules --property never-lower --against policies/rules@2019.1",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
