"""Show the declared fields of a plan in templates, from a row or from frozen content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .. import fields
from ..fields import FieldList
from ..text_merge import Piece

register = template.Library()


def _content(row: Any, listed: FieldList) -> Mapping[str, Any]:
    return listed.frozen(row) if isinstance(row, Model) else row


@register.filter
def texts(row: Any, kind: str) -> list[tuple[str, str]]:
    """Return (heading, text) of each text field that is filled in, except the title: `aim|texts:"aim"`."""
    listed = fields.LISTS[kind]
    content = _content(row, listed)
    shown = [
        plan_field
        for plan_field in listed.shown
        if plan_field.is_text and not (listed.has_title and plan_field is listed.title)
    ]
    return [(plan_field.heading, value) for plan_field in shown if (value := plan_field.display(content))]


@register.filter
def missing(row: Any, kind: str) -> list[str]:
    """Return the labels of the required fields that a row lacks: `aim|missing:"aim"`."""
    return [plan_field.label for plan_field in fields.LISTS[kind].missing(row)]


@register.filter
def listed(row: Any, kind: str) -> list[tuple[str, str]]:
    """Return (heading, value) of each field that is filled in: `judgement|listed:"judgement"`."""
    content = _content(row, fields.LISTS[kind])
    return [
        (plan_field.heading, value) for plan_field in fields.LISTS[kind].shown if (value := plan_field.display(content))
    ]


@register.filter
def chosen_line(aim: Any) -> str:
    """Return an aim's choices as one line: `Students’ need · this year · Fluency`."""
    return fields.aim_line(_content(aim, fields.AIM))


@register.filter
def step_line(step: Any) -> str:
    """Return a step's values except title and progress: `Ann · by Fri 4 Dec 2026 · A morning`."""
    return fields.step_line(_content(step, fields.STEP), with_progress=False)


@register.simple_tag
def step_headings() -> list[str]:
    """Return the headings of a table of steps."""
    return [plan_field.heading for plan_field in fields.STEP.shown]


@register.filter
def step_cells(step: Any) -> list[tuple[str, str]]:
    """Return (heading, value) of each column of a step's row in a table."""
    content = _content(step, fields.STEP)
    return [(plan_field.heading, plan_field.display(content)) for plan_field in fields.STEP.shown]


@register.filter
def marked(pieces: list[Piece], side: str) -> SafeString:
    """Return a comparison as HTML: the `old` text with deletions, the `new` one with insertions, or `both`.

    Spaces between the words count, so no template lays them out.
    """
    tags = {"old": {"out": "del"}, "new": {"in": "ins"}, "both": {"out": "del", "in": "ins"}}[side]
    html = format_html_join(
        "",
        "{}",
        (
            (format_html("<{0}>{1}</{0}>", tags[piece.kind], piece.text) if piece.kind in tags else piece.text,)
            for piece in pieces
            if piece.kind in tags or piece.kind == "kept"
        ),
    )
    return html or format_html('<span class="soft">{}</span>', "None")
