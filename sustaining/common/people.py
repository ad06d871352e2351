"""Who reads: the type that `visible_to` and selectors take."""

from __future__ import annotations

from typing import Any, Protocol


class Reader(Protocol):
    """An account, a visitor who is not signed in, or the viewer of a request (`schools/viewer.py`).

    Actions take a `User`: comparing a viewer with a person would quietly be false. `may` takes both, and compares accounts.
    """

    @property
    def pk(self) -> Any: ...

    @property
    def is_active(self) -> Any: ...

    @property
    def is_authenticated(self) -> Any: ...

    @property
    def is_superuser(self) -> Any: ...
