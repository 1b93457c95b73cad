"""The command line: which commands there are, in which language, and with which exit code.

0 done, 1 the answer is no, 2 wrong usage or unreadable input, 3 our own fault.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from engine.commands import (
    answers,
    changes,
    editing,
    inspection,
    proving,
    register,
    register_books,
    rules,
    setting,
)
from engine.commands.framework import Spec, run
from engine.problems import Language, ProblemsFound, Text
from engine.reporting import console
from engine.reporting.language import choose_language, translate_click

# These are wrong usage or unreadable input: exit 2, not 1.
UNREADABLE = (
    "F", "G101", "G102", "G103", "G104", "G105", "G106", "G107", "G108", "G131", "G133",
    "G135", "G136", "H16", "M101", "M102", "M103", "M105", "M106", "M107", "M108", "M109",
    "P101", "R102", "R103", "R106", "R107", "R108", "R110", "R111",
    "V101", "V102", "V103", "V123", "V128", "V129", "V130", "V131", "V132", "X170", "X174",
    "W101", "W102", "W104",
)  # fmt: skip

# In the order in which a newcomer needs them.
COMMANDS: tuple[Spec, ...] = (
    rules.check,
    rules.test,
    answers.import_,
    answers.evaluate,
    answers.explain,
    answers.route,
    *inspection.COMMANDS,
    *register.COMMANDS,
    *register_books.COMMANDS,
    changes.simulate,
    changes.diff,
    *proving.COMMANDS,
    *editing.COMMANDS,
    rules.init,
    rules.schema,
    rules.rule,
    setting.doctor,
    setting.completion,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = choose_language(words, os.environ)
    translate_click(language)
    console.survive(sys.stdout)
    console.survive(sys.stderr)
    sys.exit(_run(words, language))


def _run(words: list[str], language: Language) -> int:
    try:
        return run(COMMANDS, words, language)
    except ProblemsFound as found:
        return _report(found, language)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        return _own_fault(fault, language)


def _report(found: ProblemsFound, language: Language) -> int:
    from engine.reporting import problems

    print(problems.as_text(found.problems, language), file=sys.stderr)
    codes = [p.code for p in found.problems if p.severity == "error"]
    return 2 if all(code.startswith(UNREADABLE) for code in codes) else 1


def _own_fault(fault: Exception, language: Language) -> int:
    import traceback  # slow to load, and hardly ever needed

    if console.traced():
        traceback.print_exception(fault)
    where = traceback.extract_tb(fault.__traceback__)[-1]
    words = Text(
        "这是本系统自己的缺陷，不是规则或数据的问题：{kind}（{file}:{line}）。\n"
        "请报告此信息；设 YUJING_TRACE=1 再运行可看到详情。",
        "this is a fault of the program, not of your rules or facts: {kind} ({file}:{line}).\n"
        "Please report it; run again with YUJING_TRACE=1 to see the details.",
    )
    shown = words.format(
        kind=type(fault).__name__, file=os.path.basename(where.filename), line=where.lineno
    )
    print(shown.to(language), file=sys.stderr)
    return 3


if __name__ == "__main__":
    main()
