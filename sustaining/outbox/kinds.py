"""Each kind of email that the site writes, declared once: when it goes, who may decline it, whether it is still true.

An app declares its kinds in `emails.py` and registers them in `AppConfig.ready`. The default wording is in
`templates/email/<name>.subject` and `.txt`, in plain text with `{{ names }}`; `manage.py email_kinds` lists all kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from sustaining.common.registry import Registry

if TYPE_CHECKING:
    from django.db.models import Model, Q

    from .models import EmailQuerySet

Context = dict[str, Any]
"""The values from which an email is rendered: model instances, dates, sentences."""
Facts = dict[str, Any]
"""JSON values stored with an email for `still_true`: primary keys, ISO dates, numbers. `user` is the reader's key or None."""
StillTrue = Callable[[Facts, datetime], bool]
VisibilityCondition = Callable[[Any, "EmailQuerySet"], "Q | None"]


@dataclass(frozen=True)
class Occasion:
    """One email that is due to one person.

    `key` is unique for person and occasion and names the day it is about: a meeting moved to another day reminds anew,
    a rerun never does. It is not sent after `use_until`. Its kind's `still_true` is called with `facts` before sending.
    `calendar` is called only when the email is written. `skip` is one of `skip_reasons.py`, which is recorded so that
    *why was there no reminder* has an answer.
    """

    key: str
    to: Any
    kind: str
    use_until: datetime
    about: Model | None = None
    facts: Facts = field(default_factory=dict)
    reply_to: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    calendar: Callable[[], str] | None = None
    skip: str = ""


Occasions = Callable[[datetime], Iterable[Occasion]]


class Category(StrEnum):
    """How much an email matters to its reader. It decides whether they can decline it (the List-Unsubscribe header)."""

    REQUIRED = "required"
    """Always sent; the kind says why in `reason`."""
    CHANGE = "change"
    """A change to something the reader counts on: always sent."""
    NEWS = "news"
    """Something new. Not sent to people who chose changes and cancellations only."""
    REMINDER = "reminder"
    """Sent only to people who chose all emails."""
    SUMMARY = "summary"
    """The weekly summary: sent only to people who asked for it, whatever else they chose."""


OPTIONAL = frozenset({Category.NEWS, Category.REMINDER, Category.SUMMARY})


@dataclass(frozen=True)
class Variable:
    """A name for use in a wording as `{{ name }}`, with its description and the function that computes its value.

    `needed_in` is the part (`subject` or `body`) that every wording must name it in: without it the email says nothing.
    `is_table`: each line of the value is a row, `label: value`, which the HTML version shows as a table.
    """

    name: str
    description: str
    value: Callable[[Context], Any]
    needed_in: str = ""
    is_table: bool = False


@dataclass(frozen=True)
class Button:
    """A link below the wording. It is left out when `url` returns nothing.

    An email has one main button, and a second one where its question has two answers. `is_link` is for what leads
    elsewhere: it is a link in the text below the buttons. A link that acts is an `Address` (`links.py`): it renders as a
    placeholder and is made when the email is sent.
    """

    label: str | Callable[[Context], str]
    url: Callable[[Context], Any]
    is_main: bool = True
    is_link: bool = False

    def get_label(self, context: Context) -> str:
        """Return the label, which may depend on what the email is about."""
        return self.label if isinstance(self.label, str) else self.label(context)


@dataclass(frozen=True, kw_only=True)
class EmailKind:
    """One kind of email. See docs/decisions/0071 and *A reminder, or another email* in CONTRIBUTING.md.

    `facts` names the values stored with an email; `still_true(facts, now)` is called with them just before sending.
    `occasions(now)` is a pure function of time for scheduled kinds; two kinds may share one.
    `hub(context)` is the hub that may word this kind itself; kinds without it keep the default wording. The hub signs
    the email and receives the replies; `sender(context)` names it for kinds that no hub may word.
    """

    name: str
    area: str
    title: str
    goes_when: str
    category: Category | None = None
    reason: str = ""
    variables: tuple[Variable, ...] = ()
    buttons: tuple[Button, ...] = ()
    sample: Callable[[], Context] | None = None
    facts: tuple[str, ...] = ()
    still_true: StillTrue | None = None
    always_true: str = ""
    occasions: Occasions | None = None
    hub: Callable[[Context], Any] | None = None
    sender: Callable[[Context], Any] | None = None
    seen_by: tuple[VisibilityCondition, ...] = ()

    @property
    def is_optional(self) -> bool:
        """Return whether a person may decline mails of this kind."""
        return self.category in OPTIONAL

    @property
    def can_be_worded(self) -> bool:
        """Return whether a hub may replace the wording."""
        return self.hub is not None

    def get_sender(self, context: Context) -> Any:
        """Return the hub that signs the email, or None."""
        sender = self.sender or self.hub
        return sender(context) if sender else None

    def is_still_true(self, facts: Facts, now: datetime) -> bool:
        """Return whether an email with these facts is still true. Emails from before the kind stored them count as true."""
        if self.still_true is None or not set(self.facts) <= facts.keys():
            return True
        return self.still_true(facts, now)

    def problems(self) -> list[str]:
        """Return what the declaration lacks, as sentences that name the kind."""
        checks = (
            (isinstance(self.category, Category), "has no category: choose one of Category"),
            (self.category != Category.REQUIRED or self.reason, "is REQUIRED: say why in `reason`"),
            (self.still_true or self.always_true, "needs still_true, or always_true with the reason in a sentence"),
            (not (self.still_true and self.always_true), "has both still_true and always_true: keep one"),
            (
                self.category not in (Category.REMINDER, Category.SUMMARY, None) or self.occasions,
                "is a REMINDER: give its `occasions`"
                if self.category
                else "has no `occasions`, which a REMINDER needs",
            ),
            (self.sample is not None, "has no sample: give a context to render it with"),
            (self.title and self.goes_when, "needs a title and goes_when"),
            (len({v.name for v in self.variables}) == len(self.variables), "has a variable twice"),
        )
        return [f"The email kind {self.name} {sentence}." for is_fine, sentence in checks if not is_fine]


KINDS: Registry[str, EmailKind] = Registry("email kinds", "Every kind of email: occasions, templates, who sees it.")


def register(*kinds: EmailKind) -> None:
    """Register an app's kinds. Raise ImproperlyConfigured, naming the kind, when a declaration lacks something."""
    for kind in kinds:
        problems = kind.problems()
        if kind.name in KINDS:
            problems.append(f"The email kind {kind.name} is declared twice.")
        if problems:
            raise ImproperlyConfigured(" ".join(problems))
        KINDS.add(kind.name, kind)


def get_kind(name: str) -> EmailKind:
    """Return a registered kind. Raise ImproperlyConfigured when there is none of this name."""
    if name not in KINDS:
        raise ImproperlyConfigured(f"No email kind is called {name!r}. Declare it in the app's emails.py.")
    return KINDS[name]
