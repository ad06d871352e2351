"""Kept statements: constants written in, slots as parameters, prepared once a connection, with or without PgBouncer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pghistory
import psycopg
import pytest
from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from schools.models import School
from sustaining.common.slots import READER, fill_slots, is_slot, keys_slot, moment_slot, slot, word_slot
from sustaining.common.statements import (
    NO_STATEMENT,
    Statement,
    compile_statement,
    fetch_all,
    fetch_one,
    write_statement,
)
from tests.factories.model_factories import SchoolFactory, UserFactory

KEY, KEYS = slot(1), slot(2)
MOMENT = moment_slot(1)
NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
CONSTANTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.dates(),
    st.datetimes(timezones=st.just(UTC), max_value=datetime(2500, 1, 1)),  # noqa: DTZ001  (the zone is added)
    st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1),
)


@pytest.fixture(autouse=True)
def new_connection() -> None:
    """Let each test that commits begin with a connection that has prepared nothing."""
    if not connection.in_atomic_block:
        connection.close()


def prepared() -> dict[str, tuple[int, int]]:
    """Return how often each kept statement of this connection was planned for all keys, and for one, by its SQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        return {sql: (generic, custom) for sql, generic, custom in cursor.fetchall()}


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.lists(CONSTANTS, min_size=1, max_size=5))
def test_constants_written_in_answer_what_parameters_do(values):
    sql = f"SELECT {', '.join(f'CAST(%s AS {get_sql_type(value)})' for value in values)}, '5%%'"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        expected = cursor.fetchone()
    statement = write_statement(sql, tuple(values))
    assert statement.slots == ()
    assert fetch_one(statement, {}) == expected


def get_sql_type(value: Any) -> str:
    """Return the type of PostgreSQL in which a constant comes back as it went."""
    kinds = {
        bool: "bool",
        int: "int",
        Decimal: "numeric",
        str: "text",
        date: "date",
        datetime: "timestamptz",
        list: "int[]",
    }
    return kinds.get(type(value), "text")


@pytest.mark.django_db
def test_json_is_written_in():
    assert fetch_one(write_statement("SELECT %s::jsonb", (Jsonb({"a": "50% of 'it'"}),)), {}) in [
        ({"a": "50% of 'it'"},),
        ('{"a": "50% of \'it\'"}',),  # Django leaves JSON to its fields
    ]


@pytest.mark.django_db
def test_slots_are_filled_when_a_statement_runs():
    statement = write_statement(
        "SELECT %s, %s, %s, ARRAY(" + str(keys_slot(2).sql) + ")", ("a", KEY, MOMENT + timedelta(days=7), KEYS)
    )
    assert statement.slots == (KEY, MOMENT + timedelta(days=7), KEYS)
    row = fetch_one(statement, {KEY: 7, KEYS: [1, 2**40]}, {MOMENT: NOW})
    assert row == ("a", 7, NOW + timedelta(days=7), [1, 2**40])
    assert fetch_one(statement, {KEY: 2**40, KEYS: []}, {MOMENT: NOW})[1::2] == (2**40, [])


def test_slots_are_told_from_values():
    assert all(map(is_slot, [READER, KEY, MOMENT, MOMENT - timedelta(days=14), f"%{word_slot(3)}%"]))
    assert not any(map(is_slot, [0, 5, -5, 2**62, True, "", "a", "Ľudmila", NOW, None, [KEY]]))


def test_words_are_filled_in_wherever_they_stand_in_a_text():
    filling = {word_slot(0): "ash", word_slot(1): "green"}
    text = f"{word_slot(0)}:* & {word_slot(1)}:*"
    assert fill_slots((text, f"%{word_slot(1)}%", "oak"), filling) == ["ash:* & green:*", "%green%", "oak"]


@pytest.mark.parametrize("place", [KEY, MOMENT])
def test_slot_that_nothing_fills_is_an_error(place):
    with pytest.raises(KeyError):
        fill_slots((place,), {})


