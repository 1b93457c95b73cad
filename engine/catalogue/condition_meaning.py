"""Codes of the condition language: names, types, ranges and cells that make no sense."""

from __future__ import annotations

from engine.catalogue.condition_entry import entry

UNKNOWN_NAME = entry(
    "C130",
    ("没有名为“{word}”的事实、判定或数值", "no fact, decision or value is called `{word}`"),
    (
        "条件只能读取词汇表里的字段、判定和 values 里的数值，用编号或中文名称都可以。",
        "A condition reads fields of the vocabulary, decisions and numbers of `values`, by id or "
        "by label.",
    ),
    "hazard_cout > 0",
    "deaths > 0",
)
UNQUOTED = entry(
    "C131",
    ("“{word}”是一个值，应写在引号里", "`{word}` is a value and belongs in quotes"),
    (
        "条件里不带引号的词是名称；代码和等级的值要写在引号里。只有单元格里可以不写引号。",
        "A bare word in a condition is a name; values of scales and code lists stand in quotes. "
        "Only cells take them bare.",
    ),
    "level == red",
    "level == 'red'",
    hint=("改写为 '{word}'", "write '{word}'"),
)
UNKNOWN_VALUE = entry(
    "C132",
    ("“{word}”不是{domain}的值", "`{word}` is not a value of {domain}"),
    (
        "等级和代码的值只能是词汇表里列出的编号或名称。",
        "A scale or code list has only the ids and labels that the vocabulary gives it.",
    ),
    "level == 'purple'",
    "level == 'red'",
)
NOT_READABLE = entry(
    "C133",
    ("条件不能读取“{word}”：{why}", "a condition cannot read `{word}`: {why}"),
    (
        "有的判定给出的是清单而不是一个值，条件无法与之比较。",
        "Some decisions answer with a list and not with one value, which cannot be compared.",
    ),
    "notes == 'x'",
    "level == 'red'",
)
NOT_A_CONDITION = entry(
    "C134",
    ("此处需要{wanted}，这里是{found}", "{wanted} is needed here, this is {found}"),
    (
        "条件和 &&、||、! 的两边必须是“是/否”；其他类型要先比较。",
        "A condition, and each side of &&, || and !, must be a yes or no; anything else has to be "
        "compared first.",
    ),
    "deaths",
    "deaths > 0",
    hint=("写一个比较，例如 > 0", "write a comparison, such as > 0"),
)
CANNOT_COMPARE = entry(
    "C135",
    ("{left}不能与{right}比较", "{left} cannot be compared with {right}"),
    (
        "只有同一类型的值可以比较：数与数，日期与日期，同一等级或同一代码表。文本里的数不是数。",
        "Only values of one type can be compared: numbers, dates, members of one scale or one "
        "code list. A number in quotes is text.",
    ),
    "deaths > '3'",
    "deaths > 3",
)
SCALE_WITH_NUMBER = entry(
    "C136",
    ("等级{domain}不能与数比较", "the scale {domain} cannot be compared with a number"),
    (
        "等级的高低由词汇表里的次序决定，不由数字决定：“一级”往往是最重的。",
        "The order of a scale is the order of the vocabulary, not a number: level 1 is often the "
        "gravest.",
    ),
    "level >= 3",
    "level >= 'orange'",
    hint=("与等级的值比较，例如 {plain}", "compare with a member, such as {plain}"),
)
NO_ORDER = entry(
    "C137",
    ("{found}没有大小之分", "{found} has no order"),
    (
        "代码、文本、是/否和集合只能用 ==、!=、in；大小只存在于数、日期、天数和等级。",
        "Codes, texts, yes/no and sets know only ==, != and in; numbers, dates, days and scales "
        "have an order.",
    ),
    "note < 'x'",
    "note != 'x'",
    hint=("用 ==、!= 或 in", "use ==, != or in"),
)
NULL_MISUSED = entry(
    "C138",
    ("null 只能与一个名称用 == 或 != 比较", "null may only be compared with a name by == or !="),
    (
        "“没有值”只有一种问法：名称 == null 或名称 != null。",
        "There is one question about absence: name == null, or name != null.",
    ),
    "found_on < null",
    "found_on == null",
    hint=("改写为 名称 == null", "write name == null"),
)
NEVER_NULL = entry(
    "C139",
    ("“{word}”不会没有值，这个问题没有意义", "`{word}` is never absent, so this asks nothing"),
    (
        "有 missing 替代值的字段、计数和判定总是有值，与 null 比较永远得到同一个答案。",
        "A field with a replacement for missing values, a count or a decision is never absent, "
        "so that the comparison with null has always the same answer.",
    ),
    "quantity == null",
    "found_on == null",
    hint=("去掉这个比较", "leave this comparison out"),
)
MIXED_LIST = entry(
    "C140",
    ("列表里的值应是{wanted}，这里是{found}", "each value must be {wanted}, this is {found}"),
    (
        "in 右边的每个值都必须与左边的类型相同。",
        "Each value to the right of `in` must be of the type of the left side.",
    ),
    "deaths in [1, 'two']",
    "deaths in [1, 2]",
)
DUPLICATE = entry(
    "C141",
    ("“{word}”在列表里写了两次", "`{word}` stands in the list twice"),
    (
        "重复的值没有作用，多半是想写另一个值。",
        "The second mention does nothing; most likely another value was meant.",
    ),
    "level in ['red', '红色']",
    "level in ['red', 'orange']",
    hint=("删去一个，或改成想写的值", "delete one, or write the value that was meant"),
    severity="warning",
)
NOT_FIXED = entry(
    "C142",
    ("此处只能写固定的值", "only a fixed value may stand here"),
    (
        "列表里的值和“'x' in 集合”的左边必须是固定的值，这样表格才能检查和证明。",
        "Members of a list, and the left side of “'x' in set”, must be fixed values, so that "
        "tables can be checked.",
    ),
    "deaths in [quantity]",
    "deaths == quantity",
    hint=("与事实比较用 ==", "use == to compare with a fact"),
)
IMPOSSIBLE = entry(
    "C143",
    ("这个比较不可能成立：{why}", "this can never hold: {why}"),
    (
        "字段的 min、max 或等级的两端使这个比较永远不成立，规则就成了摆设。",
        "The declared min and max, or the ends of the scale, exclude it, so that the rule would "
        "never apply.",
    ),
    "deaths < 0",
    "deaths == 0",
    hint=("改正数值，或改正词汇表里的 min、max", "correct the value, or min and max of the field"),
)
ALWAYS = entry(
    "C144",
    ("这个比较总是成立：{why}", "this always holds: {why}"),
    (
        "字段的 min、max 或等级的两端使这个比较永远成立，写了等于没写。",
        "The declared min and max, or the ends of the scale, make it hold for every value, so "
        "that it says nothing.",
    ),
    "deaths >= 0",
    "deaths >= 1",
    hint=("去掉它，或改成想写的数值", "leave it out, or write the value that was meant"),
    severity="warning",
)
CANNOT_COMPUTE = entry(
    "C145",
    ("“{word}”不能用于{left}和{right}", "`{word}` does not apply to {left} and {right}"),
    (
        "可以相加减的是数与数、天数与天数、日期与天数；日期减日期得天数；乘法用于数，或天数乘整数。",
        "Numbers add to numbers, days to days, days to dates; a date minus a date gives days; "
        "numbers multiply, and days by integers.",
    ),
    "found_on + found_on == found_on",
    "found_on + '15d' < as_of",
)
OVERFLOW = entry(
    "C146",
    ("结果可能超出 64 位整数的范围", "the result may not fit into a 64-bit integer"),
    (
        "溢出在有的数据库里报错，在有的数据库里悄悄得出错误的数。词汇表里的 min、max 必须排除它。",
        "Overflow is an error in one database and a wrong number in another, so min and max of "
        "the fields must exclude it.",
    ),
    "quantity * quantity * quantity * quantity > 5",
    "quantity * quantity > 5",
    hint=("在词汇表里给字段写 min 和 max", "declare min and max of the fields"),
)
NUMBER_TOO_LARGE = entry(
    "C147",
    ("数“{word}”超出 64 位整数的范围", "`{word}` does not fit into a 64-bit integer"),
    (
        "数最大 9223372036854775807；小数连同小数位一起计算。信用代码是文本，不是数。",
        "The largest number is 9223372036854775807; the digits of a decimal count as well. A "
        "credit code is text, not a number.",
    ),
    "deaths == 9223372036854775808",
    "deaths == 5",
    hint=("编号和代码应写成引号里的文本", "a number that names something is a text in quotes"),
)
BAD_DATE = entry(
    "C148",
    ("“{word}”不是日期", "`{word}` is not a date"),
    (
        "日期写作 年-月-日，必须是日历上有的一天，且在 1900 至 2199 年之间。",
        "A date is written year-month-day, must exist in the calendar and lie between 1900 and "
        "2199.",
    ),
    "found_on > date('2026-02-30')",
    "found_on > date('2026-02-28')",
    hint=("写作 date('2026-03-31')", "write date('2026-03-31')"),
)
BAD_DURATION = entry(
    "C149",
    ("“{word}”不是整天数", "`{word}` is not a number of whole days"),
    (
        "期限按天计算：写作 '15d'。小时、分钟只有合成整天才接受。",
        "Periods are counted in days: '15d'. Hours and minutes are taken only where they make "
        "whole days.",
    ),
    "as_of - found_on > duration('36h')",
    "as_of - found_on > duration('2d')",
    hint=("写作 '15d'", "write '15d'"),
)
BRANCHES_DIFFER = entry(
    "C150",
    ("“?:”的两个结果类型不同：{left}和{right}", "the two results differ: {left} and {right}"),
    (
        "“条件 ? 甲 : 乙”的甲和乙必须是同一类型。",
        "Both results of “condition ? a : b” must be of one type.",
    ),
    "(open ? 1 : 'x') == 1",
    "(open ? 1 : 2) == 1",
)
NEEDS_SET = entry(
    "C151",
    ("in 的右边应是列表或代码集合，这里是{found}", "`in` needs a list or a set, this is {found}"),
    (
        "“x in [甲, 乙]”问 x 是否其中之一；“'甲' in 集合字段”问集合里是否有甲。",
        "“x in [a, b]” asks whether x is one of them; “'a' in set” whether the set holds a.",
    ),
    "'red' in level",
    "level in ['red']",
    hint=("改写为 x in [a, b]", "write x in [a, b]"),
)
YES_NO = entry(
    "C152",
    ("是/否不写在引号里", "yes and no stand without quotes"),
    (
        "是/否字段与 yes、no、是、否 比较，不加引号；更短的写法是只写字段名，或在前面加 !。",
        "A yes/no fact is compared with bare yes or no; shorter is its name alone, or ! before it.",
    ),
    "open == 'yes'",
    "open == yes",
    hint=("去掉引号", "leave out the quotes"),
)
TOO_MANY_DIGITS = entry(
    "C153",
    ("“{word}”的小数位多于 {limit} 位", "`{word}` has more than {limit} decimal places"),
    (
        "值按字段声明的小数位精确保存，多出的位数不会悄悄舍去。",
        "Values are kept exactly with the declared decimal places; nothing is rounded in silence.",
    ),
    "ratio: 0.125",
    "ratio: 0.12",
    hint=("按声明的小数位写，或改声明", "write fewer places, or declare more"),
)
LONE_DASH = entry(
    "C160",
    ("不写的条件不要用“-”占位", "a cell without a test is left out, not written as a dash"),
    (
        "规则里只写起作用的条件；“-”在 YAML 里另有含义。",
        "A rule names only the fields it tests; a dash means something else to YAML.",
    ),
    'deaths: "-"',
    "deaths: 0",
    hint=("删去这个字段", "delete this field from the rule"),
)
BAD_CELL = entry(
    "C161",
    ("读不懂单元格“{word}”", "cannot read the cell `{word}`"),
    (
        "单元格是一个值、一个列表、比较（>= 3）、区间（[1..3)）、not(…) 或 null。",
        "A cell is a value, a list, a comparison (>= 3), a range ([1..3)), not(…) or null.",
    ),
    'deaths: "3 or more"',
    'deaths: ">= 3"',
    hint=('例如 ">= 3"、"[1..3)"、"not(0)"', 'for example ">= 3", "[1..3)", "not(0)"'),
)
EMPTY_RANGE = entry(
    "C162",
    ("区间是空的：{low} 到 {high} 之间没有值", "no value lies between {low} and {high}"),
    (
        "区间先写小的一端；圆括号不含端点，方括号含端点。",
        "The lower end comes first; a round bracket leaves its end out, a square one takes it in.",
    ),
    'deaths: "[3..1]"',
    'deaths: "[1..3]"',
    hint=("检查两端的次序和括号", "check the order of the ends, and the brackets"),
)
BAD_RANGE = entry(
    "C163",
    ("区间要写成 [1..3] 或 [1..3)", "a range is written [1..3] or [1..3)"),
    (
        "区间有两个端点，用两个点隔开，两边各有一个括号。",
        "A range has two ends with two dots between them and a bracket on each side.",
    ),
    'deaths: "[1..3"',
    'deaths: "[1..3]"',
)
WRONG_LITERAL = entry(
    "C164",
    ("此处需要{wanted}，“{word}”不是", "{wanted} is needed here, `{word}` is none"),
    (
        "值必须符合字段的类型：数不加引号，文本、代码和日期加引号或写成单词，是/否写 yes 或 no。",
        "The value must be of the type of the field: numbers without quotes, texts, codes and "
        "dates as words, yes or no for a yes/no fact.",
    ),
    'deaths: "3"',
    "deaths: 3",
)

CODES = (
    UNKNOWN_NAME, UNQUOTED, UNKNOWN_VALUE, NOT_READABLE, NOT_A_CONDITION, CANNOT_COMPARE,
    SCALE_WITH_NUMBER, NO_ORDER, NULL_MISUSED, NEVER_NULL, MIXED_LIST, DUPLICATE, NOT_FIXED,
    IMPOSSIBLE, ALWAYS, CANNOT_COMPUTE, OVERFLOW, NUMBER_TOO_LARGE, BAD_DATE, BAD_DURATION,
    BRANCHES_DIFFER, NEEDS_SET, YES_NO, TOO_MANY_DIGITS, LONE_DASH, BAD_CELL, EMPTY_RANGE,
    BAD_RANGE, WRONG_LITERAL,
)  # fmt: skip
