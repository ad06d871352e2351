"""The migrated database is what the models say: tables, constraints, indexes, triggers and their functions, and nothing else.

`makemigrations --check` compares models with what migrations say; here it is what they did, by SQL of their own too.
"""

from __future__ import annotations

import re
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from sustaining.common.checks import local_models

pytestmark = [pytest.mark.django_db, pytest.mark.tour]

TABLES = """
SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN 'NOT NULL' END, CASE WHEN a.attidentity <> '' THEN 'IDENTITY' END,
    CASE WHEN a.attgenerated <> '' THEN 'GENERATED' END, pg_get_expr(d.adbin, d.adrelid), n.collname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation n ON n.oid = a.attcollation
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY(%(tables)s)
"""
CONSTRAINTS = """
SELECT r.conrelid::regclass || '.' || r.conname, replace(pg_get_constraintdef(r.oid), ' NOT VALID', '')
FROM pg_constraint r WHERE r.connamespace = 'public'::regnamespace AND r.contype <> 'n'  -- NOT NULL is with the columns
    AND r.conrelid::regclass::text = ANY(%(tables)s)
"""
INDEXES = r"""
SELECT i.indexname, regexp_replace(i.indexdef, ' WITH \(.*?\)', '')
    || coalesce((SELECT ' WITH ' || string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o), '')
FROM pg_indexes i JOIN pg_class c ON c.oid = ('public.' || quote_ident(i.indexname))::regclass
WHERE i.schemaname = 'public' AND i.tablename = ANY(%(tables)s)
"""
"""An index's options in one order: they stand in the order in which they were set, which means nothing."""
TRIGGERS = """
SELECT t.tgrelid::regclass || '.' || t.tgname, pg_get_triggerdef(t.oid) || p.prosrc
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgrelid::regclass::text = ANY(%(tables)s)
"""
FUNCTIONS = """
SELECT pg_get_functiondef(p.oid)
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname NOT LIKE 'pgtrigger\\_%'
"""
"""Functions that are not a model's: those that fold names, and those of the packages."""
MADE_BY_SQL = {"people_by_words", "sessions_by_words", "next_steps_by_words"}
"""Indexes of search, which no model declares: a migration of the desk makes them."""
WRITTEN_OTHERWISE = re.compile(r"::(text|character varying)(\[\])?|[()]")
"""What PostgreSQL puts in other places of a condition once it was restored from a dump, as the database of the tests is."""


def read(*queries: str) -> dict[str, str]:
    """Return what the catalogue has of our tables, by name."""
    tables = [model._meta.db_table for model in our_models()]
    rows: dict[str, str] = {}
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query, {"tables": tables})
            rows |= {name: WRITTEN_OTHERWISE.sub("", definition) for name, definition in cursor.fetchall()}
    return rows


def our_models() -> list[type[Any]]:
    labels = {model._meta.app_label for model in local_models()}
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in labels]


def make_from_models() -> None:
    """Put an empty schema in the place of the migrated one, and make every table and trigger from its model."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        functions = [definition for (definition,) in cursor.fetchall()]
        cursor.execute("ALTER SCHEMA public RENAME TO migrated")
        cursor.execute("CREATE SCHEMA public")
        for definition in functions:
            cursor.execute(definition, None)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
    pgtrigger.install()


def test_migrated_database_is_what_the_models_say():
    migrated = read(TABLES, CONSTRAINTS, INDEXES, TRIGGERS)
    make_from_models()  # rolled back with the test
    declared = read(TABLES, CONSTRAINTS, INDEXES, TRIGGERS)
    assert len(declared) > 5000
    assert migrated.keys() - declared.keys() == MADE_BY_SQL
    assert declared.keys() - migrated.keys() == set()
    assert {name: (migrated[name], text) for name, text in declared.items() if migrated[name] != text} == {}
