"""A session's time counts from signing in, or from the last *Stay signed in*."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.utils import timezone

HOURS = 12 * 3600


def seconds_shown(client) -> int:
    return int(re.search(r'data-seconds="(\d+)"', client.get("/").content.decode())[1])


def test_stay_signed_in_restarts_the_time_that_the_page_shows(cast, client_of):
    client = client_of(cast.advocate)
    assert HOURS - 60 < seconds_shown(client) <= HOURS
    with time_machine.travel(timezone.now() + timedelta(hours=11), tick=True):
        assert seconds_shown(client) < 3601
        answer = client.post("/accounts/stay/")
        assert HOURS - 60 < answer.json()["seconds"] <= HOURS
        assert client.cookies["sustaining-8000"]["max-age"] == HOURS
        assert HOURS - 60 < seconds_shown(client) <= HOURS
    with time_machine.travel(timezone.now() + timedelta(hours=22), tick=True):
        assert client.get("/").status_code == 200


def test_stay_signed_in_without_a_session_redirects_to_sign_in(cast, client):
    assert client.post("/accounts/stay/").status_code == 302


def test_current_user_json_names_the_user_and_a_token(cast, client, client_of):
    assert client.get("/accounts/who/").json() == {"person": None, "token": ""}
    response = client_of(cast.advocate).get("/accounts/who/")
    assert response.json()["person"] == cast.advocate.pk
    assert len(response.json()["token"]) > 30
    assert "no-store" in response["Cache-Control"]
