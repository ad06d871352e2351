"""Bounces and complaints that a provider reports by webhook (django-anymail, which checks secret and signature)."""

from __future__ import annotations

from typing import Any

from anymail.signals import tracking
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from . import actions
from .links import system_user
from .models import Email, EmailPreference

BOUNCE_EVENTS = {"bounced", "rejected", "failed"}
COMPLAINT_EVENTS = {"complained", "unsubscribed"}


@receiver(tracking)
def record_tracking_event(sender: Any, event: Any, **kwargs: Any) -> None:
    """Mark an email as bounced, which puts it on the hub's to-do list. A complaint turns the recipient's reminders off."""
    when = event.timestamp or timezone.now()
    if event.event_type in BOUNCE_EVENTS:
        answer = event.mta_response or event.description or event.reject_reason or event.event_type
        with transaction.atomic():
            actions.note_bounce(event.message_id or "", str(answer), now=when)
    elif event.event_type in COMPLAINT_EVENTS:
        email = Email.objects.filter(provider_id=event.message_id or "-").select_related("user").first()
        if email is not None:
            recipient = email.user or email.to
            actions.choose_mail(recipient, preference=EmailPreference.NO_REMINDERS, by=system_user(), now=when)
