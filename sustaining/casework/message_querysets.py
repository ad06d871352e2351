"""Who reads messages to groups, templates and saved groups; and whose people one may write to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from schools.models import HubStaff, Participation
from sustaining.common.clock import today
from sustaining.workgroups.models import Membership
from sustaining.workgroups.querysets import led_groups

from .message_choices import MailingState
from .querysets import STAFF, support_on

if TYPE_CHECKING:
    from sustaining.common.people import Reader


def supported_by(user: Reader, on: date) -> Q:
    """Return a condition on Participation: years that `user` supports on a day, as their Specialist or Work Group Lead."""
    own = support_on(on).filter(specialist__user=user.pk).order_by().values("participation")
    led = Membership.objects.on(on).filter(group__in=led_groups(user, on)).order_by().values("participation")
    return Q(pk__in=own) | Q(pk__in=led)


def run_for_hub(user: Reader, on: date) -> Q:
    """Return a condition on Participation: years that a hub runs for which `user` works on a day."""
    # An empty Q would vanish from a disjunction instead of matching every year.
    return Q(pk__isnull=False) if user.is_superuser else Q(hub__in=HubStaff.get_hubs(user, *STAFF, on=on))


def hubs_to_write_for(user: Reader, on: date) -> models.QuerySet:
    """Return the keys of the hubs in whose name `user` may write on a day, as their staff or as a Specialist there."""
    supported = Participation._base_manager.filter(supported_by(user, on)).order_by()
    merged = supported.filter(hub__merged_into__isnull=False).values("hub__merged_into")
    return HubStaff.get_hubs(user, *STAFF, on=on).union(supported.values("hub"), merged)


class MailingQuerySet(models.QuerySet):
    """Queries on messages to groups."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the messages of the hubs that `user` works for, and their own. A draft is shown to its writer alone.

        Their own are theirs while they may write for the hub: not after their post or their support has ended.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        day = on or today()
        hubs = Q() if user.is_superuser else Q(hub__in=HubStaff.get_hubs(user, *STAFF, on=day))
        own = Q(written_by=user.pk)
        if not user.is_superuser:
            own &= Q(hub__in=hubs_to_write_for(user, day))
        recipients: Any = self.model._meta.get_field("recipients").related_model
        was_shared = Exists(
            recipients._base_manager.filter(mailing=OuterRef("pk"))
        )  # not so a draft that was discarded
        return self.filter((hubs & ~Q(state=MailingState.DRAFT) & Q(was_shared)) | own)

    def due(self, now: datetime) -> Self:
        """Return the scheduled messages whose time has come, the longest waiting first."""
        return self.filter(state=MailingState.SCHEDULED, send_at__lte=now).order_by("send_at", "pk")

    def for_list(self) -> Self:
        """Select what lists show, with the number of people written to, newest first."""
        people = Count("recipients__user", filter=Q(recipients__reason=""), distinct=True)
        return self.select_related("hub", "written_by").annotate(people=people).order_by("-written_at", "-pk")


class RecipientQuerySet(models.QuerySet):
    """Queries on the recipients of messages."""

    def visible_to(self, user: Reader) -> Self:
        """Return the recipients of the messages that `user` sees."""
        mailings: Any = self.model._meta.get_field("mailing").related_model
        visible = mailings._default_manager.visible_to(user)
        return self.filter(mailing__in=visible.order_by().values("pk"))

    def count_emails(self) -> int:
        """Return how many emails were written: one for each person, however many of their schools. One query."""
        return self.filter(email__isnull=False).values("email").distinct().count()


class HubsOwnQuerySet(models.QuerySet):
    """Queries on templates and saved groups."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return what the hubs keep in whose name `user` may write; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        return self.all() if user.is_superuser else self.filter(hub__in=hubs_to_write_for(user, on or today()))

    def kept(self) -> Self:
        """Return what nobody has removed."""
        return self.filter(removed_at__isnull=True)
