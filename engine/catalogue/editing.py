"""Problems of editing (W1xx): files to lay out, tables in workbooks, the editor's server."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

NOTHING_TO_FORMAT = entry(
    "W101",
    ("“{path}”不存在，或其中没有 YAML 文件", "`{path}` does not exist or holds no YAML file"),
    None,
    page(
        "fmt 整理一个文件，或一个文件夹里的全部 .yaml 文件；给出的地方没有。",
        "`fmt` lays out one file, or every .yaml file of a folder. There is none here.",
        "yujing fmt polices/rules",
        "yujing fmt policies/rules",
    ),
)
UNKNOWN_TABLE = entry(
    "W102",
    ("没有判定表“{asked}”", "there is no decision table `{asked}`"),
    ("判定表有：{known}", "the tables are: {known}"),
    page(
        "只有判定表（有 rules 的判定）能导出为工作簿；用 take 汇总的判定没有行。",
        "Only a decision with `rules` has rows to carry; one that takes the highest has none.",
        "yujing table export baselin -p policies/rules",
        "yujing table export baseline -p policies/rules",
    ),
)
BAD_WORKBOOK = entry(
    "W103",
    ("读不出判定表：{reason}", "the table cannot be read: {reason}"),
    (
        "用 yujing table export 重新导出，只改单元格和行",
        "export it again with `yujing table export`, and change cells and rows only",
    ),
    page(
        "导入的工作簿第一行是列名，每行一条规则，id 列不可缺、不可重复。列名认不得或某格不能作为"
        "取值读出时，整张表不导入，免得悄悄丢掉内容。",
        "The first row names the columns; each further row is one rule, with an id of its own. "
        "Where a column or cell cannot be read nothing is imported: nothing is lost unseen.",
        "id, when.level, result",
        "id, when.level, then",
    ),
)
NO_EDITOR_LIBRARY = entry(
    "W104",
    ("没有安装 pygls，不能为编辑器服务", "pygls is not installed, so no editor can be served"),
    ("安装：pip install 'yujing[lsp]'", "install it: pip install 'yujing[lsp]'"),
    page(
        "编辑器服务（yujing lsp）用 pygls 与编辑器通话，要另外安装。没有它，仍可用"
        " yujing schema -p 给出的 JSON Schema 补全。",
        "The server of the editor speaks through pygls, which is installed on its own. Without "
        "it an editor can still complete from what `yujing schema -p` prints.",
        "pip install yujing\nyujing lsp",
        "pip install 'yujing[lsp]'\nyujing lsp",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
