"""Collect what is kept about a person: for each holding the rows about them, what they did, and what history says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Lower, StrIndex
from django.db.models.lookups import GreaterThan

from sustaining.common.personal_data import (
    HOLDINGS,
    Holding,
    array_fields,
    concrete_fields,
    person_fields,
    text_fields,
)
from sustaining.common.retention import event_models

from .choices import Scope
from .masking import Identity, Mask
from .values import Values

if TYPE_CHECKING:
    from sustaining.accounts.models import User

ACCOUNT, ADDRESS, NAME = "account", "address", "name"
BY_ADMINISTRATOR_ALONE = ("accounts.", "account.", "mfa.", "usersessions.", "admin.")
"""Models of signing in, which no hub reads."""


@dataclass
class Version:
    """An earlier or the present state of a row: when, what happened, by whom, and what changed."""

    at: Any
    what: str
    by: str
    values: dict[str, Any]


@dataclass
class Record:
    """A row about the person. `by` says how it was found: by their account, an address or only by their name."""

    key: Any
    by: str
    values: dict[str, Any]
    versions: list[Version] = field(default_factory=list)
    row: Any = None


@dataclass(frozen=True)
class Act:
    """Something that the person did with a row that is about something else."""

    key: Any
    what: str
    at: Any


@dataclass
class Section:
    """What one holding has of the person. `withheld` counts rows that somebody has to read first."""

    holding: Holding
    records: list[Record]
    acts: list[Act]
    withheld: int = 0

    @property
    def to_check(self) -> list[Record]:
        """Return the rows that somebody should read before they are passed on."""
        return [record for record in self.records if needs_check(self.holding, record.by)]


def needs_check(holding: Holding, by: str) -> bool:
    """Return whether a row is read by somebody first: written in confidence, or found by a name that others may have."""
    return holding.is_checked_first or by == NAME


class Collector:
    """Collects for one request. `asked_by` narrows what a hub is given to the rows that its lead sees."""

    def __init__(self, scope: str, identity: Identity, asked_by: User) -> None:
        self.scope, self.identity, self.asked_by = scope, identity, asked_by
        self.mask = Mask(identity)

    def sections(self) -> Iterator[Section]:
        """Yield what each holding has, those with nothing left out."""
        for holding in HOLDINGS.values():
            if self.scope == Scope.HUB and (
                holding.is_anonymous or holding.model._meta.label.startswith(BY_ADMINISTRATOR_ALONE)
            ):
                continue
            section = self._section(holding)
            if section.records or section.acts or section.withheld:
                yield section

    def _visible(self, holding: Holding) -> models.QuerySet:
        rows = holding.model._base_manager.order_by("pk")
        if self.scope != Scope.HUB:
            return rows
        return rows.filter(pk__in=holding.model._default_manager.visible_to(self.asked_by).order_by().values("pk"))  # type: ignore[attr-defined]

    def _section(self, holding: Holding) -> Section:
        rows, ways = self._visible(holding), dict[Any, str]()
        for way, condition in self._conditions(holding, holding.model):
            for key in rows.filter(condition).values_list("pk", flat=True):
                ways.setdefault(key, way)
        earlier = self._earlier(holding, rows, ways)
        every = {**earlier, **ways}
        withheld = set()
        if self.scope == Scope.OWN:
            withheld = {key for key, way in every.items() if needs_check(holding, way)}
        given = {key: way for key, way in every.items() if key not in withheld}
        records = list(self._records(holding, given, set(ways)))
        return Section(holding, records, list(self._acts(holding, rows, given)), len(withheld))

    def _conditions(self, holding: Holding, model: Any) -> Iterator[tuple[str, Q]]:
        """Yield (how it is found, condition) over a holding's rows or its history, the surest way first."""
        identity = self.identity
        names = {each.name for each in model._meta.get_fields()}
        if identity.keys:
            lookups = [
                "pgh_obj_id" if lookup == "pk" and model is not holding.model else lookup
                for lookup in holding.whole_for
            ]
            paths = [lookup for lookup in lookups if lookup in ("pk", "pgh_obj_id") or lookup.split("__")[0] in names]
            if paths:
                yield ACCOUNT, disjunction({f"{path}__in": identity.keys} for path in paths)
        emails = [lookup for lookup in holding.email_lookups if lookup.split("__")[0] in names]
        if emails:
            yield (
                ADDRESS,
                disjunction({f"{path}__iexact": address} for path in emails for address in identity.addresses),
            )
        searched = [
            each.name for each in (*text_fields(holding.model), *array_fields(holding.model)) if each.name in names
        ]
        searched = [name for name in searched if name not in holding.secrets]
        if searched:
            yield ADDRESS, self._contains(model, searched, identity.addresses)
            if identity.full_names:
                yield NAME, self._contains(model, searched, identity.full_names)

    @staticmethod
    def _contains(model: Any, names: Iterable[str], texts: Iterable[str]) -> Q:
        conditions = Q(pk__in=[])
        for name in names:
            is_text = isinstance(model._meta.get_field(name), models.CharField | models.TextField)
            column: Any = models.F(name) if is_text else Cast(name, models.TextField())
            for text in texts:
                conditions |= Q(GreaterThan(StrIndex(Lower(column), Lower(models.Value(text))), 0))
        return conditions

    def _earlier(self, holding: Holding, rows: models.QuerySet, known: dict[Any, str]) -> dict[Any, str]:
        """Return the rows that are about the person in their history alone, with how they were found."""
        ways: dict[Any, str] = {}
        for events in event_models(holding.model):
            past = events._base_manager.all()  # of rows that are gone too
            if self.scope == Scope.HUB:
                past = past.filter(pgh_obj__in=rows.order_by().values("pk"))
            for way, condition in self._conditions(holding, events):
                for key in past.filter(condition).values_list("pgh_obj_id", flat=True).distinct():
                    if key not in known:
                        ways.setdefault(key, way)
        return ways

    def _records(self, holding: Holding, ways: dict[Any, str], present: set[Any]) -> Iterator[Record]:
        values = Values(holding, self.mask)
        rows = holding.model._base_manager.in_bulk(list(ways))
        values.prepare(rows.values())
        versions = self._versions(holding, list(ways), values)
        for key, way in ways.items():
            # Of a row that has ceased to be about the person, only the history that is about them is given.
            state = values.of(rows[key]) if key in present else {}
            yield Record(key, way, state, versions.get(key, []), rows.get(key))

    def _versions(self, holding: Holding, keys: list[Any], values: Values) -> dict[Any, list[Version]]:
        history: dict[Any, list[Version]] = {}
        before: dict[Any, dict[str, Any]] = {}
        for events in event_models(holding.model):
            rows = (
                events._base_manager.filter(pgh_obj__in=keys)
                .select_related("pgh_context")
                .order_by("pgh_obj_id", "pgh_id")
            )
            past: list[Any] = list(rows)
            values.prepare(past)
            for event in past:
                state = values.of(event)
                last = before.get(event.pgh_obj_id, {})
                changed = {label: value for label, value in state.items() if last.get(label) != value}
                before[event.pgh_obj_id] = state
                author = (event.pgh_context.metadata if event.pgh_context else {}).get("by")
                version = Version(event.pgh_created_at, event.pgh_label, self._author(author), changed)
                history.setdefault(event.pgh_obj_id, []).append(version)
        return history

    def _author(self, key: Any) -> str:
        if key is None:
            return "the site"
        return "you" if key in self.identity.keys else "someone else"

    def _acts(self, holding: Holding, rows: models.QuerySet, given: dict[Any, str]) -> Iterator[Act]:
        """Yield what the person did with rows that are not about them."""
        columns = {each.name for each in concrete_fields(holding.model)}
        for key_field in person_fields(holding.model):
            if key_field.name in holding.whole_for or not self.identity.keys:
                continue
            moment = f"{key_field.name.removesuffix('_by')}_at"
            columns_read = ["pk", *([moment] if moment in columns else [])]
            done = rows.filter(**{f"{key_field.name}__in": self.identity.keys}).exclude(pk__in=list(given))
            for row in done.values_list(*columns_read):
                yield Act(row[0], str(key_field.verbose_name), row[1] if len(row) > 1 else None)


def disjunction(conditions: Iterable[dict[str, Any]]) -> Q:
    """Return the disjunction of conditions; of none, one that nothing meets."""
    joined = Q(pk__in=[])
    for condition in conditions:
        joined |= Q(**condition)
    return joined
