"""Codes of the condition language: what is wrong with the writing of a condition.

What is wrong with its meaning stands in `engine.catalogue.condition_meaning`; both are
in `CODES`.
"""

from __future__ import annotations

from engine.catalogue import condition_meaning
from engine.catalogue.condition_entry import entry

FULL_WIDTH = entry(
    "C101",
    ("此处是全角字符“{character}”", "`{character}` is a full-width character"),
    (
        "运算符、括号和引号只认半角。全角字符看起来相似，却是另一个字符。",
        "Operators, brackets and quotes are half-width. The full-width character looks alike "
        "but is another character.",
    ),
    "deaths ＞ 0",
    "deaths > 0",
    hint=("把输入法切换到英文，改写为 {plain}", "switch the input method to English, type {plain}"),
)
UNEXPECTED_CHARACTER = entry(
    "C102",
    ("条件里不能有字符“{character}”", "a condition cannot contain `{character}`"),
    (
        "这个字符在条件语言里没有意义。带特殊字符的名称要放进反引号。",
        "The character has no meaning in a condition. A name that contains it goes into backticks.",
    ),
    "deaths # 0",
    "deaths > 0",
)
UNEXPECTED_WORD = entry(
    "C103",
    ("此处不应出现“{word}”", "did not expect `{word}` here"),
    (
        "到这里为止的内容都能读懂，接下来的一段接不上：缺少运算符、括号不配对，或多写了一段。",
        "Everything up to here can be read, but what follows does not fit: an operator is "
        "missing, brackets do not match, or something was written twice.",
    ),
    "deaths 0",
    "deaths == 0",
    hint=("检查前面是否缺少运算符", "look for a missing operator before it"),
)
ENDS_EARLY = entry(
    "C104",
    ("条件没有写完", "the condition ends too early"),
    (
        "条件在还需要内容的地方结束，例如运算符后面没有值，或括号没有关上。",
        "The condition ends where something must follow: a value after an operator, or a "
        "closing bracket.",
    ),
    "deaths > ",
    "deaths > 0",
    hint=("补上缺少的值或括号", "add the missing value or bracket"),
)
SINGLE_EQUALS = entry(
    "C105",
    ("“{word}”不是比较运算符", "`{word}` is not a comparison"),
    (
        "比较两个值是否相等要写两个等号；大于等于写 >=，小于等于写 <=。",
        "Equality is written with two equals signs; at least is >=, at most is <=.",
    ),
    "deaths = 0",
    "deaths == 0",
    hint=("改写为 {plain}", "write {plain}"),
)
SINGLE_SIGN = entry(
    "C106",
    ("单个“{character}”不是运算符", "a single `{character}` is not an operator"),
    (
        "“并且”写作 &&，“或者”写作 ||，都是两个字符；也可以写 且、或。",
        "And is written &&, or is written ||, both with two characters; 且 and 或 work too.",
    ),
    "open & deaths > 0",
    "open && deaths > 0",
    hint=("改写为 {plain}", "write {plain}"),
)
WORD_OPERATOR = entry(
    "C107",
    ("“{word}”不是运算符", "`{word}` is not an operator"),
    (
        "逻辑运算符写作 &&、||、!，或 且、或、非（前后留空格）。",
        "The logical operators are &&, || and !, or 且, 或 and 非 with blanks around them.",
    ),
    "open and deaths > 0",
    "open && deaths > 0",
    hint=("改写为 {plain}", "write {plain}"),
)
NOT_CLOSED = entry(
    "C108",
    ("引号没有关上", "the text in quotes is not closed"),
    (
        "文本用同一种引号开始和结束；文本里的引号前面加反斜杠。",
        "A text ends with the quote it began with; a quote inside it takes a backslash.",
    ),
    "level == 'red",
    "level == 'red'",
    hint=("在末尾补上 {plain}", "add {plain} at the end of the text"),
)
BAD_ESCAPE = entry(
    "C109",
    ("文本里的“{word}”不是转义符", "`{word}` is not an escape in a text"),
    (
        "反斜杠后面只能是 CEL 的转义符，例如 \\n、\\t、\\'、\\u4e00。反斜杠本身写作 \\\\。",
        "Only the escapes of CEL may follow a backslash, such as \\n, \\t, \\' and \\u4e00. "
        "A backslash itself is written \\\\.",
    ),
    r"note == 'a\d'",
    r"note == 'a\\d'",
    hint=("反斜杠本身写作 \\\\", "write a backslash as \\\\"),
)
CHAINED = entry(
    "C110",
    ("一次只能比较两个值", "only two values can be compared at a time"),
    (
        "连写的比较先得出“是”或“否”，再拿它去比较，这不是本意。",
        "A second comparison would compare the yes or no of the first one, which nobody means.",
    ),
    "0 < deaths < 3",
    "0 < deaths && deaths < 3",
    hint=("拆成两个比较，用 && 连接", "write two comparisons joined by &&"),
)
EMPTY = entry(
    "C111",
    ("条件是空的", "the condition is empty"),
    (
        "空的条件既可能表示“总是”，也可能是漏写，所以不接受。总是成立写 {} 。",
        "An empty condition may mean “always” or may have been forgotten, so it is refused. "
        "Always is written {}.",
    ),
    "''",
    "open",
    hint=("写出条件；总是成立写 {{}}", "write the condition; for “always” write {{}}"),
)
TOO_LONG = entry(
    "C112",
    ("条件有 {count} 个字符，最多 {limit} 个", "{count} characters, at most {limit} are allowed"),
    (
        "过长的条件没有人能核对。拆成几条规则，或在词汇表里定义派生字段。",
        "Nobody can check so long a condition. Split the rule, or declare derived fields.",
    ),
    "deaths > 0 || deaths > 0 || … (4,000 characters)",
    "deaths > 0",
    hint=("拆成几条规则，或用派生字段", "split the rule, or declare derived fields"),
)
TOO_DEEP = entry(
    "C113",
    ("条件嵌套过深，最多 {limit} 层", "the condition is nested deeper than {limit} levels"),
    (
        "嵌套过深的条件没有人能核对，也会耗尽执行器。`?:` 另有更小的上限。",
        "Nobody can check so deep a condition, and executors would run out of room. The bound "
        "for `?:` inside `?:` is smaller.",
    ),
    "!!!!!!!!!!… open (100 times)",
    "!open",
    hint=("拆成几条规则，或用派生字段", "split the rule, or declare derived fields"),
)
DIVISION = entry(
    "C114",
    ("不能使用“{word}”运算", "`{word}` is not available"),
    (
        "除法和取余在不同的数据库里结果不同（取整、负数、除以零），所以不提供。比较乘积即可。",
        "Division and remainder differ between databases (rounding, negative numbers, zero), so "
        "the language has none. Compare products instead.",
    ),
    "deaths / quantity > 2",
    "deaths > 2 * quantity",
    hint=("改用乘法：a / b > 2 写作 a > 2 * b", "multiply instead: a / b > 2 is a > 2 * b"),
)
BAD_NUMBER = entry(
    "C115",
    ("“{word}”不是可用的数", "`{word}` is not a number of this language"),
    (
        "数只有整数（含 0x 十六进制）和小数，按十进制精确计算；没有浮点数、科学计数法和后缀。"
        "天数写在引号里：'15d'。",
        "Numbers are integers (0x for hexadecimal) and decimals, both exact; there are no floats, "
        "no exponents and no suffixes. Days stand in quotes: '15d'.",
    ),
    "ratio > 1e-1",
    "ratio > 0.1",
    hint=("写成普通的整数或小数", "write a plain integer or decimal"),
)
BYTES = entry(
    "C116",
    ("没有字节串，只有文本", "there are no bytes, only text"),
    (
        "事实里只有文本，没有字节串；去掉引号前的 b。",
        "Facts hold text, never bytes; leave out the b before the quote.",
    ),
    "note == b'x'",
    "note == 'x'",
    hint=("去掉引号前的字母", "leave out the letter before the quote"),
)
EMPTY_LIST = entry(
    "C117",
    ("列表是空的", "the list is empty"),
    (
        "“属于空列表”在不同的数据库里含义不同，而且永远不会成立，所以不接受。",
        "Being in an empty list means different things to different databases and never holds, "
        "so it is refused.",
    ),
    "level in []",
    "level in ['red', 'orange']",
    hint=("至少写一个值", "write at least one value"),
)
LIST_ELSEWHERE = entry(
    "C118",
    ("列表只能写在 in 的右边", "a list may only stand to the right of `in`"),
    (
        "列表不是值：不能比较、相加、取元素。属于多个值之一写 in。",
        "A list is not a value: it cannot be compared, added or indexed. One of several values "
        "is written with `in`.",
    ),
    "level == ['red', 'orange']",
    "level in ['red', 'orange']",
    hint=("改写为 x in [a, b]", "write x in [a, b]"),
)
QUANTIFIER = entry(
    "C119",
    ("条件里不能写“{word}”", "`{word}` cannot be written in a condition"),
    (
        "对下级各行的“任一、全部、计数”不写在条件里，而是词汇表里有名称的派生字段，"
        "这样每个数都能单独解释。",
        "Any, all and count over rows are not written inside conditions but as derived fields "
        "with a name in the vocabulary, so that each number can be explained by itself.",
    ),
    "hazards.exists(h, h.open)",
    "open_hazards >= 1",
    hint=(
        "在词汇表里定义派生字段，例如 derive: {{count: …, where: …}}",
        "declare a derived field in the vocabulary, such as derive: {{count: …, where: …}}",
    ),
)
REGEX = entry(
    "C120",
    ("没有正则表达式", "there are no regular expressions"),
    (
        "正则表达式各引擎写法不同，也无法证明表格是否完整。需要判断的内容应是词汇表里的代码。",
        "Regular expressions differ between engines, and nothing can be proved about a table that "
        "uses them. What rules ask about belongs in the vocabulary as a code.",
    ),
    "note.matches('.*x')",
    "note == 'x'",
    hint=("在词汇表里定义代码字段，再比较代码", "declare a code list and compare its codes"),
)
TEXT_METHOD = entry(
    "C121",
    ("不能调用“.{word}()”", "`.{word}()` cannot be called"),
    (
        "值没有可以调用的方法；可用的函数只有 size、has、date、duration。",
        "Values have no methods; the functions are size, has, date and duration.",
    ),
    "note.startsWith('x')",
    "note == 'x'",
    hint=("用 ==、!= 或 in 比较", "compare with ==, != or in"),
)
UNKNOWN_FUNCTION = entry(
    "C122",
    ("没有名为“{word}”的函数", "there is no function `{word}`"),
    (
        "可用的函数只有 size(集合)、has(名称)、date('年-月-日')、duration('天数d')。",
        "The functions are size(set), has(name), date('year-month-day') and duration('days d').",
    ),
    "length(sectors) > 0",
    "size(sectors) > 0",
    hint=("可用：size、has、date、duration", "there are size, has, date and duration"),
)
WRONG_ARGUMENT = entry(
    "C123",
    ("函数 {word} 需要{needs}", "`{word}` needs {needs}"),
    (
        "每个函数都只有一个参数：size 要代码集合，has 要名称，date 和 duration 要引号里的文本。",
        "Each function takes one argument: size a set of codes, has a name, date and duration "
        "a text in quotes.",
    ),
    "size(deaths) > 0",
    "size(sectors) > 0",
)
BRACES = entry(
    "C124",
    ("条件里不能使用花括号", "a condition cannot contain braces"),
    (
        "条件里没有映射，也没有消息对象。几项条件同时成立用 &&。",
        "Conditions have no maps and no messages. Several conditions are joined by &&.",
    ),
    "{'open': true}",
    "open && deaths > 0",
    hint=("改写为用 && 连接的条件", "write conditions joined by &&"),
)
CHINESE_OPERATOR = entry(
    "C125",
    ("“{word}”和名称连在一起，认不出来", "`{word}` runs into the name beside it"),
    (
        "名称本身可以含有 且、或、非 这几个字，所以作运算符时前后要留空格。",
        "Names may contain these characters themselves, so as operators they need blanks around.",
    ),
    "open且urgent",
    "open 且 deaths > 0",
    hint=("在“{word}”前后加空格", "put a blank on both sides of {word}"),
)

WRITING = (
    FULL_WIDTH, UNEXPECTED_CHARACTER, UNEXPECTED_WORD, ENDS_EARLY, SINGLE_EQUALS, SINGLE_SIGN,
    WORD_OPERATOR, NOT_CLOSED, BAD_ESCAPE, CHAINED, EMPTY, TOO_LONG, TOO_DEEP, DIVISION,
    BAD_NUMBER, BYTES, EMPTY_LIST, LIST_ELSEWHERE, QUANTIFIER, REGEX, TEXT_METHOD,
    UNKNOWN_FUNCTION, WRONG_ARGUMENT, BRACES, CHINESE_OPERATOR,
)  # fmt: skip
CODES = (*WRITING, *condition_meaning.CODES)
