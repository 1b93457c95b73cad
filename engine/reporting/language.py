"""Which language to speak, and how click is made to speak it too."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence

from engine.problems import Language

LOCALE = os.path.join(os.path.dirname(__file__), "locale")


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language: `--lang`, else YUJING_LANG, else the locale's, else Chinese.

    The tool is made for offices that work in Chinese; a locale without a language (`C`,
    `POSIX`) says nothing.

    >>> choose_language(["check", "--lang", "en"], {}), choose_language([], {"LANG": "C"})
    ('en', 'zh')
    >>> choose_language([], {"LANG": "en_GB.UTF-8"})
    'en'
    """
    for word, following in zip(arguments, [*arguments, ""][1:], strict=True):
        asked = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and asked in ("zh", "en"):
            return "zh" if asked == "zh" else "en"
    for name in ("YUJING_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = environment.get(name, "").lower()
        if spoken and spoken.split(".")[0] not in ("c", "posix"):
            return "zh" if spoken.startswith("zh") else "en"
    return "zh"


def translate_click(language: Language) -> None:
    """Let gettext, which click asks for its own words, answer in `language`."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", LOCALE)
    gettext.textdomain("messages")
