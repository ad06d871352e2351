"""The impact report as a document: one content for the page behind a link, for PDF and for Word."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from devplans.as_at import as_at
from devplans.choices import Colour
from devplans.documents import add_paragraphs, new_document
from schools.hub_history import hub_title_on
from schools.lead_schools import lead_school_on
from schools.models import Hub, School
from sustaining.common.chart_images import plot_as_svg, plot_as_text
from sustaining.common.clock import start_of_day, today
from sustaining.common.heavy import HeavyModule
from sustaining.common.money import format_pounds
from sustaining.common.pdf import render_pdf, svg_as_png
from sustaining.common.plots import Plot
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.templatetags.sustaining import days as format_days
from sustaining.common.years import AcademicYear

from . import charts, impact

if TYPE_CHECKING:
    from docx import shared

    from sustaining.accounts.models import User
else:
    shared = HeavyModule("docx.shared")

TEXT_WIDTH = 160
"""In millimetres."""


@dataclass(frozen=True)
class ImpactDocument:
    """Everything that an impact report says. `figures` are (value, what it counts), `sections` (heading, text).

    `name` is that of the school, or of the hub as it was in the year.
    """

    about: School | Hub
    name: str
    year: AcademicYear
    subtitle: str
    figures: list[tuple[str, str]]
    sections: list[tuple[str, str]]
    charts: list[Plot]
    note: str
    at: datetime
    is_saved: bool

    @property
    def title(self) -> str:
        """Return the title."""
        return f"Impact: {self.name}"

    @property
    def file_name(self) -> str:
        """Return the name of its files, without an ending."""
        key = self.about.urn if isinstance(self.about, School) else f"hub-{self.about.pk}"
        return f"impact-{key}-{self.year.start}"

    def as_data(self) -> dict[str, Any]:
        """Return what `documents/impact.typ` reads."""
        return {
            "title": self.title,
            "author": self.name,
            "year": str(self.year),
            "subtitle": self.subtitle,
            "figures": [{"value": value, "label": label} for value, label in self.figures],
            "sections": [
                {"heading": heading, "paragraphs": text.replace("\r\n", "\n").split("\n\n")}
                for heading, text in self.sections
            ],
            "charts": [
                {"title": plot.title, "caption": plot.caption, "svg": plot_as_svg(plot), "alt": plot_as_text(plot)}
                for plot in self.charts
            ],
            "note": self.note,
        }


def school_document(school: School, user: User, year: int) -> ImpactDocument:
    """Return a school's impact report as `user` reads it."""
    return document_of_school(school, impact.school_report_context(school, user, year), year)


def hub_document(hub: Hub, user: User, year: int) -> ImpactDocument:
    """Return a hub's impact report as `user` reads it."""
    return document_of_hub(hub, impact.hub_report_context(hub, user, year), year)


def document_of_school(school: School, data: dict[str, Any], year: int) -> ImpactDocument:
    """Return a school's impact report from the context of its page."""
    stages = [str(participation.project.get_stage_display()) for participation in data["participations"]]
    figures = [
        (f"{data['sessions']:,}", "session" if data["sessions"] == 1 else "sessions"),
        (f"{format_days(data['used'])} of {format_days(data['given'])}", "support days used"),
        (f"{data['came']:,}", f"Work Group meeting{'' if data['came'] == 1 else 's'} attended"),
    ]
    when = AcademicYear(year)
    hubs = {participation.hub_id: participation.hub for participation in data["participations"]}
    titles = [hub_title_on(hub, as_at(when)) for hub in hubs.values()]
    return _document(
        school, str(school), when, " · ".join([str(when), *stages, *titles]), figures, school_charts(data), data
    )


