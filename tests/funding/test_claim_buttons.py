"""What each role is offered on a claim's page, by the claim's state."""

from __future__ import annotations

import pytest
from django.urls import reverse

from funding.page_actions import CLAIM_BUTTONS

SCHOOL = ["Edit claim", "Check and submit", "Withdraw claim"]
HUB = ["Query claim", "Part-approve", "Reject", "Approve £90.00"]


@pytest.mark.parametrize(
    ("role", "draft", "submitted"),
    [
        ("finance", SCHOOL, ["Withdraw claim"]),
        ("lead", [], HUB),
        ("hubadmin", [], []),
        ("auditor", [], []),
    ],
)
def test_claim_buttons_are_shown_to_those_with_permission(claim_maker, role, draft, submitted):
    person = getattr(claim_maker.cast, role)
    claims = claim_maker.draft("90.00"), claim_maker.submitted("90.00")
    labels = [[action.label for action in CLAIM_BUTTONS.open_to(claim, person, by_items=True)] for claim in claims]
    assert labels == [draft, submitted]


def test_claim_page_shows_the_buttons_and_the_status(claim_maker, client_of):
    claim = claim_maker.submitted("90.00")
    page = client_of(claim_maker.cast.lead).get(claim.get_absolute_url()).content.decode()
    assert "Approve £90.00" in page
    assert "Waiting for you." in page
    assert "Check and submit" not in page


def test_confirmation_ends_with_the_next_claim_that_waits(cast, client_of, claim_maker):
    first, second = claim_maker.submitted("100.00"), claim_maker.submitted("50.00")
    client = client_of(cast.lead)
    approve = reverse("funding:approve", args=[first.reference])
    shown = " ".join(client.post(approve, follow=True).content.decode().split())
    assert f"Claim {first} approved. It will be paid in the next payment run. We’ve emailed" in shown
    assert f'<a href="{second.get_absolute_url()}">Next claim: {second}</a>' in shown
    shown = client.post(reverse("funding:approve", args=[second.reference]), follow=True).content.decode()
    assert "Next claim:" not in shown
