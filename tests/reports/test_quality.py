"""Data quality: what each check finds, what is set aside, and what a return asks to be looked at."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from funding.models import Grant
from schools.models import Advocate, School, SchoolContact
from sustaining.accounts.models import User
from sustaining.common.errors import DomainError
from sustaining.common.years import AcademicYear
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email
from sustaining.reports.actions import PointsNotSeen, set_aside_problem, take_back_set_aside, take_return
from sustaining.reports.models import ProgrammeReturn, SetAsideProblem
from sustaining.reports.quality import QualityScope
from sustaining.reports.quality_checks import BY_NAME, CHECKS, open_points, run_checks
from sustaining.workgroups import actions as groups
from sustaining.workgroups.models import Attendance
from tests.cast import Cast
from tests.factories.busy_hub import BusyHub
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


@pytest.fixture
def clean(cast) -> Cast:
    """Both hubs with nothing open: every Advocate has a TRN."""
    for number, user in enumerate(User.objects.filter(advocacies__isnull=False).distinct()):
        User.objects.filter(pk=user.pk).update(trn=f"{4_000_000 + number}")
    return cast


def scope(cast: Cast, now: Any, user: User | None = None, *, hub: bool = True) -> QualityScope:
    year = AcademicYear(cast.project.academic_year)
    return QualityScope(user or cast.lead, year, now.date(), cast.hub if hub else None)


def find_problems(cast: Cast, now: Any, name: str, user: User | None = None) -> list[Any]:
    return list(BY_NAME[name].find(scope(cast, now, user)))


def open_checks(cast: Cast, now: Any) -> dict[str, int]:
    return {result.check.name: len(result.open) for result in run_checks(scope(cast, now)) if result.open}


def test_nothing_is_open_where_nothing_is_wrong(clean, now):
    assert open_checks(clean, now) == {}


def test_advocate_without_a_trn_is_found_and_a_restricted_one_is_not(clean, now):
    User.objects.filter(pk__in=[clean.advocate.pk, clean.advocate_two.pk]).update(trn="")
    User.objects.filter(pk=clean.advocate_two.pk).update(restricted_on=now.date(), restriction_reason="Objected.")
    (problem,) = find_problems(clean, now, "trns")
    assert (problem.subject, problem.detail) == ("Nina Rivermead", "Castle Hill School")


def test_school_without_head_or_finance_contact_is_found(clean, now):
    SchoolContact.objects.filter(school=clean.school).update(
        starts_on=now.date() - timedelta(days=9), ends_on=now.date() - timedelta(days=1)
    )
    (problem,) = find_problems(clean, now, "contacts")
    assert problem.detail == "No headteacher or head of department and no finance contact"
    assert problem.url == reverse("schools:people", args=[clean.school.urn])


def test_person_whose_email_bounced_is_found_once(clean, now):
    for occasion in ("a", "b"):
        queue_email(occasion, to=clean.advocate, kind="handover", now=now, about=clean.school,
                    facts={"successor": clean.advocacy.pk}, school=clean.school, leaving=clean.advocate, passed=[])  # fmt: skip
    with pgtrigger.ignore():
        Email.objects.filter(occasion__in="ab").update(state="bounced", settled_at=now)
    (problem,) = find_problems(clean, now, "bounced")
    assert problem.subject == "Nina Rivermead"
    assert clean.advocate.email in problem.detail
    assert "/mail/" in find_problems(clean, now, "bounced", clean.admin)[0].url


def test_two_accounts_with_one_trn_or_one_name_are_found_once(clean, now):
    User.objects.filter(pk=clean.advocate_two.pk).update(full_name="Nina  RIVERMEAD", trn="1234567")
    User.objects.filter(pk=clean.advocate.pk).update(trn="1234567")
    (problem,) = find_problems(clean, now, "duplicates")
    assert problem.key == f"{clean.advocate.pk}-{clean.advocate_two.pk}"
    assert "Same name" in problem.detail or "Same TRN" in problem.detail


def test_school_that_has_closed_in_the_register_is_found(clean, now):
    School.objects.filter(pk=clean.school.pk).update(status="Closed")
    (problem,) = find_problems(clean, now, "closed")
    assert problem.detail == f"URN {clean.school.urn}: Closed in GIAS"


def test_closed_register_without_a_mark_of_an_advocate_is_found(clean, now):
    hub = BusyHub(clean, now)
    end = hub.meeting.ends_at
    groups.hold_meeting(hub.meeting, mark_rest=True, by=clean.specialist, now=end)
    assert find_problems(clean, end, "registers") == []
    with pgtrigger.ignore():
        Attendance.objects.filter(user=clean.advocate_two).delete()
    (problem,) = find_problems(clean, end, "registers")
    assert problem.detail == "No mark for Tom Rivermead"
    assert problem.url == hub.meeting.get_absolute_url()


def test_grant_that_does_not_fit_its_ledger_is_found(clean, now):
    with pgtrigger.ignore():
        Grant.objects.filter(participation=clean.participation).update(committed=Decimal(10))
    (problem,) = find_problems(clean, now, "ledger")
    assert problem.detail == "Committed says £10.00, its ledger £0.00"


def test_lead_sees_their_hub_and_an_administrator_all(cast, now):
    own = {problem.hub for problem in BY_NAME["trns"].find(scope(cast, now, hub=False))}
    every = {problem.hub for problem in BY_NAME["trns"].find(scope(cast, now, cast.admin, hub=False))}
    nobody = list(BY_NAME["trns"].find(scope(cast, now, cast.specialist, hub=False)))
    assert (own, every, nobody) == ({cast.hub.pk}, {cast.hub.pk, cast.other.hub.pk}, [])


def test_problem_is_set_aside_with_a_reason_that_is_kept_and_opened_again(cast, now, client_of):
    client = client_of(cast.hubadmin)
    address = f"{reverse('reports:set-aside')}?check=trns&key={cast.advocate.pk}"
    assert "Enter the reason." in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "Trained abroad."}, follow=True).content.decode()
    assert "Trained abroad." in page
    assert "Set aside." in strip_tags(page)
    assert [problem.subject for problem in run_checks(scope(cast, now))[-1].open] == ["Tom Rivermead"]
    decision = SetAsideProblem.objects.get()
    with pytest.raises(DomainError):
        set_aside_problem(cast.hub, check="trns", key=decision.key, reason="Twice.", by=cast.lead, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        SetAsideProblem.objects.create(
            hub=cast.hub, check_name="trns", key=decision.key, reason="Raw.", set_aside_by=cast.lead, set_aside_at=now
        )
    client.post(reverse("reports:take-back-set-aside", args=[decision.pk]))
    assert len(run_checks(scope(cast, now))[-1].open) == 2
    with pytest.raises(DomainError):
        take_back_set_aside(decision, by=cast.lead, now=now)


def test_sums_and_other_hubs_problems_cannot_be_set_aside(cast, now, client_of):
    with pgtrigger.ignore():
        Grant.objects.filter(participation=cast.participation).update(committed=Decimal(10))
    (problem,) = find_problems(cast, now, "ledger")
    for check, key in (("ledger", problem.key), ("trns", cast.other.advocate.pk), ("none", "1")):
        client_of(cast.lead).post(f"{reverse('reports:set-aside')}?check={check}&key={key}", {"reason": "No."})
    assert not SetAsideProblem.objects.exists()
    with pytest.raises(PermissionDenied):
        set_aside_problem(cast.other.hub, check="trns", key="1", reason="No.", by=cast.lead, now=now)


def test_page_lists_each_point_with_the_link_to_where_it_is_put_right(cast, now, client_of):
    page = client_of(cast.lead).get(reverse("reports:data-quality")).content.decode()
    assert "Nina Rivermead" in page
    assert reverse("schools:upload") in page
    assert client_of(cast.auditor).get(reverse("reports:data-quality")).status_code == 403


def test_return_is_taken_once_what_is_open_was_looked_at_and_says_so(cast, now, client_of):
    page = reverse("reports:take-return", args=["participants"])
    client = client_of(cast.lead)
    shown = client.get(page).content.decode()
    points = open_points(cast.lead, AcademicYear(cast.project.academic_year), now.date(), cast.hub)
    assert "Missing TRNs: 2" in shown
    assert points.digest in shown
    day = now.strftime("%d/%m/%Y")
    unseen = client.post(page, {"on": day, "points": points.digest}).content.decode()
    assert "Look at what is open in data quality" in unseen
    User.objects.filter(pk=cast.advocate.pk).update(trn="1234567")
    stale = client.post(page, {"on": day, "seen": "on", "points": points.digest}).content.decode()
    assert "Something else is open" in stale
    assert not ProgrammeReturn.objects.exists()
    now_open = open_points(cast.lead, AcademicYear(cast.project.academic_year), now.date(), cast.hub)
    taken = client.post(page, {"on": day, "seen": "on", "points": now_open.digest}, follow=True).content.decode()
    assert "had looked at what was open" in strip_tags(taken)
    frozen = ProgrammeReturn.objects.get()
    assert (frozen.open_points, frozen.points_seen) == ({"trns": 1}, True)


def test_action_and_database_refuse_a_return_whose_open_points_were_not_seen(cast, now):
    year = AcademicYear(cast.project.academic_year)
    with pytest.raises(PointsNotSeen):
        take_return(cast.hub, kind="schools", year=year, on=now.date(), by=cast.lead, now=now)
    with pytest.raises(DatabaseError, match="open_points_were_looked_at"), transaction.atomic():
        ProgrammeReturn.objects.create(
            kind="schools", academic_year=year.start, taken_for=now.date(), taken_by=cast.lead, taken_at=now, columns=[],
            row_keys=[], content="", sha256="0" * 64, counts=[], open_points={"trns": 2},
        )  # fmt: skip


@at_two_sizes
def test_page_asks_the_same_queries_for_few_schools_and_many(cast, now, client_of, sizes):
    hub, counts, client = BusyHub(cast, now), {}, client_of(cast.lead)
    for number in sizes:
        hub.grow(number)
        client.get(reverse("reports:data-quality"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("reports:data-quality")).status_code == 200
        counts[number] = len(queries)
    assert len(set(counts.values())) == 1, counts


def test_every_check_has_its_own_name_and_says_what_it_compares():
    assert len({check.name for check in CHECKS}) == len(CHECKS) == 7
    assert all(check.explains.endswith(".") for check in CHECKS)


def test_former_advocate_is_not_asked_for_a_trn(cast, now):
    Advocate.objects.filter(user=cast.advocate_two).update(
        ends_on=now.date() - timedelta(days=1), starts_on="2020-09-01"
    )
    assert [problem.subject for problem in find_problems(cast, now, "trns")] == ["Nina Rivermead"]
