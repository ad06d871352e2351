"""Django admin goes around nothing: what the site holds about whose a row is, its dates and its doubles, admin meets too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, IntegrityError, models, transaction
from django.urls import reverse

from devplans.models import PlanTemplate, TemplateAim
from schools.models import Advocate, CompletionCriteria, HubStaff, Participation, Project, SchoolContact
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import SecurityEvent, User
from sustaining.applications.models import Call, Question
from sustaining.common.admin import ReadOnlyAdmin
from sustaining.common.checks import local_models
from sustaining.common.errors import constraint_name
from sustaining.outbox.models import Email
from sustaining.workgroups.models import Membership
from tests.cast import enrol_another
from tests.factories import HubFactory, SchoolFactory, UserFactory
from tests.matrix.browser_forms import post_forms

pytestmark = pytest.mark.django_db

IDENTITY = {
    "schools.HubStaff": ("user", "hub", "role"),
    "schools.Advocate": ("user", "school"),
    "schools.SchoolContact": ("user", "school", "role"),
    "schools.Participation": ("school", "project"),
    "schools.Project": ("academic_year",),
    "specialists.Specialist": ("user",),
    "specialists.SpecialistHub": ("specialist", "hub"),
    "specialists.Assignment": ("specialist", "participation"),
    "workgroups.WorkGroup": ("hub", "project"),
    "workgroups.GroupLead": ("group", "specialist"),
    "workgroups.Membership": ("group", "participation"),
    "workgroups.Meeting": ("group",),
    "applications.Call": ("hub", "project"),
}
PAIRS = [(label, name) for label, names in IDENTITY.items() for name in names]
EXCUSED = {
    "casework.ChecklistStep.due_step": "another step of the same checklist, which the database holds to an earlier one",
    "casework.ChecklistStep.needs": "another step of the same checklist, which the database holds to an earlier one",
    "specialists.Specialist.home_school": "a Specialist may work at another school; never at one that they support",
    "schools.Project.requires": "a rule of who may take part, not whose the project is",
    "schools.Project.rolled_from": "which project it goes on from, which a trigger holds to the year before",
    "devplans.TemplateAim.template": "a template is nobody's",
}
STARTS_AND_ENDS = (
    ("starts_on", "ends_on"),
    ("opens_at", "closes_at"),
    ("applications_open_on", "applications_close_on"),
)
CHANGES: dict[str, tuple[str, str]] = {
    "accounts.User": ("full_name", "Another Name"),
    "applications.Call": ("places", "7"),
    "devplans.Aim": ("title", "Another title"),
    "devplans.PlanTemplate": ("title", "Another title"),
    "casework.ChecklistStep": ("title", "Another step"),
    "casework.SelfEvaluationHeading": ("title", "Another heading"),
    "devplans.Step": ("what", "Another step"),
    "devplans.TemplateAim": ("title", "Another title"),
    "schools.Advocate": ("post", "Head of Year 8"),
    "schools.CompletionCriteria": ("sessions", "2"),
    "schools.Hub": ("region", "Another Region"),
    "schools.HubStaff": ("ends_on", "2027-08-01"),
    "schools.Participation": ("focus", "b"),
    "schools.Project": ("title", "Another title"),
    "schools.School": ("hub_is_by_hand", "on"),
    "schools.SchoolContact": ("ends_on", "2027-08-01"),
    "specialists.Assignment": ("days", "2.50"),
    "specialists.Specialist": ("days_a_year", "9.00"),
    "workgroups.Membership": ("ends_on", "2027-08-01"),
    "workgroups.WorkGroup": ("name", "Another name"),
}
NOTHING_TO_CHANGE = {"casework.Checklist", "devplans.Plan", "funding.Claim", "funding.Grant"}
"""Their pages change nothing: every field is read-only, but an administrator may run an action there."""


def editable() -> Iterator[tuple[type[models.Model], Any]]:
    for model, page in admin.site._registry.items():
        if not isinstance(page, ReadOnlyAdmin):
            yield model, page


def address(row: models.Model, page: str = "change") -> str:
    stem = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    return reverse(stem, args=[row.pk] if page == "change" else [])


def shown_form(client, row: models.Model) -> dict[str, list[str]]:
    """Return what a browser would send from the change page of a row that nobody has touched."""
    page = address(row)
    text = client.get(page).content.decode()
    form = next(form for form in post_forms(page, text) if form.action == page)
    return {name: values for name, values in form.data.items() if not name.startswith("_")}


def used_row(label: str) -> models.Model:
    """Return a row that others refer to, as far as there is one."""
    model = apps.get_model(label)
    if label == "applications.Call":
        return model._base_manager.filter(applications__isnull=False).order_by("pk").first()
    return model._base_manager.order_by("pk").first()


def other_value(row: models.Model, name: str) -> Any:
    """Return another value that the field could have."""
    field = row._meta.get_field(name)
    now = getattr(row, field.attname)
    if field.is_relation:
        return field.related_model._base_manager.exclude(pk=now).values_list("pk", flat=True).order_by("pk").last()
    if field.choices:
        return next(value for value, _ in field.choices if value != now)
    return now + 1


@pytest.fixture
def everything(cast, houses, now):
    """One of everything in two houses, with another of what would be alone."""
    HubFactory(name="A third hub")
    CompletionCriteria.objects.get_or_create(project=cast.project)
    Project.objects.create(code="NCP20-99", title="Another", stage=cast.project.stage, academic_year=2020)
    aim = {
        "title": "A first aim",
        "need_of": "students",
        "need": "Books show it.",
        "success_criteria": "Books show it.",
    }
    TemplateAim.objects.create(template=PlanTemplate.objects.first(), **aim)
    return houses


@pytest.mark.parametrize(
    ("label", "name"), [pair for pair in PAIRS if admin.site.is_registered(apps.get_model(pair[0]))]
)
def test_identity_sent_to_the_admin_changes_nothing(everything, cast, client_of, label, name):
    row = used_row(label)
    client = client_of(cast.admin)
    page, other, key = address(row), other_value(row, name), row._meta.get_field(name).attname
    before = getattr(row, key)
    read_only = isinstance(admin.site._registry[type(row)], ReadOnlyAdmin)
    data = {} if read_only else shown_form(client, row)
    answer = client.post(page, {**data, name: str(other)})
    assert answer.status_code in ((403,) if read_only else (200, 302))
    row.refresh_from_db()
    assert getattr(row, key) == before


@pytest.mark.parametrize(("label", "name"), PAIRS)
def test_identity_changed_in_the_database_is_refused_with_a_sentence(everything, label, name):
    row = used_row(label)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**{name: other_value(row, name)})
    assert "stay" in str(constraint_name(refused.value))
    assert refused.value.__cause__.diag.message_primary.endswith(".")


def test_every_foreign_key_of_an_editable_page_is_fixed_or_excused():
    open_keys = [
        f"{model._meta.label}.{field.name}"
        for model, page in editable()
        if model in local_models()
        for field in model._meta.fields
        if field.is_relation
        and field.editable
        and model._meta.label not in NOTHING_TO_CHANGE
        and field.name not in {*page.identity_fields, *page.fixed_once_used, *page.readonly_fields}
        and (not page.fields or field.name in page.fields)
    ]
    assert set(open_keys) == set(EXCUSED)


def test_dates_in_the_wrong_order_are_refused_with_a_sentence(everything, cast, client_of):
    client, tried = client_of(cast.admin), []
    for model, _ in editable():
        row = model._base_manager.order_by("pk").first()
        if row is None or model._meta.label in NOTHING_TO_CHANGE:
            continue
        data = shown_form(client, row)
        for start, end in STARTS_AND_ENDS:
            if not {start, f"{start}_0"} & set(data) or not {end, f"{end}_0"} & set(data):
                continue
            wrong = {start: "2026-12-02", end: "2026-12-01", f"{start}_0": "2026-12-02", f"{start}_1": "10:00"}
            wrong |= {f"{end}_0": "2026-12-01", f"{end}_1": "10:00"}
            before = model._base_manager.filter(pk=row.pk).values().get()
            answer = client.post(address(row), {**data, **wrong})
            assert answer.status_code == 200, model
            assert answer.context["errors"], model
            assert model._base_manager.filter(pk=row.pk).values().get() == before
            tried.append((model._meta.label, end))
    assert len(tried) >= 8


def test_change_through_the_admin_leaves_who_and_when_in_the_history(everything, cast, client_of):
    client = client_of(cast.admin)
    assert {model._meta.label for model, _ in editable()} == set(CHANGES) | NOTHING_TO_CHANGE
    for label, (name, value) in CHANGES.items():
        model = apps.get_model(label)
        rows = model._base_manager.exclude(is_superuser=True) if model is User else model._base_manager
        row = rows.order_by("pk").first()
        answer = client.post(address(row), {**shown_form(client, row), name: value})
        assert answer.status_code == 302, (label, answer.context["errors"])
        event = latest_event(row)
        assert event.pgh_context.metadata["by"] == cast.admin.pk, label


def latest_event(row: models.Model) -> Any:
    events = next(model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) is type(row))
    return events.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context").latest("pgh_id")


def kept_values(model: type[models.Model], page: Any) -> dict[str, list[dict[str, Any]]]:
    """Return every column of a page's model and of the rows in it."""
    shown = [model, *(inline.model for inline in page.inlines)]
    return {each._meta.label: list(each._base_manager.order_by("pk").values()) for each in shown}


