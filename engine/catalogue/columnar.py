"""Codes of the columnar executor: when it cannot run, or the database gave up."""

from __future__ import annotations

from engine.problems import Code, Text

LIBRARY_MISSING = Code(
    "X170",
    "error",
    Text(
        "批量计算组件用不了（{reason}）",
        "the columnar executor cannot run here ({reason})",
    ),
    Text(
        "请安装 `yujing[columnar]`，或者用 `--engine reference`",
        "install `yujing[columnar]`, or use `--engine reference`",
    ),
    Text(
        "批量计算把规则译成一条 SQL，由 DuckDB 执行；需要 duckdb 和 sqlglot 两个组件。\n\n"
        "不接受：没有安装这两个组件时运行 `yujing evaluate --engine columnar`\n"
        "接受：`yujing evaluate --engine reference`，结果逐字节相同，只是慢一些",
        "The columnar executor turns the rules into one SQL query that DuckDB runs; it needs "
        "the packages duckdb and sqlglot.\n\n"
        "Rejected: `yujing evaluate --engine columnar` where they are not installed\n"
        "Accepted: `yujing evaluate --engine reference`; the answers are equal byte for byte, "
        "only slower",
    ),
)

QUERY_FAILED = Code(
    "X171",
    "error",
    Text("数据库没有算完：{reason}", "the database gave up: {reason}"),
    Text(
        "内存或磁盘不够时，请调大 `--memory-limit`，或换一个有空间的目录",
        "where memory or disk ran out, raise `--memory-limit` or name a folder with room",
    ),
    Text(
        "查询中途停止，没有任何结果被当作完成。常见原因是内存上限太小、临时目录没有空间。\n\n"
        "不接受：`--memory-limit 10MB` 计算一百万家企业\n接受：`--memory-limit 2GB`",
        "The query stopped half way, and nothing of it is passed off as an answer. Mostly the "
        "memory limit is too small or the folder for temporary files is full.\n\n"
        "Rejected: one million enterprises with `--memory-limit 10MB`\n"
        "Accepted: `--memory-limit 2GB`",
    ),
)

NOT_IN_BULK = Code(
    "X172",
    "error",
    Text("这个文件不能批量读取：{reason}", "this file cannot be read in bulk: {reason}"),
    Text(
        "请先用 `yujing import` 整理成规范的表，或者不用批量方式",
        "tidy it with `yujing import` first, or leave the bulk way",
    ),
    Text(
        "批量读取用于系统导出的规范表格：Parquet 或 CSV，第一行是表头，一列对应一个字段，"
        "上级和引用都用编号写明。台账、合并单元格、多张工作表请用普通方式读取。\n\n"
        "不接受：几百万行写在表头上方有标题的台账里\n接受：`hazard.parquet`，列为企业编号、隐患编号……",
        "The bulk way reads tables as systems export them: Parquet or CSV, the header in the "
        "first row, one column a field, rows above and references told by their keys. Ledgers "
        "with titles, merged cells or several sheets are read the usual way.\n\n"
        "Rejected: millions of rows below a title in a ledger\n"
        "Accepted: `hazard.parquet` with the columns enterprise, hazard number, and so on",
    ),
)

ANOTHER_ANSWERED = Code(
    "X173",
    "warning",
    Text(
        "批量计算没有给出结果（{reason}），全部结果由参考执行器给出",
        "the columnar executor gave no answer ({reason}); the reference executor answered all",
    ),
    None,
    Text(
        "`--engine columnar` 用不了或中途停止时，由参考执行器回答，结果逐字节相同，并在此说明。\n\n"
        "会提示：没有安装 sqlglot 时运行 `yujing evaluate --engine columnar`\n"
        "不提示：`yujing evaluate --engine reference`",
        "Where `--engine columnar` cannot run or stops half way, the reference executor answers; "
        "the answers are equal byte for byte, and this line says so.\n\n"
        "Said: `yujing evaluate --engine columnar` where sqlglot is not installed\n"
        "Not said: `yujing evaluate --engine reference`",
    ),
)

SPARK_MISSING = Code(
    "X174",
    "error",
    Text("Spark 用不了（{reason}）", "Spark cannot be used here ({reason})"),
    Text(
        "请安装 `yujing[spark]` 和 Java 17，核对 `--master`，或者不用 `--backend spark`",
        "install `yujing[spark]` and Java 17, look at `--master`, or leave `--backend spark`",
    ),
    Text(
        "`--backend spark` 要用 pyspark 和 Java，并且能连上 `--master` 所说的集群。点名要集群的，"
        "不会悄悄换成别的方式计算。\n\n"
        "不接受：没有安装 pyspark 时运行 `yujing evaluate --engine columnar --backend spark`\n"
        "接受：`yujing evaluate --engine columnar`，由 DuckDB 计算，结果逐字节相同",
        "`--backend spark` needs pyspark, Java, and a cluster that answers at `--master`. Who "
        "names a cluster is not quietly served by another way.\n\n"
        "Rejected: `yujing evaluate --engine columnar --backend spark` without pyspark\n"
        "Accepted: `yujing evaluate --engine columnar`, run by DuckDB; the answers are equal "
        "byte for byte",
    ),
)

CODES: tuple[Code, ...] = (
    LIBRARY_MISSING,
    QUERY_FAILED,
    NOT_IN_BULK,
    ANOTHER_ANSWERED,
    SPARK_MISSING,
)
