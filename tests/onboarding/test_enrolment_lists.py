"""A list of schools: mapped by column, checked row by row, enrolled all together or not at all, and undone as a whole."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from funding.models import Grant
from funding.reconciliation import differences
from schools.actions import enrol_school, withdraw_participation
from schools.models import Advocate, Participation, SchoolContact
from specialists.models import Assignment
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.mapped_sheets import heading_words, recognise
from sustaining.common.sheet_uploads import TooOld, check_sheet, forget_old_sheets
from sustaining.onboarding.actions import (
    CannotEnrolList,
    CannotUndo,
    ListChanged,
    choose_rows,
    map_columns,
    save_enrolments,
    undo_enrolments,
    upload_enrolments,
)
from sustaining.onboarding.enrolment_check import CheckedList, check_enrolments
from sustaining.onboarding.enrolment_columns import COLUMNS, template_rows
from sustaining.onboarding.models import EnrolmentUpload
from sustaining.outbox.models import Email
from sustaining.workgroups.actions import set_up_group
from sustaining.workgroups.models import Membership
from tests.cast import as_advocate
from tests.factories import SchoolFactory, SpecialistFactory, UserFactory
from tests.outbox.still_true import goes
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db

HEADINGS = (
    "URN", "School", "Postcode", "Specialist", "Days", "Work Group", "Advocate 1 name", "Advocate 1 email",
    "Advocate 2 name", "Advocate 2 email", "Development Work Group", "Year of that group", "Headteacher name",
    "Headteacher email",
)  # fmt: skip


def as_csv(rows: list[dict[str, Any]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def line(school, number: int = 1, **values: Any) -> dict[str, Any]:
    """A row with two new Advocates of an earlier Development Work Group."""
    return {
        "URN": school.urn if school else "",
        "Advocate 1 name": f"Ann Number{number}", "Advocate 1 email": f"ann{number}@school.example",
        "Advocate 2 name": f"Ben Number{number}", "Advocate 2 email": f"ben{number}@school.example",
        "Development Work Group": "NCP22-12", "Year of that group": "2022/23",
        **values,
    }  # fmt: skip


def upload(house, rows: list[dict[str, Any]], now, *, headings=HEADINGS, by=None) -> EnrolmentUpload:
    file = check_sheet("schools.csv", as_csv(rows, headings))
    listed = upload_enrolments(house.hub, file=file, by=by or house.hubadmin, now=now)
    check_waiting_files()
    listed.refresh_from_db()
    return listed


def checked(listed: EnrolmentUpload, user, now) -> CheckedList:
    return check_enrolments(listed, user, now)


def save(listed: EnrolmentUpload, user, now) -> int:
    listed.refresh_from_db()
    return save_enrolments(listed, seen=checked(listed, user, now).fingerprint, by=user, now=now)


@pytest.fixture
def schools(cast):
    return [SchoolFactory(hub=cast.hub, name=f"Listed School {number}") for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Mastery Advocate 1", "advocate1_name"), ("First Advocate E-mail address", "advocate1_email"),
        ("Advocate2 email", "advocate2_email"), ("Headteacher's name", "head_name"), ("Head Email", "head_email"),
        ("Mastery Specialist", "specialist"), ("Days promised", "days"), ("Name of the school", "school"),
        ("Academic year", "project"), ("Post code", "postcode"), ("Notes", None), ("", None),
    ],
)  # fmt: skip
def test_headings_are_recognised_by_their_words(heading, key):
    assert recognise([heading], COLUMNS) == ({key: 0} if key else {})


def test_no_two_columns_have_the_same_words():
    word_sets = [word_set for column in COLUMNS for word_set in column.word_sets]
    assert len(word_sets) == len({(column.key, each) for column in COLUMNS for each in column.word_sets})
    assert len(set(word_sets)) == len(word_sets)
    assert frozenset() not in word_sets
    assert heading_words("E-mail address") == {"email"}


def test_list_is_checked_and_enrolled_with_its_people_specialist_and_group(cast, now, schools):
    group = set_up_group(cast.hub, project=cast.project, name="Group B", by=cast.lead, now=now)
    first, second, third = schools
    listed = upload(cast, [
        line(first, 1, **{"Specialist": "Robin Rivermead", "Work Group": "group b", "Headteacher name": "Hal Head",
                          "Headteacher email": "hal@school.example"}),
        line(None, 2, School="listed school 2", Specialist=cast.specialist.email.upper(), Days="2.5"),
        line(cast.school, 3),
        line(cast.other.school, 4),
    ], now)  # fmt: skip
    assert listed.is_mapped
    before = Participation.objects.count()
    result = checked(listed, cast.hubadmin, now)
    assert [row.verdict for row in result.rows] == ["enrol", "enrol", "known", "problem"]
    assert Participation.objects.count() == before
    emails = Email.objects.count()
    assert save(listed, cast.hubadmin, now) == 2
    assert Email.objects.count() == emails + result.emails == emails + 7
    first_year, second_year = (Participation.objects.get(school=school) for school in (first, second))
    assert (first_year.assignments.get().days, second_year.assignments.get().days) == (Decimal(3), Decimal("2.5"))
    assert first_year.memberships.get().group == group
    assert not second_year.memberships.exists()
    assert Grant.objects.get(participation=first_year).amount == cast.project.release_grant
    assert set(Advocate.objects.filter(school=first).values_list("user__full_name", flat=True)) == {
        "Ann Number1", "Ben Number1",
    }  # fmt: skip
    assert SchoolContact.objects.get(school=first).user.email == "hal@school.example"
    assert not Participation.objects.filter(school=third).exists()
    listed.refresh_from_db()
    assert (listed.rows, listed.headings, listed.file.name) == (None, [], "")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"URN": "999999"}, "None of Rivermead Maths Hub’s schools has the URN 999999"),
        ({"URN": ""}, "Enter the URN, or the name and postcode."),
        ({"URN": "", "School": "No such school"}, "has this name"),
        ({"Specialist": "Nobody Known"}, "is not one of Rivermead Maths Hub’s Specialists"),
        ({"Specialist": "Robin Rivermead", "Days": "40"}, "Days must be between 0.25 and 30."),
        ({"Specialist": "Robin Rivermead", "Days": "NaN"}, "Enter the number of days"),
        ({"Specialist": "Robin Rivermead", "Days": "29"}, "this school needs 29"),
        ({"Work Group": "Group Z"}, "No Work Group in NCP26-14 is called Group Z."),
        ({"Advocate 2 name": "", "Advocate 2 email": ""}, "two Advocates"),
        ({"Advocate 2 email": ""}, "Enter the email address of Advocate 2, Ben Number1."),
        ({"Advocate 2 email": "ann1@school.example"}, "same email address"),
        ({"Advocate 1 email": "nobody"}, "Enter an email address"),
        ({"Advocate 1 email": "hub lead"}, "Enter an email address"),
        ({"Development Work Group": "", "Year of that group": ""}, "No group has been entered"),
        ({"Year of that group": "soon"}, "for example 2022/23"),
        ({"Advocate 1 name": "x" * 151}, "too long"),
        ({"Advocate 1 email": "lead@demo.example"}, "is the address of Lena Rivermead"),
    ],
)
def test_row_that_cannot_be_enrolled_says_why(cast, now, schools, values, why):
    listed = upload(cast, [line(schools[0], 1, **values)], now)
    (row,) = checked(listed, cast.hubadmin, now).rows
    assert row.verdict == "problem"
    assert any(why in sentence for sentence in row.why), row.why
    with pytest.raises(CannotEnrolList), transaction.atomic():
        save(listed, cast.hubadmin, now)


def test_school_that_is_closed_withdrawn_or_named_twice_is_not_enrolled(cast, now, schools):
    first, second, third = schools
    type(first).objects.filter(pk=first.pk).update(status="Closed")
    advocates = [as_advocate(UserFactory(full_name=name), cast.project) for name in ("Una Gone", "Vic Gone")]
    gone = enrol_school(second, project=cast.project, advocates=advocates, by=cast.lead, now=now)
    withdraw_participation(gone, reason="Left.", by=cast.lead, now=now)
    listed = upload(cast, [line(first, 1), line(second, 2), line(third, 3), line(third, 4)], now)
    rows = checked(listed, cast.lead, now).rows
    assert [row.verdict for row in rows] == ["problem", "problem", "enrol", "problem"]
    assert "closed in the register" in rows[0].why[0]
    assert "Reinstate it instead" in rows[1].why[0]
    assert rows[3].why == ["Same school as row 4."]


def test_days_of_a_specialist_go_to_the_rows_that_come_first(cast, now, schools):
    SpecialistFactory(
        user__full_name="Sol Short", home_school=cast.home_school, hubs=[cast.hub], days_a_year=Decimal(5)
    )
    listed = upload(cast, [line(school, n, Specialist="Sol Short") for n, school in enumerate(schools)], now)
    rows = checked(listed, cast.hubadmin, now).rows
    assert [row.verdict for row in rows] == ["enrol", "problem", "problem"]
    assert "2 of 5 days left" in rows[1].why[0]
    choose_rows(listed, left_out=[2], by=cast.hubadmin, now=now)
    listed.refresh_from_db()
    assert [row.verdict for row in checked(listed, cast.hubadmin, now).rows] == ["enrol", "enrol", "problem"]


def test_exception_needs_a_reason_and_a_hub_lead(cast, now, schools):
    empty = {"Development Work Group": "", "Year of that group": ""}
    listed = upload(cast, [line(schools[0], 1, **empty)], now)
    settings = {"columns": listed.columns, "project": cast.project, "override_reason": "Their Specialist left."}
    map_columns(listed, by=cast.lead, now=now, **settings)
    listed.refresh_from_db()
    assert checked(listed, cast.hubadmin, now).rows[0].verdict == "problem"
    assert save(listed, cast.lead, now) == 1
    year = Participation.objects.get(school=schools[0])
    assert (year.override_reason, year.overridden_by) == ("Their Specialist left.", cast.lead)


def test_reason_for_the_list_does_not_let_a_closed_school_in(cast, now, schools):
    listed = upload(cast, [line(schools[0], 1)], now)
    map_columns(listed, columns=listed.columns, project=cast.project, override_reason="All.", by=cast.lead, now=now)
    type(schools[0]).objects.filter(pk=schools[0].pk).update(status="Closed")
    listed.refresh_from_db()
    assert checked(listed, cast.lead, now).rows[0].verdict == "problem"


def test_list_that_changed_since_it_was_shown_is_not_saved(cast, now, schools):
    listed = upload(cast, [line(schools[0], 1), line(schools[1], 2)], now)
    seen = checked(listed, cast.hubadmin, now).fingerprint
    advocates = [as_advocate(UserFactory(full_name=name), cast.project) for name in ("Una New", "Vic New")]
    enrol_school(schools[1], project=cast.project, advocates=advocates, by=cast.lead, now=now)
    with pytest.raises(ListChanged), transaction.atomic():
        save_enrolments(listed, seen=seen, by=cast.hubadmin, now=now)
    assert not Participation.objects.filter(school=schools[0]).exists()
    assert save(listed, cast.hubadmin, now) == 1


def test_list_is_saved_once(cast, now, schools):
    first, second = (upload(cast, [line(schools[0], 1)], now) for _ in range(2))
    seen = checked(second, cast.hubadmin, now).fingerprint
    save(first, cast.hubadmin, now)
    with pytest.raises(ListChanged), transaction.atomic():
        save_enrolments(second, seen=seen, by=cast.hubadmin, now=now)
    with pytest.raises(TooOld), transaction.atomic():
        save_enrolments(first, seen=seen, by=cast.hubadmin, now=now)


def test_undoing_ends_everything_and_the_schools_can_be_enrolled_again(cast, now, schools):
    group = set_up_group(cast.hub, project=cast.project, name="Group B", by=cast.lead, now=now)
    wrong = [
        line(school, n, Specialist="Robin Rivermead", **{"Work Group": "Group B"}) for n, school in enumerate(schools)
    ]
    listed = upload(cast, wrong, now)
    save(listed, cast.hubadmin, now)
    Email.objects.filter(to="ann1@school.example").update(state="sent", settled_at=now)
    Email.objects.filter(kind="invitation", to="ben1@school.example").update(state="missed", settled_at=now)
    listed.refresh_from_db()
    undo_enrolments(listed, reason="Wrong Specialist.", by=cast.hubadmin, now=now + timedelta(hours=1))
    years = Participation.objects.filter(school__in=schools)
    assert set(years.values_list("state", "entered_by_mistake")) == {("withdrawn", True)}
    assert not Advocate.objects.filter(school__in=schools, ends_on=None).exists()
    assert not Assignment.objects.valid().filter(participation__in=years).exists()
    assert not Membership.objects.filter(participation__in=years, ends_on=None).exists()
    assert set(Grant.objects.filter(participation__in=years).values_list("amount", flat=True)) == {Decimal(0)}
    emailed = set(Email.objects.filter(kind="enrolments_undone").values_list("to", flat=True))
    assert "ann1@school.example" in emailed
    assert "ben1@school.example" not in emailed
    assert goes("enrolments_undone", now + timedelta(hours=1))
    right = upload(cast, [line(school, n) for n, school in enumerate(schools)], now + timedelta(hours=2))
    assert save(right, cast.hubadmin, now + timedelta(hours=2)) == 3
    assert set(years.values_list("state", "entered_by_mistake", "end_reason")) == {("active", False, "Enrolled again.")}
    assert not Assignment.objects.valid().filter(participation__in=years).exists()
    assert not group.memberships.filter(ends_on=None).exists()
    assert set(Grant.objects.filter(participation__in=years).values_list("amount", flat=True)) == {Decimal(1000)}
    assert Advocate.objects.filter(school__in=schools, ends_on=None).count() == 6
    assert list(differences()) == []


def test_list_in_use_is_not_undone(cast, now, schools):
    listed = upload(cast, [line(schools[0], 1, Specialist="Robin Rivermead"), line(schools[1], 2)], now)
    save(listed, cast.hubadmin, now)
    schools[0].plan.vision = "Reasoning in every lesson."
    schools[0].plan.save()
    with pytest.raises(CannotUndo, match="Listed School 1 \\(a development plan with text\\)"), transaction.atomic():
        undo_enrolments(listed, reason="Wrong.", by=cast.hubadmin, now=now)
    assert Participation.objects.get(school=schools[1]).state == "active"


def test_lists_are_for_the_staff_of_their_hub(cast, now, schools):
    listed = upload(cast, [line(schools[0], 1)], now)
    assert listed in EnrolmentUpload.objects.visible_to(cast.lead)
    for person in (cast.auditor, cast.specialist, cast.advocate, cast.other.lead):
        assert not EnrolmentUpload.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied), transaction.atomic():
            save_enrolments(listed, seen="", by=person, now=now)


def test_rows_are_forgotten_after_a_day(cast, now, schools):
    listed = upload(cast, [line(schools[0], 1)], now)
    forget_old_sheets(EnrolmentUpload, now + timedelta(days=2))
    listed.refresh_from_db()
    assert (listed.rows, listed.file.name) == (None, "")
    with pytest.raises(TooOld):
        checked(listed, cast.hubadmin, now + timedelta(days=2))


def test_pages_map_check_leave_out_enrol_and_undo(cast, client_of, schools):
    client = client_of(cast.hubadmin)
    rows = [line(school, n) for n, school in enumerate(schools)]
    headings = tuple("Number of the place" if name == "URN" else name for name in HEADINGS if name != "School")
    text = as_csv([{**row, "Number of the place": row["URN"]} for row in rows], headings).decode()
    pasted = "\n".join("\t".join(cells) for cells in csv.reader(io.StringIO(text)))
    address = client.post(reverse("onboarding:upload", args=[cast.hub.pk]), {"pasted": pasted}).url
    check_waiting_files()
    page = client.get(address, follow=True)
    assert page.redirect_chain[-1][0].endswith("/columns/")
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    lacking = client.post(page.request["PATH_INFO"], data)
    data |= {"column0": "urn", "project": cast.project.pk}
    assert "Choose which column has the URN" in lacking.content.decode()
    page = client.post(page.request["PATH_INFO"], data, follow=True)
    html = page.content.decode()
    assert "Enrol 3 schools" in html
    assert 'for="row-2">Listed School 1</label>' in html
    assert "Advocates: Ann Number0 and Ben Number0." in html
    assert "6 invitations to the site" in html
    listed = EnrolmentUpload.objects.get()
    send = {"seen": re.search(r'name="seen" value="(\w+)"', html)[1], "listed": [2, 3, 4], "row": [2, 4]}
    page = client.post(reverse("onboarding:save", args=[listed.pk]), send, follow=True)
    html = page.content.decode()
    assert "left out 1 school" in html
    assert "Enrol 2 schools" in html
    assert not Participation.objects.filter(school__in=schools).exists()
    send["seen"] = re.search(r'name="seen" value="(\w+)"', html)[1]
    page = client.post(reverse("onboarding:save", args=[listed.pk]), send, follow=True)
    assert "2 schools enrolled." in page.content.decode()
    page = client.post(reverse("onboarding:undo", args=[listed.pk]), {"reason": "Wrong list."}, follow=True)
    assert "2 enrolments undone." in page.content.decode()
    assert Participation.objects.filter(school__in=schools, entered_by_mistake=True).count() == 2


def test_templates_can_be_uploaded(cast, client_of, now):
    for ending in ("csv", "xlsx"):
        content = client_of(cast.lead).get(reverse("onboarding:template", args=[ending])).content
        address = reverse("onboarding:upload", args=[cast.hub.pk])
        client_of(cast.lead).post(address, {"file": SimpleUploadedFile(f"schools.{ending}", content)})
        check_waiting_files()
        listed = EnrolmentUpload.objects.latest("pk")
        assert listed.is_mapped, listed.refusal
        assert len(listed.columns) == len(template_rows()[0])


@pytest.mark.parametrize(
    ("data", "why"),
    [({}, "Choose a file, or paste rows below."), ({"pasted": "\n\n"}, "Choose a file, or paste rows below.")],
)
def test_nothing_uploaded_is_refused_with_a_sentence(cast, client_of, data, why):
    page = client_of(cast.lead).post(reverse("onboarding:upload", args=[cast.hub.pk]), data)
    assert why in page.content.decode()


def test_list_that_is_too_long_is_refused(cast, now):
    listed = upload(cast, [{"URN": 100_000 + n} for n in range(301)], now)
    assert listed.refusal == "The file has more than 300 rows. Split it."


@at_two_sizes
def test_check_page_queries_do_not_grow_with_rows(cast, now, client_of, sizes, django_assert_max_num_queries):
    set_up_group(cast.hub, project=cast.project, name="Group B", by=cast.lead, now=now)
    SpecialistFactory(
        user__full_name="Lou Large", home_school=cast.home_school, hubs=[cast.hub], days_a_year=Decimal(300)
    )
    for number in sizes:
        rows = [
            line(SchoolFactory(hub=cast.hub), n, Specialist="Lou Large", **{"Work Group": "Group B"})
            for n in range(number)
        ]
        listed = upload(cast, rows, now)
        with django_assert_max_num_queries(48):
            page = client_of(cast.lead).get(listed.get_absolute_url())
        assert f"Enrol {number} schools" in page.content.decode()
