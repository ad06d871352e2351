"""Actions of a hub: propose the next year to last year's schools, ask again, and propose a declined year again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from schools.actions import proposing
from schools.actions.participation import why_not_joinable
from schools.choices import ParticipationState
from schools.models import Hub, Participation, Project, School
from schools.people import get_advocates
from specialists.days import count_ended_support
from specialists.models import Specialist
from specialists.notices import people_of_school
from specialists.placement import refusal_reason, why_not_for_hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.workgroups.models import WorkGroup

from ..matching import why_not_proposed
from ..models import YearProposal
from ..notices import email_people

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class Choice:
    """A school of last year that is proposed the next, with its Specialist and its Work Group, if any."""

    last: Participation
    specialist: Specialist | None = None
    group: WorkGroup | None = None


class CannotPropose(DomainError):
    """One of several schools cannot be proposed its next year as chosen, so nothing is proposed."""

    field = "schools"


class AskedToday(DomainError):
    """Every school that was chosen has been asked today, or has answered."""


@action("rolling.propose_years")
def propose_years(hub: Hub, *, choices: Sequence[Choice], by: User, now: datetime) -> list[YearProposal]:
    """Propose the next year to schools of a hub, all or none, and email their Advocates and heads a link to answer.

    The school keeps its Advocates and its focus. Raise CannotPropose, naming the school: it belongs to another hub, is
    not eligible, has nobody to ask, or its Specialist has too few days left beside what is promised to others.
    """
    _check_days(hub, choices, now)
    return [_propose(hub, choice, by=by, now=now) for choice in choices]


def _propose(hub: Hub, choice: Choice, *, by: User, now: datetime) -> YearProposal:
    school, project = choice.last.school, choice.last.project.next_project
    if project is None:
        raise CannotPropose(f"{choice.last.project.code} has not been rolled forward to the next year yet.")
    if school.hub_id != hub.present_id:
        raise CannotPropose(f"{school} no longer belongs to {hub}. Its new hub can propose the year.")
    advocates = get_advocates(school, london_day(now))
    if refusal := why_not_proposed(choice.last, project, advocates):
        raise CannotPropose(f"{school}: {refusal} Nothing was proposed.")
    try:
        participation = proposing.propose(
            school,
            project=project,
            advocates=advocates,
            override_reason=choice.last.override_reason,
            focus=choice.last.focus if project.focus_title(choice.last.focus) else "",
            by=by,
            now=now,
        )
    except DomainError as error:
        raise CannotPropose(f"{school}: {error} Nothing was proposed.") from error
    if choice.group and choice.group.hub_id != participation.hub_id:
        raise CannotPropose(f"{choice.group} is not a Work Group of {participation.hub}. Nothing was proposed.")
    proposal = YearProposal.objects.create(
        participation=participation,
        specialist=choice.specialist if project.support_days else None,
        group=choice.group,
        proposed_by=by,
        proposed_at=now,
        asked_at=now,
    )
    _ask(proposal, now=now)
    return proposal


def _check_days(hub: Hub, choices: Iterable[Choice], now: datetime) -> None:
    """Raise CannotPropose unless each Specialist has the days that are proposed, beside what is promised to others."""
    by_year: dict[int, list[tuple[Choice, Specialist, Project]]] = defaultdict(list)
    for choice in choices:
        project = choice.last.project.next_project
        if choice.specialist and project and project.support_days:
            by_year[project.academic_year].append((choice, choice.specialist, project))
    for year, chosen in by_year.items():
        counted = _count_days({specialist.pk for _, specialist, _ in chosen}, year)
        for choice, specialist, project in chosen:
            _take_days(hub, choice, counted[specialist.pk], project, now)


def _count_days(keys: set[int], year: int, *, apart_from: YearProposal | None = None) -> dict[int, Specialist]:
    """Return the Specialists, locked, with the days that they have given and promised in a year.

    What `apart_from` promises is not counted.
    """
    # Two hubs at once do not promise the last days of one Specialist twice.
    list(Specialist.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    rows = count_ended_support(list(Specialist.objects.with_assigned(year).filter(pk__in=keys)), year)
    others = YearProposal.objects.exclude(pk=apart_from.pk) if apart_from else YearProposal.objects.all()
    promised = others.promised_days(year)
    for row in rows:
        row.assigned += promised.get(row.pk, Decimal(0))
    return {row.pk: row for row in rows}


def _take_days(hub: Hub, choice: Choice, specialist: Specialist, project: Project, now: datetime) -> None:
    school = choice.last.school
    if refusal := _why_refused(specialist, hub, school, project, now):
        raise CannotPropose(f"{school}: {refusal} Nothing was proposed.")
    specialist.assigned += project.support_days or Decimal(0)  # type: ignore[attr-defined]


def _why_refused(specialist: Specialist, hub: Hub, school: School, project: Project, now: datetime) -> str:
    """Return a sentence when a Specialist, with the days that they have given, cannot support a school in a project."""
    first_day = max(london_day(now), project.year.starts)
    needs = project.support_days or Decimal(0)
    return why_not_for_hub(specialist, hub) or refusal_reason(specialist, school, needs, first_day)


@action("rolling.propose_years")
def ask_schools_again(hub: Hub, *, proposals: Sequence[YearProposal], by: User, now: datetime) -> list[YearProposal]:
    """Email a new link to the schools that have not answered, at most once a day each; return those asked.

    Raise AskedToday when that is none.
    """
    keys = [proposal.pk for proposal in proposals]
    rows = YearProposal.objects.open().select_for_update(of=("self",)).filter(pk__in=keys)
    emailed = []
    for proposal in rows.with_all().order_by("pk"):
        if hub.present_id != proposal.hub.present_id or london_day(proposal.asked_at) == london_day(now):
            continue
        ask_once_more(proposal, now=now)
        emailed.append(proposal)
    if not emailed:
        raise AskedToday("No one was emailed. We ask a school no more than once a day, and only until it replies.")
    return emailed


@action("rolling.propose_again")
def propose_again(proposal: YearProposal, *, by: User, now: datetime) -> YearProposal:
    """Propose a declined year again, with the same Specialist and Work Group, and ask the school.

    A Specialist who has too few days left meanwhile is no longer proposed. Raise CannotPropose when the school belongs to
    another hub now, takes part with one, or has nobody to ask; WrongState unless the year was declined.
    """
    if refusal := why_not_asked_anew(proposal, now):
        raise CannotPropose(refusal)
    return ask_anew(proposal, now=now)


def why_not_asked_anew(proposal: YearProposal, now: datetime) -> str:
    """Return a sentence that says why a declined year cannot be proposed again; empty when it can."""
    participation, school = proposal.participation, proposal.school
    if school.hub is None or school.hub.present_id != proposal.hub.present_id:
        return f"{school} now belongs to {school.hub or 'no hub'}, so {proposal.hub} can no longer propose the year."
    elsewhere = Participation.objects.filter(school=school, project=participation.project_id).exclude(
        pk=participation.pk
    )
    if elsewhere.exclude(state__in=(ParticipationState.WITHDRAWN, ParticipationState.DECLINED)).exists():
        return f"{school} takes part in {participation.project.code} with another hub."
    if not people_of_school(participation, london_day(now)):
        return _sentence_without_people(school)
    return why_not_joinable(participation.project, london_day(now))


def ask_anew(proposal: YearProposal, *, now: datetime) -> YearProposal:
    """Do what `propose_again` does, once `why_not_asked_anew` is empty. Call it inside an action's transaction."""
    proposing.propose_again(proposal.participation, now=now)
    if proposal.specialist and why_not_supported(proposal, proposal.specialist, now):
        proposal.specialist = None
    proposal.answered_at, proposal.answered_by, proposal.note = None, None, ""
    ask_once_more(proposal, "specialist", "answered_at", "answered_by", "note", now=now)
    return proposal


