"""Answers, reasons, values and rules of one policy version in the words of both languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from engine.analysis.simulation import FactShown
from engine.execution.exact import Json, exact_scalar
from engine.execution.outcome import Outcome
from engine.execution.reasons import Reason
from engine.language.expression import Expr, Ref
from engine.language.types import Kind, Scalar, Type
from engine.language.wording import sentence
from engine.policy.model import Decision, PolicySet, Rule
from engine.policy.names import names_of
from engine.problems import Place, Text

YES, NO, UNKNOWN = Text("是", "yes"), Text("否", "no"), Text("未提供", "not supplied")
UNDETERMINED, OUT = Text("待核实", "to be verified"), Text("不适用", "not applicable")
NOT_READ = Text("未读入", "not read")
POSSIBLY = Text("{low}（待核实，可能为{high}）", "{low} (to be verified, possibly {high})")
RANGE = Text("{low}至{high}", "{low} to {high}")
SURELY = Text("{sure}（可能还有{more}）", "{sure} (possibly also {more})")
DAYS = Text("{n}天", "{n} days")
EMPTY = Text("无", "none")
OF = Text("{owner}的{title}", "{title} of {owner}")
WHY = {
    "missing": Text("缺：{name}", "missing: {name}"),
    "incomplete": Text("未报全：{name}", "not complete: {name}"),
    "no_rule": Text("没有规则适用：{name}", "no rule holds: {name}"),
    "conflict": Text("规则冲突：{name}", "rules conflict: {name}"),
    "by_law": Text("由部门综合判定：{name}", "a department determines: {name}"),
}


def joined(texts: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Return texts one after the other."""
    every = list(texts)
    return Text(zh.join(t.to("zh") for t in every), en.join(t.to("en") for t in every))


class Words:
    """The words of one policy version; what is worded once is kept.

    `root`: the folder the set was read from, `shown`: what its places are shown under.
    """

    def __init__(self, policy: PolicySet, root: str = "", shown: str = "") -> None:
        self.policy = policy
        self.root = (root or policy.folder).rstrip("/")
        self.shown = shown or self.root
        self._conditions: dict[int, tuple[Expr, Text]] = {}

    def place(self, place: Place | None) -> str:
        """Return `file:line`, the file under the name by which the version was asked for."""
        if place is None or not place.file:
            return ""
        file = place.file
        if file.startswith(self.root + "/"):
            file = self.shown + file[len(self.root) :]
        return f"{file}:{place.line}" if place.line else file

    def level(self, id: str) -> Text:
        """Return the label of a level."""
        scale = self.policy.level_scale
        member = scale.members[scale.ids.index(id)]
        return Text(member.title.zh or id, member.title.en or member.title.zh or id)

    def answer(self, outcome: Outcome) -> Text:
        """Return an answer as people read it: a level, a range of levels, or out of scope."""
        if outcome.level is None:
            return OUT
        low, high = (self.level(id) for id in outcome.level)
        return low if outcome.verdict == "decided" else POSSIBLY.format(low=low, high=high)

    def reason(self, reason: Reason) -> Text:
        """Return one reason without the row it is about, so that equal ones are one."""
        return WHY[reason.kind].format(name=self.named(reason.entity, reason.name))

    def named(self, entity: str, name: str) -> Text:
        """Return the title of a field, relation or decision; one of another row with its owner."""
        owner = self.policy.entities[entity]
        title = names_of(self.policy, entity).title(Ref(name))
        if name in self.policy.entities:
            return self.policy.entities[name].title
        if name in self.policy.decisions or owner is self.policy.subject:
            return title
        return OF.format(owner=owner.title, title=title)

    def condition(self, entity: str, expr: Expr) -> Text:
        """Return a condition as a sentence."""
        found = self._conditions.get(id(expr))
        if found is None:
            names = names_of(self.policy, entity)
            said = Text(sentence(expr, names, "zh"), sentence(expr, names, "en"))
            found = self._conditions[id(expr)] = (expr, said)  # keeps the id taken
        return found[1]

    @cached_property
    def rules(self) -> dict[str, tuple[Decision, Rule]]:
        """Every rule by `table/row`, in the order of the files."""
        return {
            f"{decision.id}/{rule.id}": (decision, rule)
            for decision in self.policy.decisions.values()
            for rule in decision.rules
        }

    def say(self, rule: str) -> Text:
        """Return what a rule says, or else the title of its table."""
        decision, row = self.rules[rule]
        return row.say or decision.title

    def scalar(self, type: Type, value: Scalar) -> Text:
        """Return a lowered value in words."""
        return self.value(type, exact_scalar(value, type, self.policy.domains))

    def output(self, decision: Decision, rule: Rule) -> Text:
        """Return what a rule gives, in words: a value, or a range by law."""
        low, high = (self.scalar(decision.gives, e) for e in (rule.then.low, rule.then.high))
        return low if low == high else RANGE.format(low=low, high=high)

    def fact(self, entity: str, ref: str, value: Json) -> FactShown:
        """Return one value that a rule about a row of `entity` read, in words."""
        *hops, name = ref.split(".")
        title = names_of(self.policy, entity).title(Ref(name, tuple(hops)))
        for hop in hops:
            entity = self.policy.entities[entity].refers.get(hop, hop)
        field = self.policy.entities[entity].fields.get(name)
        type = field.type if field else self.policy.decisions[name].gives
        return FactShown(ref, title, value, self.value(type, value))

    def value(self, type: Type, value: Json) -> Text:
        """Return an exact value in words: labels for ids, units for days."""
        if value is None:
            return UNKNOWN
        if isinstance(value, list):
            return joined(self.value(type, v) for v in value) if value else EMPTY
        if isinstance(value, dict):
            return self._open(type, value)
        return self._one(type, value)

    def _open(self, type: Type, value: dict[str, Json]) -> Text:
        if "from" in value:
            low, high = (self.value(type, value[end]) for end in ("from", "to"))
            return RANGE.format(low=low, high=high)
        sure, possibly = value["surely"], value["possibly"]
        assert isinstance(sure, list) and isinstance(possibly, list)
        more: list[Json] = [v for v in possibly if v not in sure]
        return SURELY.format(sure=self.value(type, sure), more=self.value(type, more))

    def _one(self, type: Type, value: bool | int | str) -> Text:
        if isinstance(value, bool):
            return YES if value else NO
        domain = self.policy.domains.get(type.domain)
        if domain is not None and value in domain.ids:
            title = domain.members[domain.ids.index(str(value))].title
            return Text(title.zh or str(value), title.en or title.zh or str(value))
        if type.kind is Kind.DURATION:
            return DAYS.format(n=value)
        return Text(str(value), str(value))
