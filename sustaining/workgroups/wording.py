"""A hub's own wording of emails: the source that the outbox reads, and what the hub's pages show."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404

from schools.models import Hub
from sustaining.outbox.kinds import KINDS, EmailKind
from sustaining.outbox.links import withhold
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.wording import WordingText, bracketed, default_wording, from_words, in_words, wording_source

from .models import Meeting, Wording

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def own_wordings(hub: Hub) -> dict[str, Wording]:
    """Return the hub's own wordings that are in use, by the name of their kind. One query."""
    return {wording.template: wording for wording in Wording.objects.filter(hub=hub, is_used=True)}


@wording_source.provide
def hub_wording(hub: Hub, kind: str) -> WordingText | None:
    """Return the hub's own wording of a kind of email, or None. One query."""
    wording = Wording.objects.filter(hub=hub, template=kind, is_used=True).first()
    return WordingText(wording.subject, wording.body) if wording else None


def kinds_to_word() -> list[EmailKind]:
    """Return the kinds that a hub may word itself, sorted by area."""
    return sorted((kind for kind in KINDS.values() if kind.can_be_worded), key=lambda kind: kind.area)


def get_kind_or_404(name: str) -> EmailKind:
    """Return a kind that a hub may word itself. Raise Http404 for any other."""
    kind = KINDS.get(name)
    if kind is None or not kind.can_be_worded:
        raise Http404("There is no such email.")
    return kind


def wording_list(hub: Hub) -> list[dict[str, Any]]:
    """Return the areas with their kinds of email, whether the hub words each itself, and how many it does."""
    own = own_wordings(hub)
    areas = []
    for area, kinds in groupby(kinds_to_word(), key=lambda kind: kind.area):
        rows = [(kind, kind.name in own) for kind in kinds]
        areas.append({"area": area, "kinds": rows, "own": sum(is_own for _, is_own in rows)})
    return areas


def wording_context(hub: Hub, kind: EmailKind) -> dict[str, Any]:
    """Return the kind, the names that its wording may use, and whether the hub has its own wording."""
    names = [(bracketed(variable.name), variable.description) for variable in kind.variables]
    return {"kind": kind, "names": names, "is_own": kind.name in own_wordings(hub)}


def initial_wording(hub: Hub, kind: EmailKind) -> dict[str, str]:
    """Return the initial values of the wording form, its placeholders in square brackets."""
    wording = hub_wording(hub, kind.name) or default_wording(kind)
    return {"subject": in_words(wording.subject), "body": in_words(wording.body)}


def is_about_a_meeting(kind: EmailKind) -> bool:
    """Return whether a kind can be previewed with a real meeting of the hub."""
    return kind.sample is not None and isinstance(kind.sample().get("meeting"), Meeting)


def preview_wording(form: Any, user: User, now: datetime) -> Rendered:
    """Return the email that the form's wording makes, addressed to the user who previews it.

    For kinds about meetings it shows one of the hub's meetings, if there is one; otherwise the kind's sample.
    """
    values = form.cleaned_data if form.is_bound else form.initial
    context = {**form.kind.sample(), "person": user}
    if "with_meeting" in form.fields:
        chosen = values.get("with_meeting") if form.is_bound else None
        meeting = chosen or form.fields["with_meeting"].queryset.first()
        if meeting is not None:
            context |= {"meeting": meeting, "meetings": [meeting], "invitation": None, "about": meeting, "as_of": now}
    names = [variable.name for variable in form.kind.variables]
    wording = WordingText(from_words(values["subject"], names), from_words(values["body"], names))
    rendered = render_email(form.kind.name, context, wording=wording)
    return without_links(rendered)


def without_links(rendered: Rendered) -> Rendered:
    """Return an email for the eyes of somebody else: without the links that act for its recipient."""
    return Rendered(rendered.subject, withhold(rendered.text), "")
