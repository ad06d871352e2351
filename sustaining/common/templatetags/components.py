"""Page components: tags that render a template of `templates/components/`. Builtins, so no `load` is needed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from sustaining.common.form_renderer import render_option
from sustaining.common.patterns import fill_template
from sustaining.common.plots import Plot
from sustaining.common.shell import STYLESHEETS

register = template.Library()


@register.simple_tag
def stylesheets(*left_out: str) -> SafeString:
    """Return the links to the design system's stylesheets, in their order: `{% stylesheets "areas" %}` leaves one out."""
    paths = (path for path in STYLESHEETS if PurePosixPath(path).stem not in left_out)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in paths))


@register.simple_tag
def tag(text: Any, tone: str = "", next: Any = "") -> SafeString:
    """Render a status tag: `{% tag "Sent" "go" next="The school answers." %}`.

    `tone` is go, wait, stop, teal or empty; `next` says who acts next.
    """
    return fill_template("components/tag.html", {"text": text, "next": next}, tone=tone, has_next=bool(next))


@register.simple_tag
def status(instance: Any, with_next: bool = True) -> SafeString:
    """Render the status of an object, and who acts next: `{% status claim %}`, `{% status session with_next=False %}`."""
    label, tone, following = instance.status
    return tag(label, tone, following if with_next else "")


@register.inclusion_tag("components/grant_bar.html")
def grant_bar(amount: Decimal, paid: Decimal, claimed: Decimal, left: Decimal, is_over: bool = False) -> dict[str, Any]:
    """Render a grant as a bar with its figures: `{% grant_bar amount paid claimed left is_over %}`.

    `is_over` says that no more can be claimed of it.
    """
    return {"amount": amount, "paid": paid, "claimed": claimed, "left": left, "is_over": is_over}


@register.simple_tag
def plot_bars(plot: Plot, name: str) -> SafeString:
    """Render the bars of a plot with their figures and labels; `name` begins the ids of its patterns.

    A report has hundreds of parts: they are filled into two patterns.
    """
    parts = (
        fill_template("components/plot_part.html", {"name": name, **box.texts}, text_fits=box.text_fits)
        for box in plot.boxes
    )
    labels = (
        fill_template(
            "components/plot_label.html",
            {"at": f"{label.at:.1f}", "text": label.text, "width": plot.width, "figure": label.figure},
            has_figure=bool(label.figure),
        )
        for label in plot.bar_labels
    )
    return SafeString("".join((*parts, *labels)))


@register.simple_block_tag
def empty_state(content: SafeString, title: str, url: str = "", act: str = "") -> SafeString:
    """Render an empty state with its first action: `{% empty_state "No plans yet" url=add act="Add" %}…`."""
    return render_to_string(
        "components/empty.html", {"title": title, "text": mark_safe(content.strip()), "url": url, "act": act}
    )


@register.filter
def you_or_name(person: Any, reader: Any) -> str:
    """Return *You* for the reader themselves, else the person's name."""
    return "You" if person.pk == reader.pk else person.full_name


@register.filter
def button_class(tags: str | None) -> str:
    """Return the class of one of allauth's buttons by its tags, such as `outline,primary`."""
    tag_names = tags or ""
    if "danger" in tag_names or "delete" in tag_names:
        return "btn-danger"
    return "btn-outline" if any(word in tag_names for word in ("outline", "secondary", "link")) else "btn-primary"


@register.simple_tag
def options(choices: Iterable[tuple[Any, str]], chosen: Any) -> SafeString:
    """Write the options of a list of values and labels, the chosen value selected.

    A list may have hundreds of schools; a loop in a template takes ten times as long for each.
    """
    value_chosen = "" if chosen is None else str(chosen)
    lines = (
        render_option(value, label, {"selected": True} if str(value) == value_chosen else {})
        for value, label in choices
    )
    return SafeString("\n".join(lines))
