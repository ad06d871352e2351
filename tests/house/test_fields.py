"""Every column of a plan, aim, step and judgement is listed in `devplans.fields` or excused, and every output has it.

Texts carry a sentinel of their own; of what is chosen, each output must change when the choice does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone
from docx import Document
from lxml import html

from devplans.actions import plans, reviews, templates, years
from devplans.content import as_content
from devplans.documents import plan_as_docx
from devplans.fields import AIM, AUTOSAVED, JUDGEMENT, LISTS, PLAN, STEP, FieldList, Kind, PlanField
from devplans.forms.plans import AimChoicesForm, AimForm, EditStepForm, StepForm
from devplans.forms.reviews import JudgeForm
from devplans.models import PlanTemplate, Session, TemplateAim, TemplateStep
from devplans.review_terms import TermKey
from devplans.selectors.versions import side_by_side

pytestmark = pytest.mark.django_db

AUTUMN = TermKey(2026, "autumn")
SHOWN = [(listed, plan_field) for listed in LISTS.values() for plan_field in listed.shown]


def sentinel(listed: FieldList, plan_field: PlanField) -> str:
    return f"sentinel {listed.kind} {plan_field.name}"


def value(listed: FieldList, plan_field: PlanField, second: bool = False) -> Any:
    """A value of a field: its sentinel, or of what is chosen the first or the second choice."""
    if plan_field.kind is Kind.TEXT:
        return sentinel(listed, plan_field)
    if plan_field.kind is Kind.DATE:
        return date(2026, 12, 4 + second)
    choice = list(plan_field.choices)[int(second)].value
    return [choice] if plan_field.kind is Kind.CHOICES else choice


def values(listed: FieldList) -> dict[str, Any]:
    return {plan_field.name: value(listed, plan_field) for plan_field in listed.columns}


@pytest.fixture
def rows(cast, now) -> dict[str, Any]:
    """A plan, an aim, a step and a judgement with a value in every listed field."""
    plan = cast.school.plan
    for plan_field in PLAN:
        setattr(plan, plan_field.name, value(PLAN, plan_field))
    plan.save()
    aim = plans.add_aim(plan, **values(AIM), by=cast.advocate, now=now)
    step = plans.add_step(aim, **values(STEP), owners=[cast.advocate], by=cast.advocate, now=now)
    judgement = reviews.judge_aim(aim, term=AUTUMN, **values(JUDGEMENT), by=cast.advocate, now=now)
    return {"plan": plan, "aim": aim, "step": step, "judgement": judgement}


def flat(content: Any) -> str:
    """Every word in frozen content."""
    if isinstance(content, dict):
        return "\n".join(map(flat, content.values()))
    return "\n".join(map(flat, content)) if isinstance(content, list) else str(content)


def word_file(plan: Any) -> str:
    document = Document(io.BytesIO(plan_as_docx(plan, date(2026, 11, 24))))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def comparison(plan: Any) -> str:
    """What the page shows as new when the older version is empty."""
    sections = side_by_side({"aims": []}, as_content(plan))
    return "\n".join(part.new for section in sections for part in section.parts)


@pytest.fixture
def outputs(cast, client_of) -> dict[str, Callable[[Any], str]]:
    """Every output that shows a plan as a whole, as words, by its name."""
    client = client_of(cast.lead)

    def page(name: str, *args: Any) -> Callable[[Any], str]:
        def read(plan: Any) -> str:
            response = client.get(reverse(f"devplans:{name}", args=args or [plan.school.urn]))
            assert response.status_code == 200
            return html.fromstring(response.content.decode()).get_element_by_id("main").text_content()

        return read

    def aim_page(plan: Any) -> str:
        return page("aim", plan.aims.get().pk)(plan)

    def version_page(plan: Any) -> str:
        plan.refresh_from_db()
        number = plan.versions.count() + 1
        plan.versions.create(number=number, content=as_content(plan), agreed_by=cast.lead, agreed_at=timezone.now())
        text = page("version", plan.school.urn, number)(plan)
        return text.partition("What has changed since")[2]  # its number and its time go up by themselves

    return {
        "frozen content": lambda plan: flat(as_content(plan)),
        "comparison of versions": comparison,
        "Word document": word_file,
        "printed plan": page("print"),
        "agreed version’s page": version_page,
        "plan’s page": page("plan"),
        "aim’s page": aim_page,
    }


NOT_THERE = {
    ("plan’s page", "judgement"): "colours only; the aim's page and the review have the text",
    ("aim’s page", "plan"): "it shows one aim, with the evidence of its own need",
}
"""What an output leaves out by design, with the reason."""


@pytest.mark.parametrize("listed", LISTS.values(), ids=lambda listed: listed.kind)
def test_model_field_is_listed_or_excused(listed):
    columns = {field.name for field in listed.model._meta.get_fields() if not field.auto_created and field.name != "id"}
    names = {plan_field.name for plan_field in listed}
    unlisted = sorted(f"{listed.model.__name__}.{name}" for name in columns - names - set(listed.excused))
    assert not unlisted, f"list in devplans/fields.py or excuse with a reason: {', '.join(unlisted)}"
    stale = sorted((set(listed.excused) | {plan_field.name for plan_field in listed.columns}) - columns)
    assert not stale, f"listed or excused, but no column of {listed.model.__name__}: {', '.join(stale)}"
    assert all(listed.excused.values())


def test_output_shows_every_text(rows, outputs):
    missing = []
    for name, read in outputs.items():
        text = read(rows["plan"])
        missing += [
            f"{listed.model.__name__}.{plan_field.name} is missing from the {name}"
            for listed, plan_field in SHOWN
            if plan_field.is_text and (name, listed.kind) not in NOT_THERE and sentinel(listed, plan_field) not in text
        ]
    assert not missing, "\n".join(missing)


def test_output_follows_every_choice(rows, outputs):
    plan, missing = rows["plan"], []
    for listed, plan_field in SHOWN:
        if plan_field.is_text:
            continue
        row = rows[listed.kind]
        before = {name: read(plan) for name, read in outputs.items() if (name, listed.kind) not in NOT_THERE}
        type(row).objects.filter(pk=row.pk).update(**{plan_field.name: value(listed, plan_field, second=True)})
        missing += [
            f"{listed.model.__name__}.{plan_field.name} is missing from the {name}"
            for name, text in before.items()
            if outputs[name](plan) == text
        ]
    assert not missing, "\n".join(missing)


def test_step_names_its_owners_in_every_output(rows, outputs, cast):
    for name, read in outputs.items():
        assert str(cast.advocate) in read(rows["plan"]), name


def test_form_has_every_field(rows):
    plan, judgement = rows["plan"], rows["judgement"]
    form_fields = {
        "aim": set(AimForm().fields) | set(AimChoicesForm().fields),
        "step": set(StepForm(plan=plan).fields) | set(EditStepForm(plan=plan).fields),
        "judgement": set(JudgeForm(term=AUTUMN, sessions=Session.objects.none(), judgement=judgement).fields),
        "plan": {name for kind, name in AUTOSAVED if kind == "plan"},
    }
    missing = [
        f"{listed.model.__name__}.{plan_field.name}"
        for listed in LISTS.values()
        for plan_field in listed
        if plan_field.name not in form_fields[listed.kind]
    ]
    assert not missing, f"missing from the form: {missing}"


def test_form_for_editing_begins_with_every_value(rows, cast, client_of):
    client = client_of(cast.advocate)
    plan, aim, step = rows["plan"], rows["aim"], rows["step"]
    pages = {
        "plan": reverse("devplans:write", args=[plan.school.urn]),
        "aim": aim.get_absolute_url(),
        "step": step.get_absolute_url(),
        "judgement": reverse("devplans:judge", args=[aim.pk, *AUTUMN]),
    }
    missing = []
    for listed in LISTS.values():
        page = html.fromstring(client.get(pages[listed.kind]).content.decode())
        filled = {box.text.strip() for box in page.iter("textarea") if box.text} | set(page.xpath("//input/@value"))
        chosen = set(page.xpath("//input[@checked]/@name"))
        for plan_field in listed.columns:
            there = (
                sentinel(listed, plan_field) in filled
                if plan_field.is_text
                else plan_field.name in chosen or plan_field.kind is Kind.DATE
            )
            missing += [] if there else [f"{listed.model.__name__}.{plan_field.name}"]
    assert not missing, f"missing from the form for editing: {missing}"


def template_pairs() -> Iterator[tuple[FieldList, Any]]:
    yield AIM, TemplateAim
    yield STEP, TemplateStep


def test_template_has_every_field_that_a_plan_has():
    missing = [
        f"{model.__name__}.{plan_field.name}"
        for listed, model in template_pairs()
        for plan_field in listed.columns
        if not hasattr(model, plan_field.name) and plan_field.name not in NOT_IN_TEMPLATE
    ]
    assert not missing, f"add to AimContent or StepContent in devplans/models/plans.py: {missing}"


NOT_IN_TEMPLATE = {"progress": "nothing has begun", "due_on": "a template has no year"}


def test_template_is_copied_with_every_field(rows, cast, now, client_of):
    plan = cast.school.plan
    template = PlanTemplate.objects.create(title="Coherence", words="For coherence.")
    source = TemplateAim.objects.create(template=template, **values(AIM))
    step_values = {name: given for name, given in values(STEP).items() if name not in NOT_IN_TEMPLATE}
    TemplateStep.objects.create(aim=source, **step_values)
    (aim,) = templates.start_from_template(plan, template=template, by=cast.advocate, now=now)
    assert {plan_field.name: getattr(aim, plan_field.name) for plan_field in AIM.columns} == values(AIM)
    step = aim.steps.get()
    assert {name: getattr(step, name) for name in step_values} == step_values
    shown = client_of(cast.advocate).get(reverse("devplans:templates", args=[cast.school.urn])).content.decode()
    assert [plan_field.name for plan_field in AIM.texts if sentinel(AIM, plan_field) not in shown] == []


def test_next_year_keeps_every_field(rows, cast, now):
    plan, aim, step = rows["plan"], rows["aim"], rows["step"]
    before = as_content(plan)
    summer = now + timedelta(days=320)
    years.open_year(plan, learned="", fates={aim.pk: "this_year"}, by=cast.advocate, now=summer)
    assert plan.years.get().content == json.loads(json.dumps(before, cls=DjangoJSONEncoder))
    for listed, row in ((PLAN, plan), (AIM, aim), (STEP, step)):
        row.refresh_from_db()
        assert {plan_field.name: getattr(row, plan_field.name) for plan_field in listed.columns} == values(listed)


def test_version_frozen_before_a_field_was_added_is_still_shown(rows, cast, now, client_of):
    plan = rows["plan"]
    content = as_content(plan)
    for listed, frozen in ((PLAN, content), (AIM, content["aims"][0]), (STEP, content["aims"][0]["steps"][0])):
        for plan_field in listed.shown:
            if not (listed.has_title and plan_field is listed.title):
                frozen.pop(plan_field.frozen_key)
    plan.versions.create(number=1, content=content, agreed_by=cast.lead, agreed_at=now)
    client = client_of(cast.lead)
    page = client.get(reverse("devplans:version", args=[plan.school.urn, 1]))
    assert sentinel(AIM, AIM.title) in page.content.decode()
    assert client.get(reverse("devplans:compare", args=[plan.school.urn]), {"old": "1"}).status_code == 200
