"""Forms about a hub's own history: another name, or another hub for a local authority."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.accounts.models import User
from sustaining.common.forms import TypedDateField

from .hub_fields import HubChoice
from .lead_school_forms import CHANGED, CORRECTED, DatedNameForm
from .models import Hub, HubAuthority


class HubNameForm(DatedNameForm):
    """The name of a hub, and whether it is called something else from a day or the record was wrong."""

    name = forms.CharField(
        max_length=100,
        label="Name",
        help_text="Without the words Maths Hub.",
        error_messages={"required": "Enter the hub’s name, for example Rivermead."},
    )
    what = forms.ChoiceField(
        label="What has changed",
        choices=[
            (CHANGED, "The hub has another name now"),
            (CORRECTED, "It is the same name: correct how it is written"),
        ],
        widget=forms.RadioSelect,
        initial=CHANGED,
        error_messages={"required": "Select what has changed."},
    )
    starts_on = TypedDateField(
        label="First day",
        required=False,
        help_text="From when the hub has this name, for example 1 Sep 2026. Reports for earlier years have the previous one.",
    )
    no_first_day = "Enter the first day of the new name, for example 1 Sep 2026."

    def __init__(self, data: Any = None, *, hub: Hub) -> None:
        super().__init__(data, initial={"name": hub.name})


class MoveAuthorityForm(forms.Form):
    """Which hub serves a local authority, and from which day."""

    hub = HubChoice(Hub.objects.none(), label="Hub", error_messages={"required": "Choose the hub that serves it."})
    starts_on = TypedDateField(
        label="First day",
        error_messages={"required": "Enter the first day at the new hub, for example 1 Sep 2026."},
    )

    def __init__(self, data: Any = None, *, user: User, authority: HubAuthority) -> None:
        super().__init__(data)
        hubs = Hub.objects.visible_to(user).at_work().exclude(pk=authority.hub_id)
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `move_authority`."""
        return dict(self.cleaned_data)
