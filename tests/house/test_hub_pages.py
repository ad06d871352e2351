"""No hub work needs Django admin: for every row that admin can add or change, the page on which a hub does it.

Django admin can still do all of it. What is the programme's or a person's own says so here.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from sustaining.common.checks import local_models
from tests.matrix.table import ROWS

HUB_PAGES: dict[str, tuple[str, ...]] = {
    "applications.Call": ("applications:new-call", "applications:edit-call"),
    "applications.Question": ("applications:questions", "applications:question"),
    "casework.Checklist": ("casework:hub-checklist", "casework:begin-checklist", "casework:start-checklist"),
    "casework.ChecklistStep": ("casework:add-step", "casework:edit-step", "casework:remove-step"),
    "funding.Claim": ("funding:new", "funding:claim"),
    "funding.Grant": ("funding:grant",),
    "schools.Advocate": ("schools:add-advocate", "schools:hand-over", "schools:end-advocacy", "schools:upload"),
    "schools.Hub": ("schools:hub-settings", "schools:hub-contact", "schools:lead-school"),
    "schools.HubStaff": ("schools:add-staff", "schools:leave-hub", "schools:stay-at-hub"),
    "schools.Participation": ("schools:enrol", "schools:correct-enrolment", "schools:withdraw", "schools:pause"),
    "schools.School": ("schools:find", "schools:enrol", "schools:people"),
    "schools.SchoolContact": ("schools:people", "schools:end-contact"),
    "schools.TermDates": ("schools:term-dates",),
    "specialists.Assignment": ("specialists:assign", "specialists:take-back"),
    "specialists.Specialist": ("specialists:add", "specialists:edit", "specialists:leave", "specialists:stay"),
    "specialists.SpecialistDate": ("specialists:dates",),
    "specialists.SpecialistHub": ("specialists:add", "specialists:stop-for-hub"),
    "specialists.SpecialistTerm": ("specialists:dates",),
    "specialists.SpecialistYear": ("specialists:days",),
    "workgroups.GroupLead": ("workgroups:edit-group",),
    "workgroups.Membership": ("workgroups:join", "workgroups:leave"),
    "workgroups.WorkGroup": ("workgroups:new", "workgroups:edit-group"),
}
"""The pages of a hub lead for each model, by the names of their addresses."""
NOT_A_HUBS: dict[str, str] = {
    "accounts.User": "A person changes their own details; hubs invite people, by their posts.",
    **dict.fromkeys(
        ("devplans.Plan", "devplans.Aim", "devplans.Step"),
        "A plan is written by its school and Specialist, on the plan’s pages.",
    ),
    **dict.fromkeys(
        ("devplans.PlanTemplate", "devplans.TemplateAim", "devplans.TemplateStep"), "Templates are the programme's."
    ),
    "schools.RegisterLoad": "The register is loaded by the programme.",
    "schools.HubAuthority": "The programme says which authority's schools are whose: it takes them from another hub.",
    "schools.Project": "Projects are the programme's.",
    "schools.CompletionCriteria": "What completes a year is the programme's.",
    "casework.SelfEvaluationHeading": "Headings are the programme's.",
}


def _request() -> Any:
    request = RequestFactory().get("/admin/")
    request.user = get_user_model()(is_superuser=True, is_staff=True, is_active=True)
    return request


def written_in_admin() -> set[str]:
    """Return the models that admin can add or change, as rows in the page of another too."""
    request, labels = _request(), set()
    for model, page in admin.site._registry.items():
        if model not in local_models():
            continue
        if page.has_add_permission(request) or page.has_change_permission(request):
            labels.add(model._meta.label)
            for inline in page.get_inline_instances(request):
                if inline.has_add_permission(request, None) or inline.has_change_permission(request, None):
                    labels.add(inline.model._meta.label)
    return labels


def test_every_model_that_admin_writes_has_a_page_of_the_hub_or_is_not_a_hubs():
    models = {*HUB_PAGES, *NOT_A_HUBS}
    assert written_in_admin() - models == set()
    assert models - written_in_admin() == set(), "admin does not write these"
    assert not HUB_PAGES.keys() & NOT_A_HUBS.keys()


@pytest.mark.parametrize("model", sorted(HUB_PAGES))
def test_hub_lead_opens_the_pages_of_a_model(model):
    rows = {row.name: row for row in ROWS}
    for page in HUB_PAGES[model]:
        assert page in rows, f"{page} is no page"
        assert "lead" in (rows[page].get or ()) or "lead" in (rows[page].post or ()), page
