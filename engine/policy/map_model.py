"""The map of a policy set: which file, what must be said beside it, and its polygons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.catalogue.maps import MAP_CODE, MAP_UNUSABLE
from engine.policy.routing_model import Division
from engine.problems import Place, Problem, ProblemsFound, Text, did_you_mean

Ring = tuple[tuple[float, float], ...]
Regions = Mapping[str, tuple[Ring, ...]]  # by division code

NOT_JSON = Text("不是 JSON（第 {line} 行）", "it is no JSON (line {line})")
NOT_UTF8 = Text("不是 UTF-8 编码", "it is not in UTF-8")
NO_FEATURES = Text("不是 FeatureCollection", "it is no FeatureCollection")
NO_CODE = Text("第 {number} 个区划没有文本的 code", "feature {number} has no `code` as text")
NO_POLYGON = Text("“{code}”不是多边形", "`{code}` is no polygon")
TWICE = Text("“{code}”出现两次", "`{code}` stands there twice")
EMPTY = Text("没有任何多边形", "it holds no polygon")


@dataclass(frozen=True)
class DivisionMap:
    """A map file as it was read with the policy set, and the note that stands beside it.

    The bytes are kept so that a report drawn later rests on the same file; polygons are
    made only where a map is drawn or checked.
    """

    file: str
    data: bytes = field(repr=False)
    note: Text


def regions(map: DivisionMap) -> Regions:
    """Return the polygons of each division in the map; raises ProblemsFound."""
    place = Place(map.file)

    def refuse(reason: Text) -> ProblemsFound:
        return ProblemsFound([MAP_UNUSABLE.at(place, reason=reason)])

    try:
        whole = json.loads(map.data)
    except UnicodeDecodeError:
        raise refuse(NOT_UTF8) from None
    except (ValueError, RecursionError) as fault:
        raise refuse(NOT_JSON.format(line=getattr(fault, "lineno", 1))) from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise refuse(NO_FEATURES)
    found: dict[str, tuple[Ring, ...]] = {}
    for number, feature in enumerate(features, 1):
        code = _member(_member(feature, "properties"), "code")
        if not isinstance(code, str):
            raise refuse(NO_CODE.format(number=number))
        rings = _rings(_member(feature, "geometry"))
        if not rings or code in found:
            raise refuse((TWICE if rings else NO_POLYGON).format(code=code))
        found[code] = rings
    if not found:
        raise refuse(EMPTY)
    return found


def check_map(map: DivisionMap, divisions: Mapping[str, Division]) -> list[Problem]:
    """Return what is wrong with a map: it cannot be read, or speaks of other divisions."""
    try:
        codes = regions(map)
    except ProblemsFound as found:
        return list(found.problems)
    place = Place(map.file)
    unknown = sorted(code for code in codes if code not in divisions)
    return [MAP_CODE.at(place, did_you_mean(code, divisions), code=code) for code in unknown]


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _rings(geometry: object) -> tuple[Ring, ...]:
    """Return the rings of a polygon or of several; () where it is neither."""
    kind, shape = _member(geometry, "type"), _member(geometry, "coordinates")
    polygons = [shape] if kind == "Polygon" else shape if kind == "MultiPolygon" else None
    try:
        return tuple(_drawn(polygons)) if isinstance(polygons, list) else ()
    except (TypeError, ValueError):
        return ()


def _drawn(polygons: list[object]) -> Iterator[Ring]:
    for polygon in polygons:
        if not isinstance(polygon, list):
            raise TypeError
        for ring in polygon:
            yield tuple((float(x), float(y)) for x, y, *_ in ring)
