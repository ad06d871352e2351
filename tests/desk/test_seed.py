"""The seed satisfies every constraint and trigger, draws the same twice, and its pages open."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from funding.models import Grant
from schools.models import Participation
from sustaining.accounts.models import User

pytestmark = pytest.mark.django_db


def seed(**options) -> str:
    out = StringIO()
    call_command("seed", scale="hub", even_in_production=True, stdout=out, **options)
    return out.getvalue()


def test_a_hub_is_seeded_and_its_pages_open(client_of):
    said = seed(rng=7)
    assert "lead1@seed.example" in said
    assert Participation.objects.count() > 60
    assert all(0 <= grant.paid <= grant.committed <= grant.amount for grant in Grant.objects.all())
    lead = client_of(User.objects.get(email="lead1@seed.example"))
    school = Participation.objects.filter(state="active").latest("pk").school
    for page in ("/", "/todo/", "/schools/", "/reports/", "/claims/", f"/schools/{school.urn}/happened/"):
        assert lead.get(page).status_code == 200, page
    with pytest.raises(CommandError, match="A seed is here already"):
        seed(rng=7)


def test_the_seed_is_not_for_production(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="well-known passwords"):
        call_command("seed")
