"""What passes to the successor when a hub is merged into another one, and what stays: one rule for each kind.

Apps above register their rules with `register_hub_merge_rule`. The confirmation page and the action use the same
functions, so that the page lists exactly what the action does. What hangs on a participation stays (decision 96).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.registry import Registry
from sustaining.outbox.models import Email, EmailState

from .choices import HubRole
from .endings import Consequence, Preview, school_people
from .models import Hub, HubAuthority, HubMerge, HubStaff, Participation, School
from .people import each_by_name
from .querysets import current

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class HubMergeRule(ABC):
    """One kind of thing that passes from a hub to its successor. A merge keeps under `name` what was passed on."""

    name = ""

    @abstractmethod
    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the rows that a merge now would pass on."""

    @abstractmethod
    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return what would follow for these rows; empty when there are none."""

    @abstractmethod
    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Pass the rows on and return JSON values by which `put_back` finds them. Call in the action's transaction."""

    @abstractmethod
    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Undo what `pass_on` did, as far as nobody has changed it since. Call in the action's transaction."""

    def readers(self, hub: Hub, now: datetime) -> list[User]:
        """Return the people whom the merge concerns, to be emailed."""
        return []


class WorkStays(HubMergeRule):
    """One kind of open work that stays under the hub's name, and is done by the people of the successor."""

    singular, plural = "", ""

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return how much of it there is, and who does it."""
        number = counted(len(rows), f"{self.singular} stays", f"{self.plural} stay")
        sentence = f"{number} under the name of {hub}, and the staff of {successor} take over"
        return [Consequence(sentence, tuple(map(str, rows)))] if rows else []

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Do nothing: the staff of the successor may do what the staff of the closed hub could."""
        return []

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Do nothing."""


HUB_MERGE_RULES: Registry[str, HubMergeRule] = Registry(
    "hub merge rules", "What passes to the successor when a hub is merged into another one."
)


def register_hub_merge_rule(rule: HubMergeRule) -> HubMergeRule:
    """Register a rule, from `AppConfig.ready`."""
    return HUB_MERGE_RULES.add(rule.name, rule)


def preview_merge(hub: Hub, successor: Hub, now: datetime) -> Preview:
    """Return what would follow if `hub` was merged into `successor` now."""
    consequences: list[Consequence] = []
    for rule in HUB_MERGE_RULES.values():
        consequences += rule.describe(rule.find(hub, successor, now), hub, successor)
    return Preview(consequences, people_to_email(hub, successor, now))


def people_to_email(hub: Hub, successor: Hub, now: datetime) -> list[User]:
    """Return who is emailed about a merge, each person once, by name: both hubs' staff, the schools' people, Specialists."""
    day = london_day(now)
    staff = HubStaff.objects.filter(current(day), hub__in=[hub, successor]).select_related("user")
    people = [*(post.user for post in staff), *school_people(day, school__hub=hub)]
    for rule in HUB_MERGE_RULES.values():
        people += rule.readers(hub, now)
    return each_by_name(people)


def merge_in_force(hub: Hub) -> HubMerge | None:
    """Return the merge by which `hub` is part of another hub now; None when it is not."""
    return HubMerge.objects.filter(hub=hub, undone_at__isnull=True).select_related("hub", "successor").first()


def why_not_undone(merge: HubMerge) -> str:
    """Return a sentence when the merge can no longer be undone; empty when it can.

    The successor has enrolled a school that came with the merge, or has been merged itself: then the hubs' work can no
    longer be told apart.
    """
    if merge.hub.merged_into_id != merge.successor_id or merge.successor.merged_into_id:
        return f"{merge.successor} has been merged too, so this merge can no longer be undone."
    new = Participation.objects.filter(
        hub=merge.successor_id, school__in=merge.passed_on.get(SchoolsPass.name, []), enrolled_at__gte=merge.merged_at
    )
    if new.exists():
        return (
            f"{merge.successor} has enrolled a school of {merge.hub} since, so the merge can no longer be undone. "
            "Move schools to another hub one by one instead."
        )
    return ""


class SchoolsPass(HubMergeRule):
    """The schools of the hub. Their years stay with the hub that enrolled them."""

    name = "schools"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's schools."""
        return list(School.objects.filter(hub=hub).only("pk", "name").order_by("sort_name"))

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return how many schools pass, and how many years stay under the hub's name."""
        years = Participation.objects.filter(hub=hub).in_progress().count()
        sentences = [
            f"{len(rows)} {'school passes' if len(rows) == 1 else 'schools pass'} to {successor}, which enrols from now on."
        ]
        if years:
            sentences.append(
                f"{counted(years, 'open year keeps', 'open years keep')} the name of {hub}, with its money, reports and "
                f"completion. The staff of {successor} run them and read every earlier year."
            )
        return [Consequence(sentence) for sentence in sentences]

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Set the schools' hub."""
        keys = [school.pk for school in rows]
        School.objects.filter(pk__in=keys).update(hub=successor)
        return keys

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Return the schools that still belong to the successor."""
        School.objects.filter(pk__in=passed_on, hub=successor).update(hub=hub)


class AuthoritiesPass(HubMergeRule):
    """The local authorities that the hub serves, so that the register's next import agrees."""

    name = "authorities"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's local authorities."""
        return list(HubAuthority.objects.filter(hub=hub))

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return that the successor serves them."""
        names = tuple(str(row) for row in rows)
        return [Consequence(f"{successor} serves the local authorities of {hub}", names)] if rows else []

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Set their hub."""
        keys = [row.pk for row in rows]
        HubAuthority.objects.filter(pk__in=keys).update(hub=successor)
        return keys

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Return those that are still the successor's."""
        HubAuthority.objects.filter(pk__in=passed_on, hub=successor).update(hub=hub)


