"""Filters and tags for figures, dates, permissions and icons. A builtin of every template: no `load` needed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sustaining.common import permissions
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds, format_round_pounds
from sustaining.common.references import REFERENCE_OR_DAY, wrap_references
from sustaining.common.telephone import format_telephone, telephone_address
from sustaining.common.version import VERSION
from sustaining.common.years import AcademicYear

if TYPE_CHECKING:
    from sustaining.accounts.models import User

register = template.Library()

DAYS_IN_WORDS = {0: "Today", 1: "Tomorrow", 7: "In a week", 14: "In two weeks"}
EIGHTHS = dict(zip((Decimal(part) / 8 for part in range(1, 8)), "⅛¼⅜½⅝¾⅞", strict=True))


@register.filter
def spaced(name: str) -> str:
    """Return a name with spaces for its underscores, as people write it: `first name`."""
    return name.replace("_", " ")


@register.filter
def round_pounds(amount: Decimal | int | None) -> str:
    """Return `£1,000`, in a sentence."""
    return format_round_pounds(amount)


@register.filter
def pounds(amount: Decimal | int | None) -> str:
    """Return `£1,000.00`."""
    return format_pounds(amount)


@register.filter
def less(amount: Decimal | None) -> str:
    """Return an amount that is taken off in a sum: `−£97.50`, and `£0.00` without a sign."""
    return f"−{format_pounds(amount)}" if amount else format_pounds(amount or 0)


@register.filter
def telephone_link(number: str) -> str:
    """Return a telephone number as dialled, as a link that dials it where it is one."""
    address, shown = telephone_address(number), format_telephone(number)
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


register.filter(telephone_address)


@register.filter
def break_at(address: str) -> SafeString:
    """Return an email address that is broken after the @ where a line is too short for it."""
    name, at, domain = address.partition("@")
    return format_html("{}{}<wbr>{}", name, at, domain)


@register.filter
def days(number: Decimal | float | int | None) -> str:
    """Return days in eighths as people write them: `½`, `1⅜`, `3`; anything else with at most three decimals."""
    if number is None:
        return "0"
    value = Decimal(str(number))
    full_days, fraction = int(value), value - int(value)
    if not fraction:
        return str(full_days)
    if fraction in EIGHTHS:
        return f"{full_days or ''}{EIGHTHS[fraction]}"
    return f"{value.normalize():f}"


def counted_days(number: Decimal) -> str:
    """Return a number of days with its noun: `½ day`, `1 day`, `0 days`, `1½ days`."""
    return f"{days(number)} {'day' if 0 < number <= 1 else 'days'}"


def day(value: date | datetime | None) -> str:
    """Return `Wed 4 Nov 2026`; *To be announced* for no date."""
    if value is None:
        return "To be announced"
    local = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{local:%a} {local.day} {local:%b} {local.year:04d}"


@register.filter
def clock(value: datetime | time | None) -> str:
    """Return `4pm` or `4:30pm`, in London; a time of day as it is."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def when(value: datetime | None) -> str:
    """Return `Wed 4 Nov 2026, 4pm`, in London; *To be announced* for none."""
    return f"{day(value)}, {clock(value)}" if value else "To be announced"


@register.filter("day")
def unbroken_day(value: date | datetime | None) -> SafeString:
    """Return the day on one line, as templates show it. In an attribute, add `|striptags`."""
    return format_html('<span class="nowrap">{}</span>', day(value))


@register.filter("when")
def unbroken_when(value: datetime | None) -> SafeString:
    """Return the day and time on one line, as templates show them. In an attribute, add `|striptags`."""
    return format_html('<span class="nowrap">{}</span>', when(value))


@register.filter
def long_day(value: date | datetime | None) -> str:
    """Return `Wednesday 4 November 2026`, as emails and letters write it; *To be announced* for no date."""
    if value is None:
        return "To be announced"
    local = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{local:%A} {local.day} {local:%B} {local.year:04d}"


