"""A story as a Word file, made of its blocks: nothing of the file it came in is in it."""

import io
import re
from collections.abc import Mapping
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from tinbai.i18n import Language
from tinbai.model import Block, Draft
from tinbai.web.portal import caption_of, unplaced

_FONT = "Times New Roman"  # what offices write in
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDTH = Cm(15)


def word_file(draft: Draft, pictures: Mapping[int, bytes], language: Language) -> bytes:
    """The .docx. pictures: JPEG by the photo's number from 1; photos that stand nowhere in the body come last."""
    document = docx.Document()
    for name in ("Normal", "Title", "Heading 2", "Quote", "Caption"):
        font = document.styles[name].font
        font.name, font.size = _FONT, Pt({"Title": 18, "Caption": 12}.get(name, 14))
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    story = draft.revision.story
    document.core_properties.title, document.core_properties.author = _clean(story.title), ""
    if story.title:
        document.add_paragraph(_clean(story.title), style="Title")
    if story.lead:
        document.add_paragraph().add_run(_clean(story.lead)).bold = True
    for block in story.body:
        _add(document, block, draft, pictures, language)
    if story.byline and story.byline.raw:
        signed = document.add_paragraph()
        signed.add_run(_clean(story.byline.raw)).bold = True
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number in unplaced(draft):
        _figure(document, draft, number, pictures, language)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Document, block: Block, draft: Draft, pictures: Mapping[int, bytes], language: Language) -> None:
    match block.type:
        case "list":
            for place, item in enumerate(block.items):
                added = document.add_paragraph(_clean(item), style="List Number" if block.ordered else "List Bullet")
                if block.ordered and place == 0:
                    numbering = _counted_anew(document, added)
                elif block.ordered:
                    _number(added, numbering)
        case "table":
            _table(document, block)
        case "figure":
            if 0 <= block.photo < len(draft.item.photos):
                _figure(document, draft, block.photo + 1, pictures, language)
        case _:
            style = {"subhead": "Heading 2", "quote": "Quote"}.get(block.type, "Normal")
            document.add_paragraph(_clean(block.text), style=style)


def _table(document: Document, block: Block) -> None:
    rows = [row for row in block.rows if row]
    if not rows:
        return
    table = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for row, cells in zip(rows, table.rows, strict=True):
        for words, cell in zip(row, cells.cells, strict=False):
            cell.text = _clean(words)


def _figure(document: Document, draft: Draft, number: int, pictures: Mapping[int, bytes], language: Language) -> None:
    if number in pictures:
        document.add_picture(io.BytesIO(pictures[number]), width=_WIDTH)
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption = caption_of(draft.revision.story, number, language)
    if caption:
        document.add_paragraph(_clean(caption), style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _counted_anew(document: Document, first: Paragraph) -> int:
    """A numbering of its own for the list that begins there; Word would count on from the list before."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    abstract = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    _number(first, made.numId)
    return int(made.numId)


def _number(paragraph: Paragraph, numbering: int) -> None:
    properties: Any = paragraph._p.get_or_add_pPr()
    numbered = properties.get_or_add_numPr()
    numbered.get_or_add_numId().val = numbering
    numbered.get_or_add_ilvl().val = 0


def _clean(text: str) -> str:
    """Without signs XML cannot hold."""
    return _NO_XML.sub("", text)
