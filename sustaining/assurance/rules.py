"""Who reads a hub's assurance, prepares its pack, and records the grant that the hub received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from funding.querysets import hubs_of_money
from schools.models import Hub
from schools.roles import HUB_READERS
from schools.rules import leads_hub, works_for_hub
from schools.viewer import holds_any
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, is_administrator, is_system

if TYPE_CHECKING:
    from sustaining.accounts.models import User

READERS = "Only the hub’s staff and auditors, and programme administrators, can see its assurance."


@rules.predicate
@asked_once
def reads_hub_money(user: User, hub: Any) -> bool:
    """Return whether the user works for the hub or audits it."""
    return hub is not None and Hub.objects.filter(pk=hub.pk).filter(pk__in=hubs_of_money(user)).exists()


@rules.predicate
def reads_sample(user: User, sample: Any) -> bool:
    """Return whether the user works for the hub that drew the sample, or audits it."""
    return sample is not None and bool(reads_hub_money(user, sample.hub))


register_permission("assurance.read_assurance", holds_any(HUB_READERS), otherwise=READERS)
register_permission("assurance.read_hub", reads_hub_money | is_administrator, otherwise=READERS)
register_permission(
    "assurance.make_pack",
    leads_hub | is_administrator,
    otherwise="Only a hub lead or a programme administrator can make an assurance pack.",
)
register_permission("assurance.freeze_pack", is_system, otherwise="Only the site itself makes a pack.")
register_permission(
    "assurance.record_receipt",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can record grant received.",
)
register_permission(
    "assurance.take_evidence",
    reads_sample | is_administrator,
    otherwise="Only the hub’s staff and auditors, and programme administrators, can download the evidence of a sample.",
)
