"""One row of every kind in each house, so that every URL of the site has an object to show."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from allauth.usersessions.models import UserSession
from PIL import Image

from devplans.actions import attachments, autosave, next_steps, planning, plans, reviews, sessions, visits
from devplans.choices import Horizon, NeedOf
from devplans.content import as_content
from devplans.models import ConflictingEdit, PlanImport, PlanTemplate, PlanYear, Session
from devplans.review_terms import TermKey
from devplans.session_kinds import SessionKind
from funding import actions as funding
from funding.actions import audit_samples, bank_results, payees, release_pay, runs, statements
from funding.models import Claim, ClaimFile
from funding.release_pay import months_to_decide
from schools.actions import proposing
from schools.actions.roster_uploads import upload_roster
from schools.choices import ContactRole, HubRole, Stage
from schools.models import Advocate, HubAuthority, HubStaff, Project, SchoolContact
from schools.people import get_advocates
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.applications.actions import decisions
from sustaining.assurance import actions as assurance
from sustaining.assurance.packs import make_waiting_packs
from sustaining.casework import actions as casework
from sustaining.casework.audiences import Selected
from sustaining.casework.models import Mailing, SelfEvaluationHeading
from sustaining.common.files import CheckedUpload, check_upload, keep_file
from sustaining.common.years import AcademicYear
from sustaining.learning import actions as learning
from sustaining.onboarding import actions as onboarding
from sustaining.onboarding.choices import OpeningKind
from sustaining.outbox.models import Email
from sustaining.privacy import actions as privacy
from sustaining.privacy.archive import Archive
from sustaining.reports import actions as reports
from sustaining.reports.quality_checks import open_points
from sustaining.rolling.models import YearProposal
from sustaining.workgroups import actions as groups
from sustaining.workgroups.certificates import new_number
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Certificate, Meeting, WorkGroup
from sustaining.workgroups.schedules import Step
from tests.applications.applying import open_call, submitted
from tests.cast import House
from tests.factories import SchoolFactory, SpecialistFactory, UserFactory


@dataclass(frozen=True)
class SampleRows:
    """What an address may name, by the name that the table uses."""

    urn: int
    person: int
    advocacy: int
    contact: int
    participation: int
    proposed: int
    assignment: int
    hub: int
    post: int
    version: int
    aim: int
    step: int
    need: str
    template: int
    plan_year: int
    this_year: int
    term: str
    aim_kind: str
    need_name: str
    conflict: int
    comment: int
    plan_file: int
    plan_import: int
    saved_import: int
    session: int
    planned: int
    proposal: int
    visit: int
    file: int
    next_step: int
    task: str
    taken_task: int
    watch: int
    group: int
    certificate: int
    meeting: int
    held_meeting: int
    response: int
    response_file: int
    library_item: int
    self_evaluation: int
    point: str
    membership: int
    link: int
    resource: int
    substitute: int
    email: int
    reminder: str
    wording: str
    reference: str
    run: int
    claim_file: int
    run_file: int
    results: int
    roster: int
    data_request: int
    enrolments: int
    saved_enrolments: int
    openings: int
    saved_openings: int
    sample: int
    sampled: str
    recovery: int
    payment: int
    payee_change: int
    statement: int
    saved_statement: int
    release_month: int
    release_payment: int
    released_year: int
    released_in: int
    specialist: int
    call: int
    question: int
    application: int
    frozen_return: int
    programme_return: int
    authority: int
    set_aside: int
    receipt: int
    pack: int
    pack_file: int
    grant: int
    evidence_file: int
    impact_report: int
    impact_link: int
    device: int
    note: int
    concern: int
    chaser: str
    chase_schedule: int
    checklist: int
    checklist_step: int
    open_step: int
    step_mark: int
    step_file: int
    message: int
    draft: int
    message_template: int
    saved_group: int
    year: int
    project: int
    table: str
    return_kind: str = "participants"
    fact_table: str = "claims"
    email_kind: str = "meeting_reminder"
    opening_kind: str = "payments"
    paper: str = "impact-assessment"
    ending: str = "csv"
    anything: str = "csv"


def create_sample_rows(house: House, now: datetime) -> tuple[SampleRows, dict[str, User]]:
    """One of everything, made by the house's own people; and the people by role, a former Specialist among them."""
    former = _former_specialist(house, now)
    version, aim, step = _plan(house, now)
    session = _session(house, now)
    _judged(house, session, now)
    planned, proposal, visit, file = _to_come(house, session, now)
    meeting = _meeting(house, now)
    reference, run, looked_into = _money(house, now)
    call, question, application = _application(house, now)
    rows = SampleRows(
        urn=house.school.urn,
        person=house.finance.pk,
        advocacy=Advocate.objects.get(user=house.advocate_two).pk,
        contact=SchoolContact.objects.get(user=house.finance, role=ContactRole.FINANCE).pk,
        participation=house.participation.pk,
        proposed=_proposed(house, now),
        assignment=house.assignment.pk,
        hub=house.hub.pk,
        post=HubStaff.objects.get(hub=house.hub, role=HubRole.ADMINISTRATOR).pk,
        version=version,
        aim=aim,
        step=step,
        **_written(house, now),
        session=session,
        planned=planned,
        proposal=proposal,
        visit=visit,
        file=file,
        next_step=_next_step(house, session, now),
        **meeting,
        reference=reference,
        run=run,
        **looked_into,
        **_release_pay(house, now),
        roster=_roster(house, now),
        **_enrolments(house, now),
        data_request=_data_request(house, now),
        **_openings(house, now),
        specialist=house.specialist_record.pk,
        call=call,
        question=question,
        application=application,
        frozen_return=_frozen_return(house, now),
        programme_return=_programme_return(house, now),
        authority=HubAuthority.objects.create(hub=house.hub, local_authority=f"Around {house.hub.name}").pk,
        set_aside=_set_aside(house, now),
        **_assurance(house, looked_into["sampled"], now),
        **_shared_impact(house, now),
        device=_device(house),
        **_casework(house, now),
        **_learning(house, meeting["meeting"], meeting["link"], now),
        **_self_evaluation(house, now),
        year=house.project.academic_year,
        project=house.project.pk,
        table="participation",
        task="0" * 20,
        taken_task=_taken_task(house, now),
        watch=casework.watch_school(house.school, reason="New head.", by=house.lead, now=now).pk,
    )
    people = house.people()
    people.pop("advocate_two")
    return rows, {**people, "former": former}


