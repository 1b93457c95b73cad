"""Problems of the register: entering, keeping and reading events (G1xx)."""

from __future__ import annotations

from engine.catalogue.entry import entry
from engine.problems import Code

NETWORK_DRIVE = entry(
    "G101",
    ("台账不能放在网络盘上（{drive}）", "a register cannot lie on a network drive ({drive})"),
    (
        "网络盘的文件锁靠不住，两个人同时登记会损坏台账。",
        "Locks do not hold there: two offices entering at once would damage the register.",
    ),
    "yujing register open \\\\\\\\server\\\\share\\\\ledger.db",
    "yujing register open ledger.db",
    hint=(
        "放在本机磁盘；多人同时用的，用 PostgreSQL",
        "put it on a local disk; for many writers use PostgreSQL",
    ),
)
READ_ONLY = entry(
    "G102",
    ("台账“{file}”只能读，不能写", "the register `{file}` can only be read"),
    (
        "文件或文件夹没有写权限，登记没有写入，台账没有变化。",
        "The file or its folder cannot be written; nothing was entered and nothing changed.",
    ),
    "chmod a-w ledger.db; yujing register deliver …",
    "chmod u+w ledger.db; yujing register deliver …",
)
CANNOT_OPEN = entry(
    "G103",
    ("打不开台账“{file}”", "the register `{file}` cannot be opened"),
    ("文件夹不存在，或者没有权限。", "The folder does not exist or may not be used."),
    "yujing register list -r missing/ledger.db",
    "yujing register open ledger.db",
)
DISK_FULL = entry(
    "G104",
    ("磁盘已满，台账“{file}”没有写入", "the disk is full: nothing was written to `{file}`"),
    (
        "写不下的登记整条放弃，台账保持原样。",
        "An entry that does not fit is given up whole; the register stays as it was.",
    ),
    "（磁盘剩余 0）",
    "（磁盘有空间）",
    hint=(
        "腾出空间以后再登记；已确认的登记都在",
        "free some space and enter it again; what was confirmed is kept",
    ),
)
BUSY = entry(
    "G105",
    ("台账“{file}”正忙，等了很久没有轮到", "the register `{file}` is busy and did not become free"),
    (
        "同一时刻只有一人登记，其他人排队；等得太久就放弃。",
        "One writes at a time and the others wait; after a minute the wait is given up.",
    ),
    "（另一程序一直占着台账）",
    "（另一程序已结束）",
    hint=("稍后再试", "try again"),
)
NOT_A_REGISTER = entry(
    "G106",
    ("“{file}”不是台账，或者已经损坏", "`{file}` is not a register, or is damaged"),
    (
        "文件不是本系统写的，或者内容损坏。",
        "The file was not written by this program, or is damaged.",
    ),
    "yujing register list -r letter.docx",
    "yujing register list -r ledger.db",
    hint=("用备份；先对备份运行 register verify", "take a backup, after `register verify` of it"),
)
NEWER = entry(
    "G107",
    (
        "台账是更新的版本写的（第{version}版）",
        "the register was written by a newer version ({version})",
    ),
    (
        "旧程序不认识新台账的写法，硬写会损坏它。",
        "An old program does not know the newer form and would damage it.",
    ),
    "（新版写的台账，旧版打开）",
    "（同版或更新的程序）",
    hint=("升级本程序", "update the program"),
)
EXISTS = entry(
    "G108",
    ("“{file}”已经存在", "`{file}` exists already"),
    ("备份不覆盖已有的文件。", "A backup never overwrites a file."),
    "yujing register backup old.db",
    "yujing register backup 2026-06-30.db",
    hint=("换一个名字", "choose another name"),
)
UNKNOWN_WARNING = entry(
    "G109",
    ("台账里没有预警“{warning}”", "the register has no warning `{warning}`"),
    ("可以写编号（W1）或文号。", "Give its id (W1) or its printed number."),
    "yujing register show W999",
    "yujing register show W1",
)
UNKNOWN_INSPECTION = entry(
    "G110",
    ("台账里没有巡查“{inspection}”", "the register has no inspection `{inspection}`"),
    ("没有巡查就没有预警。", "No inspection, no warning."),
    "yujing register issue XC-404",
    "yujing register issue XC-2026-01",
    hint=("先登记巡查：yujing inspect record", "record it first: yujing inspect record"),
)
IN_FUTURE = entry(
    "G111",
    ("{day} 在基准日 {as_of} 之后", "{day} is after the as-of date {as_of}"),
    ("还没有发生的事不能登记。", "What has not happened yet cannot be entered."),
    "--on 2026-05-02 --as-of 2026-05-01",
    "--on 2026-05-01 --as-of 2026-05-02",
)
NOT_NOW = entry(
    "G112",
    ("不受理“{event}”：{reason}", "`{event}` is refused: {reason}"),
    (
        "规则库写明了什么状态可以发生什么，以及为什么不行。台账没有变化。",
        "The policy set says what may happen in which state, and why not. Nothing has changed.",
    ),
    "yujing register release W1   # 企业还没有申请解除",
    "yujing register apply-release W1",
)
WRONG_DEPARTMENT = entry(
    "G113",
    (
        "“{event}”由{wanted}办理，不由{department}办理",
        "`{event}` is for {wanted}, not for {department}",
    ),
    (
        "谁办理什么由规则库的角色决定；企业做的事由其监管部门登记。",
        "Who does what is a role of the policy set; its departments enter what the subject did.",
    ),
    "--actor 张某某@（别的县）",
    "--actor 张某某@（发布该预警的部门）",
)
NEEDS = entry(
    "G114",
    ("“{event}”还须填写：{names}", "`{event}` still needs: {names}"),
    (
        "规则库写明了每种事项必须填写的项目。",
        "The policy set says what must be said with each event.",
    ),
    "yujing register deliver W1",
    "yujing register deliver W1 --method direct --received-by 李某某 --evidence 回证.pdf",
)
LATE_NEEDS_REASON = entry(
    "G115",
    (
        "{day} 的事现在才登记（超过{days}日），须写明理由",
        "{day} is entered more than {days} days late and needs a reason",
    ),
    (
        "补录要有理由，并会列出因此失去依据的函件。",
        "A late entry needs a reason; letters that it takes the ground from are listed.",
    ),
    "--on 2026-04-01 --as-of 2026-05-01",
    "--on 2026-04-01 --as-of 2026-05-01 --reason 纸质回证迟到",
    hint=("加 --reason", "add --reason"),
)
KEY_TAKEN = entry(
    "G116",
    (
        "登记号“{key}”已用于另一条登记（第{seq}条）",
        "the key `{key}` was used for another entry ({seq})",
    ),
    (
        "同一登记号重复提交只记一次；内容不同的，不能用同一个号。",
        "The same entry sent twice counts once; another entry needs another key.",
    ),
    "--key a1 两次，内容不同",
    "--key a1 两次，内容相同",
)
LATER_EVENT = entry(
    "G117",
    (
        "补录以后，{day} 的“{event}”（第{seq}条）就不能成立：{reason}",
        "with this entry, `{event}` of {day} (event {seq}) could not stand: {reason}",
    ),
    (
        "补录的事排在它发生的那一天，后面的登记必须仍然成立；否则先更正后面的。",
        "A late entry takes its place on its day, and what follows must still stand.",
    ),
    "（已解除以后，补录更早的终止）",
    "（补录更早的响应）",
)
BEFORE_ISSUE = entry(
    "G118",
    ("{day} 时这份预警还没有发布", "on {day} the warning was not issued yet"),
    ("发布以前不会有送达、响应。", "Nothing happens to a warning before it is issued."),
    "发布 2026-04-01，送达 2026-03-30",
    "发布 2026-04-01，送达 2026-04-02",
)
CANNOT_ISSUE = entry(
    "G119",
    ("不能发布：{reason}", "cannot be issued: {reason}"),
    (
        "发布以巡查记录和确定级别为依据。",
        "A warning rests on an inspection record and a determined level.",
    ),
    "（确定级别为未触发预警）",
    "（确定级别为四级以上）",
)
BELOW_BASELINE = entry(
    "G120",
    (
        "确定级别“{level}”低于基准级别“{baseline}”",
        "the level `{level}` is below the baseline `{baseline}`",
    ),
    ("规则库默认只升不降。", "By the policy set a determination goes up and not down."),
    "determination: {level: blue}   # baseline: red",
    "determination: {level: red}",
)
SETTLE_FIRST = entry(
    "G121",
    ("须先核对：{rules}", "settle first: {rules}"),
    (
        "“核对后方可发布”的事项没有核对，不能发布。",
        "Reviews that must be settled before issue are not settled.",
    ),
    "settled: {}",
    "settled: {reviews/unlinked-hazard: 已核对，对应某点}",
    hint=("在巡查记录的 settled 里写明核对结果", "say in the record's `settled` how"),
)
BAD_DATES = entry(
    "G122",
    ("日期前后不对：{reason}", "dates out of order: {reason}"),
    (
        "巡查、确定、发布、送达、复查、解除要依次。",
        "Inspection, determination, issue, delivery, re-check and release come in this order.",
    ),
    "began_on: 2026-04-02, ended_on: 2026-04-01",
    "began_on: 2026-04-01, ended_on: 2026-04-02",
)
NUMBER_TAKEN = entry(
    "G123",
    ("文号“{number}”已经用过", "the number `{number}` is used already"),
    (
        "文号在一个部门一年内唯一；作废的号不再用。",
        "A number is unique for office and year; a void one is not used again.",
    ),
    "（两份预警同号）",
    "（用下一个号）",
)
NO_GOOD_DUE = entry(
    "G124",
    ("期限 {due} 不行：{reason}", "the due date {due} will not do: {reason}"),
    (
        "附件1的期限不早于发布日；延期的期限晚于原期限。",
        "A due date is not before the issue; an extended one is later than the one before.",
    ),
    "--due-on 2026-03-31   # 发布 2026-04-01",
    "--due-on 2026-04-16",
)
UNKNOWN_WORD = entry(
    "G125",
    ("没有“{name}”这种{kind}", "there is no {kind} `{name}`"),
    (
        "送达方式、延期理由、措施、决定的写法由规则库规定。",
        "Ways of delivery, grounds, measures and decisions are words of the policy set.",
    ),
    "--method pigeon",
    "--method post",
)
NO_MESSAGE = entry(
    "G126",
    ("不发“{message}”：{reason}", "`{message}` is not sent: {reason}"),
    (
        "规则库规定了什么文书在什么情况下才有。",
        "The policy set says in which case a message exists.",
    ),
    "（黄色级预警发提醒函）",
    "（红色级预警发提醒函）",
)
NOT_PROPOSED = entry(
    "G127",
    (
        "督办表没有提出“{measure}”，须写明理由",
        "the table does not propose `{measure}`: a reason is needed",
    ),
    (
        "措施依据督办表；表没有提出而要采取的，写明理由。",
        "Measures rest on the supervision table; one that it does not propose needs a reason.",
    ),
    "yujing register measure W1 --measure talk",
    "yujing register measure W1 --measure talk --reason 领导批示",
    hint=("加 --reason", "add --reason"),
)
ISSUED_ALREADY = entry(
    "G128",
    (
        "巡查“{inspection}”已经发布过预警 {warning}",
        "inspection `{inspection}` has its warning already: {warning}",
    ),
    ("一次巡查对一家企业只有一份预警。", "One warning for each inspection."),
    "yujing register issue XC-1（第二次）",
    "yujing register void W1; yujing register issue XC-1",
    hint=(
        "作废以后可以重发；级别变了的，重新判定后换发",
        "void it first, or supersede it after a new determination",
    ),
)
UNSIGNED = entry(
    "G129",
    ("“{event}”还缺签批：{steps}", "`{event}` still lacks: {steps}"),
    ("规则库规定了签批的步骤。", "The policy set says which steps of signing an event needs."),
    "yujing register issue …",
    "yujing register issue … --signed handled=张某某 --signed signed=李某某",
    hint=("加 --signed 步骤=姓名", "add --signed step=name"),
)
NO_LIFE = entry(
    "G130",
    (
        "规则库“{policy}”没有 escalation.yaml，不能办理预警",
        "policy `{policy}` has no escalation.yaml: it says nothing of the life of a warning",
    ),
    (
        "发布、期限、督办都由 escalation.yaml 规定。",
        "Issue, terms and measures are told by escalation.yaml.",
    ),
    "files: [notice.yaml, …]",
    "files: [notice.yaml, …, escalation.yaml]",
)
ACTOR = entry(
    "G131",
    ("经办人“{actor}”应写成 姓名@部门编号", "the actor `{actor}` must be name@department"),
    (
        "每条登记都记下谁、哪个部门；部门编号见 hierarchy/departments.csv。",
        "Each entry names the official and the department by its id.",
    ),
    "--actor 张某某",
    "--actor 张某某@d-000000",
)
RECORD = entry(
    "G132",
    ("巡查记录的“{name}”不行：{reason}", "`{name}` of the inspection record will not do: {reason}"),
    (
        "巡查记录写明企业、日期、问题、确定级别和确定人。",
        "A record names enterprise, days, findings, the level and who decided.",
    ),
    "findings: []",
    "findings: [{id: F1, family: control, description: …}]",
)
NO_FILE = entry(
    "G133",
    ("找不到附件“{file}”", "there is no file `{file}` to attach"),
    (
        "附件登记路径和哈希值，文件须存在。",
        "An attachment is kept by path and hash, so it must exist.",
    ),
    "--evidence 没有.pdf",
    "--evidence 回证.pdf",
)
UNKNOWN_SENT = entry(
    "G134",
    ("没有推送“{id}”", "there is no message `{id}`"),
    ("推送编号见 yujing register outbox。", "Ids are listed by `yujing register outbox`."),
    "yujing register sent M999-1",
    "yujing register sent M3-1",
)
NO_POSTGRES = entry(
    "G135",
    ("没有安装 PostgreSQL 的驱动 psycopg", "the driver for PostgreSQL, psycopg, is not installed"),
    (
        "台账在 PostgreSQL 上时才需要。",
        "It is needed only where the register is kept on PostgreSQL.",
    ),
    "yujing register list -r postgresql://…",
    "pip install 'yujing[postgres]'",
    hint=("pip install 'yujing[postgres]'", "pip install 'yujing[postgres]'"),
)
NO_CONNECTION = entry(
    "G136",
    ("连不上数据库：{reason}", "the database cannot be reached: {reason}"),
    (
        "核对地址、端口、用户名，看数据库是否在运行。",
        "See that the address is right and the server runs.",
    ),
    "postgresql://127.0.0.1:1/register",
    "postgresql://127.0.0.1:5432/register",
)
NO_POLICY_KEPT = entry(
    "G137",
    (
        "台账里没有保存规则库 {hash}，不能重放",
        "the register keeps no policy set {hash}: nothing can be replayed",
    ),
    (
        "重放要用当时的规则库；台账在登记时把它存下。",
        "A replay takes the policy set of the time, which the register keeps with each event.",
    ),
    "（台账被截去）",
    "（完整的台账）",
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
