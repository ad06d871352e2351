"""Traces of requests, tasks and SQL statements by OpenTelemetry, for who sets OTEL_EXPORTER_OTLP_ENDPOINT: off otherwise.

The libraries' own spans hold addresses of pages, with the tokens of links in them, visitors' IP addresses and the texts of
errors. What leaves the process is therefore picked by name: every attribute that is not known to be the site's own is
left out, whatever future versions of the libraries add. The packages are those of the extra `tracing`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

from .logs import mask_people
from .version import VERSION

KEPT = {
    "http.method", "http.request.method", "http.status_code", "http.response.status_code", "http.route", "http.scheme",
    "db.system", "db.statement", "celery.action", "celery.state", "celery.task_name", "messaging.message.id",
}  # fmt: skip
LITERAL = re.compile(r"'(?:[^']|'')*'")
MOST_CHARACTERS = 2000
PROBES = "/healthz,/readyz,/metrics"


def start_tracing() -> None:
    """Begin to send traces of this process if the settings name a receiver. Call it after a fork, before Django is set up.

    Raises ImportError if the packages are missing.
    """
    if not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return
    os.environ.setdefault("OTEL_PYTHON_DJANGO_EXCLUDED_URLS", PROBES)
    # After the probes, which come by any host name; before everything that may answer by itself.
    position = settings.MIDDLEWARE.index("sustaining.common.request_log.RequestLogMiddleware")
    os.environ.setdefault("OTEL_PYTHON_DJANGO_MIDDLEWARE_POSITION", str(position))
    sdk = import_module("opentelemetry.sdk.trace")
    endpoint = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    exporter = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter").OTLPSpanExporter(endpoint)
    names = {"service.name": "sustaining", "service.version": VERSION}
    provider = sdk.TracerProvider(resource=import_module("opentelemetry.sdk.resources").Resource.create(names))
    batches = import_module("opentelemetry.sdk.trace.export").BatchSpanProcessor(PickingExporter(exporter))
    provider.add_span_processor(batches)
    import_module("opentelemetry.trace").set_tracer_provider(provider)
    import_module("opentelemetry.instrumentation.django").DjangoInstrumentor().instrument()
    import_module("opentelemetry.instrumentation.celery").CeleryInstrumentor().instrument()
    connection_created.connect(trace_connection)


class PickingExporter:
    """Hands spans on to the exporter of the library with what `KEPT` names, and without events, which quote errors."""

    def __init__(self, exporter: Any) -> None:
        self.exporter = exporter

    def export(self, spans: Sequence[Any]) -> Any:
        """Send the spans."""
        return self.exporter.export([pick_from_span(span) for span in spans])

    def shutdown(self) -> None:
        """End the exporter."""
        self.exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Send what waits; return whether it went."""
        return bool(self.exporter.force_flush(timeout_millis))


def pick_from_span(span: Any) -> Any:
    """Return a span with the attributes that `KEPT` names, as text without tokens, addresses and literals."""
    attributes = {
        name: value if isinstance(value, int | float) else mask_people(str(value))
        for name, value in (span.attributes or {}).items()
        if name in KEPT
    }
    status = import_module("opentelemetry.trace").Status(span.status.status_code)
    return import_module("opentelemetry.sdk.trace").ReadableSpan(
        name=mask_people(span.name), context=span.context, parent=span.parent, resource=span.resource, attributes=attributes,
        kind=span.kind, status=status, start_time=span.start_time, end_time=span.end_time, links=span.links,
        instrumentation_scope=span.instrumentation_scope,
    )  # fmt: skip


def trace_connection(connection: Any, **kwargs: Any) -> None:
    """Have each statement of a connection be a span."""
    if trace_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(trace_statement)


def trace_statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a statement as a span with its text, without parameters and literals."""
    trace = import_module("opentelemetry.trace")
    text = LITERAL.sub("?", sql) if isinstance(sql, str) else ""
    name = text.split(maxsplit=1)[0].upper() if text.split() else "SQL"
    attributes = {"db.system": "postgresql", "db.statement": text[:MOST_CHARACTERS]}
    tracer = trace.get_tracer(__name__)
    with tracer.start_as_current_span(name, kind=trace.SpanKind.CLIENT, attributes=attributes, record_exception=False):
        return execute(sql, params, many, context)
