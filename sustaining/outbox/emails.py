"""The outbox's own email: a new link in place of one that has ended."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from .kinds import Button, Category, Context, EmailKind, Variable, register
from .parts import SampleHub, get_home_hub


def sample_new_link() -> Context:
    """Return a sample of the context that `send_new_link` gives."""
    return {
        "person": None,
        "about": None,
        "title": "to create your password",
        "link": settings.SITE_URL + reverse("accounts:accept-invitation", args=["sample"]),
        "hub": SampleHub(),
    }


def describe_act(context: Context) -> str:
    """Return what the link is for as a button says it: `Create your password`."""
    act: str = context["title"].removeprefix("to ")
    return act[:1].upper() + act[1:]


def get_hub(context: Context) -> Any:
    """Return the hub of what the link is about, or the reader's own."""
    return context.get("hub") or getattr(context["about"], "hub", None) or get_home_hub(context["person"])


register(
    EmailKind(
        name="new_link",
        area="Accounts",
        title="New link",
        goes_when="when someone asks for a new link to replace one that has expired",
        category=Category.REQUIRED,
        reason="The reader has asked for it.",
        variables=(Variable("title", "what the link is for", lambda context: context["title"]),),
        buttons=(Button(describe_act, lambda context: context["link"]),),
        sample=sample_new_link,
        sender=get_hub,
        always_true="The link itself asks whether what it is for is still open.",
    )
)
