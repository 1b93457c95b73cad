"""What is wrong, said once: a text in two languages, a place, and one type of problem.

Every layer reports what it finds as `Problem`s made from a `Code`; nothing is
printed here.  `engine.catalogue` lists the codes, `engine.reporting` renders them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """Words for people, in Chinese and in English.

    >>> Text("红色", "Red").to("zh")
    '红色'
    """

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """Return the wording in `language`; where only one is given, that one."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def format(self, **args: object) -> Text:
        """Return this text with its `{names}` filled in, in both languages.

        An argument that is itself a `Text` is worded in the language it lands in.
        """
        return Text(
            self.zh.format(**_worded(args, "zh")),
            self.en.format(**_worded(args, "en")),
        )


NO_TEXT = Text("", "")


def _worded(args: dict[str, object], language: Language) -> dict[str, object]:
    return {k: v.to(language) if isinstance(v, Text) else v for k, v in args.items()}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: lines and columns count from 1, columns in characters.

    Line 0 means the file as a whole.  `excerpt` is the text of the first line,
    so that a problem can be shown long after its file has changed.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    excerpt: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a stable code, a place, what is the matter and what to do about it."""

    code: str
    severity: Severity
    place: Place
    message: Text
    hint: Text | None = None

    def sort_key(self) -> tuple[object, ...]:
        """Order by place, then code, so that a report reads from top to bottom."""
        return (self.place, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem: the wording of its message and its page in the manual.

    `message` and `hint` are templates; `page` says what the code means, why it is
    an error here, and shows a rejected and an accepted snippet.
    """

    id: str
    severity: Severity
    message: Text
    hint: Text | None = None
    page: Text = NO_TEXT

    def at(self, place: Place, hint: Text | None = None, **args: object) -> Problem:
        """Return the problem of this kind at `place`; `hint` replaces the usual hint."""
        usual = self.hint.format(**args) if self.hint and hint is None else None
        return Problem(self.id, self.severity, place, self.message.format(**args), hint or usual)


class ProblemsFound(Exception):
    """Raised once, at the boundary of a job, with every problem the job met."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=Problem.sort_key))
        super().__init__(f"{len(self.problems)} problems")


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those of `problems` that refuse the job, sorted by place."""
    return sorted((p for p in problems if p.severity == "error"), key=Problem.sort_key)


def did_you_mean(word: str, known: Iterable[str]) -> Text | None:
    """Return the hint that names the known word nearest to `word`, or None.

    >>> did_you_mean("hazard_cout", ["hazard_count", "level"]).en
    'did you mean `hazard_count`?'
    """
    from difflib import get_close_matches  # slow to load, and only needed for mistakes

    near = get_close_matches(word, sorted(set(known)), 1)
    return Text(f"是否要写“{near[0]}”？", f"did you mean `{near[0]}`?") if near else None
