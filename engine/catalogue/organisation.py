"""Problems of the tables of a hierarchy: divisions, old codes, departments (H10x, H11x)."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

MISSING_FILE = entry(
    "H101",
    ("区划文件夹里缺少“{file}”", "the folder of the hierarchy has no `{file}`"),
    (
        "从其他规则库复制一份，或者删去整个 hierarchy 文件夹",
        "copy one from another policy set, or remove the folder",
    ),
    page(
        "有 hierarchy 文件夹，就要有完整的区划表和部门表；缺一个，谁巡查、谁发布就说不清。",
        "A hierarchy needs its divisions and its departments: without one of them nobody can "
        "say who inspects and who issues.",
        "hierarchy/\n  divisions.csv",
        "hierarchy/\n  divisions.csv\n  departments.csv",
    ),
)
NOT_UTF8 = entry(
    "H102",
    ("文件不是 UTF-8 编码", "the file is not in UTF-8"),
    ("在表格软件里另存为“CSV UTF-8”", "save it as “CSV UTF-8”"),
    page(
        "规则库里的文件一律用 UTF-8，不猜编码：猜错一个字，地名就变了。",
        "Files of a policy set are UTF-8 and are never guessed at: one wrong guess changes "
        "the name of a place.",
        "（GBK 编码的 divisions.csv）",
        "（UTF-8 编码的 divisions.csv）",
    ),
)
COLUMNS = entry(
    "H103",
    (
        "表头应为“{expected}”，这里是“{found}”",
        "the header should be `{expected}`, here it is `{found}`",
    ),
    None,
    page(
        "列名固定，按名字认列。缺列、多列、写错的列名都退回，免得一列数据悄悄没有用上。",
        "Columns are known by name. A missing, unknown or misspelt column is refused, so that "
        "no column is left unread in silence.",
        "code,name,levle,parent_code",
        "code,name,level,parent_code",
    ),
)
CELLS = entry(
    "H104",
    (
        "这一行有 {found} 格，表头有 {expected} 格",
        "this row has {found} cells, the header has {expected}",
    ),
    ("名称里有逗号时，用英文双引号括起来", "put a name that contains a comma in double quotes"),
    page(
        "每行的格数必须与表头相同，否则后面的值都错位。",
        "Every row has as many cells as the header; otherwise the values after the gap stand "
        "in the wrong column.",
        "530402,红塔区,county",
        "530402,红塔区,county,530400",
    ),
)
EMPTY = entry(
    "H105",
    ("“{column}”列没有填", "column `{column}` is empty"),
    None,
    page(
        "这一列必填：没有它，这个区划或部门就没有位置。",
        "This column must be filled: without it the division or department has no place.",
        "530402,,county,530400",
        "530402,红塔区,county,530400",
    ),
)
BAD_CODE = entry(
    "H106",
    (
        "“{code}”不是 {digits} 位数字的区划代码",
        "`{code}` is not a division code of {digits} digits",
    ),
    (
        "代码是文本；表格软件可能把它改成了数字",
        "codes are text; a spreadsheet may have turned it into a number",
    ),
    page(
        "区划代码是文本，位数由 routing.yaml 的 division_codes 规定。用表格软件打开再保存，"
        "前导零会丢，长数字会变成小数或科学计数。",
        "Division codes are text; `division_codes` in routing.yaml says how many digits. "
        "Opening and saving the file in a spreadsheet loses leading zeros and turns codes "
        "into decimals.",
        "530402.0,红塔区,county,530400",
        "530402,红塔区,county,530400",
    ),
)
DUPLICATE = entry(
    "H107",
    (
        "“{value}”在“{column}”列出现了两次（另一处在第 {line} 行）",
        "`{value}` stands twice in column `{column}` (also in line {line})",
    ),
    None,
    page(
        "代码、部门编号和简称都不能重复。代码重复，一个地方就有两个上级；"
        "简称重复，两个单位会编出同一个文号。",
        "Codes, department ids and short names are unique. A repeated code gives a place two "
        "parents; a repeated short name lets two offices issue the same document number.",
        "530402,红塔区,county,530400\n530402,红塔区,county,530100",
        "530402,红塔区,county,530400",
    ),
)
UNKNOWN_PARENT = entry(
    "H108",
    ("上级“{parent}”不在表里", "the parent `{parent}` is not in the table"),
    None,
    page(
        "除最上一级外，每个区划、每个部门都有一个上级，而且上级也在表里。",
        "Every division and department but the top one has a parent, and the parent is in the "
        "table too.",
        "530402,红塔区,county,530499",
        "530402,红塔区,county,530400",
    ),
)
PARENT_CYCLE = entry(
    "H109",
    ("上级绕成一圈：{cycle}", "the parents form a circle: {cycle}"),
    None,
    page(
        "沿着上级一直走，必须走到最上一级。绕成一圈，报送和推送就没有终点。",
        "Following parents must end at the top. In a circle, filing and pushing upwards never end.",
        "530000,云南省,province,530400\n530400,玉溪市,prefecture,530000",
        "530000,云南省,province,\n530400,玉溪市,prefecture,530000",
    ),
)
TOPS = entry(
    "H110",
    (
        "最上一级应有一个，这里有 {found} 个：{names}",
        "there should be one top, here are {found}: {names}",
    ),
    None,
    page(
        "上级为空的只能有一个。多出来的，多半是漏填了上级。",
        "Exactly one entry has no parent. A second one usually just lacks its parent.",
        "530000,云南省,province,\n530400,玉溪市,prefecture,",
        "530000,云南省,province,\n530400,玉溪市,prefecture,530000",
    ),
)
LEVEL = entry(
    "H111",
    (
        "级别“{level}”不对：这里应为“{expected}”",
        "level `{level}` is wrong: here it is `{expected}`",
    ),
    None,
    page(
        "级别从上到下一级接一级，次序写在 routing.yaml 的 levels 里；部门的级别与所在区划相同。",
        "Levels follow each other from the top down, in the order of `levels` in routing.yaml; "
        "a department has the level of its division.",
        "530402,红塔区,prefecture,530400",
        "530402,红塔区,county,530400",
    ),
)
HEADING = entry(
    "H112",
    (
        "“{name}”（{code}）只是代码表里的分组，不是一个地方，没有部门",
        "`{name}` ({code}) is a heading of the code table, not a place: it has no department",
    ),
    ("删去这一行", "delete this row"),
    page(
        "代码表里有“市辖区”一类的分组代码。它们不是一级政府，没有应急管理部门，"
        "不能有企业，也不能发文。",
        "Code tables hold headings such as 市辖区. They are no level of government, have no "
        "department, and can neither hold an enterprise nor issue a document.",
        "530101,市辖区,county,530100",
        "530102,五华区,county,530100",
    ),
)
UNKNOWN_DIVISION = entry(
    "H113",
    ("区划代码“{code}”不在区划表里", "division code `{code}` is not in the table of divisions"),
    None,
    page(
        "部门、日历和变更表里的代码，必须是区划表里现行的代码。旧代码写在变更表里，不写在别处。",
        "Codes of departments, calendars and changes must be codes in force, as in the table of "
        "divisions. Old codes stand in the table of changes and nowhere else.",
        "d-530421,江川县应急管理局,江川,county,530421,d-530400,regular,",
        "d-530403,江川区应急管理局,江川,county,530403,d-530400,regular,",
    ),
)
DEPARTMENT_KIND = entry(
    "H114",
    ("部门种类“{kind}”不认识", "department kind `{kind}` is not known"),
    (
        "只有 regular（常设部门）和 development_zone（开发区）",
        "it is `regular` or `development_zone`",
    ),
    page(
        "部门只有两种：常设部门，和挂在县级之下的开发区应急管理局。",
        "There are two kinds of department: regular ones, and those of development zones, "
        "which hang under a county.",
        "d-530111-etdz,昆明经济技术开发区应急管理局,昆明经开区,county,530111,d-530111,zone,",
        "d-530111-etdz,昆明经济技术开发区应急管理局,昆明经开区,county,530111,d-530111,"
        "development_zone,",
    ),
)
DEPARTMENT_PARENT = entry(
    "H115",
    (
        "“{name}”的上级应为“{expected}”，这里是“{found}”",
        "the parent of `{name}` should be `{expected}`, here it is `{found}`",
    ),
    None,
    page(
        "常设部门的上级，是上一级区划的常设部门；开发区应急管理局挂在所在县级部门之下。"
        "部门的上下级与区划的上下级不一致，抄报和推送就会送错。",
        "A regular department reports to the regular department of the parent division; that of "
        "a development zone hangs under its county's. Where the two hierarchies differ, copies "
        "and pushes go astray.",
        "d-530402,红塔区应急管理局,红塔,county,530402,d-530000,regular,",
        "d-530402,红塔区应急管理局,红塔,county,530402,d-530400,regular,",
    ),
)
DEPARTMENT_COUNT = entry(
    "H116",
    (
        "“{name}”（{code}）应有一个常设部门，这里有 {found} 个",
        "`{name}` ({code}) should have one regular department, here are {found}",
    ),
    None,
    page(
        "每个区划有一个、也只有一个常设应急管理部门。没有，就没有人发布预警；有两个，就不知道由谁发布。",
        "Every division has one regular department. With none nobody issues the warning, with "
        "two nobody knows which does.",
        "（530402 在 departments.csv 里没有部门）",
        "d-530402,红塔区应急管理局,红塔,county,530402,d-530400,regular,",
    ),
)
OLD_CODE_IN_USE = entry(
    "H117",
    (
        "“{code}”既是旧代码，又是区划表里现行的代码",
        "`{code}` is an old code and also one in force in the table of divisions",
    ),
    None,
    page(
        "变更表左边是已经不用的代码。还在用的代码不能再换成别的，否则同一个代码有两个意思。",
        "The left side of the table of changes holds codes no longer in use. A code in force "
        "cannot also be replaced: it would mean two places.",
        "530402,红塔区,530403,江川区,201511,201512",
        "530421,江川县,530403,江川区,201511,201512",
    ),
)
CHANGE_CYCLE = entry(
    "H118",
    ("代码变更绕成一圈：{cycle}", "the changes of codes form a circle: {cycle}"),
    None,
    page(
        "一个旧代码可以几次变更，最后必须落到现行的代码。",
        "An old code may change several times, but must end at a code in force.",
        "530421,江川县,530422,甲县,,\n530422,甲县,530421,江川县,,",
        "530421,江川县,530403,江川区,201511,201512",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
