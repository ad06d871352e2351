"""Celery tasks of uploaded files. If Redis loses the message, the next tick finds the rows in the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .file_checks import check_waiting_files, stored_file_models
from .sheet_uploads import SheetUpload, forget_old_sheets


@shared_task
def check_uploads() -> dict[str, int]:
    """Check the uploaded files that wait, and forget old lists. Return counts by the state that the files reached."""
    for model in stored_file_models():
        if issubclass(model, SheetUpload):
            forget_old_sheets(model, timezone.now())
    return dict(check_waiting_files())
