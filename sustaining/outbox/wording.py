"""The wording of emails: a default for each kind, which a hub may replace by its own.

The language is names in double braces, `{{ when }}`, and nothing else: no tags, no filters, nothing that could read more
than the kind's variables. People read and write them in square brackets, `[first name]`. A line all of whose names are empty
is left out, so that *To bring: {{ gap_task }}* needs no *if*.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.template.loader import get_template

from sustaining.common.extensions import ExtensionPoint

from .kinds import Context, EmailKind

NAME = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
WRITTEN = re.compile(r"\[([A-Za-z][A-Za-z ]{1,40})\]")
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


class WordingText(NamedTuple):
    """The subject and the body of a kind, with names in braces."""

    subject: str
    body: str


wording_source: ExtensionPoint[WordingText | None] = ExtensionPoint(
    "outbox.wording", "A hub's own wording of a kind of email: `(hub, kind_name)` returns it, or None for the default."
)


def default_wording(kind: EmailKind) -> WordingText:
    """Return the default wording of a kind, from its two files. Raise TemplateDoesNotExist when one is missing."""
    subject, body = (_source(f"email/{kind.name}.{ending}") for ending in ("subject", "txt"))
    return WordingText(subject, body)


def _source(template: str) -> str:
    """Return the template's source text, which the loader caches."""
    engine_template: Any = get_template(template)
    return engine_template.template.source.strip()


def wording_for(kind: EmailKind, context: Context) -> WordingText:
    """Return the wording to use: the hub's own where it has one, else the default."""
    hub = kind.hub(context) if kind.hub else None
    own = wording_source.collect(hub, kind.name) if hub is not None else ()
    return next((wording for wording in own if wording is not None), None) or default_wording(kind)


def variable_values(kind: EmailKind, context: Context, names: Iterable[str]) -> dict[str, str]:
    """Return the values of `names` in this context. Raise KeyError for a name that the kind does not have."""
    variables = {variable.name: variable.value for variable in kind.variables}
    values = {name: variables[name](context) for name in names}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def names_in(text: str) -> set[str]:
    """Return the names in double braces."""
    return set(NAME.findall(text))


def in_words(text: str) -> str:
    """Return a text with its names as lists show them, before they are filled: `[money left] left to claim`."""
    return NAME.sub(lambda match: bracketed(match[1]), text)


def bracketed(name: str) -> str:
    """Return a name as people write it: `[first name]`."""
    return f"[{name.replace('_', ' ')}]"


def from_words(text: str, names: Iterable[str]) -> str:
    """Return a text as it is stored, from one with names as people write them: `[first name]`. Other brackets stay."""
    known = {name.replace("_", " "): name for name in names}

    def stored(match: re.Match[str]) -> str:
        name = known.get(" ".join(match[1].lower().split()))
        return f"{{{{ {name} }}}}" if name else match[0]

    return WRITTEN.sub(stored, text)


def mistyped_placeholder(text: str, names: Iterable[str]) -> str:
    """Return what is wrong with a name in square brackets that is nearly one of `names`; empty when nothing is."""
    known = [name.replace("_", " ") for name in names]
    for written in WRITTEN.findall(text):
        if near := difflib.get_close_matches(written.lower(), known, n=1, cutoff=0.75):
            return f"There is no placeholder [{written}]. Did you mean [{near[0]}]?"
    return ""


def wording_problem(kind: EmailKind, text: str, part: str) -> str:
    """Return what is wrong with a `part` (subject or body) of a wording, as a sentence that says how to fix it.

    Empty when nothing is.
    """
    if problem := placeholder_problem(text, [variable.name for variable in kind.variables]):
        return problem
    needed = [variable for variable in kind.variables if variable.needed_in == part]
    missing = next((variable for variable in needed if variable.name not in names_in(text)), None)
    return f"Include {bracketed(missing.name)}: {missing.description}." if missing else ""


def placeholder_problem(text: str, allowed: Sequence[str]) -> str:
    """Return what is wrong with the placeholders of a text, as a sentence that says how to fix it; empty when nothing is."""
    for name in NAME.findall(text):
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            hint = f"Did you mean {bracketed(near[0])}?" if near else "See the list below."
            return f"There is no placeholder {bracketed(name)} for this email. {hint}"
    if stray := STRAY.search(NAME.sub("", text)):
        return f"“{stray[0]}” can’t be used. Write placeholders in square brackets, like [when]."
    return ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in place of the names; leave out lines whose every name is empty, and let no two empty lines follow."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(filled for _, filled in filled_lines(text, values))).strip()


def filled_lines(text: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each line as it is written and as it is filled, without the lines whose every name is empty."""
    for line in text.replace("\r\n", "\n").split("\n"):
        names = NAME.findall(line)
        if not names or any(values[name] for name in names):
            yield line, NAME.sub(lambda match: values[match[1]], line)
