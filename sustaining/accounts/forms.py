"""Words to values for accounts."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.forms import SetPasswordMixin

from .models import User

ADDRESS = "E-mail address"


def _in_our_words(form: forms.Form, **labels: str) -> None:
    """Labels as the rest of the site writes them, and no placeholders that repeat them."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, login=ADDRESS, password="Password", remember="Stay signed in on this device")  # noqa: S106


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=ADDRESS)


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Where to send the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=ADDRESS)


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
