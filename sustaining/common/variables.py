"""What each variable of the environment is for: `manage.py variables` prints the page `docs/configuration.md` from it.

Names and defaults are those that the settings read; a test fails for a variable without a description.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings

from .environment import UNSET, Environment

NEEDED = {
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "EMAIL_URL",
    "FROM_EMAIL",
    "TRUSTED_PROXY_COUNT",
}
"""Variables without which a production site does not start, or `check --deploy` fails."""
DESCRIPTIONS = {
    "DEBUG": "on a developer’s machine alone",
    "SECRET_KEY": "long and random; the site refuses to start without it",
    "SECRET_KEY_FALLBACKS": "former keys, by commas, while they are being replaced; "
    "`manage.py old_keys` says what still needs them",
    "DATABASE_URL": "`postgresql://user:password@host/sustaining`",
    "PGBOUNCER_URL": "PgBouncer in transaction mode in front of that database: all but `migrate`, `backup` and `restore` go "
    "through it (docs/deploying.md)",
    "DATABASE_POOL": "whether each process keeps a pool of connections; `false` by itself behind PgBouncer",
    "DATABASE_POOL_SIZE": "connections of each process’s pool at most",
    "DATABASE_PREPARED_STATEMENTS": "about how many statements of pages each connection keeps prepared, 0 for none; none behind "
    "PgBouncer (docs/scaling.md)",
    "REDIS_URL": "`redis://host:6379/0`, `rediss://user:password@host:6380/0` with TLS "
    "(`?ssl_ca_certs=/path` for an authority of one’s own), or `unix:///path`",
    "ALLOWED_HOSTS": "host names, by commas",
    "SITE_URL": "`https://…`, as it stands in links in emails; a host name of its own, without a path",
    "BACKUP_RECIPIENT": "public key of age (`age1…`) to which `manage.py backup` encrypts",
    "WEB_HOSTS": "machines that serve the site; more than one need `FILES_BUCKET`",
    "EMAIL_URL": "`smtp+tls://user:password@host:587`",
    "EMAIL_RATE_PER_MINUTE": "emails a minute that the mail server takes, over all workers; 0 for no limit",
    "EMAIL_RETRY_SECONDS": "waits before the second and later attempts; the first is also how long a server that does not "
    "answer is left alone",
    "EMAIL_TIMEOUT": "seconds that the mail server may take for each answer",
    "EMAIL_ANSWER_TIMEOUT": "seconds that it may take once it has the whole email",
    "EMAIL_PROVIDER": "a provider by its own interface (django-anymail), such as `postmark`; its webhook for bounces is "
    "`/anymail/postmark/tracking/`",
    "ANYMAIL": 'the provider’s settings as JSON: `{"POSTMARK_SERVER_TOKEN": "…", "WEBHOOK_SECRET": "name:password"}`',
    "FROM_EMAIL": "the sender, an address of a domain that you may send for",
    "PROGRAMME_CONTACT": "the programme administrators’ address, for replies of people whose hub has none",
    "STATIC_ROOT": "folder that `collectstatic` writes to",
    "FILES_DIR": "folder of attachments, outside what the proxy serves; shared by site and worker",
    "FILES_BUCKET": "a private S3 bucket for attachments instead; keys as boto3 reads them",
    "FILES_S3_ENDPOINT": "the bucket’s endpoint, if it is not at AWS",
    "FILES_S3_REGION": "the bucket’s region",
    "FILES_S3_CONNECT_TIMEOUT": "seconds that the bucket may take to answer a call, which is made twice at most",
    "FILES_S3_READ_TIMEOUT": "seconds that it may be silent after that",
    "RETENTION_YEARS_*": "full academic years that data of this kind is kept besides the current one",
    "RETENTION_APPLIES": "whether data about people is cleared by itself, on the 15th of a month, announced on the 1st",
    "TRUSTED_PROXY_COUNT": "proxies in front that add to `X-Forwarded-For`, so that sign-in limits see the visitor; 0 if "
    "visitors reach the site directly",
    "ADMIN_NEEDS_SECOND_FACTOR": "whether programme administrators give a code or a passkey in every session",
    "SESSION_MOST_HOURS": "a sign-in ends after so many hours, however much it is used",
    "DATA_REQUEST_DAYS": "days that the archive of a person’s data can be downloaded",
    "SECURITY_EVENT_DAYS": "days that the log of security events is kept",
    "SECURE_SSL_REDIRECT": "whether HTTP is sent on to HTTPS; probes are answered by both",
    "LINK_DAYS_*": "days after which a link of this kind that came by email ends; 0 for never",
    "OUTSIDE_EMAILS_PER_ADDRESS_A_DAY": "emails to one address that people who have not signed in can cause",
    "OUTSIDE_EMAILS_PER_KNOWN_ADDRESS_A_DAY": "emails to someone who has signed in before "
    "that people who have not signed in can cause",
    "OUTSIDE_EMAILS_PER_ORIGIN_AN_HOUR": "emails from one network address that people who have not signed in can cause",
    "CELERY_QUEUE": "name of the queue; another one lets two sites share a Redis",
    "TRAINING_SITE": "makes this installation a training site (docs/deploying.md)",
    "TRAINING_SITE_URL": "on the real site, the training site’s address",
    "LOG_LEVEL": "least level of what is logged",
    "LOG_FORMAT": "`json` for an object a line, or `line` for people to read",
    "METRICS_TOKEN": "long and random; Prometheus gives it as its bearer token to `/metrics`, which is off without it",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "`http://host:4318`, a receiver of OpenTelemetry’s traces; needs the extra `tracing`",
    "SENTRY_DSN": "where errors are sent, without personal data",
}
HEAD = """# Configuration

Every variable that the settings read, as `manage.py variables` prints it; a test keeps this page current. Instead of a
variable, `NAME_FILE` can name a file that holds its value, as secrets of Docker, Kubernetes and systemd do.

| variable | needed | default | what |
|---|---|---|---|
"""


def description_name(variable: str) -> str:
    """Return the name under which a variable is described: families such as `LINK_DAYS_RSVP` share one."""
    family = re.sub(r"^(RETENTION_YEARS|LINK_DAYS)_.*$", r"\1_*", variable)
    return family if family in DESCRIPTIONS else variable


def as_markdown(environment: Environment) -> str:
    """Return the page, a row for each variable in the order in which the settings read them."""
    rows = [
        f"| `{name}` | {'yes' if name in NEEDED else ''} | {_show(name, default)} | {DESCRIPTIONS[description_name(name)]} |"
        for name, default in environment.defaults.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _show(name: str, default: Any) -> str:
    """Return a default as one writes it in an environment; empty where there is none, or where it depends on DEBUG."""
    if name in NEEDED or default in (UNSET, None, "", [], {}):
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, list):
        return f"`{','.join(str(value) for value in default)}`"
    text = str(default)
    return f"`.local/{Path(text).name}`" if text.startswith(str(settings.LOCAL_DIR)) else f"`{text}`"
