"""The log as an object a line, for the programs that collect and search logs.

Only named fields are written: what Django and other libraries hang on a record (the request with its address, for one)
stays out. Tokens of links and email addresses are masked. The text of an error may still quote what somebody typed.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter as Formatter

from .logs import current_log_fields, mask_people

REQUEST_FIELDS = ("person", "route", "method", "status", "duration_ms", "queries", "database_ms")
TASK_FIELDS = ("task", "task_id", "state", "result")
FIELDS = (*REQUEST_FIELDS, *TASK_FIELDS)


class JsonFormatter(Formatter):
    """A record as JSON: time in UTC, level, logger, message, request and task, and what `FIELDS` names."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Put the fields of a record together. `message_dict` holds the traceback, if there is one."""
        log_data.update(
            time=datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            level=record.levelname,
            logger=record.name,
            message=record.message,
        )
        log_data.update(current_log_fields())
        log_data.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
        log_data.update({name: message_dict[name] for name in ("exc_info", "stack_info") if name in message_dict})

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Mask every text, before JSON puts escapes beside what is looked for."""
        return {name: mask_people(value) if isinstance(value, str) else value for name, value in log_data.items()}
