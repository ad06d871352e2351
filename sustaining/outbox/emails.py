"""The outbox's own email: a new link in place of one that has ended."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from .kinds import Button, Category, Context, EmailKind, Variable, register


def sample_new_link() -> Context:
    """Return a sample of the context that `send_new_link` gives."""
    return {
        "person": None,
        "about": None,
        "title": "to create your password",
        "link": settings.SITE_URL + reverse("outbox:choices"),
    }


register(
    EmailKind(
        name="new_link",
        area="Accounts",
        title="New link",
        goes_when="when someone asks for a new link to replace one that has expired",
        category=Category.REQUIRED,
        reason="The reader has asked for it.",
        variables=(Variable("title", "what the link is for", lambda context: context["title"]),),
        buttons=(Button("Open the link", lambda context: context["link"]),),
        sample=sample_new_link,
        sender=lambda context: getattr(context["about"], "hub", None),
        always_true="The link itself asks whether what it is for is still open.",
    )
)
