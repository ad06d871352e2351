"""Kinds of session with their own details, lengths as people type them, change requests."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from devplans import lengths
from devplans.actions import sessions as actions
from devplans.actions.next_steps import NewStep
from devplans.choices import SessionState
from devplans.models import Session
from devplans.session_kinds import CHOSEN, KIND_FORMS, LABELS, SessionKind, kinds_with, needed_by
from sustaining.common.templatetags.sustaining import days
from tests.devplans.test_sessions import form, log

pytestmark = pytest.mark.django_db
SAMPLES = {
    "planned_unit": "unit", "approach": "coaching", "system": "scheme", "plan_outcome": "refine", "watched": "Year 8",
    "topic": "Ratio", "audience": "Six teachers", "preparation": "A plan on paper",
}  # fmt: skip


def test_session_kinds_all_have_forms_and_details_have_kinds():
    assert set(KIND_FORMS) == set(SessionKind)
    assert all(kinds_with(detail) for detail in LABELS)
    assert set(SAMPLES) == set(LABELS)


@pytest.mark.parametrize("kind", list(SessionKind))
def test_session_form_keeps_only_the_details_of_its_kind(cast, client_of, kind):
    client_of(cast.advocate).post(reverse("devplans:log"), form(cast, kind=kind, **SAMPLES))
    session = Session.objects.get()
    details = {detail: getattr(session, detail) for detail in LABELS if getattr(session, detail)}
    assert details == {detail: SAMPLES[detail] for detail in KIND_FORMS[kind].details}
    page = client_of(cast.advocate).get(session.get_absolute_url()).content.decode()
    assert all(LABELS[detail] in page for detail in KIND_FORMS[kind].details)


@pytest.mark.parametrize("detail", CHOSEN)
def test_session_form_without_a_required_detail_is_invalid(cast, client_of, detail):
    (kind,) = kinds_with(detail)
    assert needed_by(kind) == [detail]
    page = client_of(cast.advocate).post(reverse("devplans:log"), form(cast, kind=kind, **{detail: ""}))
    assert page.status_code == 200
    assert page.context["form"].errors[detail]


@pytest.mark.parametrize("detail", LABELS)
def test_session_constraint_refuses_details_of_another_kind(cast, now, detail):
    log(cast, now, kind=SessionKind.PLAN_REVIEW, plan_outcome="stays", planned_unit="")
    other = next(kind for kind in SessionKind if str(kind) not in kinds_with(detail))
    blank = dict.fromkeys(LABELS, "")
    with pytest.raises(IntegrityError, match=f"{detail}_fits_the_kind"), transaction.atomic():
        Session.objects.update(kind=other, **{**blank, detail: SAMPLES[detail]})


@pytest.mark.parametrize(
    ("typed", "days", "minutes"),
    [
        ("1h 30", "0.188", 90), ("45 minutes", "0.094", 45), ("90 min", "0.188", 90), ("1:30", "0.188", 90),
        ("2 hours", "0.250", 120), ("1½ h", "0.188", 90), ("1.5 hours", "0.188", 90), ("¾ day", "0.750", None),
        ("1½ days", "1.500", None), ("0.5 d", "0.500", None), ("2 days", "2.000", None),
    ],
)  # fmt: skip
def test_parse_length_accepts_usual_forms(typed, days, minutes):
    length = lengths.parse_length(typed)
    assert (length.days, length.minutes) == (Decimal(days), minutes)


@pytest.mark.parametrize("typed", ["", "long", "day", "h", "1", "½", "-1 h", "1 h 2 h", "\x00", "٣ days", "1/2 day"])
def test_parse_length_of_invalid_text_raises_value_error(typed):
    with pytest.raises(ValueError):  # noqa: PT011
        lengths.parse_length(typed)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("90 min", "1 hour 30 minutes"), ("60 min", "1 hour"), ("20 min", "20 minutes"), ("¾ day", "¾ day")],
)
def test_session_length_is_shown_as_typed(cast, client_of, typed, shown):
    client_of(cast.advocate).post(reverse("devplans:log"), form(cast, length="other", length_words=typed))
    session = Session.objects.get()
    assert session.length_in_words == shown
    page = client_of(cast.specialist).get(session.get_absolute_url()).content.decode()
    assert days(session.length) in page


@pytest.mark.parametrize("typed", ["", "6 days", "0 minutes", "lang", "9" * 40])
def test_session_form_invalid_length_shows_a_validation_error(cast, client_of, typed):
    page = client_of(cast.advocate).post(reverse("devplans:log"), form(cast, length="other", length_words=typed))
    assert page.context["form"].errors["length_words"]
    assert not Session.objects.exists()


def test_session_constraint_refuses_minutes_that_contradict_the_length(cast, now):
    log(cast, now, length=Decimal("0.188"), minutes=90)
    with pytest.raises(IntegrityError, match="session_length_is_its_minutes"), transaction.atomic():
        Session.objects.update(minutes=60)


def test_named_colleagues_are_counted_and_offered_next_time(cast, client_of):
    client = client_of(cast.advocate)
    client.post(reverse("devplans:log"), form(cast, colleagues="1", names="Jo Brown,  Sam  Lee, Jo Brown"))
    session = Session.objects.get()
    assert (session.colleagues, session.colleague_names) == (2, ["Jo Brown", "Sam Lee"])
    assert "Sam Lee" in client.get(reverse("devplans:log")).content.decode()
    client.post(reverse("devplans:log"), form(cast, known=["Sam Lee"], colleagues="3"))
    assert Session.objects.first().colleague_names == ["Sam Lee"]
    with pytest.raises(IntegrityError, match="named_colleagues_are_counted"), transaction.atomic():
        Session.objects.update(colleagues=0)


def test_session_page_hides_texts_about_people_from_auditors(cast, now, client_of):
    session = log(cast, now, colleague_names=["Jo Brown"], next_steps=[NewStep("Watch Jo again.")])
    page = client_of(cast.auditor).get(session.get_absolute_url()).content.decode()
    assert "½ day" in page
    for text in ("Jo Brown", "Watch Jo again", "Four lessons on ratio"):
        assert text not in page
        assert text in client_of(cast.lead).get(session.get_absolute_url()).content.decode()


def test_log_page_with_a_used_key_and_other_text_shows_an_error(cast, client_of):
    client, once = client_of(cast.advocate), str(uuid4())
    client.post(reverse("devplans:log"), form(cast, once=once))
    page = client.post(reverse("devplans:log"), form(cast, once=once, what_happened="Quite another story."))
    assert "with different text" in page.content.decode()
    fresh = page.context["form"]["once"].value()
    client.post(reverse("devplans:log"), form(cast, once=fresh, what_happened="Quite another story."))
    assert set(Session.objects.values_list("what_happened", flat=True)) == {"Four lessons.", "Quite another story."}


def test_log_page_as_json_returns_the_sessions_url(cast, client_of):
    client = client_of(cast.advocate)
    answer = client.post(reverse("devplans:log"), form(cast), headers={"accept": "application/json"})
    assert answer.status_code == 201
    assert answer.json()["url"].startswith(Session.objects.get().get_absolute_url())
    wrong = client.post(reverse("devplans:log"), form(cast, kind=""), headers={"accept": "application/json"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (200, ["kind"])


def test_change_request_is_shown_and_corrected(cast, now, client_of):
    session = log(cast, now)
    specialist, advocate = client_of(cast.specialist), client_of(cast.advocate)
    url = reverse("devplans:ask-change", args=[session.pk])
    assert "Enter the reason" in specialist.post(url, {"reason": ""}).content.decode()
    specialist.post(url, {"reason": "It was a whole day."})
    session.refresh_from_db()
    assert session.state == SessionState.QUERIED
    assert "Your Specialist has requested changes" in advocate.get("/").content.decode()
    assert "It was a whole day." in advocate.get(session.get_absolute_url()).content.decode()
    mend = reverse("devplans:correct-session", args=[session.pk])
    assert "Four lessons on ratio." in advocate.get(mend).content.decode()
    advocate.post(mend, form(cast, length="1"))
    session.refresh_from_db()
    assert (session.state, session.length) == (SessionState.HELD, Decimal(1))
    change = session.change_requests.get()
    assert (change.asked_by, change.mended_by) == (cast.specialist, cast.advocate)
    assert "Confirm a session" in specialist.get("/").content.decode()
    actions.confirm_session(session, by=cast.specialist, now=now)
    page = advocate.post(mend, form(cast))
    assert "This session is confirmed, so it can’t be changed" in page.content.decode()


def test_confirmed_session_trigger_refuses_changed_columns(cast, now):
    session = log(cast, now, by=cast.specialist)
    for fields in ({"length": Decimal(1)}, {"kind": "led_pd", "planned_unit": ""}, {"specialist": None}):
        with pytest.raises(IntegrityError, match="A confirmed session can’t be changed"), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(**fields)
