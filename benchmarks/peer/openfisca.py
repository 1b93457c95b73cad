"""OpenFisca: formulas over vectors, points as persons of an enterprise.

It has two layers of entities, so hazards are summed up for each point before the clock starts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peer.job import BIT, TABLE, Answers, relations
from engine.tables import Database

TITLE, PACKAGE, OBJECTS = "OpenFisca", "openfisca-core", False
WHEN = "2026-01"
INPUTS = {"risk": "point", "n": "point", "gravity": "point", "sector": "enterprise",
          "identified": "enterprise"}  # fmt: skip


def formulas() -> dict[str, Callable[..., Any]]:
    import numpy as np

    def by_table(values: dict[str, int]) -> Callable[..., Any]:
        def formula(e: Any, when: Any, _: Any) -> Any:
            sector, worst, number = e("sector", when), e("worst", when), e("hazards", when)
            holds = [
                np.isin(sector, row.sectors) & (worst == row.gravity) & (number >= row.least)
                for row in TABLE
            ]
            return np.select(holds, [values[row.rule] for row in TABLE], 0)

        return formula

    def at(rank: int) -> Callable[..., Any]:
        return lambda e, when, _: e.any(e.members("struck", when) == rank)

    def level(e: Any, when: Any, _: Any) -> Any:
        top = e.max(e.members("struck", when))
        return np.where(e("identified", when), top, e("table_level", when))

    def fired(e: Any, when: Any, _: Any) -> Any:
        mask = sum(e(f"at{rank}", when) * (1 << (4 - rank)) for rank in (1, 2, 3, 4))
        return np.where(e("identified", when), mask, e("table_fired", when))

    return {
        "hazards": lambda e, when, _: e.sum(e.members("n", when)),
        "worst": lambda e, when, _: e.max(e.members("gravity", when)),
        "table_level": by_table({row.rule: row.level for row in TABLE}),
        "table_fired": by_table(BIT),
        **{f"at{rank}": at(rank) for rank in (1, 2, 3, 4)},
        "level": level,
        "fired": fired,
    }


def system() -> Any:
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import MONTH
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    roles = [{"key": "part", "plural": "parts"}]
    entities = {
        "point": build_entity("point", "points", "", is_person=True),
        "enterprise": build_entity("enterprise", "enterprises", "", roles=roles),
    }
    made = TaxBenefitSystem(list(entities.values()))

    def add(name: str, entity: str, formula: Callable[..., Any] | None = None) -> None:
        fields: dict[str, Any] = {
            "value_type": bool if name == "identified" or name.startswith("at") else int,
            "entity": entities[entity], "definition_period": MONTH, "label": name,
        }  # fmt: skip
        made.add_variable(
            type(name, (Variable,), fields | ({"formula": formula} if formula else {}))
        )

    for name, entity in INPUTS.items():
        add(name, entity)
    add("struck", "point", lambda p, when, _: np.where(p("n", when) > 0, p("risk", when), 0))
    for name, formula in formulas().items():
        add(name, "enterprise", formula)
    return made


def load(folder: Path) -> tuple[Any, dict[str, Any], Any, Any]:
    with Database(threads=2) as database:
        relations(database, folder)
        run_sql = database.connection.execute
        points = run_sql(
            'SELECT ".id" AS id, ".parent" AS parent, risk + 1 AS risk, COALESCE(n, 0)::INT AS n, '
            "COALESCE(gravity, 0)::INT AS gravity FROM point LEFT JOIN ("
            'SELECT ".link.point" AS p, COUNT(*) AS n, MAX(gravity) + 1 AS gravity '
            'FROM hazard WHERE open GROUP BY 1) ON p = ".id" ORDER BY 1'
        ).fetchnumpy()
        ours = run_sql(
            'SELECT ".id" AS no, sector, identified FROM enterprise ORDER BY 1'
        ).fetchnumpy()
    given = {name: (points if of == "point" else ours)[name] for name, of in INPUTS.items()}
    return system(), given, (points["id"], points["parent"]), ours["no"]


def run(loaded: tuple[Any, dict[str, Any], Any, Any]) -> Answers:
    import numpy as np
    from openfisca_core.simulation_builder import SimulationBuilder

    made, given, (points, parents), enterprises = loaded
    builder = SimulationBuilder()
    builder.create_entities(made)
    builder.declare_person_entity("point", points)
    group = builder.declare_entity("enterprise", enterprises)
    builder.join_with_persons(group, parents, roles=np.repeat("part", len(points)))
    simulation = builder.build(made)
    for name, values in given.items():
        simulation.set_input(name, WHEN, values)
    return Answers(*(simulation.calculate(name, WHEN) for name in ("level", "fired", "hazards")))