def test_nothing_is_asked_for_no_statement():
    assert fetch_all(NO_STATEMENT, {}) == []
    assert fetch_one(NO_STATEMENT, {}) == ()


@pytest.mark.django_db
def test_queryset_without_rows_has_no_statement():
    with pytest.raises(EmptyResultSet):
        compile_statement(School.objects.none().query)


@pytest.mark.django_db(transaction=True)
def test_schools_of_different_keys_share_one_prepared_plan():
    schools = SchoolFactory.create_batch(9)
    statement = compile_statement(School._base_manager.filter(pk=KEY).values_list("name", "urn").query)
    for school in schools:
        assert fetch_all(statement, {KEY: school.pk}) == [(school.name, school.urn)]
    assert list(prepared().values()) == [(3, 5)]  # the first time, it was not prepared


@pytest.mark.django_db(transaction=True)
def test_queries_of_a_page_show_the_sql_of_kept_statements():
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            fetch_all(Statement("SELECT 1 AS kept WHERE %s > 0", (KEY,)), {KEY: 5})
    assert [query["sql"] for query in queries] == ["SELECT 1 AS kept WHERE $1 > 0"] * 3


@pytest.mark.django_db(transaction=True)
def test_kept_statements_are_prepared_while_history_has_a_context():
    statement = write_statement("(SELECT count(*), %s FROM schools_school WHERE id = %s)", ("kept", KEY))
    with pghistory.context(actor=UserFactory().pk):
        assert [fetch_one(statement, {KEY: 1}) for _ in range(2)] == [(0, "kept")] * 2
    assert len(prepared()) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_else_is_prepared_or_remembered():
    """psycopg would remember the text of every statement of the ORM, and forget all plans with each savepoint taken back."""
    statement = write_statement("SELECT %s, %s", ("kept", KEY))
    for _ in range(2):
        fetch_one(statement, {KEY: 1})
    for number in range(3):
        SchoolFactory(name=f"School {number}")
        list(School.objects.filter(name="School 1"))
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        SchoolFactory(urn=School.objects.first().urn)
    assert list(prepared()) == ["SELECT 'kept', $1"]
    assert [query for query, _ in connection.connection._prepared._counts] == []


@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_nothing_is_prepared():
    statement = write_statement("SELECT %s, %s", ("kept", KEY))
    with transaction.atomic():
        assert [fetch_one(statement, {KEY: number}) for number in range(3)] == [("kept", 0), ("kept", 1), ("kept", 2)]
    assert prepared() == {}


@pytest.mark.django_db(transaction=True)
def test_connection_keeps_only_so_many(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PREPARED_STATEMENTS", 3)
    for number in [count for count in range(10) for _ in range(2)]:
        assert fetch_one(Statement(f"SELECT {number}, %s", (KEY,)), {KEY: 1}) == (number, 1)
    assert len(prepared()) <= 4  # psycopg drops one when the next is new to it


@pytest.mark.django_db(transaction=True)
def test_behind_pgbouncer_nothing_is_prepared(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PREPARED_STATEMENTS", 0)
    statement = write_statement("SELECT %s, %s", ("a", KEY))
    assert [fetch_one(statement, {KEY: number}) for number in range(8)] == [("a", number) for number in range(8)]
    assert prepared() == {}


@pytest.mark.django_db(transaction=True)
def test_statement_outlives_a_new_type_of_its_column():
    """A column may become wider while the release before still serves: what it has prepared returned the former type."""
    statement = write_statement("SELECT name FROM kept_statement WHERE id = %s", (KEY,))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept_statement AS SELECT 1::bigint AS id, 'Ash'::varchar(5) AS name")
    try:
        assert [fetch_one(statement, {KEY: 1}) for _ in range(2)] == [("Ash",)] * 2
        with psycopg.connect(connection.connection.info.dsn, password=connection.connection.info.password) as other:
            other.execute("ALTER TABLE kept_statement ALTER name TYPE varchar(50)")
        assert [fetch_one(statement, {KEY: 1}) for _ in range(3)] == [("Ash",)] * 3
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE kept_statement")
