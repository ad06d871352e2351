"""The timeline of a school, in sentences, from the history that the database's triggers keep.

An event is a row as it was after a change. Its time is what the row itself says, where it does (a session is logged today
for last week; a claim says when it was decided), else when the trigger wrote it. Its actor is who the row names, else who
acted. Every entry has two sentences: one that follows the actor's name, one without an actor, for a row that was changed
in the database itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from devplans.choices import Colour, PlanState
from devplans.models import Aim, Evaluation, Judgement, Plan, PlanVersion, Reflection
from schools.choices import ContactRole, ParticipationState
from schools.models import Advocate, Hub, Participation, Project, School, SchoolContact
from schools.viewer import as_viewer
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.casework.rules import CASE_READERS
from sustaining.common.people import Reader
from sustaining.common.years import AcademicYear
from sustaining.learning.models import GapTaskResponse
from sustaining.outbox.links import sent_to
from sustaining.outbox.models import Link
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance, ImportedMark, Membership, WorkGroup

from .case_timeline import (
    chase_entries,
    checklist_entries,
    concern_entries,
    message_entries,
    note_entries,
    responsibility_entries,
)
from .claim_timeline import claim_entries, opening_entries, recovery_entries
from .session_timeline import session_entries
from .timeline_entries import TimelineEntry, event_actor, event_link, read_history

HEADINGS = {
    "years": "Taking part",
    "people": "People",
    "plan": "Plan",
    "sessions": "Sessions",
    "meetings": "Work Group",
    "money": "Money",
    "checklist": "Checklist",
    "casework": "Notes and concerns",
    "messages": "Messages",
    "register": "Register",
}


TimelineSource = Callable[[School, Any], Iterator[TimelineEntry]]


def school_timeline(school: School, user: Reader, kind: str = "") -> list[TimelineEntry]:
    """Return the entries of a kind, or of all, that `user` may see, newest first. A bounded number of queries."""
    kinds = [kind] if kind in HEADINGS else list(headings_for(user))
    entries = [entry for kind in kinds for source in SOURCES[kind] for entry in source(school, user)]
    people = User.objects.filter(pk__in={entry.who for entry in entries if entry.who})
    names = dict(people.values_list("pk", "full_name"))
    links = Link.objects.in_bulk({entry.link for entry in entries if entry.link})
    complete = [
        replace(entry, passive=f"{entry.passive} ({sent_to(links[entry.link])})")
        if entry.link in links
        else replace(entry, name=names.get(entry.who or 0, ""))
        for entry in entries
    ]
    return sorted(complete, key=lambda entry: entry.at, reverse=True)


def headings_for(user: Reader) -> dict[str, str]:
    """Return the kinds of entries that `user` may ask for, with their headings: notes are for those who read them."""
    reads = bool(as_viewer(user).role_names & CASE_READERS)
    return {kind: heading for kind, heading in HEADINGS.items() if reads or kind not in ("casework", "messages")}


TAKEN_BACK = {
    ParticipationState.COMPLETED: ("reopened {}", "{} was reopened"),
    ParticipationState.WITHDRAWN: ("reinstated the school in {}", "the school was reinstated in {}"),
    ParticipationState.PAUSED: ("resumed {}", "{} was resumed"),
    ParticipationState.PROPOSED: ("confirmed that the school takes part in {}", "the school confirmed {}"),
}
"""What is said of an ending that was taken back, by the state before: with a name before it, and without."""


def participation_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield enrolments, completions and withdrawals."""
    projects = {
        project.pk: str(project)
        for project in Project.objects.visible_to(user).filter(participations__school=school).distinct()
    }
    for event, before in read_history(Participation.objects.readable_by(user).filter(school=school)):
        project = projects.get(event.project_id, "the project")
        why = f": {event.end_reason}" if event.end_reason else ""
        who = event_actor(event) or event.enrolled_by_id
        if before is None and event.state != ParticipationState.PROPOSED:
            yield TimelineEntry(
                event.enrolled_at,
                "years",
                passive=f"the school was enrolled on {project}",
                active=f"enrolled the school on {project}",
                who=event.enrolled_by_id,
                link=event_link(event),
            )
        if before is not None and before.state in TAKEN_BACK and event.state == ParticipationState.ACTIVE:
            active, passive = TAKEN_BACK[ParticipationState(before.state)]
            yield TimelineEntry(
                event.pgh_created_at,
                "years",
                passive=passive.format(project) + why,
                active=active.format(project) + why,
                who=who,
            )
        if event.state != ParticipationState.ACTIVE and (before is None or before.state != event.state):
            active, passive = {
                ParticipationState.COMPLETED: (f"marked {project} as completed", f"{project} was marked as completed"),
                ParticipationState.WITHDRAWN: (
                    f"withdrew the school from {project}{why}",
                    f"the school was withdrawn from {project}{why}",
                ),
                ParticipationState.PAUSED: (f"paused {project}{why}", f"{project} was paused{why}"),
                ParticipationState.PROPOSED: (
                    f"proposed {project} to the school{why}",
                    f"{project} was proposed to the school{why}",
                ),
                ParticipationState.DECLINED: (f"declined {project}{why}", f"the school declined {project}{why}"),
            }[ParticipationState(event.state)]
            if event.entered_by_mistake:
                active = f"corrected the enrolment on {project}, entered by mistake{why}"
                passive = f"the enrolment on {project} was corrected: entered by mistake{why}"
            if event.ended_on:
                yield TimelineEntry.on(event.ended_on, "years", passive, active=active, who=who)
            else:
                at = event.enrolled_at if before is None else event.pgh_created_at
                yield TimelineEntry(at, "years", passive, active, who)


