"""Take a task of the hub's desk, give it to a colleague, hand it back; choose whose tasks the desk shows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from schools.models import Hub
from schools.viewer import ViewerRequest, as_viewer
from sustaining.accounts.models import User
from sustaining.casework import actions
from sustaining.casework.models import TakenTask
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.todo import find_todos

from .forms import GiveTaskForm
from .own_tasks import HubTask, hub_tasks
from .selectors import desk_context


def _own_task(request: ViewerRequest, key: str) -> tuple[HubTask, Hub]:
    """Return a task of the person's desk that can be taken, and its hub. Raise Http404 where there is none."""
    desk = desk_context(request.viewer, timezone.now())
    for task in hub_tasks([item for item in find_todos(desk) if item.key == key], desk):
        if task.hub is not None:
            return task, get_visible_or_404(Hub, request.viewer, pk=task.hub)
    raise Http404("No such task on this desk.")


@login_required
@require_POST
def take(request: ViewerRequest, key: str) -> HttpResponse:
    """Take a task: it is on the person's own list, and off a colleague's."""
    task, hub = _own_task(request, key)
    title = task.item.title
    perform(request, actions.give_task, hub, done=f"Yours now: {title}", key=key, title=title, person=request.user)
    return redirect("desk:todo")


@login_required
def give(request: ViewerRequest, key: str) -> HttpResponse:
    """Give a task to a colleague whose desk has it too."""
    task, hub = _own_task(request, key)
    require(request.viewer, "casework.take_task", hub)
    form = GiveTaskForm(request.POST if request.method == "POST" else None, task=task, hub=hub, by=request.viewer)
    if request.method == "POST" and form.is_valid() and not _lists(form.cleaned_data["person"], key):
        person = form.cleaned_data["person"]
        form.add_error("person", f"{person} can’t do this task: it isn’t on their desk. Choose someone else.")
    elif request.method == "POST":
        done = "The task is on your colleague’s list now."
        if perform_form(request, form, actions.give_task, hub, done=done):
            return redirect("desk:todo")
    return render(request, "desk/give_task.html", {"task": task, "form": form})


def _lists(person: User, key: str) -> bool:
    """Return whether the person's own desk has the task."""
    return any(item.key == key for item in find_todos(desk_context(as_viewer(person), timezone.now())))


@login_required
@require_POST
def hand_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """Hand a taken task back."""
    task = get_visible_or_404(TakenTask, request.viewer, pk=pk)
    perform(request, actions.hand_back_task, task, done=f"Handed back: {task.title}")
    return redirect("desk:todo")


@login_required
@require_POST
def choose(request: ViewerRequest) -> HttpResponse:
    """Remember whether the desk shows the whole hub's tasks, or the person's own and nobody's."""
    whole_hub = request.POST.get("show") == "hub"
    perform(request, actions.choose_tasks, request.user, whole_hub=whole_hub)
    return redirect("desk:todo" if request.POST.get("page") == "todo" else "desk:home")
