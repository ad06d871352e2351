"""A school applies: by a link, saved as it goes, the head agrees, and what is handed in stands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from sustaining.accounts.models import User
from sustaining.applications import actions, form_sections
from sustaining.applications.actions import AppliedAlready, CannotApply, decisions
from sustaining.applications.actions.applying import MOST_BEGUN_A_DAY
from sustaining.applications.choices import ApplicationState, HeadAnswer
from sustaining.applications.models import Answer, ApplicantAdvocate, Application, Interest
from sustaining.common.errors import constraint_of
from sustaining.outbox.models import Email
from tests.applications.applying import begin, fill, handed_in, submit
from tests.factories import SchoolFactory
from tests.links import applicant_token, as_sent, head_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return User.objects.system()


@pytest.fixture
def draft(call, now):
    return begin(call, now)


def test_the_public_page_says_what_it_can(client, cast, call):
    closed = client.get(f"/apply/{cast.project.code}/").content.decode()
    assert "Application form to be added at a later date" in closed
    assert "Be told when it opens" in closed
    opened = client.get(f"/apply/{call.project.code.lower()}/").content.decode()
    assert "Apply for your school" in opened
    assert "Be told when it opens" not in opened


def test_an_address_is_kept_once(client, cast):
    page = f"/apply/{cast.project.code}/"
    for _ in range(2):
        assert client.post(page, {"email": "Ida@demo.example"}).status_code == 302
    assert list(Interest.objects.values_list("email", flat=True)) == ["ida@demo.example"]
    assert "Write the e-mail address" in client.post(page, {"email": "nobody"}).content.decode()


def test_a_school_is_picked_from_the_register(client, cast, call):
    school = SchoolFactory(name="Long Barrow School", hub=cast.hub)
    page = client.get(reverse("applications:start", args=[call.project.code]), {"q": "long barr"})
    assert reverse("applications:begin", args=[call.project.code, school.urn]) in page.content.decode()
    part = client.get(reverse("applications:start", args=[call.project.code]), {"q": "zzz"}, HTTP_HX_REQUEST="true")
    assert "No open school matches" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_a_school_of_a_hub_without_a_call_is_told_so(client, cast, call):
    page = reverse("applications:begin", args=[call.project.code, cast.other.school.urn])
    assert "does not take applications" in client.get(page).content.decode()
    answer = client.post(page, {"contact_name": "Ida", "contact_email": "ida@demo.example"})
    assert answer.status_code == 200
    assert not Application.objects.exists()


def test_beginning_sends_the_link_and_the_same_again_is_the_same(client, call):
    school = SchoolFactory(hub=call.hub)
    page = reverse("applications:begin", args=[call.project.code, school.urn])
    answers = [
        client.post(page, {"contact_name": name, "contact_email": "Ida@demo.example"}).content.decode()
        for name in ("Ida Moor", "Mallory")
    ]
    assert answers[0] == answers[1], "who asks learns nothing"
    assert "emailed a link to" in answers[0]
    application = Application.objects.get()
    assert application.contact_name == "Ida Moor"
    mail = Email.objects.get(kind="application_begun")
    assert mail.to == "ida@demo.example"
    path = re.search(r"/application/\S+/", as_sent(mail))[0]
    assert path not in "".join(answers)
    assert "0 of" in client.get(path).content.decode()


def test_one_address_begins_a_few_a_day(call, now):
    for _ in range(MOST_BEGUN_A_DAY):
        begin(call, now)
    with pytest.raises(CannotApply, match="many applications"):
        begin(call, now)
    assert begin(call, now + timedelta(days=1, minutes=1)).pk


@pytest.mark.parametrize("token", ["nonsense", "WzEsImEiXQ:abc", "x" * 500])
def test_a_forged_link_opens_nothing(client, token):
    assert client.get(f"/application/{token}/").status_code == 404
    assert client.get(f"/agreement/{token}/").status_code == 404


def test_an_applicants_link_is_not_a_heads(client, draft):
    assert client.get(f"/agreement/{applicant_token(draft)}/").status_code == 404


def test_pages_of_a_link_are_kept_by_nobody(client, draft):
    answer = client.get(reverse("applications:tasks", args=[applicant_token(draft)]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_part_is_saved_whole_or_for_later(client, draft):
    page = reverse("applications:part", args=[applicant_token(draft), "department"])
    complete = client.post(page, {"priorities": "Ratio"})
    assert "what you hope to achieve" in complete.content.decode()
    later = client.post(page, {"priorities": "Ratio", "later": "1"})
    assert later.status_code == 302
    draft.refresh_from_db()
    assert draft.priorities == "Ratio"
    assert client.post(page, {"priorities": "Ratio", "hopes": "Fluency"}).url.endswith("/head/")


def test_a_change_is_kept_as_it_is_made(client, draft):
    page = reverse("applications:part", args=[applicant_token(draft), "advocate-1"])
    answer = client.post(page, {"full_name": "Una Bright", "email": "not yet"}, HTTP_HX_REQUEST="true")
    assert "Kept at" in answer.content.decode()
    advocates = ApplicantAdvocate.objects.get(application=draft, number=1)
    assert (advocates.full_name, advocates.email) == ("Una Bright", "")


def test_two_advocates_are_two_people(client, draft, site, now):
    actions.save_advocate(draft, number=1, full_name="Una", email="una@demo.example", by=site, now=now)
    page = reverse("applications:part", args=[applicant_token(draft), "advocate-2"])
    answer = client.post(page, {"full_name": "Dev", "email": "UNA@demo.example"})
    assert "The other Advocate has this address" in answer.content.decode()


def test_nothing_is_handed_in_before_it_is_complete(client, draft, now):
    page = reverse("applications:check", args=[applicant_token(draft)])
    assert "Still to do" in client.get(page).content.decode()
    client.post(page, {"declared_by": "Ida", "declared": "on"})
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT
    fill(draft, now)
    assert form_sections.missing(Application.objects.get(pk=draft.pk)) == []
    assert "Tick the declaration" in client.post(page, {"declared_by": "Ida"}).content.decode()
    assert client.post(page, {"declared_by": "Ida", "declared": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == ApplicationState.SUBMITTED
    assert Email.objects.filter(kind="application_submitted").count() == 1


def test_who_can_take_part_is_said_before_it_is_handed_in(client, draft, now):
    fill(draft, now, group="")
    page = client.get(reverse("applications:tasks", args=[applicant_token(draft)])).content.decode()
    assert "Una Bright has none yet" in page
    assert "You may apply all the same" in page


def test_the_head_agrees_by_a_link(client, draft, now):
    application = fill(draft, now)
    mail = Email.objects.get(kind="head_agreement")
    assert mail.to == application.head_email
    path = re.search(r"/agreement/\S+/", as_sent(mail))[0]
    assert "Una Bright and Dev Malik" in " ".join(client.get(path).content.decode().split())
    assert client.post(path, {"agrees": "yes", "words": "With pleasure."}).status_code == 302
    application.refresh_from_db()
    assert application.head_answer == HeadAnswer.AGREED
    assert "With pleasure." in Email.objects.get(kind="head_answered").text


def test_another_head_is_asked_anew_and_the_old_link_is_dead(client, draft, site, now):
    application = actions.answer_as_head(fill(draft, now), agrees=True, by=site, now=now)
    old = head_path(application)
    application = actions.save_texts(application, head_email="new.head@demo.example", by=site, now=now)
    assert application.head_answer == HeadAnswer.NONE
    assert "Ask the headteacher" in form_sections.missing(application)
    assert client.get(old).status_code == 410


def test_what_is_handed_in_stands(draft, site, now):
    application = submit(fill(draft, now), now)
    with pytest.raises(CannotApply):
        actions.save_texts(application, hopes="More", by=site, now=now)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        ApplicantAdvocate.objects.filter(application=application).update(full_name="Somebody Else")
    assert constraint_of(refused.value) == "answers_stand_once_submitted"


def test_a_school_applies_once(call, now):
    application = handed_in(call, now)
    second = fill(begin(call, now, school=application.school, email="other@demo.example"), now)
    with pytest.raises(AppliedAlready, match="has applied already"):
        submit(second, now)


@pytest.mark.parametrize("days", [-30, 30])
def test_nothing_goes_in_before_it_opens_or_after_it_closes(call, site, now, days):
    draft = begin(call, now)
    then = now + timedelta(days=days)
    with pytest.raises(CannotApply, match="closed" if days > 0 else "not open yet"):
        actions.save_texts(draft, hopes="Late", by=site, now=then)
    with pytest.raises(CannotApply):
        begin(call, then)


def test_a_school_takes_its_application_back(client, draft):
    token = applicant_token(draft)
    page = reverse("applications:withdraw", args=[token])
    assert "It cannot be taken up again" in client.get(page).content.decode()
    client.post(page)
    draft.refresh_from_db()
    assert draft.state == ApplicationState.WITHDRAWN
    assert "withdrawn" in client.get(reverse("applications:tasks", args=[token])).content.decode()


def test_own_questions_are_kept_as_they_were_asked(client, cast, call, now, site):
    asked = [
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
    names = [f"q{question.pk}" for question in asked]
    assert "This has to be answered" in client.post(page, {names[0]: "Sixty"}).content.decode()
    filled = dict(zip(names, ["Sixty", "OCR", "yes", "", "4 Nov 2026"], strict=True))
    assert client.post(page, filled).status_code == 302
    decisions.change_question(asked[0], words="About something else?", by=cast.hubadmin, now=now)
    kept = list(Answer.objects.filter(application=draft).values_list("asked", "text"))
    assert kept[0] == ("About short?", "Sixty")
    assert kept[4] == ("About date?", "2026-11-04")
    done = submit(fill(draft, now), now)
    read = {part.name: dict(lines) for part, lines in form_sections.read(Application.objects.get(pk=done.pk))}
    said = read["questions"]
    assert said["About yes_no?"] == "Yes"
    assert said["About date?"] == "Wed 4 Nov 2026"
