"""What people read, collected from templates, Python and scripts, and the habits that no sentence may have.

The rules are in docs/content.md. A string that nobody reads on a page, such as a sentence for developers, is not
collected: docstrings, comments, log messages, and the modules in `NOT_READ`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.house.sources import ROOT, modules, templates, tree

NOT_READ = (
    "scripts/", "sustaining/sampledata/", "management/commands", "sustaining/common/checks.py",
    "sustaining/common/events.py", "sustaining/common/registry.py", "sustaining/common/extensions.py",
    "sustaining/common/states.py", "sustaining/outbox/kinds.py", "funding/reconciliation.py", "settings.py",
)  # fmt: skip
"""Sentences for developers and operators, and invented data."""
READ_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-label", "content")
LOGGERS = {"debug", "info", "warning", "error", "exception"}
TAG = re.compile(r"<[a-zA-Z/!][^<>]*>", re.DOTALL)
TEMPLATE_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|\{% comment.*?endcomment %\}", re.DOTALL)
CODE = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
QUOTED = re.compile(r"\"([^\"{}]*[A-Za-z][^\"{}]*)\"")
SCRIPT_TEXT = re.compile(r"\"([^\"\n]*)\"|`([^`\n]*)`")


class Phrase(NamedTuple):
    """A string that people read, and where it stands."""

    place: str
    text: str


def collect_phrases() -> Iterator[Phrase]:
    """Yield every string that people read."""
    for path in templates():
        place = str(path.relative_to(ROOT))
        read = template_phrases if path.suffix == ".html" else plain_phrases
        yield from (Phrase(place, text) for text in read(path.read_text()))
    for path in [*sorted((ROOT / "sustaining" / "help" / "guides").glob("*.md")), ROOT / "CHANGELOG.md"]:
        yield from (Phrase(str(path.relative_to(ROOT)), text) for text in guide_phrases(path.read_text()))
    for path in modules():
        place = str(path.relative_to(ROOT))
        if not any(part in place for part in NOT_READ):
            yield from (Phrase(f"{place}:{line}", text) for line, text in python_phrases(tree(path)))
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        yield from (Phrase(str(path.relative_to(ROOT)), text) for text in script_phrases(path.read_text()))


def template_phrases(source: str) -> Iterator[str]:
    """Yield a page's text nodes, the attributes that people read, and the quoted arguments of its template tags."""
    source = CODE.sub(" ", COMMENT.sub(" ", source))
    for tag in TEMPLATE_TAG.findall(source):
        yield from (text for text in QUOTED.findall(tag) if " " in text or text[:1].isupper())
    # A condition inside a sentence does not end it.
    flat = TEMPLATE_TAG.sub(" ", source)
    for tag in TAG.findall(flat):
        for name in READ_ATTRIBUTES:
            yield from re.findall(rf"\s{name}=\"([^\"]*)\"", tag)
    yield from _texts(TAG.sub("\n\n", re.sub(r"</?(?:b|em|strong|small|code|a)\b[^<>]*>", " ", flat)))


def plain_phrases(source: str) -> Iterator[str]:
    """Yield the paragraphs of a plain text, such as an email's."""
    yield from _texts(TEMPLATE_TAG.sub(" ", COMMENT.sub(" ", source)))


def guide_phrases(source: str) -> Iterator[str]:
    """Yield the headings, steps and paragraphs of a guide, or of *What's new*, without their marks."""
    for part in re.split(r"\n(?=\s*(?:\d+\.|-|#+) )|\n\s*\n", COMMENT.sub("", source)):
        yield from _texts(re.sub(r"^\s*(?:\d+\.|-|#+) |[*`]", "", part))


def _texts(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text):
        phrase = " ".join(part.split())
        if re.search(r"[A-Za-z]", phrase):
            yield phrase


