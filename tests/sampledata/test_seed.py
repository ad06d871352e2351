"""The seed satisfies every constraint and trigger, draws the same twice, and its pages open."""

from __future__ import annotations

import json
import uuid
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from devplans.models import Evaluation, Judgement
from funding.models import Grant
from schools.models import Hub, Participation
from sustaining.accounts.models import User
from sustaining.sampledata.seed import build
from sustaining.sampledata.seed.rows import Rows, set_from
from sustaining.sampledata.seed.scale import SCALES
from sustaining.workgroups.models import Attendance

pytestmark = pytest.mark.django_db


def seed(**options) -> str:
    out = StringIO()
    call_command("seed", scale="hub", even_in_production=True, stdout=out, **options)
    return out.getvalue()


def test_seeded_hub_pages_open(client_of):
    output = seed(rng=7)
    assert "lead1@seed.example" in output
    assert Participation.objects.count() > 60
    assert Attendance.objects.count() == SCALES["hub"].attendances
    assert Judgement.objects.count() > 100
    assert Evaluation.objects.filter(handed_in_at__isnull=False).count() > 20
    assert all(0 <= grant.paid <= grant.committed <= grant.amount for grant in Grant.objects.all())
    lead = client_of(User.objects.get(email="lead1@seed.example"))
    assert "1 overdue" in lead.get("/schools/").content.decode(), "checklists: some steps done, some overdue"
    school = Participation.objects.filter(state="active").latest("pk").school
    for page in ("/", "/todo/", "/schools/", "/reports/", "/claims/", f"/schools/{school.urn}/happened/"):
        assert lead.get(page).status_code == 200, page
    with pytest.raises(CommandError, match="A seed is here already"):
        seed(rng=7)


def test_seed_in_production_is_refused(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="well-known passwords"):
        call_command("seed")


def test_seeded_history_equals_the_triggers_history(now):
    """A row copied and changed by the seed leaves the same events as one that is saved and saved again."""
    context = str(uuid.uuid4())
    with connection.cursor() as cursor:
        cursor.execute(build.CONTEXT, [context, json.dumps({"action": "sampledata.seed"})])
    columns = {"name": "Alder", "region": "North", "lead_school": "Alder School", "contact_email": "hub@alder.example"}
    copied = Rows(Hub, *columns)
    key = copied.add(*columns.values())
    copied.write(now)
    set_from(Hub, {"region": "text"}, [(key, "South")])
    saved = Hub.objects.create(**{**columns, "name": "Birch"})
    saved.region = "South"
    saved.save()

    def events(pk: int) -> list[dict[str, object]]:
        rows = apps.get_model("schools", "HubEvent").objects.filter(pgh_obj=pk).order_by("pgh_id").values()
        return [{name: value for name, value in row.items() if name not in OWN} for row in rows]

    assert len(events(key)) == 2
    assert events(key) == events(saved.pk)
    assert {str(row["pgh_context_id"]) for row in events(key)} == {context}


OWN = {"id", "name", "pgh_id", "pgh_obj_id", "pgh_created_at"}
"""What is each event's own."""
