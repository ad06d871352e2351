"""Emails about people’s data: the archive is ready, an account was changed, and what retention clears."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from schools import samples
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import long_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, SampleHub, page_url, reader_is_active

from .choices import Change, RequestState, Scope
from .forgetting import Cleared
from .models import AccountChange, DataRequest


def sample_ready() -> Context:
    """Return a context with a request that is in no database."""
    made_at = samples.moment(3, 10)
    data_request = DataRequest(
        pk=1, scope=Scope.OWN, state=RequestState.READY, person=samples.READER, address=samples.READER.email,
        asked_by=samples.READER, asked_at=made_at, made_at=made_at, ends_at=made_at + timedelta(days=7),
    )  # fmt: skip
    return {"data_request": data_request, "person": samples.READER, "about": None}


def is_still_ready(facts: Facts, now: datetime) -> bool:
    """Return whether the archive can still be downloaded by its reader."""
    ready = DataRequest.objects.filter(pk=facts["data_request"], state=RequestState.READY, ends_at__gt=now)
    return ready.exists() and reader_is_active(facts["user"])


register(
    EmailKind(
        name="data_request_ready",
        area="Accounts",
        title="Data ready to download",
        goes_when="to the person who asked for what is kept about them or someone else, when the archive is ready",
        category=Category.REQUIRED,
        reason="The reader asked for it.",
        variables=(
            *READER,
            Variable(
                "until", "the day until which it is kept", lambda context: long_day(context["data_request"].ends_at)
            ),
        ),
        buttons=(Button("Download the archive", lambda context: page_url(context["data_request"])),),
        sample=sample_ready,
        facts=("data_request",),
        still_true=is_still_ready,
    )
)


CHANGES = {
    Change.NAME: ("Your name has been corrected", "Your name on this site has been corrected."),
    Change.ADDRESS: (
        "Your email address is being changed",
        "Your email address on this site is being changed. It changes when the link in the email to the new address is used.",
    ),
    Change.CLOSED: (
        "Your account has been closed",
        "Your account has been closed. You can no longer sign in, and we’ll send you no more email. "
        "Records of the programme keep what you did.",
    ),
    Change.REOPENED: ("Your account has been reopened", "Your account has been reopened. You can sign in as before."),
    Change.RESTRICTED: (
        "The use of your data is restricted",
        "We keep your data, and don’t use it for anything else. We’ll only email you about your account.",
    ),
    Change.LIFTED: (
        "Your data is used again",
        "The restriction on the use of your data has been lifted. We’ll email you about the programme again.",
    ),
}
"""Subject and first sentence of the email about each change of an account."""


def sample_change() -> Context:
    """Return a context with a change that is in no database."""
    change = AccountChange(
        pk=1, person=samples.READER, kind=Change.RESTRICTED, reason="Ines asked for it by letter on 3 November.",
        at=samples.moment(3, 10), by=User(pk=2, full_name="Priya Nair"),
    )  # fmt: skip
    return {"change": change, "person": samples.READER, "about": None, "hub": SampleHub()}


def _change(context: Context) -> AccountChange:
    change: AccountChange = context["change"]
    return change


def _changed_by(context: Context) -> str:
    change = _change(context)
    return "You did this" if change.by_id == change.person_id else f"{change.by} did this"


register(
    EmailKind(
        name="account_change",
        area="Accounts",
        title="Change of an account",
        goes_when="to a person whose name or address is corrected, or whose account is closed, reopened or restricted",
        category=Category.REQUIRED,
        reason="Everyone learns what is done with their account.",
        variables=(
            *READER,
            Variable("news", "what was changed", lambda context: CHANGES[Change(_change(context).kind)][0]),
            Variable("what", "what it means", lambda context: CHANGES[Change(_change(context).kind)][1]),
            Variable("who", "who did it", _changed_by),
            Variable("day", "the day", lambda context: long_day(_change(context).at)),
            Variable("reason", "why", lambda context: _change(context).reason),
        ),
        sample=sample_change,
        facts=(),
        always_true="it says what was done on its day",
        sender=lambda context: context["hub"],
    )
)


def sample_retention() -> Context:
    """Return a context as `forgetting` gives it."""
    items = [Cleared("emails: address, subject and text", 128), Cleared("claims: files, name and content", 12)]
    return {
        "items": items,
        "day": london_day(samples.moment(1, 6)),
        "applies": True,
        "is_same": True,
        "person": samples.READER,
        "about": None,
    }


def _what_happens(context: Context) -> str:
    if context["applies"]:
        return "It will be deleted on the 15th of this month. The certificate follows by email."
    return (
        "Nothing is deleted automatically, since RETENTION_APPLIES is off. Delete it with manage.py retention --apply."
    )


def _figures(context: Context) -> str:
    if context["is_same"]:
        return "The ledger and the figures of past years are the same as before."
    return "Figures of past years differ from before. Ask the people who run the site to compare them with a backup."


RETENTION: dict[str, Any] = {
    "area": "Accounts",
    "category": Category.REQUIRED,
    "reason": "Programme administrators answer for what is kept about people.",
    "buttons": (),
    "sample": sample_retention,
    "facts": (),
    "always_true": "it says what was due, or has been cleared, on its day",
}
ITEMS = Variable("items", "what it is, a line for each kind", lambda context: "\n".join(map(str, context["items"])))
DAY = Variable("day", "the day", lambda context: long_day(context["day"]))

register(
    EmailKind(
        name="retention_due",
        title="Personal data due for deletion",
        goes_when="to programme administrators on the 1st of a month in which personal data has passed its retention period",
        variables=(*READER, ITEMS, DAY, Variable("what_happens", "whether it is cleared by itself", _what_happens)),
        **RETENTION,
    )
)
register(
    EmailKind(
        name="retention_certificate",
        title="Certificate of deleted personal data",
        goes_when="to programme administrators when personal data has been deleted after its retention period",
        variables=(*READER, ITEMS, DAY, Variable("figures", "whether figures are the same", _figures)),
        **RETENTION,
    )
)
