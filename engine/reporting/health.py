"""What is installed and what works here: the answers of `yujing doctor`."""

from __future__ import annotations

import locale
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from engine.problems import Language, Text
from engine.shipped import shipped

WELL, MISSING, ABSENT = Text("正常", "ok"), Text("缺", "MISSING"), Text("未装", "absent")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, whether the main job needs it."""

    what: Text
    well: bool
    needed: bool
    detail: str = ""
    otherwise: Text | None = None


def examine() -> list[Finding]:
    """Look at the program, its executors, formats, encodings and fonts."""
    return [finding for look in LOOKS for finding in look()]


def _program() -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding(Text("Python", "Python"), sys.version_info >= (3, 11), True, version)
    for name in ("policies", "schemas"):
        folder = shipped(name)
        what = Text(f"随附的 {name}", f"shipped {name}")
        yield Finding(what, folder.is_dir(), True, str(folder))


def _executors() -> Iterator[Finding]:
    yield Finding(Text("执行器 reference", "executor reference"), True, True)
    probe = "import durable.engine"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False)
    yield Finding(
        Text("执行器 forward（durable-rules）", "executor forward (durable-rules)"),
        done.returncode == 0,
        False,
        otherwise=Text(
            "由参考执行器回答，结果相同；需要 C 编译器和 Python 3.11、3.12",
            "the reference answers, with the same outcomes; needs a C compiler and Python < 3.13",
        ),
    )


PACKAGES = (
    ("yaml", Text("读规则（PyYAML）", "reads policies (PyYAML)"), True, None),
    ("jsonschema", Text("核对规则的形式", "checks the shape of policies"), True, None),
    ("python_calamine", Text("读工作簿 xlsx、xls", "reads workbooks xlsx, xls"), True, None),
    ("openpyxl", Text("写工作簿 xlsx", "writes workbooks xlsx"), True, None),
    (
        "duckdb",
        Text("读写 Parquet", "reads and writes Parquet"),
        False,
        Text("安装 yujing[parquet]", "install yujing[parquet]"),
    ),
)


def _packages() -> Iterator[Finding]:
    for name, what, needed, otherwise in PACKAGES:
        yield Finding(what, find_spec(name) is not None, needed, otherwise=otherwise)
    from engine.policy import loading

    fast = loading.parser_name() == "libyaml"
    yield Finding(
        Text("YAML 用 C 解析", "YAML is parsed in C"),
        fast,
        False,
        otherwise=Text("较慢，结果相同", "slower, with the same results"),
    )


def _encodings() -> Iterator[Finding]:
    name = sys.stdout.encoding or "?"
    yield Finding(Text("终端编码", "console encoding"), True, False, name)
    yield Finding(
        Text("系统编码", "system encoding"), True, False, locale.getpreferredencoding(False)
    )
    for text in ("级别 √ × ▲ │ └",):
        try:
            text.encode(name)
            well = True
        except (UnicodeEncodeError, LookupError):
            well = False
        otherwise = Text(
            "显示为问号，写入文件不受影响", "shown as question marks; files are not affected"
        )
        yield Finding(
            Text("终端能显示中文", "console shows Chinese"), well, False, otherwise=otherwise
        )


def _fonts() -> Iterator[Finding]:
    what = Text("中文字体（打印和图）", "Chinese font (prints and drawings)")
    if shutil.which("fc-list") is None:
        if sys.platform.startswith("linux"):
            yield Finding(what, False, False, otherwise=Text("没有 fontconfig", "no fontconfig"))
        return
    done = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    found = sorted({line.split(",")[0] for line in done.stdout.splitlines() if line})
    otherwise = Text("安装任一中文字体", "install any Chinese font")
    yield Finding(what, bool(found), False, ", ".join(found[:3]), otherwise=otherwise)


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _program,
    _executors,
    _packages,
    _encodings,
    _fonts,
)


def as_text(findings: list[Finding], language: Language) -> str:
    """Return one line a finding: state, what it is, detail, what to do where it is not well."""
    return "\n".join(_line(finding, language) for finding in findings)


def _line(finding: Finding, language: Language) -> str:
    state = WELL if finding.well else MISSING if finding.needed else ABSENT
    mark = "√" if finding.well else "×" if finding.needed else "-"
    parts = [f"{mark} {state.to(language)}", finding.what.to(language), finding.detail]
    if not finding.well and finding.otherwise:
        parts.append(finding.otherwise.to(language))
    return "  ".join(part for part in parts if part)
