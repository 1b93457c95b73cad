"""Problems of the map that a policy set draws its reports on (H12x)."""

from __future__ import annotations

from engine.catalogue.organisation_entry import entry, page
from engine.problems import Code

MAP_MISSING = entry(
    "H121",
    ("没有地图文件“{file}”", "there is no map file `{file}`"),
    (
        "改正文件名，或者删去 map；没有地图，报告只是不画图",
        "correct the name, or remove `map`: reports then come without a map",
    ),
    page(
        "写了地图就要有这个文件。缺了它，报告里少一张图而没有人知道为什么。",
        "A map that is declared must be there; otherwise reports would lack a picture and "
        "nobody would know why.",
        "map: {file: hierarchy/mpa.geojson, note: {zh: 示意图, en: Sketch}}",
        "map: {file: hierarchy/map.geojson, note: {zh: 示意图, en: Sketch}}",
    ),
)
MAP_UNUSABLE = entry(
    "H122",
    ("地图文件不能用：{reason}", "the map file cannot be used: {reason}"),
    (
        "应为 GeoJSON：FeatureCollection，每个区划一个多边形，properties 里有 code",
        "it should be GeoJSON: a FeatureCollection with one polygon a division and a `code` "
        "among its properties",
    ),
    page(
        "报告里的地图是按这个文件画的。一个画不出来的多边形会让一个县从图上消失。",
        "Reports draw their map from this file. A polygon that cannot be drawn would make a "
        "division vanish from the picture.",
        '{"type": "Feature", "properties": {"code": "530402"}, "geometry": null}',
        '{"type": "Feature", "properties": {"code": "530402"},\n'
        ' "geometry": {"type": "Polygon", "coordinates": [[[102.5, 24.3], …]]}}',
    ),
)
MAP_CODE = entry(
    "H123",
    (
        "地图里的代码“{code}”不在区划表里",
        "the code `{code}` of the map is not among the divisions",
    ),
    None,
    page(
        "地图和区划表说的必须是同一套区划；旧代码先按变更表换成新代码。",
        "Map and table must speak of the same divisions. Codes of other years are replaced "
        "by those in force.",
        '"properties": {"code": "532331"}',
        '"properties": {"code": "532302"}',
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
