"""What the funding pages show, limited to what the user can see."""

from .claims import hubs_with_approved, with_status_labels

__all__ = ["hubs_with_approved", "with_status_labels"]
