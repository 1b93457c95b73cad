"""Draw one route: everybody on the way, what each gets, and arrows from the sender."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.organisation import svg
from engine.organisation.drawing import quoted
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.route import PARTS, Addressed, Route
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Language, Text

BOX, GAP, LEFT, TOP, LANE = 46, 26, 24, 84, 14
SUBJECT = ""
INSPECTS = Text("负责巡查", "inspects")


@dataclass(frozen=True, slots=True)
class Stop:
    """One participant of a route: its depth in the hierarchy, what it gets, on which clauses."""

    id: str
    name: str
    depth: int
    gets: tuple[Text, ...]
    cites: tuple[str, ...]
    sends: bool = False
    told: bool = False


def stops(policy: PolicySet, route: Route) -> tuple[Stop, ...]:
    """Return everybody on the route, top down, the subject last."""
    hierarchy = hierarchy_of(policy)
    involved = [*([route.sender] if route.sender else []), *route.addressees]
    departments = {d.id: d for d in route.line}
    departments.update({a.department.id: a.department for a in involved if a.department})
    ordered = sorted(departments.values(), key=lambda d: (hierarchy.rank(d), d.id))
    found = [_stop(hierarchy, route, d, departments, involved) for d in ordered]
    depth = max((stop.depth for stop in found), default=-1) + 1
    gets, cites = _gets(route, None, involved)
    return (*found, Stop(SUBJECT, route.name, depth, gets, cites, told=_told(route, None)))


def _stop(
    hierarchy: Hierarchy,
    route: Route,
    department: Department,
    departments: dict[str, Department],
    involved: list[Addressed],
) -> Stop:
    above = hierarchy.department_tree.path_up(department.id)[1:]
    gets, cites = _gets(route, department, involved)
    sends = route.sender is not None and route.sender.department == department
    depth = sum(id in departments for id in above)
    told = _told(route, department)
    return Stop(department.id, department.name, depth, gets, cites, sends, told)


def _told(route: Route, department: Department | None) -> bool:
    """Whether the message reaches it: taking part alone is no arrow."""
    return any(a.department == department for a in (*route.to, *route.copies, *route.pushes))


def _gets(
    route: Route, department: Department | None, involved: list[Addressed]
) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    mine = [a for a in involved if a.department == department]
    words = [_with_marks(a) for a in mine]
    if department is not None and department == route.inspecting:
        words.insert(0, INSPECTS)
    return tuple(words), tuple(dict.fromkeys(c for a in mine for c in a.cites))


def _with_marks(addressed: Addressed) -> Text:
    part = PARTS[addressed.part]
    if not addressed.marks:
        return part
    return Text(
        f"{part.zh}（{'、'.join(m.zh for m in addressed.marks)}）",
        f"{part.en} ({', '.join(m.en for m in addressed.marks)})",
    )


def heading(policy: PolicySet, route: Route) -> Text:
    """Return the title of the drawing: message, level, subject, date."""
    scale = policy.level_scale
    low, high = (scale.members[scale.ids.index(id)].title for id in route.level)
    level = low if low == high else Text(f"{low.zh}至{high.zh}", f"{low.en} to {high.en}")
    told = {"message": route.message.title, "level": level, "name": route.name, "day": route.as_of}
    return Text("{message}：{name}，{level}，{day}", "{message}: {name}, {level}, {day}").format(
        **told
    )


def route_text(policy: PolicySet, route: Route, language: Language) -> str:
    """Return the route as a tree of lines: who, and what each gets."""
    found = stops(policy, route)
    lines = [heading(policy, route).to(language)]
    for stop in found:
        indent = "   " * (stop.depth - 1) + "└─ " if stop.depth else ""
        said = _said(stop, language)
        lines.append(indent + stop.name + (f"  {said}" if said else ""))
    return "\n".join(lines) + "\n"


def _said(stop: Stop, language: Language) -> str:
    comma = "、" if language == "zh" else ", "
    words = comma.join(text.to(language) for text in stop.gets)
    return f"{words}  [{' '.join(stop.cites)}]" if stop.cites else words


def route_mermaid(policy: PolicySet, route: Route, language: Language) -> str:
    """Return the route as a Mermaid flow chart; dotted arrows go over the platform."""
    found = stops(policy, route)
    numbers = {stop.id: n for n, stop in enumerate(found)}
    lines = ["flowchart TB"]
    for stop in found:
        part = _said_in_box(route, stop, language)
        remark = f"<br/>{quoted(part)}" if part else ""
        lines.append(f'  n{numbers[stop.id]}["{quoted(stop.name)}{remark}"]')
    if route.sender is not None and route.sender.department is not None:
        sender = route.sender.department
        for a in route.addressees:
            if a.part != "with" and a.department != sender:
                arrow = "-.->" if a.channel == "platform" else "-->"
                words = quoted(_with_marks(a).to(language))
                to = numbers[a.department.id if a.department else SUBJECT]
                lines.append(f'  n{numbers[sender.id]} {arrow}|"{words}"| n{to}')
    return "\n".join(lines) + "\n"


def _said_in_box(route: Route, stop: Stop, language: Language) -> str:
    """What is no arrow: who inspects, sends and takes part."""
    said = [INSPECTS] if route.inspecting and route.inspecting.id == stop.id else []
    said += [PARTS["from"]] if stop.sends else []
    took_part = any(a.department and a.department.id == stop.id for a in route.participants)
    said += [PARTS["with"]] if took_part else []
    return ("、" if language == "zh" else ", ").join(text.to(language) for text in said)


def route_svg(policy: PolicySet, route: Route, language: Language) -> str:
    """Return the route as SVG: boxes from the top level down, arrows in lanes beside them."""
    found = stops(policy, route)
    title = heading(policy, route).to(language)
    wide = max(svg.width_of(stop.name, 15) for stop in found) + 32
    tops = {stop.id: float(TOP + n * (BOX + GAP)) for n, stop in enumerate(found)}
    lanes = _lanes(found)
    label_at = LEFT + wide + LANE * (len(lanes) + 1) + 10
    body = [svg.words(LEFT, 34, title, size=18, bold=True), _legend(language)]
    body += [
        svg.path([(LEFT + 20, a + BOX), (LEFT + 20, b)]) for a, b in _pairs(list(tops.values()))
    ]
    body += list(_arrows(found, tops, lanes, LEFT + wide))
    for stop in found:
        body += list(_box(stop, tops[stop.id], wide, label_at, language))
    labels = [max(svg.width_of(t, 13) for t in _labels(stop, language)) for stop in found]
    width = max(label_at + max(labels), LEFT + svg.width_of(title, 18)) + LEFT
    height = TOP + len(found) * (BOX + GAP)
    told = route_text(policy, route, language)
    return svg.document(width, height, title, told, body)


def _legend(language: Language) -> str:
    words = Text(
        "箭头：文书和推送从发出的部门到收到的部门", "Arrows lead from the sender to whoever is told"
    )
    return svg.words(LEFT, 58, words.to(language), size=12, fill=svg.GREY)


def _pairs(tops: list[float]) -> Iterator[tuple[float, float]]:
    return pairwise(tops)


def _lanes(found: tuple[Stop, ...]) -> dict[str, int]:
    """Number the lanes from the inside: the nearer a stop is to the sender, the further in."""
    here = next((n for n, stop in enumerate(found) if stop.sends), None)
    if here is None:
        return {}
    told = [(abs(n - here), n, stop.id) for n, stop in enumerate(found) if n != here and stop.told]
    return {id: lane for lane, (_, _, id) in enumerate(sorted(told), start=1)}


def _arrows(
    found: tuple[Stop, ...], tops: dict[str, float], lanes: dict[str, int], edge: float
) -> Iterator[str]:
    """Arrows leave a box so that none crosses another: inner lanes nearest its corners."""
    sender = next((stop for stop in found if stop.sends), None)
    if sender is None:
        return
    middle = tops[sender.id] + BOX / 2
    reach = max(lanes.values(), default=1)
    for id, lane in lanes.items():
        away = (BOX / 2 - 5) * (reach - lane + 1) / reach
        leave = middle - away if tops[id] < tops[sender.id] else middle + away
        x, target = edge + LANE * lane, tops[id] + BOX / 2
        yield svg.path([(edge, leave), (x, leave), (x, target), (edge, target)], arrow=True)


def _box(stop: Stop, top: float, wide: float, label_at: float, language: Language) -> Iterator[str]:
    yield svg.box(LEFT, top, wide, BOX, strong=stop.sends, dashed=stop.id == SUBJECT)
    yield svg.words(LEFT + 14, top + BOX / 2 + 5, stop.name, size=15, bold=stop.sends)
    what, cites = _labels(stop, language)
    yield svg.words(label_at, top + BOX / 2 - 3, what, size=13)
    yield svg.words(label_at, top + BOX / 2 + 15, cites, size=11, fill=svg.GREY)


def _labels(stop: Stop, language: Language) -> tuple[str, str]:
    comma = "、" if language == "zh" else ", "
    return comma.join(text.to(language) for text in stop.gets), "  ".join(stop.cites)
