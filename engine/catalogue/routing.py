"""Problems of routing rules (H13x, H14x), and of asking for a route (H16x)."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

LEVELS_DIFFER = entry(
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
UNKNOWN_ROLE = entry(
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
UNKNOWN_LEVEL = entry(
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
ROLE_CYCLE = entry(
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
NO_SUCH_ROWS = entry(
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
NO_SUCH_FIELD = entry(
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
FIELD_MEANING = entry(
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
UNKNOWN_STATE = entry(
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
STATES_OF_WHAT = entry(
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
NO_HIERARCHY = entry(
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
UNKNOWN_MARK = entry(
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
NO_PLACE = entry(
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

NO_ROUTING = entry(
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
UNKNOWN_SUBJECT = entry(
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
UNKNOWN_MESSAGE = entry(
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
UNKNOWN_VALUE = entry(
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
UNKNOWN_DEPARTMENT = entry(
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
UNKNOWN_PLACE = entry(
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
