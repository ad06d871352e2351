"""Path converters for addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class UrnConverter(StringConverter):
    """A school's six-digit Unique Reference Number."""

    regex = "[1-9][0-9]{5}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)


class KeyConverter(StringConverter):
    """A primary key with no more digits than the column can hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)


def register() -> None:
    """Register `<urn:…>` and `<key:…>`; called once, in the root URL configuration."""
    register_converter(UrnConverter, "urn")
    register_converter(KeyConverter, "key")
