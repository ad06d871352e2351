"""Path converters for addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from .years import EARLIEST, LATEST


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


class YearConverter(StringConverter):
    """The calendar year in which an academic year starts, within the years that dates on this site can have."""

    regex = "20[0-9]{2}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """Return the year. Raise ValueError, which Django answers with 404, outside EARLIEST to LATEST."""
        if not EARLIEST <= int(value) <= LATEST:
            raise ValueError(f"No academic year starts in {value}.")
        return int(value)


def register() -> None:
    """Register `<urn:…>`, `<key:…>` and `<year:…>`; called once, in the root URL configuration."""
    register_converter(UrnConverter, "urn")
    register_converter(KeyConverter, "key")
    register_converter(YearConverter, "year")
