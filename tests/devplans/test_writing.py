"""A plan is written together: saved as it is typed, and two who write at once never lose a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from devplans.actions import plans, writing
from devplans.actions.writing import NotWritten
from devplans.models import Aside
from devplans.texts import compared, joined, pieces
from sustaining.common.errors import WrongState
from tests.devplans.test_plans import add_aim, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def aim(cast, now):
    return add_aim(cast.school.plan, cast.advocate, now, need="Books show additive thinking.")


def test_two_who_begin_from_the_same_text_both_keep_every_word(aim, cast, now):
    base = aim.need
    first = write(aim, "need", f"{base} Few draw.", cast.advocate, now, base=base)
    second = write(aim, "need", f"{base} Nobody checks.", cast.specialist, now, base=base)
    assert first.aside is None
    assert (second.stands, second.aside.text) == (f"{base} Few draw.", f"{base} Nobody checks.")
    aim.refresh_from_db()
    assert aim.need == f"{base} Few draw."
    more = write(aim, "need", f"{base} Nobody checks. Ever.", cast.specialist, now, base=base, aside=second.aside.pk)
    assert more.aside == second.aside
    both = joined(base, aim.need, Aside.objects.get().text)
    assert both == f"{base} Few draw. Nobody checks. Ever."
    writing.settle_aside(second.aside, text=both, standing=aim.need, by=cast.head, now=now)
    aim.refresh_from_db()
    assert aim.need == both
    with pytest.raises(WrongState, match="settled"):
        writing.settle_aside(second.aside, text="Other", standing=both, by=cast.head, now=now)


def test_a_decision_on_a_text_that_has_changed_since_is_refused(aim, cast, now):
    base = aim.need
    write(aim, "need", "Theirs.", cast.advocate, now, base=base)
    aside = write(aim, "need", "Mine.", cast.specialist, now, base=base).aside
    write(aim, "need", "Theirs, and more.", cast.advocate, now)
    with pytest.raises(WrongState, match="changed again"):
        writing.settle_aside(aside, text="Mine.", standing="Theirs.", by=cast.specialist, now=now)
    aim.refresh_from_db()
    assert aim.need == "Theirs, and more."


def test_a_second_window_of_ones_own_does_not_overwrite_what_is_set_aside(aim, cast, now):
    base = aim.need
    write(aim, "need", "Theirs.", cast.advocate, now, base=base)
    write(aim, "need", "From one window.", cast.specialist, now, base=base)
    write(aim, "need", "From another.", cast.specialist, now, base=base)
    assert set(Aside.objects.values_list("text", flat=True)) == {"From one window.", "From another."}


def test_coming_to_what_stands_gives_ones_own_text_up(aim, cast, now):
    base = aim.need
    write(aim, "need", "Theirs.", cast.advocate, now, base=base)
    aside = write(aim, "need", "Mine.", cast.specialist, now, base=base).aside
    assert write(aim, "need", "Theirs.", cast.specialist, now, base=base, aside=aside.pk).aside is None
    assert Aside.objects.get().settled_by == cast.specialist


def test_the_same_text_from_two_is_no_quarrel(aim, cast, now):
    base = aim.need
    for person in (cast.advocate, cast.specialist):
        assert write(aim, "need", "The same.", person, now, base=base).aside is None


def test_what_one_types_in_a_sitting_is_one_entry_of_the_history(aim, cast, now):
    before = aim.events.count()
    for words in ("B", "Bo", "Books", "Books show", "Books show it."):
        write(aim, "need", words, cast.advocate, now)
    kept = list(aim.events.order_by("pgh_id").values_list("need", flat=True))[before:]
    assert kept == ["Books show it."]
    write(aim, "need", "Nobody reads it.", cast.specialist, now)
    write(aim, "need", "Books show it, I say.", cast.advocate, now)
    kept = list(aim.events.order_by("pgh_id").values_list("need", flat=True))[before:]
    assert kept == ["Books show it.", "Nobody reads it.", "Books show it, I say."]


def test_a_sitting_ends_with_ten_minutes_of_quiet(aim, cast, now):
    write(aim, "need", "Before lunch.", cast.advocate, now)
    aim.events.update(pgh_created_at=now - timedelta(minutes=11))
    write(aim, "need", "After lunch.", cast.advocate, now)
    assert aim.events.filter(need="Before lunch.").exists()


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "left empty"), ("\x00", "cannot be kept"), ("x" * 10_001, "10,001")]
)
def test_what_cannot_be_saved_says_so_and_changes_nothing(aim, cast, now, text, sentence):
    with pytest.raises(NotWritten, match=sentence):
        write(aim, "need", text, cast.advocate, now)
    aim.refresh_from_db()
    assert aim.need == "Books show additive thinking."


def test_who_may_write_and_who_may_comment(aim, cast, now):
    for person in (cast.lead, cast.auditor, cast.other.advocate, cast.finance):
        with pytest.raises(PermissionDenied):
            write(aim, "need", "Mine.", person, now)
    for person in (cast.head, cast.specialist, cast.advocate_two):
        write(aim, "need", f"By {person}.", person, now)
    said = [writing.add_comment(aim, text="Why?", by=who, now=now) for who in (cast.lead, cast.head, cast.specialist)]
    for person in (cast.auditor, cast.finance, cast.other.lead):
        with pytest.raises(PermissionDenied):
            writing.add_comment(aim, text="Why?", by=person, now=now)
    with pytest.raises(PermissionDenied):
        writing.withdraw_comment(said[0], by=cast.head, now=now)
    writing.withdraw_comment(said[1], by=cast.head, now=now)
    with pytest.raises(WrongState):
        writing.withdraw_comment(said[1], by=cast.head, now=now)


def test_without_javascript_a_field_is_saved_and_a_quarrel_is_told(aim, cast, now, client_of):
    url = reverse("devplans:field", args=["aim", aim.pk, "need"])
    base = aim.need
    client = client_of(cast.advocate)
    assert client.post(url, {"text": "First.", "base": base}).status_code == 302
    answer = client_of(cast.specialist).post(url, {"text": "Second.", "base": base}, follow=True)
    page = answer.content.decode()
    assert "Your text is kept beside theirs" in page
    assert "changed this text while you were writing" in page
    assert "First." in page
    assert "Second." in page
    page = client.post(url, {"text": "", "base": "First."}).content.decode()
    assert "cannot be left empty" in page


def test_htmx_answers_with_a_new_base_and_no_page(aim, cast, client_of):
    url = reverse("devplans:field", args=["aim", aim.pk, "need"])
    page = client_of(cast.head).post(url, {"text": "A\r\nB ", "base": aim.need}, headers={"HX-Request": "true"})
    words = page.content.decode()
    assert "Saved at" in words
    assert 'hx-swap-oob="true"' in words
    assert "<html" not in words
    aim.refresh_from_db()
    assert aim.need == "A\nB"


@pytest.mark.parametrize("address", ["aim/9/need", "aim/{pk}/nothing", "party/{pk}/need", "step/{pk}/what"])
def test_odd_addresses_of_texts_are_not_found(aim, cast, client_of, address):
    url = f"/plans/texts/{address.format(pk=aim.pk)}/"
    assert client_of(cast.advocate).post(url, {"text": "x", "base": ""}).status_code == 404


@pytest.mark.parametrize("aside", ["x", "9" * 40, "-1", "0"])
def test_an_odd_aside_does_no_harm(aim, cast, client_of, aside):
    url = reverse("devplans:field", args=["aim", aim.pk, "need"])
    assert client_of(cast.head).post(url, {"text": "x", "base": aim.need, "aside": aside}).status_code == 302


def test_an_agreed_plan_is_written_in_by_nobody(aim, cast, now, client_of):
    plans.share_plan(aim.plan, by=cast.advocate, now=now)
    plans.agree_plan(aim.plan, by=cast.specialist, now=now)
    with pytest.raises(WrongState):
        write(aim, "need", "Sly.", cast.advocate, now)
    page = client_of(cast.advocate).get(aim.get_absolute_url()).content.decode()
    assert "data-writing" not in page


WORDS = st.lists(st.sampled_from(["ratio", "books", "bar", "model", "\n", "show"]), max_size=8).map(" ".join)


@given(base=WORDS, theirs=WORDS, mine=WORDS)
def test_joining_keeps_every_word_that_either_added(base, theirs, mine):
    together = joined(base, theirs, mine)
    for text in (theirs, mine):
        added = [piece.words.split() for piece in compared(base, text) if piece.kind == "in"]
        for word in {word for words in added for word in words}:
            assert word in together.split()
    assert joined(base, base, mine) == mine
    assert joined(base, theirs, base) == theirs


@given(old=WORDS, new=WORDS)
def test_a_comparison_gives_both_texts_back(old, new):
    found = compared(old, new)
    assert "".join(piece.words for piece in found if piece.kind != "in") == old
    assert "".join(piece.words for piece in found if piece.kind != "out") == new
    assert "".join(pieces(old)) == old
