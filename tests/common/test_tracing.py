"""Traces reach a receiver of OpenTelemetry from gunicorn's processes and a worker's, and hold nothing about people."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as export

from scripts.places import ROOT
from sustaining.common.nudge import DELIVER, Nudge
from tests.common.test_metrics_servers import PAGE, PATIENCE, environment, served
from tests.outbox.test_redis_outage import wait_until

pytestmark = [pytest.mark.tour, pytest.mark.django_db(transaction=True)]
EMAIL = "una@school.example"
KNOWN = {
    "http.method", "http.status_code", "http.route", "http.scheme", "db.system", "db.statement", "celery.action", "celery.state",
    "celery.task_name", "messaging.message.id",
}  # fmt: skip


class Receiver(ThreadingHTTPServer):
    """Keeps what is sent to `/v1/traces`."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def variables(self) -> dict[str, str]:
        """Return the environment of a process that sends here, soon."""
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self.server_port}", "OTEL_BSP_SCHEDULE_DELAY": "300"}

    def spans(self) -> list:
        """Return the spans that arrived."""
        requests = [export.ExportTraceServiceRequest.FromString(body) for body in list(self.bodies)]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def texts(self, name: str) -> set[str]:
        """Return the values of an attribute."""
        return {entry.value.string_value for span in self.spans() for entry in span.attributes if entry.key == name}


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            self.server.bodies.append(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


def test_traces_of_pages_hold_routes_and_statements_and_nothing_about_people(settings, tmp_path):
    token = secrets.token_urlsafe(32)
    with receiving() as receiver, served(settings, tmp_path, **receiver.variables) as site:
        site.ask_both(2)
        for path in (f"/accounts/invitation/{token}/?who={EMAIL}", f"/nowhere/{token}/{EMAIL}/", f"/help/?q={EMAIL}"):
            site.ask(path, **{"User-Agent": "a-browser-of-una"})
        wait_until(lambda: any(name.startswith(PAGE.strip("/")) for name in receiver.texts("http.route")), PATIENCE)
        wait_until(lambda: any(text.startswith("SELECT") for text in receiver.texts("db.statement")), PATIENCE)
        wait_until(lambda: any("invitation" in name for name in receiver.texts("http.route")), PATIENCE)
        assert site.ask("/healthz")[0] == 200
    spans = receiver.spans()
    assert {entry.key for span in spans for entry in span.attributes} <= KNOWN
    assert [span.name for span in spans if span.events] == []
    sent = b"".join(receiver.bodies)
    assert [text for text in (token, EMAIL, "a-browser", "/healthz", "readyz") if text.encode() in sent] == []
    parents = {span.span_id for span in spans if span.kind == 2}
    assert any(span.parent_span_id in parents for span in spans if span.name == "SELECT"), "statements belong to a page"


@pytest.mark.real_worker
def test_traces_of_tasks_come_from_a_worker(settings, tmp_path):
    settings.CELERY_TASK_DEFAULT_QUEUE = queue = f"traces-{os.getpid()}"
    command = [sys.executable, "-m", "celery", "-A", "sustaining", "worker", "-c", "1", "--without-mingle", "-Q", queue]
    with receiving() as receiver, (tmp_path / "log").open("wb") as log:
        variables = environment(settings, CELERY_QUEUE=queue, **receiver.variables)
        worker = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=log)
        try:
            Nudge(DELIVER)()
            wait_until(lambda: DELIVER in receiver.texts("celery.task_name"), PATIENCE)
            wait_until(lambda: any("outbox_email" in text for text in receiver.texts("db.statement")), PATIENCE)
        finally:
            worker.terminate()
            worker.wait(30)
    assert {entry.key for span in receiver.spans() for entry in span.attributes} <= KNOWN
