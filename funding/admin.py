"""Money in Django admin, read-only. A draft claim can be added for a school; its moves are made on the site."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from sustaining.common.admin import BaseAdmin, CheckedModelForm, ReadOnlyAdmin
from sustaining.common.errors import DomainError

from .actions import approve_claim
from .models import (
    Acceptance,
    BankMatch,
    Budget,
    Claim,
    ClaimFile,
    ClaimLine,
    ClaimWindow,
    Entry,
    Grant,
    Instalment,
    Message,
    MoneySetup,
    OpeningPayment,
    PayeeDetails,
    Payment,
    PaymentRun,
    RecalledRelease,
    Recovery,
    ReleaseBudget,
    ReleaseEntry,
    ReleaseMonth,
    ReleasePayment,
    ReleaseRate,
    ReleaseSession,
    ReleaseSetup,
    ResultUpload,
    RunFile,
    Sample,
    SampledClaim,
    StatementLine,
    StatementUpload,
)
from .references import new_reference

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SchoolName:
    """A column with the school's name."""

    @admin.display(description="school")
    def school_name(self, row: Any) -> str:
        return str(row.school)


@admin.register(Grant)
class GrantAdmin(SchoolName, BaseAdmin):
    list_display = ["school_name", "project", "amount", "committed", "paid"]
    list_filter = ["participation__project__academic_year", "participation__hub"]
    list_select_related = ["participation__school", "participation__project"]
    search_fields = ["participation__school__name", "participation__school__urn"]
    readonly_fields = ["participation", "amount", "committed", "paid", "closed_at", "close_reason", "late_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: enrolment opens grants."""
        return False

    @admin.display(ordering="participation__project__code")
    def project(self, grant: Grant) -> str:
        return grant.participation.project.code


class LineInline(admin.TabularInline):
    """Read-only claim lines; the site's pages edit them."""

    model = ClaimLine
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewClaimForm(CheckedModelForm):
    """A new draft: the grant and the total. Its reference and maker are filled in."""

    maker: Any = None

    class Meta:
        model = Claim
        fields = ["grant", "total"]

    def _post_clean(self) -> None:
        claim = self.instance
        if claim.pk is None and self.cleaned_data.get("grant"):
            claim.reference = new_reference(self.cleaned_data["grant"].participation.project.academic_year)
            claim.client_key, claim.made_at, claim.made_by = uuid4(), timezone.now(), self.maker
        super()._post_clean()


@admin.register(Claim)
class ClaimAdmin(SchoolName, BaseAdmin):
    form = NewClaimForm
    list_display = ["reference", "school_name", "state", "total", "made_by", "submitted_at", "decided_by"]
    list_filter = ["state", "grant__participation__project__academic_year", "grant__participation__hub"]
    list_select_related = ["grant__participation__school", "made_by", "decided_by"]
    search_fields = ["reference", "grant__participation__school__name", "grant__participation__school__urn"]
    autocomplete_fields = ["grant"]
    inlines = [LineInline]
    date_hierarchy = "made_at"
    actions = ["approve"]
    BOOKS = [
        "reference", "state", "made_by", "made_at", "submitted_by", "submitted_at", "decided_by", "decided_at",
        "decision_reason", "approved", "payee", "invoice_number", "run",
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> list[str]:
        """Return every field, except the grant and the total of a new draft."""
        return [*self.BOOKS, "grant", "total"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        return ["grant", "total", *self.BOOKS] if obj else ["grant", "total"]

    def get_form(self, request: HttpRequest, obj: Claim | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: type[ModelForm] = super().get_form(request, obj, change, **kwargs)
        return type("ClaimFormOf", (form,), {"maker": request.user})

    @admin.action(description="Approve")
    def approve(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        """Approve the selected claims with the site's own action; show the reason for each refusal."""
        for claim in queryset:
            try:
                approve_claim(claim, by=cast("User", request.user), now=timezone.now())
            except (DomainError, PermissionDenied) as error:
                self.message_user(request, f"{claim}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{claim} approved.")


@admin.register(PaymentRun)
class PaymentRunAdmin(ReadOnlyAdmin):
    list_display = ["pk", "hub", "state", "prepared_by", "prepared_at", "released_by", "released_at"]
    list_filter = ["state", "hub"]
    list_select_related = ["hub", "prepared_by", "released_by"]
    search_fields = ["hub__name", "claims__reference"]


@admin.register(RecalledRelease)
class RecalledReleaseAdmin(ReadOnlyAdmin):
    list_display = ["run", "number", "released_by", "released_at", "by", "at"]
    list_filter = ["run__hub"]
    list_select_related = ["run__hub", "released_by", "by"]
    search_fields = ["=run__pk", "reason"]


@admin.register(Payment)
class PaymentAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["claim", "school_name", "state", "amount", "paid_on", "run", "recorded_by"]
    list_select_related = ["claim__grant__participation__school", "recorded_by"]
    search_fields = ["claim__reference", "claim__grant__participation__school__name"]
    date_hierarchy = "paid_on"


@admin.register(Entry)
class EntryAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["at", "kind", "claim", "school_name", "source", "target", "amount", "by"]
    list_filter = ["kind", "grant__participation__hub"]
    list_select_related = ["claim", "grant__participation__school", "by"]
    search_fields = ["claim__reference", "grant__participation__school__name"]
    date_hierarchy = "at"


@admin.register(OpeningPayment)
class OpeningPaymentAdmin(SchoolName, ReadOnlyAdmin):
    list_display = [
        "school_name",
        "paid_on",
        "amount",
        "reference",
        "source",
        "source_row",
        "recorded_by",
        "reversed_at",
    ]
    list_filter = ["entry__grant__participation__hub"]
    list_select_related = ["entry__grant__participation__school", "recorded_by"]
    search_fields = ["reference", "source", "entry__grant__participation__school__name"]
    date_hierarchy = "paid_on"

    @admin.display(ordering="entry__amount")
    def amount(self, payment: OpeningPayment) -> Decimal:
        return payment.entry.amount


@admin.register(ClaimLine)
class ClaimLineAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["claim", "school_name", "released_on", "teacher", "cost"]
    list_select_related = ["claim__grant__participation__school"]
    search_fields = ["teacher", "claim__reference"]
    date_hierarchy = "released_on"


@admin.register(Recovery)
class RecoveryAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["claim", "school_name", "state", "amount", "requested_by", "agreed_by", "settled_on"]
    list_filter = ["state"]
    list_select_related = ["claim__grant__participation__school", "requested_by", "agreed_by"]
    search_fields = ["claim__reference", "claim__grant__participation__school__name"]


@admin.register(Acceptance)
class AcceptanceAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["school_name", "accepted_by", "accepted_at"]
    list_select_related = ["grant__participation__school", "accepted_by"]
    search_fields = ["grant__participation__school__name"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["claim", "by", "from_hub", "at"]
    list_select_related = ["claim", "by"]
    search_fields = ["claim__reference"]


@admin.register(ClaimFile)
class ClaimFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "claim", "kind", "size", "added_by", "added_at"]
    list_select_related = ["claim", "added_by"]
    search_fields = ["name", "claim__reference"]
    fields = ["name", "claim", "kind", "size", "sha256", "added_by", "added_at", "removed_at"]


@admin.register(RunFile)
class RunFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "run", "size", "sha256", "added_by", "added_at"]
    list_filter = ["kind", "run__hub"]
    list_select_related = ["run__hub", "added_by"]
    search_fields = ["name", "=sha256"]
    fields = ["name", "run", "release", "kind", "size", "sha256", "added_by", "added_at"]


@admin.register(ResultUpload)
class ResultUploadAdmin(ReadOnlyAdmin):
    list_display = ["name", "run", "added_by", "added_at", "check_state", "saved_at"]
    list_filter = ["check_state", "run__hub"]
    list_select_related = ["run__hub", "added_by"]
    search_fields = ["name", "added_by__full_name"]
    exclude = ["file", "thumbnail", "rows"]


@admin.register(Sample)
class SampleAdmin(ReadOnlyAdmin):
    list_display = ["pk", "hub", "academic_year", "seed", "drawn_by", "drawn_at"]
    list_filter = ["academic_year", "hub"]
    list_select_related = ["hub", "drawn_by"]
    search_fields = ["hub__name", "=seed"]


@admin.register(SampledClaim)
class SampledClaimAdmin(ReadOnlyAdmin):
    list_display = ["claim", "sample", "state", "judged_by"]
    list_select_related = ["claim", "sample", "judged_by"]
    search_fields = ["claim__reference"]


@admin.register(Instalment)
class InstalmentAdmin(ReadOnlyAdmin):
    list_display = ["project", "number", "percent", "fact"]
    list_select_related = ["project"]
    search_fields = ["project__code"]


@admin.register(MoneySetup, ClaimWindow, Budget)
class HubOwnedAdmin(ReadOnlyAdmin):
    list_display = ["pk", "hub"]
    list_select_related = ["hub"]
    list_filter = ["hub"]


@admin.register(PayeeDetails)
class PayeeDetailsAdmin(ReadOnlyAdmin):
    list_display = ["school", "hub", "name", "vendor_number", "state", "requested_by", "confirmed_by"]
    list_filter = ["state", "hub"]
    list_select_related = ["school", "hub", "requested_by", "confirmed_by"]
    search_fields = ["school__name", "school__urn", "name", "vendor_number"]


@admin.register(StatementUpload)
class StatementUploadAdmin(ReadOnlyAdmin):
    list_display = ["name", "hub", "added_by", "added_at", "saved_at", "undone_at"]
    list_filter = ["hub"]
    list_select_related = ["hub", "added_by"]
    exclude = ["file", "thumbnail", "rows"]


@admin.register(StatementLine)
class StatementLineAdmin(ReadOnlyAdmin):
    list_display = ["booked_on", "amount", "hub", "upload", "is_undone"]
    list_filter = ["hub"]
    list_select_related = ["hub", "upload"]


@admin.register(BankMatch)
class BankMatchAdmin(ReadOnlyAdmin):
    list_display = ["line", "payment", "release_payment", "has_confirmed", "is_undone"]
    list_filter = ["is_undone"]
    list_select_related = ["line__upload", "payment__claim", "release_payment__month__specialist__user"]


@admin.register(ReleaseSetup, ReleaseRate, ReleaseBudget)
class ReleaseSettingsAdmin(ReadOnlyAdmin):
    list_display = ["pk", "hub", "set_by", "set_at"]
    list_filter = ["hub"]
    list_select_related = ["hub", "set_by"]


@admin.register(ReleaseMonth)
class ReleaseMonthAdmin(ReadOnlyAdmin):
    list_display = ["reference", "hub", "specialist", "month", "home_school", "amount", "state"]
    list_filter = ["state", "hub"]
    list_select_related = ["hub", "specialist__user", "home_school"]
    search_fields = ["reference", "home_school__name"]


@admin.register(ReleaseSession)
class ReleaseSessionAdmin(ReadOnlyAdmin):
    list_display = ["month", "held_on", "days", "amount", "is_open"]
    list_filter = ["is_open"]
    list_select_related = ["month__specialist__user"]
    search_fields = ["month__reference"]


@admin.register(ReleaseEntry, ReleasePayment)
class ReleaseMoneyAdmin(ReadOnlyAdmin):
    list_display = ["pk", "month", "amount"]
    list_select_related = ["month__specialist__user"]
    search_fields = ["month__reference"]
