"""Links of applicants and headteachers, who need no account: to a draft, to what became of it, and to agree."""

from __future__ import annotations

from datetime import datetime

from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .choices import ApplicationState
from .models import Application

DRAFT, STATUS, HEAD = "application-draft", "application-status", "head-agreement"
CLOSED = (ApplicationState.WITHDRAWN, ApplicationState.DECLINED, ApplicationState.ACCEPTED)
APPLICANT_ENDED = "Links to an application end after a while, and when a newer one is emailed."


def _is_applicants(link: Link, now: datetime) -> bool:
    return link.subject.contact_email == link.to


def _is_heads(link: Link, now: datetime) -> bool:
    return link.subject.head_email == link.to and link.subject.state not in CLOSED


def purpose_for(application: Application) -> str:
    """Return what an applicant's next link is for: to write the draft, or to follow and answer what was submitted."""
    return DRAFT if application.state == ApplicationState.DRAFT else STATUS


def applicant_address(application: Application) -> Address:
    """Return the address of the applicant's link, minted when its email goes."""
    return Address(purpose_for(application), application)


def head_address(application: Application) -> Address:
    """Return the address of the head's link; naming another head ends it."""
    return Address(HEAD, application)


for _name in (DRAFT, STATUS):
    register_purpose(
        LinkPurpose(
            name=_name,
            url="applications:tasks",
            ended=APPLICANT_ENDED,
            still_valid=_is_applicants,
            readable_after_use=True,
            newest_only=True,
            title="to your school’s application",
            renewed_as=lambda link: purpose_for(link.subject),
        )
    )
register_purpose(
    LinkPurpose(
        name=HEAD,
        url="applications:agreement",
        ended="This link has ended, because it is too old, another headteacher was named, or the application is closed.",
        still_valid=_is_heads,
        single_use=True,
        readable_after_use=True,
        newest_only=True,
        title="to the headteacher’s agreement",
    )
)
