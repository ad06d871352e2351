"""Every write about applications that means something: the school's, and (in `decisions`) the hub's."""

from .applying import (
    AppliedAlready,
    CannotApply,
    accept_offer,
    answer_as_head,
    ask_head,
    begin_application,
    confirm_address,
    leave_address,
    save_advocate,
    save_answers,
    save_texts,
    submit_application,
    withdraw_application,
)

__all__ = [
    "AppliedAlready",
    "CannotApply",
    "accept_offer",
    "answer_as_head",
    "ask_head",
    "begin_application",
    "confirm_address",
    "leave_address",
    "save_advocate",
    "save_answers",
    "save_texts",
    "submit_application",
    "withdraw_application",
]
