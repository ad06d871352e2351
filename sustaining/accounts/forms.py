"""Forms of sign-in and of account details."""

from __future__ import annotations

import re
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.forms import SetPasswordMixin

from .addresses import TAKEN, is_taken
from .models import User

UNKNOWN_PASSKEY = (
    "The passkey was not recognised. It may belong to another account, or may have been removed from yours. "
    "Sign in another way."
)
ADDRESS = "Email address"
PASSWORD_HELP = "Use at least 10 characters. Don’t use a common password."  # noqa: S105


def _set_labels(form: forms.Form, **labels: str) -> None:
    """Label the fields as the rest of the site does, and drop placeholders that repeat the labels."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, PASSWORD_HELP if name == "password1" else ""
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, login=ADDRESS, password="Password", remember="Stay signed in on this device")  # noqa: S106


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, email=ADDRESS)


class AddEmailForm(allauth_forms.AddEmailForm):
    """The new address. An address in use is refused at once, so that nobody can wait to take it from its owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, email="New email address")

    def clean_email(self) -> str:
        email = super().clean_email()
        if is_taken(email, exclude=self.user):
            raise forms.ValidationError(TAKEN)
        return email


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Where to send the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, email=ADDRESS)


NEW_PASSWORD = {"password1": "New password", "password2": "New password again"}


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The password now, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, oldpassword="Current password", **NEW_PASSWORD)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A password for an account without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, **NEW_PASSWORD)


class ResetPasswordFromKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, behind the emailed link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, **NEW_PASSWORD)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password, given again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, password="Password")  # noqa: S106


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self, name="Name", passwordless="Use as a passkey, to sign in without a password")


class TrnField(forms.CharField):
    """A Teacher Reference Number: seven digits, with or without spaces and the slash of older letters; may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Teacher Reference Number (TRN)")
        kwargs.setdefault("help_text", "7 digits. Only you and your hub’s staff can see it.")
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-short"})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s/]", "", super().clean(value))
        if digits and not re.fullmatch(r"[0-9]{7}", digits):
            raise forms.ValidationError("TRN must be 7 digits, like 1234567. Leave it empty if you don’t know it.")
        return digits


class DetailsForm(forms.Form):
    """The person's own name and TRN."""

    full_name = forms.CharField(max_length=150, label="Name", error_messages={"required": "Enter your full name."})
    trn = TrnField()

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `edit_details`."""
        return self.cleaned_data


class MailboxCodeForm(forms.Form):
    """The code that was emailed to prove the mailbox."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "field-short"}),
        error_messages={"required": "Enter the code from the email."},
    )


class LoginWebAuthnForm(webauthn_forms.LoginWebAuthnForm):
    """A passkey, with an error message for one that is refused or unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages.update(required=UNKNOWN_PASSKEY, invalid=UNKNOWN_PASSKEY)

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            raise forms.ValidationError(UNKNOWN_PASSKEY) from error


class FirstPasswordForm(SetPasswordMixin, forms.Form):
    """Choose a password, twice."""

    password1, password2 = SetPasswordMixin.create_password_fields("Password", "Repeat the password")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(self.person, "password2")
        return super().clean()

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `accept_invitation`."""
        return {"password": self.cleaned_data["password1"]}
