"""What data requests, changes of accounts and readings of privacy notices hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import AccountChange, DataRequest, NoticeReading

holds(
    DataRequest,
    "Requests for your data",
    why="To show who asked for a person’s data, and who was given it.",
    clears=("data requests",),
    whole_for=("person",),
    secrets=("key", "file"),
)
holds(
    AccountChange,
    "Corrections, closures and restrictions of your account",
    why="To show that what you asked for was done, and by whom.",
    clears=("account changes",),
    whole_for=("person",),
)
holds(
    NoticeReading,
    "Privacy notices that you have read",
    why="To show what we said about your data, and when you read it.",
    stays="As long as the account: it holds a date, and no text.",
)
