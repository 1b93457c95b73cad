"""What proofs cost beside reading the set: generated sets of 10, 100 and 1,000 rules.

    python benchmarks/proofs.py [--rules 10,100,1000] [--seconds 60]

Prints seconds of each property and its ratio to the time it takes to load the set.  A set
with a product of two facts is asked too: it must be *not decided*.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.service.proofs import findings

LEVELS = ("none", "low", "mid", "top")
KINDS = tuple(f"k{n}" for n in range(8))
PROPERTIES = ("complete", "disjoint", "reachable", "monotone", "never-lower")


def vocabulary() -> dict[str, Any]:
    def column(type: str, name: str, **more: Any) -> dict[str, Any]:
        return {"type": type, "zh": name, "en": name, **more}

    fields = {
        "no": column("text", "no"),
        "kind": column("kind", "kind"),
        "danger": column("int", "danger", min=0, max=10_000, worse="more"),
        "guards": column("int", "guards", min=0, max=10_000, worse="less"),
        "closed": column("bool", "closed"),
    }
    title = {"zh": "场所", "en": "Site"}
    return {
        "scales": {"level": {n: {"zh": n} for n in LEVELS}},
        "codes": {"kind": {n: {"zh": n} for n in KINDS}},
        "entities": {"site": {"key": "no", "title": title, "fields": fields}},
    }


def rules(count: int, rng: Random, product: bool = False) -> list[dict[str, Any]]:
    """Rules that only get graver with danger and with fewer guards, in no order."""
    made = []
    for number in range(count - 1):
        low = rng.randrange(1, 9_000)
        parts = [f"danger >= {low}", f"kind in ['{rng.choice(KINDS)}', '{rng.choice(KINDS)}']"]
        if number % 3 == 0:
            parts.append(f"danger - guards >= {rng.randrange(-4_000, 4_000)}")
        if product and number == 0:
            parts.append("danger * guards >= 50")
        when = " && ".join(parts)
        made.append(
            {"id": f"r{number}", "when": when, "then": rng.choice(LEVELS[1:]), "cite": "K1"}
        )
    return [*made, {"id": "rest", "when": {}, "then": "none", "cite": "K1"}]


def write(folder: Path, table: list[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True)
    title = {"zh": "生成", "en": "Generated"}
    files: dict[str, Any] = {
        "policy.yaml": {
            "language": 1, "policy": "made", "version": "1", "title": title,
            "authority": {"code": "1", "zh": "生成"}, "effective": {"from": "2020-01-01"},
            "timezone": "Asia/Shanghai", "decide": "answer",
            "files": ["notice.yaml", "vocabulary.yaml", "decisions.yaml"],
        },
        "notice.yaml": {
            "title": title,
            "clauses": {"K1": {"where": {"zh": "一", "en": "1"}, "phrase": "一", "gist": "one"}},
        },
        "vocabulary.yaml": vocabulary(),
        "decisions.yaml": {
            "decisions": {
                "answer": {
                    "title": title, "for": "site", "gives": "level", "hit": "highest",
                    "rules": table,
                }
            }
        },
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return folder


def timed(policy: PolicySet, old: PolicySet, property: str, seconds: float) -> tuple[float, str]:
    start = time.perf_counter()
    found = findings(policy, old, [property], seconds)
    spent = time.perf_counter() - start
    counted = Counter(f.status for f in found)
    return spent, ", ".join(f"{status} {n}" for status, n in sorted(counted.items())) or "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", default="10,100,1000")
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for count in map(int, asked.rules.split(",")):
            measure(Path(folder), count, asked.seconds)
        unsafe = load_policy(write(Path(folder, "product"), rules(10, Random(1), product=True)))
        for property in PROPERTIES[:-1]:
            _, told = timed(unsafe, unsafe, property, asked.seconds)
            print(f"product of two facts, {property}: {told}")
            assert "proved" not in told or property == "disjoint"


def measure(folder: Path, count: int, seconds: float) -> None:
    table = rules(count, Random(count))
    place = write(folder / str(count), table)
    start = time.perf_counter()
    policy = load_policy(place)
    load = time.perf_counter() - start
    more = {"id": "more", "when": "danger >= 9500", "then": "top", "cite": "K1"}
    stricter = load_policy(write(folder / f"{count}-stricter", [more, *table]))
    print(f"{count} rules: load {load:.2f} s")
    for property in PROPERTIES:
        new = stricter if property == "never-lower" else policy
        spent, told = timed(new, policy, property, seconds)
        print(f"  {property:<12} {spent:7.2f} s  {spent / load:6.2f} x load  {told}")


if __name__ == "__main__":
    main()
