"""Forms of sessions that were held."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from schools.current_year import NotTakingPart, SchoolYears
from schools.models import Advocate, Participation
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.files import UploadsField
from sustaining.common.forms import OnceMixin, TypedDateField

from .. import lengths
from ..actions.sessions import SessionData
from ..choices import Approach, DepartmentSystem, PlannedUnit, PlanOutcome
from ..models import Aim, Session
from ..models.attachments import MOST_FILES
from ..next_step_lists import settled_by, steps_to_check
from ..session_kinds import CHOSEN, KIND_FORMS, LABELS, WRITTEN, SessionKind, kinds_with, needed_by
from .next_steps import NextStepFields

TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"
HOUR = "0.125"
KNOWN_NAMES = 8
LENGTHS = [(HOUR, "1 hour"), ("0.25", "¼ day"), ("0.5", "½ day"), ("1", "1 day"), (OTHER, "Other")]
NEEDED = {
    "planned_unit": "Choose what you planned: a lesson, a sequence or a unit.",
    "approach": "Choose how you worked: team teaching, coaching, or a lesson and feedback.",
    "system": "Choose what was worked on: a scheme of work, assessment, a policy or meeting time.",
    "plan_outcome": "Choose whether the plan stays as it is or needs revising.",
}


class TypedLengthField(forms.Field):
    """A length typed as `1h 30`, `45 minutes` or `¾ day`; cleans to a Length of at most five days."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "form-control field-short"})

    def to_python(self, value: Any) -> lengths.Length | None:
        if value in self.empty_values:
            return None
        try:
            length = lengths.parse_length(str(value)[:40])
        except (ValueError, ArithmeticError):
            raise ValidationError(lengths.WRITE_A_LENGTH) from None
        if not 0 < length.days <= 5:
            raise ValidationError("Enter a length between 15 minutes and 5 days.")
        return length


