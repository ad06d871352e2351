"""Search finders for schools and people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet

from sustaining.accounts.models import User
from sustaining.common.folded import FoldedVector
from sustaining.common.search import Hit, prefix_query, register_search

from .models import Advocate, HubStaff, School, SchoolContact

MOST_CANDIDATES = 400


def people_vector() -> FoldedVector:
    """Return the search vector of people: name and email address. `desk/migrations` indexes the same expression."""
    return FoldedVector(F("full_name"), F("email"))


def _school_hits(user: User, by_words: list[School], by_parts: list[School]) -> Iterator[Hit]:
    for school in by_words or by_parts:
        hub = f" · {school.hub}" if school.hub else ""
        closed = "" if school.is_open else f" · {school.status}"
        yield Hit(school.name, f"{school.town} · URN {school.urn}{hub}{closed}", school.get_absolute_url())


@register_search(10, "Schools", _school_hits)
def schools(user: User, text: str, most: int) -> tuple[QuerySet, ...]:
    """Return schools by name, town, postcode or URN."""
    visible = School.objects.visible_to(user)
    matches = (visible.matching_words(text), visible.matching_inside(text))
    return tuple(rows.select_related("hub").order_by("sort_name", "urn")[:most] for rows in matches)


def user_ids_by_name(text: str) -> QuerySet | None:
    """Return the keys of people who have, or had, a name or address with every word; None without a word.

    History keeps earlier names.
    """
    query = prefix_query(text)
    if query is None:
        return None
    history = apps.get_model("accounts", "UserEvent")
    return history.objects.annotate(words=people_vector()).filter(words=query).order_by().values("pgh_obj")


def _contacts_by_own_name(text: str) -> QuerySet:
    """Return the keys of contacts who share a mailbox and whose own name has every word."""
    contacts = SchoolContact._base_manager.exclude(own_name="").annotate(words=FoldedVector(F("own_name")))
    return contacts.filter(words=prefix_query(text)).order_by().values("pk")


def _people_hits(
    user: User, advocates: list[Advocate], contacts: list[SchoolContact], staff: list[HubStaff]
) -> list[Hit]:
    hits: dict[tuple[int, str], Hit] = {}
    posts: list[Any] = [*advocates, *contacts]
    for post in posts:
        post_title = "Mastery Advocate" if isinstance(post, Advocate) else post.get_role_display()
        past = " (until " + f"{post.ends_on:%B %Y})" if post.ends_on else ""
        url = post.school.get_absolute_url() + "people/"
        name = getattr(post, "name", str(post.user))
        hits[post.user_id, f"{url}#{name}"] = Hit(name, f"{post_title}{past} · {post.school}", url)
    for member in staff:
        hits[member.user_id, ""] = Hit(
            str(member.user), f"{member.get_role_display()} · {member.hub}", f"/reports/?hub={member.hub_id}"
        )
    return list(hits.values())


@register_search(20, "People", _people_hits)
def people(user: User, text: str, most: int) -> tuple[QuerySet, ...]:
    """Return Advocates, contacts and hub staff by name or earlier name, under the name they have now."""
    user_ids = user_ids_by_name(text)
    if user_ids is None:
        return ()
    advocates = Advocate.objects.visible_to(user).filter(user__in=user_ids).select_related("user", "school")
    contacts = SchoolContact.objects.visible_to(user).filter(
        Q(user__in=user_ids) | Q(pk__in=_contacts_by_own_name(text))
    )
    contacts = contacts.select_related("user", "school")
    staff = HubStaff.objects.visible_to(user).filter(user__in=user_ids).select_related("user", "hub")
    return tuple(_newest(rows, most) for rows in (advocates, contacts, staff))


def _newest(posts: Any, most: int) -> Any:
    return posts.order_by(F("ends_on").desc(nulls_first=True), "user__sort_name", "pk")[:most]
