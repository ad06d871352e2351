"""The email of a message to a group: what its writer wrote, with each reader's own values."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from schools import samples
from schools.choices import NOT_TAKING_PART
from schools.email_parts import hub_staff
from schools.models import Advocate, Participation, SchoolContact
from schools.querysets import current
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.models import EmailQuerySet
from sustaining.outbox.parts import reader_is_active

from .message_choices import RecipientRole
from .models import Mailing
from .querysets import support_on
from .recipients import KIND, Place

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def own_messages(user: User, emails: EmailQuerySet) -> Q | None:
    """Let people see the emails of the messages that they wrote."""
    mailings = Mailing.objects.filter(written_by=user.pk).order_by().values("pk")
    return Q(about_type=ContentType.objects.get_for_model(Mailing), about_id__in=mailings)


def place_as_fact(place: Place) -> list[Any]:
    """Return the role and the year by which somebody is written to, and whether the year had ended already."""
    year = place.participation
    return [str(place.role), year.pk, year.state in NOT_TAKING_PART]


def _holds(user: int, role: str, year: Participation, day: date) -> bool:
    if role == RecipientRole.SPECIALIST:
        return support_on(day).filter(participation=year.pk, specialist__user=user).exists()
    if role == RecipientRole.ADVOCATE:
        return Advocate._base_manager.filter(current(day), school=year.school_id, user=user).exists()
    return SchoolContact._base_manager.filter(current(day), school=year.school_id, user=user, role=role).exists()


def still_holds_a_place(facts: Facts, now: datetime) -> bool:
    """Return whether the reader still holds a post for which they are written to, in a year that has not ended since."""
    user, day = facts["user"], london_day(now)
    if user is None or not reader_is_active(user):
        return False
    for role, key, had_ended in facts["places"]:
        year = Participation._base_manager.filter(pk=key).first()
        has_ended = year is None or (year.state in NOT_TAKING_PART and not had_ended)
        if year is not None and not has_ended and _holds(user, role, year, day):
            return True
    return False


def sample() -> Context:
    """Return the context of a message, with unsaved rows, for previews and tests."""
    mailing = Mailing(pk=1, hub=samples.HUB, subject="Summer meeting", body="Hello", written_by=samples.COLLEAGUE)
    return {
        "hub": samples.HUB,
        "message_subject": "Your development plan",
        "message_body": "Hello Ines\n\nCastle Hill Academy’s plan is still a draft. Please share it by half term.",
        "person": samples.READER,
        "about": mailing,
    }


register(
    EmailKind(
        name=KIND,
        area="Messages",
        title="Message to a group",
        goes_when="when hub staff, a Specialist or a Work Group Lead write to several people at once",
        category=Category.NEWS,
        variables=(
            Variable("subject", "the subject as it was written", lambda context: context["message_subject"], "subject"),
            Variable("message", "the text as it was written", lambda context: context["message_body"], "body"),
        ),
        sample=sample,
        facts=("mailing", "places"),
        still_true=still_holds_a_place,
        hub=lambda context: context["hub"],
        seen_by=(hub_staff, own_messages),
    )
)
