"""Review aims each term, and attach files as evidence of a need or a judgement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from schools.current_year import year_hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action

from ..fields import JUDGEMENT
from ..models import Aim, Judgement, JudgementSession, Plan, PlanFile, Review, Session
from ..review_terms import TermKey, reviewed_now
from ..text_merge import plain

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_FILES = 20
"""Files a need, and files a judgement."""


class CannotReview(DomainError):
    """The review cannot be written like this."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("devplans.review_plan")
def judge_aim(
    aim: Aim,
    *,
    term: TermKey,
    sessions: Sequence[Session] = (),
    files: Sequence[CheckedUpload] = (),
    read_at: str = "",
    by: User,
    now: datetime,
    **values: Any,
) -> Judgement:
    """Review an aim in a term's review, or rewrite its judgement. The first judgement creates the review.

    `values` are the fields of `JUDGEMENT`; `read_at` is when the judgement shown on the page was written (ISO 8601),
    empty if there was none.

    Raise CannotReview when the term is not under review now, the aim is no longer in the plan, a session is of another
    school, or somebody else has judged meanwhile.
    """
    plan = Plan.objects.select_for_update().get(pk=aim.plan_id)
    if term not in reviewed_now(year_hub(plan.school, term.year), london_day(now)):
        raise CannotReview("This term’s review is closed, so it can’t be changed.")
    if not aim.is_in_plan:
        raise CannotReview("This aim has been removed from the plan.")
    if any(session.participation.school_id != plan.school_id for session in sessions):
        raise CannotReview("Choose sessions at this school only.", "sessions")
    review, _ = Review.objects.get_or_create(
        plan=plan, academic_year=term.year, term=term.name, defaults={"begun_by": by, "begun_at": now}
    )
    existing = Judgement.objects.select_for_update().filter(review=review, aim=aim).first()
    if existing is not None and existing.judged_at.isoformat() != read_at:
        raise CannotReview(
            f"{existing.judged_by} has also reviewed this aim: {existing.get_colour_display()}. “{existing.seen}” "
            "Add your comments to it and save again."
        )
    judgement = existing or Judgement(review=review, aim=aim)
    for name, value in JUDGEMENT.new_values(values).items():
        setattr(judgement, name, plain(value) if JUDGEMENT.by_name[name].is_text else value)
    judgement.judged_by, judgement.judged_at = by, now
    judgement.save()
    _link_sessions(judgement, sessions)
    _attach(plan, files, by=by, now=now, judgement=judgement)
    return judgement


def _link_sessions(judgement: Judgement, sessions: Sequence[Session]) -> None:
    had = {link.session_id: link for link in judgement.session_links.all()}
    chosen = {session.pk: session for session in sessions}
    for gone in set(had) - set(chosen):
        had[gone].delete()
    JudgementSession.objects.bulk_create(
        JudgementSession(judgement=judgement, session=chosen[key]) for key in chosen if key not in had
    )


def _check_room(plan: Plan, number: int, **shows: Any) -> None:
    there = plan.files.filter(Q(removed_at=None), **shows).count()
    if there + number > MOST_FILES:
        raise CannotReview(f"You can attach up to {MOST_FILES} files. There are already {there}.", "files")


def _attach(plan: Plan, files: Sequence[CheckedUpload], *, by: User, now: datetime, **shows: Any) -> list[PlanFile]:
    _check_room(plan, len(files), **shows)
    return [keep_file(PlanFile, upload, by=by, now=now, plan=plan, **shows) for upload in files]


@action("devplans.edit_plan")
def attach_evidence(
    plan: Plan, *, need_of: str, files: Sequence[CheckedUpload], by: User, now: datetime
) -> list[PlanFile]:
    """Attach files that show a need of students or of teachers. Raise CannotReview when there would be too many."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    return _attach(locked, files, by=by, now=now, need_of=need_of)


@action("devplans.edit_plan")
def remove_file(stored: PlanFile, *, by: User, now: datetime) -> PlanFile:
    """Take a file off the page; its row records the person who did it and when. Raise WrongState when it is off already."""
    if not PlanFile.objects.filter(pk=stored.pk, removed_at=None).update(removed_at=now):
        raise WrongState("This file has already been removed.")
    stored.refresh_from_db()
    return stored


@action("devplans.edit_plan")
def restore_file(stored: PlanFile, *, by: User, now: datetime) -> PlanFile:
    """Put a file back on the page it was removed from. Raise WrongState when it was not, CannotReview when full."""
    stored.check_can_return()
    plan = Plan.objects.select_for_update().get(pk=stored.plan_id)
    _check_room(plan, 1, need_of=stored.need_of, judgement=stored.judgement)
    stored.removed_at = None
    stored.save(update_fields=["removed_at"])
    return stored
