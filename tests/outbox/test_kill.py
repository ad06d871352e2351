"""A real worker, killed without a word three times while it sends 500 mails to a real server (design, rule 4)."""

from __future__ import annotations

import pytest

from tests.outbox.storm import send_through_kills


@pytest.mark.real_worker
@pytest.mark.django_db(transaction=True)
def test_no_mail_is_lost_and_none_is_written_twice(queue):
    send_through_kills(queue, 500, kills=(90, 230, 400))
