"""Where a page says what happened: under its title, so that the title stays where it is."""

from __future__ import annotations

import re

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
HEAD = re.compile(r'<div class="page-head">|<h1\b')
DIV = re.compile(r"<div\b|</div>")


@register.simple_block_tag(takes_context=True)
def under_title(context: Context, content: SafeString) -> SafeString:
    """Return a page's content with its messages after the title, or after the head that holds it; before all without one."""
    messages = context.get("messages")
    if not messages:
        return content
    data = {"messages": messages, "csrf_token": context.get("csrf_token")}
    end = _end_of_title(content)
    notices = render_to_string("components/messages.html", data)
    # Both were rendered, and escaped, already.
    return mark_safe(content[:end] + notices + content[end:])


def _end_of_title(content: str) -> int:
    """Return where the first heading, or the head around it, ends; 0 without one."""
    head = HEAD.search(content)
    if head is None:
        return 0
    if head.group() == "<h1":
        return content.find("</h1>", head.start()) + len("</h1>")
    depth = 0
    for tag in DIV.finditer(content, head.start()):
        depth += 1 if tag.group() == "<div" else -1
        if depth == 0:
            return tag.end()
    return 0
