"""Problems of unquoted words in a policy file: what YAML and people read differently."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

LEADING_ZERO = entry(
    "Y114",
    (
        "“{text}”是以 0 开头的数字，有的程序按八进制读",
        "`{text}` is a number with a leading 0, which some programs read as octal",
    ),
    hint=(
        "若是代码请加引号；若是数字请去掉前面的 0",
        "quote it if it is a code; drop the 0 if it is a number",
    ),
    page=(
        "区划代码、编号都是文字。不加引号的 0530 在别的程序里成了 344。",
        "Division codes and serial numbers are text. Unquoted, 0530 becomes 344 elsewhere.",
    ),
    rejected="code: 0530",
    accepted='code: "0530"',
)
BASE_60 = entry(
    "Y115",
    (
        "“{text}”会被有的程序按六十进制数字读",
        "`{text}` is read as a base-60 number by some programs",
    ),
    hint=("加引号", "quote it"),
    page=(
        "YAML 1.1 把 12:30 读作 750。钟点和编号请加引号。",
        "YAML 1.1 reads 12:30 as 750. Quote clock times and numbers of this form.",
    ),
    rejected="notify_at: 12:30",
    accepted='notify_at: "12:30"',
)
UNDERSCORE = entry(
    "Y116",
    ("数字“{text}”里有下划线", "the number `{text}` has underscores in it"),
    hint=(
        "数字请不加下划线；若是名称请加引号",
        "write the number without underscores; quote it if it is a name",
    ),
    page=(
        "1_000 在有的程序里是 1000，在有的程序里是文字。",
        "1_000 is a thousand to some programs and a text to others.",
    ),
    rejected="max: 1_000",
    accepted="max: 1000",
)
OTHER_BASE = entry(
    "Y117",
    (
        "“{text}”是十六进制、八进制或二进制的写法",
        "`{text}` is a hexadecimal, octal or binary number",
    ),
    hint=("用十进制写；若是文字请加引号", "write it in decimal; quote it if it is text"),
    page=("政策里的数字都是十进制。", "Numbers in policies are decimal."),
    rejected="max: 0x10",
    accepted="max: 16",
)
EXPONENT = entry(
    "Y118",
    (
        "“{text}”是科学计数法，或不是有限的数",
        "`{text}` is a number in exponent form, or not finite",
    ),
    hint=("把数字写全；若是名称请加引号", "write the number out; quote it if it is a name"),
    page=(
        "1e3 在有的程序里是 1000，在有的程序里是文字；无穷大不能比较出结果。",
        "1e3 is a thousand to some programs and a text to others; with infinity no limit means "
        "anything.",
    ),
    rejected="max: 1e3",
    accepted="max: 1000",
)
TOO_BIG = entry(
    "Y119",
    ("数字“{text}”太长，不能准确计算", "the number `{text}` is too long to be computed exactly"),
    hint=("若是代码请加引号", "quote it if it is a code"),
    page=(
        "整数须在 64 位之内，小数不超过 18 位。更长的多半是代码，代码是文字。",
        "Whole numbers must fit 64 bits, decimals 18 digits. What is longer is most likely a "
        "code, and a code is text.",
    ),
    rejected="uscc: 91530000000000000000",
    accepted='uscc: "91530000000000000000"',
)
FULL_WIDTH = entry(
    "Y121",
    ("“{text}”是全角字符", "`{text}` is a full-width character"),
    hint=(
        "切换到英文输入法，用半角符号重写；若是文字内容请加引号",
        "switch the input method and type it half-width; where it is meant as text, quote it",
    ),
    page=(
        "冒号、逗号、引号、括号、空格和数字在 YAML 里须为半角。加引号的文字里可以用全角。",
        "Colons, commas, quotes, brackets, spaces and digits of YAML are half-width. Within "
        "quoted text full-width ones are fine.",
    ),
    rejected="level：red",
    accepted="level: red",
)
OPERATOR = entry(
    "Y122",
    ("判断“{text}”没有加引号", "the test `{text}` is not in quotes"),
    hint=('放进双引号，例如 ">= 1"', 'put it in double quotes, as in `">= 1"`'),
    page=(
        "以 >、<、=、!、&、| 或区间括号开头的内容，在 YAML 里有别的意思，所以判断一律加引号。",
        "What starts with >, <, =, !, &, | or the bracket of a range means something else in "
        "YAML, hence every test is quoted.",
    ),
    rejected="major_open: >= 1",
    accepted='major_open: ">= 1"',
)
LONE_DASH = entry(
    "Y123",
    ("单独的“-”不是一个值", "a `-` alone is not a value"),
    hint=(
        "不论取值的条件就不写；列表项须另起一行",
        "leave out a condition that does not matter; list items start on a line of their own",
    ),
    page=(
        "决策表里常用“-”表示“不论”。这里只写要紧的条件。",
        'Decision tables often write - for "any". Here only the conditions that matter are '
        "written.",
    ),
    rejected="when: {level: level_1, open: -}",
    accepted="when: {level: level_1}",
)
AFTER_QUOTE = entry(
    "Y126",
    (
        "引号或括号之后还有内容“{text}”",
        "there is more after the closing quote or bracket: `{text}`",
    ),
    hint=(
        "把整个条件放进双引号，里面的文字用单引号",
        "put the whole condition in double quotes, and texts within it in single ones",
    ),
    page=("值以引号开头，就必须以引号结束。", "A value that starts with a quote must end with it."),
    rejected="when: 'confined_space' in key_sectors",
    accepted="when: \"'confined_space' in key_sectors\"",
)
COLON = entry(
    "Y127",
    ("没有加引号的文字里有“: ”", "there is a `: ` inside text that is not quoted"),
    hint=("给这段文字加引号", "quote the text"),
    page=(
        "冒号加空格是键与值的分界，一行文字里再出现一次，YAML 就不知道怎么读。",
        "A colon and a blank part a key from its value; a second one in the same text cannot be "
        "read.",
    ),
    rejected="note: 注意: 试行",
    accepted='note: "注意: 试行"',
)
ESCAPE = entry(
    "Y129",
    (
        "双引号里的“{text}”不是 YAML 认识的转义",
        "`{text}` is no escape that YAML knows within double quotes",
    ),
    hint=("反斜杠请写两个，或改用单引号", "double the backslash, or use single quotes"),
    page=(
        "在双引号里反斜杠有特殊意义。",
        "Within double quotes a backslash has a meaning of its own.",
    ),
    rejected='note: "D:\\data"',
    accepted="note: 'D:\\data'",
)
BAD_START = entry(
    "Y130",
    (
        "文字不能以“{character}”开头而不加引号",
        "text cannot start with `{character}` without quotes",
    ),
    hint=("给这段文字加引号", "quote the text"),
    page=(
        "@、%、`、逗号等在 YAML 里保留，不能作文字的开头。",
        "@, %, `, the comma and a few more are reserved and cannot begin text.",
    ),
    rejected="note: %5",
    accepted='note: "%5"',
)
NO_SPACE = entry(
    "Y131",
    ("“{text}”的冒号后面缺空格", "there is no blank after the colon of `{text}`"),
    hint=("冒号后加一个空格", "put a blank after the colon"),
    page=(
        "没有空格时，冒号是名称的一部分，值就空了。",
        "Without the blank the colon is part of the name, and the value is empty.",
    ),
    rejected="when: {level:level_1}",
    accepted="when: {level: level_1}",
)

CODES: tuple[Code, ...] = (
    LEADING_ZERO, BASE_60, UNDERSCORE, OTHER_BASE, EXPONENT, TOO_BIG, FULL_WIDTH, OPERATOR,
    LONE_DASH, AFTER_QUOTE, COLON, ESCAPE, BAD_START, NO_SPACE,
)  # fmt: skip
