"""The words by which departments name the parts of a plan: headings, labels before a colon, headings of columns."""

from __future__ import annotations

import re
from typing import NamedTuple

from .choices import PartKind

WHO, WHEN, RESOURCES = "who", "when", "needs"
"""Columns and labels that belong to an action: fields of a step."""


class Label(NamedTuple):
    """What a label says that follows: a kind of part, or a field of an action. `rest` is the text after the label."""

    kind: str
    rest: str = ""
    is_plural: bool = False


_OF = r"(?:(?:the|our|key|main|specific|smart|overall|overarching|long[- ]term|department(?:al|’s|'s)?|maths?|mathematics|"
_OF += r"intended|expected|agreed|proposed|planned|whose|your)\s+)*"
_STUDENTS, _TEACHERS = r"(?:student|pupil|learner|child|children)", r"(?:teacher|staff|department|colleague|cpd|pd)"
_PATTERNS = {
    PartKind.VISION: r"where do we want to be|visions?(?: statement)?(?: for (?:maths|mathematics|(?:the|our) department))?",
    PartKind.STUDENT_NEED: rf"(?:evidence of )?{_STUDENTS}(?:s|’s|'s|s’|s')? needs?|evidence of need:? {_STUDENTS}s?",
    PartKind.TEACHER_NEED: rf"(?:evidence of )?{_TEACHERS}(?:s|’s|'s|s’|s')? needs?|evidence of need:? {_TEACHERS}s?",
    PartKind.SUCCESS_CRITERIA: (
        r"success(?: criteri(?:a|on)| measures?)?|measures? of success|evidence of (?:success|impact)|impact(?: measures?)?|"
        r"outcomes?|milestones?|how (?:will|do) (?:we|you) know.*|what (?:will|does) success look like.*"
    ),
    PartKind.NEED: (
        r"needs?(?: and how (?:we|you) know)?|evidence of needs?|rationale|reasons?|why(?: .{0,30})?|issues?|context|"
        r"current (?:position|situation|context)|baseline|where (?:are we|we are) now|starting points?"
    ),
    PartKind.AIM: r"aims?|objectives?|priorit(?:y|ies)|targets?|goals?|focus|areas? (?:for|of) (?:development|focus|improvement)",
    PartKind.ACTION: (
        r"actions?(?: steps?| points?| needed| required| to be taken| to take)?|steps?|activit(?:y|ies)|tasks?|strateg(?:y|ies)|"
        r"what(?: will we do| we will do| needs to happen)?|how(?: will we do it| we will do it)?|next steps?|"
        r"we (?:will|plan to|are going to)|(?:to achieve this,? )we will|to achieve this|how (?:will we|do we) get there"
    ),
    WHO: (
        r"who(?: is responsible| will do (?:it|this)| by)?|by whom|whom|leads?(?: person| by)?|led by|owners?|people|"
        r"person(?:\(s\))?(?: responsible)?|responsib(?:le|ility|ilities)(?: person)?|(?:lead )?staff|personnel"
    ),
    WHEN: (
        r"when|by when|deadlines?|due(?: date| by)?|dates?|completion date|time ?(?:scales?|frames?|lines?)|term|"
        r"(?:target|end) date|by"
    ),
    RESOURCES: r"(?:time and )?resources?(?: needed| required)?(?: and costs?| and time)?|costs?|budget|time(?: needed)?|funding",
}
PATTERNS = {kind: re.compile(_OF + f"(?:{pattern})") for kind, pattern in _PATTERNS.items()}
ONLY_IN_COLUMNS = re.compile(
    r"what|how|who|when|by|whom|term|people|staff|time|focus|date|why|reason|lead|task|step|context|issue|need"
)
"""Words that name a column, but would be a guess as a line of their own."""
NUMBERED = re.compile(
    r"(?P<label>aim|objective|priority|target|goal|action|step|focus)\s*(?P<number>\d{1,2}|[a-z](?=\s*[:.)–—-]))\s*"
    r"(?:[:.)–—-]+\s*|\s)(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
INLINE = re.compile(r"(?P<label>[^:–—\n]{2,60}?)\s*(?::|\s[–—-]\s|\.\s)\s*(?P<rest>\S.*)", re.DOTALL)
TRAILING_NUMBER = re.compile(r"(?P<label>.*?[a-z])\s*(?:no\.?|number)?\s*\d{1,2}[.):]*")
PLURALS = re.compile(r".*(?:aims|objectives|priorities|targets|goals|areas .*|actions)")
DOCUMENT_TITLE = re.compile(r"\b(?:plan|planning)\b|\b20\d\d\s*[-/–]\s*(?:20)?\d\d\b", re.IGNORECASE)


def column_kind(text: str) -> str:
    """Return what a column with this heading holds; empty for an unknown one."""
    plain = re.sub(r"\([^)]*\)", " ", text)
    for name in [plain, *re.split(r"[/&,]| and | or ", plain)]:
        if kind := _find_kind(name):
            return kind
    return ""


def find_label(text: str) -> Label | None:
    """Return the label that a line is, or begins with; None for ordinary text.

    `Vision`, `AIMS`, `Aim 2`, `Aim 1: Fluency`, `Success criteria – books show it`, `Who: AB`.
    """
    if numbered := NUMBERED.fullmatch(text):
        kind = _find_kind(numbered["label"])
        return Label(kind, numbered["rest"].strip()) if kind else None
    if len(text) <= 70 and (kind := _find_kind(text)) and not ONLY_IN_COLUMNS.fullmatch(_plain(text)):
        return Label(kind, is_plural=find_plural(text))
    inline = INLINE.fullmatch(text)
    if inline and (kind := _find_kind(inline["label"])):
        return Label(kind, inline["rest"].strip())
    return None


def find_plural(text: str) -> bool:
    """Return whether a label announces several aims or actions."""
    return bool(PLURALS.match(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(text.lower().strip(" \t\n:.?*•-–—").split())


def _find_kind(text: str) -> str:
    plain = _plain(text)
    if len(plain) > 70:
        return ""
    numbered = TRAILING_NUMBER.fullmatch(plain)
    names = [plain, numbered["label"].strip()] if numbered else [plain]
    return next((str(kind) for kind, pattern in PATTERNS.items() for name in names if pattern.fullmatch(name)), "")
