"""gunicorn's access log without the tokens of links: `--logger-class sustaining.common.gunicorn.MaskingLogger`."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from .logs import mask_tokens


class MaskingLogger(Logger):
    """Masks tokens in everything that a line of the access log may show: request line, path, referrer, headers."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Return the values of a line, masked."""
        values = super().atoms(*args)
        return {name: mask_tokens(value) if isinstance(value, str) else value for name, value in values.items()}
