"""zen-engine: one decision graph, whole enterprises as documents, many in a batch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import TABLE, Answers, Enterprise, nested, settled

TITLE, PACKAGE, OBJECTS = "zen-engine (evaluate_batch)", "zen-engine", True
BATCH = 1_000


def graph() -> dict[str, Any]:
    """Return the graph: sums, then either the levels of points or the table by number."""
    hazards = "filter(flatMap(points, #.hazards), #.open)"
    sums = {
        "sector": "sector",
        "hazards": f"len({hazards})",
        "worst": f"max(flatten([0, map({hazards}, #.gravity)]))",
    }
    by_point = {
        "levels": "map(filter(points, some(#.hazards, #.open)), #.level)",
        "hazards": sums["hazards"],
    }
    rows = [
        {
            "_id": row.rule, "i0": ", ".join(map(str, row.sectors)), "i1": str(row.gravity),
            "i2": f">= {row.least}", "o0": f'"{row.rule}"',
        }
        for row in TABLE
    ]  # fmt: skip
    table = {
        "hitPolicy": "first", "passThrough": True, "rules": rows,
        "inputs": [
            {"id": f"i{n}", "name": field, "field": field}
            for n, field in enumerate(("sector", "worst", "hazards"))
        ],
        "outputs": [{"id": "o0", "name": "rule", "field": "rule"}],
    }  # fmt: skip
    choice = {
        "hitPolicy": "first",
        "statements": [{"id": "yes", "condition": "identified"}, {"id": "no", "condition": ""}],
    }
    return {
        "nodes": [
            _node("in", "inputNode", {}),
            _node("choice", "switchNode", choice),
            _node("points", "expressionNode", _keys(by_point)),
            _node("sums", "expressionNode", _keys(sums)),
            _node("table", "decisionTableNode", table),
            _node("out", "outputNode", {}),
        ],
        "edges": [
            _edge("in", "choice"), _edge("choice", "points", sourceHandle="yes"),
            _edge("choice", "sums", sourceHandle="no"), _edge("sums", "table"),
            _edge("points", "out"), _edge("table", "out"),
        ],
    }  # fmt: skip


def _keys(values: dict[str, str]) -> dict[str, Any]:
    return {"expressions": [{"id": k, "key": k, "value": v} for k, v in values.items()]}


def _node(name: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "content": content}


def _edge(source: str, target: str, **more: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target,
            **more}  # fmt: skip


def load(folder: Path) -> tuple[Any, list[Enterprise]]:
    import zen

    loader = {"type": "static", "content": {"job": graph()}}
    return zen.ZenEngine({"loader": loader}), nested(folder)


def run(loaded: tuple[Any, list[Enterprise]]) -> Answers:
    engine, enterprises = loaded
    fired, counts = [], []
    for start in range(0, len(enterprises), BATCH):
        batch = [{"key": "job", "context": e} for e in enterprises[start : start + BATCH]]
        for reply in engine.evaluate_batch(batch):
            result = reply["data"]["result"]
            counts.append(int(result["hazards"]))
            if "levels" in result:
                fired.append([f"R{5 - int(level)}" for level in result["levels"]])
            else:
                fired.append([result["rule"]] if result.get("rule") else [])
    return settled(fired, counts)
