"""Who is written to at schools about a plan, and about money. Each function asks for many schools at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from .choices import ContactRole
from .models import Advocate, SchoolContact
from .querysets import current

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def department_by_school(schools: Iterable[int], day: date) -> dict[int, list[User]]:
    """Return each school's Advocates and heads of department; its headteacher if there is nobody else. Two queries."""
    active = Q(user__is_active=True, school__in=list(schools))
    people_by_school: dict[int, dict[int, User]] = defaultdict(dict)
    for post in Advocate.objects.filter(current(day), active).select_related("user").order_by("pk"):
        people_by_school[post.school_id][post.user_id] = post.user
    heads = SchoolContact.objects.filter(current(day), active).exclude(role=ContactRole.FINANCE).select_related("user")
    for contact in heads.order_by("-role", "pk"):
        if contact.role == ContactRole.HEAD_OF_DEPARTMENT or not people_by_school[contact.school_id]:
            people_by_school[contact.school_id][contact.user_id] = contact.user
    return defaultdict(list, {school: list(people.values()) for school, people in people_by_school.items()})


def finance_contacts(school: int, day: date) -> list[User]:
    """Return a school's finance contacts. One query."""
    return _contacts(school, day, ContactRole.FINANCE)


def money_contacts(school: int, day: date) -> list[User]:
    """Return a school's finance contacts and headteacher, who are told whom the hub pays for it. One query."""
    return _contacts(school, day, ContactRole.FINANCE, ContactRole.HEADTEACHER)


def _contacts(school: int, day: date, *roles: ContactRole) -> list[User]:
    posts = SchoolContact.objects.filter(current(day), school=school, role__in=roles, user__is_active=True)
    return list({post.user_id: post.user for post in posts.select_related("user").order_by("pk")}.values())


def finance_by_school(schools: Iterable[int], day: date) -> dict[int, list[User]]:
    """Return each school's finance contacts, or its Advocates where there is none. Two queries."""
    schools = set(schools)
    recipients: dict[int, list[User]] = {}
    posts = SchoolContact.objects.filter(current(day), school__in=schools, role=ContactRole.FINANCE)
    for post in posts.select_related("user").order_by("pk"):
        recipients.setdefault(post.school_id, []).append(post.user)
    for advocate in Advocate.objects.filter(current(day), school__in=schools - set(recipients)).select_related("user"):
        recipients.setdefault(advocate.school_id, []).append(advocate.user)
    return recipients
