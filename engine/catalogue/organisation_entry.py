"""How an entry of H codes is written: message, hint and manual page in two languages."""

from __future__ import annotations

from engine.problems import Code, Severity, Text


def page(zh: str, en: str, rejected: str, accepted: str) -> Text:
    """Return a manual page: what it means and why, then what is refused and accepted."""
    return Text(
        f"{zh}\n\n不接受：\n\n{_indent(rejected)}\n\n接受：\n\n{_indent(accepted)}\n",
        f"{en}\n\nRejected:\n\n{_indent(rejected)}\n\nAccepted:\n\n{_indent(accepted)}\n",
    )


def _indent(snippet: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in snippet.splitlines())


def entry(
    id: str,
    message: tuple[str, str],
    hint: tuple[str, str] | None,
    page: Text,
    severity: Severity = "error",
) -> Code:
    """Return a code: each pair is the wording in Chinese and in English."""
    return Code(id, severity, Text(*message), Text(*hint) if hint else None, page)
