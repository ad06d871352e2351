"""The two-person rule on money after accounts were merged: rules, the database and the reports compare persons."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from funding import actions
from funding.actions import audit_samples, runs
from funding.choices import RunState
from funding.models import Claim, PaymentRun, Recovery
from funding.reconciliation import decided_by_one_person, differences
from schools.choices import HubRole
from schools.models import Hub
from sustaining.accounts.actions import merge_people
from sustaining.accounts.models import User
from sustaining.common.permissions import may
from tests.factories import HubStaffFactory

pytestmark = pytest.mark.django_db


def test_release_by_the_preparer_after_a_merge_is_refused(claim_maker, cast, now):
    run = claim_maker.run(claim_maker.approved("932.50"))
    merge_people(cast.lead, other=cast.hubadmin, by=cast.admin, now=now)
    with pytest.raises(PermissionDenied):
        runs.release_run(run, paid_on=now.date(), by=User.objects.get(pk=cast.lead.pk), now=now)
    with pytest.raises(IntegrityError, match="released by someone other"), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(state=RunState.RELEASED, released_by=cast.lead, released_at=now)


def test_agreeing_a_recovery_by_its_requester_after_a_merge_is_refused(claim_maker, cast, now):
    claim = claim_maker.approved("932.50")
    claim_maker.pay(claim)
    claim.refresh_from_db()
    recovery = audit_samples.request_recovery(claim, amount=410, reason="Not released.", by=cast.hubadmin, now=now)
    merge_people(cast.lead, other=cast.hubadmin, by=cast.admin, now=now)
    with pytest.raises(PermissionDenied):
        audit_samples.agree_recovery(recovery, by=User.objects.get(pk=cast.lead.pk), now=now)
    with pytest.raises(IntegrityError, match="approved by someone other"), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(state="agreed", agreed_by=cast.lead, agreed_at=now)


def test_deciding_on_a_claim_by_its_maker_after_a_merge_is_refused(claim_maker, cast, now):
    claim = claim_maker.submitted("100.00")
    merge_people(cast.lead, other=cast.finance, by=cast.admin, now=now)
    lead = User.objects.get(pk=cast.lead.pk)
    for decide, more in ((actions.approve_claim, {}), (actions.reject_claim, {"reason": "No."})):
        with pytest.raises(PermissionDenied):
            decide(claim, by=lead, now=now, **more)
    with pytest.raises(IntegrityError, match="You can’t decide a claim that you made"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(decided_by=lead)
    assert not may(lead, "funding.release_run", PaymentRun(hub=cast.hub, prepared_by=cast.hubadmin))


def test_merging_in_two_steps_gives_one_person(claim_maker, cast, now):
    run = claim_maker.run(claim_maker.approved("100.00"))
    between = HubStaffFactory(hub=cast.hub, role=HubRole.LEAD).user
    merge_people(between, other=cast.hubadmin, by=cast.admin, now=now)
    merge_people(cast.lead, other=between, by=cast.admin, now=now)
    assert User.objects.get(pk=cast.hubadmin.pk).merged_into == cast.lead
    assert not may(User.objects.get(pk=cast.lead.pk), "funding.release_run", run)


def test_a_merge_into_a_merged_account_is_refused_by_the_database(cast, now):
    other, third = (HubStaffFactory(hub=cast.hub, role=HubRole.LEAD).user for _ in range(2))
    merge_people(cast.lead, other=other, by=cast.admin, now=now)
    for account, target in ((third, other), (cast.lead, third), (third, third)):
        with pytest.raises(IntegrityError, match="merged into one that is in use"), transaction.atomic():
            User.objects.filter(pk=account.pk).update(is_active=False, merged_into=target)


def test_money_decided_before_a_merge_is_reported(claim_maker, cast, now, client_of):
    claim = claim_maker.approved("640.00")
    run = claim_maker.pay(claim)
    assert not list(differences())
    merge_people(cast.lead, other=cast.hubadmin, by=cast.admin, now=now)
    merge_people(cast.lead, other=cast.finance, by=cast.admin, now=now)
    sentences = list(differences())
    assert any(sentence.startswith(f"Claim {claim} was made and decided by the same person") for sentence in sentences)
    assert any(sentence.startswith(f"{run} was prepared and released") for sentence in sentences)
    assert any(sentence.startswith(f"{run} has a claim made, and was released") for sentence in sentences)
    assert len(sentences) == 3
    with pytest.raises(CommandError, match="3 differences"):
        call_command("reconcile")
    assert not list(decided_by_one_person(Hub.objects.filter(pk=cast.other.hub.pk)))
    page = client_of(cast.auditor).get(reverse("funding:account")).content.decode()
    assert f"Claim {claim} was made and decided by the same person" in page
    elsewhere = client_of(cast.other.auditor).get(reverse("funding:account")).content.decode()
    assert "same person" not in elsewhere


MERGES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4)


@given(merges=MERGES)
@settings(max_examples=25)
def test_unmerged_people_stay_two_persons_after_any_merges(claim_maker, cast, now, merges):
    """After any merges, rule and database refuse exactly those pairs whose accounts lead to one person."""
    with transaction.atomic():
        accounts = [HubStaffFactory(hub=cast.hub, role=HubRole.LEAD).user for _ in range(4)]
        root = list(range(4))
        for remaining, given_up in merges:
            remaining, given_up = root[remaining], root[given_up]
            if remaining != given_up:
                merge_people(accounts[remaining], other=accounts[given_up], by=cast.admin, now=now)
                root = [remaining if person == given_up else person for person in root]
        _check_every_pair(claim_maker, cast, now, accounts, root)
        transaction.set_rollback(True)


def _check_every_pair(claim_maker, cast, now, accounts: list[User], root: list[int]) -> None:
    people = [User.objects.get(pk=account.pk) for account in accounts]
    for number, maker in enumerate(people):
        run = PaymentRun.objects.create(hub=cast.hub, prepared_by=maker, prepared_at=now)
        for actor in sorted(set(root)):
            same = root[number] == actor
            assert may(people[actor], "funding.release_run", run) is not same
            assert _refused(run, people[actor]) is same


def _refused(run: PaymentRun, actor: User) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            statement = "UPDATE funding_paymentrun SET state = 'released', released_by_id = %s, released_at = now() WHERE id = %s"
            cursor.execute(statement, [actor.pk, run.pk])
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False
