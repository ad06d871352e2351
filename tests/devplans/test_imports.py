"""Bring an existing plan in: read, checked, added after what is there, and undone as a whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from devplans.actions import imports as actions
from devplans.actions import plans
from devplans.actions.autosave import add_comment
from devplans.actions.plans import PlanNotReady
from devplans.choices import NeedOf, PartKind, PlanState
from devplans.documents import plan_as_docx
from devplans.models import Plan, PlanImport
from devplans.plan_parser import parse_plan
from devplans.selectors.imports import last_import
from schools.models import TermDates
from sustaining.common.errors import WrongState
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.sheet_uploads import TooOld, forget_old_sheets
from sustaining.common.word_uploads import check_word
from sustaining.desk.timeline import school_timeline
from tests.common.uploads import LAUGHS, TYPES, archive, picture
from tests.devplans.plan_files import HEADINGS, LETTER, TABLE, blocks, word
from tests.devplans.test_plans import add_aim
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
AIM = {"title": "Talk", "need_of": "students", "need": "Few explain.", "success_criteria": "All explain."}
STEPS = [{"what": "Stems", "who": "AB", "due_on": date(2026, 12, 4), "needs": ""}]


@pytest.fixture
def plan(cast):
    return cast.school.plan


@pytest.fixture
def writer(client_of, cast):
    return client_of(cast.advocate)


def read(plan, cast, now, text=LETTER):
    return actions.read_pasted(plan, text=text, by=cast.advocate, now=now)


def save(imported, by, now, texts=None, aims=None, seen=None):
    aims = [{**AIM, "steps": STEPS}] if aims is None else aims
    seen = seen or actions.fingerprint(Plan.objects.get(pk=imported.plan_id))
    return actions.bring_in(imported, texts=texts or {}, aims=aims, seen=seen, by=by, now=now)


@pytest.fixture
def saved(plan, cast, now):
    return save(read(plan, cast, now), cast.advocate, now, texts={"vision": "All reason.", "student_need": "Books."})


def address(plan):
    return reverse("devplans:bring-in", args=[plan.school.urn])


def send_file(client, plan, content, name="plan.docx"):
    return client.post(address(plan), {"file": SimpleUploadedFile(name, content)}, follow=True)


def browser_values(response):
    """What a browser would send from the check page."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields if name != "seen"}
    return {name: "" if value is None else value for name, value in values.items()} | {
        "seen": response.context["now"].seen
    }


def test_pasted_plan_is_checked_then_added_with_history_and_nothing_before(plan, cast, writer):
    page = writer.post(address(plan), {"text": LETTER}, follow=True)
    assert page.redirect_chain[0][0] == PlanImport.objects.get().get_absolute_url()
    assert "2 aims, 4 actions, 5 other parts and 1 part to leave out" in page.content.decode()
    assert plan.aims.count() == 0
    done = writer.post(page.redirect_chain[0][0], browser_values(page), follow=True)
    assert "2 aims, 4 actions and 2 sections added to the plan. 1 aim lacks" in done.content.decode()
    plan.refresh_from_db()
    assert plan.vision == "Every student thinks mathematically.\nWe talk about maths."
    assert plan.student_need == "Year 8 books show additive thinking."
    first, second = plan.aims.all()
    assert (first.title, first.need, first.need_of) == (
        "Fluency with ratio",
        "Students rely on a single method.",
        "students",
    )
    assert first.success_criteria == "Double number lines in every book"
    step = first.steps.get(what="Retrieval starters")
    assert (step.who, step.due_on) == ("AB and CD", date(2027, 2, 12))
    assert [step.what for step in second.steps.all()] == ["Agree sentence stems", "Visit Ms Lee’s lesson"]
    assert first.events.get().pgh_context.metadata["action"] == "devplans.edit_plan"
    imported = PlanImport.objects.get()
    assert (imported.rows, imported.file.name, imported.added_by) == (None, "", cast.advocate)
    (sentence,) = [entry.sentence for entry in school_timeline(plan.school, cast.lead, "plan")]
    assert sentence == f"{cast.advocate} imported 2 aims, 4 actions and 2 sections from an existing plan"


