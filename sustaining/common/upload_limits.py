"""Limits that an uploaded file meets before anything is decoded: its kind by content, its unpacked size, its pixels.

All of this reads headers and directories alone, so it is cheap enough for a request.
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import filetype

from .errors import DomainError
from .heavy import HeavyModule

if TYPE_CHECKING:
    import PIL
    from PIL import Image
else:
    PIL, Image = HeavyModule("PIL"), HeavyModule("PIL.Image")

MOST_PIXELS = 50_000_000
"""A telephone's largest usual photograph has 48 megapixels."""
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
DOCUMENTS = {kind for _, kind in OFFICE.values()} | set(OPEN_DOCUMENT)
TEXT = "text/plain; charset=utf-8"
ENDINGS = {"jpg": {"jpg", "jpeg", "jpe", "jfif"}, "txt": {"txt", "csv", "tsv", "md"}}
"""Other endings that a name may have for a kind of content."""
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")


class OverLimit(DomainError):
    """The file breaks a limit; `str()` continues a sentence that begins with the file's name."""


@dataclass(frozen=True)
class ZipLimits:
    """What a file that is a zip archive (Office, OpenDocument) may unpack to."""

    members: int = 2_000
    directory: int = 400_000
    unpacked: int = 200_000_000
    ratio: int = 200

    def check(self, content: bytes) -> None:
        """Raise OverLimit, or BadZipFile. The directory is measured before it is read."""
        count, size = _central_directory(content)
        if count > self.members or size > self.directory:
            raise OverLimit("contains too many parts. Save it again in its own program, then upload it again.")
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            if any(part.flag_bits & 1 for part in parts.infolist()):
                raise OverLimit("is protected by a password. Remove the password, then upload it again.")
        if unpacked > self.unpacked or unpacked > max(len(content) * self.ratio, 1_000_000):
            raise OverLimit("expands to far more than its size. Make it smaller, then upload it again.")


ATTACHED = ZipLimits()
READ = ZipLimits(members=500, directory=100_000, unpacked=20_000_000)
"""For workbooks whose rows are read."""


def _central_directory(content: bytes) -> tuple[int, int]:
    """Return the number of members that a zip archive declares, and the size of its directory. Raise BadZipFile."""
    at = content.rfind(b"PK\x05\x06", max(len(content) - 65_557, 0))
    if at < 0 or len(content) - at < END_OF_DIRECTORY.size:
        raise zipfile.BadZipFile("no end of directory")
    _, _, _, _, count, size, _, _ = END_OF_DIRECTORY.unpack_from(content, at)
    return count, size


def detect_type(content: bytes) -> tuple[str, str] | None:
    """Return (extension, media type) by content, whatever the name says; None for a kind that is not accepted.

    Raise OverLimit for an archive that unpacks to too much, and for HEIC pictures.
    """
    if content[:4] == b"PK\x03\x04":
        return _document(content)
    guess = filetype.guess(content)
    if guess and guess.mime in ("image/heic", "image/heif", "image/avif"):
        raise OverLimit(
            "is a HEIC photo, and we can’t remove location details from those. Save or export it as a JPEG and "
            "upload that. On an iPhone, go to Settings, Camera, Formats and choose Most Compatible."
        )
    if guess and (guess.mime in PICTURES or guess.mime == "application/pdf"):
        return guess.extension, guess.mime
    return None if guess else _text(content)


def _document(content: bytes) -> tuple[str, str] | None:
    try:
        ATTACHED.check(content)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 200:
                kind = parts.read("mimetype").decode("ascii", "replace").strip()
                return (OPEN_DOCUMENT[kind], kind) if kind in OPEN_DOCUMENT else None
    except (zipfile.BadZipFile, OSError, RuntimeError, struct.error, EOFError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next(
        (file_type for start, file_type in OFFICE.items() if any(name.startswith(start) for name in names)), None
    )


def _text(content: bytes) -> tuple[str, str] | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return ("txt", TEXT) if "\x00" not in text and not text.lstrip().startswith("<") else None


def check_pixels(content: bytes, kind: str) -> None:
    """Raise OverLimit for a picture with too many pixels, by its header; nothing is decoded."""
    try:
        width, height = _webp_size(content) if kind == "image/webp" else _header_size(content, PICTURES[kind])
    except (PIL.UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, IndexError):
        raise OverLimit("can’t be read as a picture. Save it as JPEG or PNG and choose it again.") from None
    except Image.DecompressionBombError:
        width, height = MOST_PIXELS, 2
    if width * height > MOST_PIXELS:
        most = f"{MOST_PIXELS // 1_000_000} megapixels"
        raise OverLimit(f"has more than {most} ({width:,} × {height:,}). Make it smaller, then upload it again.")


def _header_size(content: bytes, form: str) -> tuple[int, int]:
    with Image.open(io.BytesIO(content), formats=(form,)) as picture:
        return picture.size


def _webp_size(content: bytes) -> tuple[int, int]:
    """Return the size in a WebP header: Pillow would set aside memory for the whole picture as it opens one."""
    form = content[12:16]
    if form == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if form == b"VP8L":
        bits = struct.unpack_from("<L", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack_from("<2H", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no WebP header")


def clean_name(name: str, ending: str = "") -> str:
    """Return a name to show and to download by: one line, no path, no marks that reorder text, an ending that is true."""
    base_name = PurePath(name.replace("\\", "/")).name
    shown = "".join(
        letter for letter in unicodedata.normalize("NFC", base_name) if letter.isprintable() or letter == "\u200d"
    ).strip(" .")
    shown = shown or "file"
    stem, dot, given = shown.rpartition(".")
    if ending and (not dot or given.lower() not in ENDINGS.get(ending, {ending})):
        stem, dot, given = shown, ".", ending
    return f"{stem[: 119 - len(given)]}.{given}" if dot and len(given) < 10 else shown[:120]
