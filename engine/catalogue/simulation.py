"""Problems of simulating a rule change: versions, history, minutes, what policy.yaml declares."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

NO_VERSION = entry(
    "M101",
    ("找不到规则库“{name}”的版本“{version}”", "no version `{version}` of policy `{name}` is found"),
    (
        "@ 后面写版本号，或者 git 的提交、标签、分支",
        "after @ stands a version, or a commit, tag or branch of git",
    ),
    page(
        "“名称@版本”先在名称旁边的文件夹里找 policy 和 version 相符的规则库，再当作 git 的修订。"
        "都没有，就没有可比的东西。",
        "`name@version` is looked for among the folders beside the name, by `policy` and "
        "`version`, then as a git revision. Where neither is found there is nothing to compare.",
        "yujing simulate policies/rules@2019.9 policies/rules -f facts",
        "yujing simulate policies/rules@v1.0 policies/rules -f facts",
    ),
)
NOT_IN_REVISION = entry(
    "M102",
    ("修订“{revision}”里没有文件夹“{folder}”", "revision `{revision}` holds no folder `{folder}`"),
    ("检查文件夹当时的名称", "check what the folder was called then"),
    page(
        "规则库整个取自那一次修订，包括它旁边的规则库；当时没有的文件夹取不出来。",
        "The whole policy set is taken from that revision, with the sets beside it; a folder "
        "that was not there then cannot be taken.",
        "yujing diff policies/new@v1.0 policies/new    # added after v1.0",
        "yujing diff policies/old@v1.0 policies/new",
    ),
)
GIT_MISSING = entry(
    "M103",
    ("不能读 git 修订：{reason}", "git revisions cannot be read here: {reason}"),
    (
        "请安装 git，或者把旧版本放在单独的文件夹里",
        "install git, or keep the old version in a folder of its own",
    ),
    page(
        "“文件夹@修订”由 git archive 取出，不改动工作目录。",
        "`folder@revision` is read by `git archive`; the working tree is not touched.",
        "yujing diff rules@v1 rules    # without git",
        "yujing diff rules-2020 rules-2027",
    ),
)
OTHER_SUBJECT = entry(
    "M104",
    (
        "两个版本回答的对象不同：“{old}”和“{new}”",
        "the versions answer for different things: `{old}` and `{new}`",
    ),
    None,
    page(
        "测算把同一对象在两个版本下的级别放在一起；对象不同，没有可比的级别。",
        "A simulation sets the two levels of the same thing side by side; levels of "
        "different things cannot be compared.",
        "the old set decides for `point`, the new one for `enterprise`",
        "both decide for `enterprise`",
    ),
)
HISTORY_EMPTY = entry(
    "M105",
    ("“{folder}”里没有历史数据", "there are no snapshots in `{folder}`"),
    (
        "每个时点一个子文件夹，内含基础数据",
        "it holds one folder of facts for each day",
    ),
    page(
        "--history 指向的文件夹里，每个子文件夹是一个时点的基础数据。一个也没有，不算“没有变化”。",
        "The folder of --history holds a folder of facts for each day. None at all is not "
        "“nothing changed”.",
        "--history facts",
        "--history history    # history/2026-01-31, history/2026-02-28, …",
    ),
)
SNAPSHOT_UNDATED = entry(
    "M106",
    ("不知道历史数据“{folder}”是哪一天的", "the day of the snapshot `{folder}` is not known"),
    (
        "在 facts.yaml 中写 snapshot，或以日期命名文件夹",
        "write `snapshot` in its facts.yaml, or name the folder by the day",
    ),
    page(
        "趋势和事故回看都按日期排列；不猜日期。",
        "The trend and the look back at accidents go by days; no day is guessed.",
        "history/january/",
        "history/2026-01-31/",
    ),
)
SNAPSHOT_TWICE = entry(
    "M107",
    (
        "历史数据“{folder}”和“{other}”是同一天（{day}）",
        "the snapshots `{folder}` and `{other}` are of one day ({day})",
    ),
    ("留下其中一个", "keep one of them"),
    page(
        "同一天有两份数据，不知道以哪一份为准。",
        "Of two sets of facts of one day it is not known which holds.",
        "history/2026-01-31/ and history/2026-01-31-b/ with the same `snapshot`",
        "one folder for each day",
    ),
)
UNKNOWN_MESSAGE = entry(
    "M108",
    (
        "工作量表里的文书“{name}”，两个版本都没有",
        "neither version has the message `{name}` of the table of minutes",
    ),
    None,
    page(
        "写错的文书名会让它的工作量悄悄按默认值计算。",
        "A misspelt message would silently be counted with the default minutes.",
        "messages: {warning: {from: 60}}",
        "messages: {warning_issued: {from: 60}}",
    ),
)
WORD_MISSING = entry(
    "M109",
    ("不能生成 Word 文件：没有 python-docx", "no Word file can be made: python-docx is missing"),
    ("请安装 yujing[documents]", "install yujing[documents]"),
    page(
        "签批单是 Word 文件，由 python-docx 组件生成。其余结果不受影响。",
        "The page for signature is a Word file made by python-docx. Other results do not need it.",
        "-o impact.docx    # without python-docx",
        "-o impact.xlsx",
    ),
)
NO_SUCH_CHILD = entry(
    "M111",
    (
        "“{name}”不是“{subject}”的下级表",
        "`{name}` is no child entity of `{subject}`",
    ),
    None,
    page(
        "accidents.rows 写的是企业的下级表，一行一起事故。",
        "`accidents.rows` names a child entity of the subject: a row is an accident.",
        "accidents: {rows: accidents, on: occurred_on}",
        "accidents: {rows: accident, on: occurred_on}",
    ),
)
NOT_A_DATE = entry(
    "M112",
    (
        "“{entity}”没有名为“{name}”的日期字段（由台账提供）",
        "`{entity}` has no supplied date field called `{name}`",
    ),
    None,
    page(
        "回看事故要知道它发生在哪一天。",
        "To look back at an accident its day must be known.",
        "accidents: {rows: accident, on: deaths}",
        "accidents: {rows: accident, on: occurred_on}",
    ),
)
NOT_A_CODE = entry(
    "M113",
    (
        "“{entity}”没有名为“{name}”的代码字段（由台账提供）",
        "`{entity}` has no supplied field of codes called `{name}`",
    ),
    None,
    page(
        "分类统计只能按代码、等级或代码集合；文字字段人人写法不同。",
        "Changes are broken down by a code, a scale or a set of codes; texts are spelt in many "
        "ways.",
        "sectors: name",
        "sectors: industry",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