class NamesField(forms.CharField):
    """Names of people, separated by commas or line breaks; cleans to a list."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        names = [" ".join(name.split()) for line in text.splitlines() for name in line.replace(";", ",").split(",")]
        unique_names = list(dict.fromkeys(name for name in names if name))
        if len(unique_names) > 60 or any(len(name) > 80 for name in unique_names):
            raise ValidationError("Separate names with commas, for example Jo Brown, Sam Lee.")
        return unique_names


def _day_choices(day: date) -> list[tuple[str, str]]:
    """Return the choices of the day, with their dates: a draft that is sent later keeps the one that was read."""
    before = day - timedelta(days=1)
    choices = [(TODAY, f"Today, {day:%-d %b}"), (YESTERDAY, f"Yesterday, {before:%-d %b}")]
    return [*choices, (OTHER, "Other day")]


def _written(detail: str) -> forms.CharField:
    most = getattr(Session._meta.get_field(detail), "max_length", None)
    widget = forms.Textarea(attrs={"rows": 2}) if detail == "preparation" else forms.TextInput()
    widget.attrs["class"] = "form-control"
    return forms.CharField(label=LABELS[detail], required=False, max_length=most, widget=widget)


def _chosen(detail: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=LABELS[detail], choices=choices.choices, required=False, widget=forms.RadioSelect)


class SessionForm(NextStepFields, OnceMixin):
    """A session that was held, usually logged on a phone between two lessons.

    `user`, `participation` and `session` (when it exists already) decide its choices and initial values.
    """

    kind = forms.ChoiceField(
        choices=SessionKind, widget=forms.RadioSelect, error_messages={"required": "Choose the kind of session."}
    )
    planned_unit = _chosen("planned_unit", PlannedUnit)
    approach = _chosen("approach", Approach)
    system = _chosen("system", DepartmentSystem)
    plan_outcome = _chosen("plan_outcome", PlanOutcome)
    watched, topic = _written("watched"), _written("topic")
    audience, preparation = _written("audience"), _written("preparation")
    day = forms.ChoiceField(
        choices=[(TODAY, "Today"), (YESTERDAY, "Yesterday"), (OTHER, "Other day")],
        initial=TODAY,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the date."},
    )
    held_on = TypedDateField(label="Which day?", required=False)
    chosen_on = forms.CharField(widget=forms.HiddenInput, required=False)
    sent_on = forms.CharField(widget=forms.HiddenInput, required=False)
    length = forms.ChoiceField(
        choices=LENGTHS, initial="0.5", widget=forms.RadioSelect, error_messages={"required": "Choose the length."}
    )
    length_words = TypedLengthField(label="How long was it?", required=False)
    place = forms.CharField(label="Where", required=False, max_length=150)
    specialist = forms.BooleanField(required=False)
    advocates = forms.ModelMultipleChoiceField(
        Advocate.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    colleagues = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=200,
        initial=0,
        label="Colleagues",
        error_messages={
            "invalid": "Enter the number of colleagues, for example 2.",
            "max_value": "Enter a realistic number of colleagues, for example 2.",
            "min_value": "Enter the number of colleagues, or 0 if there were none.",
        },
    )
    known = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    names = NamesField(label="Colleagues by name", required=False, max_length=2000)
    aims = forms.ModelMultipleChoiceField(Aim.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    what_happened = forms.CharField(
        label="What happened, and what changes?",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter what happened, in a sentence or two."},
    )
    files = UploadsField(most=MOST_FILES, required=False, label="Photographs and files")  # type: ignore[assignment]

    def __init__(
        self,
        *args: Any,
        user: User,
        participation: Participation,
        session: Session | None = None,
        years: SchoolYears | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _session_initial(session) if session else _new_initial(user))
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = _settle_day(self.data)
        self.initial["chosen_on"] = today().isoformat()
        self.user, self.years, self.session = user, years, session
        school = participation.school
        self._take(participation, session.held_on if session else None)
        if self.specialist_person is None and years is None:
            del self.fields["specialist"]
        choices: Any = self.fields
        choices["day"].choices = _day_choices(today())
        choices["advocates"].queryset = self._advocates()
        choices["aims"].queryset = Aim.objects.visible_to(user).filter(plan__school=school, dropped_at__isnull=True)
        choices["known"].choices = [(name, name) for name in self._known_names(user)]
        is_new = session is None or session.is_to_come
        earlier = steps_to_check(school, user, today()) if is_new else []
        self.prepare_steps(school, earlier, settled_by(user, earlier), today())

    def _take(self, participation: Participation, day: date | None) -> None:
        """Set the participation that the session belongs to, and its Specialist: the session's own, else the day's."""
        self.participation = participation
        assignment = _assignment_on(participation, day, self.user)
        self.specialist_person = assignment.specialist if assignment else None
        # A Specialist who takes over a school does not take over what was held before: a logged session keeps its own.
        if self.session and self.session.specialist and self.session.has_happened:
            self.specialist_person = self.session.specialist

    def _advocates(self) -> QuerySet[Advocate]:
        """Return who may have taken part: those of the session's day or since, and for a new one those of the year."""
        day = self.session.held_on if self.session else self.participation.project.year.starts
        # One query over posts of the school; those of a session that was logged stay, whatever became of their dates.
        there = Advocate.objects.visible_to(self.user).filter(school=self.participation.school)
        possible = there.during(min(day, today()), today())
        if self.session:
            possible = there.filter(Q(pk__in=possible.values("pk")) | Q(session_links__session=self.session)).distinct()
        return possible.select_related("user", "school")

    def _known_names(self, user: User) -> list[str]:
        """Return colleagues' names to offer as chips: the session's own, then recent ones at the school."""
        own = list(self.session.colleague_names) if self.session else []
        lately = Session.objects.visible_to(user).filter(participation__school=self.participation.school)
        names = dict.fromkeys([*own, *lately.recent_colleague_names()])
        return list(names)[: max(KNOWN_NAMES, len(own))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for detail in needed_by(data["kind"]) if data.get("kind") else []:
            if not data.get(detail) and detail not in self.errors:
                self.add_error(detail, NEEDED[detail])
        if data.get("day") == OTHER and not data.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", "Enter the date, for example 4/11/2026.")
        if data.get("length") == OTHER and not data.get("length_words") and "length_words" not in self.errors:
            self.add_error("length_words", lengths.WRITE_A_LENGTH)
        if data.get("day") and (data["day"] != OTHER or data.get("held_on")):
            self.clean_steps(data, self._held_on())
            if self.years:
                self._choose_participation(self.years, data)
        return data

    def _choose_participation(self, years: SchoolYears, data: dict[str, Any]) -> None:
        """Take the participation of the day's year. If its Specialist is not the one that the page showed, say so."""
        day = self._held_on()
        try:
            self._take(years.require_on(day), day)
        except NotTakingPart as error:
            self.add_error("held_on", str(error))
            return
        if self.data.get("specialist_shown", self.specialist_key) != self.specialist_key:
            name = str(self.specialist_person) if self.specialist_person else "nobody"
            sentence = f"The school’s Specialist on that date was {name}. Check who was there and save again."
            self.add_error("specialist", sentence)

    @property
    def specialist_key(self) -> str:
        """Return the key of the Specialist that the page shows; empty for nobody."""
        return str(self.specialist_person.pk) if self.specialist_person else ""

    def renew_key(self) -> None:
        """Give the form a new key if its own has created a session, so that its content can still be saved."""
        if "once" in self.errors:
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["once"] = str(uuid4())
            self.data = data

    def chosen_details(self) -> list[tuple[forms.BoundField, str]]:
        """Return the details that are chosen, with the kinds that have them."""
        return [(self[name], " ".join(kinds_with(name))) for name in CHOSEN]

    def written_details(self) -> list[tuple[forms.BoundField, str, list[tuple[str, str]]]]:
        """Return the details that are typed, with the kinds that have them and a hint for each kind."""
        hints = {
            name: [(kind, form.details[name]) for kind, form in KIND_FORMS.items() if name in form.details]
            for name in WRITTEN
        }
        return [(self[name], " ".join(kinds_with(name)), hints[name]) for name in WRITTEN]

    def _held_on(self) -> date:
        chosen = self.cleaned_data["day"]
        if chosen == OTHER:
            return self.cleaned_data["held_on"]
        return today() - timedelta(days=1 if chosen == YESTERDAY else 0)

    def _length(self) -> lengths.Length:
        chosen = self.cleaned_data["length"]
        if chosen == OTHER:
            return self.cleaned_data["length_words"]
        return lengths.length_from_minutes(60) if chosen == HOUR else lengths.Length(Decimal(chosen))

    def _default_place(self) -> str:
        """Return the usual place: the Specialist's school for an observation, otherwise the supported school."""
        if self.cleaned_data["kind"] == SessionKind.OBSERVATION and self.specialist_person:
            return self.specialist_person.home_school.name
        return self.participation.school.name

    def action_data(self) -> dict[str, Any]:
        """Return the keywords for log_session, log_planned_session and correct_session."""
        return {
            "data": self.session_data(),
            "files": self.cleaned_data["files"],
            "client_key": self.cleaned_data["once"],
        }

    def session_data(self) -> SessionData:
        """Return the form's content as SessionData."""
        data, length = self.cleaned_data, self._length()
        return SessionData(
            kind=data["kind"],
            **{detail: data[detail] for detail in KIND_FORMS[data["kind"]].details},
            held_on=self._held_on(),
            length=length.days,
            minutes=length.minutes,
            place=data["place"] or self._default_place(),
            specialist=self.specialist_person if data.get("specialist") else None,
            advocates=list(data["advocates"]),
            colleagues=data["colleagues"] or 0,
            colleague_names=list(dict.fromkeys([*data["known"], *data["names"]])),
            aims=list(data["aims"]),
            what_happened=data["what_happened"],
            next_steps=self.new_steps(self._held_on()),
            step_answers=self.step_answers(self._held_on()),
        )


def _settle_day(data: Any) -> Any:
    """Return the form's data with the date that "today" or "yesterday" meant if it was chosen on an earlier day.

    A session that waited on a phone, or a page left open overnight, arrives on another day than it was written on. The
    days between are counted by the device's own clock, which need not agree with ours.
    """
    days_before = {TODAY: 0, YESTERDAY: 1}.get(data.get("day"))
    try:
        chosen_on = date.fromisoformat(data.get("chosen_on") or "")
        sent_on = date.fromisoformat(data.get("sent_on") or today().isoformat())
    except ValueError:
        return data
    waited = (sent_on - chosen_on).days
    if days_before is None or not 0 < waited <= 366:
        return data
    held_on = today() - timedelta(days=waited + days_before)
    settled = data.copy()
    # One by one: `QueryDict.update` would add to what is there.
    settled["day"], settled["held_on"] = OTHER, f"{held_on:%d/%m/%Y}"
    settled["chosen_on"], settled["sent_on"] = today().isoformat(), ""
    return settled


def _assignment_on(participation: Participation, day: date | None, user: User) -> Assignment | None:
    """Return the participation's assignment on a day, else today's; None if there is neither, or its Specialist has left."""
    rows = Assignment.objects.visible_to(user).filter(participation=participation)
    rows = rows.select_related("specialist__user", "specialist__home_school").latest_first()
    return rows.current(day or today()).first() or rows.current(today()).first()


def _new_initial(user: User) -> dict[str, Any]:
    """Return the initial values of a new session: the user, with the Specialist."""
    own = list(user.advocacies.filter(ends_on__isnull=True).values_list("pk", flat=True))
    return {"advocates": own, "specialist": True}


def _session_initial(session: Session) -> dict[str, Any]:
    """Return the initial values for a planned session, or one to correct."""
    columns = ("kind", *CHOSEN, *WRITTEN, "place", "colleagues", "what_happened")
    chips = {value for value, _ in LENGTHS if value not in (HOUR, OTHER)}
    length = f"{session.length.normalize():f}"
    chip = HOUR if session.minutes == 60 else length if session.minutes is None and length in chips else OTHER
    return {
        **{name: getattr(session, name) for name in columns},
        "day": TODAY if session.held_on == today() else OTHER,
        "held_on": session.held_on,
        "length": chip,
        "length_words": session.length_in_words if chip == OTHER else "",
        "specialist": session.specialist_id is not None,
        "advocates": list(session.advocates.values_list("pk", flat=True)),
        "known": session.colleague_names,
        "names": ", ".join(session.colleague_names),
        "aims": list(session.aims.values_list("pk", flat=True)),
    }


class FilesForm(forms.Form):
    """Files to attach to an existing session."""

    files = UploadsField(most=MOST_FILES, label="Photographs and files")  # type: ignore[assignment]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of attach_files."""
        return {"files": self.cleaned_data["files"]}
