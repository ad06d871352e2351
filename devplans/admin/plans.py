"""Plans, reviews, impact and templates in Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from sustaining.common.admin import BaseAdmin, ReadOnlyAdmin

from ..choices import BigIdea
from ..models import (
    Aim,
    Comment,
    ConflictingEdit,
    Evaluation,
    Judgement,
    JudgementSession,
    Plan,
    PlanFile,
    PlanImport,
    PlanTemplate,
    PlanVersion,
    PlanYear,
    Reflection,
    Review,
    Step,
    StepOwner,
    TemplateAim,
    TemplateStep,
)
from .inlines import ReadOnlyInline


class AimInline(ReadOnlyInline):
    """The aims of a plan."""

    model = Aim
    fields = ["title", "need_of", "horizon", "dropped_at"]
    readonly_fields = ["title", "need_of", "horizon", "dropped_at"]
    show_change_link = True


@admin.register(Plan)
class PlanAdmin(BaseAdmin):
    list_display = ["school", "state", "state_since"]
    list_filter = ["state", "school__hub"]
    list_select_related = ["school"]
    search_fields = ["school__name", "school__urn"]
    readonly_fields = ["school", "state", "state_since"]
    inlines = [AimInline]

    def has_add_permission(self, request: Any) -> bool:
        """Return False: plans, aims and steps are created on the site's pages."""
        return False


@admin.register(Aim)
class AimAdmin(BaseAdmin):
    list_display = ["title", "school_name", "need_of", "horizon", "dropped_at"]
    list_filter = ["need_of", "horizon", "plan__school__hub"]
    list_select_related = ["plan__school"]
    search_fields = ["title", "plan__school__name", "plan__school__urn"]
    readonly_fields = ["plan"]

    def has_add_permission(self, request: Any) -> bool:
        """Return False: plans, aims and steps are created on the site's pages."""
        return False

    @admin.display(description="school")
    def school_name(self, aim: Aim) -> str:
        return aim.school.name


class OwnerInline(ReadOnlyInline):
    """The people who do the step."""

    model = StepOwner


@admin.register(Step)
class StepAdmin(BaseAdmin):
    list_display = ["what", "aim", "who", "due_on", "progress"]
    list_filter = ["progress", "aim__plan__school__hub"]
    list_select_related = ["aim"]
    search_fields = ["what", "who", "aim__title", "aim__plan__school__name"]
    readonly_fields = ["aim"]
    inlines = [OwnerInline]

    def has_add_permission(self, request: Any) -> bool:
        """Return False: plans, aims and steps are created on the site's pages."""
        return False


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    list_display = ["plan", "number", "agreed_by", "agreed_at"]
    list_select_related = ["plan__school", "agreed_by"]
    search_fields = ["plan__school__name", "plan__school__urn"]
    date_hierarchy = "agreed_at"


@admin.register(PlanYear)
class PlanYearAdmin(ReadOnlyAdmin):
    list_display = ["plan", "academic_year", "closed_by", "closed_at"]
    list_select_related = ["plan__school", "closed_by"]
    search_fields = ["plan__school__name", "plan__school__urn"]


@admin.register(ConflictingEdit)
class ConflictingEditAdmin(ReadOnlyAdmin):
    list_display = ["plan", "field", "by", "at", "settled_by"]
    list_select_related = ["plan__school", "by", "settled_by"]
    search_fields = ["plan__school__name", "plan__school__urn"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["aim", "by", "at", "withdrawn_at"]
    list_select_related = ["aim", "by"]
    search_fields = ["aim__title", "aim__plan__school__name"]


class JudgementInline(ReadOnlyInline):
    """The aims' judgements."""

    model = Judgement
    show_change_link = True
    fields = ["aim", "colour", "judged_by", "judged_at"]
    readonly_fields = ["aim", "colour", "judged_by", "judged_at"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["plan", "academic_year", "term", "begun_by", "begun_at"]
    list_filter = ["academic_year", "term", "plan__school__hub"]
    list_select_related = ["plan__school", "begun_by"]
    search_fields = ["plan__school__name", "plan__school__urn"]
    inlines = [JudgementInline]


class ShownByInline(ReadOnlyInline):
    """The sessions that support the judgement."""

    model = JudgementSession


@admin.register(Judgement)
class JudgementAdmin(ReadOnlyAdmin):
    list_display = ["aim", "review", "colour", "judged_by", "judged_at"]
    list_filter = ["colour", "review__academic_year", "review__term", "review__plan__school__hub"]
    list_select_related = ["aim", "review__plan__school", "judged_by"]
    search_fields = ["aim__title", "review__plan__school__name", "=review__plan__school__urn"]
    inlines = [ShownByInline]


@admin.register(PlanFile)
class PlanFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "kind", "size", "added_by", "removed_at"]
    list_select_related = ["plan__school", "added_by"]
    search_fields = ["name", "plan__school__name"]
    exclude = ["file", "thumbnail"]


@admin.register(PlanImport)
class PlanImportAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "added_by", "added_at", "check_state", "saved_at", "undone_at"]
    list_filter = ["check_state", "plan__school__hub"]
    list_select_related = ["plan__school", "added_by"]
    search_fields = ["plan__school__name", "=plan__school__urn", "added_by__full_name"]
    exclude = ["file", "thumbnail", "rows"]


@admin.register(Reflection)
class ReflectionAdmin(ReadOnlyAdmin):
    list_display = ["plan", "academic_year", "term", "written_by", "written_at"]
    list_filter = ["academic_year", "term", "plan__school__hub"]
    list_select_related = ["plan__school", "written_by"]
    search_fields = ["plan__school__name", "plan__school__urn"]


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    list_display = ["plan", "academic_year", "students", "teachers", "department", "handed_in_at"]
    list_filter = ["academic_year", "plan__school__hub"]
    list_select_related = ["plan__school"]
    search_fields = ["plan__school__name", "plan__school__urn"]


class TickedIdeas:
    """The big ideas as checkboxes."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "big_ideas":
            return forms.MultipleChoiceField(
                choices=BigIdea, required=False, label="Big ideas", widget=forms.CheckboxSelectMultiple
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class TemplateAimInline(TickedIdeas, admin.StackedInline):
    """The aims of a template."""

    model = TemplateAim
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(PlanTemplate)
class PlanTemplateAdmin(BaseAdmin):
    """Templates for plans. Changing one does not change the copies in schools' plans."""

    list_display = ["title", "is_offered", "position"]
    list_filter = ["is_offered"]
    search_fields = ["title", "words"]
    inlines = [TemplateAimInline]


class TemplateStepInline(admin.TabularInline):
    """The steps towards an aim of a template."""

    model = TemplateStep
    extra = 2


@admin.register(TemplateAim)
class TemplateAimAdmin(TickedIdeas, BaseAdmin):
    list_display = ["title", "template", "need_of", "horizon", "position"]
    list_select_related = ["template"]
    search_fields = ["title", "template__title"]
    autocomplete_fields = ["template"]
    inlines = [TemplateStepInline]
