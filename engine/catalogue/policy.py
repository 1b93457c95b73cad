"""Codes of names, types, dates and references in a policy set."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

NO_POLICY_FILE = entry(
    "P101",
    ("文件夹“{folder}”里没有 policy.yaml", "the folder `{folder}` has no policy.yaml"),
    (
        "policy.yaml 说明规则库的编号、版本和组成文件，没有它就不知道该读哪些文件。",
        "policy.yaml says what the set is called and which files belong to it; without it "
        "nothing tells which files to read.",
    ),
    "rules/\n  vocabulary.yaml",
    "rules/\n  policy.yaml\n  vocabulary.yaml",
)
FILE_MISSING = entry(
    "P102",
    ("文件“{name}”不存在", "the file `{name}` does not exist"),
    (
        "policy.yaml 列出的每个文件都必须在文件夹里；少一个文件，规则就不完整。",
        "Every file that policy.yaml lists must be in the folder: with one missing, the rules "
        "would be fewer than their author wrote.",
    ),
    "files: [vocabulary.yaml, levls.yaml]",
    "files: [vocabulary.yaml, levels.yaml]",
)
FILE_NOT_LISTED = entry(
    "P103",
    (
        "policy.yaml 没有列出“{name}”，其中的规则不起作用",
        "`{name}` is not listed in policy.yaml, so nothing in it counts",
    ),
    (
        "文件夹里有文件没有列入 files。没有列出的文件不会读取，容易误以为其中的规则有效。",
        "A file in the folder is not among `files`. It is not read, and its author may "
        "believe that its rules are in force.",
    ),
    "files: [vocabulary.yaml]        # levels.yaml stands beside it",
    "files: [vocabulary.yaml, levels.yaml]",
    hint=(
        "在 policy.yaml 的 files 中加上它，或把它移出文件夹",
        "add it to `files` in policy.yaml, or move it out of the folder",
    ),
    severity="warning",
)
UNTIL_BEFORE_FROM = entry(
    "P107",
    (
        "施行期为空：until {until} 不晚于 from {start}",
        "the policy is never in force: until {until} is not after from {start}",
    ),
    (
        "until 是不再施行的第一天，必须晚于 from。",
        "`until` is the first day on which the set is no longer in force, so it comes after "
        "`from`.",
    ),
    'effective: {from: "2021-01-01", until: "2020-01-01"}',
    'effective: {from: "2021-01-01", until: "2022-01-01"}',
)
TIMEZONE = entry(
    "P108",
    ("没有叫“{name}”的时区", "no time zone is called `{name}`"),
    (
        "时区判定“今天”是哪一天，名称取自 IANA 时区表。",
        "The time zone decides which day is today; names are those of the IANA table.",
    ),
    "timezone: Asia/Beijing",
    "timezone: Asia/Shanghai",
)
AUTHORITY = entry(
    "P109",
    ("区划表中没有代码“{code}”", "the divisions table has no code `{code}`"),
    (
        "authority.code 是发布机关所在的行政区划，必须在 hierarchy/divisions.csv 里。",
        "`authority.code` is the division whose authority issues the set; it must stand in "
        "hierarchy/divisions.csv.",
    ),
    'authority: {code: "539999"}',
    'authority: {code: "530000"}',
)
NO_DECISION = entry(
    "P110",
    ("没有叫“{name}”的判定", "no decision is called `{name}`"),
    (
        "decide、scope、inspected 和 of 里的名称必须是本规则库中的判定。",
        "`decide`, `scope`, `inspected` and `of` name decisions of this policy set.",
    ),
    "decide: basline",
    "decide: baseline",
)
DECIDE = entry(
    "P111",
    (
        "decide 的判定“{name}”必须给出级次中的一个等级，它给出的是 {type}",
        "the decision `{name}` must give one level of a scale to be decided; it gives {type}",
    ),
    (
        "decide 指明规则库最终回答的判定：它给出一个有序等级，不能是清单、建议或复核。",
        "`decide` names the decision that the set answers: one level of an ordered scale, not "
        "a list, a proposal or a review.",
    ),
    "decide: proposals",
    "decide: baseline",
)
SCOPE = entry(
    "P112",
    (
        "“{name}”必须是 {entity} 的是/否（字段或判定），它是 {type}",
        "`{name}` must be a yes/no field or decision of {entity}; it is {type}",
    ),
    (
        "scope 和 inspected 只回答“是”或“否”，并且问的是与 decide 相同的对象。",
        "`scope` and `inspected` answer yes or no, about the same kind of row as `decide`.",
    ),
    "scope: headcount",
    "scope: in_scope",
)
DEFINED_TWICE = entry(
    "P120",
    ("{kind}“{name}”已在 {first} 定义", "the {kind} `{name}` is already defined at {first}"),
    (
        "同一个编号定义两次时，后一个不会覆盖前一个，因为那样会有一半规则悄悄失效。",
        "An id defined twice never lets the later one win: half of the rules would fall away "
        "without a word.",
    ),
    "decisions: {baseline: …}     # in one file\ndecisions: {baseline: …}     # in another",
    "decisions: {baseline: …}\ndecisions: {proposals: …}",
    hint=("改一个编号，或删去一处", "rename one of them, or remove it"),
)
UNKNOWN_CLAUSE = entry(
    "P121",
    ("通知中没有条款“{name}”", "the notice has no clause `{name}`"),
    (
        "cite 引用的条款必须在 notice.yaml 中列出，否则依据无从查对。",
        "A clause that a rule cites must be listed among `clauses`, or nobody can look up the "
        "ground.",
    ),
    "cite: C1.3-z",
    "cite: C1.3-c",
)
UNKNOWN_TYPE = entry(
    "P123",
    ("没有叫“{name}”的类型、级次或代码表", "no type, scale or code list is called `{name}`"),
    (
        "类型是 bool、int、decimal(位数)、date、text、division，或者词汇表中的级次、代码表，"
        "或 set of 代码表。",
        "A type is bool, int, decimal(digits), date, text, division, a scale or code list of "
        "the vocabulary, or `set of` a code list.",
    ),
    "level: {type: risk_levl}",
    "level: {type: risk_level}",
)
UNKNOWN_ENTITY = entry(
    "P124",
    ("词汇表中没有对象“{name}”", "the vocabulary has no entity `{name}`"),
    (
        "of、refers、for 和派生字段里的对象必须在 entities 中定义。",
        "`of`, `refers`, `for` and derived fields name entities that the vocabulary declares.",
    ),
    "for: hazrd",
    "for: hazard",
)
AMBIGUOUS = entry(
    "P125",
    (
        "“{label}”既指“{one}”又指“{other}”（{first}）",
        "“{label}” means both `{one}` and `{other}` ({first})",
    ),
    (
        "中文或英文名称可以代替编号使用，所以同一处不能有两个相同的名称。",
        "A label may be written wherever the id may, so two things in one place cannot share one.",
    ),
    "open:   {zh: 未整改}\nclosed: {zh: 未整改}",
    "open:   {zh: 未整改}\nclosed: {zh: 已销号}",
    hint=("给其中一个换一个名称", "give one of them another label"),
)
EMPTY_RANGE = entry(
    "P126",
    ("min {low} 大于 max {high}", "min {low} is above max {high}"),
    (
        "没有任何值符合这样的范围。",
        "No value lies in such a range, so every fact would be returned.",
    ),
    "workers: {type: int, min: 100, max: 10}",
    "workers: {type: int, min: 10, max: 100}",
)
DEFAULT_OUTSIDE = entry(
    "P127",
    (
        "缺省值 {value} 不在 {low} 至 {high} 之内",
        "the value {value} that stands for a missing fact is outside {low} to {high}",
    ),
    (
        "missing 给出的值会代替缺失的事实，因此必须符合字段自己的范围。",
        "The value of `missing` takes the place of an absent fact, so it must fit the field's "
        "own range.",
    ),
    "workers: {type: int, min: 1, max: 100, missing: 0}",
    "workers: {type: int, min: 1, max: 100, missing: 1}",
)
RANGE_UNORDERED = entry(
    "P128",
    ("{type} 没有顺序，不能有 {word}", "{type} has no order, so it has no `{word}`"),
    (
        "min 和 max 只用于整数、小数和日期；级次的两端就是它的范围。",
        "`min` and `max` are for whole numbers, decimals and dates; the range of a scale is "
        "its ends.",
    ),
    "sector: {type: key_sector, min: 1}",
    "workers: {type: int, min: 1}",
)
UNITS_OF_NO_NUMBER = entry(
    "P148",
    ("{type} 不是数，不能有 units", "{type} is not a number, so it has no `units`"),
    (
        "units 列出数字后面可以带的单位（3台），所以只用于整数和小数。",
        "`units` lists words that may follow a number in a cell, so it is for int and decimal.",
    ),
    "name: {type: text, units: [台]}",
    "quantity: {type: int, units: [台]}",
)
UNKNOWN_FIELD = entry(
    "P129",
    ("{entity} 没有字段“{name}”", "{entity} has no field `{name}`"),
    (
        "key、known_if、named_by 里的名称必须是该对象的字段。",
        "`key`, `known_if` and `named_by` name fields of the entity.",
    ),
    "key: [uscc, sit]",
    "key: [uscc, site]",
)
PARENT_LOOP = entry(
    "P130",
    ("对象互相从属：{path}", "entities belong to each other: {path}"),
    (
        "of 说明一个对象属于哪个对象；不能绕一圈回到自己。",
        "`of` says to what an entity belongs; following it must come to an end.",
    ),
    "hazard: {of: point}\npoint:  {of: hazard}",
    "hazard: {of: enterprise}\npoint:  {of: enterprise}",
)
NOT_A_CHILD = entry(
    "P131",
    ("“{name}”不是 {entity} 的下级对象", "`{name}` is not a child of {entity}"),
    (
        "max_children、派生字段和 of 只涉及直接属于本对象的对象。",
        "`max_children`, derived fields and roll-ups look at entities that belong to this one.",
    ),
    "derive: {count: enterprise}",
    "derive: {count: hazard}",
)
NOT_YES_NO = entry(
    "P132",
    ("“{name}”必须是 {entity} 的是/否字段", "`{name}` must be a yes/no field of {entity}"),
    (
        "known_if 指明上级对象的一个是/否字段：它说明下级的行是否齐全。",
        "`known_if` names the yes/no field of the parent that says whether all rows are there.",
    ),
    "known_if: name",
    "known_if: mapped",
)
DERIVED_TYPE = entry(
    "P133",
    (
        "{how} 得出 {found}，而字段“{name}”是 {type}",
        "{how} gives {found}, but the field `{name}` is {type}",
    ),
    (
        "派生字段的类型必须与算法一致：count 得整数，any、all 得是/否，sum 得数。",
        "The type of a derived field follows from how it is computed: count gives int, any "
        "and all give bool, sum gives a number.",
    ),
    "open_hazards: {type: bool, derive: {count: hazard}}",
    "open_hazards: {type: int, derive: {count: hazard}}",
)
NAME_TAKEN = entry(
    "P134",
    (
        "“{name}”在 {entity} 中已是{kind}（{first}）",
        "`{name}` is already a {kind} of {entity} ({first})",
    ),
    (
        "字段、引用、上级对象和判定在条件里用同一种写法，所以名称不能相同。",
        "Fields, references, the parent and decisions are written alike in a condition, so "
        "they cannot share a name.",
    ),
    "fields: {baseline: {type: int}}     # and a decision `baseline`",
    "fields: {baseline_count: {type: int}}",
)
WORSE = entry(
    "P135",
    (
        "{type} 的 worse 只能是 {words}，不能是“{word}”",
        "`worse` of {type} is {words}, not `{word}`",
    ),
    (
        "worse 说明事实往哪个方向更严重：数用 more/less，等级用 higher/lower，是/否用 yes/no。",
        "`worse` says in which direction a fact is graver: more or less for numbers, higher "
        "or lower on a scale, yes or no for yes/no.",
    ),
    "level: {type: risk_level, worse: more}",
    "level: {type: risk_level, worse: higher}",
)
NO_PATH = entry(
    "P136",
    ("values 中没有“{name}”", "`values` has no `{name}`"),
    (
        "basis 按名称说明每个数的依据，所以名称必须是这一组里的数。",
        "`basis` tells for each number where it comes from, so it names numbers of its group.",
    ),
    "county_list: {target: 5, basis: {taget: notice}}",
    "county_list: {target: 5, basis: {target: notice}}",
)
HIT_TYPE = entry(
    "P140",
    (
        "hit: {hit} 不适用于给出 {type} 的判定",
        "`hit: {hit}` does not fit a decision that gives {type}",
    ),
    (
        "highest、lowest 只用于等级；sum 用于数；min、max 用于数或等级；count 得整数；建议和复"
        "核用 collect、rule-order 或 output-order。",
        "highest and lowest need a scale, sum a number, min and max a number or scale, count "
        "gives int; proposals and reviews are lists: collect, rule-order or output-order.",
    ),
    "gives: key_sector\nhit: highest",
    "gives: warning_level\nhit: highest",
)
OF_RELATED = entry(
    "P143",
    (
        "“{name}”是 {other} 的判定，{other} 既不是 {entity} 也不是它的下级",
        "`{name}` is a decision of {other}, which is neither {entity} nor a child of it",
    ),
    (
        "take 汇总本对象或其下级对象的判定。",
        "`take` joins decisions of the same entity or of entities that belong to it.",
    ),
    "for: hazard\ntake: highest\nof: baseline      # a decision of enterprise",
    "for: enterprise\ntake: highest\nof: hazard_warning",
)
OF_TYPES = entry(
    "P144",
    (
        "“{name}”给出 {type}，而汇总需要 {wanted}",
        "`{name}` gives {type}; this roll-up needs {wanted}",
    ),
    (
        "take 在同一个级次上取最高或最低，所以各判定必须给出同一个级次的等级。",
        "`take` picks the highest or lowest of one scale, so all its decisions give that scale.",
    ),
    "take: highest\nof: [hazard_warning, tier]",
    "take: highest\nof: [hazard_warning, not_identified]",
)
SPAN_TYPE = entry(
    "P145",
    (
        "只有等级可以写成 from 至 to 的范围，{type} 不可以",
        "only a scale has a range from … to …; {type} has not",
    ),
    (
        "范围表示依法由部门在两个等级之间判定，只有级次有“之间”。",
        "A range says that a department determines between two levels; only a scale has a between.",
    ),
    "gives: key_sector\nthen: {from: a, to: b}",
    "gives: warning_level\nthen: {from: none, to: red}",
)
SPAN_EMPTY = entry(
    "P146",
    ("范围写反了：“{low}”高于“{high}”", "the range is upside down: `{low}` is above `{high}`"),
    (
        "from 是较低的一端，to 是较高的一端。",
        "`from` is the lower end and `to` the higher one.",
    ),
    "then: {from: red, to: none}",
    "then: {from: none, to: red}",
)
THEN_SHAPE = entry(
    "P147",
    ("规则“{name}”的 then 应是{wanted}", "`then` of the rule `{name}` must be {wanted}"),
    (
        "规则给出的内容由 gives 判定：一个值；建议是 {level, confirm}；复核是一个词。",
        "What a rule gives follows from `gives`: one value; a proposal is {level, confirm}; a "
        "review is one word.",
    ),
    "gives: proposal\nthen: red",
    "gives: proposal\nthen: {level: red, confirm: yes}",
)
NO_ORDER = entry(
    "P151",
    (
        "hit: {hit} 需要用 order 说明 {type} 中哪个优先",
        "`hit: {hit}` needs `order:` to say which {type} comes first",
    ),
    (
        "级次的高低就是优先顺序；其他类型没有顺序，必须从高到低列出。",
        "A scale has its own order; other types have none, so the outputs are listed from the "
        "highest priority down.",
    ),
    "gives: measure\nhit: priority",
    "gives: measure\nhit: priority\norder: [penalty, talk, letter]",
)
NOT_IN_ORDER = entry(
    "P152",
    (
        "order 中没有“{value}”，而规则“{name}”会给出它",
        "`order` does not list `{value}`, which the rule `{name}` gives",
    ),
    (
        "order 必须列出各规则会给出的每一个值，否则不知道谁优先。",
        "`order` lists every value that a rule gives, or nobody knows which comes first.",
    ),
    "order: [penalty]\nthen: talk",
    "order: [penalty, talk]\nthen: talk",
)
NULL_DECIDES = entry(
    "P153",
    (
        "结论取决于“{name}”是否填报：补报后级别会变",
        "the answer depends on whether `{name}` was supplied, and changes when it is",
    ),
    (
        "missing: ask 的字段缺失表示“不知道”。在得出级别的规则里问它是否缺失，会把“没有填报”当"
        "成一种事实；在建议和复核中可以这样问。",
        "A field with `missing: ask` that is absent is unknown. A rule of the level that asks "
        "for absence turns “not supplied” into a fact; in proposals and reviews it is welcome.",
    ),
    'when: "grade == null"          # in a decision that leads to the level',
    "grade: {type: hazard_grade, missing: null}     # absence is itself a fact",
    hint=(
        "改为询问事实本身，或声明 missing: null",
        "ask for the fact itself, or declare the field `missing: null`",
    ),
    severity="warning",
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
