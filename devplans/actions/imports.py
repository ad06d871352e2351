"""Bring an existing plan in: read it, save what was checked after what the plan has, and undo that as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max

from sustaining.common.errors import WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action
from sustaining.common.upload_limits import TEXT

from ..choices import PLAN_PARTS
from ..content import aim_content, with_steps
from ..fields import AIM, STEP
from ..models import Aim, Plan, PlanImport, Step
from ..pasted_text import split_blocks
from ..plan_parser import parse_plan
from ..text_merge import plain
from .plans import open_for_edit

if TYPE_CHECKING:
    from sustaining.accounts.models import User

PASTED = "Pasted text.txt"


@action("devplans.edit_plan")
def read_document(plan: Plan, *, file: CheckedUpload, by: User, now: datetime) -> PlanImport:
    """Keep a Word document for a worker to read. Raise WrongState while the plan is agreed."""
    return keep_file(PlanImport, file, by=by, now=now, plan=open_for_edit(plan))


@action("devplans.edit_plan")
def read_pasted(plan: Plan, *, text: str, by: User, now: datetime) -> PlanImport:
    """Read a pasted plan at once. Raise NotAPlan, or WrongState while the plan is agreed."""
    parts = parse_plan(split_blocks(text))
    file = CheckedUpload(PASTED, "txt", TEXT, text.encode())
    return keep_file(PlanImport, file, by=by, now=now, plan=open_for_edit(plan), rows=parts)


@action("devplans.edit_plan")
def bring_in(
    imported: PlanImport,
    *,
    texts: Mapping[str, str],
    aims: Sequence[Mapping[str, Any]],
    seen: str,
    by: User,
    now: datetime,
) -> PlanImport:
    """Add texts, aims and actions to the end of the plan, and forget the document.

    `texts` are by the plan's fields and follow what these hold. Each of `aims` has the fields of `AIM`, and `steps` with
    those of `STEP`. `seen` is the fingerprint of the plan that they were checked against.

    Raise TooOld when it was saved before, WrongState while the plan is agreed or when it has changed since it was read.
    """
    plan = open_for_edit(imported.plan)
    locked = PlanImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    locked.open_rows(now)
    if seen != fingerprint(plan):
        raise WrongState(
            "Someone has changed the plan since you opened this page. Nothing has been added. Check what the plan has "
            "now, then select Add to the plan again."
        )
    locked.text_lengths = {name: len(plain(getattr(plan, name))) for name in texts}
    for name, text in texts.items():
        setattr(plan, name, "\n\n".join(filter(None, [plain(getattr(plan, name)), text])))
    if texts:
        plan.save(update_fields=list(texts))
    locked.aims, locked.action_count = _add_aims(plan, aims, now)
    locked.digest = _digest(locked, plan)
    locked.save(update_fields=["text_lengths", "aims", "action_count", "digest"])
    locked.close(now)
    return locked


def _add_aims(plan: Plan, aims: Sequence[Mapping[str, Any]], now: datetime) -> tuple[list[int], int]:
    """Write the aims and their actions in two statements. Return the keys of the aims, and how many actions there are."""
    last = plan.aims.aggregate(last=Max("position"))["last"] or 0
    columns = [{name: value for name, value in aim.items() if name != "steps"} for aim in aims]
    rows = Aim.objects.bulk_create(
        Aim(plan=plan, position=last + number, added_at=now, **AIM.new_values(values))
        for number, values in enumerate(columns, start=1)
    )
    steps = [
        Step(aim=row, position=number, **STEP.new_values(values))
        for row, aim in zip(rows, aims, strict=True)
        for number, values in enumerate(aim["steps"], start=1)
    ]
    Step.objects.bulk_create(steps)
    return [row.pk for row in rows], len(steps)


@action("devplans.edit_plan")
def undo_import(plan: Plan, *, imported: PlanImport, by: User, now: datetime) -> PlanImport:
    """Take what was brought in off the plan again: its aims are removed, and its texts go.

    Raise WrongState when any of it has changed since, when it was undone before, or while the plan is agreed.
    """
    plan = open_for_edit(plan)
    locked = plan.imports.select_for_update(of=("self",)).get(pk=imported.pk)
    if locked.undone_at is not None:
        raise WrongState("This has already been undone.")
    if not can_be_undone(locked, plan):
        raise WrongState(
            "This can’t be undone as a whole, because some of it has been edited since. Remove aims from the plan one by "
            "one instead."
        )
    plan.aims.filter(pk__in=locked.aims).update(dropped_at=now)
    for name, length in locked.text_lengths.items():
        setattr(plan, name, plain(getattr(plan, name))[:length])
    if locked.text_lengths:
        plan.save(update_fields=list(locked.text_lengths))
    locked.undone_at, locked.undone_by = now, by
    locked.save(update_fields=["undone_at", "undone_by"])
    return locked


def can_be_undone(imported: PlanImport, plan: Plan) -> bool:
    """Return whether everything that was brought in is still as it was added, in a plan not agreed since."""
    return bool(imported.saved_at) and imported.undone_at is None and imported.digest == _digest(imported, plan)


def _digest(imported: PlanImport, plan: Plan) -> str:
    """Return a digest of what was brought in, with what hangs on it and the plan's year and versions. Eight queries."""
    aims = plan.aims.in_plan().filter(pk__in=imported.aims)
    content = {
        "year": plan.academic_year,
        "versions": plan.versions.count(),
        "texts": {name: plain(getattr(plan, name)) for name in sorted(imported.text_lengths)},
        "aims": [aim_content(aim) for aim in with_steps(aims)],
        "comments": aims.filter(comments__isnull=False).count(),
        "sessions": aims.filter(sessions__isnull=False).count(),
    }
    return hashlib.sha256(json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def fingerprint(plan: Plan) -> str:
    """Return a digest of the plan's own texts and its aims, to see whether it has changed. One query."""
    texts = [plain(getattr(plan, name)) for name in PLAN_PARTS]
    aims = list(plan.aims.in_plan().values_list("pk", "title"))
    return hashlib.sha256(json.dumps([texts, aims]).encode()).hexdigest()
