"""Database triggers of the reports' models, in SQL."""

from __future__ import annotations

import pgtrigger

FORMULA_STARTS = r"('=', '+', '-', '@', E'\t', E'\r')"
CHECKED = "USING ERRCODE = 'check_violation', CONSTRAINT ="

RETURN_COLUMNS_ARE_COMPLETE = pgtrigger.Trigger(
    name="return_columns_are_complete",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=pgtrigger.Func(
        f"""
        IF jsonb_typeof(NEW.columns) <> 'array'
            OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.columns) c WHERE c->>0 = 'urn')
            OR (NEW.kind = 'participants'
                AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.columns) c WHERE c->>0 = 'person'))
        THEN
            RAISE EXCEPTION 'A return needs the URN, and a participant return the name.'
                {CHECKED} 'return_columns_needed';
        END IF;
        IF EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.columns) c
            WHERE TRIM(COALESCE(c->>1, '')) = '' OR LEFT(c->>1, 1) IN {FORMULA_STARTS}
        ) THEN
            RAISE EXCEPTION 'Each column of a return has a heading, which does not begin with =, +, - or @.'
                {CHECKED} 'return_columns_headed';
        END IF;
        IF EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.columns) c
            HAVING COUNT(*) <> COUNT(DISTINCT LOWER(TRIM(c->>1))) OR COUNT(*) <> COUNT(DISTINCT c->>0)
        ) THEN
            RAISE EXCEPTION 'A return has each column and each heading once.' {CHECKED} 'return_columns_distinct';
        END IF;
        RETURN NEW;
        """
    ),
)
"""A list of columns that a file can be made of, also when it is written past the form."""
