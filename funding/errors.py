"""Errors of the funding actions, with sentences for the user."""

from sustaining.common.errors import DomainError


class NotEnoughGrant(DomainError):
    """The amount exceeds what is left of the grant."""


class ClaimIncomplete(DomainError):
    """The claim lacks something that submission requires."""


class LineNotPossible(DomainError):
    """A claim line contradicts the programme's rules."""


class ChangedMeanwhile(DomainError):
    """Somebody saved other lines of the claim after its form was opened."""


class WindowClosed(DomainError):
    """The claim window is closed."""


class AmountNotPossible(DomainError):
    """The amount is missing or too high."""

    field = "amount"


class ColumnsNotPossible(DomainError):
    """The columns of the finance file lack one that a payment needs, or have a heading that cannot be.

    `field` is the form's field: the column's key and `-place` (it is missing), `-heading` or `-words`.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NothingToPay(DomainError):
    """None of the chosen claims is approved."""


class NothingToSample(DomainError):
    """Every paid claim was sampled before."""

    field = "number"


class InstalmentsNotPossible(DomainError):
    """The instalments of a project do not add up, share a condition, or have been claimed."""
