"""Codes of gaps, overlaps, dead rules and cycles: what the analysis of tables finds."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

GAP = entry(
    "T101",
    (
        "判定“{name}”有缺口：{example}时没有规则适用",
        "the decision `{name}` has a gap: no rule holds when {example}",
    ),
    (
        "有的事实不符合任何一条规则，结果就是“无法判定：没有规则”，不会当成“无预警”。",
        'Some facts meet no rule. The answer is then "undetermined: no rule", never "no warning".',
    ),
    "- {id: high, when: {level: [level_1, level_2]}, then: red}",
    "- {id: high, when: {level: [level_1, level_2]}, then: red}\n"
    "- {id: low,  when: {level: [level_3, level_4]}, then: blue}",
    hint=(
        "补一条规则；如果有意留空，用 accept_gap 写明理由",
        "add a rule, or give the reason in `accept_gap` if the gap is meant",
    ),
    severity="warning",
)
OVERLAP = entry(
    "T102",
    (
        "规则“{one}”与“{other}”（{first}）同时适用：{example}",
        "the rules `{one}` and `{other}` ({first}) both hold when {example}",
    ),
    (
        "hit: unique 表示任何事实至多符合一条规则；hit: any 允许重叠，但给出的结果必须相同。两"
        "条规则给出不同结果时，不由书写顺序判定，而是在检查时拒绝。",
        "`hit: unique` says that facts meet at most one rule; `hit: any` allows more when "
        "they give the same. Two rules that disagree are refused by the check: written order "
        "never decides.",
    ),
    "hit: unique\n"
    "rules:\n"
    '  - {id: many, when: {workers: ">= 9"}, then: red}\n'
    '  - {id: some, when: {workers: ">= 3"}, then: yellow}',
    "hit: unique\n"
    "rules:\n"
    '  - {id: many, when: {workers: ">= 9"}, then: red}\n'
    '  - {id: some, when: {workers: "[3..9)"}, then: yellow}',
    hint=(
        "让两条规则互不重叠，或者换一种 hit",
        "keep the two rules apart, or choose another `hit`",
    ),
)
DEAD = entry(
    "T103",
    ("规则“{name}”永远不会适用", "the rule `{name}` never holds"),
    (
        "没有任何事实能同时满足这条规则的全部条件。",
        "No facts meet all of the rule's condition.",
    ),
    'when: "workers > 9 && workers < 3"',
    'when: "workers > 3 && workers < 9"',
    hint=("检查条件，或删去这条规则", "look at its condition, or remove the rule"),
    severity="warning",
)
SHADOWED = entry(
    "T104",
    (
        "规则“{name}”永远轮不到：前面的规则总是先适用",
        "the rule `{name}` never comes to its turn: earlier rules always hold before it",
    ),
    (
        "hit: first 取第一条适用的规则，所以被前面的规则完全覆盖的规则不起作用。",
        "`hit: first` takes the first rule that holds, so a rule that is wholly covered by "
        "earlier ones does nothing.",
    ),
    "hit: first\n"
    "rules:\n"
    "  - {id: all, when: {}, then: blue}\n"
    "  - {id: red, when: {level: level_1}, then: red}",
    "hit: first\n"
    "rules:\n"
    "  - {id: red, when: {level: level_1}, then: red}\n"
    "  - {id: all, when: {}, then: blue}",
    hint=("移到前面，或删去这条规则", "move it up, or remove the rule"),
    severity="warning",
)
NOT_PROVED = entry(
    "T105",
    (
        "判定“{name}”的情形太多，没有验证是否有缺口或重叠",
        "the decision `{name}` tells too many cases apart: gaps and overlaps were not looked "
        "for to the end",
    ),
    (
        "检查把每个字段在条件里出现的数值处切开，逐格查看，最多一百万格。超过时不能说有没有缺口。",
        "The check cuts each field at the numbers it is compared with and looks at every box, "
        "up to a million. Beyond that it cannot tell whether there is a gap.",
    ),
    "one table in which 40 fields are compared with many numbers",
    "one decision that sums the fields up, and another that gives the level",
    hint=(
        "把它拆成几个判定，或者少比较几个字段",
        "split it into several decisions, or compare fewer fields",
    ),
    severity="warning",
)
MAYBE_GAP = entry(
    "T106",
    (
        "判定“{name}”可能有缺口，无法排除：{example}时没有规则适用",
        "the decision `{name}` may have a gap that cannot be ruled out: no rule holds when "
        "{example}",
    ),
    (
        "条件里比较了互相关联的字段（两个字段相比、算式、派生字段与其来源），检查不能断定这种"
        "情况是否真会出现。",
        "The conditions compare things that hang together (two fields, a sum, a derived field "
        "and its source), so the check cannot tell whether such facts exist.",
    ),
    '- {id: late, when: "done_on > due_on", then: red}',
    '- {id: late, when: "done_on > due_on", then: red}\n'
    '- {id: in-time, when: "done_on <= due_on", then: none}',
    hint=(
        "补一条规则；如果这种情况不会出现，用 accept_gap 写明理由",
        "add a rule, or say in `accept_gap` why this cannot happen",
    ),
    severity="warning",
)
MAYBE_OVERLAP = entry(
    "T107",
    (
        "规则“{one}”与“{other}”（{first}）可能同时适用，无法排除：{example}",
        "the rules `{one}` and `{other}` ({first}) may both hold, which cannot be ruled out: "
        "{example}",
    ),
    (
        "两条规则在检查看来可以同时适用，但涉及互相关联的字段，不能断定这种情况是否真会出现。"
        "若真出现，结果是“无法判定：冲突”。",
        "As far as the check can see both rules may hold, but over fields that hang together, "
        'so it cannot tell whether such facts exist. If they do, the answer is "undetermined: '
        'conflict".',
    ),
    '- {id: late, when: "done_on > due_on", then: red}\n'
    '- {id: never, when: "due_on < limit", then: blue}',
    '- {id: late, when: "done_on > due_on", then: red}\n'
    '- {id: never, when: "done_on <= due_on && due_on < limit", then: blue}',
    hint=("让两条规则在同一个字段上互不重叠", "keep the two rules apart on one and the same field"),
    severity="warning",
)
NO_GAP = entry(
    "T108",
    (
        "判定“{name}”没有缺口，不需要 accept_gap",
        "the decision `{name}` has no gap, so `accept_gap` says nothing",
    ),
    (
        "accept_gap 说明为什么接受缺口。缺口已经补上后，这个说明会让人误解，将来的缺口也会被它"
        "掩盖。",
        "`accept_gap` says why a gap is accepted. Once the gap is closed the reason misleads, "
        "and would hide a later gap.",
    ),
    "accept_gap: {reason: {zh: 其他情况不判定}}      # although every case has a rule",
    "(without accept_gap)",
    hint=("删去 accept_gap", "remove `accept_gap`"),
    severity="warning",
)
CYCLE = entry(
    "T109",
    (
        "互相依赖，无法计算：{path}",
        "these depend on each other, so none can be computed: {path}",
    ),
    (
        "判定和派生字段按依赖顺序计算。绕一圈又依赖自己的，没有先后可言。",
        "Decisions and derived fields are computed after what they depend on. In a circle "
        "nothing comes first.",
    ),
    "a: its rules read b\nb: its rules read a",
    "a: its rules read facts\nb: its rules read a",
    hint=("断开其中一处", "break the circle at one place"),
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
