"""Factories of basic rows (factory-boy), and hubs filled with a year's work (busy_hub.py)."""

from __future__ import annotations

from .model_factories import HubFactory, HubStaffFactory, SchoolFactory, SpecialistFactory, UserFactory

__all__ = ["HubFactory", "HubStaffFactory", "SchoolFactory", "SpecialistFactory", "UserFactory"]
