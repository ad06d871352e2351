"""Writes of the app: requests for people’s data, changes of accounts at people’s request, and notices that were read."""

from .accounts import (
    AddressTaken,
    CannotClose,
    change_address,
    close_account,
    close_leavers,
    correct_name,
    lift_restriction,
    reopen_account,
    restrict_use,
    why_not_closed,
)
from .notices import read_notices
from .requests import (
    AlreadyAsked,
    can_be_made,
    end_request,
    keep_archive,
    note_download,
    request_data,
    request_own_data,
)

__all__ = [
    "AddressTaken",
    "AlreadyAsked",
    "CannotClose",
    "can_be_made",
    "change_address",
    "close_account",
    "close_leavers",
    "correct_name",
    "end_request",
    "keep_archive",
    "lift_restriction",
    "note_download",
    "read_notices",
    "reopen_account",
    "request_data",
    "request_own_data",
    "restrict_use",
    "why_not_closed",
]
