"""Polars written by hand for this one job; right only where no fact is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import BIT, ENTITIES, TABLE, Answers

TITLE, PACKAGE, OBJECTS = "hand-written Polars (lazy)", "polars", False


def load(folder: Path) -> list[Any]:
    import polars as pl

    return [pl.read_parquet(folder / f"{name}.parquet") for name in ENTITIES]


def run(frames: list[Any]) -> Any:
    import polars as pl

    enterprise, point, hazard = (frame.lazy() for frame in frames)
    of_point = (
        hazard.filter("open")
        .group_by(".link.point")
        .agg(n=pl.len(), worst=pl.col("gravity").max() + 1)
    )
    summed = (
        point.join(of_point, left_on=".id", right_on=".link.point")
        .group_by(".parent")
        .agg(
            pl.col("n").sum(), pl.col("worst").max(), top=pl.col("risk").max() + 1,
            **{f"r{k}": (pl.col("risk") == k).any() for k in range(4)},
        )
    )  # fmt: skip
    level, fired = pl.lit(0), pl.lit(0)
    for row in reversed(TABLE):
        holds = (
            pl.col("sector").is_in(list(row.sectors))
            & (pl.col("worst") == row.gravity)
            & (pl.col("n") >= row.least)
        )
        level = pl.when(holds).then(row.level).otherwise(level)
        fired = pl.when(holds).then(BIT[row.rule]).otherwise(fired)
    mask = sum((pl.col(f"r{k}").cast(pl.Int32) * (1 << (3 - k)) for k in range(4)), pl.lit(0))
    return (
        enterprise.join(summed, left_on=".id", right_on=".parent", how="left")
        .select(
            ".id",
            level=pl.when("identified").then("top").otherwise(level).fill_null(0),
            fired=pl.when("identified").then(mask).otherwise(fired).fill_null(0),
            n=pl.col("n").fill_null(0),
        )
        .collect()
    )


def read_out(found: Any) -> Answers:
    found = found.sort(".id")
    return Answers(*(found[name].to_list() for name in ("level", "fired", "n")))
