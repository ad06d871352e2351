"""Hubs, the register, people in schools, projects and participations in Django admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.actions import send_invitation
from sustaining.common.admin import BaseAdmin, CheckedInline, ReadOnlyAdmin, WrittenByPages
from sustaining.common.errors import DomainError
from sustaining.common.years import AcademicYear

from .actions.hub_moves import move_to_hub
from .actions.succession import follow_successor
from .gias.admin import RegisterLoadAdmin  # noqa: F401  (registers itself)
from .models import (
    Advocate,
    AuthorityPeriod,
    CompletionCriteria,
    FormerHubName,
    FormerLeadSchool,
    Hub,
    HubAuthority,
    HubMerge,
    HubStaff,
    Participation,
    Pause,
    Project,
    RosterUpload,
    School,
    SchoolContact,
    TermDates,
    Withdrawal,
)
from .notices import PrivacyNotice
from .terms import TermCalendar

FOLLOWS = {
    "move_to_hub": "Years already enrolled stay with the hub that enrolled the school, with their money. The new hub can "
    "read them. The school’s people, and new enrolments, belong to the new hub.",
    "follow_successor": "The school’s years, people, plan, sessions and money move to its successor. Nothing is lost.",
}
"""What follows from an action on schools, as its page says."""


class HubForm(forms.Form):
    """Choice of the hub that schools move to."""

    hub = forms.ModelChoiceField(Hub.objects.at_work().order_by("sort_name"))


class SuccessorForm(forms.Form):
    """The URN of the school that succeeds a closed one."""

    successor = forms.ModelChoiceField(
        School.objects.all(), to_field_name="urn", widget=forms.NumberInput, label="URN of the successor"
    )


def invite_staff(post: HubStaff, request: HttpRequest) -> None:
    """Invite a person with a new post to set a password, unless they have signed in before."""
    place, role = str(post.hub), post.get_role_display().lower()
    now, by = timezone.now(), request.user
    send_invitation(post.user, role=role, place=place, hub=post.hub, by=by, now=now)  # type: ignore[arg-type]


class AuthorityInline(CheckedInline):
    """The local authorities that a hub serves."""

    model = HubAuthority


class StaffInline(CheckedInline):
    """The hub's staff; a post ends by its last day, never by deletion."""

    model = HubStaff
    can_delete = False
    identity_fields = ("user", "role")
    autocomplete_fields = ["user"]


class TermFormSet(forms.BaseInlineFormSet):
    """A hub's terms, checked together: in order, and apart from each other and from the usual terms."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rows = [form.instance for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
        calendar = TermCalendar(rows)
        for start in {row.academic_year for row in rows}:
            if overlap := calendar.overlapping(AcademicYear(start)):
                first, second = overlap
                raise forms.ValidationError(
                    f"The {first} ends on {first.ends:%-d %B %Y}, and the {second} starts on "
                    f"{second.starts:%-d %B %Y}. "
                    "Enter terms that follow each other. If you leave a term out, it has the usual dates."
                )


class TermInline(CheckedInline):
    """The hub's own term dates; without them those of a usual year apply."""

    model = TermDates
    formset = TermFormSet


