"""What somebody's desk says, without its page."""

from __future__ import annotations

from datetime import datetime

from schools.viewer import as_viewer
from sustaining.accounts.models import User
from sustaining.common.todo import Todo, find_todos
from sustaining.desk.selectors import desk_context


def todos_for(user: User, now: datetime) -> list[Todo]:
    """Return everything that needs `user` at `now`."""
    return find_todos(desk_context(as_viewer(user), now))
