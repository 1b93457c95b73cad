"""Read the `lists` of inspection.yaml: order, levels, quotas, requests, phases, local keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from engine.catalogue import inspection as codes
from engine.language.types import Kind
from engine.policy.draft import Part, as_basis
from engine.policy.heading import day_of
from engine.policy.inspection_model import (
    CANDIDATES,
    OWN_KEY,
    First,
    ListLevel,
    Lists,
    OrderKey,
    PhaseStart,
    Quota,
    Rows,
)
from engine.policy.inspection_names import A_SCALE, YES_NO, Names, must
from engine.problems import Text, did_you_mean

KINDS: Mapping[str, frozenset[Kind]] = {
    **dict.fromkeys(("highest", "lowest"), frozenset({Kind.SCALE})),
    **dict.fromkeys(("most", "least"), frozenset({Kind.INT, Kind.DECIMAL, Kind.DURATION})),
    **dict.fromkeys(("earliest", "latest"), frozenset({Kind.DATE})),
    **dict.fromkeys(("yes", "no"), frozenset({Kind.BOOL})),
}


@dataclass(frozen=True)
class ListsReader:
    """Reads how lists are ordered and chosen."""

    names: Names

    def lists(self, part: Part) -> Lists:
        """Return the lists; a part that leads nowhere was reported."""
        tier = self.names.decision(must(part, "tier"), Kind.SCALE, A_SCALE)
        found = self.names.symbol(tier)
        scale = self.names.domain_of(found[0]) if found else None
        rollout = part.get("rollout")
        requests = part.get("requests")
        return Lists(
            tier=tier,
            lowest=self.names.member(scale, must(part, "lowest"), tier),
            leaves=self.names.decision(must(part, "leaves"), Kind.BOOL, YES_NO),
            cut_off=self.names.day(must(part, "cut_off")),
            order=self._order(part),
            levels=self._levels(part),
            writes=self._writes(must(part, "writes")),
            extend_ties=part.text("ties") == "extend",
            phase=self._phase(rollout),
            starts=self._starts(rollout),
            phase_cites=self.names.cites(rollout) if rollout else (),
            requests=self._requests(requests) if requests else None,
            local=tuple(self._local(p, part) for p in part.items("local")),
        )

    def _order(self, part: Part) -> tuple[OrderKey, ...]:
        keys = tuple(self._key(p) for p in part.items("order"))
        if not keys or keys[-1].by != OWN_KEY:
            last = [*part.items("order")][-1]
            self.names.report(codes.NOT_TOTAL.at(last.place))
        return keys

    def _key(self, part: Part) -> OrderKey:
        by, first = part.text("by"), part.text("first")
        named = must(part, "by")
        title = Text("编号", "key")
        if by != OWN_KEY:
            found = self.names.symbol(by)
            if found is None:
                if by not in self.names.draft.broken and by not in self.names.draft.lost:
                    near = did_you_mean(by, self.names.names())
                    self.names.report(codes.UNKNOWN_KEY.at(named.place, near, name=by))
            else:
                type, title = found
                if type.kind not in KINDS[first]:
                    self._key_type(part, by, type, first)
        elif first not in ("least", "most"):
            self._key_type(part, by, Text("编号", "a key"), first)
        basis = as_basis(part.text("basis")) or "notice"
        return OrderKey(by, cast(First, first), part.place, title, self.names.cites(part), basis)

    def _key_type(self, part: Part, by: str, type: object, first: str) -> None:
        place = must(part, "first").place
        self.names.report(codes.KEY_TYPE.at(place, name=by, type=type, first=first))

    def _local(self, part: Part, lists: Part) -> OrderKey:
        key = self._key(part)
        before = part.text("before")
        known = [p.text("by") for p in lists.items("order")]
        if before not in known:
            place = must(part, "before").place
            near = did_you_mean(before, known)
            self.names.report(codes.UNKNOWN_KEY.at(place, near, name=before))
        return OrderKey(
            key.by, key.first, key.place, key.title, key.cites, key.basis,
            self.names.area(part), before, part.label("reason"),
        )  # fmt: skip

    def _levels(self, part: Part) -> tuple[ListLevel, ...]:
        found: list[ListLevel] = []
        routing = self.names.routing
        for name, entry in part.entries("levels"):
            keyed = Part(entry.document, entry.path, name)
            if name not in routing.levels:
                near = did_you_mean(name, routing.levels)
                self.names.report(codes.UNKNOWN_LEVEL.at(entry.key_place, near, level=name))
                continue
            below = found[-1].level if found else CANDIDATES
            source = entry.text("from")
            lower = not found or routing.levels.index(name) < routing.levels.index(below)
            if source != below or not lower:
                place = must(entry, "from").place
                self.names.report(codes.SOURCE.at(place, level=keyed.value, source=source))
            found.append(
                ListLevel(
                    name, self._quota(must(entry, "size")), source, entry.key_place,
                    self.names.cites(entry), entry.text("basis", "notice"),
                )
            )  # fmt: skip
        return tuple(found)

    def _quota(self, part: Part) -> Quota:
        name = str(part.value)
        values = {w: self.names.draft.values.get(f"{name}.{w}") for w in ("target", "min", "max")}
        numbers = [v.value for v in values.values() if v and v.type.kind is Kind.INT]
        if len(numbers) < 3:
            groups = {n.partition(".")[0] for n in self.names.draft.values}
            near = did_you_mean(name, groups) if name not in groups else None
            self.names.report(codes.NO_QUOTA.at(part.place, near, name=name))
            return Quota(0, 0, 0, name)
        target, least, most = (int(n) for n in numbers)
        if not 0 <= least <= target <= most:
            self.names.report(codes.QUOTA_ORDER.at(part.place, name=name))
        return Quota(target, least, most, name)

    def _writes(self, part: Part) -> dict[str, str]:
        routing = self.names.routing
        entity = self.names.draft.entities[routing.listing["rows"]]
        kinds = {"rank": Kind.INT, "grounds": Kind.SET, "reason": Kind.TEXT}
        found = {m: self.names.field(entity, must(part, m), kind) for m, kind in kinds.items()}
        status = routing.listing.get("status")
        domain = self.names.domain_of(entity.fields[status].type) if status else None
        found["status"] = self.names.member(domain, must(part, "status"), status or "status")
        return found

    def _phase(self, part: Part | None) -> str:
        return self.names.decision(must(part, "by"), Kind.SCALE, A_SCALE) if part else ""

    def _starts(self, part: Part | None) -> tuple[PhaseStart, ...]:
        if part is None:
            return ()
        by = part.text("by")
        found = self.names.symbol(by)
        scale = self.names.domain_of(found[0]) if found else None
        return tuple(
            PhaseStart(
                self.names.member(scale, must(p, "phase"), by),
                day_of(p.text("from")) or date.min,
                self.names.area(p),
            )
            for p in part.items("starts")
        )

    def _requests(self, part: Part) -> Rows:
        kinds: dict[str, Kind | None] = {
            "year": Kind.INT, "level": None, "reason": Kind.TEXT, "by": Kind.TEXT,
            "override": Kind.TEXT,
        }  # fmt: skip
        return self.names.rows(part, kinds)
