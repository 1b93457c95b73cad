"""The example of Yunnan many times over, for a simulation of provincial size.

    yujing import examples/yunnan/facts/*/* examples/yunnan/facts/*.csv -p yunnan -o CLEAN
    python benchmarks/many_sites.py CLEAN FOLDER

Each site stands 24 times under numbers of its own, each risk point 2.4 times: 60,480 sites with
1.2 million points, as one Parquet file an entity.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.tables import Database

SITES = 24
MANIFEST = 'snapshot: "2026-06-30"\ntables:\n'


def query(name: str, source: str) -> str:
    """Return the query that makes the rows of an entity from those of the example."""
    scan = f"read_csv('{source}', all_varchar = true, header = true)"
    site = "CAST(CAST(site AS BIGINT) * 100 + n AS VARCHAR) AS site"
    if name == "plan":  # of departments, not of sites
        return f"SELECT * FROM {scan}"
    if name != "risk_point":
        rows = f"SELECT s.*, n FROM {scan} s, range({SITES}) a(n)"
        return f"SELECT * EXCLUDE (n) REPLACE ({site}) FROM ({rows})"
    times = "k < CASE WHEN CAST(seq AS BIGINT) % 5 < 2 THEN 3 ELSE 2 END"
    rows = f"SELECT s.*, n, k FROM {scan} s, range({SITES}) a(n), range(3) b(k) WHERE {times}"
    seq = "CAST(CAST(seq AS BIGINT) * 10 + k AS VARCHAR) AS seq"
    own = "CASE WHEN k = 0 THEN internal_no ELSE internal_no || '-' || k END AS internal_no"
    return f"SELECT * EXCLUDE (n, k) REPLACE ({site}, {seq}, {own}) FROM ({rows})"


def write(clean: Path, folder: Path) -> None:
    """Write the tables of `clean`, multiplied, into `folder`, with a manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = MANIFEST
    with Database() as database:
        for source in sorted(clean.glob("*.csv")):
            name = source.stem
            target = folder / f"{name}.parquet"
            database.run(f"COPY ({query(name, str(source))}) TO '{target}' (FORMAT parquet)")
            complete = "" if name == "enterprise" else ", rows: complete"
            manifest += f"  {name}: {{files: {name}.parquet{complete}}}\n"
    (folder / "facts.yaml").write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("clean", type=Path)
    asked.add_argument("folder", type=Path)
    given = asked.parse_args()
    write(given.clean, given.folder)
