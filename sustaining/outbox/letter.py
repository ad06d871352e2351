"""The parts of an email's letter: text, lists and tables of facts, as the HTML version shows them.

The wording stays plain text. A line `When: {{ when }}`, a short label before a name, is a fact; neighbouring facts make a
table. Lines that begin with `- ` make a list. Labels are read from the wording and never from what is put into it, so
nothing that a person typed becomes a table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from sustaining.common.references import wrap_references

from .sealing import CODE_PLACEHOLDER
from .wording import NAME, filled_lines

FACT = re.compile(r"(?P<label>[A-Z][^:{}\n]{0,29}(?:\{\{[^{}]+\}\})?[^:{}\n]{0,29}): (?P<value>\{\{.*)")
ALONE = re.compile(r"\s*\{\{\s*(?P<name>\w+)\s*\}\}\s*")
MONEY = re.compile(r"[-−]?£[\d,]+(?:\.\d\d)?")
PREVIEW_LENGTH = 140
GREETINGS = ("Dear ", "Hello")


@dataclass
class Block:
    """A paragraph (`lines`), a list (`items`) or a table of facts (`rows` of label and value)."""

    lines: list[SafeString] = field(default_factory=list)
    items: list[SafeString] = field(default_factory=list)
    rows: list[tuple[SafeString, SafeString]] = field(default_factory=list)
    is_money: bool = True

    @property
    def kind(self) -> str:
        """Return the name of the field that is filled; empty for a block without content."""
        return next((name for name in ("lines", "items", "rows") if getattr(self, name)), "")


class Letter:
    """Collects the blocks of a letter, line by line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._is_open = False

    def end_block(self) -> None:
        """Let the next line begin a block of its own."""
        self._is_open = False

    def _block_for(self, kind: str) -> Block:
        if not self._is_open or self.blocks[-1].kind != kind:
            self.blocks.append(Block())
            self._is_open = True
        return self.blocks[-1]

    def add_fact(self, label: str, value: str) -> None:
        """Add a row to the table of facts."""
        block = self._block_for("rows")
        block.rows.append((linkify(label), linkify(value)))
        block.is_money = block.is_money and MONEY.fullmatch(value) is not None

    def add_text(self, text: str) -> None:
        """Add text; an empty line ends a paragraph, and `- ` begins an item of a list."""
        for line in text.split("\n"):
            if not line.strip():
                self.end_block()
            elif line.startswith("- "):
                self._block_for("items").items.append(linkify(line[2:]))
            else:
                self._block_for("lines").lines.append(linkify(line))


def read_letter(body: str, values: Mapping[str, str], tables: Collection[str] = ()) -> list[Block]:
    """Return the blocks of a wording with its values. `tables` names values whose every line is a fact, `label: value`."""
    letter = Letter()
    for line, filled in filled_lines(body, values):
        alone, fact = ALONE.fullmatch(line), FACT.fullmatch(line)
        if alone and alone["name"] in tables:
            for row in filled.split("\n"):
                letter.add_fact(*row.rsplit(": ", 1))
        elif fact:
            label, value = (NAME.sub(lambda match: values[match[1]], fact[part]) for part in ("label", "value"))
            letter.add_fact(label, value)
        else:
            letter.add_text(filled)
    return letter.blocks


def linkify(text: str) -> SafeString:
    """Return escaped text with its addresses as links and its line breaks kept; a code is emphasised, and no link."""
    parts = CODE_PLACEHOLDER.split(text)
    html = "".join(
        format_html('<b style="font-size: 22px; letter-spacing: 2px">{}</b>', part)
        if CODE_PLACEHOLDER.fullmatch(part)
        else urlize(part, autoescape=True)
        for part in parts
    )
    return mark_safe(keep_references_whole(html).replace("\n", "<br>"))


def keep_references_whole(html: str) -> SafeString:
    """Return escaped text in which no reference, such as a claim's, is broken at its hyphens."""
    return wrap_references(mark_safe(html), 'style="white-space: nowrap"')


def get_preview(body: str) -> str:
    """Return the line that a list of emails shows beside the subject: the first that is no greeting."""
    lines = (line.strip() for line in body.split("\n"))
    first = next((line for line in lines if line and not line.startswith(GREETINGS)), "")
    return "" if "https://" in first else first[:PREVIEW_LENGTH]
