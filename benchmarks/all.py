"""All benchmarks in one command; the tables go to docs/performance.md.

    python benchmarks/all.py --small|--full [--json FILE] [--no-write] [--parts NAME,...]

`--small` takes some minutes, `--full` goes up to a million enterprises.  `--json` keeps what
was measured, part by part; `--resume` takes from that file the parts that are there.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)] * (str(ROOT) not in sys.path)

from benchmarks import peers  # noqa: E402

PATIENCE = 30  # seconds of the processor for `check` of many rules
CLI = str(ROOT / "cli.py")
PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- benchmarks/all.py: begin -->", "<!-- benchmarks/all.py: end -->"


class Sizes(NamedTuple):
    """How large each job is."""

    peers: tuple[int, ...]
    objects: int
    by_hand: int
    rows: int
    simulated: int
    rules: int
    rounds: int


SIZES = {
    "small": Sizes((1_000,), 1_000, 20_000, 20_000, 1_000, 1_000, 3),
    "full": Sizes((1_000, 10_000, 1_000_000), 10_000, 1_000_000, 1_000_000, 10_000, 5_000, 5),
}


class Part(NamedTuple):
    """One table of the page: heading, what it says, and the figures behind it."""

    heading: str
    lines: list[str]
    figures: Any


def process(arguments: Sequence[str], patience: int = 600) -> dict[str, float] | None:
    """Return wall and processor seconds and peak memory of one command line.

    None if it took more than `patience` seconds of the processor, not of the clock.
    """

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))

    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=said, cwd=ROOT,
            preexec_fn=limited,  # noqa: PLW1509  there are no threads here
        )  # fmt: skip
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return None
        if child.returncode not in (0, 1):  # 1: done, with something to tell
            said.seek(0)
            told = said.read().decode()[-300:]
            raise RuntimeError(f"{' '.join(arguments)}: exit {child.returncode}: {told}")
    return {
        "wall": time.perf_counter() - start, "processor": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }  # fmt: skip


def best(arguments: Sequence[str], rounds: int, patience: float = 600) -> dict[str, float] | None:
    """Return the run that took least processor time, None where one took too long."""
    runs: list[dict[str, float]] = []
    for _ in range(rounds):
        run = process(arguments, patience)
        if run is None:
            return None
        runs.append(run)
    return min(runs, key=lambda run: run["processor"])


def peers_part(size: Sizes) -> Part:
    lines, figures = [], []
    for enterprises in size.peers:
        names = [n for n in peers.PEERS if not (enterprises > size.objects and peers.title(n)[3])]
        rows = peers.compare(enterprises, size.objects, names, size.rounds, 300)
        peers.ratios(rows)
        lines += [f"{enterprises:,} enterprises, {enterprises * 20:,} points:", ""]
        lines += [*peers.table(rows), ""]
        figures.append({"enterprises": enterprises, "rows": rows})
    return Part("One job, many ways", lines, figures)


def by_hand_part(size: Sizes) -> Part:
    from benchmarks.columnar import HERE, against_by_hand
    from engine.policy.assembling import load_policy

    rows = against_by_hand(load_policy(HERE / "points"), size.by_hand, size.rounds)
    return Part("Columnar against SQL written by hand", _against(rows), rows)


def rules_part(size: Sizes) -> Part:
    from benchmarks.columnar import against_polars

    rows = [against_polars(rules, size.rows, size.rounds) for rules in (10, 100, 1_000)]
    return Part("10, 100, 1,000 rules, fired rules kept per row", _against(rows), rows)


def _against(rows: list[dict[str, Any]]) -> list[str]:
    lines = ["| job | ours, CPU s | theirs, CPU s | ratio | wanted |", "|---|--:|--:|--:|--:|"]
    for row in rows:
        ours, theirs = row["seconds"]
        lines.append(
            f"| {row['job']} | {ours:.3g} | {theirs:.3g} | {row['ratio']:.2f} | ≤ {row['budget']} |"
        )
    return lines


def simulate_part(size: Sizes) -> Part:
    """Two versions against one, each from files to files in a process of its own."""
    from benchmarks.population import write

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write(folder / "facts", size.simulated, 0.3)
        old, new = ROOT / "benchmarks/points", folder / "changed"
        new.mkdir()
        for path in old.iterdir():
            text = path.read_text("utf-8").replace('version: "1"', 'version: "2"')
            changed = text.replace("worst: minor}, then: l3", "worst: minor}, then: l2")
            (new / path.name).write_text(changed, "utf-8")
        facts = ["-f", str(folder / "facts")]
        kept = ["-o", str(folder / "out.json")]
        two = ["simulate", str(old), str(new), *facts]
        jobs = {
            "evaluate, to JSON": [
                "evaluate", "-p", str(old), *facts, "-o", str(folder / "out.jsonl")
            ],
            "simulate, without edges": [*two, "--no-edges", *kept],
            "simulate, with edges": [*two, *kept],
            "simulate, with edges and page": [
                *two, *kept, "--report", str(folder / "page.html")
            ],
        }  # fmt: skip
        found = {name: best([CLI, *words], 2) for name, words in jobs.items()}
    heading = f"simulate against evaluate, {size.simulated:,} enterprises from Parquet"
    return Part(heading, _jobs(found), found)


def _jobs(found: dict[str, dict[str, float] | None]) -> list[str]:
    first = next((run["processor"] for run in found.values() if run), 1.0)
    lines = ["| job | wall s | CPU s | × first | peak MB |", "|---|--:|--:|--:|--:|"]
    for name, run in found.items():
        if run is None:
            lines.append(f"| {name} | stopped, not done | | | |")
            continue
        lines.append(
            f"| {name} | {run['wall']:.2f} | {run['processor']:.2f} "
            f"| {run['processor'] / first:.2f} | {run['peak_mb']:,.0f} |"
        )
    return lines


def startup_part(size: Sizes) -> Part:
    from benchmarks.startup import COMMANDS

    found = {
        name: best(COMMANDS[name], 2 * size.rounds)
        for name in ("import click", "yujing --help", "yujing check starter", "yujing check yunnan")
    }
    return Part("Start-up, whole process", _jobs(found), found)


def loading_part(size: Sizes) -> Part:
    """Many rules in one table: read and examined, and `check` with its lints; whole processes."""
    from benchmarks.columnar import many_rules

    loading = "import sys; from engine.policy.assembling import load_policy as f; f(sys.argv[1])"
    found = {}
    for rules in (100, size.rules // 10, size.rules):
        with tempfile.TemporaryDirectory() as folder:
            many_rules(Path(folder), rules, Random(1))
            found[f"load {rules:,} rules"] = best(["-c", loading, folder], 1)
            found[f"check {rules:,} rules (at most {PATIENCE} CPU s)"] = best(
                [CLI, "check", folder], 1, PATIENCE
            )
    return Part("Loading many rules, whole process", _jobs(found), found)


PARTS: dict[str, Callable[[Sizes], Part]] = {
    "peers": peers_part, "by_hand": by_hand_part, "rules": rules_part,
    "simulate": simulate_part, "startup": startup_part, "loading": loading_part,
}  # fmt: skip


def measured(name: str, size: str) -> dict[str, Any]:
    """Run one part in a process of its own; what failed is said, not dropped."""
    words = [sys.executable, "-W", "ignore", __file__, f"--{size}", "--part", name]
    start = f"{os.getloadavg()[0]:.1f}"
    ended = subprocess.run(words, check=False, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    about = {
        "load": f"{start} to {os.getloadavg()[0]:.1f}",
        "command": f"python benchmarks/all.py --{size} --parts {name}",
    }
    if ended.returncode:
        return {**about, "heading": name, "lines": ["Not measured: it failed."], "figures": None}
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return {**found, **about}


def page(command: str, machine: dict[str, Any], parts: dict[str, dict[str, Any]]) -> str:
    """Return what stands between the markers."""
    lines = [
        BEGIN, "", f"    {command}", "",
        f"{machine['cpu']}, {machine['cores']} cores that other work shared, "
        f"{machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}; "
        "the load is that before and after. CPU is processor time of all threads together. "
        "Where a part was run otherwise, its own command stands over it.", "",
    ]  # fmt: skip
    for part in parts.values():
        lines += [f"### {part['heading']}", "", f"`{part['command']}`, load {part['load']}.", ""]
        lines += [*part["lines"], ""]
    return "\n".join([*lines, END])


def rewrite(text: str) -> None:
    """Put the tables between the markers of the page."""
    old = PAGE.read_text("utf-8")
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + text + after, "utf-8")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    size = asked.add_mutually_exclusive_group(required=True)
    for name in SIZES:
        size.add_argument(f"--{name}", dest="size", action="store_const", const=name)
    asked.add_argument("--parts", default=",".join(PARTS))
    asked.add_argument("--json", type=Path)
    asked.add_argument("--resume", action="store_true")
    asked.add_argument("--no-write", action="store_true", help="leave the page alone")
    asked.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](SIZES[given.size])._asdict(), ensure_ascii=False))
        return 0
    machine, found = peers.machine(), {}
    if given.resume and given.json and given.json.exists():
        found = json.loads(given.json.read_text("utf-8"))["parts"]
    for name in given.parts.split(","):
        if name not in found:
            found[name] = measured(name, given.size)
            print(f"\n{found[name]['heading']}\n" + "\n".join(found[name]["lines"]), flush=True)
        if given.json:
            kept = {"machine": machine, "parts": found}
            given.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if not given.no_write:
        ordered = {name: found[name] for name in PARTS if name in found}
        command = f"python benchmarks/all.py --{given.size}"
        rewrite(page(command, machine, ordered))
    return int(any(part["figures"] is None for part in found.values()))


if __name__ == "__main__":
    sys.exit(main())