def document_of_hub(hub: Hub, data: dict[str, Any], year: int) -> ImpactDocument:
    """Return a hub's impact report from the context of its page."""
    part, plans, money = data["taking_part"], data["plans"], data["money"]
    figures = [
        (f"{part['schools']:,}", "schools"),
        (f"{part['advocates']:,}", "Advocates"),
        (f"{data['months'].total:,}", "sessions"),
        (f"{format_days(data['days']['used'])} of {format_days(data['days']['given'])}", "support days used"),
        (f"{plans['agreed']:,} of {plans['all']:,}", "plans agreed"),
        (format_pounds(money["paid"]), "paid to schools to release teachers"),
    ]
    when = AcademicYear(year)
    lead_school = lead_school_on(hub, as_at(when))
    led_by = f"led by {lead_school}" if lead_school else ""
    subtitle = " · ".join(filter(None, [str(when), str(hub.region), led_by]))
    return _document(hub, hub_title_on(hub, as_at(when)), when, subtitle, figures, hub_charts(data), data)


def _document(
    about: School | Hub,
    name: str,
    year: AcademicYear,
    subtitle: str,
    figures: list[tuple[str, str]],
    plots: list[Plot],
    data: dict[str, Any],
) -> ImpactDocument:
    report, texts = data["saved_report"], data["texts"]
    written = (
        f"Written by {report.written_by}, {format_day(report.written_at)}."
        if report
        else "Drafted automatically from this year’s records."
    )
    return ImpactDocument(
        about=about,
        name=name,
        year=year,
        subtitle=subtitle,
        figures=figures,
        sections=[(heading, texts[name]) for name, heading in impact.HEADINGS.items() if texts.get(name)],
        charts=plots,
        note=f"{written} Figures as at {format_day(data['as_at'])}.",
        # One moment a day, so that the same report of the same day is the same file, byte for byte.
        at=start_of_day(today()),
        is_saved=report is not None,
    )


def hub_charts(data: dict[str, Any]) -> list[Plot]:
    """Return the charts of a hub's report that have something to show."""
    plots = [
        charts.sessions_chart(data["months"]) if data["months"].total else None,
        charts.attendance_chart(data["marks"]) if data["marks"] else None,
        charts.rag_by_outcome_chart(data["colours"]),
        charts.evaluations_chart(data["evaluations"]),
    ]
    return [plot for plot in plots if plot is not None]


def school_charts(data: dict[str, Any]) -> list[Plot]:
    """Return the chart of a school's aims by RAG rating; none before the first review."""
    colours = data["colours"]
    total = sum(colours.values())
    if not total:
        return []
    title = f"{colours[Colour.GREEN]:,} of {impact.many(total, 'aim')} rated green"
    return [charts.by_colour(title, [("All aims", "", colours)], "Aims")]


def as_pdf(document: ImpactDocument) -> bytes:
    """Return the report as a tagged PDF."""
    return render_pdf("impact.typ", document.as_data(), at=document.at)


def as_docx(report: ImpactDocument) -> bytes:
    """Return the report as a Word file: the same parts in the same order, charts as pictures with their text."""
    document = new_document()
    document.core_properties.title, document.core_properties.author = report.title, str(report.about)
    document.core_properties.created = document.core_properties.modified = report.at.replace(tzinfo=None)
    document.add_heading(report.title, 0)
    add_paragraphs(document, report.subtitle)
    _add_figures(document, report.figures)
    for heading, text in report.sections:
        document.add_heading(heading, 1)
        for paragraph in text.replace("\r\n", "\n").split("\n\n"):
            add_paragraphs(document, paragraph)
    for plot in report.charts:
        document.add_heading(plot.title, 1)
        _add_picture(document, plot)
        document.add_paragraph(plot.caption).runs[0].font.size = shared.Pt(9)
    add_paragraphs(document, report.note)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_figures(document: Any, figures: list[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Light Grid Accent 1")
    for value, label in figures:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label[:1].upper() + label[1:], value


def _add_picture(document: Any, plot: Plot) -> None:
    picture = document.add_picture(io.BytesIO(svg_as_png(plot_as_svg(plot))), width=shared.Mm(TEXT_WIDTH))
    properties = picture._inline.docPr
    properties.set("descr", plot_as_text(plot))
    properties.set("title", plot.title)
