"""What the retention command clears of notes, concerns, checklists and messages to groups: everything that was written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from sustaining.common.clock import start_of_day
from sustaining.common.files import delete_content
from sustaining.common.retention import CLEARED, RetentionRule, event_models, retention_rule
from sustaining.common.years import AcademicYear

from .choices import ConcernState
from .message_choices import UNSENT
from .models import Concern, Mailing, Note, SelfEvaluationAnswer, StepFile, StepMark, TakenTask, Watch, WatchlistVisit


def old_notes(before: date) -> QuerySet:
    """Return notes of contacts before a day that still say something. An open next action keeps a note."""
    past = Note.objects.filter(happened_on__lt=before).exclude(text=CLEARED)
    return past.exclude(pk__in=Note.objects.with_open_action().values("pk"))


def old_concerns(before: date) -> QuerySet:
    """Return concerns that were closed before a day and still say something."""
    closed = Concern.objects.filter(state=ConcernState.CLOSED, closed_at__lt=start_of_day(before))
    return closed.exclude(summary=CLEARED)


def clear_actions_and_reasons(keys: list[int]) -> None:
    """Clear what the next actions and removals of notes said, in rows and history; where there is none, none comes."""
    models: list[Any] = [Note, *event_models(Note)]
    for model in models:
        rows = model._base_manager.filter(**{"pk__in" if model is Note else "pgh_obj__in": keys})
        for name in ("action", "remove_reason"):
            rows.exclude(**{name: ""}).update(**{name: CLEARED})


retention_rule(
    RetentionRule(
        name="notes",
        title="notes about schools: what was said, with whom, and next actions",
        years=settings.RETENTION_YEARS["sessions"],
        find=old_notes,
        values={"text": CLEARED, "contact": ""},
        also=clear_actions_and_reasons,
    )
)
retention_rule(
    RetentionRule(
        name="concerns",
        title="concerns about schools: what was written",
        years=settings.RETENTION_YEARS["sessions"],
        find=old_concerns,
        values={"summary": CLEARED, "agreed": "", "escalated_to": "", "outcome": CLEARED, "reopen_reason": ""},
    )
)


def old_answers(before: date) -> QuerySet:
    """Return answers of self-evaluations of years that ended before a day and still give evidence."""
    starts = SelfEvaluationAnswer.objects.exclude(evidence="").values_list(
        "evaluation__participation__project__academic_year", flat=True
    )
    ended = [start for start in starts.order_by().distinct() if AcademicYear(start).ends < before]
    rows = SelfEvaluationAnswer.objects.exclude(evidence="")
    return rows.filter(evaluation__participation__project__academic_year__in=ended)


retention_rule(
    RetentionRule(
        name="self-evaluations",
        title="self-evaluations: the evidence that was written",
        years=settings.RETENTION_YEARS["sessions"],
        find=old_answers,
        values={"evidence": ""},
    )
)


def old_messages(before: date) -> QuerySet:
    """Return messages that were sent or cancelled, written before a day, which still say something."""
    past = Mailing.objects.exclude(state__in=UNSENT).filter(written_at__lt=start_of_day(before))
    return past.exclude(body=CLEARED)


retention_rule(
    RetentionRule(
        name="group messages",
        title="messages to groups of people: subject and text",
        years=settings.RETENTION_YEARS["mail"],
        find=old_messages,
        values={"subject": CLEARED, "body": CLEARED},
        past=("casework.Mailing:sent_messages_stay_as_they_went",),
    )
)


def old_marks(before: date) -> QuerySet:
    """Return ticks of checklists before a day that still say something."""
    return StepMark.objects.filter(marked_at__lt=start_of_day(before)).exclude(note__in=("", CLEARED))


retention_rule(
    RetentionRule(
        name="checklist notes",
        title="steps of checklists that were marked as done: notes",
        years=settings.RETENTION_YEARS["sessions"],
        find=old_marks,
        values={"note": CLEARED},
    )
)
retention_rule(
    RetentionRule(
        name="checklist files",
        title="files of checklists: name and content",
        years=settings.RETENTION_YEARS["sessions"],
        find=lambda before: StepFile.objects.filter(added_at__date__lt=before).exclude(file="", name=CLEARED),
        values={"name": CLEARED},
        also=lambda keys: delete_content(StepFile, keys),
    )
)


def old_tasks(before: date) -> QuerySet:
    """Return taken tasks that ended before a day and still say what they were: a title may name a person."""
    return TakenTask.objects.filter(ended_at__lt=start_of_day(before)).exclude(title=CLEARED)


retention_rule(
    RetentionRule(
        name="taken tasks",
        title="tasks that hub staff took: what they were",
        years=settings.RETENTION_YEARS["mail"],
        find=old_tasks,
        values={"title": CLEARED},
    )
)


def old_watches(before: date) -> QuerySet:
    """Return watched schools that ended before a day, or on whose list nobody has looked since, that still say something."""
    rows = Watch.objects.exclude(reason="", note="")
    recent = WatchlistVisit.objects.filter(user=OuterRef("user"), at__gte=start_of_day(before))
    is_over = Q(ended_at__lt=start_of_day(before)) | Q(until__lt=before)
    return rows.filter(is_over | Q(~Exists(recent), started_at__lt=start_of_day(before)))


retention_rule(
    RetentionRule(
        name="watchlists",
        title="watched schools: reasons and notes",
        years=settings.RETENTION_YEARS["mail"],
        find=old_watches,
        values={"reason": "", "note": ""},
    )
)
