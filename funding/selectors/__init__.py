"""What the funding pages show, limited to what the user can see."""

from .runs import file_problems, hubs_with_approved

__all__ = ["file_problems", "hubs_with_approved"]
