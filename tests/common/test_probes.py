"""Probes come by IP address and by HTTP, and say what is missing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from sustaining.common import probes
from sustaining.common.version import VERSION


@pytest.fixture(autouse=True)
def by_name_alone(settings):
    settings.ALLOWED_HOSTS = ["sustaining.example"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("address", ["10.0.0.7:8000", "[fd00::1]", "sustaining.example", "nonsense!"])
def test_probe_by_any_address_is_answered(db, address):
    client = Client(headers={"host": address})
    assert client.get("/healthz").content.decode() == f"ok {VERSION}"
    assert client.get("/readyz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_page_by_ip_address_is_still_refused(db):
    assert Client(headers={"host": "10.0.0.7"}).get("/help/").status_code in {301, 400}


def test_readiness_says_that_migrations_are_missing(db, client, monkeypatch):
    monkeypatch.setattr(probes, "MIGRATED", probes.MigratedDatabase())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'privacy'")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations"], response.json()["database"]) == (503, False, True)


def test_migrations_are_looked_up_until_they_are_there_and_never_again(db, django_assert_num_queries):
    migrated = probes.MigratedDatabase()
    assert migrated.is_current()
    with django_assert_num_queries(0):
        assert migrated.is_current()
