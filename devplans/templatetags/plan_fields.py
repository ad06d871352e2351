"""The declared fields of a plan in templates, whether they come from a row or from frozen content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .. import fields
from ..fields import FieldList
from ..texts import Piece

register = template.Library()


def _content(thing: Any, listed: FieldList) -> Mapping[str, Any]:
    return listed.frozen(thing) if isinstance(thing, Model) else thing


@register.filter
def texts(thing: Any, kind: str) -> list[tuple[str, str]]:
    """Return (heading, words) of every text of a row that says something, apart from its title: `aim|texts:"aim"`."""
    listed = fields.LISTS[kind]
    content = _content(thing, listed)
    shown = [one for one in listed.shown if one.is_text and not (listed.has_title and one is listed.title)]
    return [(one.heading, words) for one in shown if (words := one.words(content))]


@register.filter
def listed(thing: Any, kind: str) -> list[tuple[str, str]]:
    """Return (heading, words) of every field of a row that says something: `judgement|listed:"judgement"`."""
    content = _content(thing, fields.LISTS[kind])
    return [(one.heading, words) for one in fields.LISTS[kind].shown if (words := one.words(content))]


@register.filter
def chosen_line(aim: Any) -> str:
    """Return what is chosen of an aim as one line: `A need of students · this year · Fluency`."""
    return fields.aim_line(_content(aim, fields.AIM))


@register.filter
def step_line(step: Any) -> str:
    """Return everything of a step but what will be done and where it stands: `Ann, by 4 December 2026 · a morning`."""
    return fields.step_line(_content(step, fields.STEP), with_progress=False)


@register.simple_tag
def step_headings() -> list[str]:
    """Return the headings of a table of steps."""
    return [one.heading for one in fields.STEP.shown]


@register.filter
def step_cells(step: Any) -> list[tuple[str, str]]:
    """Return (heading, words) of a step for the columns of a table."""
    content = _content(step, fields.STEP)
    return [(one.heading, one.words(content)) for one in fields.STEP.shown]


@register.filter
def marked(pieces: list[Piece], side: str) -> SafeString:
    """Return a comparison as HTML: the `old` text with what was taken out, the `new` one with what was put in, or `both`.

    Spaces between the words count, so no template lays them out.
    """
    tags = {"old": {"out": "del"}, "new": {"in": "ins"}, "both": {"out": "del", "in": "ins"}}[side]
    html = format_html_join(
        "",
        "{}",
        (
            (format_html("<{0}>{1}</{0}>", tags[piece.kind], piece.words) if piece.kind in tags else piece.words,)
            for piece in pieces
            if piece.kind in tags or piece.kind == "kept"
        ),
    )
    return html or format_html('<span class="soft">{}</span>', "(nothing)")
