"""Problems of inspection.yaml (I1xx), and of asking for lists, plans and returns (I2xx)."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

UNKNOWN_KEY = entry(
    "I101",
    ("排序项“{name}”不是字段，也不是判定", "`{name}` is neither a field nor a decision"),
    None,
    page(
        "名单按企业的字段或判定依次比较。写错一个名称，这一项就比不了，名次也就说不清。",
        "Lists compare fields or decisions of the enterprise one after the other. With a name "
        "misspelt nothing would be compared, and no rank could be defended.",
        "order: [{by: teir, first: highest}, {by: key, first: least}]",
        "order: [{by: tier, first: highest}, {by: key, first: least}]",
    ),
)
KEY_TYPE = entry(
    "I102",
    (
        "“{name}”是 {type}，不能按“{first}”排序",
        "`{name}` is {type} and cannot be put in order by `{first}`",
    ),
    (
        "级别用 highest／lowest，数用 most／least，日期用 earliest／latest，是否用 yes／no",
        "highest, lowest for a scale; most, least for numbers; earliest, latest for dates; "
        "yes, no for yes/no",
    ),
    page(
        "没有高低、多少、先后的值排不了序。",
        "What is neither higher nor more nor earlier gives no order.",
        "- {by: industry, first: highest}",
        "- {by: tier, first: highest}",
    ),
)
NOT_TOTAL = entry(
    "I103",
    (
        "排序的最后一项应是 key，这样两家企业总能分出先后",
        "the last key must be `key`, so that no two enterprises stay equal",
    ),
    ("最后加一行 {{by: key, first: least}}", "add {{by: key, first: least}} at the end"),
    page(
        "其他各项都可能相同；只有企业编号各不相同。没有它，同样的数据每次可能排出不同的名单。",
        "All other values can be equal; only the key of an enterprise never is. Without it the "
        "same facts could give another list on another day.",
        "order: [{by: tier, first: highest}]",
        "order: [{by: tier, first: highest}, {by: key, first: least}]",
    ),
)
UNKNOWN_LEVEL = entry(
    "I104",
    ("没有名为“{level}”的一级", "no level is called `{level}`"),
    None,
    page(
        "级别就是 routing.yaml 里 levels 的那些。",
        "The levels are those of `levels` in routing.yaml.",
        "levels: {conty: {size: county_list, from: candidates, cite: C1.1-e}}",
        "levels: {county: {size: county_list, from: candidates, cite: C1.1-e}}",
    ),
)
NO_QUOTA = entry(
    "I105",
    (
        "values 里的“{name}”没有 target、min、max 三个整数",
        "`{name}` in `values` does not give the three whole numbers target, min and max",
    ),
    None,
    page(
        "名额是“左右”：一个目标，一个下限，一个上限。超出只提醒，不算错。",
        "A quota is “about”: a number aimed at, and two bounds. Outside is a warning, no error.",
        "county_list: {target: 5}",
        "county_list: {target: 5, min: 4, max: 6}",
    ),
)
QUOTA_ORDER = entry(
    "I106",
    (
        "“{name}”应当 0 ≤ min ≤ target ≤ max",
        "`{name}` must have 0 ≤ min ≤ target ≤ max",
    ),
    None,
    page(
        "目标不在上下限之间，每份名单都会被提醒。",
        "With the number aimed at outside its own bounds every list would be warned about.",
        "county_list: {target: 5, min: 6, max: 8}",
        "county_list: {target: 5, min: 4, max: 6}",
    ),
)
NOT_FITTING = entry(
    "I107",
    ("“{name}”应是{expected}", "`{name}` must be {expected}"),
    None,
    page(
        "这里要引用企业的一个判定（或字段、取值），类型要对得上。",
        "Here a decision (or field, or value) of the enterprise is named, and its type must fit.",
        "leaves: tier",
        "leaves: left_out",
    ),
)
NO_ROWS = entry(
    "I108",
    ("词汇表里没有可用的表“{name}”", "the vocabulary has no fitting entity `{name}`"),
    None,
    page(
        "点名、变更、巡查记录是企业的下级表；计划单独成表。",
        "Requests, changes and inspections are tables below the enterprise; plans stand alone.",
        "requests: {rows: list_requests, …}",
        "requests: {rows: list_request, …}",
    ),
)
NO_FIELD = entry(
    "I109",
    ("“{entity}”没有可用的字段“{name}”", "`{entity}` has no fitting field `{name}`"),
    None,
    page(
        "各列按含义引用词汇表里填报的字段；日期的列要是日期。",
        "Columns are named by their meaning and must be fields that facts supply; where a day "
        "is meant, a date.",
        "ended: end_on",
        "ended: ended_on",
    ),
)
UNKNOWN_VALUE = entry(
    "I110",
    ("“{field}”没有取值“{value}”", "`{field}` has no value `{value}`"),
    None,
    page(
        "取值写编号或名称，都在词汇表里。",
        "Values are ids or labels of the vocabulary.",
        "lowest: othr",
        "lowest: other",
    ),
)
NO_LISTING = entry(
    "I111",
    (
        "名单要有 routing.yaml：各级、部门，以及 listing 说明名单在哪张表",
        "lists need routing.yaml: the levels, the departments, and `listing` for their table",
    ),
    None,
    page(
        "谁的名单、报给谁，由机构层级决定；名单写到 listing 说的那张表。",
        "Whose list it is and where it is filed follows from the hierarchy; lists are written "
        "to the table that `listing` names.",
        "files: [notice.yaml, vocabulary.yaml, inspection.yaml]",
        "files: [notice.yaml, vocabulary.yaml, routing.yaml, inspection.yaml]",
    ),
)
SOURCE = entry(
    "I112",
    (
        "“{level}”的名单不能从“{source}”选：最下一级从 candidates，其余从下一级",
        "the list of `{level}` cannot be taken from `{source}`: the lowest takes from "
        "`candidates`, each other from the level below it",
    ),
    None,
    page(
        "上级名单只能从下级报送的名单里选，一级一级往上，不能绕圈。",
        "A higher list takes from the lists filed by the level below, step by step.",
        "province: {size: province_list, from: county, cite: C1.1-j}",
        "province: {size: province_list, from: prefecture, cite: C1.1-j}",
    ),
)
NO_SUCH_DAY = entry(
    "I113",
    ("没有{month}月{day}日", "there is no day {day} in month {month}"),
    ("月末写 last，闰年也对", "write `last` for the last of a month, leap years included"),
    page(
        "期限每年都要有这一天。2月29日不是每年都有。",
        "The day must exist in every year; 29 February does not.",
        "due: {month: 2, day: 29}",
        "due: {month: 2, day: last}",
    ),
)
CUT_OFF_YEAR = entry(
    "I201",
    (
        "截止日 {day} 不在 {year} 年：“上年度”按截止日推算，会算错一年",
        "the cut-off date {day} is not in {year}: “last year” is reckoned from it and would be "
        "another year",
    ),
    None,
    page(
        "名单年度和截止日要在同一年。",
        "The year of the lists and their cut-off date are of one year.",
        "yujing select … --year 2026 --as-of 2025-12-31",
        "yujing select … --year 2026 --as-of 2026-01-31",
    ),
)
NO_LISTS = entry(
    "I202",
    ("规则库“{policy}”没有写{what}", "policy set `{policy}` says nothing about {what}"),
    None,
    page(
        "选名单、安排巡查、核计划和报表的规则都在 inspection.yaml 里。",
        "Rules about lists, inspections, plans and returns stand in inspection.yaml.",
        "files: [notice.yaml, vocabulary.yaml, routing.yaml]",
        "files: [notice.yaml, vocabulary.yaml, routing.yaml, inspection.yaml]",
    ),
)
NOT_BELOW = entry(
    "I203",
    (
        "“{name}”不能列入{department}的{level}名单：下级名单里没有它（{cites}）",
        "`{name}` cannot be on the {level} list of {department}: no list below has it ({cites})",
    ),
    (
        "先由下级列入；确需越级的，在“{rows}”里记下批准文件",
        "let the level below list it first, or record in “{rows}” the document that allows it",
    ),
    page(
        "上级名单从下级报送的名单里确定。没有批准文件的，不列入。",
        "A higher list is chosen from the lists filed by the level below; without a recorded "
        "document there is no way around it.",
        "list_request: {year: 2026, level: prefecture, reason: 群众反映}",
        "list_request: {year: 2026, level: prefecture, reason: 群众反映, override: 会议纪要3号}",
    ),
)
REPEATED = entry(
    "I204",
    (
        "“{name}”{year}年已由{first}巡查，{second}不得重复巡查（{cites}）",
        "`{name}` was inspected in {year} by {first}; {second} may not inspect it again ({cites})",
    ),
    (
        "确有理由的，在巡查记录里写明理由和批准文件",
        "with a reason, record it and the approval in the row of the inspection",
    ),
    page(
        "对同一企业原则上不重复巡查。例外要写明理由和批准文件；复查不算。",
        "In principle nobody is inspected twice a year. An exception needs its reason and "
        "approval on record; a re-check does not count.",
        "inspection: {inspection_no: X2, ended_on: 2026-06-03}",
        "inspection: {inspection_no: X2, ended_on: 2026-06-03, repeat_reason: 举报投诉, "
        "repeat_document: 批示2号}",
    ),
)
NO_LIST_FILED = entry(
    "I205",
    (
        "{department}没有报送{year}年名单，上级名单里没有它的企业",
        "{department} has filed no list of {year}; nothing of it can be on the lists above",
    ),
    None,
    page(
        "没有企业可列的，也要报送空名单。",
        "With nobody to list, an empty list is filed all the same.",
        "（未报送）",
        "（空名单，已报送）",
    ),
    severity="warning",
)

CODES: tuple[Code, ...] = (
    UNKNOWN_KEY, KEY_TYPE, NOT_TOTAL, UNKNOWN_LEVEL, NO_QUOTA, QUOTA_ORDER, NOT_FITTING, NO_ROWS,
    NO_FIELD, UNKNOWN_VALUE, NO_LISTING, SOURCE, NO_SUCH_DAY,
    CUT_OFF_YEAR, NO_LISTS, NOT_BELOW, REPEATED, NO_LIST_FILED,
)  # fmt: skip
