"""Self-evaluations: written by the department at two points, submitted whole, drawn, compared, and used in the plan."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from devplans.models import Plan
from schools.actions import withdraw_participation
from schools.models import Participation
from sustaining.casework import actions
from sustaining.casework import self_evaluation_pages as pages
from sustaining.casework.actions import NotSubmitted
from sustaining.casework.models import SelfEvaluation, SelfEvaluationAnswer, SelfEvaluationHeading
from sustaining.common.errors import WrongState
from tests.cast import enrol_another
from tests.desks import finder_todos

pytestmark = pytest.mark.django_db
AUTUMN = 2026


@pytest.fixture(autouse=True)
def headings(db) -> list[SelfEvaluationHeading]:
    """Two headings, whatever a migration left."""
    SelfEvaluationHeading.objects.update(from_year=2000, until_year=2001)
    texts = {"lowest": "Not yet.", "highest": "All do.", "from_year": AUTUMN}
    return [
        SelfEvaluationHeading.objects.create(title=title, position=place, **texts)
        for place, title in enumerate(("Vision", "Curriculum"))
    ]


def summer(now: datetime) -> datetime:
    return now.replace(year=AUTUMN + 1, month=6, day=14)


def write(cast, now, *levels, point="start", submits=True, participation=None, **more) -> SelfEvaluation:
    rows = SelfEvaluationHeading.objects.in_use(AUTUMN)
    answers = {row.pk: (level, f"Evidence {level}" if level else "") for row, level in zip(rows, levels, strict=True)}
    year = participation or Participation.objects.get(pk=cast.participation.pk)
    arguments = {"answers": answers, "submits": submits, "read_at": "", "by": cast.advocate, "now": now, **more}
    return actions.write_self_evaluation(year, point=point, **arguments)


def test_draft_may_lack_levels_and_submission_may_not(cast, now, headings):
    draft = write(cast, now, 2, None, submits=False)
    assert draft.submitted_at is None
    with pytest.raises(NotSubmitted, match="Choose a level from 1 to 4 for “Curriculum”") as refusal:
        write(cast, now, 2, None, read_at=draft.written_at.isoformat())
    assert refusal.value.field == f"level_{headings[1].pk}"
    done = write(cast, now, 2, 3, read_at=draft.written_at.isoformat())
    assert done.submitted_at == now
    with pytest.raises(NotSubmitted):
        write(cast, now, 2, None, submits=False, read_at=done.written_at.isoformat())


def test_text_of_somebody_who_wrote_meanwhile_is_not_overwritten(cast, now):
    write(cast, now, 2, 3)
    with pytest.raises(NotSubmitted, match="has changed this since you opened it"):
        write(cast, now + timedelta(hours=1), 4, 4, by=cast.head)
    assert list(SelfEvaluationAnswer.objects.values_list("level", flat=True)) == [2, 3]


def test_end_opens_with_the_summer_term_and_closes_with_the_year(cast, now):
    with pytest.raises(WrongState, match="opens on"):
        write(cast, now, 3, 3, point="end")
    assert write(cast, summer(now), 3, 3, point="end").point == "end"
    with pytest.raises(WrongState, match="is over"):
        write(cast, now.replace(year=AUTUMN + 1, month=9), 4, 4, point="end")


def test_self_evaluation_of_a_withdrawn_year_is_refused(cast, now):
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    with pytest.raises((WrongState, PermissionDenied)):
        write(cast, now, 2, 2)


@pytest.mark.parametrize("who", ["specialist", "lead", "auditor", "finance"])
def test_only_the_department_writes(cast, now, who):
    with pytest.raises(PermissionDenied):
        write(cast, now, 2, 2, by=getattr(cast, who))


def test_level_outside_one_to_four_is_refused_by_the_database(cast, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(cast, now, 5, 2)


def test_heading_with_a_last_year_stays_in_past_years_alone(cast, now, headings):
    SelfEvaluationHeading.objects.filter(pk=headings[0].pk).update(until_year=AUTUMN)
    assert [str(row) for row in SelfEvaluationHeading.objects.in_use(AUTUMN)] == ["Vision", "Curriculum"]
    assert [str(row) for row in SelfEvaluationHeading.objects.in_use(AUTUMN + 1)] == ["Curriculum"]


def test_answers_are_added_to_the_plan_once_and_after_what_it_says(cast, now, headings):
    plan = Plan.objects.get(school=cast.school)
    Plan.objects.filter(pk=plan.pk).update(student_need="Books show gaps.")
    row = write(cast, now, 1, 3)
    for _ in range(2):
        actions.use_as_evidence(row, headings=[headings[0].pk], need="student_need", by=cast.advocate, now=now)
    plan.refresh_from_db()
    assert plan.student_need == "Books show gaps.\n\nVision (1 of 4): Evidence 1"


def test_means_equal_independent_sql_and_count_schools_with_both(cast, now):
    other = enrol_another(cast, 940_001, "Dene Park", now)
    third = enrol_another(cast, 940_002, "Low Moor", now)
    people = {year.pk: year.school.advocates.first().user for year in (other, third)}
    write(cast, now, 1, 2)
    write(cast, summer(now), 3, 2, point="end")
    write(cast, now, 2, 4, participation=other, by=people[other.pk])
    write(cast, summer(now), 4, 3, point="end", participation=other, by=people[other.pk])
    write(cast, now, 4, 4, participation=third, by=people[third.pk])  # only its start: counts in no mean
    lines = pages.mean_lines(pages.compared_participations(cast.lead, AUTUMN), AUTUMN)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT h.title, avg(a.level) FILTER (WHERE e.point = 'start'),
                      avg(a.level) FILTER (WHERE e.point = 'end'), count(DISTINCT e.participation_id)
            FROM casework_selfevaluationanswer a JOIN casework_selfevaluation e ON e.id = a.evaluation_id
            JOIN casework_selfevaluationheading h ON h.id = a.heading_id
            WHERE e.submitted_at IS NOT NULL AND (SELECT count(*) FROM casework_selfevaluation o
                WHERE o.participation_id = e.participation_id AND o.submitted_at IS NOT NULL) = 2
            GROUP BY h.title, h.position ORDER BY h.position"""
        )
        expected = [(title, float(start), float(end), schools) for title, start, end, schools in cursor.fetchall()]
    assert [(str(line.heading), line.start, line.end, line.schools) for line in lines] == expected
    assert [(line.start, line.end) for line in lines] == [(1.5, 3.5), (3.0, 2.5)]
    assert pages.mean_chart(lines).title == "Vision rose most, by 2.0 levels"