def _proposed(house: House, now: datetime) -> int:
    """A year that is proposed to the school, and not confirmed."""
    start = house.project.academic_year + 1
    project, _ = Project.objects.get_or_create(
        code=f"NCP{start % 100:02d}-77",
        defaults={
            "title": "Next year",
            "stage": Stage.SUSTAINING,
            "academic_year": start,
            "rolled_from": house.project,
        },
    )
    advocates = get_advocates(house.school, now.date())
    year = proposing.propose(house.school, project=project, advocates=advocates, by=house.lead, now=now)
    YearProposal.objects.create(
        participation=year, specialist=house.specialist_record, proposed_by=house.lead, proposed_at=now, asked_at=now
    )
    return year.pk


def _frozen_return(house: House, now: datetime) -> int:
    """The return of last year's end, frozen then."""
    year = AcademicYear(house.project.academic_year - 1)
    return reports.freeze_return(house.hub, year=year, point="august", by=house.lead, now=now).pk


def _programme_return(house: House, now: datetime) -> int:
    """This year's participants as they are today."""
    year = AcademicYear(house.project.academic_year)
    seen = open_points(house.lead, year, now.date(), house.hub).digest
    taken = reports.take_return(
        house.hub, kind="participants", year=year, on=now.date(), seen=seen, by=house.lead, now=now
    )
    return taken.pk


def _set_aside(house: House, now: datetime) -> int:
    """A missing TRN that the hub has set aside."""
    key = str(house.advocate_two.pk)
    decision = reports.set_aside_problem(
        house.hub, check="trns", key=key, reason="Not a qualified teacher yet.", by=house.lead, now=now
    )
    return decision.pk


