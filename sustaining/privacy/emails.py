"""The email that the archive of a person’s data is ready."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from schools import samples
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import day, long_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url, reader_is_active

from .choices import RequestState, Scope
from .forgetting import Cleared
from .models import DataRequest


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
            Variable("until", "the day until which it is kept", lambda context: day(context["data_request"].ends_at)),
        ),
        buttons=(Button("Download the archive", lambda context: page_url(context["data_request"])),),
        sample=sample_ready,
        facts=("data_request",),
        still_true=is_still_ready,
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
        return "It will be cleared on the 15th of this month. The certificate follows by email."
    return "Nothing is cleared by itself: RETENTION_APPLIES is off. Clear it with manage.py retention --apply."


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
        title="Data kept for its time",
        goes_when="to programme administrators on the 1st of a month in which data about people has been kept for its time",
        variables=(*READER, ITEMS, DAY, Variable("what_happens", "whether it is cleared by itself", _what_happens)),
        **RETENTION,
    )
)
register(
    EmailKind(
        name="retention_certificate",
        title="Certificate of cleared data",
        goes_when="to programme administrators when data about people has been cleared after its time",
        variables=(*READER, ITEMS, DAY, Variable("figures", "whether figures are the same", _figures)),
        **RETENTION,
    )
)