def test_word_document_waits_for_a_worker_and_is_then_checked(plan, writer):
    waiting = send_file(writer, plan, HEADINGS)
    assert "Checking your file" in waiting.content.decode()
    assert check_waiting_files() == {"checked": 1}
    page = writer.get(waiting.redirect_chain[0][0])
    assert [row.text.value() for row in page.context["form"].rows if row.kind.value() == PartKind.AIM] == [
        "Fluency with ratio", "Mathematical talk",
    ]  # fmt: skip
    assert writer.post(waiting.redirect_chain[0][0], browser_values(page)).status_code == 302
    assert plan.aims.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "is in the older Word format, or has a password"),
        ("plan.pdf", b"%PDF-1.7\n" + bytes(600), "is a PDF"),
        ("plan.docx", b"PK\x03\x04" + bytes(600), "be read as a Word document"),
        ("plan.docx", b"just text", "be read as a Word document"),
        ("plan.docx", b"", "is empty"),
        ("plan.docx", archive({TYPES: "", "word/document.xml": b"<p/>" * 2_000_000}), "expands to far more"),
        ("plan.docm", archive({TYPES: "", "word/document.xml": "", "word/vbaProject.bin": "x"}), "without macros"),
        ("plan.docx", bytes(11 * 1024 * 1024), "is larger than 10 MB"),
    ],
    ids=["doc", "pdf", "corrupt", "text", "empty", "bomb", "macros", "large"],
)
def test_file_that_is_no_word_document_is_refused_with_what_to_do(name, content, says):
    with pytest.raises(ValidationError) as refused:
        check_word(name, content)
    assert says in refused.value.messages[0]


def test_refused_file_is_said_at_its_field(plan, writer):
    page = send_file(writer, plan, b"%PDF-1.7\n" + bytes(600), "plan.pdf").content.decode()
    assert "“plan.pdf” is a PDF. Choose the Word document" in page
    assert PlanImport.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (word(picture=picture("PNG")), "If it is a scan or a picture"),
        (archive({TYPES: "<Types/>", "word/document.xml": LAUGHS + "<w/>"}), "XML entities"),
        (archive({TYPES: "<Types/>", "word/document.xml": "<w><broken"}), "This document can’t be read"),
        (word(("word " * 70_000, "")), "much longer than a development plan"),
    ],
    ids=["picture", "entities", "broken", "long"],
)
def test_document_that_a_worker_refuses_gets_a_sentence_and_another_try(plan, writer, content, says):
    waiting = send_file(writer, plan, content)
    assert check_waiting_files() == {"refused": 1}
    page = writer.get(waiting.redirect_chain[0][0]).content.decode()
    assert says in page
    assert address(plan) in page
    assert PlanImport.objects.get().file.name == ""


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": " "}, "Paste your plan, or choose a Word document."),
        ({"text": "•"}, "We found no text in this plan."),
        ({"text": "x" * 100_001}, "Text must be 100,000 characters or fewer."),
    ],
)
def test_nothing_pasted_or_too_much_is_said(plan, writer, sent, says):
    assert says in writer.post(address(plan), sent).content.decode()


def test_own_word_file_is_read_back(plan, saved):
    plan.refresh_from_db()
    parts = parse_plan(blocks(plan_as_docx(plan, date(2026, 11, 24))))
    read_back = {(part["kind"], part["text"]) for part in parts}
    assert {
        (PartKind.VISION, "All reason."), (PartKind.STUDENT_NEED, "Books."), (PartKind.AIM, "Talk"),
        (PartKind.SUCCESS_CRITERIA, "All explain."), (PartKind.ACTION, "Stems"),
    } <= read_back  # fmt: skip
    (step,) = (part for part in parts if part["kind"] == PartKind.ACTION)
    assert (step["who"], step["when"]) == ("AB", "4 December 2026")


def test_day_is_set_where_it_is_certain_and_words_stay_in_the_text(plan, cast, writer):
    TermDates.objects.create(
        hub=cast.hub, academic_year=2026, name="autumn", starts_on=date(2026, 9, 2), break_starts_on=date(2026, 10, 26),
        break_ends_on=date(2026, 10, 30), ends_on=date(2026, 12, 18),
    )  # fmt: skip
    page = writer.post(address(plan), {"text": TABLE}, follow=True)
    assert "“by Easter” stays in the text" in page.content.decode()
    writer.post(page.redirect_chain[0][0], browser_values(page))
    due = {step.what: step.due_on for aim in plan.aims.all() for step in aim.steps.all()}
    assert due == {
        "Plan four lessons": date(2027, 2, 12), "Team teach": date(2027, 2, 12), "Visit a lesson (by Easter)": None,
        "Sentence stems": date(2026, 12, 18),
    }  # fmt: skip


