"""Forms for claims: lines, payee, attachments, declaration, answers and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from schools.closed_day_forms import ClosedDayMixin
from schools.models import School
from schools.terms import TermCalendar
from sustaining.common.files import UploadsField
from sustaining.common.forms import MoneyField, OnceMixin, ReasonForm, TypedDateField
from sustaining.common.money import format_pounds
from sustaining.common.years import AcademicYear

from ..actions import NewLine
from ..choices import Release
from ..models import Claim
from ..occasion_choices import OFFERS, OccasionChoice
from ..questions import invoice_question

TYPED = ("school", "released_on", "teacher", "hours", "cost", "occasion")
"""What makes a row more than an empty one; the length has always some value."""


class HoursField(forms.Field):
    """Parse `2` or `1.5` into hours between 0 and 10."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            hours = Decimal(str(value)[:10].strip())
        except InvalidOperation:
            raise ValidationError("Enter the hours, for example 2 or 1.5.") from None
        if not hours.is_finite() or not 0 < hours <= 10 or hours != round(hours, 2):
            raise ValidationError("Hours must be between 0.25 and 10, for example 1.5.")
        return hours


class LineForm(ClosedDayMixin):
    """One release of a teacher. Empty rows are ignored.

    A session or meeting gives its date, and its teacher when one of the school's was there. A date on which schools are
    closed is asked about, unless something that is recorded took place on it.
    """

    day_field = "released_on"
    verb = "Claim for"

    released_on = TypedDateField(label="Date", required=False)
    teacher = forms.CharField(label="Teacher released", max_length=120, required=False)
    length = forms.ChoiceField(label="Length", choices=Release, required=False, initial=Release.WHOLE)
    hours = HoursField(label="Hours", required=False)
    cost = MoneyField(label="Cost in pounds", required=False)
    occasion = forms.ChoiceField(label="Session or meeting", required=False)

    is_new = False
    """Whether the row was just added to the page."""

    WIDTHS: ClassVar[dict[str, str]] = {
        "released_on": "col-sm-4",
        "teacher": "col-sm-5",
        "length": "col-sm-4",
        "hours": "col-sm-3 hours",
        "cost": "col-sm-3",
        "occasion": "col-sm-8",
        "school": "col-sm-8",
    }
    """The columns of the page's grid that each field takes."""

    def __init__(self, *args: Any, occasions: Sequence[OccasionChoice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasions = {occasion.key: occasion for occasion in occasions}
        choices = [(occasion.key, occasion.label) for occasion in occasions]
        self.fields["occasion"].choices = [("", "Other"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_blank():
            return data
        occasion = self.occasions.get(data.get("occasion") or "")
        if occasion:
            self._take_from(occasion, data)
        required = {
            "released_on": "Enter the date the teacher was released, for example 4 November 2026.",
            "teacher": "Enter the name of the teacher released.",
            "cost": "Enter the cost of the release, for example 320.00.",
        }
        if data.get("length") == Release.HOURS:
            required["hours"] = "Enter the number of hours, for example 1.5."
        if occasion and len(occasion.people) > 1:
            required["teacher"] = f"Enter one teacher for each item: {' or '.join(occasion.people)}."
        for name, sentence in required.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("released_on") and not (occasion and occasion.day == data["released_on"]):
            self.ask_about(data["released_on"])
        return data

    def _take_from(self, occasion: OccasionChoice, data: dict[str, Any]) -> None:
        if not data.get("released_on") and "released_on" not in self.errors:
            data["released_on"] = occasion.day
        if not data.get("teacher") and "teacher" not in self.errors and len(occasion.people) == 1:
            data["teacher"] = occasion.people[0]

    def columns(self) -> list[tuple[forms.BoundField, str]]:
        """Return the fields in order, each with its width on the page."""
        return [(self[name], self.WIDTHS[name]) for name in self.fields if name in self.WIDTHS]

    @property
    def closed_day_question(self) -> forms.BoundField | None:
        """Return the tick box that answers the question about a closed day, if it was asked."""
        return None if isinstance(self.fields["closed_day"].widget, forms.HiddenInput) else self["closed_day"]

    def is_blank(self) -> bool:
        """Return whether the row is empty."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields if name in TYPED)

    def line(self) -> NewLine:
        """Return the row as a NewLine."""
        data = self.cleaned_data
        length = data.get("length") or Release.WHOLE
        hours = data.get("hours") if length == Release.HOURS else None
        return NewLine(data["released_on"], data["teacher"], data["cost"], length, hours, data.get("occasion") or "")


class BaseLineFormSet(forms.BaseFormSet):
    """The lines of a claim: at least one."""

    def clean(self) -> None:
        if not any(self.errors) and not self.lines():
            raise forms.ValidationError("Add at least one item: who was released, when, and what it cost.")

    def lines(self) -> list[NewLine]:
        """Return the rows that are not empty."""
        return [row.line() for row in self.forms if not row.is_blank()]


class ItemForm(LineForm):
    """An item of one school's claim. Where a session or meeting is `offered`, ticking it is choosing that occasion.

    What an unticked item says is left out, whatever it is.
    """

    offered = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def offer(self) -> OccasionChoice | None:
        """Return the session or meeting that the item offers, if it is one of the grant's."""
        return self.occasions.get(str(self["offered"].value() or ""))

    @property
    def is_ticked(self) -> bool:
        """Return whether what is offered was chosen."""
        return bool(self["occasion"].value())

    @property
    def row_title(self) -> str:
        """Return the name of the item for errors; empty for one that is not offered."""
        return self.offer.label if self.offer else ""

    def is_blank(self) -> bool:
        """Return whether the item is left out."""
        if self.data.get(self.add_prefix("offered")):
            return not self.data.get(self.add_prefix("occasion"))
        return super().is_blank()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.is_blank():
            self.errors.clear()
        return data


class BaseItemFormSet(BaseLineFormSet):
    """The items of one school's claim: those to tick, then others. `refusal` says why no draft was saved."""

    refusal = ""

    def offers(self) -> list[ItemForm]:
        """Return the items that offer a session or meeting."""
        return [row for row in self.forms if row.offer]

    def others(self) -> list[tuple[int, ItemForm]]:
        """Return the other items, numbered."""
        return list(enumerate((row for row in self.forms if not row.offer), start=1))


LineFormSet = forms.formset_factory(
    ItemForm, formset=BaseItemFormSet, extra=0, min_num=0, max_num=OFFERS + 30, absolute_max=OFFERS + 40
)


class SchoolLineForm(LineForm):
    """A release at one of several schools. `calendars` are those of their hubs, by school and academic year."""

    school = forms.ModelChoiceField(
        School.objects.none(), to_field_name="urn", required=False, empty_label="Choose the school"
    )
    field_order = ("school",)

    def __init__(
        self, *args: Any, schools: Any, calendars: Mapping[tuple[School, int], TermCalendar], **kwargs: Any
    ) -> None:
        super().__init__(*args, calendar=TermCalendar(), **kwargs)
        self.calendars = calendars
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        del self.fields["occasion"]

    def clean(self) -> dict[str, Any]:
        school, day = self.cleaned_data.get("school"), self.cleaned_data.get("released_on")
        if school and day:
            self.calendar = self.calendars.get((school, AcademicYear.of(day).start), self.calendar)
        data = super().clean()
        if not self.is_blank() and not data.get("school") and "school" not in self.errors:
            self.add_error("school", "Choose the school that released the teacher.")
        return data


class BaseSeveralFormSet(BaseLineFormSet):
    """Lines of several schools. `refusal` says why no drafts were created."""

    refusal = ""

    def by_school(self) -> dict[School, list[NewLine]]:
        """Return the rows by school, in order of first appearance."""
        lines_by_school: dict[School, list[NewLine]] = {}
        for row in self.forms:
            if not row.is_blank():
                lines_by_school.setdefault(row.cleaned_data["school"], []).append(row.line())
        return lines_by_school

    def has_room(self, left: Mapping[tuple[School, int], Decimal]) -> bool:
        """Return whether every row fits what its school has left in the row's year, in pounds; add errors to those beyond."""
        sums: dict[tuple[School, int], Decimal] = defaultdict(Decimal)
        for row in self.forms:
            if row.is_blank():
                continue
            data = row.cleaned_data
            grant = data["school"], AcademicYear.of(data["released_on"]).start
            sums[grant] += data["cost"]
            if grant in left and sums[grant] > left[grant]:
                remaining = format_pounds(left[grant])
                row.add_error("cost", f"{data['school']} has {remaining} left. Claim less, or remove this item.")
        return not any(self.errors)


SeveralFormSet = forms.formset_factory(
    SchoolLineForm, formset=BaseSeveralFormSet, extra=0, min_num=1, max_num=60, absolute_max=80
)


class ClaimForm(OnceMixin):
    """The idempotency key of a claim's form, so that sending it twice creates one claim."""


class PayeeForm(forms.Form):
    """Payee and invoice number. Asks before it takes a number that another claim of the payee has."""

    payee = forms.CharField(
        label="Pay to",
        max_length=120,
        help_text="The name on the school or trust’s bank account.",
        error_messages={"required": "Enter the name on the school or trust’s bank account."},
    )
    invoice_number = forms.CharField(
        label="Invoice number (if you send one)",
        max_length=40,
        required=False,
        help_text="This appears in the payment file.",
    )
    same_invoice = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("payee") and data.get("invoice_number") and not data.get("same_invoice"):
            question = invoice_question(self.claim, data["payee"], data["invoice_number"])
            if question:
                self.fields["same_invoice"].widget = forms.CheckboxInput()
                self["same_invoice"].label = "Yes, it pays for this claim too"
                self.add_error("invoice_number", question)
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {name: self.cleaned_data[name] for name in ("payee", "invoice_number")}


class FilesForm(forms.Form):
    """Attachments for the hub."""

    uploads = UploadsField(label="Files", help_text="Pictures, PDF or Office files, up to 10 MB each.")

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"uploads": self.cleaned_data["uploads"]}


class SubmitForm(forms.Form):
    """The declaration at submission, acceptance of the conditions (first claim only), and explanations of odd lines."""

    declared = forms.BooleanField(
        label="The information I have given is true, and these costs have not been claimed from anyone else.",
        error_messages={"required": "Confirm the declaration to submit the claim."},
    )

    def __init__(
        self, *args: Any, conditions: str = "", questions: dict[int, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.line_questions = questions or {}
        for key, (question, known) in self.line_questions.items():
            self.fields[f"line-{key}"] = forms.CharField(
                label=question, max_length=300, initial=known,
                error_messages={"required": "Answer in a sentence, or remove the item."},
            )  # fmt: skip
        if conditions:
            self.fields["accepts"] = forms.BooleanField(
                label="The school accepts these conditions.",
                error_messages={
                    "required": "Accept the grant’s conditions: once for the school, before its first claim."
                },
            )
        self.order_fields([*(f"line-{key}" for key in self.line_questions), "accepts", "declared"])

    def questions(self) -> list[forms.BoundField]:
        """Return the fields that ask about odd lines."""
        return [self[f"line-{key}"] for key in self.line_questions]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        explained = {key: self.cleaned_data[f"line-{key}"] for key in self.line_questions}
        return {"accepts": bool(self.cleaned_data.get("accepts")), "explanations": explained}


class QuestionForm(ReasonForm):
    """What a hub asks a school about its claim."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Question for the school"
        self.fields["reason"].error_messages["required"] = "Enter your question for the school."


class AnswerForm(forms.Form):
    """The school's answer to a query."""

    text = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Enter your answer."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"text": self.cleaned_data["text"]}


class LessForm(forms.Form):
    """Approve for less, with the reason."""

    amount = MoneyField(label="Approve for", error_messages={"required": "Enter the amount, for example 320.00."})
    reason = forms.CharField(
        label="Reason for approving less",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter the reason for approving less. The school will see it."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)
