"""Facts about the people of a school: who has signed in, and who is named."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Q, QuerySet

from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .choices import ContactRole
from .models import Advocate, SchoolContact
from .querysets import current
from .year_facts import YearFact, first_day, year_facts

HAS_GRANT = Q(project__release_grant__gt=0)


def _contacts(year: AcademicYear, *roles: ContactRole) -> QuerySet:
    contacts = SchoolContact.objects.filter(current(year.as_at(today())), school=OuterRef("school"))
    return contacts.filter(role__in=roles, user__is_active=True)


def _signed_in(year: AcademicYear) -> QuerySet:
    posts = Advocate.objects.filter(current(year.as_at(today())), school=OuterRef("school"))
    return posts.filter(user__is_active=True, user__joined_at__isnull=False)


@year_facts.provide
def people_facts() -> Iterator[YearFact]:
    """Yield who has signed in and who is named."""
    heads = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    yield YearFact(
        name="advocate_signed_in",
        label="An Advocate has signed in to the site",
        proved_on=lambda year: first_day(_signed_in(year), "user__joined_at"),
        page="schools:people",
    )
    yield YearFact(
        name="head_named",
        label="The headteacher or head of department is named",
        proved_on=lambda year: first_day(_contacts(year, *heads), "starts_on"),
        page="schools:people",
    )
    yield YearFact(
        name="finance_contact_named",
        label="The finance contact is named",
        proved_on=lambda year: first_day(_contacts(year, ContactRole.FINANCE), "starts_on"),
        applies=HAS_GRANT,
        page="schools:people",
    )
