"""What a condition about a row may read: fields, decisions, references, the parent, values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.language.expression import Ref
from engine.language.scope import Symbol, normal
from engine.language.types import Domain
from engine.policy.draft import Draft
from engine.policy.model import Entity, Field
from engine.problems import Text

AS_OF, VALUES = "as_of", "values"


@dataclass(frozen=True, slots=True)
class Way:
    """A step from a row to another: the hop as it is written, and where it leads."""

    hop: str
    entity: str
    reference: bool


@dataclass(frozen=True)
class Vocabulary:
    """All names and labels of a draft, by entity, prepared once.

    `symbols`: what stands for a field or decision, by its id.  `words`: the ids that a
    word can mean there (one, unless labels are ambiguous).  `ways`: steps by id and label.
    """

    draft: Draft
    symbols: dict[str, dict[str, Symbol]] = field(default_factory=dict)
    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    ways: dict[str, dict[str, Way]] = field(default_factory=dict)

    def scope(self, entity: str) -> EntityScope:
        """Return the scope of a condition about a row of `entity`."""
        return EntityScope(self, entity)


def vocabulary_of(draft: Draft, decisions: Mapping[str, Mapping[str, Symbol]]) -> Vocabulary:
    """Return the names of `draft`; `decisions` are symbols by entity and decision."""
    made = Vocabulary(draft)
    for name, entity in draft.entities.items():
        fields = {f.name: _field_symbol(f) for f in entity.fields.values()}
        made.symbols[name] = {**dict(decisions.get(name, {})), **fields}
        made.words[name] = _words(draft, entity, made.symbols[name])
        made.ways[name] = _ways(draft, entity)
    return made


def _field_symbol(f: Field) -> Symbol:
    nullable = f.missing.kind != "value" if f.derive is None else may_be_absent(f)
    return Symbol(f.type, Ref(f.name), low=f.low, high=f.high, nullable=nullable)


def may_be_absent(f: Field) -> bool:
    """True for a derived field that has no value where there is no child."""
    derive = f.derive
    return derive is not None and derive.how in ("min", "max") and derive.otherwise is None


def _words(
    draft: Draft, entity: Entity, symbols: Mapping[str, Symbol]
) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for id in symbols:
        title = entity.fields[id].title if id in entity.fields else draft.heads[id].label("title")
        for label in (title.zh, title.en):
            if label:
                known = words.get(normal(label), ())
                words[normal(label)] = tuple(dict.fromkeys((*known, id)))
    return {**words, **{normal(id): (id,) for id in symbols}}


def _ways(draft: Draft, entity: Entity) -> dict[str, Way]:
    steps = [Way(hop, target, True) for hop, target in entity.refers.items()]
    if entity.parent:
        steps.append(Way(entity.parent, entity.parent, False))
    labelled: dict[str, list[Way]] = {}
    for way in steps:
        title = draft.entities[way.entity].title
        for label in dict.fromkeys((title.zh, title.en, way.entity)):
            labelled.setdefault(normal(label), []).append(way)
    by_label = {label: ways[0] for label, ways in labelled.items() if label and len(ways) == 1}
    return {**by_label, **{normal(way.hop): way for way in steps}}


@dataclass(frozen=True)
class EntityScope:
    """The names that a condition about a row of `entity` sees; ids and labels alike."""

    vocabulary: Vocabulary
    entity: str
    found: dict[str, Symbol | None] = field(default_factory=dict, compare=False)

    @property
    def domains(self) -> Mapping[str, Domain]:
        """All scales and code lists."""
        return self.vocabulary.draft.domains

    def find(self, path: str) -> Symbol | None:
        """Return what `path` stands for, or None."""
        if path not in self.found:
            self.found[path] = self._find(path)
        return self.found[path]

    def _find(self, path: str) -> Symbol | None:
        *before, last = path.split(".")
        if before and before[0] == VALUES:
            return self._value(path)
        entity, hops = self.entity, list[str]()
        for word in before:
            way = self.vocabulary.ways[entity].get(normal(word))
            if way is None:
                return None
            entity, hops = way.entity, [*hops, way.hop]
        return self._last(entity, tuple(hops), normal(last))

    def _last(self, entity: str, hops: tuple[str, ...], word: str) -> Symbol | None:
        ids = self.vocabulary.words[entity].get(word, ())
        if len(ids) > 1:
            symbol = self.vocabulary.symbols[entity][ids[0]]
            return _moved(symbol, hops, _ambiguous(word, ids))
        if ids:
            return _moved(self.vocabulary.symbols[entity][ids[0]], hops)
        way = self.vocabulary.ways[entity].get(word)
        return self._reference(way, hops) if way and way.reference else None

    def _reference(self, way: Way, hops: tuple[str, ...]) -> Symbol | None:
        """A reference by itself: whether it is given is asked of the key it leads to."""
        target = self.vocabulary.draft.entities[way.entity]
        symbol = self.vocabulary.symbols[way.entity].get(target.key[-1] if target.key else "")
        if symbol is None:
            return None
        ref = Ref(target.key[-1], (*hops, way.hop))
        return Symbol(symbol.type, ref, None, symbol.low, symbol.high, nullable=True)

    def _value(self, path: str) -> Symbol | None:
        name = path.split(".", 1)[1]
        value = self.vocabulary.draft.values.get(name)
        return Symbol(value.type, value=value.value, origin=name) if value else None

    def known(self) -> Iterable[str]:
        """Return the paths that could have been meant."""
        yield AS_OF
        yield from (f"{VALUES}.{name}" for name in self.vocabulary.draft.values)
        yield from self.vocabulary.words[self.entity]
        for way in dict.fromkeys(self.vocabulary.ways[self.entity].values()):
            yield from (f"{way.hop}.{id}" for id in self.vocabulary.symbols[way.entity])


def _ambiguous(word: str, ids: tuple[str, ...]) -> Text:
    return Text(
        f"“{word}”可能指" + "或".join(f"“{id}”" for id in ids) + "，请写编号",
        f"“{word}” may mean " + " or ".join(f"`{id}`" for id in ids) + "; write the id",
    )


def _moved(symbol: Symbol, hops: tuple[str, ...], refused: Text | None = None) -> Symbol:
    """Return `symbol` as read over `hops`."""
    if symbol.ref is None or not (hops or refused):
        return symbol
    return Symbol(
        symbol.type,
        Ref(symbol.ref.name, hops),
        low=symbol.low,
        high=symbol.high,
        nullable=symbol.nullable,
        refused=refused or symbol.refused,
    )
