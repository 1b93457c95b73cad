"""Problems of shape: what stands where in a file, whatever it means."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

UNKNOWN_KEY = entry(
    "S101",
    ("没有“{key}”这一项", "unknown key `{key}`"),
    hint=("此处可写：{known}", "known here: {known}"),
    page=(
        "写错的名称会使一项内容不声不响地失效，所以不认识的名称一律退回。",
        "A misspelt name would drop what it says without a word, so names that are not known are "
        "refused.",
    ),
    rejected="hits: unique",
    accepted="hit: unique",
)
MISSING_KEY = entry(
    "S102",
    ("缺少“{key}”", "`{key}` is missing"),
    hint=("补上“{key}: …”", "add `{key}: …`"),
    page=(
        "这一项必须写：没有它，规则不完整，或不知道依据什么。",
        "This must be written: without it a rule is incomplete, or rests on nothing.",
    ),
    rejected="{id: level-1, when: {level: level_1}, then: red}",
    accepted="{id: level-1, when: {level: level_1}, then: red, cite: C1.3-c}",
)
WRONG_TYPE = entry(
    "S103",
    ("{what}应为{expected}，写的是{written}", "{what} must be {expected}, not {written}"),
    hint=("改为{expected}", "write {expected}"),
    page=(
        "写的内容不是这里能用的种类：文字、数字、是或否、列表或映射。",
        "What is written is not of a kind that fits here: text, number, yes or no, list or map.",
    ),
    rejected="max_children: 100",
    accepted="max_children: {hazard: 100}",
)
LIST_FOR_MAP = entry(
    "S104",
    ("{what}写成了列表，应为“名称: 值”", "{what} is a list, where names with values belong"),
    hint=("去掉行首的“- ”", "remove the `- ` at the start of the lines"),
    page=(
        "以“- ”开头的行是列表项。条件、字段等按名称取值，不用“- ”。",
        "A line that starts with `- ` is an item of a list. Conditions, fields and the like are "
        "found by name, without `- `.",
    ),
    rejected="when:\n  - level: level_1",
    accepted="when:\n  level: level_1",
)
NOTHING = entry(
    "S105",
    ("{what}后面没有写内容", "nothing is written for {what}"),
    hint=("写上内容，或删去这一项", "give it a value, or remove it"),
    page=(
        '空着的条件在别的程序里会使规则悄悄失效。不论取值的条件就不写；问“没有填”用 "== null"。',
        "A condition left empty switches a rule off in other programs. Leave out what does not "
        'matter; to ask whether a fact is absent write "== null".',
    ),
    rejected="when: {level: , open: yes}",
    accepted="when: {open: yes}",
)
QUOTE = entry(
    "S106",
    (
        "{what}是文字，{value} 没有加引号，成了{written}",
        "{what} is text, but {value} without quotes is {written}",
    ),
    hint=('写成 "{value}"', 'write "{value}"'),
    page=(
        "代码、版本号和编号是文字，不加引号会当作数字，前面的 0 和末尾的 0 就没有了。",
        "Codes, versions and serial numbers are text; unquoted they are numbers, and lose zeros "
        "in front or at the end.",
    ),
    rejected="code: 530000",
    accepted='code: "530000"',
)
NOT_WHOLE = entry(
    "S107",
    ("{what}应为整数，写的是 {value}", "{what} must be a whole number, not {value}"),
    hint=("去掉小数点", "write it without a decimal point"),
    page=(
        "户数、条数、天数都是整数；1.0 也不行，免得 1 和 1.0 被当成两个值。",
        "Counts and days are whole numbers; 1.0 is refused as well, lest 1 and 1.0 pass for two "
        "values.",
    ),
    rejected="max_children: {hazard: 100.0}",
    accepted="max_children: {hazard: 100}",
)
NOT_ONE_OF = entry(
    "S108",
    ("{what}不能是“{value}”", "{what} cannot be `{value}`"),
    hint=("可以是：{known}", "it can be: {known}"),
    page=("这一项只有列出的几种取值。", "Only the listed values have a meaning here."),
    rejected="hit: uniqe",
    accepted="hit: unique",
)
BAD_NAME = entry(
    "S109",
    ("“{value}”不能作{what}", "`{value}` does not fit as {what}"),
    hint=("{form}", "{form}"),
    page=(
        "名称要能写进条件、报告和文件名，所以不能有空格和标点。",
        "Names go into conditions, reports and file names, hence no blanks and no punctuation.",
    ),
    rejected="id: level 1!",
    accepted="id: level-1",
)
NOT_A_DATE = entry(
    "S110",
    ("“{value}”不是日期", "`{value}` is not a date"),
    hint=('写成年-月-日，例如 "2020-03-01"', 'write year-month-day, as in "2020-03-01"'),
    page=(
        "日期是加引号的年-月-日，而且确有这一天。",
        "A date is year-month-day in quotes, and a day that exists.",
    ),
    rejected='effective: {from: "2020-02-30"}',
    accepted='effective: {from: "2020-03-01"}',
)
TOO_FEW = entry(
    "S111",
    ("{what}至少要有 {least}", "{what} needs at least {least}"),
    hint=("补上内容，或删去这一项", "fill it, or remove it"),
    page=(
        "空的列表、映射或文字没有意义，多半是没有写完。",
        "An empty list, map or text says nothing; most likely it was left unfinished.",
    ),
    rejected="rules: []",
    accepted="rules:\n  - {id: level-1, …}",
)
OUT_OF_RANGE = entry(
    "S112",
    ("{what}应为 {limit}，写的是 {value}", "{what} must be {limit}, not {value}"),
    hint=("改为 {limit}", "write {limit}"),
    page=(
        "这里的数字有上下限，超出的没有意义。",
        "The number has limits; beyond them it makes no sense here.",
    ),
    rejected="max_children: {hazard: 0}",
    accepted="max_children: {hazard: 100}",
)
TWICE = entry(
    "S113",
    ("{what}里“{value}”出现了两次", "`{value}` stands twice in {what}"),
    hint=("删去一个", "remove one of the two"),
    page=(
        "列表里同一项只写一次；写两次多半是想写另一项。",
        "An item stands once in a list; written twice, another one was most likely meant.",
    ),
    rejected="cite: [C1.3-c, C1.3-c]",
    accepted="cite: [C1.3-c, C1.3-d]",
)
EXACTLY_ONE = entry(
    "S114",
    ("{what}要写且只写其中一项：{known}", "{what} takes exactly one of {known}"),
    hint=("留下一项", "keep one of them"),
    page=(
        "几种写法只能选一种：同时写两种，就不知道听哪一种。",
        "One way of several has to be chosen; with two nobody knows which counts.",
    ),
    rejected="derive: {count: hazard, any: hazard}",
    accepted="derive: {count: hazard}",
)

CODES: tuple[Code, ...] = (
    UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, LIST_FOR_MAP, NOTHING, QUOTE, NOT_WHOLE, NOT_ONE_OF,
    BAD_NAME, NOT_A_DATE, TOO_FEW, OUT_OF_RANGE, TWICE, EXACTLY_ONE,
)  # fmt: skip
