"""Links that work without signing in: to answer an invitation, to read a private calendar, to download a certificate."""

from __future__ import annotations

from datetime import datetime

from schools.choices import NOT_TAKING_PART
from sustaining.common.clock import london_day
from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .models import Certificate, Invitation

RSVP, CALENDAR, CERTIFICATE = "rsvp", "calendar", "certificate"


def rsvp_address(invitation: Invitation) -> Address:
    """Return the address at which the user answers an invitation. Its token is made when the email is sent."""
    return Address(RSVP, invitation)


def _is_invited(link: Link, now: datetime) -> bool:
    """Return whether the link still opens its page: until the meeting ends, while the user is invited.

    Answers are accepted until the meeting starts; between start and end the page says that it has started. People
    who have left the school, and schools that have withdrawn, are no longer invited.
    """
    invitation: Invitation = link.subject
    ends = invitation.meeting.ends_at
    if invitation.user_id != link.user_id or (ends is not None and ends <= now):
        return False
    held = Invitation.objects.live().held_by(invitation.user, london_day(now)).filter(pk=invitation.pk)
    return held.exclude(participation__state__in=NOT_TAKING_PART).exists()


def certificate_address(certificate: Certificate) -> Address:
    """Return the address at which the person downloads a certificate. Substitutes have no account to sign in with."""
    return Address(CERTIFICATE, certificate)


def _is_valid_certificate(link: Link, now: datetime) -> bool:
    certificate: Certificate = link.subject
    return _is_owners(link, now) and certificate.is_valid and not certificate.is_cleared


def _is_owners(link: Link, now: datetime) -> bool:
    return link.subject.user_id == link.user_id


register_purpose(
    LinkPurpose(
        name=RSVP,
        url="workgroups:rsvp",
        ended="The meeting has finished, you are no longer invited, or the link has expired.",
        still_valid=_is_invited,
        title="to reply to your invitation",
    )
)
register_purpose(
    LinkPurpose(
        name=CALENDAR,
        url="workgroups:feed",
        ended="This calendar has a new address. Sign in to get it.",
        still_valid=_is_owners,
    )
)
register_purpose(
    LinkPurpose(
        name=CERTIFICATE,
        url="workgroups:certificate-by-link",
        ended="The certificate has been withdrawn or replaced, or the link has expired.",
        still_valid=_is_valid_certificate,
        title="to download your certificate",
    )
)
