"""Make the archive of a data request: a page to read, the same as JSON, and the person's files, in one ZIP."""

from __future__ import annotations

import json
import logging
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from pghistory.models import Context

from sustaining.common.clock import london_day
from sustaining.common.files import CheckState, StoredFile
from sustaining.common.retention import RETENTION_RULES
from sustaining.common.upload_limits import clean_name

from .choices import Scope
from .collecting import Collector, Section
from .masking import Identity, find_identity
from .models import DataRequest

logger = logging.getLogger(__name__)
STYLE = settings.BASE_DIR / "static" / "css" / "archive.css"
IN_MEMORY = 8 * 1024 * 1024
"""Bytes of an archive that are held in memory; a larger one is written to a temporary file."""


@dataclass
class Archive:
    """A finished archive, with what is in it. `withheld` counts rows that somebody must read before they are given."""

    content: Any
    rows: int = 0
    files: int = 0
    withheld: int = 0


@contextmanager
def make_archive(request: DataRequest, now: datetime) -> Iterator[Archive]:
    """Write the archive of a request to a temporary file, which is gone afterwards."""
    identity = find_identity(request.person, request.address)
    sections = list(Collector(request.scope, identity, request.asked_by).sections())
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
        archive = Archive(content)
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
            names = _pack_files(packed, sections, identity)
            archive.files = len(names)
            data = _as_data(request, sections, identity, names, now)
            packed.writestr("data.json", json.dumps(data, default=str, ensure_ascii=False, indent=1))
            packed.writestr("style.css", STYLE.read_text())
            packed.writestr("index.html", render_to_string("privacy/archive.html", {"data": data}))
        archive.rows = sum(len(section.records) for section in sections)
        archive.withheld = sum(section.withheld for section in sections)
        yield archive


def _pack_files(packed: zipfile.ZipFile, sections: list[Section], identity: Identity) -> dict[tuple[str, Any], str]:
    """Add the files that the person uploaded; return their names in the archive by (model, key)."""
    names = {}
    for section in sections:
        for record in section.records if section.holding.gives_files else ():
            stored: StoredFile | None = record.row
            if (
                stored is None
                or stored.added_by_id not in identity.keys
                or not stored.file
                or stored.check_state != CheckState.CHECKED
            ):
                continue
            name = f"files/{stored._meta.model_name}-{stored.pk}-{clean_name(stored.name)}"
            try:
                with stored.file.open("rb") as source:
                    packed.writestr(name, source.read())
            except FileNotFoundError:
                logger.warning("The content of %s %s is missing.", stored._meta.label, stored.pk)
                continue
            names[stored._meta.label, stored.pk] = name
    return names


def _as_data(
    request: DataRequest, sections: list[Section], identity: Identity, names: dict[tuple[str, Any], str], now: datetime
) -> dict[str, Any]:
    """Return the whole archive as values for JSON, and for the page."""
    is_of_hub = request.scope == Scope.HUB
    return {
        "about": str(request.person or request.address),
        # A hub is not told the former names and addresses of its people.
        "names": [] if is_of_hub else sorted(identity.names),
        "addresses": [request.address] if is_of_hub else sorted(identity.addresses),
        "scope": request.get_scope_display(),
        "made_at": now,
        "asked_at": request.asked_at,
        "is_own": request.scope == Scope.OWN,
        "sections": [_section_data(section, names) for section in sections],
        "sign_ins": _sign_ins(identity) if not is_of_hub else [],
        "changes": _changes(identity) if not is_of_hub else [],
        "withheld": sum(section.withheld for section in sections),
        "to_check": sum(len(section.to_check) for section in sections),
    }


def _section_data(section: Section, names: dict[tuple[str, Any], str]) -> dict[str, Any]:
    holding = section.holding
    to_check = {id(record) for record in section.to_check}
    return {
        "title": holding.title,
        "why": holding.why,
        "until": _until(section),
        "records": [
            {
                "number": record.key,
                "found_by": record.by,
                "to_check": id(record) in to_check,
                "values": record.values,
                "file": names.get((holding.model._meta.label, record.key), ""),
                "history": [asdict(version) for version in record.versions],
            }
            for record in section.records
        ],
        "acts": [asdict(act) for act in section.acts],
        "withheld": section.withheld,
    }


def _until(section: Section) -> str:
    """Return until when it is kept, from the retention rules that clear it."""
    parts = []
    for name in section.holding.clears:
        rule = RETENTION_RULES[name]
        years = f"kept for {rule.years} full academic year{'' if rule.years == 1 else 's'} after the one it is of"
        parts.append(f"{rule.title[:1].upper()}{rule.title[1:]}: {years}.")
    if section.holding.stays:
        parts.append(section.holding.stays)
    return " ".join(parts)


def _sign_ins(identity: Identity) -> list[dict[str, Any]]:
    """Return the sessions that are stored for the person: until when, and the names of what each remembers."""
    keys, stored = {str(key) for key in identity.keys}, []
    for session in Session.objects.order_by("expire_date").iterator():
        values = SessionStore().decode(session.session_data)
        if values.get("_auth_user_id") in keys:
            remembered = sorted(name for name in values if not name.startswith("_"))
            stored.append({"until": session.expire_date, "remembers": remembered})
    return stored


def _changes(identity: Identity) -> list[tuple[str, int, date]]:
    """Return what the person changed on the site: the kind of change, how often, and when last."""
    counts: Counter[str] = Counter()
    latest: dict[str, date] = {}
    rows = Context.objects.filter(metadata__by__in=list(identity.keys)).order_by("created_at")
    for metadata, at in rows.values_list("metadata", "created_at").iterator():
        what = str(metadata.get("action") or metadata.get("url") or "change")
        counts[what] += 1
        latest[what] = london_day(at)
    return [(what, number, latest[what]) for what, number in sorted(counts.items())]
