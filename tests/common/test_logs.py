"""Tokens of links never reach a log."""

from __future__ import annotations

import logging
import secrets
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sustaining.common.logs import MASK, MaskingFormatter, mask_tokens, numbered_log

TOKEN = secrets.token_urlsafe(32)


@pytest.mark.parametrize(
    "text",
    [
        f"/invitation/{TOKEN}/",
        f"?link={TOKEN}&next=/",
        f'"{TOKEN}"',
        "/accounts/password/reset/key/3-abcdef-0123/",
        "/accounts/confirm-email/MQ:1abc:xyz/",
    ],
    ids=[
        "path",
        "query",
        "quoted",
        "password key",
        "confirmation",
    ],  # the token is drawn anew: two workers name two tests
)
def test_token_in_an_address_is_masked(text):
    masked = mask_tokens(text)
    assert MASK in masked
    assert TOKEN not in masked
    assert "abcdef-0123" not in masked
    assert "MQ:1abc" not in masked


@given(st.binary(min_size=32, max_size=32))
def test_any_token_that_we_make_is_masked_wherever_it_stands(raw):
    token = secrets.base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert mask_tokens(f"GET /apply/{token}/part/ 200") == f"GET /apply/{MASK}/part/ 200"


@pytest.mark.parametrize("text", ["/schools/910001/", "a" * 42, "a" * 44, "deadbeef" * 8, "/password/reset/done/"])
def test_text_that_is_no_token_stays(text):
    assert mask_tokens(text) == text


def record(**fields) -> logging.LogRecord:
    values = {"name": "django", "level": logging.ERROR, "pathname": "", "lineno": 1, "args": (), "exc_info": None}
    return logging.LogRecord(**{**values, "msg": "", **fields})


def test_line_masks_the_message_and_its_arguments():
    entry = record(msg="Not found: %s by %s", args=(f"/answer/{TOKEN}/", "somebody"))
    assert MaskingFormatter().format(entry) == f"Not found: /answer/{MASK}/ by somebody"
    assert entry.msg == "Not found: %s by %s", "the error tracker is sent the sentence without what was put into it"


def test_line_masks_the_traceback():
    try:
        raise ValueError(f"/answer/{TOKEN}/")
    except ValueError:
        entry = record(msg="It failed", exc_info=sys.exc_info())
    line = MaskingFormatter().format(entry)
    assert "ValueError" in line
    assert TOKEN not in line


def test_line_has_the_number_of_the_request():
    entry = record(msg="It failed")
    with numbered_log("a1b2c3d4"):
        lines = [MaskingFormatter().format(entry) for _handler in range(2)]
    assert lines == ["It failed [request a1b2c3d4]"] * 2
    assert MaskingFormatter().format(entry) == "It failed"
