"""PDF, the one way in which the site makes it: Typst templates in `templates/documents/`, given data as JSON.

The files are tagged (PDF/UA-1: title, language, headings, alternative texts), A4, in British English, and the same bytes
for the same data and moment. What people wrote is data, never source, so nothing in it is read as markup.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import font_source_sans_pro
from django.conf import settings

from .heavy import HeavyModule

if TYPE_CHECKING:
    import typst
else:
    typst = HeavyModule("typst")

PDF = "application/pdf"
DOCUMENTS = settings.BASE_DIR / "templates" / "documents"
TRAINING_MARK = "Training site: invented schools and people"
PIXELS_PER_INCH = 216
"""Three pixels to a point: sharp on paper."""


@functools.cache
def _fonts() -> typst.Fonts:
    """Return the fonts of our packages; those of the machine are left out, so that every machine writes the same file."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def render_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the PDF of a template with `data`, which the template reads as `json(bytes(sys.inputs.data))`.

    `at` is the moment that the file carries as its creation. A training site's pages say that they are no real ones.
    """
    mark = {"mark": TRAINING_MARK} if settings.TRAINING_SITE else {}
    rendered = typst.compile(
        DOCUMENTS / template,
        root=DOCUMENTS,
        sys_inputs={"data": json.dumps(data), **mark},
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=at.astimezone(UTC).replace(microsecond=0),  # Typst takes none
    )
    return _first(rendered)


def svg_as_png(svg: str) -> bytes:
    """Return an SVG drawing as PNG, for files that cannot hold the drawing itself."""
    rendered = typst.compile(
        DOCUMENTS / "drawing.typ",
        root=DOCUMENTS,
        sys_inputs={"svg": svg},
        font_paths=_fonts(),
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    return _first(rendered)


def _first(rendered: Any) -> bytes:
    """Return the file, or of several pages the first."""
    return bytes(rendered[0] if isinstance(rendered, list) else rendered)
