"""What the retention command clears of people: accounts whose every post ended long ago, and TRNs of former Advocates.

It is here because this app knows every kind of post.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from schools.models import Advocate, HubStaff, SchoolContact
from sustaining.accounts.models import User
from sustaining.common.retention import GONE, RetentionRule, retention_rule

from .models import Specialist

POSTS = (HubStaff, Advocate, SchoolContact, Specialist)


def people_with_names() -> QuerySet[User]:
    """Return everyone but administrators, the system account, and people who have been anonymised already.

    Anyone who asked that their data is kept and not used is left out: to delete it would be a use (UK GDPR, article 18).
    """
    people = User.objects.filter(is_superuser=False, is_staff=False, is_system=False, restricted_on__isnull=True)
    return people.exclude(email__endswith=GONE)


def anonymised_fields(name: str) -> dict[str, Any]:
    """Return the field values of an anonymised account: `name`, an address that reaches nobody, no way to sign in."""
    return {
        "full_name": Value(name),
        "email": Concat(Value("person-"), Cast(F("id"), CharField()), Value(GONE)),
        "trn": "",
        "is_active": False,
        "password": "!",
    }


def people_without_posts_since(before: date) -> QuerySet[User]:
    """Return people whose every post ended before `before`.

    Administrators, the system account and people who never had a post stay.
    """
    since = Q(ends_on__isnull=True) | Q(ends_on__gte=before)
    posts = [post._base_manager.filter(user=OuterRef("pk")) for post in POSTS]
    people = people_with_names()
    for post_rows in posts:
        people = people.exclude(Exists(post_rows.filter(since)))
    held_a_post: Any = Q(pk__in=[])
    for post_rows in posts:
        held_a_post |= Q(Exists(post_rows))
    return people.filter(held_a_post)


def delete_sign_in_methods(keys: list[Any]) -> None:
    """Delete addresses, authenticators and sessions, so that nobody signs in with these accounts any more."""
    EmailAddress.objects.filter(user__in=keys).delete()
    Authenticator.objects.filter(user__in=keys).delete()
    UserSession.objects.filter(user__in=keys).delete()


retention_rule(
    RetentionRule(
        name="people",
        title="people without a post: name, address, TRN and ways to sign in",
        years=settings.RETENTION_YEARS["people"],
        find=people_without_posts_since,
        values=anonymised_fields("Former participant"),
        also=delete_sign_in_methods,
    )
)


def former_advocates_with_trn(before: date) -> QuerySet[User]:
    """Return people with a TRN whose every post as an Advocate ended before `before`."""
    advocacies = Advocate._base_manager.filter(user=OuterRef("pk"))
    open_still = Q(ends_on__isnull=True) | Q(ends_on__gte=before)
    people = User.objects.filter(Exists(advocacies), restricted_on__isnull=True).exclude(trn="")
    return people.exclude(Exists(advocacies.filter(open_still)))


retention_rule(
    RetentionRule(
        name="trns",
        title="former Advocates: TRN",
        years=settings.RETENTION_YEARS["trns"],
        find=former_advocates_with_trn,
        values={"trn": ""},
    )
)


def former_contacts_with_own_name(before: date) -> QuerySet[SchoolContact]:
    """Return posts of contacts who shared the mailbox of another person's account, and left before `before`."""
    return SchoolContact._base_manager.filter(ends_on__lt=before).exclude(own_name="")


retention_rule(
    RetentionRule(
        name="contacts",
        title="former contacts who shared a mailbox: name",
        years=settings.RETENTION_YEARS["people"],
        find=former_contacts_with_own_name,
        values={"own_name": ""},
    )
)


def former_specialists_with_telephone(before: date) -> QuerySet[Specialist]:
    """Return the records of Specialists who left before `before` and still have a telephone number."""
    return Specialist._base_manager.filter(ends_on__lt=before).exclude(telephone="")


retention_rule(
    RetentionRule(
        name="telephones",
        title="former Specialists: telephone",
        years=settings.RETENTION_YEARS["trns"],
        find=former_specialists_with_telephone,
        values={"telephone": ""},
    )
)
