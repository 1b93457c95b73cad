"""One entry of the catalogues of files: wording, hint and manual page side by side."""

from __future__ import annotations

from engine.problems import Code, Text

Words = tuple[str, str]  # Chinese, English


def entry(
    id: str, message: Words, *, hint: Words, page: Words, rejected: str, accepted: str
) -> Code:
    """Return the code whose page ends with a refused and an accepted piece of a file."""
    zh, en = page
    bad, good = _indented(rejected), _indented(accepted)
    return Code(
        id,
        "error",
        Text(*message),
        Text(*hint),
        Text(
            f"{zh}\n\n不接受：\n\n{bad}\n\n接受：\n\n{good}\n",
            f"{en}\n\nRejected:\n\n{bad}\n\nAccepted:\n\n{good}\n",
        ),
    )


def _indented(snippet: str) -> str:
    return "\n".join(f"    {line}" for line in snippet.split("\n"))
