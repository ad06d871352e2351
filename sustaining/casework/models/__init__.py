"""What a hub keeps about a school, and what it sends: each kind of row in a module of its own."""

from .cases import CONCERN_MOVES, CaseRow, Concern, Note

__all__ = ["CONCERN_MOVES", "CaseRow", "Concern", "Note"]
