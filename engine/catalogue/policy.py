"""Codes of names, types, dates and references in a policy set."""

from __future__ import annotations

from engine.problems import NO_TEXT, Code, Severity, Text

_REJECTED, _ACCEPTED = Text("不接受", "rejected"), Text("接受", "accepted")


def _code(
    id: str,
    message: tuple[str, str],
    page: tuple[str, str],
    bad: str,
    good: str,
    hint: tuple[str, str] | None = None,
    severity: Severity = "error",
) -> Code:
    return Code(id, severity, Text(*message), Text(*hint) if hint else None, _page(page, bad, good))


def _page(page: tuple[str, str], bad: str, good: str) -> Text:
    zh, en = page
    return Text(
        f"{zh}\n\n{_REJECTED.zh}：\n\n{_indent(bad)}\n\n{_ACCEPTED.zh}：\n\n{_indent(good)}",
        f"{en}\n\n{_REJECTED.en}:\n\n{_indent(bad)}\n\n{_ACCEPTED.en}:\n\n{_indent(good)}",
    )


def _indent(snippet: str) -> str:
    return "\n".join(f"    {line}" for line in snippet.split("\n"))


NO_POLICY_FILE = _code(
    "P101",
    ("文件夹“{folder}”里没有 policy.yaml", "the folder `{folder}` has no policy.yaml"),
    (
        "policy.yaml 说明规则集的编号、版本和组成文件，没有它就不知道该读哪些文件。",
        "policy.yaml says what the set is called and which files belong to it; without it "
        "nothing tells which files to read.",
    ),
    "rules/\n  vocabulary.yaml",
    "rules/\n  policy.yaml\n  vocabulary.yaml",
)
FILE_MISSING = _code(
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
FILE_NOT_LISTED = _code(
    "P103",
    (
        "policy.yaml 没有列出“{name}”，其中的规则不起作用",
        "`{name}` is not listed in policy.yaml, so nothing in it counts",
    ),
    (
        "文件夹里有文件没有列入 files。没有列出的文件不会读取，容易误以为其中的规则有效。",
        "A file in the folder is not among `files`. It is not read, and its author may believe "
        "that its rules are in force.",
    ),
    "files: [vocabulary.yaml]        # levels.yaml stands beside it",
    "files: [vocabulary.yaml, levels.yaml]",
    (
        "在 policy.yaml 的 files 中加上它，或把它移出文件夹",
        "add it to `files` in policy.yaml, or move it out of the folder",
    ),
    "warning",
)
FILE_TWICE = _code(
    "P104",
    ("文件“{name}”列了两次", "the file `{name}` is listed twice"),
    ("同一个文件只能列一次。", "A file is listed once; twice would define everything in it twice."),
    "files: [levels.yaml, levels.yaml]",
    "files: [levels.yaml]",
)
LANGUAGE = _code(
    "P105",
    (
        "不支持规则语言版本 {found}，支持的是 {supported}",
        "rule language {found} is not supported; {supported} is",
    ),
    (
        "language 说明规则按哪一版语言书写。用不认识的版本去读，含义可能不同。",
        "`language` says in which version of the language the rules are written. Read by "
        "another version they could mean something else.",
    ),
    "language: 7",
    "language: 1",
)
NOT_A_DATE = _code(
    "P106",
    ("“{text}”不是日期", "`{text}` is not a date"),
    (
        "日期写成带引号的“年-月-日”，而且必须是真实存在的一天。",
        "A date is quoted text, year-month-day, and a day that exists.",
    ),
    'effective: {from: "2020-02-30"}',
    'effective: {from: "2020-03-01"}',
    ('写成 "2020-03-01" 的形式', 'write it as "2020-03-01"'),
)
UNTIL_BEFORE_FROM = _code(
    "P107",
    (
        "施行期为空：until {until} 不晚于 from {start}",
        "the policy is never in force: until {until} is not after from {start}",
    ),
    (
        "until 是不再施行的第一天，必须晚于 from。",
        "`until` is the first day on which the set is no longer in force, so it comes after `from`.",
    ),
    'effective: {from: "2021-01-01", until: "2020-01-01"}',
    'effective: {from: "2021-01-01", until: "2022-01-01"}',
)
TIMEZONE = _code(
    "P108",
    ("没有叫“{name}”的时区", "no time zone is called `{name}`"),
    (
        "时区决定“今天”是哪一天，名称取自 IANA 时区表。",
        "The time zone decides which day is today; names are those of the IANA table.",
    ),
    "timezone: Asia/Beijing",
    "timezone: Asia/Shanghai",
)
AUTHORITY = _code(
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
NO_DECISION = _code(
    "P110",
    ("没有叫“{name}”的决定", "no decision is called `{name}`"),
    (
        "decide、scope、inspected 和 of 里的名称必须是本规则集中的决定。",
        "`decide`, `scope`, `inspected` and `of` name decisions of this policy set.",
    ),
    "decide: basline",
    "decide: baseline",
)
DECIDE = _code(
    "P111",
    (
        "decide 的决定“{name}”必须给出等级表中的一个等级，它给出的是 {type}",
        "the decision `{name}` must give one level of a scale to be decided; it gives {type}",
    ),
    (
        "decide 指明规则集最终回答的决定：它给出一个有序等级，不能是清单、建议或复核。",
        "`decide` names the decision that the set answers: one level of an ordered scale, not a "
        "list, a proposal or a review.",
    ),
    "decide: proposals",
    "decide: baseline",
)
SCOPE = _code(
    "P112",
    (
        "“{name}”必须是 {entity} 的是/否（字段或决定），它是 {type}",
        "`{name}` must be a yes/no field or decision of {entity}; it is {type}",
    ),
    (
        "scope 和 inspected 只回答“是”或“否”，并且问的是与 decide 相同的对象。",
        "`scope` and `inspected` answer yes or no, about the same kind of row as `decide`.",
    ),
    "scope: headcount",
    "scope: in_scope",
)
DEFINED_TWICE = _code(
    "P120",
    ("{kind}“{name}”已在 {first} 定义", "the {kind} `{name}` is already defined at {first}"),
    (
        "同一个编号定义两次时，后一个不会覆盖前一个，因为那样会有一半规则悄悄失效。",
        "An id defined twice never lets the later one win: half of the rules would fall away "
        "without a word.",
    ),
    "decisions: {baseline: …}     # in one file\ndecisions: {baseline: …}     # in another",
    "decisions: {baseline: …}\ndecisions: {proposals: …}",
    ("改一个编号，或删去一处", "rename one of them, or remove it"),
)
UNKNOWN_CLAUSE = _code(
    "P121",
    ("通知中没有条款“{name}”", "the notice has no clause `{name}`"),
    (
        "cite 引用的条款必须在 notice.yaml 中列出，否则依据无从查对。",
        "A clause that a rule cites must be listed among `clauses`, or nobody can look up the ground.",
    ),
    "cite: C1.3-z",
    "cite: C1.3-c",
)
NO_CITE = _code(
    "P122",
    ("规则“{name}”没有注明依据条款", "the rule `{name}` cites no clause"),
    (
        "每条规则都应当说明依据哪一条款，企业和上级都会问。",
        "Each rule should name the clause behind it: the enterprise and the level above will ask.",
    ),
    "- {id: level-1, when: {level: level_1}, then: red}",
    "- {id: level-1, when: {level: level_1}, then: red, cite: C1.3-c}",
    ("加上 cite: 条款编号", "add `cite:` with the clause"),
    "warning",
)
UNKNOWN_TYPE = _code(
    "P123",
    ("没有叫“{name}”的类型、等级表或代码表", "no type, scale or code list is called `{name}`"),
    (
        "类型是 bool、int、decimal(位数)、date、text、division，或者词汇表中的等级表、代码表，或 set of 代码表。",
        "A type is bool, int, decimal(digits), date, text, division, a scale or code list of the "
        "vocabulary, or `set of` a code list.",
    ),
    "level: {type: risk_levl}",
    "level: {type: risk_level}",
)
UNKNOWN_ENTITY = _code(
    "P124",
    ("词汇表中没有对象“{name}”", "the vocabulary has no entity `{name}`"),
    (
        "of、refers、for 和派生字段里的对象必须在 entities 中定义。",
        "`of`, `refers`, `for` and derived fields name entities that the vocabulary declares.",
    ),
    "for: hazrd",
    "for: hazard",
)
AMBIGUOUS = _code(
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
    ("给其中一个换一个名称", "give one of them another label"),
)
EMPTY_RANGE = _code(
    "P126",
    ("min {low} 大于 max {high}", "min {low} is above max {high}"),
    (
        "没有任何值符合这样的范围。",
        "No value lies in such a range, so every fact would be returned.",
    ),
    "workers: {type: int, min: 100, max: 10}",
    "workers: {type: int, min: 10, max: 100}",
)
DEFAULT_OUTSIDE = _code(
    "P127",
    (
        "缺省值 {value} 不在 {low} 至 {high} 之内",
        "the value {value} that stands for a missing fact is outside {low} to {high}",
    ),
    (
        "missing 给出的值会代替缺失的事实，因此必须符合字段自己的范围。",
        "The value of `missing` takes the place of an absent fact, so it must fit the field's own range.",
    ),
    "workers: {type: int, min: 1, max: 100, missing: 0}",
    "workers: {type: int, min: 1, max: 100, missing: 1}",
)
RANGE_UNORDERED = _code(
    "P128",
    ("{type} 没有顺序，不能有 {word}", "{type} has no order, so it has no `{word}`"),
    (
        "min 和 max 只用于整数、小数和日期；等级表的两端就是它的范围。",
        "`min` and `max` are for whole numbers, decimals and dates; the range of a scale is its ends.",
    ),
    "sector: {type: key_sector, min: 1}",
    "workers: {type: int, min: 1}",
)
UNKNOWN_FIELD = _code(
    "P129",
    ("{entity} 没有字段“{name}”", "{entity} has no field `{name}`"),
    (
        "key、known_if、named_by 里的名称必须是该对象的字段。",
        "`key`, `known_if` and `named_by` name fields of the entity.",
    ),
    "key: [uscc, sit]",
    "key: [uscc, site]",
)
PARENT_LOOP = _code(
    "P130",
    ("对象互相从属：{path}", "entities belong to each other: {path}"),
    (
        "of 说明一个对象属于哪个对象；不能绕一圈回到自己。",
        "`of` says to what an entity belongs; following it must come to an end.",
    ),
    "hazard: {of: point}\npoint:  {of: hazard}",
    "hazard: {of: enterprise}\npoint:  {of: enterprise}",
)
NOT_A_CHILD = _code(
    "P131",
    ("“{name}”不是 {entity} 的下级对象", "`{name}` is not a child of {entity}"),
    (
        "max_children、派生字段和 of 只涉及直接属于本对象的对象。",
        "`max_children`, derived fields and roll-ups look at entities that belong to this one.",
    ),
    "derive: {count: enterprise}",
    "derive: {count: hazard}",
)
NOT_YES_NO = _code(
    "P132",
    ("“{name}”必须是 {entity} 的是/否字段", "`{name}` must be a yes/no field of {entity}"),
    (
        "known_if 指明上级对象的一个是/否字段：它说明下级的行是否齐全。",
        "`known_if` names the yes/no field of the parent that says whether all rows are there.",
    ),
    "known_if: name",
    "known_if: mapped",
)
DERIVED_TYPE = _code(
    "P133",
    (
        "{how} 得出 {found}，而字段“{name}”是 {type}",
        "{how} gives {found}, but the field `{name}` is {type}",
    ),
    (
        "派生字段的类型必须与算法一致：count 得整数，any、all 得是/否，sum 得数。",
        "The type of a derived field follows from how it is computed: count gives int, any and "
        "all give bool, sum gives a number.",
    ),
    "open_hazards: {type: bool, derive: {count: hazard}}",
    "open_hazards: {type: int, derive: {count: hazard}}",
)
NAME_TAKEN = _code(
    "P134",
    (
        "“{name}”在 {entity} 中已是{kind}（{first}）",
        "`{name}` is already a {kind} of {entity} ({first})",
    ),
    (
        "字段、引用、上级对象和决定在条件里用同一种写法，所以名称不能相同。",
        "Fields, references, the parent and decisions are written alike in a condition, so they "
        "cannot share a name.",
    ),
    "fields: {baseline: {type: int}}     # and a decision `baseline`",
    "fields: {baseline_count: {type: int}}",
)
WORSE = _code(
    "P135",
    (
        "{type} 的 worse 只能是 {words}，不能是“{word}”",
        "`worse` of {type} is {words}, not `{word}`",
    ),
    (
        "worse 说明事实往哪个方向更严重：数用 more/less，等级用 higher/lower，是/否用 yes/no。",
        "`worse` says in which direction a fact is graver: more or less for numbers, higher or "
        "lower on a scale, yes or no for yes/no.",
    ),
    "level: {type: risk_level, worse: more}",
    "level: {type: risk_level, worse: higher}",
)
NO_PATH = _code(
    "P136",
    ("values 中没有“{name}”", "`values` has no `{name}`"),
    (
        "basis 按名称说明每个数的依据，所以名称必须是这一组里的数。",
        "`basis` tells for each number where it comes from, so it names numbers of its group.",
    ),
    "county_list: {target: 5, basis: {taget: notice}}",
    "county_list: {target: 5, basis: {target: notice}}",
)
HIT_TYPE = _code(
    "P140",
    (
        "hit: {hit} 不适用于给出 {type} 的决定",
        "`hit: {hit}` does not fit a decision that gives {type}",
    ),
    (
        "highest、lowest 只用于等级；sum 用于数；min、max 用于数或等级；count 得整数；建议和复核用 collect、rule-order 或 output-order。",
        "highest and lowest need a scale, sum a number, min and max a number or scale, count "
        "gives int; proposals and reviews are lists: collect, rule-order or output-order.",
    ),
    "gives: key_sector\nhit: highest",
    "gives: warning_level\nhit: highest",
)
OF_RELATED = _code(
    "P143",
    (
        "“{name}”是 {other} 的决定，{other} 既不是 {entity} 也不是它的下级",
        "`{name}` is a decision of {other}, which is neither {entity} nor a child of it",
    ),
    (
        "take 汇总本对象或其下级对象的决定。",
        "`take` joins decisions of the same entity or of entities that belong to it.",
    ),
    "for: hazard\ntake: highest\nof: baseline      # a decision of enterprise",
    "for: enterprise\ntake: highest\nof: hazard_warning",
)
OF_TYPES = _code(
    "P144",
    (
        "“{name}”给出 {type}，而汇总需要 {wanted}",
        "`{name}` gives {type}; this roll-up needs {wanted}",
    ),
    (
        "take 在同一个等级表上取最高或最低，所以各决定必须给出同一个等级表的等级。",
        "`take` picks the highest or lowest of one scale, so all its decisions give that scale.",
    ),
    "take: highest\nof: [hazard_warning, tier]",
    "take: highest\nof: [hazard_warning, not_identified]",
)
SPAN_TYPE = _code(
    "P145",
    (
        "只有等级可以写成 from 至 to 的范围，{type} 不可以",
        "only a scale has a range from … to …; {type} has not",
    ),
    (
        "范围表示依法由部门在两个等级之间判定，只有等级表有“之间”。",
        "A range says that a department determines between two levels; only a scale has a between.",
    ),
    "gives: key_sector\nthen: {from: a, to: b}",
    "gives: warning_level\nthen: {from: none, to: red}",
)
SPAN_EMPTY = _code(
    "P146",
    ("范围写反了：“{low}”高于“{high}”", "the range is upside down: `{low}` is above `{high}`"),
    ("from 是较低的一端，to 是较高的一端。", "`from` is the lower end and `to` the higher one."),
    "then: {from: red, to: none}",
    "then: {from: none, to: red}",
)
THEN_SHAPE = _code(
    "P147",
    ("规则“{name}”的 then 应是{wanted}", "`then` of the rule `{name}` must be {wanted}"),
    (
        "规则给出的内容由 gives 决定：一个值；建议是 {level, confirm}；复核是一个词。",
        "What a rule gives follows from `gives`: one value; a proposal is {level, confirm}; a "
        "review is one word.",
    ),
    "gives: proposal\nthen: red",
    "gives: proposal\nthen: {level: red, confirm: yes}",
)
NO_ORDER = _code(
    "P151",
    (
        "hit: {hit} 需要用 order 说明 {type} 中哪个优先",
        "`hit: {hit}` needs `order:` to say which {type} comes first",
    ),
    (
        "等级表的高低就是优先顺序；其他类型没有顺序，必须从高到低列出。",
        "A scale has its own order; other types have none, so the outputs are listed from the "
        "highest priority down.",
    ),
    "gives: measure\nhit: priority",
    "gives: measure\nhit: priority\norder: [penalty, talk, letter]",
)
NOT_IN_ORDER = _code(
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
NULL_DECIDES = _code(
    "P153",
    (
        "结论取决于“{name}”是否填报：补报后级别会变",
        "the answer depends on whether `{name}` was supplied, and changes when it is",
    ),
    (
        "missing: ask 的字段缺失表示“不知道”。在得出级别的规则里问它是否缺失，会把“没有填报”当成一种事实；在建议和复核中可以这样问。",
        "A field with `missing: ask` that is absent is unknown. A rule of the level that asks for "
        "absence turns “not supplied” into a fact; in proposals and reviews it is welcome.",
    ),
    'when: "grade == null"          # in a decision that leads to the level',
    "grade: {type: hazard_grade, missing: null}     # absence is itself a fact",
    (
        "改为询问事实本身，或声明 missing: null",
        "ask for the fact itself, or declare the field `missing: null`",
    ),
    "warning",
)
NO_TABLE = _code(
    "P154",
    (
        "决定“{name}”既要有 gives 和 rules，又不能有 take；或者只有 take 和 of",
        "the decision `{name}` has either `gives` and `rules`, or `take` and `of`",
    ),
    (
        "决定要么是一张表，要么汇总其他决定。",
        "A decision is a table of rules, or it rolls up other decisions.",
    ),
    "baseline: {for: enterprise}",
    "baseline: {for: enterprise, take: highest, of: hazard_warning}",
)
NO_LEVEL_SCALE = _code(
    "P155",
    (
        "建议需要 decide 给出的等级表，而它不明",
        "a proposal names a level of the scale that `decide` gives, and that is not known",
    ),
    (
        "建议的级别取自 decide 那个决定的等级表。",
        "The level of a proposal is one of the scale that the `decide` decision gives.",
    ),
    "decide: nothing\ngives: proposal",
    "decide: baseline\ngives: proposal",
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
assert NO_TEXT not in [code.page for code in CODES]
