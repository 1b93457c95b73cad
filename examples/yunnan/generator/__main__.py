"""Make the whole example anew: `python -m examples.yunnan.generator [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from examples.yunnan.generator.world import write_world

if __name__ == "__main__":
    usual = Path(__file__).resolve().parent.parent
    write_world(Path(sys.argv[1]) if len(sys.argv) > 1 else usual)
