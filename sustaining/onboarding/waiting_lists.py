"""Save long lists in a worker: each in one transaction, so that a worker that is killed has saved nothing of it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from sustaining.common.errors import DomainError

from .actions import save_enrolments, save_openings
from .actions.lists import try_to_lock_lists
from .models import EnrolmentUpload, HubListUpload, OpeningUpload

logger = logging.getLogger(__name__)
SAVERS: dict[type[HubListUpload], Callable[..., int]] = {
    EnrolmentUpload: save_enrolments,
    OpeningUpload: save_openings,
}
UNEXPECTED = "Something went wrong on our side, and nothing was saved. Split the list in two and try again."


def being_saved(model: type[HubListUpload]) -> QuerySet[HubListUpload]:
    """Return the lists that a worker has to save, the first first."""
    return model._default_manager.filter(saving_at__isnull=False, saved_at=None).order_by("saving_at", "pk")


def save_waiting_lists(now: datetime) -> Counter[str]:
    """Save every list that waits, the first first, and return how many were saved and refused."""
    counts: Counter[str] = Counter()
    for model in SAVERS:
        for key in being_saved(model).values_list("pk", flat=True):
            counts[save_waiting(model, key, now)] += 1
    del counts[""]
    return counts


def save_waiting(model: type[HubListUpload], key: int, now: datetime) -> str:
    """Save one list as the person who asked for it: saved, refused, or empty when another worker is at it or it is done.

    When the database can't be reached, the list goes on waiting.
    """
    try:
        with transaction.atomic():
            upload = being_saved(model).select_related("saving_by").filter(pk=key).first()
            if upload is None or not try_to_lock_lists(upload.hub_id):
                return ""
            upload.refresh_from_db()
            if not upload.is_being_saved:
                return ""
            SAVERS[model](upload, seen=upload.seen, by=upload.saving_by, now=now)
            return "saved"
    except (OperationalError, InterfaceError):
        raise
    except (DomainError, PermissionDenied) as refusal:
        problem = str(refusal)
    except Exception:
        logger.exception("The list %s %s could not be saved", model._meta.label, key)
        problem = UNEXPECTED
    waiting = being_saved(model).filter(pk=key)
    waiting.update(saving_at=None, saving_by=None, seen="", save_problem=problem)
    return "refused"
