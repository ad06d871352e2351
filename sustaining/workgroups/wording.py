"""A hub's own wording of emails: the rows of `Wording`, which the outbox asks for when it renders, and the hub's pages."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import Http404

from schools.models import Hub
from sustaining.outbox.kinds import KINDS, EmailKind
from sustaining.outbox.links import withhold
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.wording import WordingText, default_wording, wording_source

from .models import Meeting, Wording


def own_wordings(hub: Hub) -> dict[str, Wording]:
    """Return the hub's own wordings that are in use, by kind; asked once for each hub object."""
    if not hasattr(hub, "_own_words"):
        in_use = Wording.objects.filter(hub=hub, is_used=True)
        hub._own_words = {wording.template: wording for wording in in_use}  # type: ignore[attr-defined]
    return hub._own_words  # type: ignore[attr-defined]


@wording_source.provide
def hub_wording(hub: Hub, kind: str) -> WordingText | None:
    """Return how a hub words a kind of email itself, or None."""
    wording = own_wordings(hub).get(kind)
    return WordingText(wording.subject, wording.body) if wording else None


def kinds_to_word() -> list[EmailKind]:
    """Return the kinds that a hub may word itself, those of one area together."""
    return sorted((kind for kind in KINDS.values() if kind.can_be_worded), key=lambda kind: kind.area)


def get_kind_or_404(name: str) -> EmailKind:
    """Return a kind that a hub may word itself. Raise Http404 for any other."""
    kind = KINDS.get(name)
    if kind is None or not kind.can_be_worded:
        raise Http404("There is no such e-mail.")
    return kind


def wording_list(hub: Hub) -> list[dict[str, Any]]:
    """Return the areas with their kinds of email, and whether the hub words each itself."""
    own = own_wordings(hub)
    return [
        {"area": area, "kinds": [{"kind": kind, "is_own": kind.name in own} for kind in kinds]}
        for area, kinds in groupby(kinds_to_word(), key=lambda kind: kind.area)
    ]


def wording_context(hub: Hub, kind: EmailKind) -> dict[str, Any]:
    """Return what the page about one kind shows: what it is for, the names it may use, whether the wording is the hub's."""
    names = [(f"{{{{ {variable.name} }}}}", variable.description) for variable in kind.variables]
    return {"kind": kind, "names": names, "is_own": kind.name in own_wordings(hub)}


def initial_wording(hub: Hub, kind: EmailKind) -> dict[str, str]:
    """Return what the form about a kind's wording starts with."""
    return (hub_wording(hub, kind.name) or default_wording(kind))._asdict()


def is_about_a_meeting(kind: EmailKind) -> bool:
    """Return whether a kind can be looked at with a real meeting of the hub."""
    return kind.sample is not None and isinstance(kind.sample().get("meeting"), Meeting)


def preview_wording(form: Any, user: Any, now: datetime) -> Rendered:
    """Return the wording in a form as it reads to the person who looks at it.

    With a real meeting of the hub where it is about meetings and the hub has one, else with the kind's sample.
    """
    words = form.cleaned_data if form.is_bound else form.initial
    context = {**form.kind.sample(), "person": user}
    if "with_meeting" in form.fields:
        chosen = words.get("with_meeting") if form.is_bound else None
        meeting = chosen or form.fields["with_meeting"].queryset.first()
        if meeting is not None:
            context |= {"meeting": meeting, "meetings": [meeting], "invitation": None, "about": meeting, "as_of": now}
    rendered = render_email(form.kind.name, context, words=WordingText(words["subject"], words["body"]))
    return without_links(rendered)


def without_links(rendered: Rendered) -> Rendered:
    """Return an email to be looked at by somebody else: the links that act for its reader are left out."""
    return Rendered(rendered.subject, withhold(rendered.text), "")
