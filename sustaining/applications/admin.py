"""Calls and applications in Django admin. Applications are read-only: the site's actions move them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import BaseAdmin, CheckedInline, ReadOnlyAdmin

from .models import Answer, ApplicantAdvocate, Application, Call, Interest, Note, Question


class QuestionInline(CheckedInline):
    """A hub's own questions."""

    model = Question
    can_delete = False
    fields = ["position", "words", "help", "kind", "choices", "required"]


@admin.register(Call)
class CallAdmin(BaseAdmin):
    list_display = ["project", "hub", "places", "opens_at", "closes_at"]
    list_filter = ["project__academic_year", "hub"]
    list_select_related = ["project", "hub"]
    search_fields = ["project__code", "hub__name"]
    autocomplete_fields = ["project", "hub"]
    fixed_once_used = ("project", "hub")
    inlines = [QuestionInline]


class AdvocateInline(admin.TabularInline):
    """The two Advocates of an application."""

    model = ApplicantAdvocate
    extra = 0
    can_delete = False


class AnswerInline(admin.TabularInline):
    """Answers to the hub's questions."""

    model = Answer
    extra = 0
    can_delete = False
    exclude = ["question"]


class NoteInline(admin.TabularInline):
    """The hub's notes."""

    model = Note
    extra = 0
    can_delete = False


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ["school", "call", "state", "submitted_at", "decided_at"]
    list_filter = ["state", "call__project__academic_year", "call__hub"]
    list_select_related = ["school", "call__project", "call__hub"]
    search_fields = ["school__name", "=school__urn", "contact_email", "contact_name"]
    inlines = [AdvocateInline, AnswerInline, NoteInline]


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin):
    list_display = ["email", "project", "hub", "left_at"]
    list_filter = ["project"]
    list_select_related = ["project", "hub"]
    search_fields = ["email"]
