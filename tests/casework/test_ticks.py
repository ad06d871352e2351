"""Ticks of a school's checklist: who may, what a gate refuses, and what is kept when a tick is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from schools.actions import complete_participation, withdraw_participation
from sustaining.casework import actions
from sustaining.casework.actions import AlreadySettled, CannotTick, SchoolStep
from sustaining.casework.models import StepFile, StepMark
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from tests.casework.checking import get_checklist, in_use, tick
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def steps(cast, now):
    """A step for each of the people of a school, and one that the site proves."""
    doers = ("hub", "specialist", "advocate", "head", "finance")
    added = in_use(
        cast.hub, *({"title": f"Step of {doer}", "doer": doer} for doer in doers),
        {"title": "Plan", "doer": "specialist", "fact": "plan_agreed"}, by=cast.lead, now=now,
    )  # fmt: skip
    return dict(zip((*doers, "plan"), added, strict=True))


def excuse(cast, step, *, by=None, now):
    return actions.excuse_step(
        SchoolStep(cast.participation, step), reason="Done last year.", by=by or cast.lead, now=now
    )


def test_each_person_ticks_their_own_steps_and_the_hub_all(cast, now, steps):
    people = {"specialist": cast.specialist, "advocate": cast.advocate, "head": cast.head, "finance": cast.finance}
    for doer, person in people.items():
        for other in set(people) - {doer}:
            with pytest.raises(PermissionDenied):
                tick(cast.participation, steps[other], by=person, now=now)
        tick(cast.participation, steps[doer], by=person, now=now)
    with pytest.raises(PermissionDenied):
        tick(cast.participation, steps["hub"], by=cast.specialist, now=now)
    tick(cast.participation, steps["hub"], by=cast.hubadmin, now=now)
    assert get_checklist(cast.participation, now).done == 5


def test_people_of_another_school_hub_and_the_auditor_tick_nothing(cast, now, steps):
    for person in (cast.auditor, cast.other.lead, cast.other.advocate, cast.stranger):
        for step in steps.values():
            with pytest.raises(PermissionDenied):
                tick(cast.participation, step, by=person, now=now)


def test_step_that_the_site_proves_is_never_ticked(cast, now, steps):
    with pytest.raises(CannotTick, match=r"marks “.*” as done automatically"):
        tick(cast.participation, steps["plan"], by=cast.lead, now=now)
    values = {"participation": cast.participation, "done_on": london_day(now), "marked_by": cast.lead, "marked_at": now}
    with pytest.raises(IntegrityError, match="none that the site proves"), transaction.atomic():
        StepMark.objects.create(step=steps["plan"], kind="done", **values)
    with pytest.raises(IntegrityError, match="own hub and year"), transaction.atomic():
        StepMark.objects.create(step=steps["hub"], kind="done", **{**values, "participation": cast.other.participation})


def test_step_is_ticked_once_for_a_day_that_has_come(cast, now, steps):
    with pytest.raises(CannotTick, match="today or earlier"):
        tick(cast.participation, steps["hub"], by=cast.lead, now=now, done_on=london_day(now) + DAY)
    tick(cast.participation, steps["hub"], by=cast.lead, now=now)
    with pytest.raises(AlreadySettled, match="already done"):
        tick(cast.participation, steps["hub"], by=cast.hubadmin, now=now)


def test_tick_is_undone_and_its_history_kept(cast, now, steps):
    mark = tick(cast.participation, steps["advocate"], by=cast.advocate, now=now, note="By phone")
    actions.undo_mark(mark, by=cast.advocate, now=now)
    assert get_checklist(cast.participation, now).done == 0
    with pytest.raises(WrongState, match="already been undone"):
        actions.undo_mark(mark, by=cast.lead, now=now)
    tick(cast.participation, steps["advocate"], by=cast.lead, now=now)
    rows = StepMark.objects.filter(step=steps["advocate"]).order_by("pk").values_list("note", "undone_by", "marked_by")
    assert list(rows) == [("By phone", cast.advocate.pk, cast.advocate.pk), ("", None, cast.lead.pk)]


def test_gate_before_a_step_refuses_with_the_step_that_is_open(cast, now):
    call, letter = in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)[0], None
    values = actions.StepValues(title="Letter", guidance="", doer="hub", due_from="enrolment", due_days=0, needs=call)
    letter = actions.add_step(call.checklist, values=values, by=cast.lead, now=now)
    with pytest.raises(CannotTick, match="“Call” must be done before “Letter”"):
        tick(cast.participation, letter, by=cast.lead, now=now)
    first = tick(cast.participation, call, by=cast.lead, now=now)
    second = tick(cast.participation, letter, by=cast.lead, now=now)
    with pytest.raises(CannotTick, match="“Letter” was done after “Call”"):
        actions.undo_mark(first, by=cast.lead, now=now)
    actions.undo_mark(second, by=cast.lead, now=now)
    actions.undo_mark(first, by=cast.lead, now=now)


def test_step_that_is_not_needed_counts_neither_way_and_opens_the_next(cast, now):
    plan = in_use(cast.hub, {"title": "Plan", "fact": "plan_agreed"}, by=cast.lead, now=now)[0]
    values = actions.StepValues(title="Thanks", guidance="", doer="hub", due_from="enrolment", due_days=0, needs=plan)
    thanks = actions.add_step(plan.checklist, values=values, by=cast.lead, now=now)
    with pytest.raises(PermissionDenied):
        excuse(cast, plan, by=cast.specialist, now=now)
    mark = excuse(cast, plan, now=now)
    assert get_checklist(cast.participation, now).label == "0 of 1 done, 1 overdue"
    actions.undo_mark(tick(cast.participation, thanks, by=cast.lead, now=now), by=cast.lead, now=now)
    with pytest.raises(PermissionDenied):
        actions.undo_mark(mark, by=cast.advocate, now=now)
    actions.undo_mark(mark, by=cast.lead, now=now)
    assert get_checklist(cast.participation, now).label == "0 of 2 done, 2 overdue"


def test_school_that_withdrew_ticks_nothing(cast, now, steps):
    withdraw_participation(cast.participation, reason="Left", by=cast.lead, now=now)
    with pytest.raises(WrongState, match="not taking part"):
        tick(cast.participation, steps["hub"], by=cast.lead, now=now)


def test_year_that_is_completed_offers_no_ticks(cast, now, client_of, steps):
    url = reverse("casework:school-checklist", args=[cast.participation.pk])
    assert "Mark as done" in client_of(cast.lead).get(url).content.decode()
    complete_participation(cast.participation, reason="All done.", by=cast.lead, now=now)
    assert "Mark as done" not in client_of(cast.lead).get(url).content.decode()


def test_list_ticks_with_one_press_and_undoes_it(cast, client_of, steps):
    client = client_of(cast.advocate)
    url = reverse("casework:school-checklist", args=[cast.participation.pk])
    page = client.get(url).content.decode()
    assert "0 of 6 done" in page
    assert page.count("Mark as done") == 1
    page = client.post(f"{url}{steps['advocate'].pk}/tick/", follow=True).content.decode()
    assert "Done: Step of advocate" in page
    assert "1 of 6 done" in page
    mark = StepMark.objects.get()
    assert f"/checklists/ticks/{mark.pk}/undo/" in page
    assert "To do again" in client.post(f"/checklists/ticks/{mark.pk}/undo/", follow=True).content.decode()


def test_tick_with_a_note_and_a_file_is_read_by_all_but_the_auditor(cast, client_of, steps):
    url = reverse("casework:school-step", args=[cast.participation.pk, steps["advocate"].pk])
    picture = SimpleUploadedFile("minutes.txt", b"Agreed on Tuesday.")
    data = {"done_on": "not a day", "note": "Agreed on Tuesday"}
    refused = client_of(cast.advocate).post(f"{url}tick/", data).content.decode()
    assert "Agreed on Tuesday" in refused
    assert "There is a problem" in refused
    data = {"done_on": "10 Nov 2026", "note": "Agreed on Tuesday", "files": [picture]}
    client_of(cast.advocate).post(f"{url}tick/", data)
    stored = StepFile.objects.get()
    for person, reads in ((cast.lead, True), (cast.specialist, True), (cast.auditor, False)):
        client = client_of(person)
        assert ("Agreed on Tuesday" in client.get(url).content.decode()) is reads
        response = client.get(stored.get_absolute_url())
        assert (response.status_code == 200) is reads
        assert not reads or b"".join(response.streaming_content) == b"Agreed on Tuesday."


def test_finance_contact_reads_their_own_steps_alone(cast, now, client_of, steps):
    tick(cast.participation, steps["hub"], by=cast.lead, now=now, note="For the hub")
    tick(cast.participation, steps["finance"], by=cast.finance, now=now, note="Paid in")
    client, url = client_of(cast.finance), reverse("casework:school-checklist", args=[cast.participation.pk])
    page = client.get(url).content.decode()
    assert "Step of finance" in page
    assert "Step of hub" not in page
    assert client.get(f"{url}{steps['hub'].pk}/").status_code == 404
    assert list(StepMark.objects.visible_to(cast.finance).values_list("note", flat=True)) == ["Paid in"]


def test_step_is_marked_at_several_schools_at_once_all_or_none(cast, now, client_of, steps):
    another = enrol_another(cast, 910077, "Another School", now)
    url = f"/checklists/steps/{steps['hub'].pk}/schools/"
    client = client_of(cast.lead)
    assert "Select the schools" in client.post(url, {"done_on": "10 Nov 2026"}).content.decode()
    form_data = {"schools": [cast.participation.pk, another.pk], "done_on": "10 Nov 2026", "note": "By letter"}
    page = client.post(url, form_data, follow=True).content.decode()
    assert "marked as done at 2 schools" in page
    assert set(StepMark.objects.values_list("participation", "note")) == {
        (cast.participation.pk, "By letter"), (another.pk, "By letter"),
    }  # fmt: skip
    with pytest.raises(AlreadySettled):
        actions.tick_schools(
            steps["hub"], schools=[another.pk], done_on=london_day(now), note="", by=cast.lead, now=now
        )
    with pytest.raises(CannotTick, match="Select the schools"):
        actions.tick_schools(
            steps["hub"],
            schools=[cast.other.participation.pk],
            done_on=london_day(now),
            note="",
            by=cast.admin,
            now=now,
        )
