"""A YAML file as plain data, with the place of every key and value: strict, never guessing.

The events of PyYAML's parser are walked once.  Anchors, tags and merge keys are refused
where they stand, so nothing is ever expanded; keys are always text; unquoted words are
read by `engine.policy.plain`.  One walk reports everything it finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from engine.catalogue import yaml as codes
from engine.catalogue import yaml_words as words
from engine.policy.document import Document, Path, Span
from engine.policy.encoding import decode
from engine.policy.plain import full_width_in_key, read_plain
from engine.policy.unparsable import explain
from engine.problems import Code, Problem
from engine.source import Source

__all__ = ["Document", "Path", "load_document", "parser_name"]

MAX_DEPTH = 40


def load_document(file: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """Return the document in `data` and every problem met on the way.

    No document where the file could not be read to its end; with problems, a document
    still has what could be read, so that its shape can be checked in the same run.
    """
    text, problems = decode(file, data)
    if text is None:
        return None, problems
    walk = _Walk(Source(file, text))
    try:
        walk.run(_events(text))
    except yaml.YAMLError as error:
        problem = _unparsable(walk, error)
        said = any(p.place == problem.place for p in walk.problems)  # the word that broke it
        return None, walk.problems if said else [*walk.problems, problem]
    if walk.stopped:
        return None, walk.problems
    doubtful = frozenset(walk.doubtful)
    return Document(walk.source, walk.root, walk.spans, walk.keys, doubtful), walk.problems


@cache
def parser_name() -> str:
    """Return which parser reads policy files: `libyaml`, or `python` where it is not built."""
    return "libyaml" if hasattr(yaml, "CSafeLoader") else "python"


def _events(text: str) -> Iterator[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while True:
            event = loader.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            yield event
    finally:
        loader.dispose()


def _unparsable(walk: _Walk, error: yaml.YAMLError) -> Problem:
    context = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context
    return explain(
        walk.source,
        f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or error}",
        context.index if context else None,
        mark.index if mark else 0,
        walk.last_quoted,
    )


@dataclass(slots=True)
class _Frame:
    """A map or list that is being read."""

    path: Path
    start: int
    flow: bool
    kept: bool  # false inside a value that is thrown away
    items: dict[str, Any] | list[Any]
    end: int = 0
    key: str | None = None  # of the value that comes next; None where a key comes next
    key_span: Span = (0, 0)
    discard: bool = False  # the value that comes next is thrown away
    is_key: bool = False  # stands where a key should be


@dataclass
class _Walk:
    source: Source
    root: Any = None
    spans: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    doubtful: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    documents: int = 0
    stopped: bool = False
    last_quoted: Span | None = None

    def run(self, events: Iterator[Any]) -> None:
        scalar, start = self._scalar, self._start
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                start(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._end(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                self._document(event)
            if self.stopped:
                return
        if not self.documents or self.root is None:
            self._report(codes.EMPTY, 0, 0)
            self.stopped = True

    def _report(self, code: Code, start: int, end: int, **args: str | int) -> None:
        self.problems.append(code.at(self.source.place(start, end), None, **args))

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._report(codes.SECOND_DOCUMENT, event.start_mark.index, event.end_mark.index)
            self.stopped = True

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.items) is dict:
            self._key(frame, event)
            return
        start, end = event.start_mark.index, event.end_mark.index
        value = event.value
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        elif event.style:  # quoted, or a block
            self.last_quoted = (start, end)
        else:
            value = self._plain(frame, event.value, start, end)
        self._store(value, start, end)

    def _plain(self, frame: _Frame | None, text: str, start: int, end: int) -> Any:
        value, code = read_plain(text)
        in_list = frame is not None and frame.flow and type(frame.items) is list
        if code is None and in_list and "，" in text:
            code, start = words.FULL_WIDTH, start + text.index("，")
            end = start + 1
        if frame is None and text and code is None:
            self._bare_text(text, start, end)
        elif not text and frame is not None and frame.flow:
            self._no_space(frame)
        if code is not None:
            written = self.source.text[start:end] if code is words.FULL_WIDTH else text
            self._report(code, start, end, text=written.strip("\n"))
            self.doubtful.add(self._next_path())
        return value

    def _bare_text(self, text: str, start: int, end: int) -> None:
        """A file that is one unquoted text: its colon is missing, or a full-width one."""
        self.doubtful.add(())
        at = text.find("：")
        if at < 0:
            self._report(codes.NO_COLON, start, end, text=text)
        else:
            self._report(words.FULL_WIDTH, start + at, start + at + 1, text="：")

    def _no_space(self, frame: _Frame) -> None:
        """`{level:red}` is the name `level:red` with nothing behind it."""
        start, end = frame.key_span
        if frame.key and ":" in frame.key and self.source.text[start] not in "\"'":
            self._report(words.NO_SPACE, start, end, text=frame.key)
            self.doubtful.add(self._next_path())

    def _key(self, frame: _Frame, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        key: str = event.value
        frame.key, frame.key_span = key, (start, end)
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        elif not event.style:
            self._plain_key(frame, key, start, end)
        path = (*frame.path, key)
        first = self.keys.get(path) if frame.kept else None
        if key in frame.items or (frame.discard and first):
            self._duplicate(key, start, end, first or (start, end))
            frame.discard = True
        elif frame.kept and not frame.discard:
            self.keys[path] = (start, end)

    def _plain_key(self, frame: _Frame, key: str, start: int, end: int) -> None:
        if key == "<<":
            self._report(codes.MERGE_KEY, start, end)
            frame.discard = True
        elif key == "":
            self._report(codes.NOT_A_KEY, start, end)
            frame.discard = True
        else:
            at = full_width_in_key(key)
            if at is not None:
                self._report(words.FULL_WIDTH, start + at, start + at + 1, text=key[at])
                self.doubtful.add((*frame.path, key))

    def _duplicate(self, key: str, start: int, end: int, first: Span) -> None:
        place = self.source.place(*first)
        self._report(codes.DUPLICATE, start, end, key=key, line=place.line, column=place.column)

    def _properties(self, event: Any) -> None:
        """Refuse an anchor or a tag; `!= red` is a tag to YAML and a test to people."""
        start, end = event.start_mark.index, event.end_mark.index
        text = self.source.text[start:end]
        if event.anchor is not None:
            self._report(codes.ANCHOR, start, start + len(event.anchor) + 1, name=event.anchor)
        elif text.startswith("!="):
            self._report(words.OPERATOR, start, end, text=text.strip())
        else:
            word = text.split(None, 1)[0] if text.strip() else text
            self._report(codes.TAG, start, start + len(word), text=word)
        self.doubtful.add(self._next_path())

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self._report(codes.ANCHOR, start, end, name=event.anchor)
        self.doubtful.add(self._next_path())
        frame = self.stack[-1]
        if frame.key is None and type(frame.items) is dict:
            frame.key, frame.discard = "", True
            return
        self._store(None, start, end)

    def _next_path(self) -> Path:
        if not self.stack:
            return ()
        frame = self.stack[-1]
        if type(frame.items) is list:
            return (*frame.path, len(frame.items))
        return frame.path if frame.key is None else (*frame.path, frame.key)

    def _start(self, event: Any, items: dict[str, Any] | list[Any]) -> None:
        start = event.start_mark.index
        if len(self.stack) == MAX_DEPTH:
            self._report(codes.TOO_DEEP, start, start + 1, limit=MAX_DEPTH)
            self.stopped = True
            return
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        outer = self.stack[-1] if self.stack else None
        kept = outer is None or (outer.kept and not outer.discard)
        is_key = outer is not None and outer.key is None and type(outer.items) is dict
        if is_key:
            self._report(codes.NOT_A_KEY, start, event.end_mark.index)
        frame = _Frame(self._next_path(), start, event.flow_style, kept and not is_key, items)
        frame.is_key, frame.end = is_key, event.end_mark.index
        self.stack.append(frame)

    def _end(self, event: Any) -> None:
        frame = self.stack.pop()
        # The parser ends a block where the next thing begins, comments included.
        end = event.end_mark.index if frame.flow else frame.end
        if frame.is_key:
            outer = self.stack[-1]
            outer.key, outer.discard, outer.end = "", True, end
        else:
            self._store(frame.items, frame.start, end)

    def _store(self, value: Any, start: int, end: int) -> None:
        if not self.stack:
            self.root, self.spans[()] = value, (start, end)
            return
        frame = self.stack[-1]
        frame.end = end
        items = frame.items
        if type(items) is list:
            path: Path = (*frame.path, len(items))
            items.append(value)
        else:
            key = frame.key or ""
            path = (*frame.path, key)
            frame.key = None
            if frame.discard:
                frame.discard = False
                return
            items[key] = value  # type: ignore[call-overload]
        if frame.kept:
            self.spans[path] = (start, end)
