"""Write a message to a group: save its draft, hold or schedule it, send it, cancel it, and take it up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.http import Http404

from schools.models import Hub
from schools.viewer import Viewer
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action, may
from sustaining.outbox.wording import placeholder_problem

from ..audiences import Selected
from ..dispatch import keep_recipients, people_now, write_emails
from ..message_choices import MailingState
from ..models import MAILING_MOVES, Mailing
from ..placeholders import placeholders_for

if TYPE_CHECKING:
    from sustaining.accounts.models import User

NO_WRITER = "{} can no longer write to these schools. Write another message."
NO_GROUP = "Its writer can no longer see this group of schools. Write another message."
NOBODY_LEFT = "There is no one in the group to email any more."


class CannotSend(DomainError):
    """The message cannot go as it is; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class MessageText:
    """What a message says, and where replies to it go."""

    subject: str
    body: str
    replies_to_writer: bool = False

    def check(self, writer: User, hub: Hub) -> None:
        """Raise CannotSend at the field whose placeholders are not ones that the writer may use."""
        allowed = list(placeholders_for(writer, hub))
        for name in ("subject", "body"):
            if problem := placeholder_problem(getattr(self, name), allowed):
                raise CannotSend(problem, name)


@action("casework.write_message")
def write_message(hub: Hub, *, text: MessageText, selected: Selected, once: UUID, by: User, now: datetime) -> Mailing:
    """Save the draft of a message in the name of a hub. A form that is sent twice returns the first draft.

    Raise CannotSend for a placeholder that there is not.
    """
    text.check(by, hub)
    values = {**_as_fields(text, selected, by, now), "hub": hub, "written_by": by, "written_at": now}
    return Mailing.objects.get_or_create(once=once, defaults=values)[0]


@action("casework.edit_message")
def edit_message(mailing: Mailing, *, text: MessageText, selected: Selected, by: User, now: datetime) -> Mailing:
    """Change a draft. Raise WrongState where it is none, CannotSend for a placeholder that there is not."""
    text.check(mailing.written_by, mailing.hub)
    drafts = Mailing.objects.filter(pk=mailing.pk, state=MailingState.DRAFT)
    if not drafts.update(**_as_fields(text, selected, mailing.written_by, now)):
        mailing.refresh_from_db()
        raise WrongState(MAILING_MOVES.refusal(mailing))
    mailing.refresh_from_db()
    return mailing


def _as_fields(text: MessageText, selected: Selected, writer: User, now: datetime) -> dict:
    return {
        "subject": text.subject, "body": text.body, "replies_to_writer": text.replies_to_writer,
        "audience": selected.audience, "filters": dict(selected.filters), "roles": list(selected.roles),
        "label": selected.describe(Viewer(writer, london_day(now))),
    }  # fmt: skip


def _keep(mailing: Mailing, now: datetime) -> None:
    """Lock the message and write down its recipients, unless they are. Raise CannotSend where it goes to nobody."""
    Mailing.objects.select_for_update().get(pk=mailing.pk)
    mailing.refresh_from_db()
    if mailing.is_draft:
        if not (mailing.subject and mailing.body):
            raise CannotSend("Enter a subject and a message first.")
        people = people_now(mailing, now)
        if not people.written_to:
            raise CannotSend("There is no one to email. Choose other schools or roles.")
        keep_recipients(mailing, people.everyone)


@action("casework.hold_message")
def hold_message(mailing: Mailing, *, by: User, now: datetime) -> Mailing:
    """Keep a message ready until somebody sends it, or take a scheduled one off the schedule.

    Its recipients are those of now. Raise WrongState or CannotSend.
    """
    _keep(mailing, now)
    MAILING_MOVES.make(mailing, "hold", send_at=None, hold_reason="")
    return mailing


@action("casework.schedule_message")
def schedule_message(mailing: Mailing, *, send_at: datetime, by: User, now: datetime) -> Mailing:
    """Have a message sent at a time. Its recipients are those of now; who has left by then is not written to.

    Raise WrongState or CannotSend.
    """
    if send_at <= now:
        raise CannotSend("Enter a day and time in the future.", "send_on")
    _keep(mailing, now)
    MAILING_MOVES.make(mailing, "schedule", send_at=send_at, hold_reason="")
    return mailing


@action("casework.send_message")
def send_message(mailing: Mailing, *, by: User, now: datetime) -> Mailing:
    """Write the emails of a message into the outbox: one to each person. Raise WrongState or CannotSend.

    Of two people who send it at once, one waits for the other and is then refused.
    """
    _keep(mailing, now)
    _send(mailing, by, now)
    return mailing


@action("casework.send_due_message")
def send_due_message(mailing: Mailing, *, by: User, now: datetime) -> Mailing:
    """Send a scheduled message whose time has come, or hold it, with the reason, where it can't go.

    It can't where its writer may not send it any more or does not see the group, nobody is left, or the outbox refuses an
    email: then none is written, and the messages after it still go. A message that somebody else is changing, or that is
    not due any more, is left alone.
    """
    due = Mailing.objects.due(now).filter(pk=mailing.pk).select_for_update(of=("self",), skip_locked=True)
    locked = due.select_related("hub", "written_by").first()
    if locked is None:
        return mailing
    writer = locked.written_by
    try:
        if not may(writer, "casework.write_message", locked.hub):
            raise CannotSend(NO_WRITER.format(writer))
        with transaction.atomic():
            _send(locked, writer, now)
    except (DomainError, Http404) as error:
        reason = NO_GROUP if isinstance(error, Http404) else str(error)
        locked.refresh_from_db()
        MAILING_MOVES.make(locked, "hold", send_at=None, hold_reason=reason[:300])
    return locked


def _send(mailing: Mailing, by: User, now: datetime) -> None:
    """Write the emails of a message. Raise CannotSend where nobody is left, WrongState where it has gone."""
    MAILING_MOVES.make(mailing, "send", sent_at=now, sent_by=by)
    if not write_emails(mailing, now):
        raise CannotSend(NOBODY_LEFT)


@action("casework.cancel_message")
def cancel_message(mailing: Mailing, *, by: User, now: datetime) -> Mailing:
    """Cancel a message before it goes, or discard a draft. It is kept, and can be taken up again. Raise WrongState."""
    MAILING_MOVES.make(mailing, "cancel")
    return mailing


@action("casework.reopen_message")
def reopen_message(mailing: Mailing, *, by: User, now: datetime) -> Mailing:
    """Make a message that has not gone a draft again, of the person who takes it up. Raise WrongState."""
    MAILING_MOVES.make(mailing, "reopen", send_at=None, hold_reason="", written_by=by)
    mailing.recipients.all().delete()
    return mailing
