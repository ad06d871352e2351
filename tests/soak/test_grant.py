"""Two thousand steps on grants, drawn anew each time: the books agree after every one."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import settings

from tests.cast import gather
from tests.funding.test_grant_machine import GrantMachine


@pytest.mark.django_db
def test_the_grant_keeps_its_books_for_long(now):
    GrantMachine.cast = gather(now)
    with transaction.atomic():
        machine = GrantMachine.TestCase()
        machine.settings = settings(max_examples=50, stateful_step_count=50, deadline=None, database=None)
        machine.runTest()
