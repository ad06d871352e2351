"""What the pages of money show, read through what is visible."""

from .claims import hubs_with_approved, with_words

__all__ = ["hubs_with_approved", "with_words"]