@register.filter
def long_when(value: datetime | None) -> str:
    """Return `Wednesday 4 November 2026, 4pm`, in London; *To be announced* for none."""
    return f"{long_day(value)}, {clock(value)}" if value else "To be announced"


def how_soon(value: datetime | None, now: datetime) -> str:
    """Return `Tomorrow`, `In a week` or `In 5 days`, counted in London days from `now`; empty for none."""
    if value is None:
        return ""
    left = (london_day(value) - london_day(now)).days
    return DAYS_IN_WORDS.get(left, f"In {left} days")


@register.filter
def typed(value: Any) -> str:
    """Return a value as a text field shows it: a date as `4/11/2026`, nothing for None."""
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    return "" if value is None else str(value)


@register.filter
def ago(value: date | datetime | None) -> SafeString | str:
    """Return `3 days ago`, with the exact day on hover. Future days read `in 3 days`."""
    if value is None:
        return ""
    local = timezone.localdate(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), day(local), format_ago(local))


def format_ago(value: date) -> str:
    """Return `today`, `yesterday`, `3 days ago` or `in 2 weeks`: see `format_length`."""
    distance = (timezone.localdate() - value).days
    near_days = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if distance in near_days:
        return near_days[distance]
    return f"{format_length(distance)} ago" if distance > 0 else f"in {format_length(-distance)}"


def format_length(days: int) -> str:
    """Return whole days, then weeks from a fortnight on, months from half a year on, years from two on."""
    steps = ((14, 1, "day"), (182, 7, "week"), (730, 30, "month"))
    count, unit = next(((days // size, unit) for most, size, unit in steps if days < most), (days // 365, "year"))
    return f"{count} {unit}{'s' if count != 1 else ''}"


@register.filter
def keep_references(text: str) -> SafeString:
    """Return the text with its dates, and numbers such as a claim's, on one line each.

    A browser would break `SUS-26-6PNP` at a hyphen, and `Wed 4 Nov 2026` at a space.
    """
    return wrap_references(text, 'class="nowrap"', REFERENCE_OR_DAY)


@register.filter
def age(value: date | datetime | None) -> SafeString | str:
    """Return how long something has waited, `Today` or `7 weeks`, with the exact day on hover."""
    if value is None:
        return ""
    local = timezone.localdate(value) if isinstance(value, datetime) else value
    days = (timezone.localdate() - local).days
    length = format_length(days) if days > 0 else "Today"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), day(local), length)


@register.filter
def academic_year(start: int) -> str:
    """Return `2026/27` for 2026."""
    return str(AcademicYear(int(start)))


@register.filter
def in_sentence(heading: Any) -> str:
    """Return a heading as it reads inside a sentence: `joint planning`, but `PD led by an Advocate`."""
    text = str(heading)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def percent_of(part: Any, total: Any) -> int:
    """Return a whole per cent between 0 and 100, for the width of a bar."""
    if not total:
        return 0
    return max(0, min(100, round(100 * Decimal(str(part or 0)) / Decimal(str(total)))))


@register.simple_tag
def is_training_site() -> bool:
    """Return whether this is a training site, by its setting: the banner is shown whatever the database says."""
    return settings.TRAINING_SITE


@register.simple_tag
def site_version() -> str:
    """Return which release of the site this is."""
    return VERSION


@register.simple_tag
def training_site_url() -> str:
    """Return the address of the training site that this site links to; empty where there is none."""
    return settings.TRAINING_SITE_URL


@register.simple_tag
def may(user: User, permission: str, obj: Any = None) -> bool:
    """Return whether to show a button: `{% may user "funding.approve_claim" claim as can_approve %}`."""
    return permissions.may(user, permission, obj)


@register.simple_tag
def open_moves(moves: Any, instance: Any) -> set[str]:
    """Return the names of the moves that are possible from the instance's state."""
    return moves.open_to(instance)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a Bootstrap icon as inline SVG, hidden from screen readers: put text beside it."""
    return _icon(name)


@cache
def _icon(name: str) -> SafeString:
    drawing = (settings.NODE_MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text()
    return mark_safe(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
