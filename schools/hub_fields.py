"""Form fields that choose a hub."""

from __future__ import annotations

from django import forms

from .models import Hub


class HubChoice(forms.ModelChoiceField):
    """A hub to look at. One that was merged into another is offered too, with the hub that it is part of now."""

    def label_from_instance(self, obj: Hub) -> str:
        return obj.full_title