@pytest.mark.parametrize(
    "model", [model for model, _ in editable() if model in local_models()], ids=lambda m: m.__name__
)
def test_page_saved_as_it_stands_changes_no_column(everything, cast, client_of, model):
    Question.objects.create(call=Call.objects.first(), words="Do you agree?", choices=["Yes, sir", "No, not yet"])
    Project.objects.update(foci=["Planning, in pairs", "Leading"])
    client, page = client_of(cast.admin), admin.site._registry[model]
    before = kept_values(model, page)
    for row in model._base_manager.order_by("pk")[:4]:
        answer = client.post(address(row), shown_form(client, row))
        assert answer.status_code == 302, answer.content.decode()[:20_000]
    assert kept_values(model, page) == before


def test_choices_of_a_question_keep_their_commas_when_another_field_changes(everything, cast, client_of):
    question = Question.objects.create(call=Call.objects.first(), words="Do you agree?", choices=["Yes, sir", "No"])
    client = client_of(cast.admin)
    data = shown_form(client, question.call)
    place = next(name for name, values in data.items() if name.endswith("-words") and values == ["Do you agree?"])
    data[place.replace("words", "help")] = ["A sentence."]
    client.post(address(question.call), data)
    question.refresh_from_db()
    assert (question.help, question.choices) == ("A sentence.", ["Yes, sir", "No"])


