"""A hub's data protection documents as Word files: an impact assessment, a processor agreement, a breach procedure.

Their texts are templates (`templates/privacy/documents/`), filled from what the site really keeps: the registry of
personal data, the retention rules and the settings. Lines that begin with `#`, `##`, `-` or `|` become headings, points of a
list and rows of a table. What only the hub can say is in square brackets, for somebody to complete.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from devplans.documents import add_paragraphs, add_table, new_document
from schools.lead_schools import lead_school_on
from schools.models import Hub
from sustaining.common.clock import start_of_day
from sustaining.common.personal_data import HOLDINGS, Holding
from sustaining.common.retention import RETENTION_RULES

ABOUT_THEM = {
    r"\bYour\b": "Their",
    r"\byour\b": "their",
    r"\byours\b": "theirs",
    r"\b(as|send|sent to|written to) you\b": r"\1 them",
    r"\byou\b": "they",
}
"""What speaks to a person, and the same about them."""
MARKS = {"# ": "heading", "## ": "subheading", "- ": "point", "| ": "row"}


@dataclass(frozen=True)
class Paper:
    """One document: its title, what it is for, and its template."""

    name: str
    title: str
    purpose: str

    @property
    def template(self) -> str:
        """Return the name of its template."""
        return f"privacy/documents/{self.name}.txt"


PAPERS = {
    paper.name: paper
    for paper in (
        Paper(
            "impact-assessment",
            "Data protection impact assessment",
            "What the site does with people’s data, the risks and what reduces them. Sections for your data protection "
            "officer are in square brackets.",
        ),
        Paper(
            "processor-agreement",
            "Processor agreement",
            "What article 28 of the UK GDPR asks a controller and a processor to agree, with the data listed in its schedule.",
        ),
        Paper(
            "breach-procedure",
            "Procedure for a data breach",
            "Who does what in the first 72 hours, and where the site shows what happened.",
        ),
    )
}


@dataclass(frozen=True)
class KeptKind:
    """One kind of thing that the site keeps: its title, why, and until when."""

    title: str
    why: str
    until: str


def list_kept_kinds() -> list[KeptKind]:
    """Return everything that the site keeps about people, as each app has registered it, grouped by why."""
    kinds = [
        KeptKind(_impersonal(holding.title), _impersonal(holding.why), _impersonal(kept_until(holding)))
        for holding in HOLDINGS.values()
    ]
    return sorted(kinds, key=lambda kind: kind.why)


def kept_until(holding: Holding) -> str:
    """Return until when a kind of thing is kept, in words: by its retention rules, by what else is said of it, or both."""
    years = sorted({RETENTION_RULES[name].years for name in holding.clears})
    spans = " or ".join(f"{count} full academic year{'' if count == 1 else 's'}" for count in years)
    parts = [f"{spans} after its own." if spans else "", holding.stays]
    return " ".join(part for part in parts if part)


def _impersonal(text: str) -> str:
    """Return a text of the access request, which speaks to the person, as one about them."""
    for pattern, plain in ABOUT_THEM.items():
        text = re.sub(pattern, plain, text)
    return text


def collect_facts(hub: Hub, day: date) -> dict[str, Any]:
    """Return what the templates are filled with: the hub as on a day, what is kept, where, and by whose help."""
    kinds = list_kept_kinds()
    mail = settings.EMAIL_PROVIDER or settings.EMAIL_HOST
    return {
        "hub": hub,
        "lead_school": lead_school_on(hub, day) or "[lead school]",
        "contact": hub.contact_email or "[email address]",
        "day": day,
        "site": urlsplit(settings.SITE_URL).hostname,
        "kinds": kinds,
        "purposes": [(why, [kind.title for kind in rows]) for why, rows in groupby(kinds, key=lambda kind: kind.why)],
        "rules": sorted(RETENTION_RULES.values(), key=lambda rule: (rule.years, rule.title)),
        "retention_applies": settings.RETENTION_APPLIES,
        "request_days": settings.DATA_REQUEST_DAYS,
        "event_days": settings.SECURITY_EVENT_DAYS,
        "session_hours": settings.SESSION_MOST_HOURS,
        "second_factor": hub.staff_need_second_factor,
        "mail": mail,
        "bucket": settings.FILES_BUCKET,
        "sentry": urlsplit(settings.SENTRY_DSN).hostname if settings.SENTRY_DSN else "",
    }


def draw_paper(paper: Paper, facts: dict[str, Any]) -> bytes:
    """Return a document as a Word file. The same facts give the same text."""
    document = new_document()
    moment = start_of_day(facts["day"]).replace(tzinfo=None)
    document.core_properties.title, document.core_properties.author = paper.title, str(facts["hub"])
    document.core_properties.created = document.core_properties.modified = moment
    document.add_heading(paper.title, 0)
    for kind, rows in groupby(read_lines(render_to_string(paper.template, facts)), key=lambda line: line[0]):
        _add_lines(document, kind, [text for _, text in rows])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each line that says something: `heading`, `subheading`, `point`, `row` or `paragraph`."""
    for line in (line.strip() for line in text.splitlines()):
        mark = next((mark for mark in MARKS if line.startswith(mark)), "")
        if line:
            yield MARKS.get(mark, "paragraph"), line.removeprefix(mark)


def _add_lines(document: Any, kind: str, lines: list[str]) -> None:
    """Add consecutive lines of one kind. Rows make one table, the first of them its headings."""
    if kind == "row":
        headings, *rows = ([cell.strip() for cell in line.split(" | ")] for line in lines)
        add_table(document, headings, rows)
        document.add_paragraph()
        return
    for line in lines:
        if kind in {"heading", "subheading"}:
            document.add_heading(line, 1 if kind == "heading" else 2)
        elif kind == "point":
            document.add_paragraph(line, style="List Bullet")
        else:
            add_paragraphs(document, line)
