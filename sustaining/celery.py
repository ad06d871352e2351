"""Celery is the clock and the muscle, never the memory: every task finds its work in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")

app = Celery("sustaining")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
