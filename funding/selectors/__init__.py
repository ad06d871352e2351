"""What the funding pages show, limited to what the user can see."""

from .claims import hubs_with_approved

__all__ = ["hubs_with_approved"]