def why_not_supported(proposal: YearProposal, specialist: Specialist, now: datetime) -> str:
    """Return a sentence that says why a Specialist cannot be proposed for the school; empty when they can.

    Days that are promised to other schools count as given. The Specialist is locked until the transaction ends.
    """
    project = proposal.participation.project
    counted = _count_days({specialist.pk}, project.academic_year, apart_from=proposal)[specialist.pk]
    return _why_refused(counted, proposal.hub, proposal.school, project, now)


def ask_once_more(proposal: YearProposal, *changed: str, now: datetime) -> None:
    """Save the changed fields and email the school a new link. Call it inside an action's transaction."""
    proposal.asked_at, proposal.times_asked = now, proposal.times_asked + 1
    proposal.save(update_fields=[*changed, "asked_at", "times_asked"])
    _ask(proposal, now=now)


def _ask(proposal: YearProposal, *, now: datetime) -> None:
    """Email the school's Advocates and heads. Raise CannotPropose when there is nobody to ask."""
    people = people_of_school(proposal.participation, london_day(now))
    if not people:
        raise CannotPropose(_sentence_without_people(proposal.school))
    email_people("year_proposed", proposal, people, now=now, times_asked=proposal.times_asked)


def _sentence_without_people(school: School) -> str:
    return f"{school} has no one who could answer. Add an Advocate or the headteacher first."
