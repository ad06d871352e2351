"""Folding in Python and in the database is one, and the order of names is the same on every server."""

from __future__ import annotations

import random
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from sustaining.common.typed_text import APOSTROPHES, DASHES, fold, sort_key

pytestmark = pytest.mark.django_db

BLOCKS = [(0x20, 0x590), (0x1C80, 0x1C89), (0x1D00, 0x2100), (0x2C60, 0x2C80), (0xA640, 0xA6A0), (0xA720, 0xA800)]
LETTERS = [
    chr(code)
    for start, end in [*BLOCKS, (0xAB30, 0xAB70), (0xFB00, 0xFB07), (0xFE50, 0xFE70), (0xFF01, 0xFF5F)]
    for code in range(start, end)
]
"""Latin, Greek and Cyrillic letters, their accents, ligatures and wide forms, and the signs around them."""
NAMES = [
    "Émrys-Żak", "Áine Ní Dhonnchadha", "O'Neill", "O’Neill", "Łukasz Święcicki", "Đặng Thị Hạnh", "Þóra Æsisdóttir", "ǿrsted",
    "Straße", "ẞ", "Iİıi", "St. Mary's R.C. School", "Anne\u2013Marie\u00a0 Dubois", "A\u00addam", "Zoe\u0308", "Σίσυφος",
    "Ivan ’Abd al-Raḥmān", "ﬁeld", "Maths 1½", "´Ali", "  ", "", "'", "Ŧħe Group 2", "Group 10", "Group 000000012345",
]  # fmt: skip


def in_database(function: str, texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function} FROM unnest(%s::text[]) WITH ORDINALITY t (text, n) ORDER BY n", [texts])
        return [row[0] for row in cursor.fetchall()]


def test_fold_of_every_letter_is_one_in_python_and_sql():
    differing = [
        (f"U+{ord(letter):04X}", letter, fold(letter), answer)
        for letter, answer in zip(LETTERS, in_database("fold_text(text)", LETTERS), strict=True)
        if fold(letter) != answer
    ]
    assert differing == []


@settings(max_examples=40)
@given(st.lists(st.text(st.sampled_from([*LETTERS, *" .\n0189" * 40, *(APOSTROPHES + DASHES) * 9])), max_size=20))
def test_fold_and_sort_key_of_any_text_are_one_in_python_and_sql(texts):
    assert in_database("fold_text(text)", texts) == [fold(text) for text in texts]
    assert in_database("natural_key(fold_text(text))", texts) == [sort_key(text) for text in texts]


def test_fold_in_database_is_what_release_0_9_made_of_every_text():
    migration = import_module("sustaining.accounts.migrations.0001_squashed_0013_use_of_data_can_be_restricted")
    draw = random.Random(7)
    letters = [*LETTERS, *" .\n0189aB" * 40, *(APOSTROPHES + DASHES) * 30]
    texts = [*NAMES, *LETTERS, *("".join(draw.choices(letters, k=draw.randint(1, 12))) for _ in range(3_000))]
    with connection.cursor() as cursor:
        cursor.execute(migration.FOLD_TEXT.replace("fold_text", "fold_text_of_0_9"))
    assert in_database("fold_text(text)", texts) == in_database("fold_text_of_0_9(text)", texts)


@pytest.mark.parametrize("name", NAMES)
def test_fold_and_sort_key_of_a_name_are_one_in_python_and_sql(name):
    assert in_database("fold_text(text)", [name]) == [fold(name)]
    assert in_database("natural_key(fold_text(text))", [name]) == [sort_key(name)]
    assert fold(fold(name)) == fold(name)


def test_sort_key_puts_names_where_people_look_for_them():
    names = ["Zebra", "de Vere", "Evans", "Émile", "Group 10", "Group 2", "d’Arcy", "Łoś", "Lot", "O'Neill", "Onslow"]
    in_order = sorted(names, key=sort_key)
    assert in_order == [
        "d’Arcy", "de Vere", "Émile", "Evans", "Group 2", "Group 10", "Łoś", "Lot", "O'Neill", "Onslow", "Zebra",
    ]  # fmt: skip
    mixed = random.Random(4).sample(names, len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT array_agg(text ORDER BY natural_key(fold_text(text)) COLLATE "C") FROM unnest(%s::text[]) text',
            [mixed],
        )
        assert cursor.fetchone() == (in_order,)
