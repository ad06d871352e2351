"""Five thousand mails, twenty kills at moments drawn anew each time."""

from __future__ import annotations

import random

import pytest

from tests.outbox.storm import send_through_kills

MAILS, KILLS = 5_000, 20


@pytest.mark.real_worker
@pytest.mark.django_db(transaction=True)
def test_no_mail_is_lost_however_often_the_worker_dies(queue):
    kills = sorted(random.sample(range(50, MAILS - 50), KILLS))
    print("killed after", kills)
    send_through_kills(queue, MAILS, kills, seconds=600)
