"""What the money's rules refuse, in sentences."""

from sustaining.common.errors import DomainError


class NotEnoughGrant(DomainError):
    """More than what is left of the grant."""


class ClaimIncomplete(DomainError):
    """The claim lacks what submitting it would need."""


class LineNotPossible(DomainError):
    """A line cannot have been like this."""


class NothingToPay(DomainError):
    """No approved claim among those chosen."""
