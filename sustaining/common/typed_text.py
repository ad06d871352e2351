"""What people type and paste, before it is compared or kept: no invisible characters, one form of every accent.

Sources: Unicode Standard Annex 15 (normalisation forms), RFC 5891 (IDNA), RFC 5321 (addresses).
"""

from __future__ import annotations

import re
import unicodedata

import idna

JOINERS = "\u200c\u200d"
"""Zero width (non-)joiners: letters of some scripts and emoji need them, addresses and codes never."""
LINE_BREAKS = "\n\r\t"
DIGITS = 8
"""Numbers in a name are sorted by so many digits."""


def clean_typed(text: str) -> str:
    """Return text with composed accents (NFC), plain spaces, and without characters that nobody sees.

    Zero width spaces, byte order marks, soft hyphens and marks of direction come with what is pasted from a web page
    or a phone, and make two texts differ that look the same.
    """
    if text.isascii():
        return text if text.isprintable() else "".join(letter for letter in text if _is_kept(letter))
    shown = "".join(" " if _is_space(letter) else letter for letter in text if _is_kept(letter))
    return unicodedata.normalize("NFC", shown)


def clean_code(text: str) -> str:
    """Return a number or reference (URN, TRN, claim reference) in plain letters and figures, without any space."""
    plain = unicodedata.normalize("NFKC", clean_typed(text))
    return "".join(letter for letter in plain if not letter.isspace() and letter not in JOINERS)


def clean_email(text: str) -> str:
    """Return an email address in lower case, its domain as the mail system writes it (IDNA 2008).

    Raise ValueError with a sentence that names a character which the mailbox's name can't have. Whether the rest is an
    address is for the caller to validate.
    """
    address = clean_code(text).lower()
    mailbox, at, domain = address.rpartition("@")
    if odd := next((letter for letter in mailbox if not letter.isascii()), None):
        raise ValueError(f"Email address can’t contain “{odd}”. Check how it is spelt.")
    if at and not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            raise ValueError("The part of the email address after the @ is not right. Check how it is spelt.") from None
    return f"{mailbox}{at}{domain}"


LIGATURES = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
APOSTROPHES = "'\u2019\u2018\u02bc\u0060\u00b4\u2032"
DASHES = "-\u2010\u2011\u2012\u2013\u2014"
ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0487\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+")
"""Marks that follow a Latin, Greek or Cyrillic letter once it is decomposed."""
OXIA = "\u1ffd"
"""A Greek accent that composes to an apostrophe, and decomposes, as in the database, to a space."""
WITHOUT_SIGNS = {ord(sign): None for sign in APOSTROPHES + JOINERS}
WITH_SPACES = {ord(sign): " " for sign in DASHES + "."}


def fold(text: str) -> str:
    """Return text for comparison: case, accents, ligatures, apostrophes, dashes and spaces don't count.

    The SQL function `fold_text` returns the same (accounts, migration 0001).
    """
    letters = clean_typed(text.replace(OXIA, " ")).translate(WITHOUT_SIGNS)
    letters = ACCENTS.sub("", unicodedata.normalize("NFKD", letters)).translate(WITHOUT_SIGNS)
    return " ".join(letters.casefold().translate(LIGATURES).translate(WITH_SPACES).split())


def sort_key(text: str) -> str:
    """Return what a name is sorted by: folded, and its numbers by value. As `sort_name` columns hold it."""
    return re.sub(r"[0-9]+", lambda number: number[0].rjust(DIGITS, "0")[-DIGITS:], fold(text))


def may_be_one_person(name: str, other: str) -> bool:
    """Return whether two names may be one person's: the same when folded, or with a first name cut to its initial."""
    first, second = fold(name).split(), fold(other).split()
    if first == second:
        return True
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1] or first[0][0] != second[0][0]:
        return False
    return len(first[0]) == 1 or len(second[0]) == 1


def _is_space(letter: str) -> bool:
    return unicodedata.category(letter) in ("Zs", "Zl", "Zp")


def _is_kept(letter: str) -> bool:
    return letter in LINE_BREAKS or letter in JOINERS or unicodedata.category(letter) not in ("Cf", "Cc")
