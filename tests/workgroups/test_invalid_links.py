"""Links that open something without signing in, with keys that are wrong, cut, foreign, odd or huge: a sentence, never a 500."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client

from sustaining.workgroups import actions
from sustaining.workgroups.models import Invitation
from tests.links import rsvp_path, stop_path

pytestmark = pytest.mark.django_db

ADDRESSES = ("/rsvp/{}/", "/calendar/{}.ics", "/mail/stop/{}/")
WRONG = [
    "x", "0", "-1", "1-2:zz", ":", "::", "1:", ":x", "1-1-1:x", "1e9-1:x", "٣-٣:x", "None", "null", "%00", "1-1%00:x", "%ff%fe",
    "%E2%98%83", "%F0%9F%8C%B2", "%0d%0aSet-Cookie:a=b", "..%2f..%2fetc", "' OR 1=1 --", "<script>", "{{7*7}}", "a" * 10_000,
    "9" * 10_000, "%E2%98%83" * 1_000, "1-1:" + "b" * 43,
]  # fmt: skip


@pytest.fixture
def keys(our_meeting, cast, now) -> dict[str, str]:
    """A key that opens something, of each address."""
    invitation = Invitation.objects.get(meeting=our_meeting, user=cast.advocate)
    feed = actions.renew_calendar(cast.advocate, by=cast.advocate, now=now)
    links = (rsvp_path(invitation), feed, stop_path(cast.advocate))
    return dict(zip(ADDRESSES, (link.rstrip("/").split("/")[-1].removesuffix(".ics") for link in links), strict=True))


def assert_refused(address: str, key: str) -> None:
    """Assert that every method gets an error page."""
    client = Client(raise_request_exception=False)
    for ask in (client.get, client.head, client.post)[: 2 if "calendar" in address else 3]:  # a calendar is only read
        answer = ask(address.format(key), {"rsvp": "coming"})
        assert answer.status_code in (400, 404, 410), (address, key[:40], answer.status_code)
        assert ask == client.head or "<h1>" in answer.content.decode(), (address, key[:40])


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_with_wrong_tokens_are_refused(address, keys):
    right = keys[address]
    assert Client().get(address.format(right)).status_code == 200
    foreign = [key for where, key in keys.items() if where != address]
    shaped = [signing.Signer(salt="another").sign(text) for text in ("1", "1-1")]
    bent = [
        right[:-1],
        right[1:],
        right[: len(right) // 2],
        f"{right}x",
        right.swapcase(),
        right[::-1],
        f"{right}:{right}",
    ]
    for key in (*WRONG, *foreign, *shaped, *bent):
        assert_refused(address, key)


def test_links_of_closed_account_are_refused(keys, cast):
    cast.advocate.is_active = False
    cast.advocate.save()
    for address in ("/calendar/{}.ics", "/mail/stop/{}/"):
        assert_refused(address, keys[address])
