"""What somebody's desk says, without its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from schools.viewer import Viewer
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.todo import TODOS, DeskContext, Todo, find_todos, finders
from sustaining.desk.selectors import desk_context


def todos_for(user: User, now: datetime) -> list[Todo]:
    """Return everything that needs `user` at `now`."""
    return find_todos(desk_context(Viewer(user, london_day(now)), now))


def finder_todos(name: str, user: User, now: datetime) -> list[Todo]:
    """Return what one finder of to-dos yields for `user` at `now`, without the others and without the board's rows."""
    (finder,) = [finder for finder in finders(TODOS) if finder.name == name]
    return list(finder(DeskContext(Viewer(user, london_day(now)), now, now + timedelta(days=14))))


def todo_readers(name: str, people: Mapping[str, User], now: datetime) -> set[str]:
    """Return the names of those for whom one finder yields anything."""
    return {role for role, person in people.items() if finder_todos(name, person, now)}