def _assurance(house: House, sampled: str, now: datetime) -> dict[str, Any]:
    """Grant received, a pack that was made, and the evidence of a sampled claim."""
    year = house.project.academic_year
    receipt = assurance.record_receipt(
        house.hub,
        academic_year=year,
        received_on=now.date(),
        amount=Decimal(5000),
        reference="",
        by=house.lead,
        now=now,
    )
    claim = Claim.objects.get(reference=sampled)
    upload = CheckedUpload("cover.txt", "txt", "text/plain", b"Cover.")
    file = keep_file(ClaimFile, upload, by=house.finance, now=now, claim=claim)
    pack = assurance.request_pack(house.hub, academic_year=year, by=house.lead, now=now)
    make_waiting_packs(now)
    return {
        "receipt": receipt.pk, "pack": pack.pk, "pack_file": pack.files.get(part="xlsx").pk, "grant": claim.grant_id,
        "evidence_file": file.pk,
    }  # fmt: skip


def _shared_impact(house: House, now: datetime) -> dict[str, Any]:
    """The school's impact report with a link for its governors."""
    report = reports.write_school_impact(
        house.school, year=house.project.academic_year, aims="Ratio.", by=house.advocate, now=now
    )
    reports.share_impact(report, sent_to="Governors", ends_on=now.date(), by=house.advocate, now=now)
    return {"impact_report": report.pk, "impact_link": report.links.get().pk}


def _self_evaluation(house: House, now: datetime) -> dict[str, Any]:
    """The start of the department's year, submitted."""
    answers = {heading.pk: (2, "Books differ.") for heading in SelfEvaluationHeading.objects.all()}
    row = casework.write_self_evaluation(
        house.participation, point="start", answers=answers, submits=True, read_at="", by=house.advocate, now=now
    )
    return {"self_evaluation": row.pk, "point": "start"}


def _taken_task(house: House, now: datetime) -> int:
    """A task that the hub's administrator has taken."""
    person = house.hubadmin
    return casework.give_task(house.hub, key="f" * 20, title="A task", person=person, by=person, now=now).pk


def _casework(house: House, now: datetime) -> dict[str, int]:
    """A note and a concern of the hub's lead, both shared with the Specialist, and a schedule of chasers."""
    due = now.date() + timedelta(days=2)
    note = casework.add_note(
        house.school, kind="call", happened_on=now.date(), contact="Una Bright", text="Cover is short.",
        next_action=casework.NextAction("Offer another day", due, house.specialist), for_specialist=True, once=uuid4(),
        by=house.lead, now=now,
    )  # fmt: skip
    concern = casework.raise_concern(
        house.school, kind="progress", summary="No plan yet.", agreed="A first draft.", review_on=due, escalated_to="",
        for_specialist=True, once=uuid4(), by=house.lead, now=now,
    )  # fmt: skip
    schedule = casework.schedule_chaser(
        house.hub, kind="nothing_claimed", every_weeks=2, starts_on=due, ends_on=None, most_times=3, by=house.lead,
        now=now,
    )  # fmt: skip
    return {
        "note": note.pk, "concern": concern.pk, "chaser": "plan_not_agreed", "chase_schedule": schedule.pk,
        **_messages(house, now), **_checklist(house, now),
    }  # fmt: skip


def _checklist(house: House, now: datetime) -> dict[str, int]:
    """A checklist in use, with a step that the Advocate has ticked with a file, and another one that they have not."""
    year = AcademicYear(house.project.academic_year)
    checklist = casework.begin_checklist(house.hub, year=year, source=None, by=house.lead, now=now)
    usual = {"guidance": "", "doer": "advocate", "due_from": "enrolment", "due_days": 7}
    steps = [
        casework.add_step(checklist, values=casework.StepValues(title=title, **usual), by=house.lead, now=now)
        for title in ("Welcome", "Call", "Letter")
    ]
    casework.start_checklist(checklist, by=house.lead, now=now)
    house.participation.refresh_from_db()
    file = check_upload("minutes.txt", b"Agreed.")
    place = casework.SchoolStep(house.participation, steps[0])
    mark = casework.tick_step(place, files=[file], by=house.advocate, now=now)
    return {
        "checklist": checklist.pk, "checklist_step": steps[1].pk, "open_step": steps[2].pk, "step_mark": mark.pk,
        "step_file": mark.files.get().pk,
    }  # fmt: skip


