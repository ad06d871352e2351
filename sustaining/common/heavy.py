"""Libraries that take much memory and that most processes never need, imported when something of them is first used.

A web worker answers for weeks without making a spreadsheet, a Word file, a PDF or a placement; loading their libraries as it
starts cost 80 MB in each. `importlib.util.LazyLoader` would do the same for whole modules, and has a race between threads
before Python 3.11.8.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class HeavyModule:
    """Stands for a module: `openpyxl = HeavyModule("openpyxl")`, then `openpyxl.Workbook()` as ever."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        # Asked of the import system each time, whose own lock makes it safe between threads.
        return getattr(import_module(self._name), attribute)
