"""Conditions of the database triggers on what a hub keeps about its schools."""

from __future__ import annotations


def works_there_sql(source: str, where: str) -> str:
    """Return an SQL condition: NEW.user_id leads or administers the hub `h`, or its successor, on the day of NEW.given_at.

    `source` is what stands after FROM and names the hub's row `h`; `where` finds it.
    """
    return f"""EXISTS (
    SELECT 1 FROM {source}
    JOIN schools_hubstaff s ON s.hub_id IN (h.id, h.merged_into_id)
    WHERE {where} AND s.user_id = NEW.user_id AND s.role IN ('lead', 'administrator')
    AND s.starts_on <= (NEW.given_at AT TIME ZONE 'Europe/London')::date
    AND (s.ends_on IS NULL OR s.ends_on >= (NEW.given_at AT TIME ZONE 'Europe/London')::date)
)"""