def _messages(house: House, now: datetime) -> dict[str, int]:
    """A message on hold and a draft, both of the hub's lead, and what the hub keeps: a template and a group."""
    selected = Selected("schools", {}, ("advocate",))
    text = casework.MessageText("Your plan", "Hello {{ first_name }}")

    def written() -> Mailing:
        return casework.write_message(house.hub, text=text, selected=selected, once=uuid4(), by=house.lead, now=now)

    held = casework.hold_message(written(), by=house.lead, now=now)
    template = casework.save_template(house.hub, name="Plans", text=text, by=house.lead, now=now)
    group = casework.save_group(house.hub, name="Advocates", selected=selected, by=house.lead, now=now)
    return {
        "message": held.pk, "draft": written().pk, "message_template": template.pk, "saved_group": group.pk,
    }  # fmt: skip


def _device(house: House) -> int:
    """A device on which the hub administrator is signed in."""
    key = f"device-of-{house.hubadmin.pk}"
    return UserSession.objects.create(user=house.hubadmin, ip="127.0.0.1", session_key=key, user_agent="").pk


def _former_specialist(house: House, now: datetime) -> User:
    user = UserFactory(email=f"former.{house.school.urn}@demo.example", full_name="Freda Former")
    home = SchoolFactory(urn=house.school.urn + 5, name="Long Meadow School", hub=house.hub)
    record = SpecialistFactory(user=user, home_school=home, hubs=[house.hub])
    day = house.assignment.starts_on
    Assignment.objects.create(
        specialist=record,
        participation=house.participation,
        days=Decimal(1),
        starts_on=day - timedelta(days=20),
        ends_on=day - timedelta(days=1),
    )
    return user


def _plan(house: House, now: datetime) -> tuple[int, int, int]:
    plan = house.school.plan
    aim = plans.add_aim(
        plan,
        title="Fluency with ratio",
        need_of=NeedOf.STUDENTS,
        need="Books show additive thinking.",
        big_ideas=["fluency"],
        horizon=Horizon.THIS_YEAR,
        success_criteria="Double number lines in every book.",
        by=house.advocate,
        now=now,
    )
    step = plans.add_step(aim, what="Plan four lessons together", by=house.advocate, now=now)
    plans.share_plan(plan, by=house.advocate, now=now)
    version = plans.agree_plan(plan, by=house.specialist, now=now)
    return version.number, aim.pk, step.pk


def _written(house: House, now: datetime) -> dict[str, Any]:
    """What stands beside a plan: a file, a comment, a text set aside, a year that ended, a template."""
    plan, year = house.school.plan, AcademicYear.of(now.date()).start
    aim = plan.aims.get()
    picture = check_upload("evidence.txt", b"Books of Year 8.")
    (stored,) = reviews.attach_evidence(plan, need_of="students", files=[picture], by=house.advocate, now=now)
    comment = autosave.add_comment(aim, text="Which books?", by=house.advocate, now=now)
    conflict = ConflictingEdit.objects.create(
        plan=plan, kind="aim", row=aim.pk, field="need", text="Another text.", by=house.specialist, at=now
    )
    ended = PlanYear.objects.create(
        plan=plan, academic_year=year - 1, content=as_content(plan), closed_by=house.advocate, closed_at=now
    )
    template, _ = PlanTemplate.objects.get_or_create(title="Building coherence in Key Stage 3", words="Coherence.")
    return {
        "need": "students", "template": template.pk, "plan_year": ended.academic_year, "this_year": year,
        "term": "autumn", "aim_kind": "aim", "need_name": "need", "conflict": conflict.pk, "comment": comment.pk,
        "plan_file": stored.pk, **_imports(house, now),
    }  # fmt: skip


