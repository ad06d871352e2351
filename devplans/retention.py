"""Retention rules: clear text about people and files after their time; days, kinds and states stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Now

from sustaining.common.files import delete_content
from sustaining.common.retention import CLEARED, RetentionRule, event_models, replace, retention_rule
from sustaining.common.typed_text import sort_key

from .models import (
    ChangeRequest,
    Comment,
    ConflictingEdit,
    NextStep,
    PlanFile,
    PlanVersion,
    PlanYear,
    Proposal,
    Session,
    SessionCorrection,
    SessionFile,
    Step,
    Visit,
)

YEARS = settings.RETENTION_YEARS["sessions"]
TEXT_FIELDS = ("what_happened", "cancel_reason", "watched", "topic", "audience", "preparation")
"""Free text about a session. Its kind, day, length and aims say nothing about people, so they stay."""

PSEUDONYM = "Colleague "
"""What a colleague's name becomes, with a number after it."""


def sessions_with_text(before: date) -> QuerySet[Session]:
    """Return the sessions held before `before` that still hold text or colleagues' names."""
    something = ~Q(colleague_names=[]) & ~Q(colleague_names__0__startswith=PSEUDONYM)
    for name in TEXT_FIELDS:
        something |= ~Q(**{name: ""})
    return Session.objects.filter(something, held_on__lt=before)


def _number_colleagues(keys: list[Any]) -> None:
    """Replace the names of colleagues by numbers, one number a person and school, so that figures stay as they were.

    A year's sessions are cleared together, so that a person has one number in all of them. History keeps no names.
    """
    rows = Session.objects.filter(pk__in=keys).exclude(colleague_names=[]).order_by("participation__school", "pk")
    numbers: dict[tuple[int, str], str] = {}
    for session in rows.select_related("participation").only("colleague_names", "participation__school"):
        school = session.participation.school_id
        for name in session.colleague_names:
            numbers.setdefault((school, sort_key(name)), f"{PSEUDONYM}{len(numbers) + 1}")
        numbered = [numbers[school, sort_key(name)] for name in session.colleague_names]
        Session.objects.filter(pk=session.pk).update(colleague_names=list(dict.fromkeys(numbered)))
    for events in event_models(Session):
        events._base_manager.filter(pgh_obj__in=keys).update(colleague_names=[])


def _clear_what_belongs_to_sessions(keys: list[Any]) -> None:
    _number_colleagues(keys)
    _clear_change_requests(keys)


def _clear_change_requests(keys: list[Any]) -> None:
    """Clear the text of change requests, corrections and proposals about the sessions."""
    blanks: list[tuple[Any, str, dict[str, Any]]] = [
        (ChangeRequest, "session__in", {"reason": CLEARED}),
        (SessionCorrection, "session__in", {"reason": CLEARED}),
        (Proposal, "session__in", {"about": "", "answer": ""}),
    ]
    for model, path, values in blanks:
        replace(model, list(model._base_manager.filter(**{path: keys}).values_list("pk", flat=True)), values)


retention_rule(
    RetentionRule(
        name="sessions",
        title="sessions: what happened, colleagues’ names and requested changes",
        years=YEARS,
        find=sessions_with_text,
        values=dict.fromkeys(TEXT_FIELDS, ""),
        also=_clear_what_belongs_to_sessions,
        is_one_step=True,  # a colleague has one number in all of a year's sessions
    )
)
retention_rule(
    RetentionRule(
        name="next_steps",
        title="next steps of sessions: what was to be done, why one was reopened",
        years=YEARS,
        find=lambda before: NextStep.objects.filter(session__held_on__lt=before).exclude(text=CLEARED),
        values={"text": CLEARED, "reopen_reason": ""},
    )
)
retention_rule(
    RetentionRule(
        name="proposals",
        title="proposed dates that were not accepted: purpose and answer",
        years=YEARS,
        find=lambda before: Proposal.objects.filter(proposed_at__date__lt=before).exclude(about="", answer=""),
        values={"about": "", "answer": ""},
    )
)