class PostsPass(HubMergeRule):
    """The posts of leads and administrators. An auditor's post ends: what they may audit is for a person to decide."""

    name = "posts"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the posts that go on today or begin later."""
        posts = HubStaff.objects.filter(hub=hub).exclude(ends_on__lt=london_day(now))
        return list(posts.select_related("user").order_by("user__sort_name", "pk"))

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return who works for the successor, and whose post ends."""
        passing = tuple(f"{post.user} ({post.get_role_display().lower()})" for post in rows if _passes(post))
        ending = tuple(str(post.user) for post in rows if not _passes(post))
        sentences = (
            (f"Their posts at {hub} end today, and they hold the same post at {successor} from today", passing),
            (f"Auditors’ posts at {hub} end today; add a post at {successor} for anyone who continues", ending),
        )
        return [Consequence(sentence, names) for sentence, names in sentences if names]

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """End each post and add one at the successor, unless the person holds the same there."""
        day, passed_on = london_day(now), []
        held = set(HubStaff.objects.filter(hub=successor).exclude(ends_on__lt=day).values_list("user", "role"))
        for post in rows:
            earlier, new = post.ends_on, None
            if _passes(post) and (post.user_id, post.role) not in held:
                begins = max(day, post.starts_on)
                new = HubStaff.objects.create(
                    user=post.user, hub=successor, role=post.role, starts_on=begins, ends_on=earlier
                )
                held.add((post.user_id, post.role))
            # Yesterday was the last day; a post that begins later keeps its only day, and does nothing on it.
            post.ends_on = max(post.starts_on, day - timedelta(days=1))
            post.save(update_fields=["ends_on"])
            passed_on.append([post.pk, earlier.isoformat() if earlier else None, new.pk if new else None])
        return passed_on

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Open the posts again, and end those at the successor that were added for them."""
        yesterday = london_day(now) - timedelta(days=1)
        for key, ends_on, new in passed_on:
            post = HubStaff.objects.get(pk=key)
            post.ends_on = date.fromisoformat(ends_on) if ends_on else None
            post.save(update_fields=["ends_on"])
            added = HubStaff.objects.filter(pk=new).exclude(ends_on__lte=yesterday).first() if new else None
            if added is not None:
                added.ends_on = max(added.starts_on, yesterday)
                added.save(update_fields=["ends_on"])


class SettingsPass(HubMergeRule):
    """The address for replies, also of emails that wait, the telephone, and the second sign-in step if the hub asks for it."""

    name = "settings"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub."""
        return [hub]

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return where replies go, what stays, and whether the second sign-in step is asked for."""
        address = successor.contact_email or "no one: this hub has no address for replies"
        sentences = [
            f"Replies to {hub}’s emails, including those not yet sent, go to {address}.",
            f"{hub}’s term dates, email wording, reminder schedule, claim windows, budgets and finance file "
            f"apply to its open years, and {successor} can change them. New years use those of {successor}.",
            f"Schools now see {successor}’s privacy notice.",
        ]
        if hub.staff_need_second_factor and not successor.staff_need_second_factor:
            sentences.append(f"Everyone who works for {successor} must use two-step sign-in, as at {hub}.")
        return [Consequence(sentence) for sentence in sentences]

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Set them, and return what they were."""
        before = [hub.contact_email, successor.staff_need_second_factor, hub.telephone]
        if hub.contact_email:
            waiting = Email.objects.filter(state=EmailState.QUEUED, reply_to=hub.contact_email)
            waiting.update(reply_to=successor.contact_email)
        Hub.objects.filter(pk=hub.pk).update(contact_email=successor.contact_email, telephone=successor.telephone)
        if hub.staff_need_second_factor:
            Hub.objects.filter(pk=successor.pk).update(staff_need_second_factor=True)
        return before

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Return them to what they were. Emails that wait keep the address that they have."""
        address, needed_second_factor, *telephone = passed_on  # a merge before hubs had a telephone number kept two
        Hub.objects.filter(pk=hub.pk).update(contact_email=address, telephone=telephone[0] if telephone else "")
        if hub.staff_need_second_factor and not needed_second_factor:
            Hub.objects.filter(pk=successor.pk).update(staff_need_second_factor=False)


def _passes(post: HubStaff) -> bool:
    return post.role != HubRole.AUDITOR


for _rule in (SchoolsPass(), AuthoritiesPass(), PostsPass(), SettingsPass()):
    register_hub_merge_rule(_rule)
