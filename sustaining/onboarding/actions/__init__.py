"""Actions of a hub that sets itself up: enrol schools from a list, bring in what it did before, and undo either."""

from .enrolling import CannotEnrolList, choose_rows, enrol_list, map_columns, save_enrolments, upload_enrolments
from .lists import CannotUndo, ListChanged, ListInProgress
from .openings import (
    CannotBringIn,
    bring_in_list,
    choose_opening_rows,
    map_opening_columns,
    save_openings,
    undo_openings,
    upload_openings,
)
from .undoing import undo_enrolments

__all__ = [
    "CannotBringIn",
    "CannotEnrolList",
    "CannotUndo",
    "ListChanged",
    "ListInProgress",
    "bring_in_list",
    "choose_opening_rows",
    "choose_rows",
    "enrol_list",
    "map_columns",
    "map_opening_columns",
    "save_enrolments",
    "save_openings",
    "undo_enrolments",
    "undo_openings",
    "upload_enrolments",
    "upload_openings",
]
