"""What the money's rules refuse, in sentences."""

from sustaining.common.errors import DomainError


class NotEnoughGrant(DomainError):
    """More than what is left of the grant."""


class ClaimIncomplete(DomainError):
    """The claim lacks what submitting it would need."""


class LineNotPossible(DomainError):
    """A line cannot have been like this."""


class WindowClosed(DomainError):
    """Claims are not taken now."""


class AmountNotPossible(DomainError):
    """An amount above what it can be, or none."""

    field = "amount"


class NothingToPay(DomainError):
    """No approved claim among those chosen."""


class NotAnAnswer(DomainError):
    """The finance system's file cannot be read."""

    field = "file"


class NothingToSample(DomainError):
    """No paid claim that was not looked into before."""

    field = "number"
