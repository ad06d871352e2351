"""The emails about Specialists' release pay, to the finance contacts of their home schools and to payees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from schools import samples
from schools.email_parts import hub_staff, reader_sees
from specialists.models import Specialist
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import long_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, StillTrue, Variable, register
from sustaining.outbox.parts import READER

from .choices import PaymentState, ReleaseState
from .emails import ABOUT_MONEY, AREA, REASON
from .links import remittance_address
from .models import ReleaseMonth, ReleasePayment


def _sample(**fields: Any) -> Context:
    """Return a context with an unsaved payment of release pay, for previews."""
    month = ReleaseMonth(
        pk=1,
        hub=samples.HUB,
        specialist=Specialist(pk=1, user=samples.COLLEAGUE, home_school=samples.SCHOOL),
        home_school=samples.SCHOOL,
        reference="REL-26-7KTM",
        month=date(2026, 11, 1),
        amount=Decimal(375),
    )
    payment = ReleasePayment(
        pk=1, month=month, amount=month.amount, paid_on=date(2026, 12, 11), paid_to="Castle Hill Academy Trust"
    )
    return {"person": samples.READER, "payment": payment, "about": samples.SCHOOL, **fields}


def _payment_is(**conditions: Any) -> StillTrue:
    """Return a check: the payment meets these conditions, and the recipient can still see it."""

    def still_true(facts: Facts, now: Any) -> bool:
        rows = ReleasePayment.objects.filter(pk=facts["release_payment"], **conditions)
        return rows.exists() and reader_sees(ReleasePayment, facts["release_payment"], facts["user"])

    return still_true


PAID = _payment_is(state__in=(PaymentState.SENT, PaymentState.CONFIRMED))
UNPAID_MONTHS = (ReleaseState.APPROVED, ReleaseState.IN_RUN)
PAYMENT = (
    *READER,
    Variable("reference", "the reference of the release pay", lambda context: context["payment"].month.reference),
    Variable("specialist", "the Specialist", lambda context: context["payment"].month.specialist),
    Variable("month", "the month of the sessions", lambda context: f"{context['payment'].month.month:%B %Y}"),
    Variable("school", "the Specialist’s home school", lambda context: context["payment"].school),
    Variable("hub", "your hub", lambda context: context["payment"].hub),
    Variable("amount", "what is paid", lambda context: format_pounds(context["payment"].amount)),
    Variable("payee", "who it is paid to", lambda context: context["payment"].payee),
    Variable("paid_on", "the day of the payment", lambda context: long_day(context["payment"].paid_on)),
)


def _page(context: Context) -> str:
    return settings.SITE_URL + reverse("funding:release-month", args=[context["payment"].month.pk])


SEE = Button("View the release pay", _page)


def _kind(name: str, title: str, goes_when: str, *variables: Variable, **fields: Any) -> EmailKind:
    return EmailKind(
        **{
            "name": name,
            "area": AREA,
            "title": title,
            "goes_when": goes_when,
            "category": Category.REQUIRED,
            "reason": ABOUT_MONEY,
            "variables": (*PAYMENT, *variables),
            "buttons": (SEE,),
            "sample": _sample,
            "facts": ("release_payment",),
            "hub": lambda context: context["payment"].hub,
            "seen_by": (hub_staff,),
            **fields,
        }
    )


register(
    _kind(
        "release_payment_advice",
        "Remittance advice for release pay",
        "to the finance contacts of a Specialist’s home school, and to the payee’s address if there is one, when release"
        " pay is paid",
        buttons=(Button("Download remittance advice (PDF)", lambda context: remittance_address(context["payment"])),),
        still_true=PAID,
    ),
    _kind(
        "release_payment_returned",
        "Release pay returned",
        "to the finance contacts of a Specialist’s home school when the bank returns release pay",
        REASON,
        sample=lambda: _sample(reason="Account closed."),
        still_true=_payment_is(state=PaymentState.RETURNED, month__state__in=UNPAID_MONTHS),
    ),
    _kind(
        "release_payment_reinstated",
        "Release pay confirmed after a mistake",
        "to the finance contacts of a Specialist’s home school when release pay was recorded as returned by mistake",
        still_true=PAID,
    ),
    _kind(
        "release_payment_recalled",
        "Release pay delayed",
        "to the finance contacts of a Specialist’s home school when the hub stops the payment run",
        REASON,
        sample=lambda: _sample(reason="Two payments in the run had the wrong account number."),
        still_true=_payment_is(state=PaymentState.RECALLED, month__state__in=UNPAID_MONTHS),
    ),
)