def post_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when Advocates and contacts began and ended."""
    posts: list[tuple[Any, Any, str]] = []
    for event, before in read_history(Advocate.objects.visible_to(user).filter(school=school)):
        posts.append((event, before, "a Mastery Advocate"))
    for event, before in read_history(SchoolContact.objects.visible_to(user).filter(school=school)):
        posts.append((event, before, ContactRole(event.role).label.lower()))
    names = dict(User.objects.filter(pk__in={event.user_id for event, _, _ in posts}).values_list("pk", "full_name"))
    for event, before, post in posts:
        name = getattr(event, "own_name", "") or names.get(event.user_id, "Someone")
        if before is None:
            yield TimelineEntry.on(event.starts_on, "people", f"{name} became {post}")
        if event.ends_on and (before is None or before.ends_on is None):
            yield TimelineEntry.on(event.ends_on, "people", f"{name} stopped being {post}")


def support_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when Specialists were assigned and when their support ended."""
    assignments = Assignment.objects.readable_by(user).filter(participation__school=school)
    specialists = Specialist.objects.filter(assignments__in=assignments).select_related("user")
    names = {specialist.pk: str(specialist.user) for specialist in specialists}
    for event, before in read_history(assignments):
        name = names.get(event.specialist_id, "A Specialist")
        if before is None:
            sentence = f"{name} was assigned for {event.days.normalize():f} days"
            yield TimelineEntry.on(event.starts_on, "people", sentence)
        if event.ends_on and (before is None or before.ends_on is None):
            yield TimelineEntry.on(event.ends_on, "people", f"support from {name} ended")


def plan_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when the plan was shared, agreed by version, and opened again."""
    phrases = {
        PlanState.SHARED: ("shared the development plan", "the school shared the development plan"),
        PlanState.REFINING: ("reopened the plan for revision", "the plan was reopened for revision"),
    }
    url = reverse("devplans:plan", args=[school.urn])
    for event, before in read_history(Plan.objects.visible_to(user).filter(school=school)):
        if event.state in phrases and (before is None or before.state != event.state):
            active, passive = phrases[PlanState(event.state)]
            yield TimelineEntry(event.state_since, "plan", passive, active, event_actor(event), url)
    for version in PlanVersion.objects.visible_to(user).filter(plan__school=school).defer("content"):
        what = f"version {version.number} of the development plan"
        yield TimelineEntry(
            version.agreed_at,
            "plan",
            passive=f"{what} was agreed",
            active=f"agreed {what}",
            who=version.agreed_by_id,
            url=url,
        )


def aim_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when an aim was taken off the plan, and when it was put back."""
    url = reverse("devplans:plan", args=[school.urn])
    for event, before in read_history(Aim.objects.visible_to(user).filter(plan__school=school)):
        if before is None or (event.dropped_at is None) == (before.dropped_at is None):
            continue
        aim, at = f"the aim “{event.title}”", event.dropped_at or event.pgh_created_at
        active, passive = (
            (f"removed {aim} from the plan", f"{aim} was removed from the plan")
            if event.dropped_at
            else (f"restored {aim} to the plan", f"{aim} was restored to the plan")
        )
        yield TimelineEntry(at, "plan", passive, active, event_actor(event), url)


def import_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when an existing plan was brought in, and when that was undone."""
    for plan in Plan.objects.visible_to(user).filter(school=school):
        url = plan.get_absolute_url()
        for imported in plan.imports.filter(saved_at__isnull=False):
            what = f"{imported.summary} from an existing plan"
            at = imported.saved_at or imported.added_at
            passive = f"an existing plan was brought in: {imported.summary}"
            yield TimelineEntry(at, "plan", passive, f"imported {what}", imported.added_by_id, url)
            if imported.undone_at:
                active, passive = f"removed {what} again", f"an existing plan was removed again: {imported.summary}"
                yield TimelineEntry(imported.undone_at, "plan", passive, active, imported.undone_by_id, url)


def review_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield the reviews by term, with the colours of the aims."""
    judgements = Judgement.objects.visible_to(user).filter(review__plan__school=school).order_by("judged_at", "pk")
    by_review: dict[int, list[Judgement]] = {}
    for judgement in judgements.select_related("review"):
        by_review.setdefault(judgement.review_id, []).append(judgement)
    for group in by_review.values():
        review, last = group[0].review, group[-1]
        colours = ", ".join(Colour(judgement.colour).label.lower() for judgement in group)
        detail = f"({str(review).lower()}): {colours}"
        yield TimelineEntry(
            last.judged_at,
            "plan",
            passive=f"the development plan was reviewed {detail}",
            active=f"reviewed the development plan {detail}",
            who=last.judged_by_id,
            url=reverse("devplans:review", args=[school.urn, review.academic_year, review.term]),
        )