def test_what_is_in_the_plan_stays_and_new_parts_follow(plan, cast, now, writer):
    add_aim(plan, cast.advocate, now, title="Fluency with RATIO")
    Plan.objects.filter(pk=plan.pk).update(vision="Ours.", student_need="Ours too.")
    page = writer.post(address(plan), {"text": LETTER}, follow=True)
    shown = page.content.decode()
    assert "The plan already has a vision, evidence of need and 1 aim." in shown
    assert "The plan already has an aim with this title." in shown
    sent = browser_values(page)
    assert sent["kind_2"] == PartKind.LEAVE_OUT  # the vision
    writer.post(page.redirect_chain[0][0], sent)
    plan.refresh_from_db()
    assert (plan.vision, plan.student_need) == ("Ours.", "Ours too.\n\nYear 8 books show additive thinking.")
    assert [aim.title for aim in plan.aims.all()] == [
        "Fluency with RATIO",
        "Fluency with ratio",
        "Develop mathematical talk",
    ]


def test_each_part_is_checked_with_a_sentence_at_its_field(plan, writer):
    page = writer.post(address(plan), {"text": "Aim 1: Fluency\nAction: Starters\nAction: Planning"}, follow=True)
    url, sent = page.redirect_chain[0][0], browser_values(page)

    def errors(**changed):
        return writer.post(url, sent | changed).context["form"].errors

    assert errors(text_1="f" * 151) == {"text_1": ["Aim must be 150 characters or fewer. You’ve entered 151."]}
    assert errors(text_2=" ") == {"text_2": ["Enter the action, or choose Leave out."]}
    assert errors(text_2="x" * 251) == {"text_2": ["Action must be 250 characters or fewer. You’ve entered 251."]}
    assert errors(who_3="x" * 121) == {"who_3": ["Who must be 120 characters or fewer. You’ve entered 121."]}
    assert "Enter the date" in errors(due_on_2="soon")["due_on_2"][0]
    assert list(errors(kind_1=PartKind.LEAVE_OUT)) == ["kind_2", "kind_3"]
    left_out = dict.fromkeys(("kind_1", "kind_2", "kind_3"), PartKind.LEAVE_OUT)
    assert errors(**left_out)["__all__"] == ["Every part is left out. Choose what at least one of them is."]
    assert plan.aims.count() == 0
    typed = writer.post(url, sent | {"text_2": "Typed", "who_3": "x" * 121}).content.decode()
    assert "Typed" in typed


def test_whose_need_is_proposed_and_can_be_chosen(plan, writer):
    page = writer.post(address(plan), {"text": "Aim 1: Teachers plan together\nAim 2: Fluency"}, follow=True)
    sent = browser_values(page)
    assert (sent["need_of_1"], sent["need_of_2"]) == (NeedOf.TEACHERS, NeedOf.STUDENTS)
    writer.post(page.redirect_chain[0][0], sent | {"need_of_1": NeedOf.STUDENTS})
    assert {aim.need_of for aim in plan.aims.all()} == {NeedOf.STUDENTS}


def test_plan_that_somebody_changed_meanwhile_is_shown_again_then_added(plan, cast, now, writer):
    page = writer.post(address(plan), {"text": "Aim 1: Fluency"}, follow=True)
    url, sent = page.redirect_chain[0][0], browser_values(page)
    add_aim(plan, cast.specialist, now, title="Fluency")
    again = writer.post(url, sent)
    assert "Someone has changed the plan since you opened this page. Nothing has been added." in again.content.decode()
    assert "The plan already has an aim with this title." in again.content.decode()
    assert plan.aims.count() == 1
    assert writer.post(url, browser_values(again)).status_code == 302
    assert plan.aims.count() == 2


def test_second_press_adds_nothing(plan, cast, now, writer):
    page = writer.post(address(plan), {"text": "Aim 1: Fluency"}, follow=True)
    url, sent = page.redirect_chain[0][0], browser_values(page)
    writer.post(url, sent)
    assert "These parts are in the plan already." in writer.post(url, sent, follow=True).content.decode()
    with pytest.raises(TooOld):
        save(PlanImport.objects.get(), cast.advocate, now)
    assert plan.aims.count() == 1


