"""Problems of reading facts (F1xx): files, headers, manifests.  Rows: `returned_rows`."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

PATH_MISSING = entry(
    "F101",
    ("找不到“{path}”", "`{path}` does not exist"),
    hint=("请核对文件夹或文件的名称", "check the name of the folder or file"),
    page=(
        "基础数据的位置写错时不能当作“没有企业”，所以停下来。",
        "A wrong place must not look like facts without enterprises, so the job stops.",
    ),
    rejected="yujing evaluate -f 基础数剧",
    accepted="yujing evaluate -f 基础数据",
)

NOTHING_TO_READ = entry(
    "F102",
    ("“{path}”里没有可以读取的表格", "`{path}` holds no table that could be read"),
    hint=(
        "放入 csv、xlsx、xls 或 parquet 文件；子文件夹里的要在 facts.yaml 中列出",
        "put csv, xlsx, xls or parquet files there; list those of subfolders in facts.yaml",
    ),
    page=(
        "空文件夹，或者其中没有一张表认得出来。不能当作“没有预警”。",
        'The folder is empty, or none of its tables is recognised. That is not "no warnings".',
    ),
    rejected="基础数据/说明.docx",
    accepted="基础数据/企业.xlsx",
)

FILE_UNREADABLE = entry(
    "F103",
    ("文件读不出来：{reason}", "the file cannot be read: {reason}"),
    hint=("用表格软件打开，另存为 xlsx 或 csv", "open it in a spreadsheet, save as xlsx or csv"),
    page=(
        "按内容判断格式（扩展名不算数）后仍读不出来：已损坏、有密码，或者根本不是表格。",
        "Told by its content, not its extension, the file is damaged, protected or no table.",
    ),
    rejected="企业.xls （其实是网页）",
    accepted="企业.xls （其实是 xlsx 也可以）",
)

NO_SUBJECTS = entry(
    "F104",
    ("没有读到一行“{entity}”", "not one row of `{entity}` was read"),
    hint=(
        "核对文件名、表头和退回的行（退回{returned}行）",
        "check file names, headers and the {returned} returned rows",
    ),
    page=(
        "判定是对每一户作出的；一户都没有，多半是文件放错或整表被退回。",
        "Answers are given for each subject; none at all mostly means a wrong file, or that "
        "every row was returned.",
    ),
    rejected="只有风险源点台账，没有企业表，台账表头上方也没有企业名称和代码",
    accepted="企业.csv 和 风险源点.csv",
)

HEADER_NOT_FOUND = entry(
    "F105",
    (
        "没有找到“{entity}”的表头，前{rows}行里认得出的列不够",
        "no header of `{entity}` in the first {rows} rows: too few columns are known",
    ),
    hint=(
        "表头写字段名称（如 {known}），或在 facts.yaml 的 headers 中对应",
        "use the names of fields (such as {known}), or map them in `headers` of facts.yaml",
    ),
    page=(
        "表头可以在标题行下面，可以占两行，可以有换行、空格、括号说明；但列名要认得出。",
        "A header may stand under titles, take two rows, hold line breaks and remarks in "
        "brackets; but its names must be known.",
    ),
    rejected="甲,乙,丙",
    accepted="统一社会信用代码,企业名称,所在县",
)

KEY_COLUMN_MISSING = entry(
    "F106",
    ("表“{entity}”缺少“{column}”列", "the table of `{entity}` has no column `{column}`"),
    hint=(
        "补上这一列，或在 facts.yaml 的 headers 中写明哪一列是它",
        "add the column, or say in `headers` of facts.yaml which one it is",
    ),
    page=(
        "没有编号就分不清两行是不是同一件事。没有编号的清单可以写 number_rows: yes，"
        "由系统按内容编号。",
        "Without its key nobody can tell two rows apart. A list without numbers may say "
        "`number_rows: yes`; rows are then numbered by content.",
    ),
    rejected="风险源点名称,风险等级",
    accepted="内部编号,风险源点名称,风险等级",
)

TWO_COLUMNS = entry(
    "F107",
    (
        "“{first}”列和“{second}”列都对应“{field}”",
        "columns `{first}` and `{second}` are both `{field}`",
    ),
    hint=(
        "在 facts.yaml 的 headers 中写明用哪一列，或把另一列写进 ignore",
        "say in `headers` of facts.yaml which one counts, or put the other in `ignore`",
    ),
    page=(
        "两列里的值可能不同，选哪一列不能由系统猜。",
        "The two may differ, and nothing guesses which one counts.",
    ),
    rejected="内部编号,风险等级,安全风险等级",
    accepted="内部编号,风险等级 （另一列改名为“剩余风险等级”）",
)

PARENT_UNKNOWN = entry(
    "F108",
    (
        "不知道这张台账属于哪个“{entity}”",
        "nothing says which `{entity}` this ledger belongs to",
    ),
    hint=(
        "在表头上方写“{label}：…”，或加上该列，或在 facts.yaml 中写 parent",
        "write `{label}: ...` above the header, add the column, or give `parent` in facts.yaml",
    ),
    page=(
        "台账没有企业代码列时，先看 facts.yaml 的 parent，再看表头上方的单元格，"
        "再看同一工作簿的其他表，最后看文件名。",
        "A ledger without such a column is placed by `parent` of facts.yaml, then by the "
        "cells above the header, then by other sheets of the workbook, then by its file name.",
    ),
    rejected="台账.xlsx，表头上方只有标题",
    accepted="台账.xlsx，第2行写着“统一社会信用代码：…”",
)

ENTITY_UNCLEAR = entry(
    "F109",
    (
        "这张表可能是“{first}”，也可能是“{second}”",
        "this table may be `{first}` or `{second}`",
    ),
    hint=(
        "用“{first}”或“{second}”作文件名（表名），或在 facts.yaml 中列出",
        "name the file or sheet `{first}` or `{second}`, or list it in facts.yaml",
    ),
    page=(
        "没有清单时，表属于哪一类先看文件名和表名，再看表头；两类同样符合就不猜。",
        "Without a manifest the name of file or sheet tells what a table holds, then its "
        "header; where two fit equally, nothing is guessed.",
    ),
    rejected="资料1.csv （只有编号和备注两列）",
    accepted="隐患.csv",
)

ENTITY_UNKNOWN = entry(
    "F110",
    ("规则库里没有“{name}”这类数据", "the policy set has no entity `{name}`"),
    hint=("用词汇表 entities 中的名称", "use a name under `entities` of the vocabulary"),
    page=(
        "facts.yaml 的 tables 用词汇表里的英文编号或中文名称。",
        "`tables` of facts.yaml uses ids or titles of the vocabulary.",
    ),
    rejected="tables: {risk_points: {files: a.csv}}",
    accepted="tables: {risk_point: {files: a.csv}}",
)

FIELD_UNKNOWN = entry(
    "F111",
    ("“{entity}”没有“{name}”这个字段", "`{entity}` has no field `{name}`"),
    hint=("用词汇表中的字段名称", "use a field of the vocabulary"),
    page=(
        "headers、values、ascending、parent 里写的都是词汇表的字段。",
        "`headers`, `values`, `ascending` and `parent` name fields of the vocabulary.",
    ),
    rejected="headers: {级别: levle}",
    accepted="headers: {级别: level}",
)

MAPPED_VALUE_UNKNOWN = entry(
    "F112",
    ("“{value}”不是“{field}”的取值", "`{value}` is no value of `{field}`"),
    hint=("应为{expected}", "write {expected}"),
    page=(
        "values 右边写词汇表里的取值；左边写表格里的写法。",
        "The right side of `values` is a value of the vocabulary, the left what files write.",
    ),
    rejected="values: {level: {B: 五级}}",
    accepted="values: {level: {B: 二级}}",
)

PATTERN_EMPTY = entry(
    "F113",
    ("没有文件符合“{pattern}”", "no file matches `{pattern}`"),
    hint=("路径从 facts.yaml 所在的文件夹算起", "paths start at the folder of facts.yaml"),
    page=(
        "清单里列了而找不到的文件，不能当作空表。",
        "A listed file that is not there is not an empty table.",
    ),
    rejected="files: 台帐/*.xlsx",
    accepted="files: 台账/*.xlsx",
)

READER_MISSING = entry(
    "F114",
    ("读这种文件要先安装 {reason}", "reading this file needs {reason}"),
    hint=("安装后再试，或把文件另存为 csv", "install it, or save the file as csv"),
    page=(
        "csv 总能读；工作簿和 parquet 各要一个软件包。`yujing doctor` 列出装了什么。",
        "CSV always works; workbooks and Parquet each need a package. `yujing doctor` "
        "lists what is installed.",
    ),
    rejected="企业.parquet （没有安装 duckdb）",
    accepted="企业.csv",
)

COLUMN_MAPPED_NOWHERE = entry(
    "F115",
    ("没有一张表有“{column}”列", "no table has the column `{column}`"),
    hint=("照表头原样写列名", "write the column as it stands in the header"),
    page=(
        "headers 里写了、而所列文件都没有的列，多半是写错了字；不理会它，那一列就会整列读不到。",
        "A column in `headers` that no listed file has is mostly misspelt; passing over it "
        "would lose the whole column.",
    ),
    rejected="headers: {风险等及: level}",
    accepted="headers: {风险等级: level}",
)

SNAPSHOT_WRONG = entry(
    "F116",
    ("“{value}”不是日期", "`{value}` is not a date"),
    hint=('写成 "2026-03-31"', 'write "2026-03-31"'),
    page=(
        "snapshot 说明数据是哪一天的情况。",
        "`snapshot` says on which day the facts were true.",
    ),
    rejected='snapshot: "2026-02-30"',
    accepted='snapshot: "2026-02-28"',
)

CODES: tuple[Code, ...] = (
    PATH_MISSING,
    NOTHING_TO_READ,
    FILE_UNREADABLE,
    NO_SUBJECTS,
    HEADER_NOT_FOUND,
    KEY_COLUMN_MISSING,
    TWO_COLUMNS,
    PARENT_UNKNOWN,
    ENTITY_UNCLEAR,
    ENTITY_UNKNOWN,
    FIELD_UNKNOWN,
    MAPPED_VALUE_UNKNOWN,
    PATTERN_EMPTY,
    READER_MISSING,
    COLUMN_MAPPED_NOWHERE,
    SNAPSHOT_WRONG,
)
