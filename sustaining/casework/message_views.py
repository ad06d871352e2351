"""Messages to groups: the list, the form, and the page on which each email is seen before it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.templatetags.sustaining import when

from . import actions, message_selectors
from .audiences import Selected
from .message_choices import RecipientRole
from .message_forms import MessageForm, SaveGroupForm, SaveTemplateForm, ScheduleForm
from .models import MAILING_MOVES, Mailing, MessageTemplate
from .placeholders import placeholders_for
from .recipients import People, find_people

LINES = 50
USUAL_ROLES = (str(RecipientRole.ADVOCATE),)


@login_required
@require_safe
def messages(request: ViewerRequest) -> HttpResponse:
    """List the messages of the hub in tabs: sent, waiting, the person's own drafts, and cancelled ones."""
    require(request.viewer, "casework.open_messages")
    tabs, tab = message_selectors.message_tabs(request.viewer, request.GET.get("tab", ""))
    rows = message_selectors.messages_in(request.viewer, tab)
    page = Paginator(rows, LINES).get_page(request.GET.get("page"))
    return render(request, "casework/messages.html", {"tabs": tabs, "tab": tab, "page": page, "query": f"tab={tab}&"})


@login_required
def new(request: ViewerRequest) -> HttpResponse:
    """Write a message to the people of the schools that the query string selects."""
    require(request.viewer, "casework.open_messages")
    selected = Selected.from_query(request.GET)
    return _compose(request, selected if selected.roles else replace(selected, roles=USUAL_ROLES), None)


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    mailing = get_visible_or_404(Mailing, request.viewer, pk=pk)
    require(request.viewer, "casework.edit_message", mailing)
    refused = "Only a draft can be changed. Select Change message to make it a draft again."
    if answer := closed_form(request, mailing, mailing.is_draft, refused):
        return answer
    return _compose(request, Selected.of(mailing), mailing)


def _compose(request: ViewerRequest, selected: Selected, mailing: Mailing | None) -> HttpResponse:
    """Show the form of a message, or save what it says as a draft and show each email."""
    people = find_people(selected, request.viewer, timezone.now(), mailing.hub if mailing else _chosen_hub(request))
    hub = mailing.hub if mailing else _get_hub(people, request)
    if hub is None:
        data = {"label": selected.describe(request.viewer), "selected": selected}
        return render(request, "casework/message_nobody.html", data)
    kwargs: dict[str, Any] = {
        "selected": selected,
        "counts": people.counts,
        "hub": hub,
        "hubs": people.hubs,
        "mailing": mailing,
    }
    kwargs["writer"] = request.user
    act = request.POST.get("act", "")
    if request.method == "POST" and act != "template":
        form = MessageForm(request.POST, **kwargs)
        save = (actions.edit_message, mailing) if mailing else (actions.write_message, hub)
        done = "Draft saved. Only you can see it." if act == "draft" else ""
        if saved := perform_form(request, form, *save, done=done):
            return redirect(saved if act != "draft" else "casework:messages")
    else:
        form = MessageForm(initial=_with_template(request, hub), **kwargs)
    data = {
        "form": form, "mailing": mailing, "hub": hub, "label": selected.describe(request.viewer), "people": people,
        "query": selected.as_query_string(), "placeholders": placeholders_for(request.user, hub),
        "templates": MessageTemplate.objects.visible_to(request.viewer).kept().filter(hub=hub),
    }  # fmt: skip
    return render(request, "casework/message_form.html", data)


def _chosen_hub(request: ViewerRequest) -> Hub | None:
    key = request.POST.get("hub", "")
    return Hub.objects.visible_to(request.viewer).filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None


def _get_hub(people: People, request: ViewerRequest) -> Hub | None:
    """Return the hub in whose name the person writes: the one they chose, or the one that runs most of the schools."""
    chosen = _chosen_hub(request)
    if chosen in people.hubs:
        return chosen
    return people.hub


def _with_template(request: ViewerRequest, hub: Hub) -> dict[str, Any]:
    """Return what was typed, with the text of the template that the person inserts, as initial values."""
    typed: dict[str, Any] = {name: request.POST[name] for name in ("subject", "body") if name in request.POST}
    if "roles" in request.POST:
        typed["roles"] = request.POST.getlist("roles")
    key = request.POST.get("template", "")
    templates = MessageTemplate.objects.visible_to(request.viewer).kept().filter(hub=hub)
    template = templates.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
    if template is not None:
        typed["subject"] = typed.get("subject") or template.subject
        typed["body"] = "\n\n".join(filter(None, (typed.get("body", "").strip(), template.body)))
    return typed


@login_required
@require_safe
def message(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a message: before it goes each email as it would be, afterwards what became of each."""
    mailing = get_visible_or_404(Mailing, request.viewer, pk=pk)
    return show_message(request, mailing)


def show_message(
    request: ViewerRequest,
    mailing: Mailing,
    *,
    form: ScheduleForm | None = None,
    template_form: SaveTemplateForm | None = None,
) -> HttpResponse:
    """Return the page of a message, with a form that was refused, if any."""
    moves = MAILING_MOVES.open_to(mailing)
    data: dict[str, Any] = {
        "mailing": mailing,
        "form": form or ScheduleForm(),
        "moves": {move for move in moves if may(request.viewer, f"casework.{move}_message", mailing)},
        "keeps": may(request.viewer, "casework.keep_message_settings", mailing.hub),
        "group_form": SaveGroupForm(selected=Selected.of(mailing)),
        "template_form": template_form or SaveTemplateForm(mailing=mailing),
        "query": Selected.of(mailing).as_query_string(),
    }
    if mailing.is_sent:
        return render(request, "casework/message_sent.html", {**data, **message_selectors.sent_page(mailing)})
    shown = message_selectors.unsent_page(mailing, request.GET.get("to", ""), timezone.now())
    return render(request, "casework/message.html", {**data, **shown})


@login_required
@require_POST
def send(request: ViewerRequest, pk: int) -> HttpResponse:
    """Send a message now."""
    return _move(request, pk, actions.send_message, "Message sent.")


@login_required
@require_POST
def hold(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a message on hold."""
    return _move(
        request, pk, actions.hold_message, "Message on hold. It won’t be sent until someone at your hub sends it."
    )


@login_required
@require_POST
def cancel(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel a message before it goes."""
    return _move(request, pk, actions.cancel_message, "Message cancelled. It won’t be sent.")


@login_required
@require_POST
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Make a message a draft again."""
    return _move(request, pk, actions.reopen_message, "The message is a draft again. Change it, then send it.")


def _move(request: ViewerRequest, pk: int, act: Callable, done: str | Callable[[Any], str]) -> HttpResponse:
    mailing = get_visible_or_404(Mailing, request.viewer, pk=pk)
    perform(request, act, mailing, done=done)
    return redirect(mailing)


@login_required
@require_POST
def schedule(request: ViewerRequest, pk: int) -> HttpResponse:
    """Have a message sent on a day at an hour."""
    mailing = get_visible_or_404(Mailing, request.viewer, pk=pk)
    require(request.viewer, "casework.schedule_message", mailing)
    form = ScheduleForm(request.POST)
    if perform_form(request, form, actions.schedule_message, mailing, done=_scheduled):
        return redirect(mailing)
    return show_message(request, mailing, form=form)


def _scheduled(mailing: Mailing) -> str:
    number = mailing.recipients.filter(reason="").values("user").distinct().count()
    return f"Message scheduled for {when(mailing.send_at)}. It will go to {counted(number, 'person', 'people')}."
