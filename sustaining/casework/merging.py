"""Merge rules: what is still to do, and watched schools, move to the account that stays. Who wrote what stays as it was."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from .message_choices import UNSENT
from .models import Mailing, MailingRecipient, Note, Responsibility, TakenTask, Watch


def get_open_actions(user: User) -> QuerySet:
    """Return the notes whose next action the account has still to do."""
    return Note.objects.with_open_action().filter(action_owner=user).order_by("action_on", "pk")


def move_actions(other: User, stays: User, now: datetime) -> None:
    """Give the next actions of one account to the other."""
    get_open_actions(other).update(action_owner=stays)


register_merge_rule(MergeRule("Next actions of notes", get_open_actions, move_actions))


def get_unsent_messages(user: User) -> QuerySet:
    """Return the messages of the account that have not gone."""
    return Mailing.objects.filter(written_by=user, state__in=UNSENT).order_by("written_at", "pk")


def move_messages(other: User, stays: User, now: datetime) -> None:
    """Give the unsent messages of one account to the other."""
    get_unsent_messages(other).update(written_by=stays)


def get_messages_to_come(user: User) -> QuerySet:
    """Return the places for which waiting messages go to the account."""
    waiting = MailingRecipient.objects.filter(user=user, mailing__state__in=UNSENT)
    return waiting.select_related("mailing", "user").order_by("mailing", "pk")


def move_recipients(other: User, stays: User, now: datetime) -> None:
    """Have waiting messages go to the account that stays: once, where they go to both."""
    for row in get_messages_to_come(other):
        same = MailingRecipient.objects.filter(mailing=row.mailing_id, user=stays, participation=row.participation_id)
        if same.exists():
            MailingRecipient.objects.filter(pk=row.pk).update(reason="Their account was merged into another one.")
        else:
            MailingRecipient.objects.filter(pk=row.pk).update(user=stays)


register_merge_rule(MergeRule("Unsent messages", get_unsent_messages, move_messages))
register_merge_rule(MergeRule("Messages not yet received", get_messages_to_come, move_recipients))


def get_schools_looked_after(user: User) -> QuerySet:
    """Return the responsibilities of the account that have not ended."""
    return Responsibility.objects.filter(user=user, ended_at__isnull=True).order_by("pk")


def move_schools(other: User, stays: User, now: datetime) -> None:
    """Give the schools of one account to the other."""
    get_schools_looked_after(other).update(user=stays)


register_merge_rule(MergeRule("Schools looked after", get_schools_looked_after, move_schools))


def get_taken_tasks(user: User) -> QuerySet:
    """Return the tasks that the account has taken or was given, and that have not ended."""
    return TakenTask.objects.filter(user=user, ended_at__isnull=True).order_by("pk")


def move_taken_tasks(other: User, stays: User, now: datetime) -> None:
    """Give the taken tasks of one account to the other."""
    get_taken_tasks(other).update(user=stays)


register_merge_rule(MergeRule("Tasks taken", get_taken_tasks, move_taken_tasks))


def get_watched_schools(user: User) -> QuerySet:
    """Return the schools that the account watches."""
    return Watch.objects.filter(user=user, ended_at__isnull=True).select_related("school", "user").order_by("pk")


def move_watched_schools(other: User, stays: User, now: datetime) -> None:
    """Put the schools that one account watches on the list of the other. What both watch stays as the other has it."""
    schools = list(get_watched_schools(stays).values_list("school", flat=True))
    get_watched_schools(other).filter(school__in=schools).update(ended_at=now)
    get_watched_schools(other).update(user=stays)


register_merge_rule(MergeRule("Watched schools", get_watched_schools, move_watched_schools))
