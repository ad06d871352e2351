"""Read the forms of a page as a browser would send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

BUTTONS = ("submit", "image")


@dataclass(frozen=True)
class PageForm:
    """A form with the values that its page shows, and one of its submit buttons."""

    page: str
    action: str
    values: tuple[tuple[str, str], ...]
    button: tuple[str, str] | None = None
    button_label: str = field(default="", compare=False)

    @property
    def sent(self) -> tuple[object, ...]:
        """Return what tells one request from another, whichever page it is sent from."""
        return self.action, self.values, self.button

    @property
    def data(self) -> dict[str, list[str]]:
        """Return what the browser sends, the pressed button included."""
        sent: dict[str, list[str]] = {}
        for name, value in [*self.values, *([self.button] if self.button else [])]:
            if name != "csrfmiddlewaretoken":
                sent.setdefault(name, []).append(value)
        return sent

    def __str__(self) -> str:
        return f"{self.page} → {self.action} [{self.button_label}]"


def post_forms(page: str, text: str) -> Iterator[PageForm]:
    """Yield every POST form of a page, once for each of its submit buttons; not the one that signs out."""
    document = html.fromstring(text)
    for form in document.iter("form"):
        action = urlsplit(urljoin(page, form.get("action") or page)).path
        if form.get("method", "get").lower() != "post" or "logout" in action:
            continue
        controls = _controls(document, form)
        values = tuple(pair for control in controls for pair in _values(control))
        buttons = [control for control in controls if _is_button(control)]
        for button in buttons or [None]:
            pair = (button.get("name"), button.get("value", "")) if button is not None and button.get("name") else None
            label = " ".join(button.text_content().split()) if button is not None else ""
            yield PageForm(page, action, values, pair, label)


def _controls(document: Any, form: Any) -> list[Any]:
    """Return the enabled controls of a form, those elsewhere on the page with its `form` attribute included."""
    names = ("input", "select", "textarea", "button")
    inside = [control for control in form.iter(*names) if control.get("form") in (None, form.get("id"))]
    outside = [control for control in document.iter(*names) if form.get("id") and control.get("form") == form.get("id")]
    controls = inside + [control for control in outside if control not in inside]
    return [
        control
        for control in controls
        if control.get("disabled") is None and not control.xpath("ancestor::fieldset[@disabled]")
    ]


def _is_button(control: Any) -> bool:
    default = "submit" if control.tag == "button" else "text"
    return control.tag in ("button", "input") and control.get("type", default) in BUTTONS


def _values(control: Any) -> Iterator[tuple[str, str]]:
    """Yield the pairs that a control sends while nobody has touched it. Files are sent empty, so they are left out."""
    name = control.get("name")
    if not name or control.tag == "button":
        return
    if control.tag == "textarea":
        yield name, (control.text or "").removeprefix("\n")
    elif control.tag == "select":
        options = [option for option in control.iter("option") if option.get("disabled") is None]
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        for option in chosen:
            yield name, option.get("value", option.text_content().strip())
    elif control.get("type", "text") in ("checkbox", "radio"):
        if control.get("checked") is not None:
            yield name, control.get("value", "on")
    elif control.get("type", "text") not in ("file", "button", "reset", *BUTTONS):
        yield name, control.get("value", "")
