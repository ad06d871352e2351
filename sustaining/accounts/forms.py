"""Words to values for accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin

from .models import User


class FirstPasswordForm(SetPasswordMixin, forms.Form):
    """Choose a password, twice."""

    password1, password2 = SetPasswordMixin.create_password_fields("Password", "The same password again")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(self.person, "password2")
        return super().clean()
