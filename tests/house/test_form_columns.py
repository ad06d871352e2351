"""Every column of an application and of a claim is asked for by a form, or excused; the hub reads what applicants write."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.db.models import CharField, TextField
from django.urls import reverse

from funding.actions import NewLine
from funding.forms.claims import LineForm, PayeeForm
from funding.models import Claim, ClaimLine
from schools.closed_day_forms import ClosedDayMixin
from sustaining.applications import form_sections
from sustaining.applications.forms.school import AdvocatePartForm, DepartmentPartForm, HeadPartForm, SchoolPartForm
from sustaining.applications.models import ApplicantAdvocate, Application

pytestmark = pytest.mark.django_db

FORMS = {
    Application: (SchoolPartForm, DepartmentPartForm, HeadPartForm),
    ApplicantAdvocate: (AdvocatePartForm,),
    Claim: (PayeeForm,),
    ClaimLine: (LineForm,),
}
BY_ACTION = "set by an action"
EXCUSED: dict[type, dict[str, str]] = {
    Application: {
        **dict.fromkeys(("state", "state_since", "begun_at", "submitted_at", "notice", "participation"), BY_ACTION),
        **dict.fromkeys(("head_asked_at", "head_answer", "head_answered_at", "head_words"), "the head's own page"),
        **dict.fromkeys(
            ("override_reason", "overridden_by", "decided_by", "decided_at", "answer_by"), "the hub's pages"
        ),
        "call": "what the application is for",
        "school": "chosen on the first page",
        "contact_email": "given on the first page, where the link is sent",
        "declared_by": "given with the declaration, when the application is handed in",
    },
    ApplicantAdvocate: {"application": "whose it is", "number": "the first or the second"},
    Claim: {
        **dict.fromkeys(("reference", "state", "total", "client_key", "run"), BY_ACTION),
        **dict.fromkeys(("made_by", "made_at", "submitted_by", "submitted_at"), BY_ACTION),
        **dict.fromkeys(("approved", "decided_by", "decided_at", "decision_reason"), "the hub's review"),
        "grant": "what it is claimed from",
        "instalment": "chosen by the button beside it",
    },
    ClaimLine: {
        "claim": "whose it is",
        "position": "the order of the claim",
        "occasion_words": "written from the occasion when the line is saved",
        "explanation": "asked when the claim is submitted, for a line that is questioned",
    },
}


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_column_is_in_a_form_or_excused(model):
    columns = {field.name for field in model._meta.get_fields() if not field.auto_created and field.name != "id"}
    form_fields = {name for form in FORMS[model] for name in form.base_fields}
    missing = sorted(f"{model.__name__}.{name}" for name in columns - form_fields - set(EXCUSED[model]))
    assert not missing, f"ask for it in a form, or excuse it here with a reason: {missing}"
    assert set(EXCUSED[model]) <= columns, "excused, but no column"


def test_claim_line_form_and_action_have_the_same_fields():
    answers = set(ClosedDayMixin.base_fields)  # to a question about the day; they are not kept
    assert {field.name for field in fields(NewLine)} == set(LineForm.base_fields) - answers


def test_section_form_is_in_the_list_of_sections(houses):
    application = Application.objects.get(pk=houses[0].application)
    listed = {
        type(part.form(application, None, lenient=True))
        for part in form_sections.SECTIONS
        if part is not form_sections.QUESTIONS
    }
    assert listed == {*FORMS[Application], *FORMS[ApplicantAdvocate]}


def test_hub_reads_every_field_of_an_application(houses, client_of):
    own, _, people = houses
    texts = {}
    for name in (name for form in FORMS[Application] for name in form.base_fields):
        field = Application._meta.get_field(name)
        if isinstance(field, CharField | TextField) and not field.choices and (field.max_length or 99) > 40:
            texts[name] = f"sentinel-{name}@demo.example" if "email" in name else f"sentinel {name}"
    assert len(texts) > 5
    Application.objects.filter(pk=own.application).update(**texts)
    url = reverse("applications:application", args=[own.application])
    page = client_of(people["lead"]).get(url).content.decode()
    missing = [f"Application.{name}" for name, text in texts.items() if text not in page]
    assert not missing, missing
