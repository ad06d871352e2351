"""What hubs keep and send, in Django admin. The pages of the site write it; steps of checklists can be changed here too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from sustaining.common.admin import BaseAdmin, CheckedInline, ReadOnlyAdmin, WrittenByPages

from .models import (
    ChaseSchedule,
    Checklist,
    ChecklistStep,
    Concern,
    DeskChoice,
    Mailing,
    MailingRecipient,
    MessageTemplate,
    Note,
    Responsibility,
    SavedGroup,
    SelfEvaluation,
    SelfEvaluationAnswer,
    SelfEvaluationHeading,
    StepFile,
    StepMark,
    TakenTask,
    Watch,
    WatchlistVisit,
)
from .models.checklists import proof_choices


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["school", "kind", "happened_on", "written_by", "action_on", "action_done_at", "removed_at"]
    list_filter = ["kind", "hub"]
    list_select_related = ["school", "written_by"]
    search_fields = ["school__name", "=school__urn"]


@admin.register(Concern)
class ConcernAdmin(ReadOnlyAdmin):
    list_display = ["school", "kind", "state", "review_on", "raised_by", "raised_at", "closed_at"]
    list_filter = ["state", "kind", "hub"]
    list_select_related = ["school", "raised_by"]
    search_fields = ["school__name", "=school__urn"]


@admin.register(ChaseSchedule)
class ChaseScheduleAdmin(ReadOnlyAdmin):
    list_display = ["hub", "kind", "every_weeks", "starts_on", "ends_on", "most_times", "started_by", "stopped_at"]
    list_filter = ["kind", "hub"]
    list_select_related = ["hub", "started_by"]


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    list_display = ["subject", "hub", "state", "written_by", "written_at", "send_at", "sent_at"]
    list_filter = ["state", "hub"]
    list_select_related = ["hub", "written_by"]
    search_fields = ["subject"]


@admin.register(MailingRecipient)
class MailingRecipientAdmin(ReadOnlyAdmin):
    list_display = ["mailing", "user", "role", "participation", "reason"]
    list_select_related = ["mailing", "user", "participation__school", "participation__project"]
    search_fields = ["mailing__subject", "user__full_name", "=user__email"]


@admin.register(MessageTemplate, SavedGroup)
class HubsOwnAdmin(ReadOnlyAdmin):
    list_display = ["name", "hub", "saved_by", "saved_at", "removed_at"]
    list_filter = ["hub"]
    list_select_related = ["hub", "saved_by"]
    search_fields = ["name"]


class StepInline(CheckedInline):
    """The steps of a checklist, in their order; a step's own page has the rest of it."""

    model = ChecklistStep
    fk_name = "checklist"
    fields = ["position", "title", "doer", "is_required"]
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Return False: a step is added on a page of its own."""
        return False


@admin.register(Checklist)
class ChecklistAdmin(WrittenByPages):
    """Checklists of hubs, and the national default. Changing one changes no other."""

    list_display = ["__str__", "hub", "academic_year", "state", "started_at"]
    list_filter = ["state", "academic_year", "hub"]
    list_select_related = ["hub"]
    readonly_fields = ["hub", "academic_year", "state", "copied_from", "started_at", "started_by"]
    inlines = [StepInline]


@admin.register(ChecklistStep)
class ChecklistStepAdmin(BaseAdmin):
    """Steps of checklists. Changing one changes no other year's checklist, and no other hub's."""

    list_display = ["title", "checklist", "position", "doer", "due_from", "fact", "removed_at"]
    list_filter = ["checklist__academic_year", "checklist__hub", "doer"]
    list_select_related = ["checklist__hub"]
    search_fields = ["title"]
    identity_fields = ["checklist"]
    readonly_fields = ["removed_at", "removed_by"]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the steps of the same checklist alone."""
        step = ChecklistStep.objects.filter(pk=request.resolver_match.kwargs.get("object_id") or 0).first()
        if step and db_field.name in ("needs", "due_step"):
            kwargs["queryset"] = ChecklistStep.objects.kept().filter(checklist=step.checklist_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the facts that the site knows."""
        if db_field.name == "fact":
            return forms.ChoiceField(choices=proof_choices(), required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(StepMark)
class StepMarkAdmin(ReadOnlyAdmin):
    list_display = ["step", "participation", "kind", "done_on", "marked_by", "undone_at"]
    list_filter = ["kind", "step__checklist__academic_year", "step__checklist__hub"]
    list_select_related = ["step", "participation__school", "participation__project", "marked_by"]
    search_fields = ["step__title", "participation__school__name", "=participation__school__urn"]


@admin.register(StepFile)
class StepFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "mark", "kind", "size", "added_by"]
    list_select_related = ["mark__step", "mark__participation__school", "added_by"]
    search_fields = ["name", "mark__participation__school__name"]
    exclude = ["file", "thumbnail"]


@admin.register(SelfEvaluationHeading)
class SelfEvaluationHeadingAdmin(admin.ModelAdmin):
    """The headings that departments evaluate. One that is no longer asked gets a last year."""

    list_display = ["title", "position", "from_year", "until_year"]
    fields = ["title", "lowest", "highest", "position", "from_year", "until_year"]
    search_fields = ["title"]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return False: past years keep their headings."""
        return False


@admin.register(SelfEvaluation)
class SelfEvaluationAdmin(ReadOnlyAdmin):
    list_display = ["participation", "point", "written_by", "written_at", "submitted_at"]
    list_filter = ["point", "participation__project__academic_year", "participation__hub"]
    list_select_related = ["participation__school", "participation__project", "written_by"]
    search_fields = ["participation__school__name", "=participation__school__urn"]


@admin.register(SelfEvaluationAnswer)
class SelfEvaluationAnswerAdmin(ReadOnlyAdmin):
    list_display = ["evaluation", "heading", "level"]
    list_filter = ["heading", "level"]
    list_select_related = ["evaluation__participation__school", "heading"]
    search_fields = ["evaluation__participation__school__name"]


@admin.register(Responsibility)
class ResponsibilityAdmin(ReadOnlyAdmin):
    list_display = ["participation", "user", "given_by", "given_at", "ended_at"]
    list_filter = ["participation__hub"]
    list_select_related = ["participation__school", "participation__project", "user", "given_by"]
    search_fields = ["participation__school__name", "=participation__school__urn", "user__full_name"]


@admin.register(TakenTask)
class TakenTaskAdmin(ReadOnlyAdmin):
    list_display = ["title", "hub", "user", "given_by", "given_at", "ended_at"]
    list_filter = ["hub"]
    list_select_related = ["hub", "user", "given_by"]
    search_fields = ["title", "user__full_name"]


@admin.register(DeskChoice)
class DeskChoiceAdmin(ReadOnlyAdmin):
    list_display = ["user", "whole_hub"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "=user__email"]


@admin.register(Watch)
class WatchAdmin(ReadOnlyAdmin):
    """Which schools people watch; why, and what they noted, is theirs alone."""

    list_display = ["school", "user", "started_at", "until", "ended_at"]
    list_filter = ["started_on"]
    list_select_related = ["school", "user"]
    search_fields = ["school__name", "=school__urn", "user__full_name"]
    exclude = ["reason", "note"]


@admin.register(WatchlistVisit)
class WatchlistVisitAdmin(ReadOnlyAdmin):
    list_display = ["user", "at"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "=user__email"]
