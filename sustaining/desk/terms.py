"""Where in the school year a day falls. Terms differ by local authority: this names the term, and leaves holidays out."""

from __future__ import annotations

from datetime import date

from sustaining.common.years import AcademicYear

TERMS = (("autumn", (9, 1), (12, 20)), ("spring", (1, 4), (3, 31)), ("summer", (4, 14), (7, 22)))


def term_words(day: date) -> str:
    """`week 12 of the autumn term`; the academic year alone between terms."""
    year = AcademicYear.of(day)
    for name, (month, first), (last_month, last) in TERMS:
        start = date(year.start if month >= 9 else year.start + 1, month, first)
        end = date(start.year, last_month, last)
        if start <= day <= end:
            return f"week {(day - start).days // 7 + 1} of the {name} term, {year}"
    return f"academic year {year}"
