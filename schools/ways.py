"""How far the people of hubs and schools reach: the ways of scope.py that this floor knows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from .choices import ContactRole, HubRole
from .models import Advocate, HubStaff, SchoolContact
from .querysets import current
from .scope import way


@way("hub")
def works_at_hub(user: Any, on: date) -> Q:
    """Hub leads and administrators reach their hub's schools."""
    return Q(hub__in=HubStaff.of(user, HubRole.LEAD, HubRole.ADMINISTRATOR, on=on).values("hub"))


@way("auditor")
def audits_hub(user: Any, on: date) -> Q:
    """Auditors reach their hub's schools, to read."""
    return Q(hub__in=HubStaff.of(user, HubRole.AUDITOR, on=on).values("hub"))


@way("advocate")
def is_advocate(user: Any, on: date) -> Q:
    """Advocates reach their own school."""
    return Q(pk__in=Advocate._base_manager.filter(current(on), user=user).values("school"))


@way("head")
def is_head(user: Any, on: date) -> Q:
    """Headteachers and heads of department reach their own school."""
    roles = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    return Q(pk__in=SchoolContact._base_manager.filter(current(on), user=user, role__in=roles).values("school"))


@way("finance")
def is_finance(user: Any, on: date) -> Q:
    """Finance contacts reach their own schools' participation and money."""
    posts = SchoolContact._base_manager.filter(current(on), user=user, role=ContactRole.FINANCE)
    return Q(pk__in=posts.values("school"))
