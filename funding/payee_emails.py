"""The emails about payees: remittance advice, and a change of whom the hub pays for a school."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from schools import samples
from schools.email_parts import hub_staff, reader_sees
from schools.models import School
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import long_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER

from .emails import ABOUT_MONEY, AREA, is_still_paid, sample_claim
from .links import remittance_address
from .models import PayeeDetails


def sample_payee() -> Context:
    """Return a context with unsaved payee details, for previews."""
    payee = PayeeDetails(
        pk=1,
        hub=samples.PARTICIPATION.hub,
        school=samples.SCHOOL,
        name="Castle Hill Academy Trust",
        vendor_number="V00417",
        bank_reference="MATHS HUB",
        remittance_email="finance@castlehill.example",
    )
    return {"person": samples.READER, "payee": payee, "about": samples.SCHOOL}


def is_still_confirmed(facts: Facts, now: datetime) -> bool:
    """Return whether these are the details that are used, and the recipient can still see the school."""
    payee = PayeeDetails.objects.confirmed().filter(pk=facts["payee"]).first()
    if payee is None or payee != PayeeDetails.objects.current(payee.hub_id, [payee.school_id]).first():
        return False
    return reader_sees(School, payee.school_id, facts["user"])


def _detail(name: str) -> Any:
    return lambda context: getattr(context["payee"], name) or "none"


register(
    EmailKind(
        name="payment_advice",
        area=AREA,
        title="Remittance advice",
        goes_when="to the school’s finance contacts, and to the payee’s address if there is one, when a payment is made",
        category=Category.REQUIRED,
        reason=ABOUT_MONEY,
        variables=(
            *READER,
            Variable("claim", "the claim’s reference", lambda context: context["claim"].reference),
            Variable("school", "the school", lambda context: context["claim"].school),
            Variable("amount", "what is paid", lambda context: format_pounds(context["payment"].amount)),
            Variable("payee", "who it is paid to", lambda context: context["payment"].payee),
            Variable("paid_on", "the day of the payment", lambda context: long_day(context["payment"].paid_on)),
            Variable("invoice", "the school’s invoice number", lambda context: context["claim"].invoice_number),
        ),
        buttons=(Button("Download remittance advice (PDF)", lambda context: remittance_address(context["payment"])),),
        sample=sample_claim,
        facts=("payment",),
        still_true=is_still_paid,
        hub=lambda context: context["claim"].hub,
        seen_by=(hub_staff,),
    ),
    EmailKind(
        name="payee_changed",
        area=AREA,
        title="Payee details changed",
        goes_when="to a school’s finance contacts and headteacher when its hub changes whom it pays for the school",
        category=Category.REQUIRED,
        reason=ABOUT_MONEY,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["payee"].school),
            Variable("hub", "your hub", lambda context: context["payee"].hub),
            Variable("payee", "who is paid now", _detail("name")),
            Variable("vendor", "the payee’s number in the hub’s finance system", _detail("vendor_number")),
            Variable("bank_reference", "what the bank statement shows", _detail("bank_reference")),
            Variable("remittance_email", "where remittance advice goes", _detail("remittance_email")),
        ),
        buttons=(
            Button(
                "View your grant",
                lambda context: settings.SITE_URL + reverse("funding:grant", args=[context["payee"].school.urn]),
            ),
        ),
        sample=sample_payee,
        facts=("payee",),
        still_true=is_still_confirmed,
        hub=lambda context: context["payee"].hub,
        seen_by=(hub_staff,),
    ),
)
