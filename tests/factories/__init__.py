"""Rows of the ground the tests stand on (factory-boy), and hubs filled with a year's work (busy.py)."""

from __future__ import annotations

from .rows import HubFactory, HubStaffFactory, SchoolFactory, SpecialistFactory, UserFactory

__all__ = ["HubFactory", "HubStaffFactory", "SchoolFactory", "SpecialistFactory", "UserFactory"]
