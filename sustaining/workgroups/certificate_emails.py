"""The email that a certificate has been issued."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools import samples
from schools.email_parts import hub_staff
from sustaining.common.years import AcademicYear
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.links import Address
from sustaining.outbox.parts import READER

from .certificates import format_hours
from .choices import CertificateKind
from .emails import AREA, group_leads
from .links import certificate_address
from .models import Certificate, WorkGroup


def sample_certificate(**fields: Any) -> Context:
    """Return a context with a certificate that is in no database."""
    group = WorkGroup(pk=1, hub=samples.HUB, project=samples.PROJECT, name="Work Group B")
    certificate = Certificate(
        pk=1, number="K7QD-93MF-XW2P", group=group, user=samples.READER, participation=samples.PARTICIPATION,
        kind=CertificateKind.ATTENDANCE, name=samples.READER.full_name, school_name=samples.SCHOOL.name,
        hub_name=samples.HUB.name, programme=samples.PROJECT.title, academic_year=2026, meetings=[1, 2, 3], held=3,
        attended=3, minutes=360, issued_by=samples.COLLEAGUE, issued_at=samples.moment(7, 5),
    )  # fmt: skip
    return {"certificate": certificate, "person": samples.READER, "about": group, **fields}


def is_still_valid(facts: Facts, now: datetime) -> bool:
    """Return whether the certificate is still valid, and the reader's."""
    valid = Certificate.objects.valid().filter(pk=facts["certificate"], user=facts["user"])
    return valid.filter(user__is_active=True).exists()


def _link(context: Context) -> Address:
    return certificate_address(context["certificate"])


register(
    EmailKind(
        name="certificate_issued",
        area=AREA,
        title="Certificate issued",
        goes_when="when the hub or the Work Group’s lead issues a certificate, or a corrected one replaces it",
        category=Category.NEWS,
        variables=(
            *READER,
            Variable("group", "the Work Group", lambda context: context["certificate"].group.name),
            Variable("hub", "your hub", lambda context: context["certificate"].group.hub),
            Variable("kind", "attendance or participation", lambda context: context["certificate"].kind),
            Variable("number", "the certificate’s number", lambda context: context["certificate"].number),
            Variable("attended", "how many meetings it counts", lambda context: context["certificate"].attended),
            Variable("held", "how many meetings were held", lambda context: context["certificate"].held),
            Variable("hours", "their length", lambda context: format_hours(context["certificate"].minutes)),
            Variable("year", "the year", lambda context: AcademicYear(context["certificate"].academic_year)),
        ),
        buttons=(Button("Download your certificate", _link),),
        sample=sample_certificate,
        facts=("certificate",),
        still_true=is_still_valid,
        hub=lambda context: context["certificate"].group.hub,
        seen_by=(hub_staff, group_leads),
    )
)