def test_post_that_is_held_already_is_refused_on_both_pages(cast, client_of):
    client, post = client_of(cast.admin), HubStaff.objects.get(user=cast.lead)
    again = {"user": post.user_id, "hub": post.hub_id, "role": post.role, "starts_on": "2026-11-24"}
    answer = client.post(reverse("admin:schools_hubstaff_add"), again)
    assert "already holds this post at this hub" in answer.content.decode()
    data = shown_form(client, cast.hub)
    rows = cast.hub.staff.count()
    inline = {f"staff-{rows}-{name}": value for name, value in again.items()} | {"staff-TOTAL_FORMS": rows + 1}
    answer = client.post(address(cast.hub), {**data, **inline})
    assert answer.status_code == 200
    assert "already holds this post at this hub" in answer.content.decode()
    data |= {"staff-0-starts_on": "2026-12-02", "staff-0-ends_on": "2026-12-01"}
    answer = client.post(address(cast.hub), data)
    assert answer.status_code == 200
    assert "must be the same as or after the first day" in answer.content.decode()
    assert cast.hub.staff.count() == rows


def test_post_in_a_hubs_page_stays_with_its_person(cast, client_of):
    client = client_of(cast.admin)
    data = shown_form(client, cast.hub)
    for place in range(cast.hub.staff.count()):
        data |= {f"staff-{place}-user": cast.stranger.pk, f"staff-{place}-role": "lead"}
    client.post(address(cast.hub), data)
    assert not HubStaff.objects.filter(user=cast.stranger).exists()
    assert Email.objects.filter(to=cast.stranger.email).count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "schools_advocate", "schools_schoolcontact", "schools_participation", "specialists_assignment",
        "workgroups_workgroup", "workgroups_membership", "workgroups_meeting",
    ],
)  # fmt: skip
def test_what_a_page_of_the_site_adds_cannot_be_added_in_the_admin(cast, client_of, name):
    assert client_of(cast.admin).get(reverse(f"admin:{name}_add")).status_code == 403
    assert client_of(cast.admin).post(reverse(f"admin:{name}_add")).status_code == 403


def test_second_record_of_a_specialist_is_refused_with_a_sentence(cast, client_of):
    data = {"user": cast.specialist.pk, "home_school": cast.home_school.pk, "days_a_year": "9"}
    none = {"hub_links-TOTAL_FORMS": "0", "hub_links-INITIAL_FORMS": "0"}
    answer = client_of(cast.admin).post(reverse("admin:specialists_specialist_add"), data | none)
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert Specialist.objects.filter(user=cast.specialist).count() == 1


def test_specialist_who_moves_to_a_school_that_they_support_is_refused(cast, client_of):
    client, record = client_of(cast.admin), cast.specialist_record
    answer = client.post(address(record), {**shown_form(client, record), "home_school": cast.school.pk})
    assert answer.status_code == 200
    assert "A Specialist can’t be assigned to their own school." in answer.content.decode()


