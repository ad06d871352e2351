"""Who may do what on a training site; on any other site nobody may."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings

from sustaining.accounts.models import User
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_system
from sustaining.sampledata.demo.data import SIGN_INS

from .database import is_training_site

DEMO_ADDRESSES = frozenset(email for email, _, _ in SIGN_INS)


@rules.predicate
def is_marked(user: User) -> bool:
    """Return whether this is a training site, by its setting and by its database."""
    return is_training_site()


@rules.predicate
def is_set(user: User) -> bool:
    """Return whether the site's setting says that it is a training site."""
    return settings.TRAINING_SITE


@rules.predicate
def is_demo_person(user: User, person: Any) -> bool:
    """Return whether the person is one of the demo's whom visitors can act as."""
    return isinstance(person, User) and person.is_active and person.email in DEMO_ADDRESSES


register_permission(
    "training.sign_in_as",
    is_marked & is_system & is_demo_person,
    otherwise="Only the invented people of a training site can be signed in as.",
)
register_permission(
    "training.clear_site",
    is_marked & is_system,
    otherwise="This database is not marked as a training site’s, so nothing in it is deleted.",
)
register_permission(
    "training.mark_site",
    is_set & is_system,
    otherwise="Set TRAINING_SITE=true first, in the environment of the training site alone.",
)
