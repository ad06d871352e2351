"""Rolling projects forward to the next academic year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError
from sustaining.common.events import emit
from sustaining.common.permissions import action

from ..models import CompletionCriteria, Project

if TYPE_CHECKING:
    from sustaining.accounts.models import User

NOT_COPIED = {"id", "project"}


class CannotRoll(DomainError):
    """A project cannot be rolled forward; nothing is made."""

    field = "projects"


@action("schools.roll_projects")
def roll_projects(_: None, *, projects: Iterable[Project], by: User, now: datetime) -> list[Project]:
    """Copy projects to the next academic year, all or none, and return the copies.

    A copy has everything but the dates, which are to be announced, and what completion asks. Where both a project and the
    one that it requires have been rolled forward, in whichever order, the copy requires the other copy. Raise CannotRoll.
    """
    chosen = list(projects)
    if not chosen:
        raise CannotRoll("Select the projects to roll forward.")
    copies = []
    for project in chosen:
        copy = project.rolled_forward()
        if refusal := why_not_rolled(project, copy, is_taken=Project.objects.filter(code=copy.code).exists()):
            raise CannotRoll(refusal)
        copy.save()
        _copy_criteria(project, copy)
        emit("schools.project_rolled", project, copy=copy, by=by, now=now)
        copies.append(copy)
    for project, copy in zip(chosen, copies, strict=True):
        Project.objects.filter(rolled_from__requires=project, requires=project).update(requires=copy)
    for copy in copies:
        copy.refresh_from_db()
    return copies


def why_not_rolled(project: Project, copy: Project, *, is_taken: bool) -> str:
    """Return a sentence when the project cannot be rolled forward; empty when it can.

    `is_taken` says whether another project has the code of the copy.
    """
    if rolled := project.next_project:
        return f"{project.code} has already been rolled forward as {rolled.code}."
    if is_taken:
        return f"{copy.code} already exists. In Django admin, open it and set Continues from to {project.code}."
    return ""


def _copy_criteria(project: Project, copy: Project) -> None:
    criteria = CompletionCriteria.objects.filter(project=project).first()
    if criteria:
        fields = {
            field.attname: getattr(criteria, field.attname)
            for field in CompletionCriteria._meta.concrete_fields
            if field.name not in NOT_COPIED
        }
        CompletionCriteria.objects.create(project=copy, **fields)
