"""Sentences of a school's timeline about people, years, plans, meetings and the register, from the rows' own history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from devplans.actions import impact, plans
from devplans.models import Plan
from devplans.review_terms import TermKey
from schools.actions import complete_participation, end_post, proposing, reopen_participation, roll_projects
from schools.models import Hub, Participation, School
from schools.people import get_advocates
from sustaining.accounts.models import User
from sustaining.desk.timeline import TimelineEntry, school_timeline
from sustaining.workgroups import actions as groups
from sustaining.workgroups.actions.register import mark_attendance
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Meeting
from tests.desks import finder_todos


@pytest.fixture
def school(houses) -> School:
    """The first school, with one of everything."""
    return School.objects.get(urn=houses[0].urn)


def sentences(school: School, reader: User, kind: str) -> list[str]:
    """Return the sentences of a kind, newest first."""
    return [entry.sentence for entry in school_timeline(school, reader, kind)]


def test_entry_with_a_name_uses_the_active_sentence_and_without_one_the_passive(now):
    entry = TimelineEntry(now, "plan", passive="the plan was shared", active="shared the plan")
    assert entry.sentence == "The plan was shared"
    assert (
        TimelineEntry(now, "plan", "the plan was shared", "shared the plan", name="Nina").sentence
        == "Nina shared the plan"
    )
    assert TimelineEntry(now, "people", "Nina became head", name="Nina").sentence == "Nina became head"


def test_post_that_ends_has_a_beginning_and_an_end(houses, school, now):
    _, _, people = houses
    end_post(people["advocate"].advocacies.get(), by=people["lead"], now=now)
    assert {"Nina Rivermead became a Mastery Advocate", "Nina Rivermead stopped being a Mastery Advocate"} <= set(
        sentences(school, people["lead"], "people")
    )


def test_support_that_has_ended_has_a_beginning_and_an_end(houses, school):
    _, _, people = houses
    assert {
        "Freda Former was assigned for 1 days",
        "Support from Freda Former ended",
        "Robin Rivermead was assigned for 3 days",
    } <= set(sentences(school, people["lead"], "people"))


def test_completion_and_its_reopening_name_who_did_it_and_why(houses, school, now):
    own, _, people = houses
    participation = Participation.objects.get(pk=own.participation)
    project = str(participation.project)
    complete_participation(participation, reason="All done.", by=people["lead"], now=now)
    reopen_participation(participation, reason="A session was missing.", by=people["lead"], now=now)
    lines = sentences(school, people["lead"], "years")
    assert f"Lena Rivermead marked {project} as completed" in lines
    assert f"Lena Rivermead reopened {project}: A session was missing." in lines


def test_plan_that_is_opened_again_names_who_opened_it(houses, school, now):
    _, _, people = houses
    plans.refine_plan(Plan.objects.get(school=school), by=people["head"], now=now)
    lines = sentences(school, people["lead"], "plan")
    assert "Hilda Rivermead reopened the plan for revision" in lines
    assert "Nina Rivermead shared the development plan" in lines
    assert "Nina Rivermead reviewed the development plan (autumn term, 2026/27): green" in lines


def test_reflection_is_told_and_an_evaluation_only_once_it_is_handed_in(houses, school, now):
    own, _, people = houses
    plan = Plan.objects.get(school=school)
    impact.write_reflection(
        plan, term=TermKey(own.year, "autumn"), changed="They draw.", by=people["advocate"], now=now
    )
    summer = now.replace(year=now.year + 1, month=7, day=1)
    texts = {"students": 3, "students_words": "Talk.", "teachers": 4, "teachers_words": "Trust.", "department": 5}
    write = {"year": own.year, "department_words": "Time.", "by": people["head"], "now": summer, **texts}
    draft = impact.write_evaluation(plan, hand_in=False, **write)
    lines = sentences(school, people["lead"], "plan")
    assert any(sentence.startswith("Nina Rivermead wrote a reflection") for sentence in lines)
    assert not any("evaluation" in sentence for sentence in lines)
    impact.write_evaluation(plan, hand_in=True, read_at=draft.written_at.isoformat(), **write)
    assert "Hilda Rivermead submitted the evaluation of 2026/27" in sentences(school, people["lead"], "plan")


@pytest.mark.parametrize(
    ("mark", "verb"), [(Mark.PRESENT, "attended"), (Mark.APOLOGIES, "sent apologies for"), (Mark.ABSENT, "missed")]
)
def test_each_mark_of_the_register_has_its_own_verb(houses, school, now, mark, verb):
    own, _, people = houses
    meeting = Meeting.objects.get(pk=own.meeting)
    mark_attendance(meeting, user=people["advocate"], mark=mark, by=people["lead"], now=meeting.starts_at)
    lines = sentences(school, people["lead"], "meetings")
    assert f"Nina Rivermead {verb} {meeting}" in lines
    assert f"The school joined {meeting.group}" in lines


def test_change_of_the_registers_status_or_hub_is_told(houses, school):
    own, other, people = houses
    School.objects.filter(pk=school.pk).update(status="Open, but proposed to close")
    School.objects.filter(pk=school.pk).update(hub=other.hub)
    # Both at the moment of the transaction, so that they have no order.
    assert set(sentences(school, people["admin"], "register")) == {
        f"The school moved to {Hub.objects.get(pk=other.hub).name} Maths Hub",
        "Status in the register: Open, but proposed to close",
    }
    School.objects.filter(pk=school.pk).update(hub=own.hub)
    assert "The school moved to Rivermead Maths Hub" in sentences(school, people["lead"], "register")


def test_timeline_of_a_finance_contact_is_about_money_and_not_about_plan_or_sessions(houses, school):
    _, _, people = houses
    kinds = {entry.kind for entry in school_timeline(school, people["finance"])}
    assert {"money", "years"} <= kinds
    assert not kinds & {"plan", "sessions"}


def test_timeline_of_an_unknown_kind_is_the_whole(houses, school):
    _, _, people = houses
    assert school_timeline(school, people["lead"], "nonsense") == school_timeline(school, people["lead"])


def test_timeline_of_another_hubs_school_is_empty(houses):
    _, other, people = houses
    assert school_timeline(School.objects.get(urn=other.urn), people["lead"]) == []


def test_meeting_without_a_date_is_no_entry_until_somebody_is_marked(houses, school, now):
    own, _, people = houses
    before = len(sentences(school, people["lead"], "meetings"))
    groups.add_meeting(Meeting.objects.get(pk=own.meeting).group, by=people["hubadmin"], now=now)
    assert len(sentences(school, people["lead"], "meetings")) == before
    assert finder_todos("meetings without a date", people["lead"], now + timedelta(days=1))


def test_proposal_stands_at_the_time_at_which_it_was_made(cast, now):
    (project,) = roll_projects(None, projects=[cast.project], by=cast.admin, now=now)
    earlier = now - timedelta(days=10)
    year = proposing.propose(
        cast.school, project=project, advocates=get_advocates(cast.school, now.date()), by=cast.lead, now=earlier
    )
    (line,) = [line for line in school_timeline(cast.school, cast.lead, "years") if "proposed" in line.sentence]
    assert (line.at, year.state) == (earlier, "proposed")