@admin.register(Hub)
class HubAdmin(BaseAdmin):
    list_display = ["name", "region", "lead_school", "contact_email"]
    list_filter = ["region"]
    search_fields = ["name", "lead_school"]
    inlines = [StaffInline, AuthorityInline, TermInline]
    actions = ["merge"]

    def get_readonly_fields(self, request: HttpRequest, obj: Hub | None = None) -> list[str]:
        """Return what the hub's own pages change: a change of name or lead school is kept with its day."""
        return [*super().get_readonly_fields(request, obj), *(["name", "lead_school"] if obj else [])]

    @admin.action(description="Merge into another hub…")
    def merge(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Go to the page that merges one hub into another."""
        if len(queryset) == 1:
            return redirect("schools:merge-hub", queryset[0].pk)
        self.message_user(
            request, "Select only the hub to merge. You choose the other hub on the next page.", messages.ERROR
        )
        return None

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Invite people who are new at the hub."""
        super().save_formset(request, form, formset, change)
        for post in formset.new_objects:
            if isinstance(post, HubStaff):
                invite_staff(post, request)


@admin.register(HubStaff)
class HubStaffAdmin(BaseAdmin):
    list_display = ["user", "hub", "role", "starts_on", "ends_on"]
    list_filter = ["role", "hub"]
    list_select_related = ["user", "hub"]
    search_fields = ["user__full_name", "user__email", "hub__name"]
    autocomplete_fields = ["user", "hub"]
    identity_fields = ("user", "hub", "role")

    def save_model(self, request: HttpRequest, obj: HubStaff, form: Any, change: bool) -> None:
        """Invite the person who gets a post."""
        super().save_model(request, obj, form, change)
        if not change:
            invite_staff(obj, request)


@admin.register(School)
class SchoolAdmin(BaseAdmin):
    list_display = ["urn", "name", "town", "phase", "status", "hub"]
    list_filter = ["status", "phase", "hub"]
    list_select_related = ["hub"]
    search_fields = ["name", "=urn", "postcode", "town"]
    # What the register says is mended in the register: an import would write it over.
    REGISTER = [
        "urn", "name", "local_authority", "establishment_type", "type_group", "phase", "status", "low_age", "high_age",
        "street", "locality", "address3", "town", "county", "postcode", "website", "telephone", "trust_code",
        "trust_name", "ukprn", "easting", "northing", "opened_on", "closed_on", "register_changed_on",
    ]  # fmt: skip
    fields = ["hub", "hub_is_by_hand", "successor", *REGISTER]
    readonly_fields = ["hub", "successor", *REGISTER]
    actions = ["move_to_hub", "follow_successor"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: schools come from GIAS through `manage.py import_gias`."""
        return False

    @admin.action(description="Move to another hub…")
    def move_to_hub(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Move schools to a hub other than that of their local authority, by decision."""
        form = HubForm(request.POST if "decided" in request.POST else None)
        if form.is_valid():
            for school in queryset:
                self._try(request, move_to_hub, school, hub=form.cleaned_data["hub"], done="{} moved.")
            return None
        return self._ask(request, "Move to another hub", "move_to_hub", queryset, form)

    @admin.action(description="Move a closed school’s records to its successor…")
    def follow_successor(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Move years, people, plan and money to a successor, where the register leaves the decision to a person."""
        form = SuccessorForm(request.POST if "decided" in request.POST else None)
        if form.is_valid():
            for school in queryset:
                successor = form.cleaned_data["successor"]
                self._try(
                    request, follow_successor, school, successor=successor, done="Records of {} moved to its successor."
                )
            return None
        return self._ask(request, "Move records to the successor", "follow_successor", queryset, form)

    def _try(self, request: HttpRequest, act: Any, school: School, *, done: str, **kwargs: Any) -> None:
        try:
            act(school, by=request.user, now=timezone.now(), **kwargs)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, done.format(school))

    def _ask(self, request: HttpRequest, title: str, name: str, schools: Any, form: Any) -> HttpResponse:
        context = {"title": title, "action": name, "schools": schools, "form": form, "opts": self.opts}
        context["follows"] = FOLLOWS[name]
        return render(request, "admin/schools/ask.html", {**self.admin_site.each_context(request), **context})


class PostAdmin(WrittenByPages):
    """Common options for Advocates and contacts. A school's page adds them, and invites them."""

    identity_fields: ClassVar[Sequence[str]] = ("user", "school")

    list_select_related = ["user", "school"]
    search_fields = ["user__full_name", "user__email", "school__name", "=school__urn"]
    autocomplete_fields = ["user", "school"]


@admin.register(Advocate)
class AdvocateAdmin(PostAdmin):
    list_display = ["user", "school", "post", "development_group", "development_year", "starts_on", "ends_on"]
    list_filter = ["development_year", "school__hub"]


@admin.register(SchoolContact)
class SchoolContactAdmin(PostAdmin):
    list_display = ["name", "user", "school", "role", "starts_on", "ends_on"]
    list_filter = ["role", "school__hub"]
    identity_fields = ("user", "school", "role")


@admin.register(Project)
class ProjectAdmin(BaseAdmin):
    list_display = ["code", "title", "stage", "year", "release_grant", "support_days", "places"]
    list_filter = ["academic_year", "stage"]
    search_fields = ["code", "title"]
    autocomplete_fields = ["requires", "rolled_from"]
    fixed_once_used = ("academic_year", "code")
    actions = ["roll_forward"]

    @admin.action(description="Roll forward to the next academic year…")
    def roll_forward(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Go to the page that shows next year's copies before it makes them."""
        years = set(queryset.values_list("academic_year", flat=True))
        if len(years) == 1:
            return redirect(f"{reverse('schools:projects')}?year={years.pop()}")
        self.message_user(request, "Select projects of one academic year.", messages.ERROR)
        return None


@admin.register(CompletionCriteria)
class CompletionCriteriaAdmin(BaseAdmin):
    list_display = ["project", "meetings_missed", "sessions", "agreed_plan", "reviews", "evaluation"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__title"]
    autocomplete_fields = ["project"]
    identity_fields = ("project",)


@admin.register(Participation)
class ParticipationAdmin(BaseAdmin):
    list_display = ["school", "project", "state", "focus", "enrolled_at", "overridden_by"]
    list_filter = ["state", "project__academic_year", "project", "hub"]
    list_select_related = ["school", "project", "overridden_by"]
    search_fields = ["school__name", "=school__urn", "project__code"]
    date_hierarchy = "enrolled_at"
    readonly_fields = [
        "school", "project", "hub", "state", "enrolled_by", "enrolled_at", "override_reason", "overridden_by", "ended_on",
        "end_reason", "entered_by_mistake",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: enrolment has consequences (invitations, plan, grant), so the site's own page does it."""
        return False


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    """Withdrawals and reinstatements, which the pages of the site make."""

    list_display = ["participation", "withdrawn_at", "withdrawn_by", "reinstated_at"]
    list_filter = ["participation__project"]
    list_select_related = ["participation__school", "participation__project", "withdrawn_by"]
    search_fields = ["participation__school__name", "=participation__school__urn"]


@admin.register(Pause)
class PauseAdmin(ReadOnlyAdmin):
    """Pauses of schools' years, which the pages of the site make and end."""

    list_display = ["participation", "starts_on", "review_on", "paused_by", "ended_at"]
    list_filter = ["participation__project"]
    list_select_related = ["participation__school", "participation__project", "paused_by"]
    search_fields = ["participation__school__name", "=participation__school__urn"]


@admin.register(HubMerge)
class HubMergeAdmin(ReadOnlyAdmin):
    """Merges of hubs, which the pages of the site make and undo."""

    list_display = ["hub", "successor", "merged_at", "merged_by", "undone_at"]
    list_select_related = ["hub", "successor", "merged_by"]
    search_fields = ["hub__name", "successor__name"]


@admin.register(FormerHubName)
class FormerHubNameAdmin(ReadOnlyAdmin):
    """Names that hubs had, which the pages of the site keep."""

    list_display = ["hub", "name", "ends_on", "changed_by"]
    list_select_related = ["hub", "changed_by"]
    search_fields = ["hub__name", "name"]


@admin.register(AuthorityPeriod)
class AuthorityPeriodAdmin(ReadOnlyAdmin):
    """Which hub served a local authority, and when, which a trigger keeps."""

    list_display = ["authority", "hub", "starts_on", "ends_on"]
    list_select_related = ["hub", "authority"]
    search_fields = ["authority__local_authority", "hub__name"]


@admin.register(FormerLeadSchool)
class FormerLeadSchoolAdmin(ReadOnlyAdmin):
    """Schools that led hubs, which the pages of the site keep."""

    list_display = ["hub", "name", "ends_on", "changed_by"]
    list_select_related = ["hub", "changed_by"]
    search_fields = ["hub__name", "name"]


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(ReadOnlyAdmin):
    """Every version as it was published; the hub's own page publishes a new one."""

    list_display = ["__str__", "published_at", "published_by"]
    list_filter = ["hub"]
    list_select_related = ["hub", "published_by"]
    search_fields = ["hub__name", "words"]


@admin.register(RosterUpload)
class RosterUploadAdmin(ReadOnlyAdmin):
    list_display = ["name", "added_by", "added_at", "check_state", "saved_at"]
    list_filter = ["check_state"]
    list_select_related = ["added_by"]
    search_fields = ["name", "added_by__full_name"]
    exclude = ["file", "thumbnail", "rows"]
