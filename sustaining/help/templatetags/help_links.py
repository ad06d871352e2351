"""*Help with this page* and *Report a problem*, at the foot of every page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from sustaining.common.logs import current_request_number, mask_tokens

from ..guides import task_for_page

register = template.Library()


@register.inclusion_tag("help/links.html", takes_context=True)
def help_links(context: Context) -> dict[str, Any]:
    """Render the links for this page: the task that it belongs to, and the form with its address. No query."""
    # The footer is included without its page's variables; the context still knows its request, and that its viewer.
    request = getattr(context, "request", None)
    if request is None:  # an error page that is shown without one
        return {"task": None, "problem": reverse("help:problem")}
    match = request.resolver_match
    # The viewer's roles were read for the page's own menu.
    viewer = getattr(request, "viewer", None)
    roles = [held.role for held in viewer.active_roles] if viewer is not None else []
    return {"task": task_for_page(match.view_name, roles) if match else None, "problem": problem_address(context)}


@register.simple_tag(takes_context=True)
def problem_address(context: Context) -> str:
    """Return the address of the form that reports a problem with this page."""
    query = {"page": mask_tokens(context.request.path), "id": current_request_number()}  # type: ignore[attr-defined]
    return f"{reverse('help:problem')}?{urlencode(query)}"
