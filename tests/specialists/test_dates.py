"""On which weekdays and dates a Specialist is free: who says so, what counts on a day, and who is warned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from specialists.actions import FreeAndNot, set_dates
from specialists.dates import fetch_free_days, find_specialist, get_free_days
from specialists.models import SpecialistTerm
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear
from tests.factories import SpecialistFactory

pytestmark = pytest.mark.django_db
YEAR = AcademicYear(2026)
MONDAY, TUESDAY = date(2027, 1, 18), date(2027, 1, 19)


def give(cast, now, by=None, **values):
    values = {"weekdays": {"autumn": None, "spring": [1, 4], "summer": None}, "free": [], "busy": []} | values
    return set_dates(cast.specialist_record, year=YEAR, by=by or cast.specialist, now=now, **values)


def is_free(cast, day):
    return get_free_days(cast.specialist_record).is_free(day)


def test_weekdays_of_a_term_count_in_that_term_alone(cast, now):
    assert is_free(cast, MONDAY) is None
    give(cast, now)
    assert (is_free(cast, MONDAY), is_free(cast, TUESDAY)) == (True, False)
    assert is_free(cast, date(2026, 10, 5)) is None, "nothing is known of the autumn term"
    assert is_free(cast, MONDAY + timedelta(days=364)) is None, "nor of another year"


def test_single_date_goes_before_its_weekday(cast, now):
    give(cast, now, free=[TUESDAY], busy=[MONDAY])
    assert (is_free(cast, MONDAY), is_free(cast, TUESDAY)) == (False, True)
    give(cast, now)
    assert (is_free(cast, MONDAY), is_free(cast, TUESDAY)) == (True, False), "what was said before is replaced"
    with pytest.raises(FreeAndNot, match="both lists"):
        give(cast, now, free=[TUESDAY], busy=[TUESDAY])


@pytest.mark.parametrize("role", ["lead", "hubadmin", "specialist", "admin"])
def test_specialist_and_their_hub_set_dates(cast, now, role):
    give(cast, now, by=getattr(cast, role))
    assert is_free(cast, MONDAY) is True


def test_others_set_no_dates(cast, now):
    for person in (cast.advocate, cast.auditor, cast.other.lead, cast.other.specialist):
        with pytest.raises(PermissionDenied):
            give(cast, now, by=person)


def test_database_refuses_weekends_and_a_term_twice(cast, now):
    values = {"specialist": cast.specialist_record, "academic_year": 2026, "term": "spring"}
    with pytest.raises(DatabaseError, match="weekdays_are_monday_to_friday"), transaction.atomic():
        SpecialistTerm.objects.create(**values, weekdays=[6])
    give(cast, now)
    with pytest.raises(DatabaseError, match="weekdays_of_a_term_once"), transaction.atomic():
        SpecialistTerm.objects.create(**values, weekdays=[1])


def test_page_reads_dates_and_shows_them(cast, client_of):
    page, client = reverse("specialists:dates", args=[cast.specialist_record.pk]), client_of(cast.specialist)
    values = {"weekdays_spring": ["1", "4"], "free": "19 January\n2 February 2027", "busy": "25/1/2027"}
    assert client.post(page + "?year=2026", values).status_code == 302
    answer = client.get(reverse("specialists:specialist", args=[cast.specialist_record.pk]))
    own = strip_tags(answer.content.decode())
    assert "Spring term: Mondays and Thursdays" in own
    assert "Also free: Tue 19 Jan 2027, Tue 2 Feb 2027" in own
    assert "Not free: Mon 25 Jan 2027" in own
    form = client.get(page).context["form"]
    assert form["free"].value() == "19 January 2027\n2 February 2027"
    for text, sentence in (("soon", "“soon” is not a date."), ("1 May 2024", "must be in the 2026/27 academic year")):
        assert sentence in client.post(page, {"free": text}).content.decode()


def test_proposal_of_other_days_is_sent_with_a_warning(cast, now, client_of):
    give(cast, now)
    page = reverse("devplans:propose") + f"?school={cast.school.urn}"
    client = client_of(cast.advocate)
    form = client.get(page)
    assert "Spring term: Mondays and Thursdays" in form.content.decode()
    times = {
        "day_1": "19/1/2027",
        "since_1": "9am",
        "until_1": "11am",
        "day_2": "18/1/2027",
        "since_2": "9am",
        "until_2": "11am",
    }
    once = form.context["form"]["once"].value()
    answer = client.post(
        page, {"kind": form.context["form"].fields["kind"].choices[0][0], "once": once, **times}, follow=True
    )
    html = answer.content.decode()
    assert f"{cast.specialist} is not free on Tue 19 Jan 2027. Their usual days are Mon, Thu." in html
    assert "not free on Mon 18 Jan 2027" not in html


def test_warning_about_a_single_date_names_no_weekdays(cast, now):
    give(cast, now, busy=[MONDAY])
    known = find_specialist(cast.participation, today())
    assert known.warnings([MONDAY]) == [f"{cast.specialist} is not free on Mon 18 Jan 2027."]


def test_queries_do_not_grow_with_specialists(cast, now):
    keys, counts = [cast.specialist_record.pk], []
    give(cast, now)
    for size in (1, 6):
        keys += [SpecialistFactory().pk for _ in range(size)]
        with CaptureQueriesContext(connection) as queries:
            fetch_free_days(keys)
        counts.append(len(queries))
    assert counts == [3, 3]
