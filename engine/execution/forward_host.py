"""Patterns matched by durable-rules in the one way that neither crashes, hangs nor errs.

This is the only module that knows the library.  It keeps to these rules, each of which
avoids a fault of durable-rules 2.0.28 that was reproduced (docs/decisions/0005):

- a host without threads, one live session a ruleset, deleted when its subject is done;
- a first fact that fires in every session, since deleting a session in which nothing
  fired frees memory that was never set;
- short ids of our own, facts asserted singly, their values checked before;
- only `field operator literal` on one type, joined by one flat `and` that starts with
  a test that must hold; every field that is tested is present in the fact;
- at most 60 patterns a ruleset: more alternatives at once overflow a stack of 64;
- actions of one parameter that only record; whatever else happens is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

from engine.language.types import INT64_MAX, INT64_MIN

MAX_PATTERNS = 60  # a ruleset; the library's stack holds 64 alternatives
MAX_TESTS = 60  # a pattern
MAX_FIELDS = 200  # a fact; the library's table holds 252
MAX_TEXT = 60_000  # bytes; the library counts them in 16 bits
SESSION_FACTS = 500  # each stored fact takes 8.4 kB until its session is deleted

Literal = int | str
Test = tuple[str, str, Literal]  # field, operator, literal
Pattern = tuple[Test, ...]
Fact = dict[str, Literal]

TABLE = "table"  # the field whose test comes first in every pattern
RESERVED = frozenset({"id", "sid", "$s", "exception", "opening"})
OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_SESSION, _OPENING = "x", {TABLE: " opening", "id": "open", "sid": "x"}


class HostFault(Exception):
    """The library did what it should not: the subject at hand gets no answer from it."""


class UnfitFact(HostFault):
    """A fact that the library cannot hold, such as a text that is too long."""


def check_fact(fact: Mapping[str, Literal]) -> None:
    """Raise `UnfitFact` unless the library can hold `fact` and compare it rightly."""
    if len(fact) > MAX_FIELDS:
        raise UnfitFact(f"{len(fact)} fields")
    for name, value in fact.items():
        if type(value) is int:
            if not INT64_MIN <= value <= INT64_MAX:
                raise UnfitFact(f"{name}: {value}")
        elif type(value) is not str:
            raise UnfitFact(f"{name}: {type(value).__name__}")
        elif len(value) > MAX_TEXT or not (value.isascii() or _fits(value)):
            raise UnfitFact(f"{name}: a text of {len(value)} characters")


def _fits(text: str) -> bool:
    try:
        return len(text.encode()) <= MAX_TEXT
    except UnicodeEncodeError:  # half a surrogate pair: no text at all
        return False


def name_hash(name: str) -> int:
    """Return the 32-bit hash by which the library knows a field."""
    state = 2166136261
    for byte in name.encode():
        state = ((state ^ byte) * 16777619) & 0xFFFFFFFF
    return state


def check_pattern(pattern: Pattern) -> None:
    """Raise `HostFault` unless `pattern` is one that the library matches rightly."""
    if not pattern or pattern[0][:2] != (TABLE, "==") or len(pattern) > MAX_TESTS:
        raise HostFault(f"not a pattern: {pattern!r:.200}")
    names = {field for field, _, _ in pattern} - {TABLE}
    if bad := [n for n in names if "." in n or n.startswith("$") or n in RESERVED]:
        raise HostFault(f"field names {bad}")
    check_fact({f"{n}": literal for n, (_, _, literal) in enumerate(pattern)})


def check_names(names: Iterable[str]) -> None:
    """Raise `HostFault` where two fields of one ruleset would be one to the library."""
    seen: dict[int, str] = {}
    for name in (TABLE, *RESERVED, *names):
        if seen.setdefault(name_hash(name), name) != name:
            raise HostFault(f"`{name}` and `{seen[name_hash(name)]}` have one hash")


class Host:
    """Rulesets ready to match facts: ruleset -> pattern name -> pattern.

    Several patterns may share what they report: `match` returns the reports of the
    patterns that hold for a fact.  Call `end` after each subject and `close` at last.
    """

    def __init__(self, rulesets: Mapping[str, Mapping[str, Pattern]]) -> None:
        self.sessions = 0
        self._fired: list[tuple[str, str]] = []
        self._open: dict[str, int] = {}  # ruleset -> facts in its session
        self._opened = 0
        self._library, self._host = _quiet_host()
        for name, patterns in rulesets.items():
            self._register(name, patterns)

    def _register(self, name: str, patterns: Mapping[str, Pattern]) -> None:
        if len(patterns) > MAX_PATTERNS:
            raise HostFault(f"{len(patterns)} patterns in ruleset {name}")
        for pattern in patterns.values():
            check_pattern(pattern)
        check_names({field for pattern in patterns.values() for field, _, _ in pattern})
        rules: dict[str, Any] = {
            rule: {"all": [{"m": _conjunction(pattern)}], "run": self._recorder(rule)}
            for rule, pattern in patterns.items()
        }
        opening = _conjunction(((TABLE, "==", _OPENING[TABLE]),))
        rules[" opening"] = {"all": [{"m": opening}], "run": self._count_opening}
        self._host.register_rulesets({name: rules})

    def _recorder(self, rule: str) -> Callable[[Any], None]:
        def record(context: Any) -> None:  # one parameter: two would make it asynchronous
            self._fired.append((rule, context._m["m"]["id"]))

        return record

    def _count_opening(self, _context: Any) -> None:
        self._opened += 1

    def match(self, ruleset: str, fact: Fact) -> list[str]:
        """Return the names of the patterns of `ruleset` that hold for `fact`."""
        check_fact(fact)
        number = self._session(ruleset)
        fact["id"], fact["sid"] = str(number), _SESSION
        self._assert(ruleset, fact)
        if self._fired and any(of != fact["id"] for _, of in self._fired):
            raise HostFault(f"a pattern fired for another fact: {self._fired}")
        return [rule for rule, _ in self._fired]

    def _session(self, ruleset: str) -> int:
        """Return the number of the next fact in the session of `ruleset`, opening it."""
        number = self._open.get(ruleset, -1) + 1
        if number == SESSION_FACTS:  # patterns look at one fact: a new session forgets nothing
            self._delete(ruleset)
            number = 0
        if number == 0:
            self._start(ruleset)
        self._open[ruleset] = number
        return number

    def _start(self, ruleset: str) -> None:
        before, self.sessions = self._opened, self.sessions + 1
        self._assert(ruleset, dict(_OPENING))
        if self._opened != before + 1:
            raise HostFault("the opening fact fired nothing")
        self._open[ruleset] = 0

    def _assert(self, ruleset: str, fact: Fact) -> None:
        self._fired.clear()
        try:
            state = self._host.assert_fact(ruleset, fact)
        except self._library.MessageNotHandledException:
            if self._fired:
                raise HostFault("an unmatched fact fired") from None
            return  # no pattern looks at this fact: normal
        except Exception as error:
            raise HostFault(f"{type(error).__name__}: {error!s:.200}") from error
        if not isinstance(state, dict) or "exception" in state:
            raise HostFault(f"state after a fact: {state!r:.500}")

    def _delete(self, ruleset: str) -> None:
        del self._open[ruleset]
        try:
            self._host.delete_state(ruleset, _SESSION)
        except Exception as error:
            raise HostFault(f"{type(error).__name__}: {error!s:.200}") from error

    def end(self) -> None:
        """Delete the sessions of the subject just done."""
        for ruleset in list(self._open):
            self._delete(ruleset)

    def close(self) -> None:
        """Delete everything; a host merely dropped would keep its memory."""
        self.end()
        import durable_rules_engine

        for ruleset in self._host._ruleset_list:
            durable_rules_engine.delete_ruleset(ruleset._handle)
        self._host._ruleset_list.clear()
        self._host._ruleset_directory.clear()


def _quiet_host() -> tuple[ModuleType, Any]:
    """Return the library and a host of it that starts no thread."""
    from durable import engine as library

    class Quiet(library.Host):  # type: ignore[misc]
        def _run(self) -> None:
            """Start nothing: the library's threads walk sessions that were deleted."""

    return library, Quiet()


def _conjunction(pattern: Pattern) -> dict[str, Any]:
    tests: list[dict[str, Any]] = [
        {field: literal} if operator == "==" else {OPERATORS[operator]: {field: literal}}
        for field, operator, literal in pattern
    ]
    return {"$and": tests} if len(tests) > 1 else tests[0]


def library_state() -> str:
    """Return "" where the library can be used, else why not, for a report."""
    try:
        _quiet_host()
        import durable_rules_engine  # noqa: F401
    except Exception as error:  # a broken build can raise anything
        return f"{type(error).__name__}: {error}"
    return ""
