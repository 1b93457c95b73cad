"""Codes of gaps, overlaps, dead rules and cycles: what the analysis of tables finds."""

from __future__ import annotations

from engine.problems import Code, Severity, Text


def _code(
    id: str,
    severity: Severity,
    message: tuple[str, str],
    hint: tuple[str, str] | None,
    zh: str,
    en: str,
) -> Code:
    return Code(id, severity, Text(*message), Text(*hint) if hint else None, Text(zh, en))


GAP = _code(
    "T101",
    "warning",
    (
        "决定“{name}”有缺口：{example}时没有规则适用",
        "the decision `{name}` has a gap: no rule holds when {example}",
    ),
    (
        "补一条规则；如果有意留空，用 accept_gap 写明理由",
        "add a rule, or give the reason in `accept_gap` if the gap is meant",
    ),
    """有的事实不符合任何一条规则，结果就是“无法判定：没有规则”，不会当成“无预警”。

不接受：

    - {id: high, when: {level: [level_1, level_2]}, then: red}

接受：

    - {id: high, when: {level: [level_1, level_2]}, then: red}
    - {id: low,  when: {level: [level_3, level_4]}, then: blue}""",
    """Some facts meet no rule. The answer is then "undetermined: no rule", never "no warning".

rejected:

    - {id: high, when: {level: [level_1, level_2]}, then: red}

accepted:

    - {id: high, when: {level: [level_1, level_2]}, then: red}
    - {id: low,  when: {level: [level_3, level_4]}, then: blue}""",
)
OVERLAP = _code(
    "T102",
    "error",
    (
        "规则“{one}”与“{other}”（{first}）同时适用：{example}",
        "the rules `{one}` and `{other}` ({first}) both hold when {example}",
    ),
    (
        "让两条规则互不重叠，或者换一种 hit",
        "keep the two rules apart, or choose another `hit`",
    ),
    """hit: unique 表示任何事实至多符合一条规则；hit: any 允许重叠，但给出的结果必须相同。
两条规则给出不同结果时，不由书写顺序决定，而是在检查时拒绝。

不接受：

    hit: unique
    rules:
      - {id: many, when: {workers: ">= 9"}, then: red}
      - {id: some, when: {workers: ">= 3"}, then: yellow}

接受：

    hit: unique
    rules:
      - {id: many, when: {workers: ">= 9"}, then: red}
      - {id: some, when: {workers: "[3..9)"}, then: yellow}""",
    """`hit: unique` says that facts meet at most one rule; `hit: any` allows more when they give
the same. Two rules that disagree are refused by the check: written order never decides.

rejected:

    hit: unique
    rules:
      - {id: many, when: {workers: ">= 9"}, then: red}
      - {id: some, when: {workers: ">= 3"}, then: yellow}

accepted:

    hit: unique
    rules:
      - {id: many, when: {workers: ">= 9"}, then: red}
      - {id: some, when: {workers: "[3..9)"}, then: yellow}""",
)
DEAD = _code(
    "T103",
    "warning",
    ("规则“{name}”永远不会适用", "the rule `{name}` never holds"),
    ("检查条件，或删去这条规则", "look at its condition, or remove the rule"),
    """没有任何事实能同时满足这条规则的全部条件。

不接受：

    when: "workers > 9 && workers < 3"

接受：

    when: "workers > 3 && workers < 9\"""",
    """No facts meet all of the rule's condition.

rejected:

    when: "workers > 9 && workers < 3"

accepted:

    when: "workers > 3 && workers < 9\"""",
)
SHADOWED = _code(
    "T104",
    "warning",
    (
        "规则“{name}”永远轮不到：前面的规则总是先适用",
        "the rule `{name}` never comes to its turn: earlier rules always hold before it",
    ),
    ("移到前面，或删去这条规则", "move it up, or remove the rule"),
    """hit: first 取第一条适用的规则，所以被前面的规则完全覆盖的规则不起作用。

不接受：

    hit: first
    rules:
      - {id: all, when: {}, then: blue}
      - {id: red, when: {level: level_1}, then: red}

接受：

    hit: first
    rules:
      - {id: red, when: {level: level_1}, then: red}
      - {id: all, when: {}, then: blue}""",
    """`hit: first` takes the first rule that holds, so a rule that is wholly covered by earlier
ones does nothing.

rejected:

    hit: first
    rules:
      - {id: all, when: {}, then: blue}
      - {id: red, when: {level: level_1}, then: red}

accepted:

    hit: first
    rules:
      - {id: red, when: {level: level_1}, then: red}
      - {id: all, when: {}, then: blue}""",
)
NOT_PROVED = _code(
    "T105",
    "warning",
    (
        "决定“{name}”的情形太多，没有验证是否有缺口或重叠",
        "the decision `{name}` tells too many cases apart: gaps and overlaps were not looked for to the end",
    ),
    (
        "把它拆成几个决定，或者少比较几个字段",
        "split it into several decisions, or compare fewer fields",
    ),
    """检查把每个字段在条件里出现的数值处切开，逐格查看，最多一百万格。超过时不能说有没有缺口。

不接受：

    一张表里 40 个字段各与许多数比较

接受：

    先用一个决定归并字段，再用一个决定给出等级""",
    """The check cuts each field at the numbers it is compared with and looks at every box, up to
a million. Beyond that it cannot tell whether there is a gap.

rejected:

    one table in which 40 fields are compared with many numbers

accepted:

    one decision that sums the fields up, and another that gives the level""",
)
MAYBE_GAP = _code(
    "T106",
    "warning",
    (
        "决定“{name}”可能有缺口，无法排除：{example}时没有规则适用",
        "the decision `{name}` may have a gap that cannot be ruled out: no rule holds when {example}",
    ),
    (
        "补一条规则；如果这种情况不会出现，用 accept_gap 写明理由",
        "add a rule, or say in `accept_gap` why this cannot happen",
    ),
    """条件里比较了互相关联的字段（两个字段相比、算式、派生字段与其来源），检查不能断定这种情况是否真会出现。

不接受：

    - {id: late, when: "done_on > due_on", then: red}

接受：

    - {id: late, when: "done_on > due_on", then: red}
    - {id: in-time, when: "done_on <= due_on", then: none}""",
    """The conditions compare things that hang together (two fields, a sum, a derived field and its
source), so the check cannot tell whether such facts exist.

rejected:

    - {id: late, when: "done_on > due_on", then: red}

accepted:

    - {id: late, when: "done_on > due_on", then: red}
    - {id: in-time, when: "done_on <= due_on", then: none}""",
)
MAYBE_OVERLAP = _code(
    "T107",
    "warning",
    (
        "规则“{one}”与“{other}”（{first}）可能同时适用，无法排除：{example}",
        "the rules `{one}` and `{other}` ({first}) may both hold, which cannot be ruled out: {example}",
    ),
    (
        "让两条规则在同一个字段上互不重叠",
        "keep the two rules apart on one and the same field",
    ),
    """两条规则在检查看来可以同时适用，但涉及互相关联的字段，不能断定这种情况是否真会出现。
若真出现，结果是“无法判定：冲突”。

不接受：

    - {id: late, when: "done_on > due_on", then: red}
    - {id: never, when: "due_on < limit", then: blue}

接受：

    - {id: late, when: "done_on > due_on", then: red}
    - {id: never, when: "done_on <= due_on && due_on < limit", then: blue}""",
    """As far as the check can see both rules may hold, but over fields that hang together, so it
cannot tell whether such facts exist. If they do, the answer is "undetermined: conflict".

rejected:

    - {id: late, when: "done_on > due_on", then: red}
    - {id: never, when: "due_on < limit", then: blue}

accepted:

    - {id: late, when: "done_on > due_on", then: red}
    - {id: never, when: "done_on <= due_on && due_on < limit", then: blue}""",
)
NO_GAP = _code(
    "T108",
    "warning",
    (
        "决定“{name}”没有缺口，不需要 accept_gap",
        "the decision `{name}` has no gap, so `accept_gap` says nothing",
    ),
    ("删去 accept_gap", "remove `accept_gap`"),
    """accept_gap 说明为什么接受缺口。缺口已经补上后，这个说明会让人误解，将来的缺口也会被它掩盖。

不接受：

    accept_gap: {zh: 其他情况不判定}      # 各种情况都有规则

接受：

    （删去 accept_gap）""",
    """`accept_gap` says why a gap is accepted. Once the gap is closed the reason misleads, and would
hide a later gap.

rejected:

    accept_gap: {en: other cases are not judged}      # although every case has a rule

accepted:

    (without accept_gap)""",
)
CYCLE = _code(
    "T109",
    "error",
    ("互相依赖，无法计算：{path}", "these depend on each other, so none can be computed: {path}"),
    ("断开其中一处", "break the circle at one place"),
    """决定和派生字段按依赖顺序计算。绕一圈又依赖自己的，没有先后可言。

不接受：

    a: 规则读 b
    b: 规则读 a

接受：

    a: 规则读事实
    b: 规则读 a""",
    """Decisions and derived fields are computed after what they depend on. In a circle nothing
comes first.

rejected:

    a: its rules read b
    b: its rules read a

accepted:

    a: its rules read facts
    b: its rules read a""",
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
