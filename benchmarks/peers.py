"""One job through yujing's executors and through other ways to do it, in one run.

    python benchmarks/peers.py [--enterprises 1000] [--objects 10000] [--json FILE]
                               [--only NAME,...] [--rounds 5] [--patience 600]

Every peer works in a process of its own (a module in `benchmarks/peer`): it loads the same
seeded facts, then answers several times.  Its last answers are held against those of plain
Python (beyond the `--objects` first enterprises against hand-written SQL), and times are
only told where all are equal: the median of processor time, all threads and child
processes together, which a busy machine distorts less; wall time stands beside it.  Facts
are loaded before.  What works on one enterprise at a time gets at most `--objects` of
them, and is compared by the time an enterprise.  `pip install yujing[bench]` brings the
peers; one that is missing, fails or is not equal is listed with the reason.  Ratios count;
seconds depend on the machine and on what else runs there.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)] * (str(ROOT) not in sys.path)

PEERS = (
    "plain", "duckdb_sql", "polars_frames", "yujing_columnar", "openfisca", "yujing_reference",
    "yujing_forward", "durable_rules", "zen_engine", "cel_rust", "json_logic", "business_rules",
    "rule_engine",
)  # fmt: skip
ENOUGH = 20.0  # seconds of timed rounds, after which no further round starts


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    words = {}
    if Path("/proc/cpuinfo").exists():
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            words.setdefault(name.strip(), value.strip())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": words.get("model name", platform.processor() or platform.machine()),
        "cores": os.cpu_count(), "memory_gb": round(memory, 1), "system": platform.system(),
        "python": platform.python_version(), "load": [round(n, 1) for n in os.getloadavg()],
    }  # fmt: skip


def peak_mb() -> float:
    """Return the most memory this process held, not what its parent held before it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_seconds() -> float:
    """Return what all threads took so far, and child processes that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def work(name: str, folder: Path, rounds: int) -> dict[str, Any]:
    """Do the job with one peer, in this process; its answers go to a file."""
    peer = importlib.import_module(f"benchmarks.peer.{name}")
    loaded = peer.load(folder)
    before = peak_mb()
    peer.run(loaded)
    gc.collect()
    gc.freeze()  # the facts were there before the job
    walls, processor = [], []
    while len(walls) < rounds and (len(walls) < 2 or sum(walls) < ENOUGH):
        start = time.perf_counter(), processor_seconds()
        given = peer.run(loaded)
        walls.append(time.perf_counter() - start[0])
        processor.append(processor_seconds() - start[1])
        gc.collect()
    peak = peak_mb()
    packed = (peer.read_out(given) if hasattr(peer, "read_out") else given).packed()
    (folder / f"{name}.answers").write_bytes(packed)
    return {
        "enterprises": len(packed) // 24, "seconds": statistics.median(walls),
        "processor": statistics.median(processor), "walls": walls, "rounds": len(walls),
        "peak_mb": peak, "loaded_mb": before,
    }  # fmt: skip


def title(name: str) -> tuple[str, str, bool, int]:
    """Return title, package, whether objects are its form, and its largest size."""
    peer = importlib.import_module(f"benchmarks.peer.{name}")
    return peer.TITLE, peer.PACKAGE, peer.OBJECTS, getattr(peer, "LARGEST", 0)


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package) if package else ""
    except importlib.metadata.PackageNotFoundError:
        return ""


def one(name: str, folder: Path, rounds: int, patience: float) -> dict[str, Any]:
    """Return what came of one peer: figures, or the reason why there are none."""
    called, package, objects, _ = title(name)
    found: dict[str, Any] = {"peer": name, "title": called, "package": package,
                             "version": version(package), "objects": objects}  # fmt: skip
    if package and not found["version"]:
        return {**found, "reason": f"{package} is not installed"}
    words = [sys.executable, "-W", "ignore", __file__, "--work", name, "--folder", str(folder),
             "--rounds", str(rounds)]  # fmt: skip
    load = os.getloadavg()[0]
    try:
        ended = subprocess.run(
            words, check=False, capture_output=True, text=True, timeout=patience, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return {**found, "reason": f"not done after {patience:.0f} s"}
    if ended.returncode:
        lines = [w for w in ended.stderr.splitlines() if "Error" in w] or [""]
        return {**found, "reason": f"exit {ended.returncode}: {lines[-1][:200]}"}
    return {**found, **json.loads(ended.stdout.splitlines()[-1]), "load": round(load, 1)}


def differing(ours: bytes, expected: bytes) -> int:
    """Return of how many enterprises the answers differ, over those that both answered."""
    parts = [array("q") for _ in "ab"]
    for part, raw in zip(parts, (ours, expected), strict=True):
        part.frombytes(raw)
    sizes = [len(part) // 3 for part in parts]
    columns = [
        [part[k * size : k * size + min(sizes)] for k in range(3)]
        for part, size in zip(parts, sizes, strict=True)
    ]
    if columns[0] == columns[1]:
        return 0
    rows = zip(zip(*columns[0], strict=True), zip(*columns[1], strict=True), strict=True)
    return sum(a != b for a, b in rows)


def compare(
    enterprises: int, objects: int, names: Sequence[str], rounds: int, patience: float
) -> list[dict[str, Any]]:
    """Return the figures of every peer, those of unequal answers without times."""
    from benchmarks.peer.job import prepare

    found = []
    with tempfile.TemporaryDirectory() as made:
        folder, fewer = Path(made) / "all", Path(made) / "fewer"
        most = min(enterprises, objects)
        prepare(folder, enterprises, most)
        expected: dict[str, bytes] = {}
        for name in names:
            largest = title(name)[3]
            where = folder
            if largest and largest < most:
                where = fewer
                prepare(where, largest, largest)
            row = one(name, where, rounds, patience)
            if "reason" not in row:
                packed = (where / f"{name}.answers").read_bytes()
                row |= checked(packed, expected)
                if "reason" not in row:
                    expected.setdefault(name, packed)
            found.append(row)
            print(line(row), file=sys.stderr, flush=True)
    return found


def checked(packed: bytes, expected: dict[str, bytes]) -> dict[str, Any]:
    """Hold answers against those of the first peer, and of the widest that agreed with it."""
    held = {name: expected[name] for name in ("plain", "duckdb_sql") if name in expected}
    for name, other in held.items():
        if unequal := differing(packed, other):
            return {"reason": f"differs from {name} for {unequal} enterprises"}
    return {"equal_to": list(held)}


def ratios(rows: list[dict[str, Any]]) -> None:
    """Add to each row its time an enterprise, and that against plain Python and the best."""
    timed = [row for row in rows if "reason" not in row]
    for row in timed:
        row["each_us"] = row["processor"] / row["enterprises"] * 1e6
    if not timed:
        return
    best = min(row["each_us"] for row in timed)
    plain = next((row["each_us"] for row in timed if row["peer"] == "plain"), None)
    for row in timed:
        row["to_best"] = row["each_us"] / best
        row["to_plain"] = row["each_us"] / plain if plain else None


def line(row: dict[str, Any]) -> str:
    if "reason" in row:
        return f"{row['title']:<42} not measured: {row['reason']}"
    return (
        f"{row['title']:<42}{row['enterprises']:>10,}{row['seconds']:>10.4f} s wall"
        f"{row['processor']:>10.4f} s CPU"
        f"{row['peak_mb']:>8.0f} MB  load {row['load']}"
    )


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Return a Markdown table, the quickest first."""
    lines = [
        "| way | version | enterprises | wall s | CPU s | CPU µs each | × plain Python | × best "
        "| peak MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    timed = sorted((r for r in rows if "reason" not in r), key=lambda r: r["each_us"])
    for row in timed:
        plain = f"{row['to_plain']:.3g}" if row["to_plain"] else ""
        lines.append(
            f"| {row['title']} | {row['version']} | {row['enterprises']:,} "
            f"| {row['seconds']:.3g} | {row['processor']:.3g} | {row['each_us']:.3g} | {plain} "
            f"| {row['to_best']:.3g} | {row['peak_mb']:,.0f} |"
        )
    for row in rows:
        if "reason" in row:
            lines.append(f"| {row['title']} | {row['version']} | not measured: {row['reason']} |")
    return lines


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--enterprises", type=int, default=1_000)
    asked.add_argument("--objects", type=int, default=10_000, help="most for one at a time")
    asked.add_argument("--only", default=",".join(PEERS))
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--patience", type=float, default=600)
    asked.add_argument("--json", type=Path)
    asked.add_argument("--work", help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.work:
        print(json.dumps(work(given.work, given.folder, given.rounds)))
        return 0
    here = machine()
    rows = compare(
        given.enterprises, given.objects, given.only.split(","), given.rounds, given.patience
    )
    ratios(rows)
    print("\n".join(table(rows)))
    print(here)
    if given.json:
        text = json.dumps({"machine": here, "rows": rows}, indent=1, ensure_ascii=False)
        given.json.write_text(text + "\n", encoding="utf-8")
    return int(any("differs" in row.get("reason", "") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
