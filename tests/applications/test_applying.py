"""Applying for a school: the link, saving, the headteacher's agreement, and submission."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.models import User
from sustaining.applications import actions, form_sections
from sustaining.applications.actions import AppliedAlready, CannotApply, decisions
from sustaining.applications.actions.applying import MOST_BEGUN_A_DAY
from sustaining.applications.choices import ApplicationState, HeadAnswer
from sustaining.applications.models import Answer, ApplicantAdvocate, Application, Interest
from sustaining.common.errors import constraint_name
from sustaining.outbox.models import Email
from tests.applications.applying import begin, fill, submit, submitted, without_request_id
from tests.factories import SchoolFactory
from tests.links import applicant_token, as_sent, head_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return User.objects.system()


@pytest.fixture
def draft(call, now):
    return begin(call, now)


def test_public_page_shows_whether_applications_are_open(client, cast, call):
    closed = client.get(f"/apply/{cast.project.code}/").content.decode()
    assert "Applications are not open yet" in closed
    assert "Get an email when applications open" in closed
    opened = client.get(f"/apply/{call.project.code.lower()}/").content.decode()
    assert "Apply for your school" in opened
    assert "Get an email when applications open" not in opened


def test_address_left_twice_for_a_project_is_saved_once(client, cast):
    page = f"/apply/{cast.project.code}/"
    for _ in range(2):
        assert "We’ve emailed a link" in client.post(page, {"email": "Ida@demo.example"}).content.decode()
    assert list(Interest.objects.values_list("email", flat=True)) == ["ida@demo.example"]
    assert "Enter an email address" in client.post(page, {"email": "nobody"}).content.decode()
    assert Email.objects.filter(kind="interest_confirm").count() == 1, "once a day at most"


def test_address_is_confirmed_by_its_link_and_not_by_opening_it(client, cast):
    client.post(f"/apply/{cast.project.code}/", {"email": "ida@demo.example"})
    path = re.search(r"/interest/\S+/", as_sent(Email.objects.get(kind="interest_confirm")))[0]
    assert "Confirm my address" in client.get(path).content.decode()
    assert Interest.objects.get().confirmed_at is None
    assert "Your address is confirmed" in client.post(path).content.decode()
    confirmed_at = Interest.objects.get().confirmed_at
    assert "Your address is confirmed" in client.post(path).content.decode(), "a second press says the same"
    assert Interest.objects.get().confirmed_at == confirmed_at


def test_page_does_not_reveal_whether_an_address_has_been_left(client, cast):
    page = f"/apply/{cast.project.code}/"
    client.post(page, {"email": "ida@demo.example"})
    Interest.objects.update(confirmed_at=timezone.now())
    known, new = (
        without_request_id(client.post(page, {"email": email}).content)
        for email in ("ida@demo.example", "una@demo.example")
    )
    assert known.replace("ida@", "una@") == new


def test_school_search_by_part_of_the_name_links_to_the_application(client, cast, call):
    school = SchoolFactory(name="Long Barrow School", hub=cast.hub)
    page = client.get(reverse("applications:start", args=[call.project.code]), {"q": "long barr"})
    assert reverse("applications:begin", args=[call.project.code, school.urn]) in page.content.decode()
    part = client.get(reverse("applications:start", args=[call.project.code]), {"q": "zzz"}, HTTP_HX_REQUEST="true")
    assert "No open schools match" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_beginning_for_a_hub_without_a_call_is_refused(client, cast, call):
    page = reverse("applications:begin", args=[call.project.code, cast.other.school.urn])
    assert "is not accepting applications" in client.get(page).content.decode()
    answer = client.post(page, {"contact_name": "Ida", "contact_email": "ida@demo.example"})
    assert answer.status_code == 200
    assert not Application.objects.exists()


def test_beginning_twice_with_one_address_emails_one_link_and_shows_the_same_page(client, call):
    school = SchoolFactory(hub=call.hub)
    page = reverse("applications:begin", args=[call.project.code, school.urn])
    answers = [
        without_request_id(client.post(page, {"contact_name": name, "contact_email": "Ida@demo.example"}).content)
        for name in ("Ida Moor", "Mallory")
    ]
    assert answers[0] == answers[1], "the page does not reveal that the school has applied"
    assert "emailed a link to" in answers[0]
    application = Application.objects.get()
    assert application.contact_name == "Ida Moor"
    mail = Email.objects.get(kind="application_begun")
    assert mail.to == "ida@demo.example"
    path = re.search(r"/application/\S+/", as_sent(mail))[0]
    assert path not in "".join(answers)
    assert "0 of" in client.get(path).content.decode()


def test_beginning_many_applications_from_one_address_in_a_day_is_refused(call, now):
    for _ in range(MOST_BEGUN_A_DAY):
        begin(call, now)
    with pytest.raises(CannotApply, match="many applications"):
        begin(call, now)
    assert begin(call, now + timedelta(days=1, minutes=1)).pk


@pytest.mark.parametrize("token", ["nonsense", "WzEsImEiXQ:abc", "x" * 500])
def test_forged_token_gets_404(client, token):
    assert client.get(f"/application/{token}/").status_code == 404
    assert client.get(f"/agreement/{token}/").status_code == 404


def test_applicant_link_on_the_heads_page_gets_404(client, draft):
    assert client.get(f"/agreement/{applicant_token(draft)}/").status_code == 404


def test_page_of_a_link_is_neither_cached_nor_indexed(client, draft):
    answer = client.get(reverse("applications:tasks", args=[applicant_token(draft)]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_incomplete_section_is_saved_only_for_later(client, draft):
    page = reverse("applications:part", args=[applicant_token(draft), "department"])
    complete = client.post(page, {"priorities": "Ratio"})
    assert "what you hope to achieve" in complete.content.decode()
    later = client.post(page, {"priorities": "Ratio", "later": "1"})
    assert later.status_code == 302
    draft.refresh_from_db()
    assert draft.priorities == "Ratio"
    assert client.post(page, {"priorities": "Ratio", "hopes": "Fluency"}).url.endswith("/head/")


def test_autosave_of_a_section_saves_valid_fields_only(client, draft):
    page = reverse("applications:part", args=[applicant_token(draft), "advocate-1"])
    answer = client.post(page, {"full_name": "Una Bright", "email": "not yet"}, HTTP_HX_REQUEST="true")
    assert "Saved at" in answer.content.decode()
    advocates = ApplicantAdvocate.objects.get(application=draft, number=1)
    assert (advocates.full_name, advocates.email) == ("Una Bright", "")


def test_second_advocate_with_the_address_of_the_first_is_refused(client, draft, site, now):
    actions.save_advocate(draft, number=1, full_name="Una", email="una@demo.example", by=site, now=now)
    page = reverse("applications:part", args=[applicant_token(draft), "advocate-2"])
    answer = client.post(page, {"full_name": "Dev", "email": "UNA@demo.example"})
    assert "The other Advocate has this email address" in answer.content.decode()


def test_advocates_address_for_the_headteacher_is_refused_and_the_other_way_round(client, draft, site, now):
    actions.save_advocate(draft, number=1, full_name="Una Bright", email="una@demo.example", by=site, now=now)
    head, second = (
        reverse("applications:part", args=[applicant_token(draft), part]) for part in ("head", "advocate-2")
    )
    sent = {"head_name": "Ned Marlow", "head_email": "una@demo.example"}
    assert "This is the address of Una Bright, who signs in with it" in client.post(head, sent).content.decode()
    client.post(head, {**sent, "head_email": "ned@demo.example"})
    answer = client.post(second, {"full_name": "Dev Rao", "email": "ned@demo.example"})
    assert "This is the address of Ned Marlow." in answer.content.decode()
    assert client.post(second, {"full_name": "Ned Marlow", "email": "ned@demo.example"}).status_code == 302


def test_submitting_an_incomplete_application_is_refused(client, draft, now):
    page = reverse("applications:check", args=[applicant_token(draft)])
    assert "Still to do" in client.get(page).content.decode()
    client.post(page, {"declared_by": "Ida", "declared": "on"})
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT
    fill(draft, now)
    assert form_sections.missing_sections(Application.objects.get(pk=draft.pk)) == []
    assert "Confirm the declaration" in client.post(page, {"declared_by": "Ida"}).content.decode()
    assert client.post(page, {"declared_by": "Ida", "declared": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == ApplicationState.SUBMITTED
    assert Email.objects.filter(kind="application_submitted").count() == 1


def test_ineligible_draft_shows_the_reason_before_submission(client, draft, now):
    fill(draft, now, group="")
    page = client.get(reverse("applications:tasks", args=[applicant_token(draft)])).content.decode()
    assert "No group has been entered for Una Bright" in page
    assert "You can still apply" in page


def test_head_agrees_by_the_emailed_link(client, draft, now):
    application = fill(draft, now)
    mail = Email.objects.get(kind="head_agreement")
    assert mail.to == application.head_email
    path = re.search(r"/agreement/\S+/", as_sent(mail))[0]
    assert "Una Bright and Dev Malik" in " ".join(client.get(path).content.decode().split())
    assert client.post(path, {"agrees": "yes", "comment": "With pleasure."}).status_code == 302
    application.refresh_from_db()
    assert application.head_answer == HeadAnswer.AGREED
    assert "With pleasure." in Email.objects.get(kind="head_answered").text


def test_naming_another_head_clears_the_agreement_and_ends_the_link(client, draft, site, now):
    application = actions.answer_as_head(fill(draft, now), agrees=True, by=site, now=now)
    old = head_path(application)
    application = actions.save_texts(application, head_email="new.head@demo.example", by=site, now=now)
    assert application.head_answer == HeadAnswer.NONE
    assert "Ask the headteacher" in form_sections.missing_sections(application)
    assert client.get(old).status_code == 410


def test_submitted_application_cannot_be_changed(draft, site, now):
    application = submit(fill(draft, now), now)
    with pytest.raises(CannotApply):
        actions.save_texts(application, hopes="More", by=site, now=now)
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        ApplicantAdvocate.objects.filter(application=application).update(full_name="Somebody Else")
    assert constraint_name(error.value) == "answers_stand_once_submitted"


def test_second_application_of_a_school_is_refused(call, now):
    application = submitted(call, now)
    second = fill(begin(call, now, school=application.school, email="other@demo.example"), now)
    with pytest.raises(AppliedAlready, match="has already applied"):
        submit(second, now)


@pytest.mark.parametrize("days", [-30, 30])
def test_saving_outside_the_opening_times_is_refused(call, site, now, days):
    draft = begin(call, now)
    then = now + timedelta(days=days)
    with pytest.raises(CannotApply, match="closed" if days > 0 else "not open yet"):
        actions.save_texts(draft, hopes="Late", by=site, now=then)
    with pytest.raises(CannotApply):
        begin(call, then)


def test_withdrawing_a_draft_asks_for_confirmation_first(client, draft):
    token = applicant_token(draft)
    page = reverse("applications:withdraw", args=[token])
    assert "You can’t undo this" in client.get(page).content.decode()
    client.post(page)
    draft.refresh_from_db()
    assert draft.state == ApplicationState.WITHDRAWN
    assert "withdrawn" in client.get(reverse("applications:tasks", args=[token])).content.decode()


def test_answers_keep_the_wording_of_the_question_they_answered(client, cast, call, now, site):
    questions = [
        decisions.add_question(call, words=f"About {kind}?", kind=kind, by=cast.hubadmin, now=now, **more)
        for kind, more in (
            ("short", {}),
            ("choice", {"choices": ["AQA", "OCR"]}),
            ("yes_no", {}),
            ("number", {"required": False}),
            ("date", {}),
        )
    ]
    draft = begin(call, now)
    page = reverse("applications:part", args=[applicant_token(draft), "questions"])
    names = [f"q{question.pk}" for question in questions]
    assert "Answer this question" in client.post(page, {names[0]: "Sixty"}).content.decode()
    filled = dict(zip(names, ["Sixty", "OCR", "yes", "", "4 Nov 2026"], strict=True))
    assert client.post(page, filled).status_code == 302
    decisions.change_question(questions[0], words="About something else?", by=cast.hubadmin, now=now)
    answers = list(Answer.objects.filter(application=draft).values_list("asked", "text"))
    assert answers[0] == ("About short?", "Sixty")
    assert answers[4] == ("About date?", "2026-11-04")
    done = submit(fill(draft, now), now)
    texts = {
        section.name: dict(rows)
        for section, rows in form_sections.answers_by_section(Application.objects.get(pk=done.pk))
    }
    own_questions = texts["questions"]
    assert own_questions["About yes_no?"] == "Yes"
    assert own_questions["About date?"] == "Wed 4 Nov 2026"
