"""Chasers about the people of a school: who has not signed in yet, and a finance contact who is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from sustaining.accounts.links import invitation_address
from sustaining.common.clock import london_day, start_of_day

from .chasing import NAMED, ChaserKind, ChaserSearch, Missing, Recipients, register_chaser, school_path
from .choices import ContactRole
from .models import SchoolContact
from .querysets import current
from .recipients import department_by_school

WEEK = timedelta(weeks=1)
DEPARTMENT = Recipients(
    "Advocates and the head of department, or the headteacher if there is no one else", department_by_school
)


def not_signed_in(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools with Advocates or contacts who were invited a week ago or earlier and have not signed in. One query."""
    invited = {"user__is_active": True, "user__joined_at": None, "user__password__startswith": "!"}
    before = start_of_day(search.day - WEEK + timedelta(days=1))
    by_post = [
        search.this_year.filter(
            current(search.day, f"school__{post}__"),
            more,
            **{f"school__{post}__{name}": value for name, value in invited.items()},
            **{f"school__{post}__user__invited_at__lt": before},
        ).values_list(
            "pk", f"school__{post}__user", f"school__{post}__user__full_name", f"school__{post}__user__invited_at"
        )
        for post, more in (("advocates", Q()), ("contacts", Q(school__contacts__own_name="")))
    ]
    people: dict[int, dict[int, tuple[str, datetime]]] = {}
    for pk, user, name, invited_at in by_post[0].union(by_post[1]):
        people.setdefault(pk, {})[user] = (name, invited_at)
    for pk, users in people.items():
        names = sorted(name for name, _ in users.values())
        since = min(london_day(invited_at) for _, invited_at in users.values()) + WEEK
        yield Missing(pk, since, ", ".join(names), tuple(sorted(users)))


def no_finance_contact(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools that have a grant to claim and no finance contact. One query."""
    contacts = SchoolContact.objects.filter(
        current(search.day), school=OuterRef("school"), role=ContactRole.FINANCE, user__is_active=True
    )
    rows = search.this_year.filter(~Exists(contacts), project__release_grant__gt=0)
    for pk in rows.values_list("pk", flat=True):
        yield Missing(pk)


register_chaser(
    ChaserKind(
        name="not_signed_in",
        label="Invited and never signed in",
        sentence="Someone at the school was invited to the site and has not signed in yet.",
        due="A week after the invitation",
        recipients=Recipients("The people who were invited", NAMED.by_school),
        find=not_signed_in,
        button="Create your password and sign in",
        page=lambda row, person, missing: invitation_address(person),
        sample_detail="Ines Abara",
    )
)
register_chaser(
    ChaserKind(
        name="no_finance_contact",
        label="No finance contact",
        sentence="The school has a grant to claim but no finance contact.",
        due="Two weeks after the school’s year began",
        recipients=DEPARTMENT,
        find=no_finance_contact,
        button="Add a finance contact",
        page=school_path("schools:people"),
    )
)
