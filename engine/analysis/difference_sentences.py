"""One policy version told in sentences, aspect by aspect, so that two can be compared.

Each method yields (id, title, aspects, place); an aspect is a pair of its name and its
wording, left out where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.analysis.words import Words, joined
from engine.language.expression import Expr
from engine.language.literals import show
from engine.language.types import Domain, Kind, Type
from engine.language.wording import sentence
from engine.organisation.messages import RoutingNames
from engine.policy.model import Decision, Derivation, Entity, Field, PolicySet, Rule
from engine.policy.routing_model import Addressee, Message
from engine.problems import NO_TEXT, Text

Says = list[tuple[Text, Text]]
Line = tuple[str, Text, Says, str]

TITLE, FORCE = Text("名称", "title"), Text("生效", "in force")
DECIDES, SCOPE, INSPECTED = (
    Text("回答", "decides"),
    Text("适用范围", "scope"),
    Text("是否巡查", "inspected"),
)
VERSION, AUTHORITY = Text("版本", "version"), Text("主管部门", "authority")
HEADING = Text("规则库", "policy set")
SPAN = Text("{start} 起，至 {until} 前一天", "from {start} until the day before {until}")
FROM_DAY = Text("{start} 起", "from {start}")
NUMBER, BASIS, CITES = Text("数值", "number"), Text("依据", "basis"), Text("条款", "clauses")
IF, THEN = Text("条件", "if"), Text("结论", "then")
SAYS, NOTE, ORDER = Text("说明", "says"), Text("备注", "note"), Text("次序", "position")
FOR, GIVES, HIT = Text("对象", "for"), Text("给出", "gives"), Text("取法", "hit policy")
TAKES = Text("汇总", "takes")
OF = Text("{take}：{of}", "{take} of {of}")
CONFIRM = Text("{level}，须确认", "{level}, to be confirmed")
BY_LAW = Text("{low}至{high}，由部门综合判定", "{low} to {high}, a department determines")
MEMBERS, SPELLINGS = Text("取值", "values"), Text("写法", "spellings")
KEY, PARENT, REFERS = Text("主键", "key"), Text("属于", "belongs to"), Text("引用", "refers to")
MOST, KNOWN = Text("最多行数", "at most"), Text("是否报全", "complete if")
TYPE, RANGE, MISSING = Text("类型", "type"), Text("范围", "range"), Text("未填", "if missing")
HEADERS, WORSE = Text("列名", "headers"), Text("更严重的方向", "worse")
DERIVED = Text("计算", "derived")
MISSINGS = {
    "ask": Text("待核实", "to be verified"),
    "null": Text("还没有发生", "known to be absent"),
}
HOW = {
    "count": Text("{child}中符合条件的个数", "number of {child}"),
    "any": Text("{child}中有一个：{expr}", "some {child}: {expr}"),
    "all": Text("{child}全部：{expr}", "every {child}: {expr}"),
    "sum": Text("{child}的{expr}之和", "sum of {expr} over {child}"),
    "min": Text("{child}的{expr}最小值", "least {expr} of {child}"),
    "max": Text("{child}的{expr}最大值", "greatest {expr} of {child}"),
}
WHERE = Text("{what}，其中 {where}", "{what} where {where}")
OTHERWISE = Text("{what}；没有时 {value}", "{what}; without any, {value}")
WHERE_STANDS, PHRASE, GIST = (
    Text("位置", "where"),
    Text("原文", "phrase"),
    Text("要点", "gist"),
)
FOUND, INSTEAD = Text("担任", "played by"), Text("否则", "otherwise")
WHEN = Text("{who}（{when}）", "{who} (if {when})")
ROUTES = {
    "sender": Text("发出", "from"),
    "to": Text("主送", "to"),
    "together": Text("会同", "with"),
    "copy": Text("抄报", "copy"),
    "push": Text("推送", "push"),
}
EXISTS, FORM = Text("何时有", "exists if"), Text("文书", "form")
LEVEL, ABOVE = Text("级别", "level"), Text("上级", "under")


def plain(value: object) -> Text:
    """Return a word that is the same in both languages."""
    return Text(str(value), str(value))


def _said(*pairs: tuple[Text, Text | str | None]) -> Says:
    """Return the aspects that say something."""
    worded = [(name, plain(v) if isinstance(v, str) else v) for name, v in pairs]
    return [(name, v) for name, v in worded if v is not None and v not in (NO_TEXT, plain(""))]


class Sentences:
    """The sentences of one version."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.policy: PolicySet = words.policy

    def headings(self) -> Iterator[Line]:
        """Yield what policy.yaml says of the set as a whole."""
        p = self.policy
        says = _said(
            (TITLE, p.title),
            (VERSION, p.version),
            (FORCE, _span(*p.effective)),
            (AUTHORITY, Text(p.authority.get("zh", ""), p.authority.get("en", ""))),
            (DECIDES, p.decisions[p.decide].title),
            (SCOPE, self._named(p.scope)),
            (INSPECTED, self._named(p.inspected)),
        )
        yield p.id, HEADING, says, self.words.place(None)

    def _named(self, name: str | None) -> Text | None:
        if name is None:
            return None
        return self.words.named(self.policy.subject.name, name)

    def values(self) -> Iterator[Line]:
        """Yield the named numbers."""
        for value in self.policy.values.values():
            number = plain(show(value.value, value.type, self.policy.domains))
            says = _said((NUMBER, number), (BASIS, value.basis))
            id = f"values.{value.name}"
            yield id, plain(id), says, self.words.place(value.place)

    def tables(self) -> Iterator[Line]:
        """Yield the heads of decision tables and roll-ups."""
        for d in self.policy.decisions.values():
            titles = joined(self.policy.decisions[name].title for name in d.of)
            takes = OF.format(take=plain(d.take), of=titles) if d.take else None
            order = joined(self._value(d.gives, v) for v in d.order) if d.order else None
            says = _said(
                (TITLE, d.title),
                (FOR, self.policy.entities[d.entity].title),
                (GIVES, self._type(d.gives) if d.role == "value" else d.role),
                (HIT, None if d.take else d.hit),
                (TAKES, takes),
                (ORDER, order),
                (CITES, ", ".join(d.cites)),
                (NOTE, d.note),
            )
            yield d.id, d.title, says, self.words.place(d.place)

    def rules(self) -> Iterator[Line]:
        """Yield every rule; its position only where the order of rules decides."""
        for d in self.policy.decisions.values():
            ordered = d.hit in ("first", "rule-order")
            for number, rule in enumerate(d.rules, 1):
                says = _said(
                    (IF, self.words.condition(d.entity, rule.when)),
                    (THEN, self._output(d, rule)),
                    (SAYS, rule.say),
                    (CITES, ", ".join(rule.cites)),
                    (BASIS, rule.basis),
                    (ORDER, str(number) if ordered else None),
                    (NOTE, rule.note),
                )
                title = rule.say or d.title
                yield f"{d.id}/{rule.id}", title, says, self.words.place(rule.place)

    def _output(self, decision: Decision, rule: Rule) -> Text:
        low, high = (self._value(decision.gives, end) for end in (rule.then.low, rule.then.high))
        if rule.then.by_law:
            return BY_LAW.format(low=low, high=high)
        return CONFIRM.format(level=low) if rule.then.confirm else low

    def _value(self, type: Type, value: bool | int | str) -> Text:
        return self.words.scalar(type, value)

    def scales(self) -> Iterator[Line]:
        """Yield scales and code lists: members in order, and other spellings."""
        for domain in self.policy.domains.values():
            members = joined(_member(m.id, m.title) for m in domain.members)
            also = joined(plain(f"{m.id}: {', '.join(m.also)}") for m in domain.members if m.also)
            says = _said((MEMBERS, members), (SPELLINGS, also))
            yield domain.name, _domain_title(domain), says, ""

    def entities(self) -> Iterator[Line]:
        """Yield the kinds of rows."""
        for e in self.policy.entities.values():
            parent = self.policy.entities[e.parent].title if e.parent else None
            limits = ", ".join(f"{child} {most}" for child, most in e.max_children.items())
            says = _said(
                (TITLE, e.title),
                (KEY, ", ".join(e.key)),
                (PARENT, parent),
                (REFERS, ", ".join(f"{name}: {to}" for name, to in e.refers.items())),
                (MOST, limits),
                (KNOWN, e.known_if),
            )
            yield e.name, e.title, says, self.words.place(e.place)

    def fields(self) -> Iterator[Line]:
        """Yield the fields, stored and derived."""
        for e in self.policy.entities.values():
            for f in e.fields.values():
                says = _said(
                    (TITLE, f.title),
                    (TYPE, self._type(f.type)),
                    (RANGE, self._range(f)),
                    (MISSING, self._missing(f) if f.derive is None else None),
                    (HEADERS, ", ".join(f.headers)),
                    (WORSE, f.worse),
                    (DERIVED, self._derived(e, f) if f.derive else None),
                    (BASIS, f.basis),
                    (CITES, ", ".join(f.cites)),
                    (NOTE, f.note),
                )
                yield f"{e.name}.{f.name}", f.title, says, self.words.place(f.place)

    def _type(self, type: Type) -> Text:
        return plain(type)

    def _range(self, field: Field) -> str | None:
        ends = (field.low, field.high)
        if field.type.kind is Kind.SCALE or ends == (None, None):
            return None
        low, high = (
            "…" if end is None else show(end, field.type, self.policy.domains) for end in ends
        )
        return f"{low} – {high}"

    def _missing(self, field: Field) -> Text:
        value = field.missing.value
        if field.missing.kind != "value" or value is None:
            return MISSINGS.get(field.missing.kind, NO_TEXT)
        if isinstance(value, tuple):
            code = Type(Kind.CODE, field.type.domain)
            return joined(self._value(code, n) for n in value)
        return self._value(field.type, value)

    def _derived(self, entity: Entity, field: Field) -> Text:
        derive = field.derive
        assert derive is not None
        owner = derive.child or entity.name
        expr = self._condition(owner, derive.expr)
        if derive.how == "expression":
            return expr
        return self._quantified(derive, field.type, owner, expr)

    def _quantified(self, derive: Derivation, type: Type, owner: str, expr: Text) -> Text:
        what = HOW[derive.how].format(child=self.policy.entities[owner].title, expr=expr)
        if derive.where is not None:
            what = WHERE.format(what=what, where=self._condition(owner, derive.where))
        if derive.otherwise is not None:
            what = OTHERWISE.format(what=what, value=self._value(type, derive.otherwise))
        return what

    def _condition(self, entity: str, expr: Expr | None) -> Text:
        return self.words.condition(entity, expr) if expr is not None else NO_TEXT

    def clauses(self) -> Iterator[Line]:
        """Yield the clauses of the notice."""
        for c in self.policy.clauses.values():
            says = _said((WHERE_STANDS, c.where), (PHRASE, c.phrase), (GIST, c.gist))
            yield c.id, c.where, says, self.words.place(c.place)

    def roles(self) -> Iterator[Line]:
        """Yield the roles of routing."""
        routing = self.policy.routing
        for r in routing.roles.values() if routing else ():
            says = _said(
                (TITLE, r.title),
                (FOUND, ", ".join(r.at)),
                (INSTEAD, r.otherwise),
                (CITES, ", ".join(r.cites)),
                (BASIS, r.basis),
            )
            yield r.id, r.title, says, self.words.place(r.place)

    def messages(self) -> Iterator[Line]:
        """Yield the messages: who sends, who receives, on which condition."""
        routing = self.policy.routing
        for m in routing.messages.values() if routing else ():
            parts = [(title, self._addressees(m, part)) for part, title in ROUTES.items()]
            says = _said(
                (TITLE, m.title),
                (FORM, m.form),
                (EXISTS, self._routed(m.when) if m.when else None),
                *parts,
                (CITES, ", ".join(m.cites)),
            )
            yield m.id, m.title, says, self.words.place(m.place)

    def _addressees(self, message: Message, part: str) -> Text | None:
        found = getattr(message, part)
        every: Iterable[Addressee] = (found,) if isinstance(found, Addressee) else found
        texts = [self._addressee(one) for one in every]
        return joined(texts, "；", "; ") if texts else None

    def _addressee(self, one: Addressee) -> Text:
        routing = self.policy.routing
        titles = [routing.roles[id].title if routing else plain(id) for id in one.roles]
        who = joined(titles)
        if one.mark and routing:
            who = joined([who, routing.marks[one.mark]], "·", " - ")
        return WHEN.format(who=who, when=self._routed(one.when)) if one.when else who

    def _routed(self, when: Expr) -> Text:
        names = RoutingNames(self.policy)
        return Text(sentence(when, names, "zh"), sentence(when, names, "en"))

    def departments(self) -> Iterator[Line]:
        """Yield the departments."""
        routing = self.policy.routing
        for d in routing.departments.values() if routing else ():
            says = _said((TITLE, d.name), (LEVEL, d.level), (ABOVE, d.parent))
            yield d.id, plain(d.name), says, self.words.place(d.place)

    def divisions(self) -> Iterator[Line]:
        """Yield the divisions."""
        for d in self.policy.divisions.values():
            says = _said((TITLE, d.name), (LEVEL, d.level), (ABOVE, d.parent))
            yield d.code, plain(d.name), says, self.words.place(d.place)


def _span(start: date, until: date | None) -> Text:
    return SPAN.format(start=start, until=until) if until else FROM_DAY.format(start=start)


def _member(id: str, title: Text) -> Text:
    return Text(f"{title.zh or id}（{id}）", f"{title.en or title.zh or id} ({id})")


def _domain_title(domain: Domain) -> Text:
    return domain.title if domain.title != NO_TEXT else plain(domain.name)
