"""Problems of reading a policy file: its encoding and its YAML.

Those of single words stand in `engine.catalogue.yaml_words`; all are in `CODES`.
"""

from __future__ import annotations

from engine.catalogue import yaml_words
from engine.catalogue.entry import entry
from engine.problems import Code

TOO_LARGE = entry(
    "Y101",
    ("文件超过 {limit} MB", "the file is larger than {limit} MB"),
    hint=(
        "规则可分写在几个文件里，在 policy.yaml 的 files 中列出；台账数据不放在政策文件夹里",
        "split the rules over several files, named under `files` in policy.yaml; keep ledgers "
        "out of the policy folder",
    ),
    page=(
        "政策文件由人编写和审阅。这样大的文件多半是误放的数据。",
        "Policy files are written and reviewed by people. One this large is most likely data put "
        "here by mistake.",
    ),
    rejected="files: [ledger-export.yaml]        # 40 MB",
    accepted="files: [warning-level.yaml, inspection.yaml]",
)
WIDE_ENCODING = entry(
    "Y102",
    ("文件的编码是 {name}，应为 UTF-8", "the file is encoded as {name}, not as UTF-8"),
    hint=("在编辑器中用“另存为”，编码选 UTF-8", "save it again with the encoding set to UTF-8"),
    page=(
        "政策文件一律为 UTF-8（有无 BOM 均可）。记事本的“Unicode”是 UTF-16。",
        'Policy files are UTF-8, with or without a byte order mark. Notepad\'s "Unicode" is '
        "UTF-16.",
    ),
    rejected="decisions: {…}   # saved as UTF-16",
    accepted="decisions: {…}   # saved as UTF-8",
)
GB18030 = entry(
    "Y103",
    (
        "文件的编码是 GB18030（GBK），应为 UTF-8",
        "the file is encoded in GB18030 (GBK), not in UTF-8",
    ),
    hint=(
        "在编辑器中用“另存为”，编码选 UTF-8；台账可以是 GB18030，政策文件不可以",
        "save it again with the encoding set to UTF-8; ledgers may be GB18030, policy files may "
        "not",
    ),
    page=(
        "从第一个中文字起按 UTF-8 读不通，按 GB18030 读得通。政策文件要比对、计算摘要，所以只用一"
        "种编码。",
        "From the first Chinese character on it does not read as UTF-8, but does as GB18030. "
        "Policy files are compared and hashed, hence one encoding only.",
    ),
    rejected="decisions: {…}   # saved as ANSI or GBK",
    accepted="decisions: {…}   # saved as UTF-8",
)
NOT_UTF8 = entry(
    "Y104",
    ("此处的字节 {byte} 不是 UTF-8", "byte {byte} here is not UTF-8"),
    hint=("用 UTF-8 编码重新保存这个文件", "save the file again with the encoding set to UTF-8"),
    page=(
        "文件里有不能按 UTF-8 读出的字节：编码不对，或文件在传送中损坏。",
        "The file holds bytes that do not read as UTF-8: another encoding, or damage on the way.",
    ),
    rejected="decisions: {…}   # saved in another encoding",
    accepted="decisions: {…}   # saved as UTF-8",
)
UNSEEN = entry(
    "Y105",
    ("此处有看不见的字符 {name}", "there is an invisible character here, {name}"),
    hint=("删去它（重新输入这一处的文字）", "delete it (type the text here again)"),
    page=(
        "控制字符、零宽字符、改变书写方向的字符在屏幕上看不见，却使两个看来相同的名称不同。常见于"
        "从网页或文档中复制。",
        "Control characters, characters without width and those that turn the direction of "
        "writing do not show, yet make two names differ that look alike. They come with text "
        "copied from pages and documents.",
    ),
    rejected="level<U+200B>: red",
    accepted="level: red",
)
EMPTY = entry(
    "Y106",
    ("文件是空的", "the file is empty"),
    hint=(
        "写入内容，或从 policy.yaml 的 files 中去掉它",
        "give it content, or take it off `files` in policy.yaml",
    ),
    page=(
        "文件里没有内容，或只有注释。空文件不能当作“没有规则”，那样规则会悄悄消失。",
        'There is nothing in the file, or only comments. An empty file is not taken as "no '
        'rules": rules would vanish without a word.',
    ),
    rejected="# to be written",
    accepted="decisions:\n  baseline: {…}",
)
SECOND_DOCUMENT = entry(
    "Y107",
    ("此处开始第二份文档", "a second document begins here"),
    hint=(
        "删去这一行“---”，或把后面的内容另存为一个文件",
        "remove this `---`, or move what follows to a file of its own",
    ),
    page=(
        "一个文件只放一份文档。其后的内容别的程序会略过，规则就少了一半。",
        "A file holds one document. Other programs would skip what follows, and half of the "
        "rules with it.",
    ),
    rejected="decisions: {…}\n---\ndecisions: {…}",
    accepted="decisions: {…}",
)
TOO_DEEP = entry(
    "Y108",
    ("嵌套超过 {limit} 层", "nested more than {limit} levels deep"),
    hint=("检查此处的括号和缩进", "check the brackets and the indentation here"),
    page=(
        "政策文件不需要这样深的嵌套，多半是括号写多了。",
        "No policy file needs such depth; most likely there are brackets too many.",
    ),
    rejected="when: [[[[[[…]]]]]]",
    accepted="when: {level: [level_1, level_2]}",
)
DUPLICATE = entry(
    "Y109",
    (
        "“{key}”写了两次，第一次在第 {line} 行第 {column} 列",
        "`{key}` is written twice, first at line {line}, column {column}",
    ),
    hint=("删去其中一个，或把两处合并", "remove one of the two, or join them"),
    page=(
        "同一处的键只能写一次。多数程序只取后一个，前一个不声不响地失效；整段 rules 也会这样丢失。",
        "A key stands once in its place. Most programs keep the last one and drop the first "
        "without a word; whole blocks of rules are lost that way.",
    ),
    rejected="then: red\nthen: blue",
    accepted="then: red",
)
NOT_A_KEY = entry(
    "Y110",
    (
        "这里应是名称，不能为空，也不能是列表或映射",
        "a name belongs here, not nothing, a list or a map",
    ),
    hint=("在冒号前写上名称", "write a name before the colon"),
    page=(
        "冒号左边是一个名称（文字）。数字也当作文字读。",
        "Left of the colon stands a name, a text. Numbers are read as text there.",
    ),
    rejected="[level_1, level_2]: red",
    accepted="level_1: red",
)
ANCHOR = entry(
    "Y111",
    ("不用锚点和别名（“{name}”）", "anchors and aliases (`{name}`) are not used here"),
    hint=(
        "把内容写出来；星号或 & 若是文字，请加引号",
        "write the content out; where * or & is meant as text, quote it",
    ),
    page=(
        "锚点（&）和别名（*）使一处的改动在别处生效，审阅时看不出来，还可以把小文件展开成极大的数"
        "据。",
        "With anchors (&) and aliases (*) a change in one place takes effect in another, where "
        "no reviewer sees it, and a small file can unfold into a huge one.",
    ),
    rejected="red: &days {rectify: 15}\norange: *days",
    accepted="red: {rectify: 15}\norange: {rectify: 15}",
)
MERGE_KEY = entry(
    "Y112",
    ("不用合并键“<<”", "the merge key `<<` is not used here"),
    hint=("把合并的内容写出来", "write out what it would merge"),
    page=(
        "“<<”把另一处的键并进来，哪个键最终有效看不出来。",
        "`<<` pulls in keys from elsewhere; which of them counts in the end cannot be seen.",
    ),
    rejected="red:\n  <<: *base\n  rectify: 15",
    accepted="red: {rectify: 15, recheck: 3}",
)
TAG = entry(
    "Y113",
    ("不用标签“{text}”", "the tag `{text}` is not used here"),
    hint=(
        "删去它；若“!”表示“非”，请把整个条件放进双引号",
        "remove it; where ! means “not”, put the whole condition in double quotes",
    ),
    page=(
        "以“!”开头的词在 YAML 里是类型标签，能使别的程序运行代码。类型由词汇表规定。",
        "A word that starts with ! is a type tag in YAML, and can make other programs run code. "
        "Types come from the vocabulary.",
    ),
    rejected="when: !open",
    accepted='when: "!open"',
)
TAB = entry(
    "Y120",
    ("缩进用了制表符（Tab）", "a tab is used for indentation"),
    hint=(
        "改用空格；在编辑器里设成按 Tab 键输入空格",
        "use spaces; set the editor to insert spaces for the Tab key",
    ),
    page=(
        "YAML 的缩进只能用空格，制表符有多宽没有定论。",
        "Indentation in YAML is made of spaces; nobody agrees how wide a tab is.",
    ),
    rejected="rules:\n\t- id: level-1",
    accepted="rules:\n  - id: level-1",
)
OPEN_QUOTE = entry(
    "Y124",
    ("引号没有配对", "the quote is not closed"),
    hint=("在文字末尾加上同样的引号", "add the same quote at the end of the text"),
    page=(
        "从这个引号起，到文件末尾或下一个引号都被当成了文字。",
        "From this quote on, everything up to the next quote or the end of the file was taken as "
        "text.",
    ),
    rejected='when: "major_open >= 1',
    accepted='when: "major_open >= 1"',
)
OPEN_BRACKET = entry(
    "Y125",
    ("括号“{bracket}”没有配对", "the bracket `{bracket}` has no partner"),
    hint=("补上另一半，或删去这一个", "add the other half, or remove this one"),
    page=("花括号和方括号须成对。", "Braces and brackets come in pairs."),
    rejected="of: [hazard_warning, not_identified",
    accepted="of: [hazard_warning, not_identified]",
)
INDENTATION = entry(
    "Y128",
    ("这一行的缩进与上下不齐", "this line is not aligned with the lines around it"),
    hint=("与同级的行对齐，只用空格", "align it with the lines of its level, with spaces"),
    page=(
        "同一级的行从同一列开始，下一级多缩进两格。",
        "Lines of one level start in the same column; the next level starts two further in.",
    ),
    rejected="rules:\n  - id: level-1\n then: red",
    accepted="rules:\n  - id: level-1\n    then: red",
)
NO_COMMA = entry(
    "Y132",
    ("此处之前缺一个逗号", "a comma is missing before this"),
    hint=(
        "花括号或方括号里各项之间用半角逗号隔开",
        "part the items within braces or brackets by commas",
    ),
    page=("写在括号里的各项以逗号分隔。", "Items within brackets are parted by commas."),
    rejected="{id: level-1 then: red}",
    accepted="{id: level-1, then: red}",
)
NO_COLON = entry(
    "Y133",
    ("“{text}”后面缺冒号", "there is no colon after `{text}`"),
    hint=("写成“名称: 值”", "write `name: value`"),
    page=(
        "这一行既不是“名称: 值”，也不是列表项。",
        "This line is neither `name: value` nor an item of a list.",
    ),
    rejected="hit unique\nfor: hazard",
    accepted="hit: unique\nfor: hazard",
)
UNREADABLE = entry(
    "Y134",
    ("此处起不能按 YAML 读出", "from here on this is not readable as YAML"),
    hint=("检查此处和上一行的写法", "look at this line and the one before it"),
    page=(
        "文件在此处违反了 YAML 的写法，原因不是常见的那几种。",
        "The file breaks the form of YAML here, in none of the usual ways.",
    ),
    rejected="%YAML 2.0\n---\nlanguage: 1",
    accepted="language: 1",
)

CODES: tuple[Code, ...] = (
    TOO_LARGE, WIDE_ENCODING, GB18030, NOT_UTF8, UNSEEN, EMPTY, SECOND_DOCUMENT, TOO_DEEP,
    DUPLICATE, NOT_A_KEY, ANCHOR, MERGE_KEY, TAG, TAB, OPEN_QUOTE, OPEN_BRACKET, INDENTATION,
    NO_COMMA, NO_COLON, UNREADABLE,
    *yaml_words.CODES,
)  # fmt: skip