def _imports(house: House, now: datetime) -> dict[str, int]:
    """A plan that the Advocate brings in, read and not saved, and one that was saved."""
    file = CheckedUpload("plan.txt", "txt", "text/plain", b"Aim 1: Fluency")
    parts = [
        {"kind": kind, "text": text, "who": "", "when": "", "needs": ""}
        for kind, text in (("aim", "Fluency"), ("action", "Starters"))
    ]
    waiting, saved = (
        keep_file(PlanImport, file, by=house.advocate, now=now, plan=house.school.plan, **fields)
        for fields in ({"rows": parts}, {"saved_at": now, "digest": "changed since"})
    )
    return {"plan_import": waiting.pk, "saved_import": saved.pk}


def _session(house: House, now: datetime) -> int:
    data = sessions.SessionData(
        kind=SessionKind.OBSERVATION,
        held_on=now.date(),
        length=Decimal("0.50"),
        what_happened="Watched Year 8.",
        specialist=house.specialist_record,
        advocates=[house.advocacy],
    )
    session = sessions.log_session(house.participation, data=data, client_key=uuid4(), by=house.advocate, now=now)
    return session.pk


def _next_step(house: House, session: int, now: datetime) -> int:
    """A next step of the session, which the Advocate does."""
    step = next_steps.NewStep("Try number lines in Year 9.", house.advocate, now.date() + timedelta(days=14))
    row = next_steps.add_next_step(Session.objects.get(pk=session), step=step, by=house.specialist, now=now)
    return row.pk


def _judged(house: House, session: int, now: datetime) -> None:
    """How the aim stands this term, shown by the session."""
    reviews.judge_aim(
        house.school.plan.aims.get(),
        term=TermKey(AcademicYear.of(now.date()).start, "autumn"),
        colour="green",
        seen="Number lines in most books.",
        sessions=[Session.objects.get(pk=session)],
        by=house.advocate,
        now=now,
    )


def _to_come(house: House, session: int, now: datetime) -> tuple[int, int, int, int]:
    """A planned session, dates that the Advocate proposed, a visit with places, and a picture."""
    start = now + timedelta(days=5)
    span = (start, start + timedelta(hours=2))
    proposals = [
        planning.propose_dates(
            house.participation,
            kind=SessionKind.JOINT_PLANNING,
            times=[span],
            client_key=uuid4(),
            by=house.advocate,
            now=now,
        )
        for _ in range(2)
    ]
    planned = planning.accept_proposal(proposals[0], time=proposals[0].times.get(), by=house.specialist, now=now)
    visit = visits.offer_visit(
        house.specialist_record,
        starts_at=span[0],
        ends_at=span[1],
        places=6,
        focus="Year 8, ratio",
        client_key=uuid4(),
        by=house.specialist,
        now=now,
    )
    (file,) = attachments.attach_files(Session.objects.get(pk=session), files=[a_picture()], by=house.advocate, now=now)
    return planned.pk, proposals[1].pk, visit.pk, file.pk


