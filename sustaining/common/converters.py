"""What addresses are made of."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class UrnConverter(StringConverter):
    """A school's six-digit Unique Reference Number."""

    regex = "[1-9][0-9]{5}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)


class KeyConverter(StringConverter):
    """A row's number: no longer than the column can hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)


def register() -> None:
    """Make `<urn:…>` and `<key:…>` known; called once, where the addresses are put together."""
    register_converter(UrnConverter, "urn")
    register_converter(KeyConverter, "key")
