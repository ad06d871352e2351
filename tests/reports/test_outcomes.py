"""How aims stand and what schools say of the year: in reports, on the board, in impact reports, on the desk."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from devplans.actions import impact, reviews
from devplans.review_terms import TermKey
from schools.choices import HubRole
from sustaining.common.years import AcademicYear
from sustaining.desk.board_colours import with_colours
from sustaining.desk.board_rows import board_queryset, fetch_board_rows
from sustaining.reports import outcomes, programme, tables
from sustaining.reports.filters import ReportFilter
from tests.cast import enrol_another
from tests.desks import todos_for
from tests.devplans.test_plans import add_aim
from tests.factories import HubStaffFactory

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
AUTUMN, SPRING = TermKey(2026, "autumn"), TermKey(2026, "spring")
MARCH = datetime(2027, 3, 8, 10, tzinfo=LONDON)
JULY = datetime(2027, 7, 8, 10, tzinfo=LONDON)
SAID = {
    "students": 4, "students_words": "They explain more.", "teachers": 5, "teachers_words": "We plan together.",
    "department": 2, "department_words": "Time is short.",
}  # fmt: skip


def judge(aim, colour, by, now, term=AUTUMN):
    read = aim.judgements.filter(review__academic_year=term.year, review__term=term.name).first()
    reviews.judge_aim(
        aim, term=term, colour=colour, seen="Seen.", by=by, now=now, read_at=read.judged_at.isoformat() if read else ""
    )


@pytest.fixture
def reviewed(cast, now):
    """Three aims here: amber, then green; red; never judged. One in the other house: green."""
    first, second = (
        add_aim(cast.school.plan, cast.advocate, now, title=title, big_ideas=ideas, outcome_group=group)
        for title, ideas, group in (("Ratio", ["fluency", "variation"], "students"), ("Talk", ["thinking"], ""))
    )
    add_aim(cast.school.plan, cast.advocate, now, title="Later")
    judge(first, "amber", cast.advocate, now)
    judge(second, "red", cast.advocate, now)
    judge(first, "green", cast.specialist, MARCH, SPRING)
    judge(add_aim(cast.other.school.plan, cast.other.advocate, now), "green", cast.other.advocate, now)
    impact.write_evaluation(cast.school.plan, year=2026, **SAID, hand_in=True, by=cast.advocate, now=JULY)
    impact.write_evaluation(cast.other.school.plan, year=2026, students=1, by=cast.other.advocate, now=JULY)
    return cast


def report_filter(user, hub=None, **narrower) -> ReportFilter:
    return ReportFilter(user, AcademicYear(2026), timezone.localdate(), hub, **narrower)


def test_report_counts_the_latest_colour_of_the_year(reviewed):
    about = report_filter(reviewed.admin, reviewed.hub)
    colours = outcomes.colours(about)
    assert colours.total == {"green": 1, "amber": 0, "red": 1}
    assert {key: numbers for _, key, numbers in colours.ideas if any(numbers.values())} == {
        "fluency": {"green": 1, "amber": 0, "red": 0},
        "variation": {"green": 1, "amber": 0, "red": 0},
        "thinking": {"green": 0, "amber": 0, "red": 1},
    }
    for by, rows in (("idea", colours.ideas), ("group", colours.groups)):
        for _, key, numbers in rows:
            for colour, number in numbers.items():
                narrowed = report_filter(reviewed.admin, reviewed.hub, colour=colour, **{by: key})
                assert number == len(list(tables.colours(narrowed))), (key, colour)
    assert outcomes.colours(report_filter(reviewed.admin)).judged == 3
    assert outcomes.colours(ReportFilter(reviewed.admin, AcademicYear(2025), timezone.localdate())).judged == 0


def test_report_counts_submitted_evaluations_only(reviewed):
    evaluations = outcomes.evaluations(report_filter(reviewed.admin))
    assert evaluations.handed_in == 1 == len(list(tables.evaluations(report_filter(reviewed.admin))))
    assert evaluations.scores["teachers"] == [0, 0, 0, 0, 1]
    assert evaluations.means["department"] == 2
    for aspect, _, scores, _ in evaluations.rows:
        for score, number in scores:
            narrowed = report_filter(reviewed.admin, aspect=aspect, score=str(score))
            assert number == len(list(tables.evaluations(narrowed)))


def test_report_numbers_link_to_their_rows(reviewed, client_of):
    client = client_of(reviewed.lead)
    page = client.get("/reports/", {"year": 2026}).content.decode()
    assert "1 of 2 reviewed aims are green" in page
    assert "the most change for teachers: 5.0 out of 5" in page
    assert "idea=thinking&amp;colour=red" in page
    rows = list(
        csv.reader(
            io.StringIO(
                client.get("/reports/colours.csv", {"colour": "red", "idea": "thinking"}).content.decode("utf-8-sig")
            )
        )
    )
    assert [row[3] for row in rows[1:]] == ["Talk"]
    narrowed = {"aspect": "students", "score": "4"}
    evaluations = client.get("/reports/evaluations/", narrowed).content.decode()
    assert "They explain more." in evaluations
    HubStaffFactory(user=reviewed.auditor, hub=reviewed.other.hub, role=HubRole.LEAD)
    figures = client_of(reviewed.auditor).get("/reports/evaluations/", narrowed).content.decode()
    assert reviewed.school.name in figures
    assert "They explain more." not in figures, "a post elsewhere opens no words here"
    assert client.get("/reports/evaluations/", {"aspect": "students", "score": "<5>"}).status_code == 200


def test_hub_comparison_of_outcomes_equals_each_hubs_report(reviewed):
    for row in programme.compare_hubs(report_filter(reviewed.admin)):
        hub = {reviewed.hub.pk: reviewed.hub, reviewed.other.hub.pk: reviewed.other.hub}[row["pk"]]
        hub_filter = report_filter(reviewed.admin, hub)
        colours, evaluations = outcomes.colours(hub_filter), outcomes.evaluations(hub_filter)
        assert (row["judged"], row["green"]) == (colours.judged, colours.total["green"])
        assert row["evaluated"] == evaluations.handed_in
    total = programme.total(programme.compare_hubs(report_filter(reviewed.admin)))
    assert (total["greens"], total["evaluated"], round(float(total["change"]), 1)) == (67, 1, 3.7)


def test_school_in_two_stages_is_counted_once(reviewed, now):
    enrol_another(reviewed, 940_001, "Second School", now)
    row = next(
        figures for figures in programme.compare_hubs(report_filter(reviewed.admin)) if figures["pk"] == reviewed.hub.pk
    )
    assert (row["schools"], row["judged"]) == (2, 2)


def test_board_and_its_files_show_colours(reviewed, client_of):
    rows = with_colours(fetch_board_rows(board_queryset(reviewed.lead, 2026)), reviewed.lead)
    assert rows[0].colours == ("green", "red")
    client = client_of(reviewed.lead)
    assert "Aims at their last review: green, red" in client.get("/schools/").content.decode()
    file = list(csv.reader(io.StringIO(client.get("/schools/download.csv").content.decode("utf-8-sig"))))
    line = dict(zip(*file, strict=True))
    assert (line["Aims green"], line["Aims amber"], line["Aims red"]) == ("1", "0", "1")


def test_impact_reports_include_outcomes(reviewed, client_of):
    client = client_of(reviewed.lead)
    school = client.get(f"/schools/{reviewed.school.urn}/impact/2026/").content.decode()
    assert "For students (4 of 5): They explain more." in school
    assert "1 aim was rated green and 1 red" in school
    hub = client.get(f"/reports/hub/{reviewed.hub.pk}/impact/2026/").content.decode()
    assert "1 school submitted evaluations, with mean scores for change (out of 5) of 4.0 for students" in hub


def test_timeline_includes_reviews_and_evaluations(reviewed, client_of):
    page = client_of(reviewed.lead).get(f"/schools/{reviewed.school.urn}/happened/?kind=plan").content.decode()
    assert "reviewed the development plan (autumn term, 2026/27): amber, red" in page
    assert "submitted the evaluation of 2026/27" in page


def test_todo_lists_schools_without_a_review_for_hub_and_specialist(cast, now, client_of):
    aim = add_aim(cast.school.plan, cast.advocate, now)

    def titles(person, at):
        with time_machine.travel(at, tick=False):
            return [item.title for item in todos_for(person, at)]

    waits = "1 school has not reviewed the plan"
    december, january = (datetime(2026, 12, 14, 9, tzinfo=LONDON), datetime(2027, 1, 12, 9, tzinfo=LONDON))
    for person in (cast.lead, cast.hubadmin, cast.specialist):
        assert waits not in titles(person, now)
        assert waits in titles(person, december)
        assert waits in titles(person, january)
    assert waits not in titles(cast.auditor, december) + titles(cast.advocate, december) + titles(
        cast.other.lead, december
    )
    with time_machine.travel(december, tick=False):
        assert "Castle Hill School" in client_of(cast.lead).get("/plans/?review=due").content.decode()
        judge(aim, "green", cast.advocate, december)
        page = client_of(cast.lead).get("/plans/?review=due").content.decode()
        assert "Every plan has been reviewed" in page
    assert waits not in titles(cast.lead, january)


def test_todo_lists_schools_without_an_evaluation_for_the_hub(cast):
    waits = "1 school has not evaluated the year"
    with time_machine.travel(JULY, tick=False):
        assert waits in [item.title for item in todos_for(cast.lead, JULY)]
        impact.write_evaluation(cast.school.plan, year=2026, **SAID, hand_in=True, by=cast.advocate, now=JULY)
        assert waits not in [item.title for item in todos_for(cast.lead, JULY)]
