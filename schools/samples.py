"""Invented people and schools that are in no database, to preview emails and to test that they render."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from sustaining.accounts.models import User

from .choices import Stage
from .models import Hub, Participation, Project, School

HUB = Hub(pk=1, name="Rivermead", region="North West", contact_email="hub@rivermead.example")
SCHOOL = School(pk=1, urn=100001, name="Castle Hill Academy", town="Rivermead", hub=HUB)
PROJECT = Project(
    pk=1,
    code="NCP26-08",
    title="Secondary Teaching for Mastery – Sustaining",
    stage=Stage.SUSTAINING,
    academic_year=2026,
    release_grant=Decimal(1000),
    support_days=Decimal(3),
)
OTHER_SCHOOL = School(pk=2, urn=100002, name="Dene Park Academy", town="Rivermead", hub=HUB)
READER = User(pk=1, full_name="Ines Abara", email="ines@castlehill.example")
COLLEAGUE = User(pk=2, full_name="Tom Birch", email="tom@castlehill.example")
PARTICIPATION = Participation(pk=1, school=SCHOOL, project=PROJECT, hub=HUB, enrolled_by=COLLEAGUE)
OTHER_PARTICIPATION = Participation(pk=2, school=OTHER_SCHOOL, project=PROJECT, hub=HUB, enrolled_by=COLLEAGUE)


def moment(month: int, day: int, hour: int = 16) -> datetime:
    """Return an hour in London of the sample's academic year, 2026/27."""
    year = PROJECT.academic_year if month >= 9 else PROJECT.academic_year + 1
    return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())