def python_phrases(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of the strings of a module that are not docstrings, log messages or parts of other strings."""
    hidden = {id(node) for node in _docstrings(module)} | {id(node) for node in _logged(module)}
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            hidden |= {id(value) for value in node.values}
    for node in ast.walk(module):
        if id(node) in hidden:
            continue
        text = literal_text(node)
        if text and (" " in text.strip() or re.fullmatch(r"[A-Z][a-z]+\.?", text)):
            yield getattr(node, "lineno", 0), " ".join(text.split())


def literal_text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
    return ""


def _docstrings(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        for child in getattr(node, "body", None) or [] if isinstance(getattr(node, "body", None), list) else []:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                yield child.value


def _logged(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOGGERS:
            yield from (argument for argument in node.args if isinstance(argument, ast.Constant))


def script_phrases(source: str) -> Iterator[str]:
    """Yield the sentences of a script, without its comments."""
    source = re.sub(r"/\*.*?\*/|(?<=\n)\s*//[^\n]*|\s//\s[^\n]*", " ", source, flags=re.DOTALL)
    for double, template in SCRIPT_TEXT.findall(source):
        text = double or template
        if re.search(r"[A-Za-z]{2} ", text) and text[:1] not in "#.[<":
            yield text


HABITS = {
    r"\b[Mm]end(s|ed|ing)?\b": "say fix, correct or edit",
    r"\b(asked|ask|asks) back\b": "say recover or repay",
    r"\b[Hh]and(ed|s)? (it |them |the application |the evaluation )?in\b": "say submit",
    r"\bdrawn by lot\b": "say selected at random",
    r"\b[Ww]hoever\b|\b[Ww]homever\b": "say anyone who",
    r"\b[Ss]omebody\b": "say someone",
    r"\b[Nn]obody\b": "say no one, or say what to do",
    r"\b[Ee]verybody\b": "say everyone",
    r"\ball the same\b": "say anyway, or make an exception",
    r"\banew\b": "say again",
    r"\b(in|of) 100\b": "say per cent",
    r"\bkm\b|\bkilomet": "say miles",
    r"\b[Ee]-mail": "write email",
    r"This field (is required|cannot be)": "say what to enter",
    r"\bKept\.": "say saved",
    r"^Saved\.$": "name what was saved",
    r"\bis kept as it stands\b|\bas things stand\b|\bwhere it stands\b|\bstand(s)? here\b": "say is, or status",
    r"\b(is|are) told\b|\bwho was told\b|\bto be told\b|\btell(s)? everybody\b": "say we’ll email",
    r"\bnought\b": "say zero, £0",
    r"\b(is|was|were|been) taken (back|off|out)\b|\b[Tt]ake (it |this )?(back|off|out)\b": "say undo, reverse or remove",
    r"\bby leave\b|\b[Gg]ive leave\b": "say allow",
    r"^(Judge|Agree or not|Said|Show|Read|Ask|Draw|Keep|Do so|See which|See what|See why)$": "a button names its object",
    r"\b(years?|meetings?|days?|time) gone by\b": "say past years, past meetings",
    r"\b[Ww](as|ere) told\b|\btold of\b": "say was emailed, knows",
    r"\b[Cc]ounts? in no\b": "say no longer counts in any",
    r"\bafter (its|their) time\b|\b(its|their) time is over\b": "say when its retention period ends",
    r"\b[Tt]he other side\b": "name the person: the Specialist, the Advocates",
    r"\b(a|an|and|are|at|by|for|from|is|it|of|on|that|the|to|was|we|will|with|you|your) \1\b": "say it once",
    r"\b[Dd]raws? (the|every|files)\b": "say make, show",
    r"\b(figure|number|name|school)s? leads? to\b|\bleads to (its|the) (rows|records|same)\b": "say select … for",
    r"\b[Cc]olor\b(?![:-])|(?<!\()(?<!: )\b[Cc]enter(ed)?\b": "write British spelling",
    r"\b([Bb]ehavior|[Ff]avorite|[Ee]nroll|[Ff]ulfill|canceled|labeled)\b": "write British spelling",
    r"\b(?!plural)\w*(al|an|gn|or|ar|er|im)iz(e|es|ed|ing|ation)\b": "write British spelling",
    r"\bcome in\b|\bbeen in (yet|already)\b|\bIn since\b": "say sign in, joined",
    r"\bthe line is (down|back)\b|\bNo line\b|\bat present\b": "say offline, online",
    r"\b([Tt]ick|[Uu]ntick)(s|ed|ing)?\b": "say select, clear",
    r"\b(dates|days|times) will do\b": "say works",
    r"\bcame? of it\b|\bserved (by|it)\b": "say reviews, sessions",
    r"\bWrite (the|a|an|your|it|whom|who|how|what|when|in)\b": "start an error with Enter, Select or Choose",
    r"\b(has|have) \d+(\.\d+)? MB\b": "say is 11.7 MB",
    r"\bput by\b|\bput off\b|\bcalled off\b|\bcall(s)? (it )?off\b": "say archived, delayed, cancelled",
    r"\bby now\b": "say now",
    r"%d %[bB]": "write the day without a zero: the filters day and long_day do",
    r"%Y,? %H:%M|, H:i\b": "write 4pm: the filters when and long_when do",
    r"\b(came|come|comes|coming) up on\b": "say appears on",
    r"\b(is|are|was|were) no longer proposed\b": "say has been withdrawn",
    r"\b(leaves|leads|left) already\b|\bleads the hub already\b": "put already before the verb",
    r"\b(No|no) (school|schools) of (yours|mine|ours)\b": "say none of your schools",
    r"\b(is|are) still to come\b": "say is in the future",
    r"\b(I’m|you’re|[Yy]ou are|[Aa]re you) coming\b": "say going, as the reply does: I’m going",
    r"\bThere is something to\b|\bSomething (in|is) .{0,20} not as it should be\b": "the heading is There is a problem",
}
"""Habits of a translated text, by pattern, and what to write instead."""
CAPITALS = re.compile(
    r"\b(Mastery|Advocates?|Specialists?|Work|Groups?|Leads?|Maths|Hubs?|Teaching|Development|Sustaining|Embedding|Django|Excel|"
    r"Word|Outlook|Google|Calendar|Office|PowerPoint|GIAS|England|British|Equality|Human|Rights|Commission|Web|Content|"
    r"Accessibility|Guidelines|Secondary|Representation|Structure|Mathematical|Thinking|Formats|Most|Compatible|"
    r"Reference|Number|Teacher|London|Europe|Christmas|New|Year|Spring|Autumn|Summer|Mon|Tue|Wed|Thu|Fri|Sat|Sun|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|Academy|Trust)\b"
)
TITLE_CASE = re.compile(r"(?:[A-Z][a-z]+ ){2,}[A-Z][a-z]+[.?!]?")


def find_habits(text: str) -> list[str]:
    """Return what is wrong with a string, as the habit and the remedy."""
    problems = [f"{match[0]!r}: {remedy}" for habit, remedy in HABITS.items() if (match := re.search(habit, text))]
    if TITLE_CASE.fullmatch(text) and len([word for word in text.split() if not CAPITALS.fullmatch(word)]) > 1:
        problems.append(f"{text!r}: write titles in sentence case")
    return problems
