"""Codes of a run: the policy, the day and the enterprise asked for."""

from __future__ import annotations

from engine.problems import Code, Text

NOT_IN_FORCE = Code(
    "R101",
    "error",
    Text(
        "规则库“{policy}”在 {day} 不生效（生效期 {span}）",
        "policy `{policy}` is not in force on {day} (it is from {span})",
    ),
    Text(
        "用 --as-of 指定生效期内的日期，或换用当时的版本",
        "give a date within its span with --as-of, or take the version of that time",
    ),
    Text(
        "规则库只回答生效期内的日期：生效期从 from 当天起，到 until 前一天止。\n\n"
        "不接受：生效期自 2020-03-01 起的规则库，--as-of 2019-06-30。\n"
        "接受：--as-of 2026-06-30。",
        "A policy set answers for days of its span only: from the day `from` up to the day "
        "before `until`.\n\n"
        "Rejected: a set in force from 2020-03-01, with --as-of 2019-06-30.\n"
        "Accepted: --as-of 2026-06-30.",
    ),
)

UNKNOWN_SUBJECT = Code(
    "R102",
    "error",
    Text("基础数据中没有“{asked}”", "the facts hold no `{asked}`"),
    Text(
        "请用统一编号（一企多场所时写成 编号/场所），或完整名称",
        "give its number (number/site where it has several sites) or its full name",
    ),
    Text(
        "explain 和 route 一次回答一家。可以写主键（各部分用 / 连接，末尾部分可省），"
        "也可以写完整名称。\n\n"
        "不接受：`yujing explain 冶炼`（只是名称的一部分，又不止一家）。\n"
        "接受：`yujing explain 91532501MA00R4TA15`。",
        "explain and route answer for one enterprise at a time: its key (parts joined by /, "
        "trailing parts may be left out) or its full name.\n\n"
        "Rejected: `yujing explain smelter` (part of several names).\n"
        "Accepted: `yujing explain 91532501MA00R4TA15`.",
    ),
)

SEVERAL_SUBJECTS = Code(
    "R103",
    "error",
    Text("“{asked}”对应不止一家：{found}", "`{asked}` fits more than one: {found}"),
    Text("请写出其中一个主键", "give one of these keys"),
    Text(
        "一个编号可以有几个生产场所，一个名称也可能重复；系统不替人挑选。\n\n"
        "不接受：`yujing route E1`（E1 有 1、2 两个场所）。\n接受：`yujing route E1/2`。",
        "One number can have several sites, and names repeat; nothing chooses for you.\n\n"
        "Rejected: `yujing route E1` where E1 has sites 1 and 2.\nAccepted: `yujing route E1/2`.",
    ),
)

FOLDER_EXISTS = Code(
    "R106",
    "error",
    Text("“{folder}”已经存在，而且不是空的", "`{folder}` exists already and is not empty"),
    Text("换一个文件夹名", "choose another folder"),
    Text(
        "init 只写入新的或空的文件夹，从不覆盖已有的规则。\n\n"
        "不接受：`yujing init 规则`（里面已有文件）。\n接受：`yujing init 规则-2027`。",
        "init writes into a new or empty folder only and never over rules that exist.\n\n"
        "Rejected: `yujing init rules` (there are files in it).\n"
        "Accepted: `yujing init rules-2027`.",
    ),
)

CANNOT_WRITE = Code(
    "R107",
    "error",
    Text("无法写入“{file}”：{reason}", "cannot write `{file}`: {reason}"),
    Text(
        "检查文件夹权限、磁盘空间，以及文件是否正被打开",
        "check permissions, disk space, and whether it is open",
    ),
    Text(
        "结果文件要么完整写出，要么不写，不会留下半个文件。\n\n"
        "不接受：-o 指向只读文件夹。\n接受：-o 指向有写权限的文件夹。",
        "A result file is written whole or not at all.\n\n"
        "Rejected: -o into a read-only folder.\nAccepted: -o into a folder you may write to.",
    ),
)

UNKNOWN_CODE = Code(
    "R108",
    "error",
    Text("没有编号为“{asked}”的说明", "no page is called `{asked}`"),
    None,
    Text(
        "yujing rule 后面写问题编号，如 Y101。\n\n"
        "不接受：`yujing rule 红色`\n接受：`yujing rule Y101`",
        "yujing rule takes the code of a problem, such as Y101.\n\n"
        "Rejected: `yujing rule red`\nAccepted: `yujing rule Y101`",
    ),
)

DISAGREEMENT = Code(
    "R109",
    "error",
    Text(
        "两个执行器对 {count} 家的答案不一致，未给出这些答案",
        "two executors disagree on {count} enterprises; their answers are withheld",
    ),
    Text("这是本系统的缺陷，请报告", "this is a fault of the program; please report it"),
    Text(
        "前向推理的每个答案都与参考执行器核对；不一致的不给出，其余照常。\n\n"
        "不接受：把不一致的答案当作结果。\n接受：--engine reference 重新计算，并报告问题。",
        "Each answer of forward chaining is held against the reference; where they differ, "
        "none is given, and the others are printed.\n\n"
        "Rejected: taking one of the two on trust.\n"
        "Accepted: --engine reference, and a report of the fault.",
    ),
)

UNKNOWN_LEVEL = Code(
    "R110",
    "error",
    Text("没有名为“{asked}”的级别", "no level is called `{asked}`"),
    None,
    Text(
        "级别用词汇表中的编号或名称。\n\n不接受：`--fail-level 9`\n接受：`--fail-level orange`",
        "A level is named by its id or label in the vocabulary.\n\n"
        "Rejected: `--fail-level 9`\nAccepted: `--fail-level orange`",
    ),
)

UNKNOWN_KIND = Code(
    "R111",
    "error",
    Text("没有名为“{asked}”的文件种类", "no kind of file is called `{asked}`"),
    Text("yujing schema 列出全部种类", "yujing schema lists the kinds"),
    Text(
        "schema 后面写文件的种类，不是文件名。\n\n"
        "不接受：`yujing schema levels.yaml`\n接受：`yujing schema decisions`",
        "schema takes a kind of file and not the name of a file.\n\n"
        "Rejected: `yujing schema levels.yaml`\nAccepted: `yujing schema decisions`",
    ),
)

CODES: tuple[Code, ...] = (
    NOT_IN_FORCE,
    UNKNOWN_SUBJECT,
    SEVERAL_SUBJECTS,
    FOLDER_EXISTS,
    CANNOT_WRITE,
    UNKNOWN_CODE,
    DISAGREEMENT,
    UNKNOWN_LEVEL,
    UNKNOWN_KIND,
)
