"""A site in production's settings, whose pages and tasks fail over somebody's data. Prints what it reports, as JSON.

A process of its own: the error tracker changes Django and Celery for as long as they run.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any
from wsgiref.util import setup_testing_defaults

import django
import sentry_sdk
from celery import shared_task
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from sentry_sdk.transport import Transport

NAME, EMAIL, ADDRESS, WORD = "Una Bright", "una.bright@school.example", "203.0.113.77", "correct-horse"
urlpatterns: list[Any] = []


def fail_page(request: Any, email: str) -> None:
    """Fail as pages do: over what was typed, after a query and a line of the log with it."""
    people = get_user_model().objects
    typed = request.POST["name"]
    logging.getLogger("sustaining").warning("%s typed %s", EMAIL, typed)
    people.filter(email=EMAIL, full_name=typed).exists()
    try:
        people.bulk_create(people.model(email=EMAIL, full_name=NAME) for _ in range(2))
    except Exception as error:
        raise ValueError(f"{typed} <{email}> is known") from error


def fail_task(address: str, name: str) -> None:
    """Fail as tasks do."""
    try:
        raise LookupError(f"No person {name} at {address}")
    except LookupError:
        logging.getLogger("sustaining").exception("The person %s at %s could not be emailed", name, address)
    raise RuntimeError(f"{name} has no school")


def ask_page() -> str:
    """Send a form to the page that fails; return the status."""
    body = f"name={NAME}&email={EMAIL}".encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"/fail/{EMAIL}/", "QUERY_STRING": f"q={NAME.replace(' ', '+')}&e={EMAIL}",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": ADDRESS,
        "HTTP_COOKIE": f"__Host-sustaining={WORD}", "HTTP_X_FORWARDED_FOR": ADDRESS, "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_REFERER": f"https://sustaining.example/?who={EMAIL}", "HTTP_X_REQUEST_ID": "abc123abc123",
    }  # fmt: skip
    setup_testing_defaults(environ)
    environ |= {"HTTP_HOST": "sustaining.example"}
    environ["wsgi.input"].write(body)
    environ["wsgi.input"].seek(0)
    statuses: list[str] = []
    response = get_wsgi_application()(environ, lambda status, headers, error=None: statuses.append(status))
    b"".join(response)
    return statuses[0]


def main() -> None:
    """Let a page and a task fail, and print the reports and everything else that would have been sent."""
    django.setup()
    envelopes: list[Any] = []

    class Collecting(Transport):
        def capture_envelope(self, envelope: Any) -> None:
            envelopes.append(envelope)

    sentry_sdk.get_client().transport = Collecting()
    urlpatterns.append(path("fail/<str:email>/", csrf_exempt(fail_page), name="fail"))
    settings.ROOT_URLCONF = "tests.common.failing_site"
    status = ask_page()
    shared_task(name="fail_task")(fail_task).apply(args=[EMAIL], kwargs={"name": NAME})
    sentry_sdk.get_client().flush()
    sent = [item.payload.json for envelope in envelopes for item in envelope.items]
    json.dump({"status": status, "sent": sent, "kinds": [i.type for e in envelopes for i in e.items]}, sys.stdout)


if __name__ == "__main__":
    sys.modules["tests.common.failing_site"] = sys.modules["__main__"]
    main()
