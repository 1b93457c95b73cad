"""Codes of evaluation: what can still be wrong when an accepted policy meets facts."""

from __future__ import annotations

from engine.problems import Code, Text

FOREIGN_VALUE = Code(
    "X101",
    "error",
    Text(
        "字段“{field}”的值“{value}”不在本规则库的词表中",
        "the value `{value}` of field `{field}` is not in the vocabulary of this policy set",
    ),
    Text(
        "请用本规则库重新读取基础数据",
        "read the facts again with this policy set",
    ),
    Text(
        "基础数据是按另一版本的词表读取的，其中有本版本没有的取值。系统不猜测它对应哪个取值。\n\n"
        "不接受：用 2020.1 版读入的数据（含“停用”）直接交给没有“停用”的 2021.1 版。\n"
        "接受：用 2021.1 版重新读取；“停用”会列入退回补正清单，写明位置。",
        "The facts were read with the vocabulary of another version, which has a value that "
        "this one lacks. Nothing guesses which value it stands for.\n\n"
        "Rejected: facts read with version 2020.1, holding `idle`, given to version 2021.1 "
        "that has no `idle`.\n"
        "Accepted: the facts read again with version 2021.1; the row is returned with its "
        "place.",
    ),
)

CASE_UNREADABLE = Code(
    "X201",
    "error",
    Text("核对样例无法读取：{reason}", "this case cannot be read: {reason}"),
    None,
    Text(
        "核对样例的“given”要用词表里的字段和取值来写，标签和英文编号都可以。\n\n"
        "不接受：`risk_point: [{level: 五级}]`\n接受：`risk_point: [{level: 一级}]`",
        "What a case gives is written with the fields and values of the vocabulary; labels "
        "and ids are both accepted.\n\n"
        "Rejected: `risk_point: [{level: level 5}]`\nAccepted: `risk_point: [{level: level_1}]`",
    ),
)

CASE_EXPECTATION = Code(
    "X202",
    "error",
    Text("核对样例的期望无法核对：{reason}", "this expectation cannot be checked: {reason}"),
    None,
    Text(
        "“expect”里的级别、规则和字段必须是本规则库中有的。\n\n"
        "不接受：`expect: {baseline: 紫色}`\n接受：`expect: {baseline: 红色}`",
        "The levels, rules and fields of `expect` must exist in this policy set.\n\n"
        "Rejected: `expect: {baseline: purple}`\nAccepted: `expect: {baseline: red}`",
    ),
)

CODES: tuple[Code, ...] = (FOREIGN_VALUE, CASE_UNREADABLE, CASE_EXPECTATION)
