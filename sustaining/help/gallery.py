"""The gallery: every kind of email, rendered with invented data as its reader would get it."""

from __future__ import annotations

from itertools import groupby

from sustaining.outbox.kinds import KINDS, EmailKind
from sustaining.outbox.links import PLACEHOLDER
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.sealing import CODE_PLACEHOLDER

INVENTED = "https://sustaining.example/link"
"""What stands where delivery puts a link."""
INVENTED_CODE = "H7K2PQ"


def kinds_by_area(area: str = "") -> list[tuple[str, list[EmailKind]]]:
    """Return the kinds of email by the area of the site, of one area if given."""
    kinds = sorted(KINDS.values(), key=lambda kind: (kind.area, kind.title))
    grouped = [(name, list(group)) for name, group in groupby(kinds, key=lambda kind: kind.area)]
    return [(name, group) for name, group in grouped if area in ("", name)]


def area_names() -> list[str]:
    """Return the areas, by name."""
    return sorted({kind.area for kind in KINDS.values()})


def render_sample(kind: EmailKind) -> Rendered:
    """Return an email of the kind with its sample; a link that delivery would make is an invented one."""
    if kind.sample is None:
        raise LookupError(f"The email kind {kind.name} has no sample.")
    rendered = render_email(kind.name, kind.sample())
    return rendered._replace(text=_invent(rendered.text), html=_invent(rendered.html))


def force_colours(html: str, colours: str) -> str:
    """Return an email's HTML as it looks on a `light` or `dark` screen, whatever the reader's own screen is."""
    if colours not in ("light", "dark"):
        return html
    html = html.replace("(prefers-color-scheme: dark)", "all" if colours == "dark" else "not all")
    return html.replace('content="light dark"', f'content="{colours}"')


def _invent(text: str) -> str:
    return PLACEHOLDER.sub(INVENTED, CODE_PLACEHOLDER.sub(INVENTED_CODE, text))
