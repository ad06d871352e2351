"""Personal data: each app registers what it holds about people, why, and until when. Access requests are answered from it.

A house test compares this registry with the models: a model that can hold a person’s account, name, address or text about
people registers here, beside the retention rules that clear it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

from .registry import Registry

LONG, SHORT = "6 full years after its own", "2 full years after its own"


@dataclass(frozen=True)
class Holding:
    """What one model holds about people.

    `title` is its heading in an archive and `why` says for what it is kept; `clears` names retention rules, and `stays`
    says until when, or why something stays.

    `whole_for` are lookups that lead to the accounts that a row is about, or that wrote it: they are given the whole row.
    Everybody else with a foreign key to their account is told what they did, and when. `names` are fields that hold
    the name of a person, `addresses` lookups that lead to an email address, besides email fields. `mentions` are fields of which
    only the parts that name the person are given. `secrets` are never given out.

    `is_checked_first` marks texts that somebody wrote in confidence, also about others: a person reads them before they
    are given. `is_anonymous` marks what a hub reads without the name. `gives_files` adds files that the person uploaded.
    """

    model: type[models.Model]
    title: str
    why: str
    clears: tuple[str, ...] = ()
    stays: str = ""
    whole_for: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    is_checked_first: bool = False
    is_anonymous: bool = False
    gives_files: bool = False

    @property
    def email_lookups(self) -> tuple[str, ...]:
        """Return the lookups that lead to an email address."""
        own = tuple(field.name for field in concrete_fields(self.model) if isinstance(field, models.EmailField))
        return tuple(dict.fromkeys((*own, *self.addresses)))


HOLDINGS: Registry[str, Holding] = Registry("personal data", "What is kept about people, why, and until when.")


def holds(model: type[models.Model], title: str, *, why: str, **options: Any) -> Holding:
    """Register what a model holds, from `AppConfig.ready`. Raise ValueError unless it says what clears it, or why it stays."""
    holding = Holding(model, title, why, **options)
    if not holding.clears and not holding.stays:
        raise ValueError(f"Say when {model._meta.label} is cleared, or why it stays.")
    return HOLDINGS.add(model._meta.label, holding)


def concrete_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns of a model, without those that the database works out."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]


def person_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the foreign keys of a model to an account."""
    label = settings.AUTH_USER_MODEL
    return [
        field
        for field in concrete_fields(model)
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label == label
    ]


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that hold free text: neither a choice nor an address, nor what a key refers to."""
    return [
        field
        for field in concrete_fields(model)
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, models.EmailField | models.URLField | models.SlugField)
        and not field.choices
    ]


def array_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that hold lists of texts."""
    return [
        field
        for field in concrete_fields(model)
        if isinstance(base := getattr(field, "base_field", None), models.CharField) and not base.choices
    ]
