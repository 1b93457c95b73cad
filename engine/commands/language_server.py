"""The server that editors start, over stdin and stdout; the only owner of pygls."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from engine.problems import Language, Place, Problem
from engine.service.editor import Editor, folder_of, word_at

PAUSE = 0.25  # seconds without a keystroke, before the set is checked


def available() -> bool:
    """Whether the library is installed."""
    from importlib.util import find_spec

    return find_spec("pygls") is not None


def serve(language: Language) -> None:
    """Serve one editor until it ends."""
    _server(language).start_io()


def _server(language: Language) -> Any:
    from lsprotocol import types as lsp
    from pygls.lsp.server import LanguageServer

    from engine.service.runs import tool_version

    server = LanguageServer("yujing", tool_version())
    editor = Editor()
    checks = _Checks(server, editor, language)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        await checks.run(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        await checks.run(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        await checks.later(params.text_document.uri)

    completing = lsp.CompletionOptions(trigger_characters=[" ", ":", "{", "[", ",", '"'])

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, completing)
    def complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        document = server.workspace.get_text_document(params.text_document.uri)
        offset = document.offset_at_position(params.position)
        found = editor.complete(Path(document.path), document.source, offset)
        start, _ = word_at(document.source, offset)
        span = lsp.Range(_position(server, document, start), params.position)
        items = [
            lsp.CompletionItem(
                label=one.word,
                detail=one.title or None,
                documentation=one.description or None,
                filter_text=one.word,
                sort_text=f"{number:04}",
                text_edit=lsp.TextEdit(span, one.word),
            )
            for number, one in enumerate(found)
        ]
        return lsp.CompletionList(is_incomplete=False, items=items)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        offset = document.offset_at_position(params.position)
        words = editor.hover(Path(document.path), document.source, offset, language)
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, words) if words else None
        return lsp.Hover(content) if content else None

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def define(params: lsp.DefinitionParams) -> lsp.Location | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        offset = document.offset_at_position(params.position)
        place = editor.define(Path(document.path), document.source, offset)
        return _location(server, place) if place else None

    return server


class _Checks:
    """Checks the set of a file, and shows what is wrong in each file that is concerned."""

    def __init__(self, server: Any, editor: Editor, language: Language) -> None:
        self.server, self.editor, self.language = server, editor, language
        self.shown: dict[Path, set[str]] = {}
        self.asked: dict[Path, int] = {}
        self.turn = asyncio.Lock()

    async def later(self, uri: str) -> None:
        """Check once the typing pauses."""
        await self.run(uri, PAUSE)

    async def run(self, uri: str, pause: float = 0) -> None:
        """Check beside the answering of other questions; what is out of date is not shown."""
        folder = folder_of(Path(self.server.workspace.get_text_document(uri).path))
        if folder is None:
            return
        mine = self.asked[folder] = self.asked.get(folder, 0) + 1
        await asyncio.sleep(pause)
        async with self.turn:
            if mine != self.asked[folder]:
                return
            open_ones = self.server.workspace.text_documents.values()
            texts = {Path(d.path): d.source for d in open_ones}
            loop = asyncio.get_running_loop()
            problems = await loop.run_in_executor(None, self.editor.check, folder, texts)
        if mine == self.asked[folder]:
            self._show(folder, problems)

    def _show(self, folder: Path, problems: list[Problem]) -> None:
        from lsprotocol import types as lsp

        by_uri: dict[str, list[lsp.Diagnostic]] = {}
        for problem in problems:
            location = _location(self.server, problem.place)
            found = by_uri.setdefault(location.uri, [])
            hint = f"\n{problem.hint.to(self.language)}" if problem.hint else ""
            error = problem.severity == "error"
            found.append(
                lsp.Diagnostic(
                    range=location.range,
                    message=problem.message.to(self.language) + hint,
                    severity=lsp.DiagnosticSeverity.Error
                    if error
                    else lsp.DiagnosticSeverity.Warning,
                    code=problem.code,
                    source="yujing",
                )
            )
        own = {d.uri for d in self.server.workspace.text_documents.values()
               if folder_of(Path(d.path)) == folder}  # fmt: skip
        for uri in own | self.shown.get(folder, set()) | set(by_uri):
            shown = lsp.PublishDiagnosticsParams(uri, by_uri.get(uri, []))
            self.server.text_document_publish_diagnostics(shown)
        self.shown[folder] = set(by_uri)


def _position(server: Any, document: Any, offset: int) -> Any:
    from lsprotocol import types as lsp

    before = document.source[:offset]
    line = before.count("\n")
    column = offset - (before.rfind("\n") + 1)
    codec = server.workspace.position_codec
    return codec.position_to_client_units(document.lines or [""], lsp.Position(line, column))


def _location(server: Any, place: Place) -> Any:
    """Return a place as the editor counts it: from 0, in its own units."""
    from lsprotocol import types as lsp
    from pygls import uris

    uri = _uri(server, place.file) or uris.from_fs_path(place.file)
    if not Path(place.file).is_file() and not place.line:
        return lsp.Location(uri, lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0)))
    lines = server.workspace.get_text_document(uri).lines or [""]
    start = lsp.Position(max(0, place.line - 1), max(0, place.column - 1))
    end = lsp.Position(max(0, place.end_line - 1), max(0, place.end_column - 1))
    span = lsp.Range(start, end)
    return lsp.Location(uri, server.workspace.position_codec.range_to_client_units(lines, span))


def _uri(server: Any, file: str) -> str | None:
    """Return the name under which the editor has a file open: its spelling may differ."""
    wanted = Path(file).resolve()
    known = server.workspace.text_documents.values()
    return next((d.uri for d in known if Path(d.path).resolve() == wanted), None)
