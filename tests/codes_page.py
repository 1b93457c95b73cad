"""Write docs/codes.md, a page for every problem code: `python tests/codes_page.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/codes.md"
HEAD = """# Problem codes 问题编号

Made by `python tests/codes_page.py` from the catalogue; a test keeps it in step.
One page: `yujing rule CODE`, in English with `--lang en`, in Chinese with `--lang zh`.
"""


def page() -> str:
    """Return the manual: each code in both languages, as `yujing rule` prints it."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from engine.catalogue.index import every_code
    from engine.reporting import manual

    parts = [HEAD]
    for code in every_code().values():
        told = "\n\n".join(manual.page(code, language) for language in ("zh", "en"))
        parts.append(f"\n## {code.id}\n\n~~~text\n{told.rstrip()}\n~~~\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
