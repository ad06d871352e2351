"""The setting LOGGING."""

from __future__ import annotations

from typing import Any

QUIET = {"level": "WARNING"}


def logging_settings(level: str, form: str, *, is_debug: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, as JSON or as lines.

    Celery's own lines about tasks are left out: ours have the same and the request (`task_log.py`). So are ours about
    requests on a developer's machine, where runserver prints its own.
    """
    formatters = {
        "line": {
            "()": "sustaining.common.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "sustaining.common.json_logs.JsonFormatter"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "sustaining.requests": QUIET if is_debug else {},
            "celery.app.trace": QUIET,
            "celery.worker.strategy": QUIET,
        },
    }
