"""An editor for tests: starts `yujing lsp` and speaks to it over stdin and stdout."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60


class Client:
    """One session; every wait ends."""

    def __init__(self, language: str = "en") -> None:
        command = [sys.executable, "-W", "error", str(ROOT / "cli.py"), "lsp", "--lang", language]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT)
        self.inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.number = 0
        self.kept: list[dict[str, Any]] = []
        self.versions: dict[str, int] = {}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.tell("initialized", {})

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline().strip():
                pass
            self.inbox.put(json.loads(out.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.inbox.get(timeout=PATIENCE)
            if message.get("id") == self.number and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")
            self.kept.append(message)

    def open(self, file: Path) -> None:
        text = file.read_text("utf-8")
        item = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.versions[file.as_uri()] = 1
        self.tell("textDocument/didOpen", {"textDocument": item})

    def write(self, file: Path, text: str) -> None:
        self.versions[file.as_uri()] += 1
        named = {"uri": file.as_uri(), "version": self.versions[file.as_uri()]}
        self.kept.clear()
        params = {"textDocument": named, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", params)

    def problems(self, file: Path) -> list[dict[str, Any]]:
        """Return what is shown for the file the next time that something is."""
        while True:
            for message in self.kept:
                params = message.get("params", {})
                shown = message.get("method") == "textDocument/publishDiagnostics"
                if shown and params["uri"] == file.as_uri():
                    self.kept.remove(message)
                    found: list[dict[str, Any]] = params["diagnostics"]
                    return found
            self.kept.append(self.inbox.get(timeout=PATIENCE))

    def at(self, file: Path, text: str, words: str, after: int = 0) -> dict[str, Any]:
        """Return the place `after` characters behind the start of `words`."""
        offset = text.index(words) + after
        line = text.count("\n", 0, offset)
        before = text[text.rfind("\n", 0, offset) + 1 : offset]
        column = len(before.encode("utf-16-le")) // 2
        place = {"line": line, "character": column}
        return {"textDocument": {"uri": file.as_uri()}, "position": place}

    def end(self) -> int:
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.process.stdin is not None
        code = self.process.wait(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code
