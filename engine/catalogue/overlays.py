"""Problems of overlays (O1xx): a set that extends another and may only be stricter."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

NO_BASE = entry(
    "O101",
    ("找不到所扩展的规则库“{name}”", "the policy set `{name}` that this one extends is not found"),
    (
        "extends 写旁边文件夹的名称，或随附规则库的名称",
        "`extends` names a folder beside this one, or a set that is shipped",
    ),
    page(
        "叠加规则库只写改动，其余都取自所扩展的规则库；找不到它就没有规则。",
        "An overlay holds only its changes; everything else is that of the set it extends.",
        "extends: yunan",
        "extends: yunnan",
    ),
)
CIRCLE = entry(
    "O102",
    ("规则库互相扩展：{path}", "policy sets extend each other: {path}"),
    None,
    page(
        "扩展必须有一个起点。",
        "Extending must begin somewhere.",
        "# a: extends: b     # b: extends: a",
        "# a: extends: b     # b: a whole set",
    ),
)
NO_VALUE = entry(
    "O103",
    ("所扩展的规则库没有数值“{name}”", "the set extended has no value `{name}`"),
    None,
    page(
        "set 只能改所扩展规则库 values 里已有的数。",
        "`set` changes a number that stands in a `values:` block of the set extended.",
        "- {set: values.rectify_dyas.red, to: 10}",
        "- {set: values.rectify_days.red, to: 10}",
    ),
)
NO_DIRECTION = entry(
    "O104",
    (
        "“{name}”没有声明往哪个方向更严，不能在叠加规则库里改",
        "`{name}` does not say in which direction it is stricter, so an overlay cannot change it",
    ),
    (
        "在所扩展的规则库里写 stricter: fewer 或 stricter: more",
        "declare `stricter: fewer` or `stricter: more` in the set extended",
    ),
    page(
        "只有声明了方向，才能核对改动是否更严。",
        "Whether a change is stricter can be checked only where the direction is declared.",
        "# base\nvalues: {rectify_days: {red: 15}}",
        "# base\nvalues: {rectify_days: {red: 15, stricter: fewer}}",
    ),
)
MILDER_VALUE = entry(
    "O105",
    (
        "“{name}”由 {old} 改为 {new} 是放宽：应当{wanted}",
        "changing `{name}` from {old} to {new} is milder: it must be {wanted}",
    ),
    None,
    page(
        "叠加规则库只能更严：天数只能更少，提前量只能更多。",
        "An overlay may only be stricter: fewer days, earlier notice.",
        "- {set: values.rectify_days.red, to: 20}    # base: 15, stricter: fewer",
        "- {set: values.rectify_days.red, to: 10}",
    ),
)
NO_TABLE = entry(
    "O106",
    ("所扩展的规则库没有判定表“{name}”", "the set extended has no decision table `{name}`"),
    None,
    page(
        "add_rules 和 replace_rule 改的是所扩展规则库里的表。",
        "`add_rules` and `replace_rule` change tables of the set extended.",
        "- {add_rules: proposal, rules: [...]}",
        "- {add_rules: proposals, rules: [...]}",
    ),
)
NO_RULE = entry(
    "O107",
    ("表“{table}”没有规则“{rule}”", "the table `{table}` has no rule `{rule}`"),
    ("写成 表/规则", "write table/rule"),
    page(
        "replace_rule 写“表/规则”，规则须是表里已有的；新增规则用 add_rules。",
        "`replace_rule` names table/rule of a rule that is there; `add_rules` adds one.",
        "- {replace_rule: proposals/major, rule: {...}}",
        "- {replace_rule: proposals/major-hazard, rule: {...}}",
    ),
)
NO_RECIPIENTS = entry(
    "O108",
    ("所扩展的规则库没有收件清单“{name}”", "the set extended has no list of recipients `{name}`"),
    (
        "写成 messages.文书.to、copy、with 或 push",
        "write messages.<message>.to, copy, with or push",
    ),
    page(
        "收件方只能增加：add_to 把一项加到某个文书的 to、copy、with 或 push。",
        "Recipients are only added: `add_to` adds one to `to`, `copy`, `with` or `push`.",
        "- {add_to: messages.warning_issued.from, item: {role: county}}",
        "- {add_to: messages.warning_issued.copy, item: {role: county}}",
    ),
)
MILDER_LEVEL = entry(
    "O109",
    (
        "这些改动会放宽“{title}”，例如（基准日 {day}）：{enterprise}；{outcome}",
        "the changes make “{title}” milder, e.g. (as of {day}): {enterprise}; {outcome}",
    ),
    (
        "叠加规则库只能更严：改条件或结论，使这家企业不降级",
        "an overlay may only be stricter: change condition or answer so that it does not drop",
    ),
    page(
        "叠加规则库的级别在任何数据（包括缺失的数据）下，两端都不得低于所扩展的规则库。"
        "这里列出的企业会降级，由参考执行器核对过。",
        "Whatever the facts, missing ones included, neither end of the level may be lower than "
        "under the set extended. The enterprise shown would drop; the reference confirmed it.",
        "- replace_rule: levels/high\n  rule: {id: high, when: {danger: '>= 8'}, then: red}",
        "- replace_rule: levels/high\n  rule: {id: high, when: {danger: '>= 4'}, then: red}",
    ),
)
NOT_PROVED = entry(
    "O110",
    (
        "没有证明“{title}”不会放宽：{reason}",
        "it is not proved that “{title}” never becomes milder: {reason}",
    ),
    (
        "安装求解器（pip install 'yujing[proofs]'）后再检查，或者改得简单一些",
        "install the solver (pip install 'yujing[proofs]') and check again, or change less",
    ),
    page(
        "没有证明就不能说“只会更严”。小的表逐格核对，其余由 z3 证明；没有 z3 或证不出来，"
        "这样的叠加规则库不予使用。",
        "“Only stricter” is not said without proof. Small tables are tried cell by cell, the "
        "rest is proved by z3; without it, or where it finds no proof, the overlay is refused.",
        "# changes a large table, z3 is not installed",
        "pip install 'yujing[proofs]'",
    ),
)
LOST_ENTRY = entry(
    "O111",
    (
        "替换后的规则“{rule}”可能不再列出原来列出的企业：{reason}",
        "the rule `{rule}` as replaced may no longer list what it listed: {reason}",
    ),
    ("条件只能放宽到更多企业，结论只能更重", "it must hold at least as often and say as much"),
    page(
        "建议、核对和措施只能增加：替换后的规则至少要在原来的情形下都适用，结论不得更轻。",
        "Proposals, reviews and measures may only be added to: a rule that is replaced must "
        "hold at least where it held, and say at least as much.",
        "- replace_rule: proposals/major\n  rule: {id: major, when: {major: '>= 3'}, ...}",
        "- replace_rule: proposals/major\n  rule: {id: major, when: {major: '>= 1'}, ...}",
    ),
)
NOT_IN_SPAN = entry(
    "O112",
    (
        "从 {start} 到 {until}，所扩展的规则库没有一个版本生效",
        "from {start} to {until} no version of the set extended is in force",
    ),
    None,
    page(
        "叠加规则库的生效期要落在所扩展规则库的生效期之内，每一天都有底本。",
        "On each day an overlay is in force there must be a set that it extends.",
        "effective: {from: '2019-01-01'}    # the base begins in 2020",
        "effective: {from: '2020-03-01'}",
    ),
)
CHANGES_TABLE = entry(
    "O113",
    (
        "表“{title}”不是级别，新增或替换它的规则不能证明更严",
        "“{title}” is not about the level, so changing its rules cannot be shown stricter",
    ),
    (
        "只能改影响级别的表，或者建议、核对、措施的清单",
        "change tables the level rests on, or lists of proposals, reviews and measures",
    ),
    page(
        "更严有方向：级别更高，建议更多。别的表没有方向，改动不能核对。",
        "Stricter has a direction for levels and lists. Other tables have none.",
        "- {add_rules: left_out, rules: [...]}",
        "- {add_rules: proposals, rules: [...]}",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
