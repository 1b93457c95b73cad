"""Compile routing.yaml: who sends which message to whom, as `Routing`.

The document has passed its schema.  Whatever it names is looked up here: levels,
roles, clauses, the fields that hold key lists and jurisdiction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalogue import routing as codes
from engine.catalogue.policy import UNKNOWN_CLAUSE
from engine.graph import find_cycles
from engine.language.expression import Expr
from engine.language.types import Domain
from engine.policy.csv_table import Report
from engine.policy.divisions import Hierarchy, Structure
from engine.policy.document import Document, Path
from engine.policy.model import Entity
from engine.policy.routing_facts import compile_jurisdiction, compile_listing, division_field
from engine.policy.routing_model import Addressee, Message, Role, Routing
from engine.policy.routing_scope import RoutingScope, compile_when
from engine.problems import Text, did_you_mean

NOBODY = "nobody"
BY_LEVEL = frozenset({"level"})


@dataclass(frozen=True)
class Surroundings:
    """What routing rules may refer to: the rest of the policy set."""

    domains: Mapping[str, Domain]
    scale: str  # the scale that the `decide` decision gives
    entities: Mapping[str, Entity]
    subject: str
    clauses: Collection[str]
    hierarchy: Hierarchy | None


def structure(document: Document) -> Structure:
    """Return what the hierarchy must look like; the document need not be in order yet."""
    data = document.data if isinstance(document.data, dict) else {}
    levels, about = data.get("levels"), data.get("division_codes")
    about = about if isinstance(about, dict) else {}
    digits, headings = about.get("digits"), about.get("headings")
    return Structure(
        levels=tuple(levels) if isinstance(levels, dict) else (),
        digits=digits if isinstance(digits, int) else 0,
        headings=tuple(map(str, headings)) if isinstance(headings, list) else (),
    )


def compile_routing(document: Document, around: Surroundings, report: Report) -> Routing:
    """Return the routing rules of `document`; report every name that leads nowhere."""
    return _Compiler(document, around, report).routing()


class _Compiler:
    def __init__(self, document: Document, around: Surroundings, report: Report) -> None:
        self.document = document
        self.data: dict[str, Any] = document.data
        self.around = around
        self.report = report
        self.levels = tuple(self.data["levels"])
        self.scope = RoutingScope(around.domains, around.scale, self._level_titles())

    def routing(self) -> Routing:
        self._check_levels()
        roles = {id: self._role(id) for id in self.data["roles"]}
        self._check_role_circles(roles)
        messages = {id: self._message(id) for id in self.data["messages"]}
        listing, counted = compile_listing(self.document, self.around, self.levels, self.report)
        jurisdiction = compile_jurisdiction(self.document, self.around, self.levels, self.report)
        hierarchy = self.around.hierarchy or Hierarchy()
        subject = self.around.entities[self.around.subject]
        return Routing(
            levels=self.levels,
            roles=roles,
            messages=messages,
            departments=hierarchy.departments,
            listing=listing,
            jurisdiction=jurisdiction,
            level_titles=self._level_titles(),
            counted=counted,
            division=division_field(subject, self.document, self.report),
            listing_cites=self.cites(("listing",)),
            jurisdiction_cites=self.cites(("jurisdiction",)),
            marks={id: text(words) for id, words in self.data.get("marks", {}).items()},
        )

    def _level_titles(self) -> dict[str, Text]:
        return {id: text(words) for id, words in self.data["levels"].items()}

    def _check_levels(self) -> None:
        hierarchy = self.around.hierarchy
        if hierarchy is None:
            self.report(codes.NO_HIERARCHY.at(self.document.key_place(("levels",))))
            return
        used = {division.level for division in hierarchy.divisions.values()}
        for level in self.levels:
            if hierarchy.divisions and level not in used:
                place = self.document.key_place(("levels", level))
                self.report(codes.LEVELS_DIFFER.at(place, did_you_mean(level, used), level=level))

    def cites(self, path: Path) -> tuple[str, ...]:
        """Return the clauses cited under `path`; report those the notice does not have."""
        node = self._at(path)
        cited = node.get("cite") if isinstance(node, dict) else None
        clauses = [cited] if isinstance(cited, str) else list(cited or ())
        for position, clause in enumerate(clauses):
            if clause not in self.around.clauses:
                one: Path = () if isinstance(cited, str) else (position,)
                place = self.document.place((*path, "cite", *one))
                hint = did_you_mean(clause, self.around.clauses)
                self.report(UNKNOWN_CLAUSE.at(place, hint, name=clause))
        return tuple(clauses)

    def _at(self, path: Path) -> Any:
        node: Any = self.data
        for step in path:
            node = node[step] if isinstance(step, int) else node.get(step, {})
        return node

    def _role(self, id: str) -> Role:
        path: Path = ("roles", id)
        node = self.data["roles"][id]
        otherwise = node.get("otherwise", NOBODY)
        if otherwise != NOBODY:
            self._known_role((*path, "otherwise"), otherwise)
        return Role(
            id=id,
            title=text(node["title"]),
            at=self._finder((*path, "at"), node["at"]),
            place=self.document.key_place(path),
            cites=self.cites(path),
            otherwise="" if otherwise == NOBODY else otherwise,
            empty=text(node["empty"]) if "empty" in node else None,
            basis=node.get("basis", "notice"),
        )

    def _finder(self, path: Path, at: str | dict[str, str | list[str]]) -> tuple[str, ...]:
        if isinstance(at, str):
            return (at,)
        ((finder, given),) = at.items()
        names = [given] if isinstance(given, str) else given
        for position, name in enumerate(names):
            one: Path = (*path, finder) if isinstance(given, str) else (*path, finder, position)
            if finder in BY_LEVEL:
                self._known_level(one, name)
            else:
                self._known_role(one, name)
        return (finder, *names)

    def _known_role(self, path: Path, name: str) -> None:
        if name not in self.data["roles"]:
            hint = did_you_mean(name, self.data["roles"])
            self.report(codes.UNKNOWN_ROLE.at(self.document.place(path), hint, role=name))

    def _known_level(self, path: Path, name: str) -> None:
        if name not in self.levels:
            hint = did_you_mean(name, self.levels)
            self.report(codes.UNKNOWN_LEVEL.at(self.document.place(path), hint, level=name))

    def _check_role_circles(self, roles: Mapping[str, Role]) -> None:
        leads = {role.id: depends_on(role) for role in roles.values()}
        for cycle in find_cycles(leads):
            circle = " → ".join((*cycle, cycle[0]))
            place = self.document.key_place(("roles", cycle[0]))
            self.report(codes.ROLE_CYCLE.at(place, cycle=circle))

    def _message(self, id: str) -> Message:
        path: Path = ("messages", id)
        node = self.data["messages"][id]
        return Message(
            id=id,
            title=text(node["title"]),
            form=node.get("form", ""),
            sender=self._addressee((*path, "from"), node["from"]),
            to=self._addressees((*path, "to"), node["to"]),
            copy=self._addressees((*path, "copy"), node.get("copy", ())),
            push=self._addressees((*path, "push"), node.get("push", ())),
            together=self._addressees((*path, "with"), node.get("with", ())),
            place=self.document.key_place(path),
            when=self._when(path, node),
            unless=text(node["unless"]) if "unless" in node else None,
            cites=self.cites(path),
            basis=node.get("basis", "notice"),
        )

    def _addressees(self, path: Path, nodes: Iterable[dict[str, Any]]) -> tuple[Addressee, ...]:
        return tuple(self._addressee((*path, n), node) for n, node in enumerate(nodes))

    def _addressee(self, path: Path, node: dict[str, Any]) -> Addressee:
        given, mark = node["role"], node.get("mark", "")
        roles = [given] if isinstance(given, str) else given
        for position, role in enumerate(roles):
            one: Path = () if isinstance(given, str) else (position,)
            self._known_role((*path, "role", *one), role)
        if mark and mark not in self.data.get("marks", {}):
            hint = did_you_mean(mark, self.data.get("marks", {}))
            place = self.document.place((*path, "mark"))
            self.report(codes.UNKNOWN_MARK.at(place, hint, mark=mark))
        return Addressee(
            roles=tuple(roles),
            place=self.document.place(path),
            when=self._when(path, node),
            mark=mark,
            cites=self.cites(path),
            basis=node.get("basis", "notice"),
        )

    def _when(self, path: Path, node: dict[str, Any]) -> Expr | None:
        if "when" not in node:
            return None
        return compile_when(self.document, (*path, "when"), node["when"], self.scope, self.report)


def depends_on(role: Role) -> tuple[str, ...]:
    """Return the roles by which `role` is found."""
    told = role.at[1:] if role.at[0] not in BY_LEVEL else ()
    return (*told, role.otherwise) if role.otherwise else told


def text(words: Mapping[str, str]) -> Text:
    """Return the words of a `{zh, en}` map."""
    return Text(words.get("zh", ""), words.get("en", ""))
