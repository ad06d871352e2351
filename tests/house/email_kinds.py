"""What can be wrong with an email kind, each as a sentence that names the kind: used by the house test of all kinds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.template import TemplateDoesNotExist, engines
from django.urls import Resolver404, resolve

from sustaining.outbox.kinds import EmailKind
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.sealing import CODE_PLACEHOLDER
from sustaining.outbox.wording import default_wording, names_in, wording_problem

FOLDER = settings.BASE_DIR / "templates" / "email"
LAYOUTS = {"layout.txt", "layout.html", "block.html", "buttons.html", "button_style.html"}
LONGEST_SUBJECT = 120
LINK = re.compile(r"https?://[^\s<>\"]+")
BARE_PATH = re.compile(r"(?<![\w/:.])/[a-z][\w-]*/(?:[\w./-]*)")
PLACEHOLDER_HOST = "https://link.invalid/"
"""Stands for a link that is made as its email goes (`sustaining/outbox/links.py`)."""
ELSEWHERE = ("https://maps.example/",)
"""Where samples lead on purpose: the map that a meeting's lead has given."""
CALLS = {"queue_email", "queue_rendered", "Occasion"}


class Misspelt(Exception):
    """A template uses a name that it is not given."""


class RaisingString(str):
    """Django's `string_if_invalid` that refuses to stand for a misspelt name."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        raise Misspelt(f"{{{{ {name} }}}} is not among the names that the layout is given")


class Links(HTMLParser):
    """Collects what an HTML text links to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links |= {value for name, value in attrs if tag == "a" and name == "href" and value}


def find_problems(kind: EmailKind) -> list[str]:
    """Return everything that is wrong with a kind: its declaration, its wording, how its sample renders."""
    return [*kind.problems(), *_in_wording(kind), *_in_rendering(kind)]


def _in_wording(kind: EmailKind) -> Iterator[str]:
    try:
        wording = default_wording(kind)
    except TemplateDoesNotExist as error:
        yield f"The email kind {kind.name} lacks templates/{error}."
        return
    for ending, part, text in (("subject", "subject", wording.subject), ("txt", "body", wording.body)):
        if problem := wording_problem(kind, text, part):
            yield f"templates/email/{kind.name}.{ending}: {problem}"


def _in_rendering(kind: EmailKind) -> list[str]:
    if kind.sample is None:
        return []
    engine = engines["django"].engine  # type: ignore[attr-defined]
    before, engine.string_if_invalid = engine.string_if_invalid, RaisingString("%s")
    try:
        context = kind.sample()
        values = [str(variable.value(context)) for variable in kind.variables]
        rendered = render_email(kind.name, context, wording=default_wording(kind))
    except Exception as error:
        return [f"The email kind {kind.name} cannot be rendered from its sample: {type(error).__name__}: {error}"]
    finally:
        engine.string_if_invalid = before
    empty = [] if any(values) or not values else [f"The email kind {kind.name} has only empty variables in its sample."]
    return [*empty, *(f"The email kind {kind.name} {sentence}" for sentence in _in_rendered(rendered))]


REASONS = re.compile(r"reason|^head_words$")
"""Names of what somebody typed to say why."""
OWN_LINE = re.compile(r"[A-Z][\w’ ]*: \{\{ \w+ \}\}")
PROJECT_CODE = re.compile(r"\bNCP\d\d-\d\d\b")


def find_slips(kind: EmailKind) -> Iterator[str]:
    """Yield what a colleague would smile at in an email: how it words a reason, names a project, or heaps up buttons."""
    wording = default_wording(kind)
    rendered = render_email(kind.name, kind.sample(), wording=wording)  # type: ignore[misc]
    if re.search(r"\bbutton\b", wording.body):
        yield f"{kind.name} speaks of a button, which the text version lacks: write “the link below”."
    for line in wording.body.split("\n"):
        if any(REASONS.search(name) for name in names_in(line)) and not OWN_LINE.fullmatch(line):
            yield f"{kind.name} gives a reason in a sentence: give it a line of its own, “Reason: {{{{ reason }}}}”."
    if PROJECT_CODE.search(rendered.subject):
        yield f"{kind.name} names a project by its code in its subject: write its title."
    shown = [button for button in kind.buttons if not button.is_link]
    main = sum(button.is_main for button in shown)
    if main > 1:
        yield f"{kind.name} has {main} main buttons: one is what the email is for."
    if len(shown) > 2:
        yield f"{kind.name} has {len(shown)} buttons: make what leads elsewhere a link (is_link)."


