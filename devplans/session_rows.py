"""How the list of sessions renders its rows: fifty at a time, from one pattern."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from sustaining.common.patterns import fill_template
from sustaining.common.templatetags.components import status
from sustaining.common.templatetags.sustaining import unbroken_day

from .models import Session

NO_AIM = SafeString('<span class="soft">No aim selected</span>')


def render_session_rows(sessions: Iterable[Session]) -> SafeString:
    """Render sessions of `SessionList.fetch` as rows of the list's table."""
    return SafeString("".join(_render_row(session) for session in sessions))


def _render_row(session: Any) -> SafeString:
    texts = {
        "url": session.get_absolute_url(),
        "kind": session.get_kind_display(),
        "unit": session.get_planned_unit_display(),
        "school": str(session.school),
        "day": unbroken_day(session.held_on),
        "length": session.length_in_words,
        "aims": _link_aims(session),
        "status": status(session),
    }
    return fill_template("devplans/session_row.html", texts, has_unit=bool(session.planned_unit))


def _link_aims(session: Any) -> SafeString:
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((aim.get_absolute_url(), str(aim)) for aim in session.served)
    )
    return links or NO_AIM
