"""What a provider tells by webhook (django-anymail): bounces, complaints. Anymail checks the secret and the signature."""

from __future__ import annotations

from typing import Any

from anymail.signals import tracking
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from . import actions
from .links import the_site
from .models import Email, Wanted

CAME_BACK = {"bounced", "rejected", "failed"}
HAD_ENOUGH = {"complained", "unsubscribed"}


@receiver(tracking)
def hear(sender: Any, event: Any, **kwargs: Any) -> None:
    """A mail came back: it says so and comes up on the hub's desk. A complaint counts as asking for no reminders."""
    when = event.timestamp or timezone.now()
    if event.event_type in CAME_BACK:
        said = event.mta_response or event.description or event.reject_reason or event.event_type
        with transaction.atomic():
            actions.note_bounce(event.message_id or "", str(said), now=when)
    elif event.event_type in HAD_ENOUGH:
        email = Email.objects.filter(provider_id=event.message_id or "-", user__isnull=False).first()
        if email is not None:
            actions.choose_mail(email.user, wanted=Wanted.NO_REMINDERS, by=the_site(), now=when)
