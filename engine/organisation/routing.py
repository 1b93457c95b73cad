"""Route one message of a policy set: who sends it, who receives it, and why.

`route` answers for one subject; `Router` reads the facts once and answers for many.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.catalogue import routing as codes
from engine.facts.model import Facts, Key
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.jurisdiction import Authority, authority
from engine.organisation.listing import KeyLists, Standing
from engine.organisation.messages import address
from engine.organisation.roles import Situation
from engine.organisation.route import Note, Route
from engine.organisation.rows import Rows, stored
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department, Division, Message
from engine.problems import Place, ProblemsFound, Text, did_you_mean

Level = str | tuple[str, str] | None


def message_called(hierarchy: Hierarchy, id: str) -> Message:
    """Return the message of that id; raises ProblemsFound."""
    messages = hierarchy.routing.messages
    if id not in messages:
        hint = did_you_mean(id, messages)
        raise ProblemsFound([codes.UNKNOWN_MESSAGE.at(Place(""), hint, message=id)])
    return messages[id]


@dataclass(frozen=True)
class Case:
    """One subject on one day: its situation, and the remarks that came up on the way."""

    situation: Situation
    name: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Router:
    """Routes messages of `policy` for the subjects of `facts`."""

    policy: PolicySet
    facts: Facts

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The hierarchy of the policy set."""
        return hierarchy_of(self.policy)

    @cached_property
    def lists(self) -> KeyLists:
        """The key lists, read once."""
        return KeyLists(self.policy, self.facts, self.hierarchy)

    @cached_property
    def _jurisdiction(self) -> Rows:
        return Rows(self.policy, self.facts, self.hierarchy.routing.jurisdiction)

    def route(
        self, subject: Key, message: str, level: Level, as_of: date, issuer: str | None = None
    ) -> Route:
        """Return the route of `message` about `subject` on `as_of`.

        `level` is an id of the level scale, a pair of ids between which it lies, or
        None where nothing is known.  `issuer`: the id of the department that issued the
        warning the message is about, where one is open.
        """
        case = self.case(subject, as_of, issuer)
        kind, between = message_called(self.hierarchy, message), self._level(level)
        return address(
            self.policy,
            case.situation,
            kind,
            subject=subject,
            name=case.name,
            level=between,
            as_of=as_of,
            notes=case.notes,
        )

    def case(self, subject: Key, as_of: date, issuer: str | None = None) -> Case:
        """Return who stands where for `subject` on `as_of`, whatever the message."""
        name, code = self._subject(subject)
        division = self.hierarchy.resolve(code) if code else None
        acting = authority(self.hierarchy, self._jurisdiction, subject, as_of)
        standing = self.lists.standing(subject, as_of)
        place = self._place_reason(code, division)
        situation = self._situation(division, place, acting, standing, self._issuer(issuer))
        notes = self._notes(code, division, acting, standing, situation)
        notes += tuple(self._returned(subject))
        return Case(situation, name, notes)

    def _subject(self, key: Key) -> tuple[str, str]:
        """Return the name and the division code of a subject."""
        entity = self.policy.subject
        table = self.facts.tables.get(entity.name)
        row = table.rows.get(key) if table else None
        if row is None:
            known = {" ".join(k) for k in table.rows} if table else set()
            hint = did_you_mean(" ".join(key), known)
            place = Place(self.facts.folder)
            raise ProblemsFound([codes.UNKNOWN_SUBJECT.at(place, hint, key=" ".join(key))])
        code = stored(self.policy, entity, self.hierarchy.routing.division, row)
        named = stored(self.policy, entity, entity.named_by, row) if entity.named_by else None
        return str(named or " ".join(key)), str(code or "")

    def _level(self, level: Level) -> tuple[str, str]:
        scale = self.policy.level_scale
        words = (scale.ids[0], scale.ids[-1]) if level is None else level
        ends = (words, words) if isinstance(words, str) else words
        for word in ends:
            if word not in scale.words:
                hint = did_you_mean(word, scale.words)
                raise ProblemsFound([codes.UNKNOWN_VALUE.at(Place(""), hint, level=word)])
        low, high = (scale.ids[scale.words[word]] for word in ends)
        return low, high

    def _issuer(self, id: str | None) -> Department | None:
        departments = self.hierarchy.routing.departments
        if id is not None and id not in departments:
            hint = did_you_mean(id, departments)
            raise ProblemsFound([codes.UNKNOWN_DEPARTMENT.at(Place(""), hint, department=id)])
        return departments[id] if id is not None else None

    def _place_reason(self, code: str, division: Division | None) -> Text:
        if not code:
            return Text("没有填所在区划", "its division is not given")
        if division is None:
            return Text(f"区划代码“{code}”不认识", f"the division code `{code}` is not known")
        return Text(
            f"所在地是{division.name}（{division.code}）",
            f"it is located in {division.name} ({division.code})",
        )

    def _situation(
        self,
        division: Division | None,
        place: Text,
        acting: Authority,
        standing: Standing,
        issuer: Department | None,
    ) -> Situation:
        line = self.hierarchy.line(division.code) if division else ()
        beside: tuple[Department, ...] = ()
        instead = None
        if acting.department is not None and acting.reason is not None:
            stands_for = self.hierarchy.routing.jurisdiction["stands_for"]
            instead = (stands_for, acting.department, acting.reason)
            own, line = line, self.hierarchy.line_of(acting.department)
            beside = tuple(d for d in own if d not in line)
        bare = Situation(self.hierarchy, line, place, beside, instead, issuer=issuer)
        inspecting, why = self._inspecting(bare, standing)
        return Situation(self.hierarchy, line, place, beside, instead, inspecting, why, issuer)

    def _inspecting(
        self, bare: Situation, standing: Standing
    ) -> tuple[Department | None, Text | None]:
        if not standing.counted:
            return None, None
        entry = standing.counted[0]
        department = bare.at(entry.level)
        if department is None:
            return None, bare.place_reason
        told = {"year": entry.year, "level": self._title(entry.level), "version": entry.version}
        words = Text(
            "列入{year}年{level}重点名单（第{version}版）",
            "it is on the {level} list of {year} (version {version})",
        )
        if len(standing.counted) > 1:
            words = Text(
                "列入{year}年{level}重点名单（第{version}版），是列入名单的最高一级",
                "it is on the {level} list of {year} (version {version}), the highest that has it",
            )
        return department, words.format(**told)

    def _notes(
        self,
        code: str,
        division: Division | None,
        acting: Authority,
        standing: Standing,
        situation: Situation,
    ) -> tuple[Note, ...]:
        routing = self.hierarchy.routing
        notes = []
        if division is not None and division.code != code:
            notes.append(
                Note(
                    Text(
                        f"区划代码 {code} 是旧代码，现为 {division.code}（{division.name}）",
                        f"{code} is an old division code, now {division.code} ({division.name})",
                    )
                )
            )
        notes += [Note(text, routing.jurisdiction_cites) for text in acting.aside]
        notes += [Note(text, routing.listing_cites) for text in standing.aside]
        notes += self._no_repeat(standing, situation)
        if not self.lists.rows.present and routing.listing:
            unsupplied = Text("没有提供重点名单", "no key lists were supplied")
            notes.append(Note(unsupplied, routing.listing_cites))
        return (*notes, *self._moved(situation))

    def _returned(self, subject: Key) -> Iterable[Note]:
        """A returned row of a list or of jurisdiction may change the answer: say so."""
        routing = self.hierarchy.routing
        for rows, cites in (
            (self.lists.rows, routing.listing_cites),
            (self._jurisdiction, routing.jurisdiction_cites),
        ):
            if rows.entity is not None and rows.incomplete(subject):
                title = rows.entity.title
                text = Text(
                    "“{title}”有记录被退回，补正后结果可能不同",
                    "a row of “{title}” was returned; the answer may change once it is mended",
                )
                yield Note(text.format(title=title), cites)

    def _no_repeat(self, standing: Standing, situation: Situation) -> Iterable[Note]:
        """Lower lists that have the subject too: they take part, nobody inspects twice."""
        roles = self.hierarchy.routing.roles.values()
        cites = tuple(
            c for role in roles if role.at[0] == "highest_listing_level" for c in role.cites
        )
        for entry in standing.counted[1:]:
            department = situation.at(entry.level)
            if department is not None and department != situation.inspecting:
                text = Text(
                    f"{department.name}的名单也有本企业：参加上级巡查，不另行巡查",
                    f"the list of {department.name} has it too: it takes part and does not "
                    "inspect a second time",
                )
                yield Note(text, cites)

    def _moved(self, situation: Situation) -> Iterable[Note]:
        """An open warning stays with its issuer, also where the subject stands elsewhere now."""
        issuer, acting = situation.issuer, situation.line[0] if situation.line else None
        if issuer is None or acting is None or issuer == acting:
            return
        yield Note(
            Text(
                f"原预警由{issuer.name}发布，记录移交之前仍由其负责；新的文书由{acting.name}发布",
                f"the open warning was issued by {issuer.name} and stays with it until a "
                f"hand-over is recorded; new documents are issued by {acting.name}",
            )
        )

    def _title(self, level: str) -> Text:
        return self.hierarchy.routing.level_titles.get(level, Text(level, level))


def route(
    policy: PolicySet,
    facts: Facts,
    subject: Key,
    message: str,
    level: Level,
    as_of: date,
    issuer: str | None = None,
) -> Route:
    """Return the route of one message about one subject; see `Router.route`."""
    return Router(policy, facts).route(subject, message, level, as_of, issuer)
