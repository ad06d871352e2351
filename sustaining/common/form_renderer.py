"""How forms are rendered: by Django's own templates, and lists of choices without them.

Django includes two templates for each option of a select. On a page whose filters offer a hundred people, schools and
projects that took a fifth of its processor time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .patterns import quick_escape


class FormRenderer(DjangoTemplates):
    """Django's renderer, but for selects whose options are Django's own."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """Return the HTML of a form, a field or a widget."""
        if template_name == Select.template_name and _has_plain_options(context["widget"]):
            return render_select(context["widget"])
        return super().render(template_name, context, request)  # type: ignore[return-value]


def _has_plain_options(widget: dict[str, Any]) -> bool:
    return all(
        option["template_name"] == Select.option_template_name
        for _, options, _ in widget["optgroups"]
        for option in options
    )


def render_select(widget: dict[str, Any]) -> SafeString:
    """Return what Django's template makes of a select, by the context of its widget.

    Labels are texts: a date or a number among them would be written as Python does, not as the site's language does.
    """
    return SafeString("".join(_parts(widget)))


def render_option(value: Any, label: Any, attributes: dict[str, Any]) -> SafeString:
    """Return one option of a select."""
    more = flatatt(attributes) if attributes else ""
    return SafeString(f'<option value="{quick_escape(str(value))}"{more}>{quick_escape(label)}</option>')


def _parts(widget: dict[str, Any]) -> Iterator[str]:
    yield format_html('<select name="{}"{}>', widget["name"], flatatt(widget["attrs"]))
    for group, options, _ in widget["optgroups"]:
        if group:
            yield format_html('\n<optgroup label="{}">', group)
        for option in options:
            yield "\n" + render_option(option["value"], option["label"], option["attrs"])
        if group:
            yield "\n</optgroup>"
    yield "\n</select>"