def impact_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield the reflections by term and the evaluations by year."""
    url = reverse("devplans:school-impact", args=[school.urn])
    for reflection in Reflection.objects.visible_to(user).filter(plan__school=school):
        what = f"a reflection ({str(reflection).lower()})"
        yield TimelineEntry(
            reflection.written_at,
            "plan",
            passive=f"the school wrote {what}",
            active=f"wrote {what}",
            who=reflection.written_by_id,
            url=f"{url}?year={reflection.academic_year}",
        )
    evaluations = Evaluation.objects.visible_to(user).filter(plan__school=school, handed_in_at__isnull=False)
    for evaluation in evaluations:
        what = f"the evaluation of {AcademicYear(evaluation.academic_year)}"
        yield TimelineEntry(
            evaluation.handed_in_at or evaluation.written_at,
            "plan",
            passive=f"{what} was submitted",
            active=f"submitted {what}",
            who=evaluation.written_by_id,
            url=f"{url}?year={evaluation.academic_year}",
        )


def meeting_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when the school joined a Work Group, and who came to which meeting."""
    memberships = Membership.objects.readable_by(user).filter(participation__school=school)
    opens = Exists(WorkGroup.objects.visible_to(user).filter(pk=OuterRef("group")))
    for membership in memberships.select_related("group").annotate(opens_group=opens):
        group, sentence = membership.group, f"the school joined {membership.group}"
        url = group.get_absolute_url() if membership.opens_group else ""
        yield TimelineEntry.on(membership.starts_on, "meetings", sentence, url=url)
    verbs = {Mark.PRESENT: "attended", Mark.APOLOGIES: "sent apologies for", Mark.ABSENT: "missed"}
    marks = Attendance.objects.visible_to(user).filter(participation__school=school)
    for mark in marks.select_related("meeting__group"):
        what = f"{verbs[Mark(mark.mark)]} {mark.meeting}"
        yield TimelineEntry(
            mark.meeting.starts_at or mark.marked_at,
            "meetings",
            passive=f"someone from the school {what}",
            active=what,
            who=mark.user_id,
            url=mark.meeting.get_absolute_url(),
        )
    brought_in = ImportedMark.objects.visible_to(user).filter(participation__school=school)
    for imported in brought_in.select_related("meeting__group", "user"):
        source = f"{imported.source}, row {imported.source_row}"
        what = f"the attendance of {imported.user} at {imported.meeting}, from {source}"
        passive, active = f"{what} was brought in", f"brought in {what}"
        yield TimelineEntry(imported.recorded_at, "meetings", passive, active, imported.recorded_by_id)
        if imported.undone_at:
            passive, active = f"{what} was undone", f"undid {what}"
            yield TimelineEntry(imported.undone_at, "meetings", passive, active, imported.undone_by_id)


def gap_task_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield the gap tasks that the school's Advocates submitted."""
    responses = GapTaskResponse.objects.visible_to(user).submitted().filter(participation__school=school)
    for response in responses.select_related("meeting__group"):
        what = f"submitted the gap task of {response.meeting}"
        yield TimelineEntry(
            response.submitted_at,
            "meetings",
            passive=f"someone from the school {what}",
            active=what,
            who=response.written_by_id,
            url=response.get_absolute_url(),
        )


def register_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield changes of name, status or hub."""
    hubs: dict[int, str] = {}
    for event, before in read_history(School.objects.visible_to(user).filter(pk=school.pk)):
        if before is None:
            continue
        at = event.pgh_created_at
        if event.name != before.name:
            yield TimelineEntry(at, "register", f"{before.name} is now called {event.name}")
        if event.status != before.status:
            yield TimelineEntry(at, "register", f"status in the register: {event.status}")
        if event.hub_id != before.hub_id and event.hub_id:
            hubs = hubs or dict(Hub.objects.visible_to(user).values_list("pk", "name"))
            hub = hubs.get(event.hub_id, "another")
            yield TimelineEntry(at, "register", f"the school moved to {hub} Maths Hub")


SOURCES: dict[str, tuple[TimelineSource, ...]] = {
    "years": (participation_entries,),
    "people": (
        post_entries,
        support_entries,
    ),
    "plan": (
        plan_entries,
        aim_entries,
        import_entries,
        review_entries,
        impact_entries,
    ),
    "sessions": (session_entries,),
    "meetings": (meeting_entries, gap_task_entries),
    "money": (claim_entries, recovery_entries, opening_entries),
    "checklist": (checklist_entries,),
    "casework": (note_entries, concern_entries, chase_entries, responsibility_entries),
    "messages": (message_entries,),
    "register": (register_entries,),
}
"""What yields the entries of each kind: functions of (school, user), each a bounded number of queries."""
