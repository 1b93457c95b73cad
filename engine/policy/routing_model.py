"""The organisation and the routing rules as a policy set declares them: plain frozen data.

`engine.organisation` walks them; nothing here knows a graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.language.expression import Expr
from engine.problems import Place, Text


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division: code (text), name, level, parent code ("" at the top)."""

    code: str
    name: str
    level: str
    parent: str
    place: Place


@dataclass(frozen=True, slots=True)
class Department:
    """A department of one level, responsible for a division.

    `kind` is `regular` or `development_zone` (which hangs under a county and has no
    division code of its own).
    """

    id: str
    name: str
    short_name: str
    level: str
    division: str
    parent: str
    kind: str
    place: Place
    note: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A role in routing, and how the departments that play it are found.

    `at` is one of the finders of `engine.organisation.routing` with its arguments;
    `otherwise` the role that steps in where it finds nobody ("": nobody does).
    `empty` says in the policy's words what it means that nobody plays the role.
    """

    id: str
    title: Text
    at: tuple[str, ...]
    place: Place
    cites: tuple[str, ...] = ()
    otherwise: str = ""
    empty: Text | None = None
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who receives (or sends) a message: roles, on which condition, by which clause."""

    roles: tuple[str, ...]
    place: Place
    when: Expr | None = None
    mark: str = ""
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of message: its sender, its recipients, who gets a copy.

    `to` and `copy` go on paper, `push` over the platform; `together` names those who
    took part and are named in it.  `when`: the message exists only if this holds, and
    `unless` says so in the policy's words where it does not.
    """

    id: str
    title: Text
    form: str
    sender: Addressee
    to: tuple[Addressee, ...]
    copy: tuple[Addressee, ...]
    place: Place
    push: tuple[Addressee, ...] = ()
    together: tuple[Addressee, ...] = ()
    when: Expr | None = None
    unless: Text | None = None
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True)
class Routing:
    """The routing rules of a policy set.

    `levels`: the levels of government from the top down, worded in `level_titles`.
    `listing`, `jurisdiction`: which entities hold key lists and jurisdiction, and which
    of their fields mean what; `counted` are the states of a list entry that count
    (none: all do).  `division`: the field of the subject that says where it is.
    """

    levels: tuple[str, ...]
    roles: Mapping[str, Role]
    messages: Mapping[str, Message]
    departments: Mapping[str, Department]
    listing: Mapping[str, str] = field(default_factory=dict)
    jurisdiction: Mapping[str, str] = field(default_factory=dict)
    level_titles: Mapping[str, Text] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    division: str = ""
    listing_cites: tuple[str, ...] = ()
    jurisdiction_cites: tuple[str, ...] = ()
    marks: Mapping[str, Text] = field(default_factory=dict)
