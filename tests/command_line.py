"""Running the command line in this process, with streams like those of a pipe."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).parents[1]
STARTER = str(ROOT / "policies/starter")
SALTMERE = str(ROOT / "tests/policies/saltmere")
FACTS = f"{STARTER}/example-facts"
LANGUAGES = ("zh", "en")
ON = ("-p", STARTER, "-f", FACTS)


@dataclass(frozen=True)
class Ran:
    code: object
    out: bytes
    words: str  # stderr

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


Run = Callable[..., Ran]


def run_once(*words: str, lang: str = "en") -> Ran:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", "en")  # restored afterwards, whatever a run sets
        patch.setenv("YUJING_LANG", lang)
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as stop:
            cli.main(words)
    for stream in streams:
        stream.flush()
    out, words_said = (stream.detach().getvalue() for stream in streams)
    assert b"Traceback" not in out + words_said
    return Ran(stop.value.code, out, words_said.decode("utf-8"))


def copy_of(source: str, folder: Path) -> Path:
    shutil.copytree(source, folder)
    return folder


def broken(folder: Path) -> Path:
    """The starter set with one mistake in every rule."""
    copy = copy_of(STARTER, folder)
    levels = copy / "levels.yaml"
    text = levels.read_text("utf-8")
    levels.write_text(re.sub(r"cite: (\[[^]]*\]|K\d)", "cite: K9", text), "utf-8")
    return copy
