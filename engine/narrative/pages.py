"""A screenplay on pages: Fountain laid out as a PDF in the standard format, by screenplain."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from engine.errors import OtherwiseError
from engine.narrative.fountain import JOINER, unmarked

_UNDERSCORE = "\uf05f"
"""Stands for an escaped underscore while screenplain reads: of Fountain's escapes it knows the star's alone."""


def pdf(fountain: str) -> tuple[bytes, str]:
    """The PDF, the same bit for bit for the same text; and the letters that its typeface has not, which show as boxes.

    OtherwiseError where screenplain is not installed.
    """
    try:
        from reportlab.pdfbase.pdfmetrics import getFont
        from screenplain.export.pdf import DocTemplate, create_default_settings, to_pdf
    except ImportError as error:
        raise OtherwiseError(
            "A PDF needs screenplain, which is not installed here. Run `.venv/bin/pip install -e '.[screenplay]'`, "
            "or choose an --out that ends in .fountain."
        ) from error
    made = io.BytesIO()
    settings = create_default_settings()
    to_pdf(parsed(fountain), made, template_constructor=partial(DocTemplate, invariant=1), settings=settings)
    has = getFont(settings.font_settings.family_name).face.charToGlyph
    boxes = sorted({letter for letter in unmarked(fountain) if not letter.isspace() and ord(letter) not in has})
    return made.getvalue(), "".join(boxes)


def parsed(fountain: str) -> Any:
    """As screenplain reads it, without the marks that it would print."""
    from screenplain.parsers.fountain import parse

    screenplay = parse(io.StringIO(fountain.replace("\\_", _UNDERSCORE)))
    for paragraph in screenplay:
        lines = [*getattr(paragraph, "lines", ()), *(line for _, line in getattr(paragraph, "blocks", ()))]
        if hasattr(paragraph, "character"):
            lines.append(paragraph.character)
        for segment in (segment for line in lines for segment in line.segments):
            segment.text = segment.text.replace(JOINER, "").replace(_UNDERSCORE, "_")
    for key, values in screenplay.title_page.items():
        screenplay.title_page[key] = [value.replace(_UNDERSCORE, "_") for value in values]
    return screenplay
