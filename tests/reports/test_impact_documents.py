"""The impact report as PDF and Word, read by a second reader, and the link by which governors read it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from docx import Document
from pypdf import PdfReader

from schools.choices import HubRole
from schools.models import HubStaff
from sustaining.common.chart_images import plot_as_svg, plot_as_text
from sustaining.common.clock import today
from sustaining.common.errors import DomainError
from sustaining.common.pdf import render_pdf
from sustaining.common.plots import Series, bars
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.reports import impact_documents
from sustaining.reports.actions import end_impact_link, share_impact, write_hub_impact, write_school_impact
from sustaining.reports.models import ImpactLink, ImpactReport
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db
TEXTS = {
    "aims": "Fluency with ratio.\n\nTalk in every lesson.",
    "work": "We met #six times* for $10 & <more>.",
    "change": "Émile’s class explains",
    "following": "Year 9",
}


@pytest.fixture
def year(cast) -> int:
    return cast.project.academic_year


@pytest.fixture
def school_report(houses, cast, now, year) -> ImpactReport:
    return write_school_impact(cast.school, year=year, **TEXTS, by=cast.advocate, now=now)


@pytest.fixture
def hub_report(houses, cast, now, year) -> ImpactReport:
    enrol_another(cast, 940_001, "Second School", now)
    texts = TEXTS | {"voices": "“They ask why.”"}
    return write_hub_impact(cast.hub, year=year, **texts, by=cast.lead, now=now)


def read_pdf(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def read_word(content: bytes) -> tuple[Any, str]:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return document, "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def shared_path(report: ImpactReport, cast, now, days: int = 7) -> str:
    address = share_impact(
        report, sent_to="The governors", ends_on=today() + timedelta(days=days), by=cast.lead, now=now
    )
    return urlsplit(address).path


def test_pdf_is_tagged_a4_and_in_british_english(hub_report, cast, year, client_of):
    response = client_of(cast.lead).get(f"/reports/hub/{cast.hub.pk}/impact/{year}/report.pdf")
    assert response["Content-Type"] == "application/pdf"
    reader, _ = read_pdf(response.content)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Impact: {cast.hub}"


def test_pdf_and_word_say_what_the_page_says(hub_report, cast, year, client_of):
    client = client_of(cast.lead)
    base = f"/reports/hub/{cast.hub.pk}/impact/{year}/"
    page = client.get(base).content.decode()
    _, pdf = read_pdf(client.get(f"{base}report.pdf").content)
    word, docx = read_word(client.get(f"{base}report.docx").content)
    document = impact_documents.hub_document(cast.hub, cast.lead, year)
    assert len(document.sections) == 5
    assert document.charts
    for heading, text in document.sections:
        for part in (heading, *text.split("\n\n")):
            assert part in docx
            assert part.replace(" ", "") in re.sub(r"\s", "", pdf)
        assert heading in page
    for value, label in document.figures:
        assert value in pdf
        assert value in docx
        assert label in page
    assert len(word.inline_shapes) == len(document.charts)


def test_text_that_looks_like_markup_stays_text(school_report, cast, year):
    _, text = read_pdf(impact_documents.as_pdf(impact_documents.school_document(cast.school, cast.advocate, year)))
    assert "We met #six times* for $10 & <more>." in text
    assert "Émile’s class explains" in text


def test_same_report_on_the_same_day_is_the_same_pdf(school_report, cast, year):
    first, second = (
        impact_documents.as_pdf(impact_documents.school_document(cast.school, cast.advocate, year)) for _ in range(2)
    )
    assert first == second


def test_word_picture_has_its_figures_as_alternative_text(hub_report, cast, year):
    document, _ = read_word(impact_documents.as_docx(impact_documents.hub_document(cast.hub, cast.lead, year)))
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described
    assert all(re.search(r"\d", text) for text in described)


def test_picture_without_alternative_text_is_refused(now):
    data = {"title": "T", "author": "A", "year": "2026/27", "subtitle": "", "figures": [], "sections": [], "note": ""}
    plot = bars("Title", ["Autumn"], [Series("A", [1]), Series("B", [2])], heading="Term", caption="By term")
    chart = {"title": plot.title, "caption": "", "svg": plot_as_svg(plot), "alt": None}
    data["figures"] = [{"value": "1", "label": "school"}]
    with pytest.raises(Exception, match="PDF/UA-1"):
        render_pdf("impact.typ", data | {"charts": [chart]}, at=now)
    assert plot_as_text(plot) == "By term. Autumn: a 1, b 2."


def test_auditor_gets_no_words_of_schools_in_a_draft(busy_hub_voices, cast, year):
    lead = impact_documents.hub_document(cast.hub, cast.lead, year)
    auditor = impact_documents.hub_document(cast.hub, cast.auditor, year)
    assert "They argue about number lines" in dict(lead.sections)["In the schools’ own words"]
    assert "In the schools’ own words" not in dict(auditor.sections)
    assert cast.school.name not in dict(lead.sections)["In the schools’ own words"]


@pytest.fixture
def busy_hub_voices(houses, cast, now, year) -> None:
    cast.school.plan.reflections.create(
        academic_year=year, term="autumn", changed="They argue about number lines.", written_by=cast.advocate,
        written_at=now,
    )  # fmt: skip


def test_link_shows_the_report_alone_without_an_account(hub_report, cast, now):
    path = shared_path(hub_report, cast, now)
    page = Client().get(path)
    assert page.status_code == 200
    assert "We met #six times*" in page.content.decode()
    assert "Shared with The governors by" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    addresses = re.findall(r'href="(/reports/[^"]+)"', page.content.decode())
    assert addresses == [f"{path}report.pdf", f"{path}report.docx"]
    for address in addresses:
        assert Client().get(address).status_code == 200
    assert Client().post(path).status_code == 405


def test_link_ends_on_its_day_when_ended_and_with_its_makers_post(hub_report, cast, now):
    path = shared_path(hub_report, cast, now)
    other = shared_path(hub_report, cast, now)
    newest = hub_report.links.order_by("pk").last()
    assert newest is not None
    end_impact_link(newest, by=cast.lead, now=now)
    assert Client().get(other).status_code == 410
    assert Client().get(path).status_code == 200
    with pytest.raises(DomainError, match="ended already"):
        end_impact_link(newest, by=cast.lead, now=now)
    HubStaff.objects.filter(user=cast.lead, role=HubRole.LEAD).update(ends_on=today() - timedelta(days=1))
    assert Client().get(path).status_code == 410


def test_link_after_its_last_day_has_ended(hub_report, cast, now):
    path = shared_path(hub_report, cast, now, days=1)
    ImpactLink.objects.update(ends_on=today())
    assert Client().get(path).status_code == 200
    ImpactLink.objects.update(ends_on=today() - timedelta(days=1))
    page = Client().get(path)
    assert page.status_code == 410
    assert "Ask the person who sent it to you" in page.content.decode()


@pytest.mark.parametrize("days", [-1, 366])
def test_link_of_a_past_day_or_more_than_a_year_is_refused(hub_report, cast, now, days):
    with pytest.raises(DomainError, match="Choose a last day"):
        shared_path(hub_report, cast, now, days=days)


def test_new_link_is_shown_once_and_listed_with_its_maker(hub_report, cast, client_of):
    client, page = client_of(cast.lead), f"/reports/impact/{hub_report.pk}/links/"
    answer = client.post(page, {"sent_to": "Governors", "ends_on": (today() + timedelta(days=3)).isoformat()})
    shown = re.search(r'value="[^"]*(/reports/shared/[^"]+)"', answer.content.decode())
    assert shown is not None
    assert Client().get(shown[1]).status_code == 200
    later = client.get(page).content.decode()
    assert "/reports/shared/" not in later
    assert "Governors" in later
    assert str(cast.lead) in later
    refused = client.post(page, {"sent_to": "", "ends_on": ""}).content.decode()
    assert "Enter who the link is for" in refused


def test_specialist_and_auditor_cannot_share(hub_report, school_report, cast, client_of):
    assert client_of(cast.auditor).get(f"/reports/impact/{hub_report.pk}/links/").status_code == 403
    assert client_of(cast.specialist).get(f"/reports/impact/{school_report.pk}/links/").status_code == 403
    assert client_of(cast.advocate).get(f"/reports/impact/{hub_report.pk}/links/").status_code == 404


def test_report_of_a_past_year_is_as_at_its_last_day(school_report, hub_report, cast, year):
    with time_machine.travel(datetime(year + 1, 11, 3, 12, tzinfo=UTC), tick=False):
        documents = (
            impact_documents.school_document(cast.school, cast.advocate, year),
            impact_documents.hub_document(cast.hub, cast.lead, year),
        )
        for document in documents:
            assert document.note.endswith(f"Figures as at Tue 31 Aug {year + 1}.")
            assert f"31 Aug {year + 1}" in read_pdf(impact_documents.as_pdf(document))[1]


def test_report_of_the_year_in_progress_is_as_at_today(school_report, cast, year):
    document = impact_documents.school_document(cast.school, cast.advocate, year)
    assert document.note.endswith(f"Figures as at {format_day(today())}.")
