"""Problems of escalation.yaml: states, moves, terms, measures (E1xx)."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

UNKNOWN_EVENT = entry(
    "E101",
    ("没有“{name}”这种事项", "there is no event `{name}`"),
    (
        "预警会发生哪些事项是固定的，登记命令与之一一对应；规则库决定什么状态可以发生什么。",
        "What can happen to a warning is fixed, and each has its command; the policy set decides "
        "in which state it may happen.",
    ),
    "  - {on: delivered, from: issued, to: delivered, by: issuer}",
    "  - {on: deliver, from: issued, to: delivered, by: issuer}",
)
UNKNOWN_STATE = entry(
    "E102",
    ("没有“{name}”这个状态", "there is no state `{name}`"),
    (
        "状态在 states 里写出，事项只能用那里的状态，或 any、any_open、any_end。",
        "States are declared under `states`; moves use those, or any, any_open, any_end.",
    ),
    "  - {on: deliver, from: isued, to: delivered, by: issuer}",
    "  - {on: deliver, from: issued, to: delivered, by: issuer}",
)
UNREACHABLE = entry(
    "E103",
    ("没有事项能到达状态“{name}”", "no move leads to the state `{name}`"),
    (
        "到不了的状态多半是漏写了一条事项，或者写错了 to。",
        "A state that nothing reaches usually means a missing move or a slip in `to`.",
    ),
    "states: {start: issued, open: {issued: …, responding: …}}   # nothing leads to responding",
    "  - {on: respond, from: issued, to: responding, by: enterprise}",
)
DEAD_END = entry(
    "E104",
    (
        "状态“{name}”没有路可以了结",
        "there is no way from the state `{name}` to an end",
    ),
    (
        "未了结的预警必须有办法了结，否则台账里永远挂着。带条件的事项不算：条件可能一直不成立。",
        "An open warning must be able to end, or it stays in the register for ever. Moves with "
        "a condition do not count: the condition may never hold.",
    ),
    "  - {on: release, from: awaiting_recheck, to: released, when: {open_hazards: 0}, by: issuer}",
    "  - {on: end, from: any_open, to: ended, by: issuer, needs: [reason, evidence]}",
)
EVENT_OPEN = entry(
    "E105",
    (
        "状态“{state}”下的“{event}”既没有写可以，也没有写不受理",
        "`{event}` in the state `{state}` is neither allowed nor refused",
    ),
    (
        "每种事项在每个状态都要说清楚：可以（moves），或者不受理并写明理由（refused）。"
        "这样经办人总能看到为什么不行。",
        "Every event in every state is either allowed (moves) or refused with a reason "
        "(refused), so that an office always reads why something cannot be entered.",
    ),
    "moves: [{on: deliver, from: issued, to: delivered, by: issuer}]   # and in delivered?",
    "refused: [{on: deliver, from: delivered, because: {zh: 已经送达, en: delivered already}}]",
)
EVENT_TWICE = entry(
    "E106",
    (
        "状态“{state}”下的“{event}”既写了可以，又写了不受理",
        "`{event}` in the state `{state}` is both allowed and refused",
    ),
    ("两处只能有一处对。", "Only one of the two can be meant."),
    "moves: [{on: respond, from: delivered, …}]; refused: [{on: respond, from: any_open, …}]",
    "moves: [{on: respond, from: delivered, …}]; refused: [{on: respond, from: issued, …}]",
)
UNKNOWN_NEED = entry(
    "E107",
    ("“{event}”没有“{name}”这一项", "`{event}` has no `{name}`"),
    (
        "needs 写的是登记时必须填写的项目，每种事项有自己的项目。",
        "`needs` names what must be said; each event has its own words.",
    ),
    "  - {on: deliver, needs: [methode], …}",
    "  - {on: deliver, needs: [method, evidence], …}",
)
UNKNOWN_ROLE = entry(
    "E108",
    ("routing.yaml 没有角色“{name}”", "routing.yaml has no role `{name}`"),
    ("由谁办理用 routing.yaml 的角色来写。", "Who may do something is a role of routing.yaml."),
    "  - {on: deliver, by: [county_office], …}",
    "  - {on: deliver, by: [issuer], …}",
)
UNKNOWN_MESSAGE = entry(
    "E109",
    ("routing.yaml 没有文书或消息“{name}”", "routing.yaml has no message `{name}`"),
    (
        "随事项发出的文书在 routing.yaml 里写明发给谁。",
        "What goes out with an event is a message of routing.yaml, which says to whom.",
    ),
    "  - {on: release, send: warning_relased, …}",
    "  - {on: release, send: warning_released, …}",
)
UNKNOWN_TERM = entry(
    "E110",
    (
        "values 里没有“{name}”这组天数",
        "`values` has no group of days `{name}`",
    ),
    (
        "期限取 values 里的一组天数：按预警级别写，count 写明日历日还是工作日。",
        "A term takes a group of `values`: days by level, with `count` saying whether calendar "
        "or working days.",
    ),
    "terms: {rectify: rectification_days}",
    "values: {rectify_days: {red: 15, count: calendar}}\nterms: {rectify: rectify_days}",
)
UNKNOWN_LEVEL = entry(
    "E111",
    ("没有“{name}”这个级别", "there is no level `{name}`"),
    (
        "按级别写的天数和签批要用预警级别的编号。",
        "Days and signing by level use the ids of the scale of warning levels.",
    ),
    "rectify_days: {crimson: 15, count: calendar, basis: draft}",
    "rectify_days: {red: 15, count: calendar, basis: draft}",
)
NO_COUNT = entry(
    "E112",
    ("“{name}”没有写日历日还是工作日", "`{name}` does not say which days it counts"),
    (
        "三天是日历日还是工作日，差别可以是一个长假。",
        "Three calendar days and three working days can be a long holiday apart.",
    ),
    "recheck_days: {red: 3, basis: draft}",
    "recheck_days: {red: 3, count: working, basis: draft}",
)
NOT_A_SUBJECT = entry(
    "E113",
    ("“{name}”不是{kind}", "`{name}` is not {kind}"),
    (
        "about 写词汇表里代表预警的那张表，supervision 写以它为对象、逐条列出措施的判定表。",
        "`about` names the entity that stands for a warning; `supervision` a table about it that "
        "lists measures (hit: collect).",
    ),
    "about: warnings",
    "about: warning",
)
NOT_SUPPLIED = entry(
    "E114",
    ("台账不提供“{name}”", "the register does not tell `{name}`"),
    (
        "预警表的列由台账算出，只能是台账提供的那些。",
        "The fields of a warning are told by the register, so they are the ones it knows.",
    ),
    "warning: {fields: {colour_of_the_sky: …}}",
    "warning: {fields: {term: …}}",
)
OTHER_TYPE = entry(
    "E115",
    (
        "“{name}”应为 {wanted}，这里是 {type}",
        "`{name}` must be {wanted} and is {type}",
    ),
    (
        "台账按固定的类型提供各列；代码类的列，取值表须包括台账会给出的每个值。",
        "The register tells each field in a fixed type; the code list of a code must have every "
        "word that the register may give.",
    ),
    "term_state: {running: …, overdue: …}   # soon, met and closed are missing",
    "term_state: {running: …, soon: …, met: …, overdue: …, closed: …}",
)
UNKNOWN_MEASURE = entry(
    "E116",
    ("督办表不会提出措施“{name}”", "the supervision table gives no measure `{name}`"),
    ("measures 与督办表的取值一一对应。", "`measures` and the words of the table go together."),
    "measures: {tallk: {by: inspecting}}",
    "measures: {talk: {by: inspecting}}",
)
MEASURE_UNTOLD = entry(
    "E117",
    ("没有写措施“{name}”怎样办", "nothing says how the measure `{name}` is taken"),
    (
        "督办表会提出的每项措施，都要写明由谁办、一个期限办几次。",
        "For each measure that the table may propose, `measures` says by whom and how often.",
    ),
    "then: listing   # and no entry under measures",
    "measures: {listing: {by: inspecting, once_per: warning}}",
)
UNKNOWN_STEP = entry(
    "E118",
    ("没有签批步骤“{name}”", "there is no step of signing `{name}`"),
    ("步骤先在 steps 里写名称。", "Steps are named under `steps` first."),
    "required: [{on: issue, steps: [stamped]}]",
    "steps: {signed: {zh: 签发}}\nrequired: [{on: issue, steps: [signed]}]",
)
STATES = entry(
    "E119",
    ("状态“{name}”不能这样用：{why}", "the state `{name}` cannot be used so: {why}"),
    (
        "起始状态是未了结的状态之一；了结的状态不再变化；一个状态不能既未了结又了结。",
        "The start is one of the open states; nothing leads out of an end; no state is both.",
    ),
    "states: {start: released, …}",
    "states: {start: issued, …}",
)
NO_FIELD = entry(
    "E120",
    ("“{entity}”没有列“{name}”", "`{entity}` has no field `{name}`"),
    (
        "巡查记录和发现的问题写进词汇表里的表，列名要对得上。",
        "An inspection record fills a row of an entity; its fields must exist.",
    ),
    "inspection: {rows: inspection, fields: {ended_on: finished_on}}",
    "inspection: {rows: inspection, fields: {ended_on: ended_on}}",
)
PATTERN = entry(
    "E121",
    ("文号式样“{pattern}”缺少或多了“{name}”", "the pattern `{pattern}` lacks or misuses `{name}`"),
    (
        "文号由 {short}、{year}、{seq} 组成；没有 {year} 或 {seq} 就不能唯一。",
        "A number is made of {short}, {year} and {seq}; without the last two it is not unique.",
    ),
    'pattern: "应急预{seq}号"',
    'pattern: "（{short}）应急预〔{year}〕{seq}号"',
)
NO_ROUTING = entry(
    "E122",
    ("没有 routing.yaml，不知道由谁办理", "without routing.yaml nobody can act"),
    (
        "由谁办理、发给谁，都用 routing.yaml 的角色。",
        "Who acts and who receives are roles of routing.yaml.",
    ),
    "files: [notice.yaml, vocabulary.yaml, levels.yaml, escalation.yaml]",
    "files: [notice.yaml, vocabulary.yaml, levels.yaml, routing.yaml, escalation.yaml]",
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
