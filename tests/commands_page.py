"""Write docs/commands.md, the list of all commands: `python tests/commands_page.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/commands.md"
HEAD = """# Commands 命令

Made by `python tests/commands_page.py`; a test keeps it in step.
Options: `yujing COMMAND --help`, in English with `--lang en`, in Chinese with `--lang zh`.

| | | |
|---|---|---|
"""


def page() -> str:
    """Return the page, one command a line, in the order in which a newcomer needs them."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    import cli

    rows = (f"| `yujing {s.name}` | {s.help.zh} | {s.help.en} |\n" for s in cli.COMMANDS)
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
