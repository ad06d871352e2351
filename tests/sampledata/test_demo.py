"""The demo is made by the site's own actions, on any day of any year, and a second run changes nothing."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from devplans.models import Session
from funding.models import Claim
from schools.models import FormerLeadSchool, Hub, HubStaff, Participation, School
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email
from sustaining.rolling.models import YearProposal

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "day", ["2026-09-02", *(pytest.param(day, marks=pytest.mark.tour) for day in ("2027-03-29", "2027-08-30"))]
)
def test_demo_loads_on_any_day_of_the_year(day, client_of):
    moment = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=LONDON)
    with time_machine.travel(moment, tick=True):
        out = StringIO()
        call_command("demo", "--even-in-production", stdout=out)
        assert "lead@demo.example" in out.getvalue()
        assert Participation.objects.count() >= 12
        next_year = Participation.objects.in_year(AcademicYear.of(moment.date()).start + 1)
        assert set(next_year.values_list("school__urn", flat=True)) >= {910001, 910004}
        shows_real_life(moment)
        lead = User.objects.get(email="lead@demo.example")
        for page in ("/", "/schools/", "/claims/", "/plans/", "/sessions/", "/workgroups/"):
            assert client_of(lead).get(page).status_code == 200, page
        counts = how_many()
        call_command("demo", "--even-in-production", stdout=StringIO())
        assert how_many() == counts, "a second run changes nothing"
        results = client_of(lead).get("/search/?q=darcy").content.decode()
        assert "d’Arcy Kirkstone High School" in results, "the demo has names with accents, apostrophes and particles"
    emails = User.objects.values_list("email", flat=True)
    assert all(email.endswith((".example", ".invalid")) for email in emails), "nobody who exists can be written to"


def shows_real_life(moment: datetime) -> None:
    """A school that withdrew, one that moved, a vacancy after a Specialist left, and what last year left open."""
    assert Participation.objects.filter(school__urn=910013, state="withdrawn").exists()
    assert School.objects.get(urn=910014).hub.name == "Stonefield"
    assert not Assignment.objects.current(moment.date()).filter(participation__school__urn=910015).exists()
    leaver = HubStaff.objects.get(user__email="orla.quayle@demo.example")
    assert leaver.ends_on < moment.date()
    assert FormerLeadSchool.objects.get(hub__name="Rivermead").ends_on < moment.date()
    assert Hub.objects.get(name="Rivermead").lead_school == "Calder Valley Academy"
    proposals = YearProposal.objects.values_list("participation__state", flat=True)
    assert sorted(proposals) == ["active", "declined", "proposed", "proposed", "proposed"]
    last_year = Participation.objects.in_year(AcademicYear.of(moment.date()).start - 1).filter(state="active")
    assert Session.objects.filter(participation__in=last_year, state="held").exists()
    assert Claim.objects.filter(grant__participation__in=last_year, state="approved").exists()


def how_many() -> list[int]:
    """Rows of what a demo is made of."""
    return [model.objects.count() for model in (User, Participation, Claim, Email)]


def test_demo_in_production_is_refused(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="well-known passwords"):
        call_command("demo")
    assert not User.objects.filter(email="lead@demo.example").exists()
