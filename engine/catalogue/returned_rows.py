"""Why a row of a ledger is returned (F2xx), in the words that go on the return sheet."""

from __future__ import annotations

from engine.catalogue.condition_entry import entry
from engine.problems import Code

_AT_ZH = "第{row}行“{column}”列填的是“{value}”，"
_AT_EN = "row {row}, column `{column}` says `{value}`: "


def _cell(
    id: str, says: tuple[str, str], page: tuple[str, str], rejected: str, accepted: str
) -> Code:
    message = (_AT_ZH + says[0], _AT_EN + says[1])
    return entry(id, message, page, rejected, accepted)


VALUE_UNKNOWN = _cell(
    "F201",
    ("应为{expected}", "write {expected}"),
    (
        "填的写法不在词汇表里。系统不猜：五级、特别重大、单独一个“低”都要由填表人改。",
        "The spelling is not in the vocabulary. Nothing is guessed: the office that filled "
        "it in corrects it.",
    ),
    "风险等级：5级",
    "风险等级：四级",
)

TWO_VALUES = _cell(
    "F202",
    ("一格里有两个不同的值，只能填一个", "two different values in one cell, only one may stand"),
    (
        "括号或斜线只能是同一个值的另一种写法；两个值不一致，不能替填表人选。",
        "A bracket or slash may repeat the same value in other words; where two differ, "
        "nobody chooses for the office.",
    ),
    "风险等级：一级/二级",
    "风险等级：一级（重大风险）",
)

NUMERAL_ASCENDING = _cell(
    "F203",
    (
        "这份表的数字由低到高，与规则库相反，请在 facts.yaml 的 values 中写明对应关系",
        "this file counts upwards, unlike the policy set: say in `values` of facts.yaml what "
        "its numerals mean",
    ),
    (
        "facts.yaml 声明了 ascending：数字越大越严重。这时“Ⅳ”是最高还是最低，要写明才算数。",
        "The manifest declares `ascending`: a larger number is graver. What Ⅳ then means "
        "must be written down.",
    ),
    "ascending: [level]，单元格“Ⅳ”",
    "ascending: [level]，values: {level: {Ⅳ: level_1}}",
)

HEADER_DISAGREES = _cell(
    "F204",
    (
        "而表头列出的取值里有“{foreign}”，与规则库的分级不同，请在 facts.yaml 的 values 中写明",
        "but its header lists `{foreign}`, which the policy set does not have: say in "
        "`values` of facts.yaml what the numerals mean",
    ),
    (
        "表头写着“(1级/2级/3级/4级/5级)”的表是五级分法，其中的“3级”不等于四级分法的三级。",
        "A header that lists five grades belongs to another grading; its 3 is not our 3.",
    ),
    "危险级别(1级/2级/3级/4级/5级)：3级",
    "危险级别(一级/二级/三级/四级)：三级",
)

NOT_AN_INT = _cell(
    "F205",
    ("应为整数，只填数字", "write a whole number, digits only"),
    (
        "“3台”“若干”“1-2”都不是数：单位写进表头，数量查清后再填。",
        'Neither "3 sets", "some" nor "1-2" is a number: put units into the header.',
    ),
    "数量：3台",
    "数量：3",
)

NOT_A_NUMBER = _cell(
    "F206",
    ("应为数字，小数最多{digits}位", "write a number with at most {digits} decimals"),
    (
        "小数按词汇表规定的位数精确记录，不四舍五入。",
        "Decimals are kept exactly, with the digits the vocabulary allows; nothing is rounded.",
    ),
    "分值：约70",
    "分值：70.5",
)

NOT_A_DATE = _cell(
    "F207",
    ("不是能确认的日期，应如 2020-03-01", "not a certain date, write it like 2020-03-01"),
    (
        "2020.3.1、2020/3/1、2020年3月1日、20200301 和表格软件的日期都可以；"
        "没有年份、没有这一天的不可以。",
        "2020.3.1, 2020/3/1, 20200301 and spreadsheet dates are fine; a day that does not "
        "exist, or has no year, is not.",
    ),
    "验收日期：2020-02-30",
    "验收日期：2020-02-28",
)

NOT_YES_OR_NO = _cell(
    "F208",
    ("应为“是”或“否”", "write yes or no"),
    (
        "也可以填 √、×、1、0。",
        "Ticks, crosses, 1 and 0 are read as well.",
    ),
    "已上传：差不多",
    "已上传：是",
)

OUT_OF_RANGE = _cell(
    "F209",
    ("应在{low}至{high}之间", "must lie between {low} and {high}"),
    (
        "词汇表给这个字段规定了最小值和最大值；超出的多半是多敲了一位。",
        "The vocabulary gives this field a least and a greatest value; beyond them mostly a "
        "digit too many was typed.",
    ),
    "数量：0",
    "数量：1",
)

NUMBER_DAMAGED = _cell(
    "F210",
    (
        "长号码已被表格软件改成数字，末几位丢失；请把该列设为文本后重新录入",
        "a long number was turned into a numeric value and lost its last digits: set the "
        "column to text and enter it again",
    ),
    (
        "表格软件的数字只保留15位，18位的代码会变成 5.3E+17 或末三位变0，找不回来。",
        "Spreadsheets keep 15 digits of a number; longer codes cannot be recovered from it.",
    ),
    "信用代码：9.15E+17",
    "信用代码（文本）：91350100M000100Y43",
)