def a_picture(colour: str = "teal", name: str = "board.png") -> CheckedUpload:
    """A photograph as it would be uploaded."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "PNG")
    return check_upload(name, out.getvalue())


def _meeting(house: House, now: datetime) -> dict[str, Any]:
    """A group that meets in three days, with something to read, something to bring, and mails that went and will go."""
    group = groups.set_up_group(
        house.hub,
        project=house.project,
        name=f"Work Group {house.school.urn}",
        leads=[house.specialist_record],
        by=house.hubadmin,
        now=now,
    )
    membership = groups.join_group(group, participation=house.participation, by=house.hubadmin, now=now)
    start = now + timedelta(days=3)
    meeting = groups.add_meeting(
        group,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="Castle Hill School",
        by=house.hubadmin,
        now=now,
    )
    link = groups.add_link(meeting, title="NRICH", address="https://nrich.example/1", by=house.hubadmin, now=now)
    upload = check_upload("task.txt", b"A task to bring.")
    (file,) = groups.add_files(meeting, uploads=[upload], by=house.hubadmin, now=now)
    return {
        "group": group.pk,
        "certificate": _certificate(house, group, now),
        "meeting": meeting.pk,
        "membership": membership.pk,
        "link": link.pk,
        "resource": file.pk,
        "email": Email.objects.about_thing(meeting).get(user=house.advocate).pk,
        "substitute": _substitute(meeting, house, now),
        "reminder": Step("meeting_reminder", 1, start).key(meeting, house.advocate.pk),
        "wording": "meeting_reminder",
    }


def _certificate(house: House, group: WorkGroup, now: datetime) -> int:
    """The first Advocate's certificate of a meeting that took place elsewhere."""
    return Certificate.objects.create(
        number=new_number(), group=group, user=house.advocate, participation=house.participation, kind="attendance",
        name=house.advocate.full_name, school_name=house.school.name, hub_name=house.hub.name, programme="Sustaining",
        academic_year=house.project.academic_year, meetings=[], held=1, attended=1, minutes=120, issued_by=house.lead,
        issued_at=now,
    ).pk  # fmt: skip


def _learning(house: House, coming: int, link: int, now: datetime) -> dict[str, int]:
    """A meeting of yesterday at which the Advocate was, with a gap task that they submitted and resources in the library."""
    group = Meeting.objects.get(pk=coming).group
    start = now - timedelta(days=1)
    meeting = groups.add_meeting(
        group, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2), by=house.hubadmin, now=now
    )
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))
    meeting.refresh_from_db()
    groups.edit_meeting(meeting, title="", agenda="", gap_task="Try a bar model.", by=house.hubadmin, now=now)
    groups.mark_attendance(meeting, user=house.advocate, mark=Mark.PRESENT, by=house.hubadmin, now=now)
    groups.hold_meeting(meeting, mark_rest=True, by=house.hubadmin, now=now)
    upload = check_upload("bars.txt", b"What they drew.")
    response = learning.submit_gap_task(meeting, text="Bars.", uploads=[upload], by=house.advocate, now=now)
    attendance = meeting.attendances.get(user=house.advocate)
    learning.give_feedback(attendance, useful=4, confident=3, comment="More.", by=house.advocate, now=now)
    (stored,) = groups.add_files(meeting, uploads=[check_upload("tasks.txt", b"Tasks.")], by=house.hubadmin, now=now)
    text = {"title": "Tasks", "topic": "fluency", "about": "", "by": house.hubadmin, "now": now}
    item = learning.add_to_library(stored, **text)
    return {
        "held_meeting": meeting.pk,
        "response": response.pk,
        "response_file": response.files.get().pk,
        "library_item": item.pk,
    }


def _substitute(meeting: Meeting, house: House, now: datetime) -> int:
    """Somebody from outside whom an Advocate would send."""
    invitation = meeting.invitations.get(user=house.advocate_two)
    groups.answer_invitation(
        invitation, rsvp="apologies", substitute_name="Sam Frost", substitute_email="sam@elsewhere.example",
        by=house.advocate_two, now=now,
    )  # fmt: skip
    return invitation.proposals.get().pk


def a_line(day: date, cost: str = "200.00", teacher: str = "A. Teacher") -> funding.NewLine:
    """One release of a teacher."""
    return funding.NewLine(day, teacher, Decimal(cost))


