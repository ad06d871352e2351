"""A hub sets up without Django admin: its term dates, and people who come to work for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse

from schools.actions.hub_staff import AlreadyAtHub, add_hub_staff
from schools.actions.term_dates import CannotSetTerms, TermSpan, set_term_dates
from schools.choices import HubRole, TermName
from schools.models import HubStaff, TermDates
from schools.term_dates_forms import TermDatesForm
from schools.terms import get_terms, usual_terms
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email

pytestmark = pytest.mark.django_db

YEAR = AcademicYear(2026)


def usual() -> dict[TermName, TermSpan]:
    return {
        term.name: TermSpan(term.starts, term.break_starts, term.break_ends, term.ends) for term in usual_terms(YEAR)
    }


def test_term_dates_are_set_and_changed(cast, now):
    terms = usual()
    set_term_dates(cast.hub, year=YEAR, terms=terms, by=cast.hubadmin, now=now)
    terms[TermName.AUTUMN] = terms[TermName.AUTUMN]._replace(starts_on=date(2026, 9, 3))
    set_term_dates(cast.hub, year=YEAR, terms=terms, by=cast.lead, now=now)
    assert TermDates.objects.filter(hub=cast.hub).count() == 3
    assert get_terms(cast.hub, YEAR)[0].starts == date(2026, 9, 3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_terms_out_of_order_or_of_another_year_are_refused(cast, now):
    overlapping = usual()
    overlapping[TermName.SPRING] = overlapping[TermName.SPRING]._replace(starts_on=date(2026, 12, 1))
    other_year = usual()
    other_year[TermName.SUMMER] = other_year[TermName.SUMMER]._replace(ends_on=date(2028, 7, 20))
    backwards = usual()
    backwards[TermName.AUTUMN] = backwards[TermName.AUTUMN]._replace(break_starts_on=date(2026, 9, 1))
    for terms in (overlapping, other_year, backwards):
        with pytest.raises(CannotSetTerms), transaction.atomic():
            set_term_dates(cast.hub, year=YEAR, terms=terms, by=cast.lead, now=now)


def test_term_dates_are_the_hubs_own(cast, now):
    for person in (cast.auditor, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            set_term_dates(cast.hub, year=YEAR, terms=usual(), by=person, now=now)


def test_term_dates_page_begins_with_the_usual_year_and_keeps_what_was_typed(cast, client_of):
    client, address = client_of(cast.hubadmin), reverse("schools:term-dates", args=[cast.hub.pk])
    page = client.get(address, {"year": "2026"})
    form = page.context["form"]
    data = {name: form.fields[name].widget.format_value(form[name].value()) for name in form.fields}
    wrong = client.post(f"{address}?year=2026", {**data, "autumn-ends_on": "1/9/2026", "spring-starts_on": ""})
    html = wrong.content.decode()
    assert "Date must be on or after the one before it" in html
    assert "Enter a date for spring term, first day" in html
    assert 'value="1/9/2026"' in html
    same_day = client.post(f"{address}?year=2026", {**data, "spring-starts_on": data["autumn-ends_on"]})
    assert "Date must be after the one before it" in same_day.content.decode()
    saved = client.post(f"{address}?year=2026", data, follow=True)
    assert "Term dates for 2026/27 saved." in saved.content.decode()
    assert TermDates.objects.filter(hub=cast.hub, academic_year=2026).count() == 3


def test_term_dates_without_a_year_are_those_of_the_year_that_is_set_up(cast):
    form = TermDatesForm(hub=cast.hub, year=AcademicYear(2027))
    assert form.fields[next(iter(form.fields))].clean("6 September") == date(2027, 9, 6)


def test_hub_lead_adds_a_colleague_who_is_invited(cast, now):
    values = {"full_name": "Cara New", "email": "cara@demo.example", "role": HubRole.ADMINISTRATOR}
    post = add_hub_staff(cast.hub, **values, by=cast.lead, now=now)
    assert (post.role, post.hub, post.user.full_name) == (HubRole.ADMINISTRATOR, cast.hub, "Cara New")
    assert Email.objects.filter(kind="invitation", to="cara@demo.example").count() == 1
    with pytest.raises(AlreadyAtHub, match="already hub administrator"), transaction.atomic():
        add_hub_staff(cast.hub, **values, by=cast.lead, now=now)
    for person in (cast.hubadmin, cast.other.lead):
        with pytest.raises(PermissionDenied):
            add_hub_staff(cast.hub, **values, by=person, now=now)


def test_page_adds_staff_by_form(cast, client_of):
    address = reverse("schools:add-staff", args=[cast.hub.pk])
    page = client_of(cast.lead).post(address, {"full_name": "", "email": "x", "role": ""}, follow=True)
    assert "Choose a role." in page.content.decode()
    values = {"full_name": "Cara New", "email": "cara@demo.example", "role": "lead"}
    page = client_of(cast.lead).post(address, values, follow=True)
    assert "Cara New added." in page.content.decode()
    assert HubStaff.objects.filter(user__email="cara@demo.example", role=HubRole.LEAD).exists()
