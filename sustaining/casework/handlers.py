"""Handlers of events about schools."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import School
from sustaining.common.events import on

from .models import Concern, Note

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@on("schools.succeeded", order=40)
def follow_school(school: School, *, successor: School, by: User, now: datetime) -> None:
    """Move notes and concerns to the school that continues this one."""
    for model in (Note, Concern):
        model._base_manager.filter(school=school).update(school=successor)
