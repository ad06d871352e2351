"""A sign-in lasts its length from signing in, or from the last *Stay signed in*."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.utils import timezone

HOURS = 12 * 3600


def shown(client) -> int:
    return int(re.search(r'data-seconds="(\d+)"', client.get("/").content.decode())[1])


def test_the_page_counts_down_and_a_press_begins_anew(cast, client_of):
    client = client_of(cast.advocate)
    assert HOURS - 60 < shown(client) <= HOURS
    with time_machine.travel(timezone.now() + timedelta(hours=11), tick=True):
        assert shown(client) < 3601
        answer = client.post("/accounts/stay/")
        assert HOURS - 60 < answer.json()["seconds"] <= HOURS
        assert client.cookies["sustaining-8000"]["max-age"] == HOURS
        assert HOURS - 60 < shown(client) <= HOURS
    with time_machine.travel(timezone.now() + timedelta(hours=22), tick=True):
        assert client.get("/").status_code == 200


def test_whoever_is_signed_out_is_sent_to_sign_in(cast, client):
    assert client.post("/accounts/stay/").status_code == 302
