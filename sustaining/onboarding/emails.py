"""Email kind: the enrolments of a list have been undone."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import get_text_list

from schools import samples
from schools.email_parts import hub_staff
from sustaining.outbox.kinds import Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, reader_is_active

from .models import EnrolmentUpload


def is_still_undone(facts: Facts, now: datetime) -> bool:
    """Return whether the list is undone, and the reader's account is open."""
    undone = EnrolmentUpload.objects.filter(pk=facts["upload"], undone_at__isnull=False)
    return undone.exists() and reader_is_active(facts["user"])


def sample_undoing() -> Context:
    """Return a context as `undo_enrolments` gives it."""
    return {
        "person": samples.READER,
        "hub": samples.HUB,
        "schools": ["Castle Hill Academy", "Dene Park Academy"],
        "reason": "The list had last year’s Specialists.",
        "who": "Lena Marsh",
        "about": None,
    }


register(
    EmailKind(
        name="enrolments_undone",
        area="People",
        title="Enrolments undone",
        goes_when="to those who were emailed about schools that a hub enrolled from a list, when the hub undoes it",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("schools", "the schools", lambda context: get_text_list(context["schools"], "and")),
            Variable("reason", "the reason given", lambda context: context["reason"]),
            Variable("who", "the person who did it", lambda context: context["who"]),
        ),
        buttons=(),
        sample=sample_undoing,
        facts=("upload",),
        still_true=is_still_undone,
        hub=lambda context: context["hub"],
        seen_by=(hub_staff,),
    )
)