def test_agreed_plan_takes_nothing_until_it_is_revised(plan, cast, now, writer):
    add_aim(plan, cast.advocate, now)
    waiting = read(plan, cast, now)
    plans.share_plan(plan, by=cast.advocate, now=now)
    plans.agree_plan(plan, by=cast.specialist, now=now)
    assert "Select Revise plan first" in writer.get(address(plan), follow=True).content.decode()
    assert "Select Revise plan first" in writer.get(waiting.get_absolute_url(), follow=True).content.decode()
    assert "Select Revise plan first" in writer.post(address(plan), {"text": LETTER}).content.decode()
    with pytest.raises(WrongState, match="Revise plan"):
        save(waiting, cast.advocate, now)
    assert "Bring in an existing plan" not in writer.get(plan.get_absolute_url()).content.decode()
    plans.refine_plan(plan, by=cast.advocate, now=now)
    assert save(waiting, cast.advocate, now).aims
    assert plan.versions.get().content["aims"][0]["title"] != "Talk"
    assert plan.aims.count() == 2


def test_plan_of_the_year_before_is_written_as_by_hand(plan, cast, now):
    """A year that ended stays frozen; the plan itself is open until it is agreed, as it is for an aim added by hand."""
    Plan.objects.filter(pk=plan.pk).update(academic_year=2025)
    plan.refresh_from_db()
    page = read(plan, cast, now, "Action: Starters\nBy when: 4 December")
    assert [part["when"] for part in page.rows if part["kind"] == PartKind.ACTION] == ["4 December"]
    assert save(page, cast.advocate, now).aims


