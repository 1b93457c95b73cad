"""One entry of a catalogue: wording, hint and manual page written side by side."""

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
    """Return the code whose page ends with a rejected and an accepted snippet."""
    zh, en = page
    bad, good = _indented(rejected), _indented(accepted)
    return Code(
        id,
        severity,
        Text(*message),
        Text(*hint) if hint else None,
        Text(
            f"{zh}\n\n不接受：\n\n{bad}\n\n接受：\n\n{good}\n",
            f"{en}\n\nRejected:\n\n{bad}\n\nAccepted:\n\n{good}\n",
        ),
    )


def _indented(snippet: str) -> str:
    return "\n".join(f"    {line}" for line in snippet.split("\n"))
