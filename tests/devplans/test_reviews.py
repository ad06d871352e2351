"""Termly reviews, templates, new years, comparisons, reflections and evaluations."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from docx import Document

from devplans.actions import impact, plans, reviews, templates, years
from devplans.actions.impact import NotYet
from devplans.actions.reviews import CannotReview
from devplans.choices import Horizon, StepState
from devplans.models import Judgement, PlanFile, PlanTemplate, PlanYear, Review, TemplateAim, TemplateStep
from devplans.review_terms import TermKey
from devplans.selectors import impact as impact_data
from devplans.selectors import reviews as review_data
from devplans.selectors.versions import side_by_side
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from sustaining.outbox.reminders import due
from tests.cast import enrol_another
from tests.desks import todos_for
from tests.devplans.test_plans import add_aim, write
from tests.devplans.test_sessions import log
from tests.matrix.browser_forms import post_forms

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
AUTUMN = TermKey(2026, "autumn")


@pytest.fixture
def plan(cast):
    return cast.school.plan


@pytest.fixture
def aim(plan, cast, now):
    return add_aim(plan, cast.advocate, now)


def judge(aim, by, now, colour="green", **more):
    return reviews.judge_aim(
        aim, **{"term": AUTUMN, "seen": "Lines in most books.", **more}, colour=colour, by=by, now=now
    )


def test_aim_page_shows_judgements_in_order(plan, aim, cast, now, client_of):
    session = log(cast, now, aims=[aim])
    judge(aim, cast.advocate, now, "amber", sessions=[session])
    spring = datetime(2027, 2, 2, 10, tzinfo=LONDON)
    judge(aim, cast.specialist, spring, "green", term=TermKey(2026, "spring"))
    assert [judgement.colour for judgement in aim.judgements.order_by("review__begun_at")] == ["amber", "green"]
    page = client_of(cast.lead).get(aim.get_absolute_url()).content.decode()
    assert page.index("mark-amber") < page.index("mark-green")
    assert session.get_absolute_url() in page  # what served it, and what shows the judgement
    assert "Green, Spring term, 2026/27" in page


def test_review_form_sent_as_shown_keeps_its_sessions(aim, cast, now, client_of):
    session = log(cast, now, aims=[aim])
    judge(aim, cast.advocate, now, sessions=[session])
    client = client_of(cast.advocate)
    address = reverse("devplans:judge", args=[aim.pk, 2026, "autumn"])
    (form,) = post_forms(address, client.get(address).content.decode())
    assert form.data["sessions"] == [str(session.pk)]
    assert client.post(address, form.data).status_code == 302
    assert list(Judgement.objects.get().sessions.all()) == [session]


def test_review_form_offers_named_session_beyond_the_newest(aim, cast, now, monkeypatch):
    linked, newest = (log(cast, now, held_on=now.date() - timedelta(days=days)) for days in (9, 1))
    judge(aim, cast.advocate, now, sessions=[linked])
    monkeypatch.setattr(review_data, "OFFERED_SESSIONS", 1)
    assert list(review_data.sessions_to_show(aim, cast.advocate)) == [newest, linked]


def test_judging_an_aim_concurrently_is_refused(aim, cast, now):
    judge(aim, cast.advocate, now)
    with pytest.raises(CannotReview, match="has also reviewed this aim"):
        judge(aim, cast.specialist, now, "red")
    judgement = Judgement.objects.get()
    judge(aim, cast.specialist, now, "red", read_at=judgement.judged_at.isoformat())
    assert Judgement.objects.get().colour == "red"


@pytest.mark.parametrize("term", [TermKey(2026, "spring"), TermKey(2025, "spring"), TermKey(2030, "autumn")])
def test_judging_outside_this_and_the_previous_term_is_refused(aim, cast, now, term):
    with pytest.raises(CannotReview, match="closed"):
        judge(aim, cast.advocate, now, term=term)
    judge(aim, cast.advocate, now, term=TermKey(2025, "summer"))
    assert Review.objects.get().term == "summer"


def test_judging_by_other_roles_is_refused_permission(aim, cast, now):
    for person in (cast.lead, cast.auditor, cast.other.specialist, cast.finance):
        with pytest.raises(PermissionDenied):
            judge(aim, person, now)


def test_judging_with_a_session_of_another_school_is_refused(aim, cast, now):
    other = log(cast.other, now)
    with pytest.raises(CannotReview, match="this school"):
        judge(aim, cast.advocate, now, sessions=[other])


def test_review_page_saves_a_judgement_with_a_file(aim, cast, now, client_of):
    client = client_of(cast.head)
    url = reverse("devplans:judge", args=[aim.pk, *AUTUMN])
    sent = {"colour": "amber", "seen": "Half of the books.", "following": "Team teaching.",
            "files": SimpleUploadedFile("books.txt", b"12 of 24 books")}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    stored = PlanFile.objects.get()
    assert stored.judgement.colour == "amber"
    answer = client.get(stored.get_absolute_url())
    assert b"".join(answer.streaming_content) == b"12 of 24 books"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client_of(cast.other.head).get(stored.get_absolute_url()).status_code == 404
    client.post(reverse("devplans:remove-file", args=[stored.pk]))
    assert client.get(stored.get_absolute_url()).status_code == 404
    client.post(reverse("devplans:restore-file", args=[stored.pk]))
    assert b"".join(client.get(stored.get_absolute_url()).streaming_content) == b"12 of 24 books"


@pytest.mark.parametrize(
    "fields", [{"colour": ""}, {"colour": "blue"}, {"seen": ""}, {"seen": "\x00"}, {"sessions": ["x"]}, {"read_at": "x" * 50},
               {"files": SimpleUploadedFile("a.exe", b"MZ\x00\x01")}],
)  # fmt: skip
def test_judgement_form_invalid_input_shows_validation_errors(aim, cast, client_of, fields):
    url = reverse("devplans:judge", args=[aim.pk, *AUTUMN])
    page = client_of(cast.advocate).post(url, {"colour": "green", "seen": "Seen.", **fields})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("address", ["2026/party", "1/autumn", "9999/autumn", "2024/autumn"])
def test_review_of_an_invalid_term_is_not_found(plan, aim, cast, client_of, address):
    assert client_of(cast.advocate).get(f"/plans/{cast.school.urn}/reviews/{address}/").status_code == 404


def test_review_reminder_is_due_two_weeks_before_the_term_ends(aim, cast):
    """The usual autumn term of 2026 ends on Friday 18 December."""

    def keys(day, hour=9):
        return {
            occasion.key
            for occasion in due(datetime(2026, 12, day, hour, tzinfo=LONDON))
            if occasion.kind == "review_due"
        }

    assert keys(3) == keys(4, 8) == set()
    people = {cast.advocate.pk, cast.advocate_two.pk}
    expected = {f"review:{cast.school.plan.pk}:2026:autumn:user={pk}" for pk in people}
    assert expected <= keys(4) == keys(17)
    assert keys(19) == set()


def test_review_reminder_after_review_and_reflection_is_not_sent(plan, aim, cast, now):
    moment = datetime(2026, 12, 7, 9, tzinfo=LONDON)
    judge(aim, cast.advocate, now)
    impact.write_reflection(plan, term=AUTUMN, changed="Talk.", by=cast.head, now=now)
    keys = {item.key for item in due(moment) if item.kind == "review_due" and item.about == plan}
    assert keys == set()
    with time_machine.travel(moment):
        assert not [item for item in todos_for(cast.advocate, moment) if "Review" in item.act]
    add_aim(plan, cast.advocate, now, "Another")
    with time_machine.travel(moment):
        acts = [item.act for item in todos_for(cast.advocate, moment)]
    assert [act for act in acts if act in ("Review plan", "Add reflection")] == ["Review plan"]


def test_template_changed_after_copying_leaves_the_plan_unchanged(plan, cast, now, client_of):
    template = PlanTemplate.objects.create(title="Coherence", words="For Key Stage 3.", vision="Joined up.")
    template_aim = TemplateAim.objects.create(
        template=template, title="Units build", need_of="teachers", need="Units stand alone.", success_criteria="Links."
    )
    TemplateStep.objects.create(aim=template_aim, what="Map the units", needs="Two meetings")
    answer = client_of(cast.advocate).post(reverse("devplans:use-template", args=[cast.school.urn, template.pk]))
    assert answer.status_code == 302
    plan.refresh_from_db()
    copied = plan.aims.get()
    assert (plan.vision, copied.title, copied.steps.get().needs) == ("Joined up.", "Units build", "Two meetings")
    template_aim.title = "Changed later"
    template_aim.save()
    copied.refresh_from_db()
    assert copied.title == "Units build"
    PlanTemplate.objects.update(is_offered=False)
    with pytest.raises(templates.NotOffered):
        templates.start_from_template(plan, template=template, by=cast.advocate, now=now)


def test_opening_a_year_carries_unfinished_aims_and_freezes_the_old_year(plan, aim, cast, now):
    met = add_aim(plan, cast.advocate, now, "Met")
    later = add_aim(plan, cast.advocate, now, "Next", horizon=Horizon.NEXT_YEAR)
    done = plans.add_step(aim, what="Done", by=cast.advocate, now=now)
    plans.edit_step(done, due_on=None, progress=StepState.DONE, by=cast.advocate, now=now)
    open_step = plans.add_step(aim, what="Open", by=cast.advocate, now=now)
    plans.share_plan(plan, by=cast.advocate, now=now)
    plans.agree_plan(plan, by=cast.specialist, now=now)
    fates = {aim.pk: "this_year", met.pk: "met", later.pk: "this_year"}
    with pytest.raises(WrongState, match="already been started for 2026/27"):
        years.open_year(plan, learned="", fates=fates, by=cast.advocate, now=now)
    september = datetime(2027, 9, 6, 9, tzinfo=LONDON)
    with pytest.raises(WrongState, match="aims have changed"):
        years.open_year(plan, learned="", fates={aim.pk: "met"}, by=cast.advocate, now=september)
    with time_machine.travel(september):
        years.open_year(plan, learned="Talk first.", fates=fates, by=cast.advocate, now=september)
    assert (plan.academic_year, plan.state) == (2027, "refining")
    assert set(plan.aims.in_plan()) == {aim, later}
    later.refresh_from_db()
    assert later.horizon == Horizon.THIS_YEAR
    assert list(aim.steps.filter(closed_in=None)) == [open_step]
    plan_year = PlanYear.objects.get()
    assert (str(plan_year), plan_year.learned, len(plan_year.content["aims"])) == ("2026/27", "Talk first.", 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanYear.objects.update(learned="Otherwise.")


def test_comparing_versions_marks_changed_words(plan, aim, cast, now, client_of):
    write(plan, "vision", "Every student reasons about ratio.", cast.advocate, now)
    plans.share_plan(plan, by=cast.advocate, now=now)
    first = plans.agree_plan(plan, by=cast.specialist, now=now)
    plans.refine_plan(plan, by=cast.specialist, now=now)
    write(plan, "vision", "Every student reasons about number.", cast.advocate, now)
    new = add_aim(plan, cast.advocate, now, "Bar models")
    plans.drop_aim(aim, by=cast.advocate, now=now)
    second = plans.agree_plan(plan, by=cast.specialist, now=now)
    sections = side_by_side(first.content, second.content)
    assert [(section.title, section.fate) for section in sections] == [
        ("The plan", ""),
        (new.title, "new"),
        (aim.title, "gone"),
    ]
    marked = [(piece.kind, piece.text) for piece in sections[0].parts[0].pieces if piece.kind != "kept"]
    assert marked == [("out", "ratio."), ("in", "number.")]
    page = client_of(cast.lead).get(f"/plans/{cast.school.urn}/compare/", {"old": "1", "new": "2"}).content.decode()
    assert "<del>ratio.</del>" in page
    assert "<ins>number.</ins>" in page
    for odd in ("3", "x", "-1", "9" * 30, ""):
        assert client_of(cast.lead).get(f"/plans/{cast.school.urn}/compare/", {"old": odd}).status_code == 404


def test_plan_docx_contains_aims_and_people(plan, aim, cast, now, client_of):
    plans.add_step(aim, what="Plan four\x0b lessons", owners=[cast.advocate], by=cast.advocate, now=now)
    answer = client_of(cast.head).get(reverse("devplans:docx", args=[cast.school.urn]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        xml = parts.read("word/document.xml").decode()
    assert "Fluency with ratio" in xml
    assert str(cast.advocate) in xml


def test_plan_docx_is_a4_in_british_english(plan, cast, client_of):
    answer = client_of(cast.head).get(reverse("devplans:docx", args=[cast.school.urn]))
    document = Document(io.BytesIO(answer.content))
    assert {(round(section.page_width.mm), round(section.page_height.mm)) for section in document.sections} == {
        (210, 297)
    }
    assert document.core_properties.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        languages = set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', parts.read("word/styles.xml").decode()))
    assert languages == {"en-GB"}


def test_evaluation_is_saved_as_draft_then_handed_in_when_complete(plan, cast, now):
    with pytest.raises(NotYet, match="second half of the summer"):
        impact.write_evaluation(plan, year=2026, by=cast.advocate, now=now)
    june = datetime(2027, 6, 14, 9, tzinfo=LONDON)
    evaluation = impact.write_evaluation(plan, year=2026, students=4, by=cast.advocate, now=june)
    answers = {"students": 4, "teachers": 5, "department": 3} | {
        f"{name}_words": "Much." for name in ("students", "teachers", "department")
    }
    with pytest.raises(NotYet, match="has changed this since you opened it"):
        impact.write_evaluation(plan, year=2026, **answers, by=cast.head, now=june)
    evaluation.refresh_from_db()
    read_at = evaluation.written_at.isoformat()
    for missing in answers:
        with pytest.raises(NotYet):
            impact.write_evaluation(
                plan, year=2026, **{**answers, missing: None}, hand_in=True, read_at=read_at, by=cast.advocate, now=june
            )
    impact.write_evaluation(plan, year=2026, **answers, hand_in=True, read_at=read_at, by=cast.advocate, now=june)
    with pytest.raises(WrongState):
        impact.write_evaluation(plan, year=2026, **answers, by=cast.advocate, now=june)
    for person in (cast.lead, cast.specialist, cast.other.advocate):
        with pytest.raises(PermissionDenied):
            impact.write_evaluation(plan, year=2026, by=person, now=june)
    with pytest.raises(DatabaseError), transaction.atomic():
        plan.evaluations.update(students=6)


def test_evaluation_reminder_goes_to_the_advocates(plan, cast):
    july = datetime(2027, 7, 12, 9, tzinfo=LONDON)
    with time_machine.travel(july):
        occasions = [item for item in due(july) if item.kind == "evaluation_due" and item.about == plan]
        assert {item.to for item in occasions} == {cast.advocate, cast.advocate_two}
        assert [item.act for item in todos_for(cast.head, july) if item.act == "Complete evaluation"] == [
            "Complete evaluation"
        ]
    assert not Email.objects.filter(kind="evaluation_due").exists()


def test_impact_page_and_exports_show_the_hubs_schools(plan, cast, now, client_of):
    impact.write_reflection(plan, term=AUTUMN, changed="=SUM(A1)", learned="Talk.", by=cast.advocate, now=now)
    lead = client_of(cast.lead)
    assert "=SUM(A1)" in lead.get("/impact/").content.decode()
    csv = lead.get("/impact/impact.csv").content.decode("utf-8-sig")
    assert "'=SUM(A1)" in csv
    assert str(cast.other.school) not in csv
    assert lead.get("/impact/impact.xlsx").content[:2] == b"PK"
    assert client_of(cast.advocate).get("/impact/").status_code == 403
    assert lead.get("/impact/", {"year": "20x6"}).status_code == 404
    (line,) = impact_data.side_by_side(cast.specialist, 2026)
    assert line.plan == plan


def test_impact_page_hides_texts_from_auditors(plan, cast, now, client_of):
    impact.write_reflection(plan, term=AUTUMN, changed="Ana teaches ratio", learned="", by=cast.advocate, now=now)
    auditor, school = client_of(cast.auditor), f"/impact/{cast.school.urn}/"
    for page in ("/impact/", school, "/impact/impact.csv"):
        assert "Ana teaches ratio" in client_of(cast.lead).get(page).content.decode()
        shown = auditor.get(page).content.decode()
        assert "Not shown to auditors" in shown
        assert "Ana teaches" not in shown


def test_enrolment_of_a_new_school_opens_a_plan_for_its_year(cast, now):
    participation = enrol_another(cast, 945_001, "Young School", now)
    assert participation.school.plan.academic_year == 2026
    assert participation.school.plan.year.starts == date(2026, 9, 1)
    assert now - timedelta(days=1) < participation.enrolled_at


def test_impact_page_lists_schools_without_any_text(plan, cast, now, client_of):
    enrol_another(cast, 910077, "Silent Lane School", now)
    impact.write_reflection(plan, term=AUTUMN, changed="They talk.", by=cast.head, now=now)
    page = client_of(cast.lead).get("/impact/").content.decode()
    columns, _, listed = page.partition("Nothing yet from 1 school</h2>")
    assert "They talk." in columns
    assert "Silent Lane School" not in columns
    assert "Silent Lane School" in listed
    assert cast.school.name not in listed
    assert client_of(cast.lead).get("/impact/?page=99").status_code == 200
