"""Sustaining: the site that Maths Hubs run Secondary Teaching for Mastery – Sustaining on."""

from .celery import app as celery_app

__all__ = ["celery_app"]
