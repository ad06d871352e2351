"""Actions of a hub that sets itself up: enrol schools from a list, and undo it."""

from .enrolling import (
    CannotEnrolList,
    ListChanged,
    choose_rows,
    map_columns,
    save_enrolments,
    upload_enrolments,
)
from .undoing import CannotUndo, undo_enrolments

__all__ = [
    "CannotEnrolList",
    "CannotUndo",
    "ListChanged",
    "choose_rows",
    "map_columns",
    "save_enrolments",
    "undo_enrolments",
    "upload_enrolments",
]
