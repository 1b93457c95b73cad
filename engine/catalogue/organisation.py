"""Problems of divisions, departments and routing rules (H1xx).

Calendars stand in `engine.catalogue.calendars`; they share the letter.
"""

from __future__ import annotations

from engine.problems import Code, Severity, Text


def page(zh: str, en: str, rejected: str, accepted: str) -> Text:
    """Return a manual page: what it means and why, then what is refused and accepted."""
    return Text(
        f"{zh}\n\n不接受：\n\n{_indent(rejected)}\n\n接受：\n\n{_indent(accepted)}\n",
        f"{en}\n\nRejected:\n\n{_indent(rejected)}\n\nAccepted:\n\n{_indent(accepted)}\n",
    )


def _indent(snippet: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in snippet.splitlines())


def _code(
    id: str,
    message: tuple[str, str],
    hint: tuple[str, str] | None,
    page: Text,
    severity: Severity = "error",
) -> Code:
    return Code(id, severity, Text(*message), Text(*hint) if hint else None, page)


MISSING_FILE = _code(
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
NOT_UTF8 = _code(
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
COLUMNS = _code(
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
CELLS = _code(
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
EMPTY = _code(
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
BAD_CODE = _code(
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
DUPLICATE = _code(
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
UNKNOWN_PARENT = _code(
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
PARENT_CYCLE = _code(
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
TOPS = _code(
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
LEVEL = _code(
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
HEADING = _code(
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
UNKNOWN_DIVISION = _code(
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
DEPARTMENT_KIND = _code(
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
DEPARTMENT_PARENT = _code(
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
DEPARTMENT_COUNT = _code(
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
OLD_CODE_IN_USE = _code(
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
CHANGE_CYCLE = _code(
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

LEVELS_DIFFER = _code(
    "H131",
    (
        "级别“{level}”在 routing.yaml 和区划表里不一致",
        "level `{level}` is not in both routing.yaml and the table of divisions",
    ),
    None,
    page(
        "routing.yaml 的 levels 就是区划表里用到的各级，不多也不少。",
        "`levels` in routing.yaml are exactly the levels used in the table of divisions.",
        "levels: {province: {zh: 省级}, city: {zh: 市级}}",
        "levels: {province: {zh: 省级}, prefecture: {zh: 州（市）级}, county: {zh: 县级}}",
    ),
)
UNKNOWN_ROLE = _code(
    "H132",
    ("没有名为“{role}”的角色", "no role is called `{role}`"),
    None,
    page(
        "发送、接收、抄报的都是角色；角色在 roles 里写明由谁担任。写错一个，就有一个部门收不到。",
        "Senders and recipients are roles, and `roles` says who plays them. With one misspelt, "
        "a department would not be told.",
        "to: [{role: inspectng, cite: C1.4-f}]",
        "to: [{role: inspecting, cite: C1.4-f}]",
    ),
)
UNKNOWN_LEVEL = _code(
    "H133",
    ("没有名为“{level}”的级别", "no level is called `{level}`"),
    None,
    page(
        "级别只有 levels 里的那些。",
        "The levels are those of `levels`.",
        "county: {title: {zh: 县级}, at: {level: conty}}",
        "county: {title: {zh: 县级}, at: {level: county}}",
    ),
)
ROLE_CYCLE = _code(
    "H134",
    ("角色绕成一圈：{cycle}", "roles are defined by each other in a circle: {cycle}"),
    None,
    page(
        "角色可以借另一个角色来说明（如“负责巡查部门以下的各级”），但不能绕回自己。",
        "A role may be told by another role (`levels_below: inspecting`), but not by itself.",
        "a: {title: {zh: 甲}, at: {levels_below: b}}\nb: {title: {zh: 乙}, at: {level_above: a}}",
        "a: {title: {zh: 甲}, at: {levels_below: inspecting}}",
    ),
)
NO_SUCH_ROWS = _code(
    "H135",
    ("词汇表里没有“{entity}”这个实体", "the vocabulary has no entity `{entity}`"),
    None,
    page(
        "名单和管辖是基础数据：routing.yaml 写明它们在哪个实体、哪些字段里。",
        "Lists and jurisdiction are facts: routing.yaml names the entity and the fields that "
        "hold them.",
        "listing: {rows: keylist, year: year, level: level}",
        "listing: {rows: key_list, year: year, level: level}",
    ),
)
NO_SUCH_FIELD = _code(
    "H136",
    ("实体“{entity}”没有字段“{field}”", "entity `{entity}` has no field `{field}`"),
    None,
    page(
        "引用的字段必须在词汇表里声明过。",
        "The fields named here must be declared in the vocabulary.",
        "jurisdiction: {rows: jurisdiction, department: departmnt, from: from, until: until}",
        "jurisdiction: {rows: jurisdiction, department: department, from: from, until: until}",
    ),
)
FIELD_MEANING = _code(
    "H137",
    (
        "字段“{field}”是 {found}，这里要 {expected}",
        "field `{field}` is {found}, what is needed here is {expected}",
    ),
    None,
    page(
        "年份是整数，起止是日期，级别是与 levels 同名的代码，部门是文本编号；"
        "名单、管辖挂在被评价的企业之下。",
        "Years are whole numbers, dates are dates, levels are codes named like `levels`, "
        "departments are text ids; lists and jurisdiction belong to the subject.",
        "listing: {rows: key_list, year: reason, level: level}",
        "listing: {rows: key_list, year: year, level: level}",
    ),
)
UNKNOWN_STATE = _code(
    "H138",
    ("“{value}”不是字段“{field}”的值", "`{value}` is no value of field `{field}`"),
    None,
    page(
        "counts 列出名单在哪些状态下算数，写的必须是该字段的值。",
        "`counts` lists the states in which a list counts: values of that field.",
        "counts: [confirmd]",
        "counts: [confirmed, submitted, filed]",
    ),
)
STATES_OF_WHAT = _code(
    "H139",
    ("写了 counts，没有写 status", "there are states that count, but no field that holds them"),
    ("补上 status: 写状态的字段", "add `status:` with the name of the field"),
    page(
        "counts 列出名单在哪些状态下算数，status 说明状态写在哪个字段里；缺了 status，"
        "拟定中的名单也会被当成已确定。",
        "`counts` lists the states in which a list counts, and `status` names their field; "
        "without it a draft would count as settled.",
        "listing: {rows: key_list, year: year, level: level, counts: [filed]}",
        "listing: {rows: key_list, year: year, level: level, status: status, counts: [filed]}",
    ),
)
NO_HIERARCHY = _code(
    "H140",
    (
        "有 routing.yaml，但没有 hierarchy 文件夹",
        "there is a routing.yaml but no folder hierarchy",
    ),
    ("补上 divisions.csv 和 departments.csv", "add divisions.csv and departments.csv"),
    page(
        "报送规则说的是部门；没有部门表就不知道是哪些部门。",
        "Routing speaks of departments; without their table nobody knows which.",
        "policy.yaml, routing.yaml",
        "policy.yaml, routing.yaml, hierarchy/divisions.csv, hierarchy/departments.csv",
    ),
)
UNKNOWN_MARK = _code(
    "H141",
    ("没有名为“{mark}”的标记", "no mark is called `{mark}`"),
    None,
    page(
        "标记先在 marks 里写明名称，再在收件人上使用。",
        "A mark is worded under `marks` before an addressee carries it.",
        "push: [{role: all_levels, mark: key_supervison}]",
        "push: [{role: all_levels, mark: key_supervision}]",
    ),
)
NO_PLACE = _code(
    "H142",
    (
        "实体“{entity}”应有一个区划字段（type: division），这里有 {found} 个",
        "entity `{entity}` should have one field of type division, here are {found}",
    ),
    None,
    page(
        "由谁发布，看企业在哪里：被评价的实体要有一个、也只有一个区划字段。",
        "Who issues depends on where the enterprise is: the subject has exactly one field of "
        "type division.",
        "division: {type: text, zh: 所在县}",
        "division: {type: division, zh: 所在县}",
    ),
)

NO_ROUTING = _code(
    "H161",
    ("规则库“{policy}”没有报送规则", "policy set `{policy}` has no routing rules"),
    ("补上 routing.yaml 和 hierarchy 文件夹", "add a routing.yaml and a folder hierarchy"),
    page(
        "没有 routing.yaml 的规则库可以判定级别，但说不出由谁发布、送给谁。",
        "A policy set without routing.yaml can give levels, but cannot say who issues and who "
        "is told.",
        "files: [vocabulary.yaml, warning-level.yaml]",
        "files: [vocabulary.yaml, warning-level.yaml, routing.yaml]",
    ),
)
UNKNOWN_SUBJECT = _code(
    "H162",
    ("基础数据里没有“{key}”", "the facts have no `{key}`"),
    None,
    page(
        "要查的企业不在基础数据里：代码写错了，或者这一行被退回了。",
        "The enterprise asked for is not in the facts: its key is misspelt, or its row was "
        "returned.",
        "route 915304000000000000",
        "route 91530400MA6K000001",
    ),
)
UNKNOWN_MESSAGE = _code(
    "H163",
    ("没有名为“{message}”的文书或消息", "no message is called `{message}`"),
    None,
    page(
        "可以查的消息都在 routing.yaml 的 messages 里。",
        "The messages are those of `messages` in routing.yaml.",
        "--message warning_isued",
        "--message warning_issued",
    ),
)
UNKNOWN_VALUE = _code(
    "H164",
    ("“{level}”不是一个预警级别", "`{level}` is no level of the scale"),
    None,
    page(
        "级别用词汇表里的代码或名称。",
        "Levels are written with the ids or labels of the vocabulary.",
        "--level purple",
        "--level red",
    ),
)
UNKNOWN_DEPARTMENT = _code(
    "H165",
    ("没有编号为“{department}”的部门", "no department has the id `{department}`"),
    None,
    page(
        "部门用 departments.csv 里的编号。",
        "Departments are named by their ids in departments.csv.",
        "--issuer 红塔区",
        "--issuer d-530402",
    ),
)
UNKNOWN_PLACE = _code(
    "H166",
    (
        "“{code}”不是现行的区划代码，变更表里也没有",
        "`{code}` is neither a division code in force nor one of the table of changes",
    ),
    None,
    page(
        "区划用代码查，不用名称查：同名的地方、改过名的地方太多。",
        "Divisions are looked up by code, never by name alone: too many share or change names.",
        "--division 文山",
        "--division 532601",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
