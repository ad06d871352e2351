"""Reports of errors to Sentry, without anything about people.

A report is put together from what is known to be the site's own: the kind of the error, the lines of code that led to it, the
route and the number of the request. Everything else that the SDK collects is left out, whatever future versions of it add:
names can't be recognised in a text. The site's log has the rest, and is searched by the number of the request or task.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .logs import current_request_number, mask_people

LEFT_OUT = "[text in the site’s log]"
KEPT = (
    "event_id", "timestamp", "platform", "level", "logger", "environment", "release", "server_name", "sdk", "modules",
    "type", "start_timestamp",
)  # fmt: skip
"""Entries of an event that the SDK fills with what is no person's."""
KEPT_OF_FRAMES = (
    "filename", "abs_path", "function", "module", "lineno", "pre_context", "context_line", "post_context", "in_app",
)  # fmt: skip
CODE_ERRORS = {"AttributeError", "ImportError", "ModuleNotFoundError", "NameError", "UnboundLocalError", "FieldError"}
CODE_ERRORS |= {"ImproperlyConfigured", "TemplateDoesNotExist", "TemplateSyntaxError", "AppRegistryNotReady"}
"""Errors whose text is made of names in the code. Others may quote what somebody typed, and their text is left out."""
CONSTRAINT = re.compile(
    r'^(?:\w+ key value|(?:new row for|[a-z ]+ on|null value in column "\w+" of) (?:relation|table) "\w+")'
    r' violates [a-z -]+ constraint(?: "\w+")?'
)
"""What PostgreSQL says of a constraint, without the row that it quotes after it."""
OWN_SOURCES = ("route", "component", "task", "view")
"""Where a transaction's name comes from when it is a pattern or a name in the code, and not the address itself."""


def scrub_event(event: Mapping[str, Any], hint: Any = None) -> dict[str, Any]:
    """Return a report that holds only what is known to be the site's own (Sentry's `before_send`)."""
    report = {name: event[name] for name in KEPT if name in event}
    contexts, tags = event.get("contexts", {}), event.get("tags", {})
    report["contexts"] = {name: contexts[name] for name in ("runtime", "os") if name in contexts}
    report["contexts"]["trace"] = _pick(contexts.get("trace", {}), "trace_id", "span_id", "op")
    known = {"request": current_request_number(), "celery_task_id": tags.get("celery_task_id")}
    report["tags"] = {name: value for name, value in known.items() if value}
    if event.get("transaction_info", {}).get("source") in OWN_SOURCES:
        report |= _pick(event, "transaction", "transaction_info")
    if method := event.get("request", {}).get("method"):
        report["request"] = {"method": method}
    if "logentry" in event:  # the sentence in the code, without what was put into it
        report["logentry"] = {"message": mask_people(str(event["logentry"].get("message", "")))}
    if "exception" in event:
        report["exception"] = {"values": [_scrub_exception(value) for value in event["exception"].get("values", [])]}
    return report


def _scrub_exception(value: Mapping[str, Any]) -> dict[str, Any]:
    scrubbed = _pick(value, "type", "module")
    scrubbed["mechanism"] = _pick(
        value.get("mechanism") or {}, "type", "handled", "exception_id", "parent_id", "is_exception_group"
    )
    scrubbed["value"] = _scrub_text(str(value.get("type")), str(value.get("value") or ""))
    frames = (value.get("stacktrace") or {}).get("frames", [])
    scrubbed["stacktrace"] = {"frames": [_pick(frame, *KEPT_OF_FRAMES) for frame in frames]}
    return scrubbed


def _scrub_text(kind: str, text: str) -> str:
    """Return as much of an exception's text as is certainly no person's."""
    if kind in CODE_ERRORS:
        return mask_people(text)
    constraint = CONSTRAINT.match(text)
    return constraint[0] if constraint else LEFT_OUT


def _pick(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def start_error_reports(dsn: str) -> None:
    """Send errors to Sentry, without personal data."""
    import sentry_sdk  # noqa: PLC0415  (loading it costs a quarter of a second that sites without it need not wait)
    from sentry_sdk.scrubber import EventScrubber  # noqa: PLC0415

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        trace_propagation_targets=[],
        event_scrubber=EventScrubber(recursive=True, send_default_pii=False),
        before_send=scrub_event,
        before_send_transaction=_send_none,
        before_breadcrumb=_send_none,
    )


def _send_none(report: Any, hint: Any) -> None:
    """Leave it out: transactions and breadcrumbs quote addresses, statements and lines of the log."""
