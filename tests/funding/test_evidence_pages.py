"""A decision about a claim is made with its items and evidence on the same page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from funding.actions import audit_samples
from funding.models import SampledClaim


@pytest.fixture
def sampled(claim_maker) -> SampledClaim:
    """A paid claim that was selected for audit, with the school's statement."""
    cast, now = claim_maker.cast, claim_maker.now
    claim_maker.pay(claim_maker.approved("90.00"))
    audit_samples.draw_sample(
        cast.hub, academic_year=2026, number=1, answer_by=now.date() + timedelta(14), by=cast.lead, now=now
    )
    return SampledClaim.objects.get()


def test_review_page_of_unanswered_evidence_says_when_it_is_due(sampled, client_of, cast):
    page = client_of(cast.lead).get(f"/claims/{sampled.claim.reference}/judge/").content.decode()
    assert "£90.00" in page
    assert "Teacher 0" in page
    assert "No evidence received yet." in page


@pytest.mark.parametrize("question", ["judge", "recover"])
def test_question_about_a_sampled_claim_shows_what_the_school_said(sampled, client_of, cast, now, question):
    audit_samples.give_evidence(sampled, text="The cover invoice.", uploads=[], by=cast.finance, now=now)
    page = client_of(cast.lead).get(f"/claims/{sampled.claim.reference}/{question}/").content.decode()
    assert "Teacher 0" in page
    assert "“The cover invoice.”" in page
    assert "No evidence received yet." not in page


@pytest.mark.parametrize("question", ["query", "less", "reject"])
def test_question_about_a_submitted_claim_shows_its_items_and_grant(claim_maker, client_of, question):
    claim = claim_maker.submitted("90.00")
    page = client_of(claim_maker.cast.lead).get(f"{claim.get_absolute_url()}{question}/").content.decode()
    assert "Teacher 0" in page
    assert "−£90.00" in page
    assert "−£0.00" not in page