def _money(house: House, now: datetime) -> tuple[str, int, dict[str, Any]]:
    """A claim that waits for the hub with a file, a run prepared by the hub's administrator with another, and a third that
    was paid, drawn by lot and is asked back."""
    grant = house.participation.grant

    def submitted(teacher: str) -> funding.Claim:
        lines = [a_line(now.date(), teacher=teacher)]
        claim = funding.draft_claim(grant, lines=lines, client_key=uuid4(), by=house.finance, now=now)
        return funding.submit_claim(claim, accepts=True, by=house.finance, now=now)

    waiting, approved, paid = submitted("B. Waiting"), submitted("C. Approved"), submitted("D. Paid")
    attached = keep_file(
        ClaimFile, CheckedUpload("note.txt", "txt", "text/plain", b"Cover."), by=house.finance, now=now, claim=waiting
    )
    for claim in (approved, paid):
        funding.approve_claim(claim, by=house.lead, now=now)
    released = runs.prepare_run(house.hub, claims=[paid], by=house.hubadmin, now=now)
    runs.release_run(released, paid_on=now.date(), by=house.lead, now=now)
    day = now.date() + timedelta(days=14)
    year = house.project.academic_year
    sample = audit_samples.draw_sample(house.hub, academic_year=year, number=1, answer_by=day, by=house.lead, now=now)
    paid.refresh_from_db()
    recovery = audit_samples.request_recovery(paid, amount=Decimal(10), reason="Not taken.", by=house.hubadmin, now=now)
    run = runs.prepare_run(house.hub, claims=[approved], by=house.hubadmin, now=now)
    looked_into = {
        "claim_file": attached.pk, "run_file": released.files.first().pk, "sample": sample.pk, "sampled": paid.reference,
        "recovery": recovery.pk, "payment": released.payments.get().pk,
        **_statements(house, now),
        "payee_change": payees.request_payee(
            house.hub, school=house.school, name="A Trust", reason="Called them.", by=house.hubadmin, now=now
        ).pk,
        "results": _results(released, paid.reference, by=house.hubadmin, now=now),
    }  # fmt: skip
    return waiting.reference, run.pk, looked_into


def _release_pay(house: House, now: datetime) -> dict[str, int]:
    """A hub that pays for release, and a month whose rejection was reversed: its session waits for a decision."""
    year = AcademicYear(house.project.academic_year)
    act = {"by": house.lead, "now": now}
    release_pay.switch_release_pay(house.hub, is_on=True, **act)
    release_pay.set_release_rate(house.hub, project=house.project, amount=Decimal(250), starts_on=year.starts, **act)
    release_pay.set_release_budget(house.hub, academic_year=year.start, amount=Decimal(2000), **act)
    data = sessions.SessionData(
        kind=SessionKind.OBSERVATION, held_on=now.date(), length=Decimal("0.50"), what_happened="Watched Year 9.",
        specialist=house.specialist_record,
    )  # fmt: skip
    sessions.log_session(house.participation, data=data, client_key=uuid4(), by=house.specialist, now=now)
    waiting = months_to_decide(house.hub)[0]
    month = release_pay.reject_release(
        house.hub, specialist=waiting.specialist, month=waiting.month, seen=waiting.fingerprint, reason="No.", **act
    )
    release_pay.take_back_release(month, reason="By mistake.", **act)
    return {
        **_paid_release(house, now),
        "release_month": month.pk,
        "released_year": now.date().year,
        "released_in": now.date().month,
    }


def _paid_release(house: House, now: datetime) -> dict[str, int]:
    """A payment of release pay, for a session of an earlier month."""
    payee = payees.request_payee(
        house.hub, school=house.home_school, name=str(house.home_school), reason="New.", by=house.hubadmin, now=now
    )
    payees.confirm_payee(payee, by=house.lead, now=now)
    data = sessions.SessionData(
        kind=SessionKind.OBSERVATION, held_on=now.date() - timedelta(days=35), length=Decimal("0.50"),
        what_happened="Watched Year 7.", specialist=house.specialist_record,
    )  # fmt: skip
    sessions.log_session(house.participation, data=data, client_key=uuid4(), by=house.specialist, now=now)
    waiting = months_to_decide(house.hub)[0]
    month = release_pay.approve_release(
        house.hub, specialist=waiting.specialist, month=waiting.month, seen=waiting.fingerprint, by=house.lead, now=now
    )
    run = runs.prepare_run(house.hub, claims=[], months=[month], by=house.hubadmin, now=now)
    runs.release_run(run, paid_on=now.date(), by=house.lead, now=now)
    return {"release_payment": run.release_payments.get().pk}


