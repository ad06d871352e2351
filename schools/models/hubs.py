"""Hubs, the authorities that they serve, and their staff."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sustaining.common.clock import today
from sustaining.common.folded import sort_key_column
from sustaining.common.moves import protect_from_delete
from sustaining.common.people import Reader

from ..choices import HubRole
from ..querysets import DatedQuerySet, HubQuerySet, PublicQuerySet, current
from ..triggers import (
    AUTHORITY_PERIODS_FOLLOW,
    HUB_MERGES_ARE_ONE_STEP,
    HUB_POSTS_STAY_WITH_THEIR_PERSON,
    POSTS_ARE_LOGGED,
    takes_nothing_new,
)

LAST_DAY_FIRST = "The last day must be the same as or after the first day."
ENDS_AFTER_START = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))


TITLE = " Maths Hub"
"""What follows the name of a hub."""


@pghistory.track(exclude=["sort_name"])
class Hub(models.Model):
    """A Maths Hub: a partnership led by a lead school that holds the grant and answers for the money."""

    name = models.CharField(max_length=100, unique=True)
    sort_name = sort_key_column("name")
    region = models.CharField(max_length=60)
    lead_school = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True, help_text="Replies to our emails go here.")
    telephone = models.CharField(
        max_length=30, blank=True, default="", db_default="", help_text="In our emails and help."
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="former_hubs",
        help_text="The hub that took this one over and runs its open work.",
    )
    staff_need_second_factor = models.BooleanField(
        "staff use two-step sign-in",
        default=False,
        db_default=False,
        help_text="Everyone with a post at the hub gives a code or uses a passkey each time they sign in.",
    )

    objects = HubQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        triggers = [protect_from_delete("hubs_stay"), HUB_MERGES_ARE_ONE_STEP]

    def __str__(self) -> str:
        return f"{self.name}{TITLE}"

    @property
    def present_id(self) -> int:
        """Return the key of the hub whose people do this hub's work: its own, or that of the hub it was merged into."""
        return self.merged_into_id or self.pk

    @property
    def full_title(self) -> str:
        """Return the name, with the hub that it is part of now. Load `merged_into` with a list of hubs."""
        return f"{self} (now part of {self.merged_into})" if self.merged_into_id else str(self)


@pghistory.track(exclude=["sort_name"])
class HubAuthority(models.Model):
    """A local authority whose schools a hub serves. Each authority belongs to one hub."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="authorities")
    local_authority = models.CharField(max_length=100, unique=True)
    sort_name = sort_key_column("local_authority")

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        verbose_name = "hub local authority"
        verbose_name_plural = "hub local authorities"
        triggers = [
            takes_nothing_new("merged_hubs_get_no_authorities", pgtrigger.Insert | pgtrigger.UpdateOf("hub_id")),
            AUTHORITY_PERIODS_FOLLOW,
        ]

    def __str__(self) -> str:
        return self.local_authority


class HubStaffQuerySet(DatedQuerySet):
    """Queries on hub staff."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> HubStaffQuerySet:
        """Return the staff of the hubs that the user works for; all for programme administrators."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.get_hubs(user, on=on))

    def readable_by(self, user: Reader) -> HubStaffQuerySet:
        """Return the posts that the user may open: those that they see."""
        return self.visible_to(user)


@pghistory.track()
class HubStaff(models.Model):
    """A person's post at a hub, with a first and, if ended, a last day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hub_posts")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=15, choices=HubRole)
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    objects = HubStaffQuerySet.as_manager()

    class Meta:
        verbose_name = "hub staff post"
        verbose_name_plural = "hub staff"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="post_ends_after_start",
                violation_error_message=LAST_DAY_FIRST,
            ),
            models.UniqueConstraint(
                fields=["user", "hub", "role"],
                condition=Q(ends_on__isnull=True),
                name="one_open_post_a_role",
                violation_error_message="This person already holds this post at this hub.",
            ),
        ]
        triggers = [
            protect_from_delete("posts_stay"),
            POSTS_ARE_LOGGED,
            HUB_POSTS_STAY_WITH_THEIR_PERSON,
            takes_nothing_new("merged_hubs_get_no_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} of {self.hub}"

    @classmethod
    def of(cls, user: Reader | int, *roles: str, on: date | None = None) -> models.QuerySet[HubStaff]:
        """Return the posts that an account, a viewer or a key holds on a day (default today), in any of `roles`.

        Without `roles`, posts of every role.
        """
        posts = cls._base_manager.filter(current(on or today()), user=getattr(user, "pk", user))
        return posts.filter(role__in=roles) if roles else posts

    @classmethod
    def get_hubs(cls, user: Reader | int, *roles: str, on: date | None = None) -> Any:
        """Return the keys of the hubs where `of` finds posts, and of those merged into them, for use with IN."""
        posts = cls.of(user, *roles, on=on).order_by()
        former = Hub._base_manager.filter(merged_into__in=posts.values("hub")).order_by().values("pk")
        # A union and not an OR: of that, PostgreSQL guesses three quarters of all hubs.
        return posts.values("hub").union(former)
