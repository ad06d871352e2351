"""Forms of the next year: what a hub proposes to its schools, and what a school answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from specialists.placement import Candidate

from .actions import Choice
from .matching import Offer
from .models import YearProposal

CONFIRM, DECLINE = "confirm", "decline"


class ProposeForm(forms.Form):
    """The schools that are proposed the year, each with its Specialist and its Work Group."""

    schools = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Select the schools to re-enrol."})

    def __init__(self, data: Any = None, *, offers: Sequence[Offer]) -> None:
        super().__init__(data)
        self.offers = {offer.pk: offer for offer in offers}
        self.fields["schools"].choices = [(offer.pk, str(offer.school)) for offer in offers]  # type: ignore[attr-defined]
        self.fields["schools"].initial = list(self.offers)
        for offer in offers:
            self.fields |= self._fields(offer)

    def _fields(self, offer: Offer) -> dict[str, forms.ChoiceField]:
        fields = {}
        if offer.project.support_days:
            people = [(str(row.specialist.pk), candidate_label(row)) for row in offer.candidates]
            fields[f"specialist_{offer.pk}"] = forms.ChoiceField(
                choices=[("", "No one yet"), *people],
                required=False,
                label=f"Specialist for {offer.school}",
                initial=str(offer.specialist.pk) if offer.specialist else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        if offer.project.has_work_groups:
            groups = [(str(group.pk), group.name) for group in offer.groups]
            fields[f"group_{offer.pk}"] = forms.ChoiceField(
                choices=[("", "None yet"), *groups],
                required=False,
                label=f"Work Group for {offer.school}",
                initial=str(offer.group.pk) if offer.group else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        return fields

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield each school with its fields and whether its box is ticked, for the template."""
        chosen = {str(key) for key in self["schools"].value() or []}
        for key, offer in self.offers.items():
            yield {
                "offer": offer,
                "is_chosen": str(key) in chosen,
                "specialist": self[f"specialist_{key}"] if f"specialist_{key}" in self.fields else None,
                "group": self[f"group_{key}"] if f"group_{key}" in self.fields else None,
            }

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `propose_years`."""
        return {"choices": [self._choice(self.offers[key]) for key in self.cleaned_data["schools"]]}

    def _choice(self, offer: Offer) -> Choice:
        specialist = self.cleaned_data.get(f"specialist_{offer.pk}")
        group = self.cleaned_data.get(f"group_{offer.pk}")
        people = {str(row.specialist.pk): row.specialist for row in offer.candidates}
        groups = {str(row.pk): row for row in offer.groups}
        return Choice(
            last=offer.last,
            specialist=people[specialist] if specialist else None,
            group=groups[group] if group else None,
        )


def candidate_label(candidate: Candidate) -> str:
    """Return a Specialist's name with the days that they have left."""
    left = f"{candidate.days_left.normalize():f}" if candidate.days_left else "0"
    return f"{candidate.specialist} ({left} days left)"


class AskAgainForm(forms.Form):
    """The schools that are asked again."""

    proposals = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Select the schools to ask again."}
    )

    def __init__(self, data: Any = None, *, proposals: Sequence[YearProposal]) -> None:
        super().__init__(data)
        self.rows = {proposal.pk: proposal for proposal in proposals}
        self.fields["proposals"].choices = [(key, str(row.school)) for key, row in self.rows.items()]  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `ask_schools_again`."""
        return {"proposals": [self.rows[key] for key in self.cleaned_data["proposals"]]}


class AnswerForm(forms.Form):
    """What a school answers; it gives a reason when it declines."""

    answer = forms.ChoiceField(
        choices=[(CONFIRM, "Confirm"), (DECLINE, "Decline")],
        error_messages={"required": "Confirm or decline the place.", "invalid_choice": "Confirm or decline the place."},
    )
    reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Why the school does not take part",
        help_text="Your hub reads it. Only needed when you decline.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    records = False
    source = ""
    """By whose link the answer came, where nobody is signed in."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == DECLINE and not (data.get("reason") or "").strip():
            self.add_error("reason", "Enter the reason, for example: Both Advocates are moving to other schools.")
        return data

    @property
    def confirms(self) -> bool:
        """Return whether the school confirms."""
        return self.cleaned_data["answer"] == CONFIRM

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action of the answer."""
        data = {"note": self.source}
        return data if self.confirms else {**data, "reason": self.cleaned_data["reason"].strip()}


class RecordForm(AnswerForm):
    """What a hub records of a school's answer, and how it heard it."""

    note = forms.CharField(
        required=False,
        max_length=300,
        label="How the school told you",
        help_text="For example, by phone, Hilda Brookes, on 4 November. Kept with the answer.",
    )
    field_order = ("note", "answer", "reason")
    records = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == CONFIRM and not (data.get("note") or "").strip():
            self.add_error(
                "note", "Enter how the school told you, for example: By phone, Hilda Brookes, on 4 November."
            )
        return data

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action of the answer."""
        return {**super().action_data(), "note": self.cleaned_data["note"].strip()}
