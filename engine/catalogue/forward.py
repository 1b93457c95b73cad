"""Codes of the forward executor: when another had to answer, and when two disagreed."""

from __future__ import annotations

from engine.problems import Code, Text

LIBRARY_MISSING = Code(
    "X150",
    "warning",
    Text(
        "规则推理组件 durable_rules 用不了（{reason}），全部结果由参考执行器给出",
        "durable_rules cannot be used here ({reason}); the reference executor answered everything",
    ),
    Text(
        "结果不受影响；如需使用，请在 Python 3.11 或 3.12 上安装 `yujing[forward]`",
        "the answers are the same; to use it, install `yujing[forward]` on Python 3.11 or 3.12",
    ),
    Text(
        "前向推理由 durable_rules 完成。它只有源码包，需要 C 编译器，且不能在 Python 3.13 及"
        "以后的版本上导入。没有它时由参考执行器回答，结果逐字节相同，并在此说明。\n\n"
        "会提示：在没有安装 durable_rules 的机器上运行 `yujing evaluate --engine forward`\n"
        "不提示：`yujing evaluate --engine reference`",
        "Forward chaining is done by durable_rules, which comes as source only, needs a C "
        "compiler and does not import on Python 3.13 and later. Without it the reference "
        "executor answers; the answers are equal byte for byte, and this line says so.\n\n"
        "Said: `yujing evaluate --engine forward` where durable_rules is not installed\n"
        "Not said: `yujing evaluate --engine reference`",
    ),
)

WORKER_DIED = Code(
    "X151",
    "warning",
    Text(
        "推理进程两次中断（{reason}），其中 {count} 个对象改由参考执行器给出结果",
        "the worker of durable_rules died twice ({reason}); "
        "the reference executor answered {count} subjects",
    ),
    None,
    Text(
        "durable_rules 在单独的进程里运行，进程崩溃或无响应时会被结束，这一批对象在新进程里"
        "重试一次；再次中断则由参考执行器回答。结果不受影响，其余对象照常进行。\n\n"
        "会提示：同一批对象两次使进程中断\n"
        "不提示：进程只中断一次，重试成功",
        "durable_rules runs in a process of its own. Where that crashes or falls silent it is "
        "ended, and its batch is tried once more in a new one; if that dies too, the reference "
        "executor answers the batch. The answers are the same, and the others go on.\n\n"
        "Said: one batch of subjects ended two workers\n"
        "Not said: a worker ended once and the second try answered",
    ),
)

DISAGREEMENT = Code(
    "X152",
    "error",
    Text(
        "“{subject}”没有给出结果：两个执行器对“{name}”（{row}）的判定不同",
        "`{subject}` gets no answer: two executors disagree on `{name}` of `{row}`",
    ),
    Text(
        "这是程序的错误，请报告；其他对象的结果照常给出",
        "this is a fault of the program, please report it; the others have their answers",
    ),
    Text(
        "每个结果给出之前，都要与参考执行器的结果核对。两者不同，说明程序有错，这个对象就没有"
        "结果，不会随便采用其中一个；其他对象不受影响，命令以退出码 3 结束。\n\n"
        "不接受：推理得“橙色”、参考得“红色”，却输出其中一个\n"
        "接受：两者相同；或用 `--engine reference` 单独计算并报告此问题",
        "Each answer is compared with the reference executor's before it is given. If they "
        "differ the program is at fault, and this subject gets no answer rather than one of "
        "the two; the others are not touched, and the command ends with exit code 3.\n\n"
        "Rejected: forward says orange, the reference says red, and one of them is printed\n"
        "Accepted: both say the same; or `--engine reference` while the fault is reported",
    ),
)

UNFIT_SUBJECT = Code(
    "X153",
    "warning",
    Text(
        "“{subject}”的数据不能交给 durable_rules（{reason}），结果由参考执行器给出",
        "durable_rules could not answer `{subject}` ({reason}); the reference executor did",
    ),
    None,
    Text(
        "durable_rules 有自身的限制，例如文字不能超过 60 千字节。超出限制的对象由参考执行器"
        "回答，结果不受影响。\n\n"
        "会提示：规则要读取的一段文字有 70 千字节\n"
        "不提示：文字很长，但没有规则读取它",
        "durable_rules has limits of its own; a text, for example, may take 60 kB. A subject "
        "beyond them is answered by the reference executor, with the same answer.\n\n"
        "Said: a text that a rule reads takes 70 kB\n"
        "Not said: the text is as long, but no rule reads it",
    ),
)

CODES: tuple[Code, ...] = (LIBRARY_MISSING, WORKER_DIED, DISAGREEMENT, UNFIT_SUBJECT)
