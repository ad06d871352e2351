"""Projects are rolled forward to the next year on a page that shows the copies first; what they require goes along."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.actions import CannotRoll, roll_projects
from schools.choices import Stage
from schools.models import CompletionCriteria, Project
from schools.models.projects import NOT_ROLLED
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


def add_project(cast, number: int, **fields) -> Project:
    year = cast.project.academic_year
    values = {"title": f"Project {number}", "stage": Stage.EMBEDDING, "academic_year": year, **fields}
    return Project.objects.create(code=f"NCP{year % 100:02d}-{number}", **values)


def test_copy_has_every_field_but_its_year_and_dates(cast, now):
    project = add_project(
        cast, 20, foci=["Ratio"], release_grant=Decimal(500), support_days=Decimal(2), has_work_groups=False, places=9,
        starts_on=date(2026, 9, 20), ends_on=date(2027, 7, 1), requires=cast.project,
    )  # fmt: skip
    CompletionCriteria.objects.create(project=project, sessions=7, evaluation=False)
    (copy,) = roll_projects(None, projects=[project], by=cast.admin, now=now)
    copied = {field.attname for field in Project._meta.concrete_fields if field.name not in NOT_ROLLED}
    assert {name: getattr(copy, name) for name in copied} == {name: getattr(project, name) for name in copied}
    assert (copy.starts_on, copy.ends_on, copy.rolled_from) == (None, None, project)
    assert (copy.completion_criteria.sessions, copy.completion_criteria.evaluation) == (7, False)


@pytest.mark.parametrize("order", [(0, 1), (1, 0), None], ids=["required first", "required last", "together"])
def test_copies_require_each_other_in_whichever_order_they_are_made(cast, now, order):
    required, project = add_project(cast, 20), add_project(cast, 21)
    Project.objects.filter(pk=project.pk).update(requires=required)
    pair = [required, Project.objects.get(pk=project.pk)]
    for chosen in [[pair[place]] for place in order] if order else [pair]:
        roll_projects(None, projects=chosen, by=cast.admin, now=now)
    copy = Project.objects.get(rolled_from=project)
    assert copy.requires == Project.objects.get(rolled_from=required)


def test_copy_requires_the_same_project_until_that_is_rolled_forward(cast, now):
    project = add_project(cast, 21, requires=cast.project)
    (copy,) = roll_projects(None, projects=[project], by=cast.admin, now=now)
    assert copy.requires == cast.project


def test_project_is_rolled_forward_once(cast, now):
    roll_projects(None, projects=[cast.project], by=cast.admin, now=now)
    with pytest.raises(CannotRoll, match="has already been rolled forward"):
        roll_projects(None, projects=[Project.objects.get(pk=cast.project.pk)], by=cast.admin, now=now)


def test_code_that_is_taken_is_refused_and_nothing_is_made(cast, now):
    other = add_project(cast, 20)
    taken = cast.project.rolled_forward()
    taken.rolled_from = None
    taken.save()
    with pytest.raises(CannotRoll, match=f"{taken.code} already exists"):
        roll_projects(None, projects=[other, cast.project], by=cast.admin, now=now)
    assert not Project.objects.filter(rolled_from=other).exists()


def test_project_goes_on_from_one_of_the_year_before(cast):
    with pytest.raises(DatabaseError, match="can only continue from one of the year before"), transaction.atomic():
        add_project(cast, 22, rolled_from=cast.project)


def test_page_shows_the_copies_before_they_are_made(cast, client_of):
    client, page = client_of(cast.admin), reverse("schools:projects")
    url = f"{page}?year={cast.project.academic_year}"
    copy = cast.project.rolled_forward()
    shown = client.get(url).content.decode()
    assert copy.code in shown
    assert "£1,000" in shown
    assert "Roll the chosen projects forward" in shown
    assert "Select the projects" in client.post(url, {}).content.decode()
    answer = client.post(url, {"projects": [cast.project.pk]}, follow=True).content.decode()
    assert f"1 project rolled forward to {copy.year}: {copy.code}." in answer
    assert "Rolled forward" in answer
    assert client.get(f"{page}?year=1999").status_code == 404


def test_only_administrators_roll_projects(cast, now):
    with pytest.raises(PermissionDenied):
        roll_projects(None, projects=[cast.project], by=cast.lead, now=now)


@at_two_sizes
def test_page_of_projects_does_not_ask_more_with_more_projects(cast, client_of, sizes):
    counts = []
    for size in sizes:
        for number in range(size):
            if not Project.objects.filter(code__endswith=f"-{300 + number}").exists():
                add_project(cast, 300 + number, requires=cast.project)
        client = client_of(cast.admin)
        client.get(reverse("schools:projects"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("schools:projects"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
