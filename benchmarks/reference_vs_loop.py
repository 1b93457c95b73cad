"""The reference executor, explanations included, against a plain Python loop.

    python benchmarks/reference_vs_loop.py [ENTERPRISES]

Both do the same job on the same rows, in turn, in one process: 15 to 25 risk points an
enterprise, 16 rules, the level, the rules that fired and on how many rows.  Both first
have to give equal answers.  The ratio is what counts; seconds depend on the machine.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.execution.outcome import Recorder, dumps, record
from engine.execution.reference import answers
from engine.execution.subjects import Item, subjects
from engine.facts.model import Facts, Row, Table
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet

LEVELS = ("none", "blue", "yellow", "orange", "red")
RISKS = ("level_4", "level_3", "level_2", "level_1")
GIVES = {"level_1": "red", "level_2": "orange", "level_3": "yellow", "level_4": "blue"}
GROUPS = (("s0", "s1"), ("s2", "s3"), ("s4", "s5"))
# group, worst severity, least number of open hazards, level
TABLE = [
    (group, severity, least, LEVELS[4 - min(3, g + (severity == "general") + (least == 1))])
    for g, group in enumerate(GROUPS)
    for severity in ("major", "general")
    for least in ((3, 1) if severity == "major" else (5, 1))
]
BY_RISK = {
    risk: (LEVELS.index(GIVES[risk]), f"R{n}") for risk, n in zip(GIVES, "1234", strict=True)
}
BY_SECTOR = [
    (sectors, 2 if severity == "major" else 1, least, LEVELS.index(level), f"D{n + 1:02}")
    for n, (sectors, severity, least, level) in enumerate(TABLE)
]
ROUNDS = 5


def policy(folder: Path) -> PolicySet:
    """Return the policy of the job: 4 rules by point, 12 where nothing was identified."""
    words = {
        "warning": LEVELS, "risk": RISKS, "severity": ("absent", "general", "major"),
    }  # fmt: skip
    named = {n: {w: {"zh": f"{n}-{w}"} for w in ws} for n, ws in words.items()}
    enterprise = {
        "no": {"type": "text", "zh": "企业编号"},
        "sector": {"type": "sector", "zh": "行业"},
        "identified": {"type": "bool", "zh": "已辨识"},
        "open_hazards": {"type": "int", "min": 0, "max": 1000, "zh": "隐患数",
                         "derive": {"count": "hazard", "where": "open"}},
        "worst": {"type": "severity", "zh": "最重",
                  "derive": {"max": "hazard", "where": "open", "of": "severity",
                             "otherwise": "absent"}},
    }  # fmt: skip
    point = {
        "no": {"type": "text", "zh": "源点编号"},
        "level": {"type": "risk", "zh": "等级"},
    }
    hazard = {
        "no": {"type": "text", "zh": "隐患编号"},
        "open": {"type": "bool", "zh": "未整改"},
        "severity": {"type": "severity", "zh": "轻重"},
    }
    by_point = [
        {"id": f"R{n + 1}", "when": {"point.level": r, "open": True}, "then": GIVES[r]}
        for n, r in enumerate(reversed(RISKS))
    ]
    by_point.append({"id": "closed", "when": {"open": False}, "then": "none"})
    together = [
        {"id": f"D{n + 1:02}", "then": level,
         "when": {"identified": False, "sector": list(group), "worst": severity,
                  "open_hazards": f">= {least}"}}
        for n, (group, severity, least, level) in enumerate(TABLE)
    ]  # fmt: skip
    together.append({"id": "other", "when": {}, "then": "none"})
    files: dict[str, Any] = {
        "policy.yaml": {
            "language": 1, "policy": "job", "version": "1", "title": {"zh": "测速"},
            "authority": {"code": "1", "zh": "局"}, "effective": {"from": "2020-01-01"},
            "timezone": "Asia/Shanghai", "decide": "level",
            "files": ["notice.yaml", "vocabulary.yaml", "levels.yaml"],
        },
        "notice.yaml": {
            "title": {"zh": "通知"},
            "clauses": {"K": {"where": {"zh": "一"}, "phrase": "一", "gist": "one"}},
        },
        "vocabulary.yaml": {
            "scales": named,
            "codes": {"sector": {f"s{n}": {"zh": f"行业{n}"} for n in range(6)}},
            "entities": {
                "enterprise": {"key": "no", "title": {"zh": "企业"}, "fields": enterprise,
                               "max_children": {"point": 100, "hazard": 1000}},
                "point": {"of": "enterprise", "key": "no", "title": {"zh": "源点"},
                          "fields": point},
                "hazard": {"of": "enterprise", "key": "no", "title": {"zh": "隐患"},
                           "refers": {"point": "point"}, "fields": hazard},
            },
        },
        "levels.yaml": {
            "decisions": {
                "by_point": _table("hazard", "unique", by_point),
                "together": _table("enterprise", "first", together),
                "level": {"title": {"zh": "级别"}, "for": "enterprise", "take": "highest",
                          "of": ["by_point", "together"], "cite": "K"},
            }
        },
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return load_policy(folder)


def _table(entity: str, hit: str, rules: list[dict[str, Any]]) -> dict[str, Any]:
    cited = [{**rule, "cite": "K"} for rule in rules]
    return {"title": {"zh": "表"}, "for": entity, "gives": "warning", "hit": hit, "rules": cited}


def rows(count: int) -> list[dict[str, Any]]:
    """Return enterprises as nested dicts, all facts known; levels only where identified."""
    rng = Random(7)
    found = []
    for n in range(count):
        identified = rng.random() < 0.9
        points = []
        for p in range(rng.randint(15, 25)):
            hazards = []
            if rng.random() < 0.15:
                hazards = [
                    {"no": str(h), "open": rng.random() < 0.6,
                     "severity": "major" if rng.random() < 0.2 else "general"}
                    for h in range(rng.randint(1, 3))
                ]  # fmt: skip
            # Without identification no point has a level of its own: the table decides.
            level = rng.choices(RISKS, (50, 30, 15, 5))[0]
            points.append({"no": f"{p:02}", "level": level, "hazards": hazards})
        found.append({
            "no": f"E{n:06}", "sector": f"s{rng.randrange(6)}", "identified": identified,
            "points": points,
        })  # fmt: skip
    return found


def facts(enterprises: list[dict[str, Any]]) -> Facts:
    """Return the same rows as facts of the three tables."""
    tables: dict[str, dict[tuple[str, ...], Row]] = {"enterprise": {}, "point": {}, "hazard": {}}
    for e in enterprises:
        key = (e["no"],)
        tables["enterprise"][key] = Row(key, {k: e[k] for k in ("no", "sector", "identified")})
        for p in e["points"]:
            at = (*key, p["no"])
            tables["point"][at] = Row(at, {"no": p["no"], "level": p["level"]}, key)
            for h in p["hazards"]:
                own = (*key, f"{p['no']}-{h['no']}")
                tables["hazard"][own] = Row(own, h, key, {"point": at})
    return Facts({n: Table(n, rows, complete=True) for n, rows in tables.items()})


def loop(enterprises: list[dict[str, Any]]) -> dict[str, tuple[str, tuple[str, ...], int]]:
    """Return level, fired rules and their number of rows, as one would write it by hand."""
    found = {}
    for e in enterprises:
        hits: list[tuple[int, str]] = []
        number = worst = 0
        for p in e["points"]:
            for h in p["hazards"]:
                if h["open"]:
                    number += 1
                    if h["severity"] == "major":
                        worst = 2
                    elif worst < 1:
                        worst = 1
                    hits.append(BY_RISK[p["level"]])
        if number and not e["identified"]:
            for sectors, severity, least, rank, rule in BY_SECTOR:
                if worst == severity and number >= least and e["sector"] in sectors:
                    hits.append((rank, rule))
        level = LEVELS[max(rank for rank, _ in hits)] if hits else "none"
        found[e["no"]] = level, tuple(sorted({rule for _, rule in hits})), len(hits)
    return found


def reference(policy: PolicySet, items: list[Item]) -> Iterator[dict[str, Any]]:
    """Yield the whole outcome record of each enterprise, explanation included."""
    recorder = Recorder(policy, 0)
    for item, answer in zip(items, answers(policy, items, 0), strict=True):
        yield record(policy, recorder.outcome(item, answer))


def agree(
    records: list[dict[str, Any]], expected: dict[str, tuple[str, tuple[str, ...], int]]
) -> None:
    """Stop where the two differ in the level or in the fired rules of any enterprise."""
    for found in records:
        rules = {r.partition("/")[2]: n for r, n in found["fired"].items()}
        seen = {r: n for r, n in rules.items() if r not in ("closed", "other")}
        answer = found["level"]["low"], tuple(sorted(seen)), sum(seen.values())
        wanted = expected[found["subject"]["key"][0]]
        if found["verdict"] != "decided" or answer != wanted:
            sys.exit(f"not equal: {found}\nexpected {wanted}")


def best_of(job: Callable[[], object]) -> float:
    """Return the least CPU seconds of some rounds."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = process_time()
        job()
        times.append(process_time() - start)
    return min(times)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        made = policy(Path(folder))
    enterprises = rows(count)
    items = list(subjects(made, facts(enterprises)))
    records = list(reference(made, items))
    agree(records, loop(enterprises))
    gc.freeze()  # the facts were there before the job
    by_hand = best_of(lambda: loop(enterprises))
    engine = best_of(lambda: sum(1 for _ in reference(made, items)))
    alone = best_of(lambda: sum(1 for _ in answers(made, items, 0)))
    text = best_of(lambda: sum(len(dumps(r)) for r in records))
    print(f"{count} enterprises, equal answers; CPU per enterprise, best of {ROUNDS}:")
    print(f"  plain loop                       {by_hand / count * 1e6:8.1f} µs")
    print(f"  reference, answers alone         {alone / count * 1e6:8.1f} µs")
    print(f"  reference with outcome records   {engine / count * 1e6:8.1f} µs")
    print(f"  (writing the records as text     {text / count * 1e6:8.1f} µs)")
    print(f"  ratio {engine / by_hand:.1f}, budget 10")


if __name__ == "__main__":
    main()
