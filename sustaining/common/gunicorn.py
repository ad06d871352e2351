"""gunicorn's log in JSON, and without the tokens of links: `--logger-class sustaining.common.gunicorn.MaskingLogger`."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from .json_logs import JsonFormatter
from .logs import mask_tokens


class MaskingLogger(Logger):
    """Masks tokens in everything that a line of the access log may show: request line, path, referrer, headers."""

    def setup(self, cfg: Any) -> None:
        """Write what gunicorn says of its workers as the site writes its log."""
        super().setup(cfg)
        if os.environ.get("LOG_FORMAT", "json") == "json":  # gunicorn starts before the settings are read
            for handler in self.error_log.handlers:
                handler.setFormatter(JsonFormatter())

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Return the values of a line, masked."""
        values = super().atoms(*args)
        return {name: mask_tokens(value) if isinstance(value, str) else value for name, value in values.items()}
