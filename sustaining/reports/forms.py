"""The form that freezes a return."""

from __future__ import annotations

from django import forms

from .models import ReturnPoint


class FreezeForm(forms.Form):
    """Which of the year's two returns is frozen."""

    point = forms.ChoiceField(choices=ReturnPoint)