CREDIT_CODE = _cell(
    "F211",
    (
        "不是正确的统一社会信用代码（18位，末位为校验码）",
        "not a valid unified social credit code (18 characters, the last one a check digit)",
    ),
    (
        "按 GB 32100 核对末位校验码；词汇表写了 format: uscc 的字段才核对。",
        "The check digit of GB 32100 is tested where the vocabulary says `format: uscc`.",
    ),
    "91350100M000100Y44",
    "91350100M000100Y43",
)

DIVISION_UNKNOWN = _cell(
    "F212",
    (
        "应为规则库区划表中的区划代码",
        "write a division code of the policy set's table",
    ),
    (
        "区划按代码对应，不按名称；撤县设市前的旧代码由变更表换成现在的。",
        "Divisions go by code, never by name; codes of other years pass through the change table.",
    ),
    "所在县：某某县",
    "所在县：区划表中的代码",
)

GARBLED = _cell(
    "F213",
    (
        "是乱码、公式错误或没有替换的模板占位符",
        "broken characters, a formula error or a template's placeholder",
    ),
    (
        "例如编码损坏、“#REF!”“{{title}}”，或引号没有成对。",
        "For example damaged encoding, #REF!, a placeholder, or a quote without its mate.",
    ),
    "名称：#REF!",
    "名称：1号高炉",
)

DAMAGED_ROW = entry(
    "F214",
    (
        "第{row}行的引号不成对或有乱码，整行无法确认",
        "row {row} has an unpaired quote or broken characters and cannot be trusted",
    ),
    (
        "引号不成对时，后面的内容会串到别的列；只退回这一行，其余照读。",
        "After an unpaired quote cells slide into other columns; only that row is returned.",
    ),
    '"1号高炉,一级',
    "1号高炉,一级",
)

KEY_MISSING = entry(
    "F215",
    ("第{row}行没有填“{column}”", "row {row} has no `{column}`"),
    (
        "编号缺失的行无法与其他表对应。",
        "Without its key a row cannot be told apart or referred to.",
    ),
    "内部编号为空",
    "内部编号：1-3",
)

KEY_TWICE = entry(
    "F216",
    (
        "第{row}行的“{column}”是“{value}”，与{others}重复，内容不同，分不清哪一行算数",
        "row {row}: `{column}` is `{value}`, the same as {others}, with other contents: "
        "nobody can tell which one counts",
    ),
    (
        "编号重复而内容不同时，各行都退回；留下哪一行不能由先后次序决定。",
        "Where contents differ, all rows of that key are returned: which one counts must not "
        "depend on their order.",
    ),
    "两行内部编号都是 1-3，一行一级、一行二级",
    "1-3 和 1-4",
)

ROW_TWICE = entry(
    "F217",
    (
        "第{row}行与{others}完全相同（“{column}”都是“{value}”），只算一行",
        "row {row} is the same as {others} throughout (`{column}` is `{value}`), one counts",
    ),
    (
        "重复的行只算一次；如果本来是两件事，请改编号。",
        "A repeated row counts once; if two things were meant, give them two keys.",
    ),
    "同一行出现两次",
    "每行一个编号",
)

PARENT_NOT_FOUND = entry(
    "F218",
    (
        "第{row}行：“{entity}”表里没有“{value}”",
        "row {row}: the table of `{entity}` has no `{value}`",
    ),
    (
        "这一行指向的企业（或上级行）没有读到，无法归户。",
        "The row belongs to an enterprise (or other row) that was not read.",
    ),
    "信用代码写错一位",
    "信用代码与企业表一致",
)

LINK_NOT_FOUND = _cell(
    "F219",
    ("“{entity}”表里没有它", "the table of `{entity}` has no such row"),
    (
        "对应的编号在台账里找不到，多半是写错了；不知道对应哪一个时留空。",
        "The number referred to is not in the ledger; leave it empty where it is not known.",
    ),
    "对应风险源点：1-33",
    "对应风险源点：1-3",
)

TOO_MANY = entry(
    "F220",
    (
        "第{row}行：“{value}”名下的“{entity}”超过{most}行",
        "row {row}: `{value}` has more than {most} rows of `{entity}`",
    ),
    (
        "词汇表的 max_children 规定了上限，超出的行退回。",
        "The vocabulary's `max_children` is a bound; rows beyond it are returned.",
    ),
    "一户企业 20000 条隐患",
    "不超过上限",
)

PARENT_RETURNED = entry(
    "F221",
    (
        "第{row}行：它所属的“{entity}”（{value}）那一行已退回，改好后一并重报",
        "row {row}: the row of `{entity}` it belongs to ({value}) was returned; send both again",
    ),
    (
        "上级行退回后，下级行无处可归。",
        "Once the row above is returned, this one has nowhere to stand.",
    ),
    "企业行退回，其风险源点也退回",
    "企业行改好后重新读取",
)

CODES: tuple[Code, ...] = (
    VALUE_UNKNOWN,
    TWO_VALUES,
    NUMERAL_ASCENDING,
    HEADER_DISAGREES,
    NOT_AN_INT,
    NOT_A_NUMBER,
    NOT_A_DATE,
    NOT_YES_OR_NO,
    OUT_OF_RANGE,
    NUMBER_DAMAGED,
    CREDIT_CODE,
    DIVISION_UNKNOWN,
    GARBLED,
    DAMAGED_ROW,
    KEY_MISSING,
    KEY_TWICE,
    ROW_TWICE,
    PARENT_NOT_FOUND,
    LINK_NOT_FOUND,
    TOO_MANY,
    PARENT_RETURNED,
)