def test_page_shows_levels_evidence_and_change(cast, now, client_of):
    write(cast, now, 1, 2)
    with time_machine.travel(summer(now), tick=False):
        write(cast, summer(now), 3, 2, point="end")
        page = client_of(cast.specialist).get(f"/years/{cast.participation.pk}/self-evaluation/").content.decode()
    assert "1 of 2 headings rose between the start and the end of the year" in page
    assert "Evidence 3" in page


def test_draft_is_shown_to_its_school_alone(cast, now, client_of):
    write(cast, now, 1, None, submits=False)
    url = f"/years/{cast.participation.pk}/self-evaluation/"
    assert "Evidence 1" in client_of(cast.advocate).get(url).content.decode()
    assert "Evidence 1" not in client_of(cast.lead).get(url).content.decode()
    assert client_of(cast.auditor).get(url).status_code == 403


def test_form_keeps_what_was_typed_and_says_what_lacks(cast, now, client_of, headings):
    client = client_of(cast.advocate)
    url = f"/years/{cast.participation.pk}/self-evaluation/start/"
    first, second = (row.pk for row in headings)
    data = {f"level_{first}": 2, f"evidence_{first}": "Lessons differ.", "submit": "1"}
    page = client.post(url, data).content.decode()
    assert "Choose a level from 1 to 4 for “Curriculum”" in page
    assert "Lessons differ." in page
    sent = client.post(url, data | {f"level_{second}": 1}, follow=True).content.decode()
    assert "Self-evaluation submitted." in sent
    row = SelfEvaluation.objects.get()
    evidence = client.post(
        f"/self-evaluations/{row.pk}/evidence/", {"headings": [first, second], "need": "teacher_need"}, follow=True
    )
    assert "Added to the development plan." in evidence.content.decode()
    assert "Vision (2 of 4): Lessons differ." in Plan.objects.get(school=cast.school).teacher_need


def test_end_before_its_time_leads_back_with_the_reason(cast, now, client_of):
    url = f"/years/{cast.participation.pk}/self-evaluation/end/"
    with time_machine.travel(now, tick=False):
        page = client_of(cast.advocate).get(url, follow=True)
    assert "This self-evaluation opens on" in page.content.decode()


def test_export_has_a_row_for_each_school_and_heading(cast, now, client_of):
    write(cast, now, 1, 2)
    with time_machine.travel(now, tick=False):
        response = client_of(cast.lead).get(f"/self-evaluations/schools.csv?year={AUTUMN}")
        text = b"".join(response).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:5] == ["School", "URN", "Hub", "Year", "Heading"]
    assert [row[4:7] for row in rows[1:]] == [["Vision", "1", "Evidence 1"], ["Curriculum", "2", "Evidence 2"]]


def test_overview_costs_the_same_for_two_and_for_ten_schools(cast, now, client_of):
    def count() -> int:
        with time_machine.travel(now, tick=False), CaptureQueriesContext(connection) as queries:
            assert client_of(cast.lead).get(f"/self-evaluations/?year={AUTUMN}").status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        for number in numbers:
            year = enrol_another(cast, 950_000 + number, f"School {number}", now, days=0)
            write(cast, now, 1, 2, participation=year, by=year.school.advocates.first().user)

    add(range(1))
    few = count()
    add(range(1, 9))
    assert count() == few


def test_desk_asks_in_autumn_until_it_is_submitted(cast, now):
    october = datetime(AUTUMN, 10, 5, 9, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(october, tick=False):
        (row,) = finder_todos("self-evaluations to write", cast.advocate, october)
        assert "start of the year" in row.detail
        write(cast, october, 2, 2)
        assert not finder_todos("self-evaluations to write", cast.advocate, october)
