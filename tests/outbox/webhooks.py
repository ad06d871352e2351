"""A site that sends through a provider: `python -m tests.outbox.webhooks` posts what it reads, and says what was answered.

Each line it reads is a JSON list: path, body, headers. A provider changes which apps are installed, so this is a process.
"""

from __future__ import annotations

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.test import Client

    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    for line in sys.stdin:
        path, body, headers = json.loads(line)
        answer = client.post(path, body, content_type="application/json", headers=headers)
        print(answer.status_code, flush=True)
