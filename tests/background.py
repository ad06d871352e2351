"""Something that goes on in a thread while a test or a measurement does other things."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self


class Background:
    """Does `run_until_over` in a thread while it is open; `over` is set when it is to end."""

    def __enter__(self) -> Self:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run_until_over)
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()

    def run_until_over(self) -> None:
        """Do it, looking at `over` again and again."""
        raise NotImplementedError