def _statements(house: House, now: datetime) -> dict[str, int]:
    """A bank statement that was read, and one that matched nothing any more."""
    file = CheckedUpload("bank.csv", "csv", "text/plain", b"Date,Description,Amount")
    waiting, saved = (statements.upload_statement(house.hub, file=file, by=house.hubadmin, now=now) for _ in range(2))
    waiting.rows = [{"line": 2, "cells": [f"{now:%d/%m/%Y}", "Cover", "-1.00"]}]
    waiting.headings, waiting.columns = ["Date", "Description", "Amount"], {"date": 0, "text": 1, "amount": 2}
    waiting.is_mapped = True
    waiting.save()
    saved.saved_by, saved.saved_at = house.hubadmin, now
    saved.save()
    return {"statement": waiting.pk, "saved_statement": saved.pk}


def _results(run: funding.PaymentRun, reference: str, *, by: User, now: datetime) -> int:
    """A result file that was uploaded and read."""
    file = CheckedUpload("results.csv", "csv", "text/plain", b"Reference,Result")
    upload = bank_results.upload_results(run, file=file, by=by, now=now)
    upload.rows = [{"line": 2, "reference": reference, "result": "paid"}]
    upload.save()
    return upload.pk


def _roster(house: House, now: datetime) -> int:
    """A list of Advocates that was uploaded and read."""
    file = CheckedUpload("advocates.csv", "csv", "text/plain", b"URN,Name")
    upload = upload_roster(None, file=file, by=house.hubadmin, now=now)
    upload.rows = [{"line": 2, "urn": str(house.school.urn), "full_name": "", "email": ""}]
    upload.save()
    return upload.pk


def _enrolments(house: House, now: datetime) -> dict[str, int]:
    """A list of schools that was read, and one that enrolled nobody any more."""
    file = CheckedUpload("schools.csv", "csv", "text/plain", b"URN")
    waiting, saved = (onboarding.upload_enrolments(house.hub, file=file, by=house.hubadmin, now=now) for _ in range(2))
    waiting.rows = [{"line": 2, "cells": [str(house.school.urn), "Nina"]}, {"line": 3, "cells": ["1", ""]}]
    waiting.headings, waiting.columns, waiting.is_mapped = ["URN", "Notes"], {"urn": 0}, True
    waiting.save()
    saved.save_made([], by=house.hubadmin, now=now)
    return {"enrolments": waiting.pk, "saved_enrolments": saved.pk}


def _data_request(house: House, now: datetime) -> int:
    """An archive that the lead asked for, ready to download."""
    request = privacy.request_data(None, address="asks@school.example", reason="A letter.", by=house.lead, now=now)
    archive = Archive(io.BytesIO(b"archive"))
    return privacy.keep_archive(request, archive=archive, by=User.objects.system(), now=now).pk


def _openings(house: House, now: datetime) -> dict[str, int]:
    """A list of payments made before the hub used the site that was read, and one that brought in nothing any more."""
    file = CheckedUpload("payments.csv", "csv", "text/plain", b"URN")
    waiting, saved = (
        onboarding.upload_openings(house.hub, kind=OpeningKind.PAYMENTS, file=file, by=house.lead, now=now)
        for _ in range(2)
    )
    waiting.rows = [{"line": 2, "cells": [str(house.school.urn), "1.00", "1"]}, {"line": 3, "cells": ["1", "", ""]}]
    waiting.headings, waiting.columns = ["URN", "Amount", "Date paid"], {"urn": 0, "amount": 1, "paid_on": 2}
    waiting.is_mapped = True
    waiting.save()
    saved.save_made([], by=house.lead, now=now)
    return {"openings": waiting.pk, "saved_openings": saved.pk}


def _application(house: House, now: datetime) -> tuple[int, int, int]:
    call = open_call(house.hub, house.project, by=house.hubadmin, now=now)
    application = submitted(call, now)
    question = decisions.add_question(call, words="Why now?", kind="long", by=house.hubadmin, now=now)
    return call.pk, question.pk, application.pk
