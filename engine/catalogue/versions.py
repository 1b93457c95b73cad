"""Problems of versions (V12x): dated folders, promotion, replay."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

HOLE = entry(
    "V121",
    (
        "“{one}”到 {until} 为止，“{other}”从 {start} 起：中间没有版本生效",
        "`{one}` ends on {until} and `{other}` begins on {start}: no version in between",
    ),
    ("让前一个版本的 until 等于后一个版本的 from", "let `until` of one be `from` of the next"),
    page(
        "每一天都要有一个版本生效，否则那天的企业没有规则可依。",
        "There must be one version for each day.",
        "# 2020: until 2021-01-01    2022: from 2022-01-01",
        "# 2020: until 2022-01-01    2022: from 2022-01-01",
    ),
)
OVERLAP = entry(
    "V122",
    (
        "“{one}”和“{other}”从 {start} 起同时生效",
        "`{one}` and `{other}` are both in force from {start}",
    ),
    ("让前一个版本的 until 等于后一个版本的 from", "let `until` of one be `from` of the next"),
    page(
        "同一天有两个版本生效，就有两个答案。",
        "Two versions on one day give two answers.",
        "# 2020: no until    2022: from 2022-01-01",
        "# 2020: until 2022-01-01    2022: from 2022-01-01",
    ),
)
NONE_IN_FORCE = entry(
    "V123",
    ("{day} 没有一个版本生效：{spans}", "no version is in force on {day}: {spans}"),
    None,
    page(
        "版本日期不在任何版本的生效期之内。",
        "The version date lies in the span of no version.",
        "yujing evaluate -p rules -f facts --as-of 1999-01-01",
        "yujing evaluate -p rules -f facts --as-of 2026-03-31",
    ),
)
TWO_IDS = entry(
    "V124",
    (
        "一个文件夹里有不同的规则库：“{one}”和“{other}”",
        "one folder holds different policy sets: `{one}` and `{other}`",
    ),
    None,
    page(
        "版本文件夹里只放同一个规则库的各个版本，policy 都相同。",
        "A folder of versions holds versions of one set: `policy` is the same in all.",
        "# rules/2020: policy: rules    rules/2022: policy: rule",
        "# rules/2020: policy: rules    rules/2022: policy: rules",
    ),
)
SAME_VERSION = entry(
    "V125",
    ("版本号“{version}”用了两次", "the version `{version}` is given twice"),
    None,
    page(
        "版本号用来指称一个版本，各不相同。",
        "A version is named by its number, so no two are the same.",
        "# both folders: version: '2020.1'",
        "# version: '2020.1' and version: '2022.1'",
    ),
)
NOT_PROMOTED = entry(
    "V126",
    (
        "“{version}”没有启用：{gate} 不通过（{found}）",
        "`{version}` is not promoted: {gate} ({found})",
    ),
    None,
    page(
        "启用之前必须通过检查、核对样例、证明，以及所要求的测算限额；有一项不通过就不启用。",
        "Check, cases, proofs and the limits asked for must all pass before a version is put "
        "in force.",
        "yujing promote rules 2022.1 --from 2022-01-01    # a case fails",
        "yujing test rules/2022",
    ),
)
CHAIN_BROKEN = entry(
    "V127",
    (
        "启用记录第 {line} 条与前一条接不上",
        "promotion record {line} does not follow the one before",
    ),
    (
        "记录被改动过；从备份恢复 promotions.jsonl",
        "the record was altered; restore promotions.jsonl from a copy",
    ),
    page(
        "每条启用记录含有前一条的 sha256，改动任何一条都会使后面的接不上。",
        "Each record of a promotion holds the sha256 of the one before it.",
        '{"previous": "0000…", …}',
        '{"previous": "<sha256 of the line before>", …}',
    ),
)
CANNOT_SIGN = entry(
    "V128",
    ("不能签名：{reason}", "the record cannot be signed: {reason}"),
    None,
    page(
        "给出密钥时用 ssh-keygen -Y sign 签名；签不了就不启用。",
        "With a key the record is signed by `ssh-keygen -Y sign`; else nothing is promoted.",
        "yujing promote rules 2022.1 --from 2022-01-01 --key missing",
        "yujing promote rules 2022.1 --from 2022-01-01 --key ~/.ssh/id_ed25519",
    ),
)
NO_HEADER = entry(
    "V129",
    ("“{file}”不是结果记录：{reason}", "`{file}` holds no outcome records: {reason}"),
    (
        "用 yujing evaluate --format jsonl 写出的文件",
        "give a file written by `yujing evaluate --format jsonl`",
    ),
    page(
        "重算要知道当时用了哪个规则库、哪一天，这些写在记录文件的第一行。",
        "A replay must know which set and day were used; the first line of the file says so.",
        "yujing replay levels.csv -p rules -f facts",
        "yujing replay levels.jsonl -p rules -f facts",
    ),
)
OTHER_SET = entry(
    "V130",
    (
        "记录所用规则库的 sha256 是 {wanted}，这里的是 {found}",
        "the records rest on the set with sha256 {wanted}; this one has {found}",
    ),
    (
        "给出当时的版本：名称@版本，或当时的 git 修订",
        "give the version of that time: name@version, or its git revision",
    ),
    page(
        "重算要用当时的规则库，一个字节也不能差；换了规则库，相同与否说明不了什么。",
        "A replay takes the set of that time, byte for byte. Under another set, equal or not "
        "would say nothing.",
        "yujing replay old.jsonl -p rules -f facts    # rules changed since",
        "yujing replay old.jsonl -p rules@2020.1 -f facts",
    ),
)
OTHER_FACTS = entry(
    "V131",
    (
        "记录所用基础数据的 sha256 是 {wanted}，这里的是 {found}",
        "the records rest on facts with sha256 {wanted}; these have {found}",
    ),
    ("给出当时的基础数据", "give the facts of that time"),
    page(
        "重算要用当时的数据；换了数据，答案不同不能说明程序变了。",
        "A replay takes the facts of that time; other facts give other answers.",
        "yujing replay old.jsonl -p rules -f facts-of-today",
        "yujing replay old.jsonl -p rules -f facts-of-then",
    ),
)
UNKNOWN_VERSION = entry(
    "V132",
    ("没有版本“{asked}”：有 {known}", "there is no version `{asked}`: there are {known}"),
    None,
    page(
        "版本按 policy.yaml 里的 version 指称，文件夹叫什么无关。",
        "A version is named by `version` in its policy.yaml, whatever its folder is called.",
        "yujing promote rules 2022 --from 2022-01-01    # version: '2022.1'",
        "yujing promote rules 2022.1 --from 2022-01-01",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
