"""No email leaves a training site: what the outbox delivers there is discarded."""

from __future__ import annotations

from django.conf import settings

from sustaining.outbox.discarding import discards_email

from .database import require_matching_database


@discards_email.provide
def is_on_training_site() -> bool:
    """Return whether this is a training site. Raise ImproperlyConfigured, so that emails wait, on another's database."""
    require_matching_database()
    return settings.TRAINING_SITE