def test_project_that_requires_itself_is_refused(cast, client_of):
    client, project = client_of(cast.admin), cast.project
    answer = client.post(address(project), {**shown_form(client, project), "requires": project.pk})
    assert answer.status_code == 200
    assert "cannot require itself" in answer.content.decode()
    earlier = Project.objects.create(
        code="NCP20-1", title="A", stage=project.stage, academic_year=2020, requires=project
    )
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Project.objects.filter(pk=project.pk).update(requires=earlier)
    assert constraint_name(refused.value) == "projects_require_no_circle"


def test_project_that_nothing_refers_to_may_change_its_year(cast, client_of):
    project = Project.objects.create(code="NCP20-1", title="A", stage=cast.project.stage, academic_year=2020)
    client = client_of(cast.admin)
    assert client.post(address(project), {**shown_form(client, project), "academic_year": 2021}).status_code == 302
    project.refresh_from_db()
    assert project.academic_year == 2021


def test_overlapping_assignment_with_an_end_is_refused(cast, now):
    day = cast.assignment.starts_on
    for starts, ends in ((0, 5), (-5, 1), (30, None)):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Assignment.objects.create(
                specialist=cast.other.specialist_record, participation=cast.participation, days=Decimal(1),
                starts_on=day + timedelta(days=starts), ends_on=ends and day + timedelta(days=ends),
            )  # fmt: skip
        assert constraint_name(refused.value) in ("one_assignment_at_a_time", "one_open_assignment_a_participation")
    assert Assignment.objects.filter(participation=cast.participation).count() == 1


def test_member_of_a_group_of_another_hub_or_project_is_refused(cast, houses, now):
    group = Membership.objects.filter(participation=cast.participation).get().group
    for participation in (cast.other.participation, enrol_another(cast, 930_010, "New School", now)):
        elsewhere = participation.hub_id != group.hub_id
        if not elsewhere:
            Membership.objects.create(group=group, participation=participation)
            continue
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Membership.objects.create(group=group, participation=participation, ends_on="2027-08-01")
        assert constraint_name(refused.value) == "members_take_part_with_the_groups_hub"


def test_posts_follow_a_merge_and_a_successor_and_nothing_else(cast):
    successor = SchoolFactory(urn=150_019, name="Castle Hill Academy")
    for model in (Advocate, SchoolContact, Participation):
        rows = model.objects.filter(school=cast.school)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(school=successor)
    type(successor).objects.filter(pk=cast.school.pk).update(successor=successor, status="Closed")
    for model in (Advocate, SchoolContact, Participation):
        assert model.objects.filter(school=cast.school).update(school=successor)


def test_own_access_cannot_be_taken_away_in_the_admin(cast, client_of):
    client = client_of(cast.admin)
    data = shown_form(client, cast.admin)
    assert not {"is_active", "is_staff", "is_superuser"} & set(data)
    client.post(address(cast.admin), data)
    cast.admin.refresh_from_db()
    assert (cast.admin.is_active, cast.admin.is_staff, cast.admin.is_superuser) == (True, True, True)


@pytest.mark.parametrize("name", ["is_active", "is_staff", "is_superuser"])
def test_last_administrator_stays(cast, name):
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        User.objects.filter(pk=cast.admin.pk).update(**{name: False})
    assert constraint_name(refused.value) == "an_administrator_stays"
    second = UserFactory(is_staff=True, is_superuser=True)
    assert User.objects.filter(pk=cast.admin.pk).update(**{name: False})
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=second.pk).update(is_active=False)


def test_addresses_and_factors_have_no_page_that_adds_one(cast, client_of):
    assert EmailAddress not in admin.site._registry
    factor = Authenticator.objects.create(user=cast.lead, type=Authenticator.Type.TOTP, data={"secret": "kept-secret"})
    client = client_of(cast.admin)
    shown = client.get(address(factor))
    assert shown.status_code == 200
    assert "kept-secret" not in shown.content.decode()
    assert client.get(address(factor, "add")).status_code == 403
    assert client.post(address(factor), {"user": cast.admin.pk}).status_code == 403


def test_lost_factor_is_removed_by_an_administrator_and_emailed(cast, client_of):
    factor = Authenticator.objects.create(user=cast.lead, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=cast.lead, type=Authenticator.Type.RECOVERY_CODES, data={})
    chosen = {"action": "remove", "_selected_action": [factor.pk]}
    answer = client_of(cast.admin).post(address(factor, "changelist"), chosen, follow=True)
    assert f"Removed from {cast.lead.email}, who has been emailed." in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert Email.objects.filter(to=cast.lead.email, kind__startswith="account_").count() == 1
    assert admin.models.LogEntry.objects.filter(user=cast.admin).exists()
    assert SecurityEvent.objects.filter(user=cast.lead, kind="totp_deactivated").exists()
