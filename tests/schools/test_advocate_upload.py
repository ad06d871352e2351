"""A list of Advocates: judged row by row, saved when confirmed, and the same again changes nothing."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from schools import roster, roster_rows
from schools.models import Advocate, RosterUpload
from sustaining.accounts.models import User
from sustaining.common import decoder
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.sheet_uploads import forget_old_sheets
from sustaining.common.tables import NotTheTable
from sustaining.outbox.models import Email
from tests.factories import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db

HEADING = list(roster.HEADINGS.values())


def parse(content: bytes) -> list[roster.RosterRow]:
    """Return the rows as a worker reads them, in this process."""
    table, _ = decoder.read_table(content, RosterUpload.LIMITS._asdict())
    return roster_rows.parse_sheets(table["sheets"])[0]


def sheet(*rows: tuple, heading=HEADING, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([heading, *rows])
    return out.getvalue().encode(encoding)


@pytest.fixture
def keeper(cast, client_of):
    return client_of(cast.hubadmin)


def check(client, content: bytes, name: str = "advocates.csv"):
    """Upload a list, let a worker read it, and return the page that the person then sees."""
    answer = client.post(reverse("schools:upload"), {"file": SimpleUploadedFile(name, content)})
    if answer.status_code == 200:
        return answer
    check_waiting_files()
    return client.get(answer.url)


def confirm(client, page):
    address = re.search(r'action="([^"]+/save/)"', page.content.decode())[1]
    return client.post(address, follow=True).content.decode()


def verdicts(page) -> list[str]:
    return [row.verdict for row in page.context["rows"]]


def test_roster_rows_get_verdicts_new_match_changed_and_problem(cast, keeper):
    school = SchoolFactory(hub=cast.hub)
    known = cast.advocacy
    same = (known.post, known.development_group, known.development_year, "")
    page = check(keeper, sheet(
        (school.urn, "Grace Holloway", "Grace@demo.example", "Teacher", "NCP22-12", "2022/23", "1234567"),
        (cast.school.urn, str(cast.advocate), cast.advocate.email, *same),
        (cast.school.urn, str(cast.advocate_two), cast.advocate_two.email, "Head of Year 8", "NCP22-12", "2022", ""),
        (cast.other.school.urn, "Not Ours", "not.ours@demo.example", "", "", "", ""),
        (school.urn, "", "nobody", "", "NCP22-12", "", "12"),
        (school.urn, "Grace Again", "grace@demo.example", "", "", "", ""),
    ))  # fmt: skip
    assert verdicts(page) == ["new", "match", "changed", "problem", "problem", "problem"]
    html = page.content.decode()
    for why in (
        "None of your schools has this URN",
        "Enter the name",
        "7 digits",
        "Same as row 2",
        "Save 2 rows",
    ):
        assert why in html
    assert not User.objects.filter(email="grace@demo.example").exists()
    response = confirm(keeper, page)
    assert "1 added, 1 updated, 1 unchanged, 3 left out." in response
    post = Advocate.objects.get(user__email="grace@demo.example")
    assert (post.school, post.development_year, post.user.trn) == (school, 2022, "1234567")
    assert Email.objects.filter(to="grace@demo.example", kind="invitation").count() == 1


def test_roster_upload_twice_changes_nothing_the_second_time(cast, keeper):
    school = SchoolFactory(hub=cast.hub)
    content = sheet(
        *((school.urn, f"Person {n}", f"p{n}@demo.example", "", "NCP22-12", "2022/23", "") for n in range(5))
    )
    confirm(keeper, check(keeper, content))
    before = (Advocate.objects.count(), User.objects.count(), Email.objects.count())
    again = check(keeper, content)
    assert set(verdicts(again)) == {"match"}
    assert "there is nothing to save" in again.content.decode()
    assert (Advocate.objects.count(), User.objects.count(), Email.objects.count()) == before


def test_roster_upload_checks_again_on_saving(cast, keeper, client_of):
    school = SchoolFactory(hub=cast.hub)
    page = check(keeper, sheet((school.urn, "Grace Holloway", "grace@demo.example", "", "", "", "")))
    type(school).objects.filter(pk=school.pk).update(hub=cast.other.hub)
    assert "1 left out." in confirm(keeper, page)
    assert not Advocate.objects.filter(school=school).exists()


def test_roster_upload_of_another_person_is_not_found(cast, keeper, client_of):
    check(keeper, sheet((cast.school.urn, "Grace Holloway", "grace@demo.example", "", "", "", "")))
    upload = RosterUpload.objects.get()
    assert client_of(cast.lead).get(reverse("schools:upload-check", args=[upload.pk])).status_code == 404
    assert client_of(cast.lead).post(reverse("schools:upload-save", args=[upload.pk])).status_code == 404


def test_roster_upload_waits_on_a_page_that_opens_again(cast, keeper):
    row = (cast.school.urn, "Grace Holloway", "grace@demo.example", "", "", "", "")
    address = keeper.post(reverse("schools:upload"), {"file": SimpleUploadedFile("a.csv", sheet(row))}).url
    waiting = keeper.get(address).content.decode()
    assert "Checking your file" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "Check again" in waiting
    assert "grace@demo.example" not in waiting
    refused = keeper.post(reverse("schools:upload-save", args=[RosterUpload.objects.get().pk]), follow=True)
    assert "Choose the file again" in refused.content.decode()
    check_waiting_files()
    assert "grace@demo.example" in keeper.get(address).content.decode()


def test_roster_upload_that_was_saved_or_is_old_keeps_no_rows(cast, keeper, now):
    row = (cast.school.urn, "Grace Holloway", "grace@demo.example", "", "", "", "")
    confirm(keeper, check(keeper, sheet(row)))
    saved = RosterUpload.objects.get()
    assert (saved.rows, saved.file.name, saved.saved_at is None) == (None, "", False)
    check(keeper, sheet(row))
    left = RosterUpload.objects.exclude(pk=saved.pk).get()
    assert left.rows
    assert forget_old_sheets(RosterUpload, now + timedelta(days=2)) == 1
    left.refresh_from_db()
    assert (left.rows, left.file.name) == (None, "")
    assert (
        "Choose the file again"
        in keeper.get(reverse("schools:upload-check", args=[left.pk]), follow=True).content.decode()
    )


def test_roster_upload_of_a_known_person_keeps_their_name(cast, keeper):
    UserFactory(email="known@demo.example", full_name="Known Already")
    page = check(keeper, sheet((cast.school.urn, "K. Already", "known@demo.example", "", "", "", "")))
    assert "under the name Known Already" in page.content.decode()
    confirm(keeper, page)
    assert User.objects.get(email="known@demo.example").full_name == "Known Already"


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("cp1252", ","), ("utf-8", ";"), ("utf-8", "\t")]
)
def test_roster_reads_csv_and_xlsx_variants(cast, keeper, encoding, delimiter):
    row = (cast.school.urn, "Zoë O’Hara", "zoe@demo.example", "", "", "", "")
    page = check(keeper, sheet(row, encoding=encoding, delimiter=delimiter))
    assert page.context["rows"][0].full_name == "Zoë O’Hara"


def test_roster_templates_can_be_uploaded(cast, keeper):
    for kind in ("csv", "xlsx"):
        answer = keeper.get(reverse(f"schools:template-{kind}"))
        assert "attachment" in answer["Content-Disposition"]
        assert parse(answer.content)[0].full_name == "Nina Hartwell"
    assert load_workbook(io.BytesIO(answer.content)).active["A1"].value == "URN"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"URN,Name\n1,2\n", "missing the column Email address"),
        (sheet(), "headings but no rows"),
        (b"PK\x03\x04 not a workbook", "can’t be read"),
        (b"x" * 2_000_001, "Lists can be up to"),
        (b"URN,Name,Email address\n" + b"x" * 200_000, "a quotation mark is not closed"),
        (b"\x00\x01\x02", "neither a CSV file nor a workbook"),
        (sheet(*((910001, "A", f"a{n}@demo.example", "", "", "", "") for n in range(501))), "more than 500 rows"),
    ],
)  # fmt: skip
def test_roster_of_another_format_is_refused_with_a_sentence(keeper, content, why):
    assert why in check(keeper, content).content.decode()


@given(st.binary(max_size=300))
def test_roster_reader_does_not_fail_on_any_bytes(content):
    with contextlib.suppress(NotTheTable, decoder.Refused):
        assert parse(content)


@pytest.mark.parametrize(
    ("text", "year"), [("2022/23", 2022), ("2022-23", 2022), ("2022–2023", 2022), ("2022", 2022), ("", None)]
)
def test_parse_academic_year_accepts_usual_spellings(text, year):
    assert roster.parse_academic_year(text) == year


@pytest.mark.parametrize("text", ["22/23", "2022/24", "soon", "20222"])
def test_parse_academic_year_refuses_others(text):
    with pytest.raises(ValueError, match=text):
        roster.parse_academic_year(text)


def test_roster_check_has_constant_queries(cast, django_assert_max_num_queries):
    for number in (2, 40):
        rows = [roster.RosterRow(n, str(cast.school.urn), "A", f"a{n}@demo.example") for n in range(number)]
        with django_assert_max_num_queries(3):
            roster.check_rows(rows, cast.admin, 2026)
