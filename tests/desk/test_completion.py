"""Completing a year: what the data suggests, what a hub decides, and who is at risk from the spring on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from schools.actions import reopen_participation
from schools.models import CompletionCriteria, Participation, TermDates
from sustaining.common.errors import WrongState
from sustaining.common.years import AcademicYear
from sustaining.desk.actions import ReasonNeeded, TooEarly, complete_year
from sustaining.desk.completion import at_risk, completion_rows
from tests.desks import todos_for
from tests.factories.busy_hub import BusyHub

pytestmark = pytest.mark.django_db
YEAR = AcademicYear(2026)
JUNE = datetime(2027, 6, 30, 10, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 10, 10, tzinfo=UTC)


@pytest.fixture
def june():
    with time_machine.travel(JUNE, tick=False):
        yield JUNE


def school_row(cast, participation: Participation | None = None):
    key = (participation or cast.participation).pk
    return next(row for row in completion_rows(cast.lead, YEAR) if row.pk == key)


def labels(checks) -> list[str]:
    return [check.label for check in checks]


def complete(cast, reasons: dict[int, str], *, by=None, now=JUNE):
    return complete_year(cast.hub, year=YEAR, reasons=reasons, by=by or cast.lead, now=now)


def ask_for_nothing(cast) -> None:
    CompletionCriteria.objects.update_or_create(
        project=cast.project,
        defaults={
            "meetings_missed": None, "sessions": None, "reviews": None, "agreed_plan": False, "evaluation": False,
        },
    )  # fmt: skip


def test_school_without_any_work_misses_every_criterion(cast, june):
    assert labels(school_row(cast).missing) == [
        "No more than 1 meeting missed",
        "3 sessions confirmed",
        "Plan agreed",
        "Plan reviewed in 2 terms",
        "End-of-year evaluation submitted",
    ]


def test_busy_school_meets_the_criteria_that_its_year_shows(cast, now):
    BusyHub(cast, now)
    with time_machine.travel(JUNE.replace(month=7, day=5), tick=False):
        shown = {check.label: check.is_met for check in school_row(cast).checks}
    assert shown["End-of-year evaluation submitted"]
    assert not shown["Plan agreed"], "it is shared only"
    assert not shown["3 sessions confirmed"], "the one session is not confirmed"


def test_project_asks_only_what_its_criteria_say(cast, june):
    ask_for_nothing(cast)
    assert school_row(cast).checks == ()
    assert school_row(cast).is_ready
    CompletionCriteria.objects.filter(project=cast.project).update(sessions=1)
    assert labels(school_row(cast).missing) == ["1 sessions confirmed"]


def test_project_without_days_or_groups_asks_for_neither(cast, june):
    type(cast.project).objects.filter(pk=cast.project.pk).update(support_days=None, has_work_groups=False)
    assert labels(school_row(cast).checks) == [
        "Plan agreed",
        "Plan reviewed in 2 terms",
        "End-of-year evaluation submitted",
    ]


def test_school_that_lacks_something_is_completed_with_a_reason_only(cast, june):
    with pytest.raises(ReasonNeeded, match="Castle Hill"):
        complete(cast, {cast.participation.pk: "  "})
    (participation,) = complete(cast, {cast.participation.pk: "The hub visited and saw it."})
    participation.refresh_from_db()
    assert (participation.state, participation.end_reason) == ("completed", "The hub visited and saw it.")


def test_one_school_without_a_reason_completes_none(cast, now):
    BusyHub(cast, now).grow(2)
    reasons = {row.pk: "" for row in completion_rows(cast.lead, YEAR)} | {cast.participation.pk: "Seen."}
    assert len(reasons) > 1
    with time_machine.travel(JUNE, tick=False), pytest.raises(ReasonNeeded):
        complete(cast, reasons)
    assert not Participation.objects.filter(state="completed").exists()


def test_school_that_is_ready_needs_no_reason(cast, june):
    ask_for_nothing(cast)
    (participation,) = complete(cast, {cast.participation.pk: "left over from before"})
    assert participation.end_reason == ""


def test_year_is_not_completed_before_its_summer_term(cast, now):
    ask_for_nothing(cast)
    with pytest.raises(TooEarly, match="summer term"):
        complete(cast, {cast.participation.pk: ""}, now=now)


def test_year_completed_in_the_autumn_after_it_ends_on_its_last_day(cast):
    ask_for_nothing(cast)
    october = datetime(2027, 10, 3, 10, tzinfo=UTC)
    with time_machine.travel(october, tick=False):
        (participation,) = complete(cast, {cast.participation.pk: ""}, now=october)
    assert participation.ended_on == YEAR.ends


def test_only_the_hub_completes_its_year(cast, june):
    for person in (cast.auditor, cast.advocate, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            complete(cast, {cast.participation.pk: "Seen."}, by=person)


def test_school_of_another_hub_is_not_completed_by_naming_its_key(cast, june):
    ask_for_nothing(cast)
    other_participation = Participation.objects.filter(hub=cast.other.hub).first()
    assert complete(cast, {other_participation.pk: "Seen."}) == []
    other_participation.refresh_from_db()
    assert other_participation.state == "active"


def test_completion_is_taken_back_with_a_reason_and_made_again(cast, june):
    complete(cast, {cast.participation.pk: "Seen."})
    participation = reopen_participation(cast.participation, reason="Wrong school.", by=cast.hubadmin, now=june)
    assert (participation.state, participation.ended_on, participation.end_reason) == ("active", None, "Wrong school.")
    complete(cast, {cast.participation.pk: "Seen again."})
    cast.participation.refresh_from_db()
    assert cast.participation.state == "completed"


def test_year_that_is_not_completed_is_not_taken_back(cast, june):
    with pytest.raises(WrongState):
        reopen_participation(cast.participation, reason="No.", by=cast.lead, now=june)


def test_page_completes_chosen_schools_and_keeps_what_was_typed(cast, june, client_of):
    client, page = client_of(cast.hubadmin), reverse("desk:complete-year", args=[cast.hub.pk, 2026])
    key = cast.participation.pk
    refused = client.post(page, {"schools": [key], f"reason_{key}": ""}).content.decode()
    assert "Enter a reason for completing the year" in refused
    done = client.post(page, {"schools": [key], f"reason_{key}": "Seen in lessons."}, follow=True).content.decode()
    assert "1 school has completed 2026/27." in done
    assert "Seen in lessons." in done
    back = reverse("desk:reopen", args=[key])
    assert "taking part in 2026/27 again" in client.post(back, {"reason": "Too soon."}, follow=True).content.decode()
    history = client.get(reverse("desk:happened", args=[cast.school.urn])).content.decode()
    assert "reopened" in history
    assert "Too soon." in history


def test_nobody_is_at_risk_in_the_autumn(cast, now):
    assert at_risk(cast.lead, YEAR) == []


def test_school_behind_in_spring_is_at_risk_on_board_and_desk(cast, client_of):
    with time_machine.travel(FEBRUARY, tick=False):
        (row,) = [row for row in at_risk(cast.lead, YEAR) if row.pk == cast.participation.pk]
        assert labels(row.risks) == ["3 sessions confirmed", "Plan agreed"]
        assert any("at risk of not completing" in todo.title for todo in todos_for(cast.lead, FEBRUARY))
        client = client_of(cast.lead)
        assert cast.school.name in client.get(reverse("desk:board"), {"risk": "on"}).content.decode()
        ask_for_nothing(cast)
        assert at_risk(cast.lead, YEAR) == []
        board = client.get(reverse("desk:board"), {"risk": "on"}).content.decode()
        assert "No schools match" in board


def test_nobody_is_at_risk_before_the_hubs_own_spring_term(cast):
    TermDates.objects.create(
        hub=cast.hub, academic_year=2026, name="spring", starts_on=date(2027, 2, 15), break_starts_on=date(2027, 3, 1),
        break_ends_on=date(2027, 3, 5), ends_on=date(2027, 4, 1),
    )  # fmt: skip
    with time_machine.travel(FEBRUARY, tick=False):
        assert at_risk(cast.lead, YEAR) == []
        assert at_risk(cast.other.lead, YEAR), "the other hub has a usual year"
    with time_machine.travel(FEBRUARY.replace(day=15), tick=False):
        assert at_risk(cast.lead, YEAR)


def test_completed_school_is_not_at_risk(cast, june):
    complete(cast, {cast.participation.pk: "Seen."})
    assert cast.participation.pk not in {row.pk for row in at_risk(cast.lead, YEAR)}


def test_years_to_complete_stay_on_the_desk_after_the_first_of_september(cast):
    ask_for_nothing(cast)
    titles = []
    for day in (datetime(2027, 5, 3, 9, tzinfo=UTC), JUNE.replace(month=7), datetime(2027, 9, 20, 9, tzinfo=UTC)):
        with time_machine.travel(day, tick=False):
            titles.append([todo.title for todo in todos_for(cast.hubadmin, day) if todo.act == "Complete the year"])
    assert [bool(listed) for listed in titles] == [False, True, True]
    complete(cast, {part.pk: "" for part in Participation.objects.filter(hub=cast.hub)})
    with time_machine.travel(datetime(2027, 9, 20, 9, tzinfo=UTC), tick=False):
        assert not any(todo.act == "Complete the year" for todo in todos_for(cast.hubadmin, JUNE.replace(month=9)))


def test_completion_rows_take_as_many_queries_for_ten_schools_as_for_one(cast, now, django_assert_num_queries):
    busy = BusyHub(cast, now)
    with django_assert_num_queries(3):
        completion_rows(cast.lead, YEAR)
    busy.grow(10)
    with django_assert_num_queries(3):
        completion_rows(cast.lead, YEAR)
