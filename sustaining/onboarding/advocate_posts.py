"""The Advocates of the schools that a list names, in each academic year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from schools.models import Advocate
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear


class AdvocatePosts:
    """The posts of Advocates at some schools, as far as `user` sees them. One query."""

    def __init__(self, user: User, schools: Collection[int]) -> None:
        self._by_school: dict[int, list[Advocate]] = defaultdict(list)
        posts = Advocate.objects.visible_to(user).filter(school__in=schools).select_related("user")
        for post in posts.order_by("-starts_on", "pk"):
            self._by_school[post.school_id].append(post)

    def in_year(self, school: int, year: AcademicYear, today: date) -> list[Advocate]:
        """Return the posts that a school had in an academic year, as far as it has gone, the newest first."""
        until = min(year.ends, today)
        return [
            post
            for post in self._by_school[school]
            if post.starts_on <= until and (post.ends_on is None or post.ends_on >= year.starts)
        ]
