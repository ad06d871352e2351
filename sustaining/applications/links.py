"""Links for applicants and headteachers, who need no account: to a draft, to its outcome, and to the agreement."""

from __future__ import annotations

from datetime import datetime

from schools.models import SchoolContact
from sustaining.common.clock import london_day
from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .choices import ApplicationState
from .models import Application

DRAFT, STATUS, HEAD, INTEREST = "application-draft", "application-status", "head-agreement", "interest"
CLOSED = (ApplicationState.WITHDRAWN, ApplicationState.DECLINED, ApplicationState.ACCEPTED)
APPLICANT_ENDED = "Links to an application expire after a while, and when we email a newer one."


def _is_for_applicant(link: Link, now: datetime) -> bool:
    return link.subject.contact_email == link.to


def _is_for_head(link: Link, now: datetime) -> bool:
    application: Application = link.subject
    is_named = application.head_email == link.to and application.state not in CLOSED
    return is_named and not _has_left(application, link.to, now)


def _has_left(application: Application, email: str, now: datetime) -> bool:
    """Return whether the address is that of a contact of the school whose posts there have all ended."""
    posts = SchoolContact.objects.filter(school=application.school_id, user__email__iexact=email)
    return posts.exists() and not posts.current(london_day(now)).exists()


def purpose_for(application: Application) -> str:
    """Return the purpose of an applicant's next link: to edit the draft, or to see the outcome and answer an offer."""
    return DRAFT if application.state == ApplicationState.DRAFT else STATUS


def applicant_address(application: Application) -> Address:
    """Return the address of the applicant's link. The token is made when the email is sent."""
    return Address(purpose_for(application), application)


def head_address(application: Application) -> Address:
    """Return the address of the head's link; naming another head ends it."""
    return Address(HEAD, application)


register_purpose(
    LinkPurpose(
        name=INTEREST,
        url="applications:confirm-interest",
        ended="This link has expired. Leave your address on the project page again to get a new one.",
        still_valid=lambda link, now: link.subject.email == link.to,
        readable_after_use=True,
        newest_only=True,
        title="to hear when applications open",
    )
)
for _name in (DRAFT, STATUS):
    register_purpose(
        LinkPurpose(
            name=_name,
            url="applications:tasks",
            ended=APPLICANT_ENDED,
            still_valid=_is_for_applicant,
            readable_after_use=True,
            newest_only=True,
            title="to open your school’s application",
            renewed_as=lambda link: purpose_for(link.subject),
        )
    )
register_purpose(
    LinkPurpose(
        name=HEAD,
        url="applications:agreement",
        ended="This link no longer works. It may have expired, the school may have named another headteacher, or the application "
        "is closed.",
        still_valid=_is_for_head,
        single_use=True,
        readable_after_use=True,
        newest_only=True,
        title="to answer the headteacher’s request",
    )
)