def steps_of_past_years(before: date) -> QuerySet[Step]:
    """Return actions of plans that were closed in a year before `before`, or whose plan is of one, and name who does them."""
    past = Q(closed_in__lt=before.year) | Q(aim__plan__academic_year__lt=before.year)
    return Step.objects.filter(past).exclude(who="")


class NamesSomebody(Func):
    """Whether the frozen content of a plan says of an action who does it."""

    function = "jsonb_path_exists"
    template = """%(function)s(%(expressions)s, '$.aims[*].steps[*].who ? (@ != "")')"""
    output_field = BooleanField()


def _versions(model: Any, moment: str) -> Any:
    """Return a rule's `find`: rows of frozen plans before a day whose actions still say who does them."""

    def find(before: date) -> QuerySet:
        rows = model.objects.filter(**{f"{moment}__date__lt": before})
        return rows.filter(Q(NamesSomebody(F("content"))))

    return find


def _without_names(content: Any) -> Any:
    """Return the frozen content of a plan without who does each action."""
    aims = [
        {**aim, "steps": [{**step, "who": ""} if "who" in step else step for step in aim.get("steps", [])]}
        for aim in content.get("aims", [])
    ]
    return {**content, "aims": aims} if "aims" in content else content


def _clear_names(model: Any, keys: list[Any]) -> None:
    """Clear who does each action, in frozen plans and in their history."""
    tables: list[tuple[Any, str]] = [(model, "pk__in"), *((events, "pgh_obj__in") for events in event_models(model))]
    for table, path in tables:
        for row in table._base_manager.filter(**{path: keys}).only("pk", "content").iterator(chunk_size=100):
            table._base_manager.filter(pk=row.pk).update(content=_without_names(row.content))


retention_rule(
    RetentionRule(
        name="steps",
        title="actions of plans of past years: who does them",
        years=YEARS,
        find=steps_of_past_years,
        values={"who": ""},
    )
)
retention_rule(
    RetentionRule(
        name="plan versions",
        title="agreed versions of plans: who does each action",
        years=YEARS,
        find=_versions(PlanVersion, "agreed_at"),
        values={},
        past=("devplans.PlanVersion:versions_stand",),
        also=lambda keys: _clear_names(PlanVersion, keys),
    )
)
retention_rule(
    RetentionRule(
        name="plan years",
        title="closed years of plans: who does each action",
        years=YEARS,
        find=_versions(PlanYear, "closed_at"),
        values={},
        past=("devplans.PlanYear:plan_years_stand",),
        also=lambda keys: _clear_names(PlanYear, keys),
    )
)
retention_rule(
    RetentionRule(
        name="visits",
        title="visits to Specialists’ schools: the host’s address",
        years=YEARS,
        find=lambda before: Visit.objects.filter(ends_at__date__lt=before).exclude(host_email=""),
        values={"host_email": ""},
    )
)
retention_rule(
    RetentionRule(
        name="comments",
        title="comments on plans",
        years=YEARS,
        find=lambda before: Comment.objects.filter(at__date__lt=before).exclude(text=CLEARED),
        values={"text": CLEARED},
    )
)
retention_rule(
    RetentionRule(
        name="asides",
        title="texts that were set aside while a plan was written",
        years=YEARS,
        find=lambda before: ConflictingEdit.objects.filter(settled_at__date__lt=before).exclude(text="", base=""),
        values={"text": "", "base": ""},
    )
)
retention_rule(
    RetentionRule(
        name="session_files",
        title="files of sessions: name and content",
        years=YEARS,
        find=lambda before: SessionFile.objects.filter(session__held_on__lt=before).exclude(file="", name=CLEARED),
        values={"name": CLEARED},
        also=lambda keys: delete_content(SessionFile, keys),
    )
)
retention_rule(
    RetentionRule(
        name="plan_files",
        title="files of plans: name and content",
        years=YEARS,
        find=lambda before: PlanFile.objects.filter(added_at__date__lt=before).exclude(file="", name=CLEARED),
        values={"name": Value(CLEARED), "removed_at": Coalesce(F("removed_at"), Now())},
        also=lambda keys: delete_content(PlanFile, keys),
    )
)
