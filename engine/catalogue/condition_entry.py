"""One entry of the condition catalogue: wording and manual page written side by side."""

from __future__ import annotations

from engine.problems import Code, Severity, Text

Words = tuple[str, str]  # Chinese, English


def entry(
    id: str,
    message: Words,
    page: Words,
    rejected: str,
    accepted: str,
    *,
    hint: Words | None = None,
    severity: Severity = "error",
) -> Code:
    """Return the code whose page ends with a rejected and an accepted snippet.

    A snippet is what stands behind `when:`; one with `field: ` before it is a cell.
    """
    zh, en = page
    return Code(
        id,
        severity,
        Text(*message),
        Text(*hint) if hint else None,
        Text(
            f"{zh}\n错误：{rejected}\n正确：{accepted}",
            f"{en}\nRejected: {rejected}\nAccepted: {accepted}",
        ),
    )
