"""Codes of lints, read from the docstrings of `engine/policy/lint` without importing it.

A lint is a module whose docstring is its manual page.  The catalogue stands below the
policy layer, so that it takes the text of the modules and not the modules.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from engine.catalogue.lint_entry import lint_code
from engine.problems import Code

_FOLDER = Path(__file__).parent.parent / "policy" / "lint"


def _pages() -> list[str]:
    files = sorted(_FOLDER.glob("*.py"))
    pages = (ast.get_docstring(ast.parse(f.read_text("utf-8"))) or "" for f in files)
    return [page for page in pages if re.match(r"L\d{3} ", page)]


CODES: tuple[Code, ...] = tuple(lint_code(page) for page in _pages())
