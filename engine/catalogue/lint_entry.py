"""The code of a lint, read from the docstring of its module: that is its manual page."""

from __future__ import annotations

from engine.problems import Code, Text

KEYS = ("zh", "en", "hint zh", "hint en")
PARTS = ("Rejected", "Accepted")


def lint_code(page: str | None) -> Code:
    """Return the code that a docstring describes: id, wording, hint, page.

    First line: id and severity.  Then `zh:`, `en:` (the message), `hint zh:`, `hint en:`;
    then a paragraph in Chinese, one in English, and the two snippets.
    """
    head, *blocks = [block.strip("\n") for block in (page or "").strip().split("\n\n")]
    id, severity = head.rstrip(".").split(":")[0].split()
    words = dict.fromkeys(KEYS, "")
    key = ""
    for line in blocks[0].splitlines():
        name, _, rest = line.partition(": ")
        key = name if name in KEYS else key
        words[key] += rest if name in KEYS else f" {line.strip()}"
    zh, en = ("".join(blocks[1].splitlines()), " ".join(blocks[2].splitlines()))
    rejected, accepted = _snippets("\n\n".join(blocks[3:]))
    hint = Text(words["hint zh"], words["hint en"])
    return Code(
        id,
        "error" if severity == "error" else "warning",
        Text(words["zh"], words["en"]),
        hint if hint.en else None,
        Text(
            f"{zh}\n\n不接受：\n\n{rejected}\n\n接受：\n\n{accepted}\n",
            f"{en}\n\nRejected:\n\n{rejected}\n\nAccepted:\n\n{accepted}\n",
        ),
    )


def _snippets(text: str) -> tuple[str, str]:
    _, _, rest = text.partition(f"{PARTS[0]}:\n\n")
    rejected, _, accepted = rest.partition(f"\n\n{PARTS[1]}:\n\n")
    return rejected, accepted
