"""Drafts of all files become tables: keys, parents, references, and what they lack.

Nothing here depends on the order of files or rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.catalogue import returned_rows as codes
from engine.facts.cells import Refusal
from engine.facts.columns import key_path, lineage
from engine.facts.drafting import Draft, full_key, returned
from engine.facts.keys import key_text, show_key
from engine.facts.model import Key, Origin, Reject, Row
from engine.language.types import Kind
from engine.policy.model import Entity, PolicySet
from engine.problems import Code, Text


@dataclass
class Linked:
    """The rows that stand, by entity and key; the rows returned; the parents marked.

    `unplaced`: returned rows of which nobody can tell whose they are.
    """

    rows: dict[str, dict[Key, Row]] = field(default_factory=lambda: defaultdict(dict))
    rejects: list[Reject] = field(default_factory=list)
    marked: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    unplaced: set[Origin] = field(default_factory=set)


@dataclass
class _Standing:
    """A draft with its key, until its references have been checked."""

    draft: Draft
    parent: Key | None
    links: dict[str, Key | None] = field(default_factory=dict)


class _Linker:
    def __init__(self, policy: PolicySet, drafts: Mapping[str, Sequence[Draft]]) -> None:
        self.policy = policy
        self.drafts = drafts
        self.out = Linked()
        self.standing: dict[str, dict[Key, _Standing]] = {}
        self.gone: dict[str, set[Key]] = defaultdict(set)
        self.order = sorted(
            policy.entities.values(), key=lambda e: (len(lineage(policy, e)), e.name)
        )

    def link(self) -> Linked:
        """Settle keys from the top down, then references, then what was pulled along."""
        for entity in self.order:
            self._settle(entity)
        names = {e.name: self._by_name(e) for e in self.order}
        for entity in self.order:
            self._refer(entity, names)
        for entity in self.order:
            self._follow(entity)
            self._bound(entity)
        for entity in self.order:
            self._finish(entity)
        return self.out

    # -- keys ------------------------------------------------------------------------

    def _settle(self, entity: Entity) -> None:
        """Give every draft its key; return those without one, and those that share one."""
        drafts = self.drafts.get(entity.name, ())
        names = self._by_name(self.policy.entities[entity.parent]) if entity.parent else {}
        placed = [(d, self._parent(entity, d, names)) for d in drafts]
        numbered = [(d, p) for d, p in placed if d.numbered and p is not None]
        self._number(entity, numbered)
        claims: dict[Key, list[tuple[Draft, Key | None]]] = defaultdict(list)
        for draft, parent in placed:
            if entity.parent and parent is None:
                self.out.unplaced.add(draft.origin)
                if None not in draft.above and None not in draft.own:
                    lost = (*draft.above, *draft.own)
                    self.gone[entity.name].add(tuple(part or "" for part in lost))
                continue
            key = full_key(parent or (), draft.own)
            if key is None:
                self._keyless(entity, draft, parent)
            else:
                claims[key].append((draft, parent))
        self.standing[entity.name] = {}
        for key in sorted(claims):
            self._claim(entity, key, claims[key])

    def _parent(self, entity: Entity, draft: Draft, names: Mapping[str, set[Key]]) -> Key | None:
        """Return the key of the row above, once it is known to stand."""
        if entity.parent is None:
            return None
        above = self.policy.entities[entity.parent]
        key = None if None in draft.above else tuple(p for p in draft.above if p is not None)
        named = names.get(draft.above_name or "", set())
        if key is None and len(named) == 1:
            (key,) = named
        written = show_key(key) if key else draft.above_name or ""
        if key is None and not written:
            if not draft.bad:
                missing = self._missing_parts(entity, draft)
                self._return(draft, codes.KEY_MISSING, missing, "")
            return None
        if key is not None and key in self.standing[above.name]:
            return key
        if key is not None and key in self.gone[above.name]:
            self._return(draft, codes.PARENT_RETURNED, "", written, entity=above.title)
            return None
        if key is not None and above.name not in self.drafts:
            # No table of the rows above was given: the row stands, the reader says so.
            return key
        self._return(draft, codes.PARENT_NOT_FOUND, "", written, entity=above.title)
        return None

    def _missing_parts(self, entity: Entity, draft: Draft) -> str:
        path = key_path(self.policy, entity)
        titles = [of.title.zh for (_, of), part in zip(path, draft.above, strict=False) if not part]
        return "、".join(titles)

    def _keyless(self, entity: Entity, draft: Draft, parent: Key | None) -> None:
        if draft.bad:
            self._mark(entity, parent)
            return
        titles = [
            entity.fields[name].title.zh
            for name, part in zip(entity.key, draft.own, strict=True)
            if part is None
        ]
        self._mark(entity, parent)
        self._return(draft, codes.KEY_MISSING, "、".join(titles), "")

    def _number(self, entity: Entity, drafts: Iterable[tuple[Draft, Key | None]]) -> None:
        """Number the rows of a list without numbers by their contents, under each parent."""
        groups: dict[Key, list[Draft]] = defaultdict(list)
        for draft, parent in drafts:
            groups[parent or ()].append(draft)
        for group in groups.values():
            for number, draft in enumerate(sorted(group, key=_contents), 1):
                last = entity.fields[entity.key[-1]]
                value = number if last.type.kind is Kind.INT else str(number)
                draft.own = (*draft.own[:-1], str(number))
                draft.values = draft.values | {last.name: value}

    def _claim(self, entity: Entity, key: Key, claims: list[tuple[Draft, Key | None]]) -> None:
        """Let one row have the key; where contents differ none has it."""
        claims.sort(key=lambda claim: (claim[0].bad, claim[0].origin))
        first, parent = claims[0]
        if len(claims) > 1 and not (first.head and all(draft.head for draft, _ in claims)):
            self._mark(entity, parent)
        if len(claims) > 1:
            if len({_contents(draft) for draft, _ in claims}) > 1 or first.bad:
                if first.head and all(draft.head for draft, _ in claims):
                    self._merge_heads(entity, key, [draft for draft, _ in claims])
                    return
                self._conflict(entity, key, [draft for draft, _ in claims], parent)
                return
            for draft, _ in claims[1:]:
                if not draft.head:
                    self._share(entity, draft, codes.ROW_TWICE, [first], key)
        if first.bad:
            self._drop(entity, key, parent)
        else:
            self.standing[entity.name][key] = _Standing(first, parent)

    def _merge_heads(self, entity: Entity, key: Key, drafts: list[Draft]) -> None:
        """Join what several ledgers say above their headers; where they differ, nothing is known.

        A name in one and an address in the other make one row.
        """
        merged = dict(drafts[0].values)
        for draft in drafts[1:]:
            for name, value in draft.values.items():
                if merged[name] is None:
                    merged[name] = value
                elif value is not None and value != merged[name]:
                    field_of = entity.fields[name]
                    others = _places([drafts[0]])
                    self.out.rejects.append(
                        returned(
                            draft.origin,
                            Refusal(codes.KEY_TWICE, {"others": others}),
                            field_of.title.zh,
                            key_text(value) or "",
                        )
                    )
                    merged[name] = None
        drafts[0].values = merged
        parent = key[: -len(entity.key)] or None
        self.standing[entity.name][key] = _Standing(drafts[0], parent if entity.parent else None)

    def _conflict(self, entity: Entity, key: Key, drafts: list[Draft], parent: Key | None) -> None:
        for draft in drafts:
            others = [other for other in drafts if other is not draft]
            self._share(entity, draft, codes.KEY_TWICE, others, key)
        self._drop(entity, key, parent)

    def _share(
        self,
        entity: Entity,
        draft: Draft,
        code: Code,
        others: list[Draft],
        key: Key,
    ) -> None:
        parent = key[: -len(entity.key)] if entity.parent else None
        column = "、".join(entity.fields[name].title.zh for name in entity.key)
        written = show_key(key[-len(entity.key) :])
        others_text = _places(others, draft.origin)
        if not draft.bad:
            self._mark(entity, parent)
            self._return(draft, code, column, written, others=others_text)

    # -- references ------------------------------------------------------------------

    def _by_name(self, entity: Entity) -> dict[str, set[Key]]:
        """Return the keys of standing rows by the name they bear."""
        found: dict[str, set[Key]] = defaultdict(set)
        if entity.named_by:
            for key, row in self.standing.get(entity.name, {}).items():
                name = row.draft.values.get(entity.named_by)
                if name is not None:
                    found[str(name)].add(key)
        return found

    def _refer(self, entity: Entity, names: Mapping[str, Mapping[str, set[Key]]]) -> None:
        for key, row in list(self.standing[entity.name].items()):
            for link, (parts, column, written) in row.draft.links.items():
                target = self.policy.entities[entity.refers[link]]
                shared = len(key_path(self.policy, target)) - len(parts)
                full = full_key(key[:shared], parts)
                called = parts[-1] or written
                found = self._target(target, full, called, key[:shared], names[target.name])
                if found is None and target.name in self.drafts:
                    self._return(
                        row.draft, codes.LINK_NOT_FOUND, column, written, entity=target.title
                    )
                    self._drop(entity, key, row.parent)
                    break
                row.links[link] = found

    def _target(
        self, target: Entity, key: Key | None, called: str, prefix: Key,
        names: Mapping[str, set[Key]],
    ) -> Key | None:  # fmt: skip
        """Return the row referred to: by its key, else by a name that one row alone bears."""
        if key is not None and (key in self.standing[target.name] or key in self.gone[target.name]):
            return key
        near = [k for k in names.get(called, ()) if k[: len(prefix)] == prefix]
        return near[0] if len(near) == 1 else None

    # -- consequences ----------------------------------------------------------------

    def _follow(self, entity: Entity) -> None:
        """Return the rows whose parent was returned after they were settled."""
        if entity.parent is None:
            return
        above = self.policy.entities[entity.parent]
        for key, row in list(self.standing[entity.name].items()):
            if row.parent in self.gone[above.name]:
                written = show_key(row.parent or ())
                self._return(row.draft, codes.PARENT_RETURNED, "", written, entity=above.title)
                self._drop(entity, key, None)

    def _bound(self, entity: Entity) -> None:
        """Return rows beyond the `max_children` of their parent, last keys first."""
        if entity.parent is None:
            return
        above = self.policy.entities[entity.parent]
        most = above.max_children.get(entity.name)
        if most is None:
            return
        counts: dict[Key | None, int] = defaultdict(int)
        for key, row in sorted(self.standing[entity.name].items()):
            counts[row.parent] += 1
            if counts[row.parent] > most:
                written = show_key(row.parent or ())
                self._return(row.draft, codes.TOO_MANY, "", written, entity=entity.title, most=most)
                self._drop(entity, key, row.parent)

    def _finish(self, entity: Entity) -> None:
        rows = self.standing[entity.name]
        for key in sorted(rows):
            row = rows[key]
            links: dict[str, Key | None] = dict.fromkeys(entity.refers)
            for link, target in row.links.items():
                stands = target in self.standing[entity.refers[link]]
                links[link] = target if stands else None
            self.out.rows[entity.name][key] = Row(
                key, row.draft.values, row.parent, links, row.draft.origin
            )

    def _drop(self, entity: Entity, key: Key, parent: Key | None) -> None:
        self.standing[entity.name].pop(key, None)
        self.gone[entity.name].add(key)
        self._mark(entity, parent)

    def _mark(self, entity: Entity, parent: Key | None) -> None:
        if parent is not None:
            self.out.marked[entity.name].add(parent)

    def _return(self, draft: Draft, code: Code, column: str, value: str, **args: object) -> None:
        self.out.rejects.append(returned(draft.origin, Refusal(code, args), column, value))


def link(policy: PolicySet, drafts: Mapping[str, Sequence[Draft]]) -> Linked:
    """Return the rows of all drafts joined; `drafts` has an entity only if a table was given."""
    return _Linker(policy, drafts).link()


def _contents(draft: Draft) -> str:
    given = {name: key_text(value) for name, value in draft.values.items()}
    links = {link: parts for link, (parts, _, _) in draft.links.items()}
    return repr((draft.above, draft.above_name, sorted(given.items()), sorted(links.items())))


def _places(drafts: Iterable[Draft], origin: Origin | None = None) -> Text:
    zh, en = [], []
    for other in sorted(drafts, key=lambda d: d.origin):
        at = other.origin
        near = origin is not None and (at.file, at.sheet) == (origin.file, origin.sheet)
        where = "" if near else f"{at.file}{f' {at.sheet}' if at.sheet else ''} "
        zh.append(f"{where}第{at.row}行")
        en.append(f"{where}row {at.row}")
    more = len(zh) - 5
    if more > 0:
        zh, en = [*zh[:5], f"等{more}行"], [*en[:5], f"{more} more"]
    return Text("、".join(zh), ", ".join(en))
