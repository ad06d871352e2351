"""Data for the public pages. The register and the calls are public; an application is read by its link alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q
from django.http import Http404

from schools.actions import WHO_CAN_TAKE_PART
from schools.models import Project, School
from sustaining.outbox.models import Link

from .. import form_sections
from ..choices import ApplicationState, HeadAnswer
from ..eligibility import why_not
from ..links import STATUS
from ..models import Answer, ApplicantAdvocate, Application, Call

MAX_RESULTS = 20


def project_or_404(code: str) -> Project:
    """Return a project by its code, in any case."""
    project = Project.objects.filter(code=code.upper()).first()
    if project is None:
        raise Http404("There is no such project.")
    return project


def open_projects(now: datetime) -> list[Project]:
    """Return the projects that a hub accepts applications for at `now`, each with `open_calls`. Two queries."""
    calls = Call.objects.open_at(now).select_related("hub").order_by("hub__sort_name")
    projects = Project.objects.filter(pk__in=Call.objects.open_at(now).order_by().values("project"))
    return list(projects.order_by("academic_year", "code").prefetch_related(Prefetch("calls", calls, "open_calls")))


def project_context(project: Project, now: datetime) -> dict[str, Any]:
    """Return what the project's page shows: who can take part, the foci, and which calls are open."""
    calls = list(Call.objects.filter(project=project).select_related("hub").order_by("hub__sort_name"))
    open_now = [call for call in calls if call.is_open(now)]
    coming = [call for call in calls if call.opens_at and call.opens_at > now]
    return {
        "project": project,
        "eligibility": WHO_CAN_TAKE_PART,
        "open_calls": open_now,
        "coming_calls": sorted(coming, key=lambda call: call.opens_at or now),
        "all_closed": bool(calls) and all(call.is_closed(now) for call in calls),
    }


def search_schools(query: str) -> list[School]:
    """Return matching schools of the register that could be enrolled."""
    if not query.strip():
        return []
    matches = School.objects.all().matching(query).open_to_enrol().select_related("hub")
    return list(matches.order_by("sort_name", "urn")[:MAX_RESULTS])


def school_or_404(urn: int) -> School:
    """Return a school of the register."""
    school = School.objects.filter(urn=urn).select_related("hub").first()
    if school is None:
        raise Http404("There is no such school in the register.")
    return school


def call_for(project: Project, school: School) -> Call | None:
    """Return the call that a school applies to: its own hub's, else one of a hub that was merged into that."""
    own = Q(hub=school.hub_id) | Q(hub__merged_into__isnull=False, hub__merged_into=school.hub_id)
    calls = Call.objects.filter(own, project=project).select_related("hub", "project")
    return calls.order_by(F("hub__merged_into").asc(nulls_first=True), "pk").first()


def by_link(link: Link) -> Application:
    """Return the application that a link opens, with its answers."""
    return with_related(Application.objects.filter(pk=link.subject_id)).get()


def related() -> tuple[Any, ...]:
    """Return what is prefetched of an application: its Advocates, answers and questions."""
    return (
        Prefetch("advocates", ApplicantAdvocate.objects.order_by("number")),
        Prefetch("answers", Answer.objects.select_related("question").order_by("question__position", "pk")),
        "call__questions",
    )


def with_related(applications: Any) -> Any:
    """Prefetch Advocates, answers and questions. Five queries, however many applications."""
    rows = applications.select_related("school", "call__hub", "call__project", "overridden_by")
    return rows.prefetch_related(*related())


def task_list_context(application: Application, now: datetime) -> dict[str, Any]:
    """Return the task list: the state of each section, the headteacher's agreement and the eligibility."""
    tasks = [
        {"section": section, "done": section.is_done(application), "begun": section.is_begun(application)}
        for section in form_sections.get_sections(application)
    ]
    return {
        "tasks": tasks,
        "done": sum(task["done"] for task in tasks),
        "ready": not form_sections.missing_sections(application),
        "why_not": ineligibility(application, tasks),
        "closed": not application.call.is_open(now),
    }


def ineligibility(application: Application, tasks: list[dict[str, Any]]) -> str:
    """Return why the school could not take part; empty until both Advocates are named."""
    are_named = all(task["done"] for task in tasks if task["section"].name.startswith("advocate"))
    return why_not(application) if are_named else ""


def status_context(application: Application, link: Link) -> dict[str, Any]:
    """Return what the applicant's page shows after submission, when the link to the draft is read-only."""
    state = ApplicationState(application.state)
    may_act = link.purpose == STATUS and link.used_at is None
    return {
        "answers": form_sections.answers_by_section(application),
        "outcome": f"applications/outcome_{state.value}.html",
        "offered": state == ApplicationState.OFFERED,
        "may_act": may_act,
        "may_withdraw": may_act
        and state in (ApplicationState.SUBMITTED, ApplicationState.WAITLISTED, ApplicationState.OFFERED),
        "head_agreed": application.head_answer == HeadAnswer.AGREED,
    }
