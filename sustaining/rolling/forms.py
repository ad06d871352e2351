"""Forms of the next year: what a hub proposes to its schools, and what a school answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from specialists.placement import Candidate
from sustaining.workgroups.models import WorkGroup

from .actions import Choice
from .groups import GroupCopy
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


class ChangeForm(forms.Form):
    """What is proposed to a school that has not answered; `choices_for` gives who and what can be chosen."""

    def __init__(
        self, data: Any = None, *, proposal: YearProposal, candidates: Sequence[Candidate], groups: Sequence[WorkGroup]
    ) -> None:
        super().__init__(data)
        self.proposal = proposal
        self.people = {str(row.specialist.pk): row.specialist for row in candidates}
        labels = {str(row.specialist.pk): candidate_label(row) for row in candidates}
        self.groups = {str(row.pk): row for row in groups}
        names = {key: group.name for key, group in self.groups.items()}
        project = proposal.participation.project
        if project.support_days:
            self._keep(self.people, labels, proposal.specialist)
            self._add_choice("specialist", "Mastery Specialist", "No one yet", labels, proposal.specialist_id)
        if project.has_work_groups:
            self._keep(self.groups, names, proposal.group)
            self._add_choice("group", "Work Group", "None yet", names, proposal.group_id)
        if project.foci:
            foci = dict(project.focus_choices)
            self._add_choice("focus", "Focus", "No particular focus", foci, proposal.participation.focus)

    @staticmethod
    def _keep(rows: dict[str, Any], labels: dict[str, str], present: Any) -> None:
        """Keep what is proposed now among the choices."""
        if present and str(present.pk) not in rows:
            rows[str(present.pk)] = present
            labels[str(present.pk)] = f"{present} (proposed now)"

    def _add_choice(self, name: str, label: str, empty: str, labels: dict[str, str], present: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            choices=[("", empty), *labels.items()], required=False, label=label, initial=str(present or "")
        )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `change_proposal`; what the project does not have stays as it is."""
        return {
            "specialist": self._chosen("specialist", self.people, self.proposal.specialist),
            "group": self._chosen("group", self.groups, self.proposal.group),
            "focus": self.cleaned_data.get("focus", self.proposal.participation.focus),
        }

    def _chosen(self, name: str, rows: dict[str, Any], present: Any) -> Any:
        return rows.get(self.cleaned_data[name]) if name in self.fields else present


class WithdrawProposalForm(forms.Form):
    """Why a hub withdraws a proposal."""

    reason = forms.CharField(
        max_length=2000,
        label="Reason",
        help_text="For example, the project has no places left. We’ll email it to the school.",
        error_messages={"required": "Enter the reason, for example: The project has no places left."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `withdraw_proposal`."""
        return {"reason": self.cleaned_data["reason"].strip()}


class CarryOnForm(forms.Form):
    """Last year's Work Groups that are set up again."""

    groups = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Select the Work Groups to set up."}
    )

    def __init__(self, data: Any = None, *, copies: Sequence[GroupCopy]) -> None:
        super().__init__(data)
        self.copies = {copy.pk: copy for copy in copies}
        self.fields["groups"].choices = [(key, copy.last.name) for key, copy in self.copies.items()]  # type: ignore[attr-defined]
        self.fields["groups"].initial = list(self.copies)

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield each group and whether its box is ticked, for the template."""
        chosen = {str(key) for key in self["groups"].value() or []}
        for key, copy in self.copies.items():
            yield {"copy": copy, "is_chosen": str(key) in chosen}

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `carry_on_groups`."""
        return {"copies": [self.copies[key] for key in self.cleaned_data["groups"]]}


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
        label="Why the school won’t take part",
        help_text="Only if you decline. Your hub will read it.",
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
        help_text="For example, by phone, Hilda Brookes, on 4 November. We record it with the answer.",
    )
    field_order = ("note", "answer", "reason")
    records = True

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action of the answer."""
        return {**super().action_data(), "note": self.cleaned_data["note"].strip()}