def _in_rendered(rendered: Rendered) -> Iterator[str]:
    if not rendered.subject or "\n" in rendered.subject or len(rendered.subject) > LONGEST_SUBJECT:
        yield f"needs a subject on one line of at most {LONGEST_SUBJECT} characters, not {rendered.subject!r}."
    for part in rendered[:3]:
        if left_over := re.search(r"\{\{|\}\}|\{%|%\}", part):
            yield f"says {left_over[0]} to its reader."
            break
    if "None" in rendered.text.split():
        yield "says “None” to its reader."
    yield from _in_links(rendered)


def _in_links(rendered: Rendered) -> Iterator[str]:
    html = Links()
    html.feed(rendered.html)
    in_text = set(LINK.findall(CODE_PLACEHOLDER.sub("", rendered.text)))
    in_html = {link for link in html.links if LINK.match(link)}
    if in_text != in_html:
        yield f"links to {sorted(in_text ^ in_html)} in its text or its HTML, but not in both."
    for link in sorted(link for link in html.links if not LINK.match(link) and not link.startswith("mailto:")):
        yield f"links to {link}, which works in no mailbox: give the whole address (page_url)."
    for path in BARE_PATH.findall(rendered.text):
        yield f"writes {path} without the address of the site: use a button, or page_url."
    for link in sorted(in_text):
        if not link.startswith((f"{settings.SITE_URL}/", PLACEHOLDER_HOST, *ELSEWHERE)):
            yield f"links to {link}, which is not on this site."
        elif link.startswith(settings.SITE_URL) and not _resolves(link):
            yield f"links to {link}, which is no page of the site."


def _resolves(link: str) -> bool:
    try:
        resolve(urlsplit(link).path)
    except Resolver404:
        return False
    return True


def stray_files(kinds: Iterable[str], folder: Path = FOLDER) -> list[str]:
    """Return the files in templates/email that belong to no kind."""
    known = LAYOUTS | {f"{name}.{ending}" for name in kinds for ending in ("subject", "txt")}
    return sorted(path.name for path in folder.iterdir() if path.name not in known)


def unknown_kinds(source: str, kinds: Iterable[str]) -> list[str]:
    """Return the literal kinds in calls that write mail which are not registered."""
    known = set(kinds)
    return sorted(name for name in _literal_kinds(ast.parse(source)) if name not in known)


def _literal_kinds(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _call_name(node.func) in CALLS:
            for keyword in node.keywords:
                if keyword.arg == "kind":
                    yield from (
                        part.value
                        for part in ast.walk(keyword.value)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    )


def _call_name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def wrong_facts(source: str, kinds: Mapping[str, EmailKind]) -> list[str]:
    """Return the calls whose literal `facts` have other keys than those that their kind declares, as sentences."""
    return [
        f"An email {name} keeps {sorted(kinds[name].facts)}, and is given {sorted(keys)}."
        for name, keys in _literal_facts(ast.parse(source))
        if name in kinds and set(kinds[name].facts) != keys
    ]


def _literal_facts(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Yield kind and keys where both are written out; a dictionary that unpacks another is left to the running check."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _call_name(node.func) in CALLS):
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        kind, facts = given.get("kind"), given.get("facts")
        if isinstance(kind, ast.Constant) and (facts is None or isinstance(facts, ast.Dict)):
            keys = facts.keys if isinstance(facts, ast.Dict) else []
            if all(isinstance(key, ast.Constant) for key in keys):
                yield kind.value, {key.value for key in keys}  # type: ignore[union-attr]