def test_nobody_else_sees_an_upload_and_readers_bring_nothing_in(plan, cast, now, client_of):
    imported = read(plan, cast, now)
    for other, status in ((cast.specialist, 404), (cast.lead, 404), (cast.stranger, 404), (cast.admin, 404)):
        assert client_of(other).get(imported.get_absolute_url()).status_code == status
    assert client_of(cast.lead).get(address(plan)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.read_pasted(plan, text=LETTER, by=cast.lead, now=now)
    with pytest.raises(PermissionDenied):
        save(imported, cast.auditor, now)
    with pytest.raises(PermissionDenied):
        actions.undo_import(plan, imported=imported, by=cast.lead, now=now)


def test_text_is_kept_for_a_day_at_most(plan, cast, now, writer):
    imported = read(plan, cast, now)
    assert "Fluency" not in str([event.__dict__ for event in imported.events.all()])
    assert forget_old_sheets(PlanImport, now + timedelta(days=2)) == 1
    imported.refresh_from_db()
    assert (imported.rows, imported.file.name) == (None, "")
    assert "more than a day old" in writer.get(imported.get_absolute_url(), follow=True).content.decode()


def test_everything_is_undone_as_a_whole_by_anyone_who_edits(plan, cast, now, saved, client_of):
    specialist = client_of(cast.specialist)
    page = specialist.get(plan.get_absolute_url()).content.decode()
    assert "imported 1 aim, 1 action and 2 sections" in page
    undo = reverse("devplans:undo-import", args=[plan.school.urn, saved.pk])
    assert "removed from the plan" in specialist.post(undo, follow=True).content.decode()
    plan.refresh_from_db()
    saved.refresh_from_db()
    assert (plan.vision, plan.student_need, plan.aims.in_plan().count()) == ("", "", 0)
    assert (saved.undone_by, plan.aims.get().steps.count()) == (cast.specialist, 1)
    assert undo not in specialist.get(plan.get_absolute_url()).content.decode()
    assert "already been undone" in specialist.post(undo, follow=True).content.decode()
    sentences = [entry.sentence for entry in school_timeline(plan.school, cast.lead, "plan")]
    assert f"{cast.specialist} removed 1 aim, 1 action and 2 sections from an existing plan again" in sentences


def test_plans_brought_in_one_after_the_other_are_undone_backwards(plan, cast, now, saved, writer):
    second = save(read(plan, cast, now), cast.advocate, now + timedelta(minutes=1))
    for imported in (second, saved):
        assert last_import(Plan.objects.get(pk=plan.pk)) == imported
        actions.undo_import(plan, imported=imported, by=cast.advocate, now=now)
    assert last_import(Plan.objects.get(pk=plan.pk)) is None


def test_undoing_keeps_what_the_plan_had_before(plan, cast, now):
    add_aim(plan, cast.advocate, now)
    Plan.objects.filter(pk=plan.pk).update(vision="Ours.")
    plan.refresh_from_db()
    imported = save(read(plan, cast, now), cast.advocate, now, texts={"vision": "Theirs."})
    add_aim(plan, cast.advocate, now, title="Added since")
    actions.undo_import(plan, imported=imported, by=cast.advocate, now=now)
    plan.refresh_from_db()
    assert (plan.vision, plan.aims.in_plan().count()) == ("Ours.", 2)


def _change_title(plan, aim, cast, now):
    aim.title = "Changed"
    aim.save()


def _change_vision(plan, aim, cast, now):
    Plan.objects.filter(pk=plan.pk).update(vision="Changed.")


@pytest.mark.parametrize(
    "change",
    [
        _change_title,
        _change_vision,
        lambda plan, aim, cast, now: plans.add_step(aim, what="More", by=cast.advocate, now=now),
        lambda plan, aim, cast, now: plans.drop_aim(aim, by=cast.advocate, now=now),
        lambda plan, aim, cast, now: add_comment(aim, text="Good.", by=cast.specialist, now=now),
        lambda plan, aim, cast, now: aim.steps.update(progress="done"),
    ],
    ids=["title", "vision", "action", "removed", "comment", "progress"],
)
def test_what_has_changed_since_is_not_undone(plan, cast, now, saved, change, writer):
    plan.refresh_from_db()
    change(plan, plan.aims.get(), cast, now)
    with pytest.raises(WrongState, match="can’t be undone as a whole"):
        actions.undo_import(plan, imported=saved, by=cast.advocate, now=now)
    assert "imported" not in writer.get(plan.get_absolute_url()).content.decode()


def test_undo_ends_when_the_plan_is_agreed(plan, cast, now, saved):
    plans.share_plan(plan, by=cast.advocate, now=now)
    plans.agree_plan(plan, by=cast.specialist, now=now)
    with pytest.raises(WrongState):
        actions.undo_import(plan, imported=saved, by=cast.advocate, now=now)
    plans.refine_plan(plan, by=cast.advocate, now=now)
    with pytest.raises(WrongState):
        actions.undo_import(plan, imported=saved, by=cast.advocate, now=now)


def test_plan_with_an_incomplete_aim_is_not_shared(plan, cast, now, writer):
    imported = save(read(plan, cast, now), cast.advocate, now, aims=[{**AIM, "success_criteria": "", "steps": []}])
    assert "Still to add" in writer.get(plan.get_absolute_url()).content.decode()
    with pytest.raises(PlanNotReady, match="Complete “Success criteria” for the aim “Talk”"):
        plans.share_plan(plan, by=cast.advocate, now=now)
    assert Plan.objects.get(pk=imported.plan_id).state == PlanState.DRAFT


def test_database_refuses_undoing_by_nobody_and_before_saving(saved, plan, cast, now):
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanImport.objects.filter(pk=saved.pk).update(undone_at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanImport.objects.filter(pk=saved.pk).update(saved_at=None, undone_at=now, undone_by=cast.advocate)
    with pytest.raises(DatabaseError), transaction.atomic():
        saved.delete()


@at_two_sizes
def test_queries_do_not_grow_with_the_parts(plan, cast, now, writer, sizes):
    counts = []
    for size in sizes:
        text = "\n".join(
            f"Aim {number}: Talk {size} {number}\nAction: Stems\nBy when: July" for number in range(1, size + 1)
        )
        url = read(plan, cast, now, text).get_absolute_url()
        with CaptureQueriesContext(connection) as shown:
            page = writer.get(url)
        with CaptureQueriesContext(connection) as added:
            assert writer.post(url, browser_values(page)).status_code == 302
        with CaptureQueriesContext(connection) as undone:
            imported = PlanImport.objects.get(saved_at__isnull=False, undone_at=None)
            writer.post(reverse("devplans:undo-import", args=[plan.school.urn, imported.pk]))
        counts.append((len(shown), len(added), len(undone)))
    assert counts[0] == counts[1]
