"""Merging a hub into another one, and undoing it (decision 96)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..hub_merging import HUB_MERGE_RULES, merge_in_force, people_to_email, why_not_undone
from ..models import Hub, HubMerge

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotMerge(DomainError):
    """The hub cannot be merged, or its merge cannot be undone."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("schools.merge_hub")
def merge_hub(hub: Hub, *, successor: Hub, reason: str, by: User, now: datetime) -> HubMerge:
    """Merge `hub` into `successor`, which takes over its schools, people and open work. Email those concerned.

    Hubs that were merged into `hub` before are part of the successor too. Raise CannotMerge.
    """
    hub, successor = _lock(hub, successor)
    if hub.merged_into_id:
        raise CannotMerge(f"{hub} has already been merged. Nothing was changed.")
    if successor.pk == hub.pk or successor.merged_into_id:
        raise CannotMerge("Choose another hub that has not been merged itself.", "successor")
    # Before anything passes: afterwards nobody works for the hub any more.
    readers = people_to_email(hub, successor, now)
    passed_on = {}
    for name, rule in HUB_MERGE_RULES.items():
        passed_on[name] = rule.pass_on(rule.find(hub, successor, now), hub, successor, now)
    Hub.objects.filter(merged_into=hub).update(merged_into=successor)
    Hub.objects.filter(pk=hub.pk).update(merged_into=successor)
    merge = HubMerge.objects.create(
        hub=hub, successor=successor, reason=reason, merged_by=by, merged_at=now, passed_on=passed_on
    )
    _notify("hub_merged", merge, readers, reason, by=by, now=now)
    return merge


@action("schools.undo_hub_merge")
def undo_hub_merge(hub: Hub, *, reason: str, by: User, now: datetime) -> HubMerge:
    """Give back to `hub` what its merge passed on and the successor still has. Raise CannotMerge."""
    merge = merge_in_force(hub)
    if merge is None:
        raise CannotMerge(f"{hub} is not part of another hub. Nothing was changed.")
    merge.hub, merge.successor = _lock(merge.hub, merge.successor)
    if refusal := why_not_undone(merge):
        raise CannotMerge(refusal)
    Hub.objects.filter(pk=hub.pk).update(merged_into=None)
    for name, rule in HUB_MERGE_RULES.items():
        rule.put_back(merge.passed_on.get(name, []), merge.hub, merge.successor, now)
    merge.undone_by, merge.undone_at, merge.undo_reason = by, now, reason
    merge.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    _notify("hub_merge_undone", merge, people_to_email(merge.hub, merge.successor, now), reason, by=by, now=now)
    return merge


def _lock(hub: Hub, successor: Hub) -> tuple[Hub, Hub]:
    hubs = Hub.objects.select_for_update().filter(pk__in=[hub.pk, successor.pk]).order_by("pk")
    by_key = {row.pk: row for row in hubs}
    return by_key[hub.pk], by_key[successor.pk]


def _notify(kind: str, merge: HubMerge, readers: list[User], reason: str, *, by: User, now: datetime) -> None:
    for person in readers:
        queue_email(
            f"{kind}:{merge.pk}:user={person.pk}",
            to=person,
            kind=kind,
            now=now,
            facts={"merge": merge.pk},
            reply_to=merge.successor.contact_email,
            merge=merge,
            reason=reason,
            who=by.full_name,
        )
