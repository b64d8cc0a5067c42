"""Word files made by hand for the tests: a body in short XML, and whatever other parts are wanted."""

import io
import re
import zipfile
from collections.abc import Mapping

from tinbai.parsers import flow
from tinbai.parsers.document import Document

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PROPERTIES = f"{_PACKAGE}/relationships/metadata/core-properties"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    f'xmlns:r="{_OFFICE}/relationships" xmlns:m="{_OFFICE}/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Runs, or bare words, as one paragraph."""
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def table(*rows: list[str]) -> str:
    """Rows of cells, each the XML of its paragraphs or bare words."""
    cells = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row) for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def inline(relation: str, alt: str = "", width: int = 4_000_000, crop: str = "") -> str:
    """A run with a picture set into the line; width in EMU."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="9"/><wp:docPr id="1" descr="{alt}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{relation}"/>{crop}</pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def anchored(relation: str) -> str:
    return inline(relation).replace("wp:inline", "wp:anchor")


def vml(relation: str) -> str:
    return (
        '<w:r><w:pict><v:shape alt="cổng chào" style="width:300pt;height:200pt">'
        f'<v:imagedata r:id="{relation}" o:title="x"/></v:shape></w:pict></w:r>'
    )


def box(content: str) -> str:
    """A text box as Word 2010 and later writes it: the new form and the old one for older programs."""
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></wp:anchor>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def part(name: str, content: str) -> str:
    """An XML part with w:NAME as its root."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'


def styles(content: str) -> str:
    return part("styles", content)


def docx(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    media: Mapping[str, bytes] | None = None,
    links: Mapping[str, str] | None = None,
    main: str = "word/document.xml",
    core: str = "",
) -> bytes:
    """parts: "styles", "header1", … -> XML of word/NAME.xml. media: identifier of a relation -> octets of a picture
    (.png or .jpg by its magic). links: identifier -> address outside. core: content of the properties."""
    folder = main.rpartition("/")[0]
    relations = ""
    for name in parts or {}:
        kind = f"{_OFFICE}/relationships/{name.rstrip('0123456789')}"
        relations += f'<Relationship Id="rel-{name}" Type="{kind}" Target="{name}.xml"/>'
    files: dict[str, str | bytes] = {f"{folder}/{name}.xml": content for name, content in (parts or {}).items()}
    for name, octets in (media or {}).items():
        file = f"media/{name}.{'png' if octets.startswith(PNG[:4]) else 'jpg'}"
        relations += f'<Relationship Id="{name}" Type="{_OFFICE}/relationships/image" Target="{file}"/>'
        files[f"{folder}/{file}"] = octets
    for name, address in (links or {}).items():
        kind = f'Type="{_OFFICE}/relationships/image" TargetMode="External"'
        relations += f'<Relationship Id="{name}" {kind} Target="{address}"/>'
    files[main] = part("document", f"<w:body>{body}</w:body>")
    files[f"{folder}/_rels/{main.rpartition('/')[2]}.rels"] = _relationships(relations)
    files["docProps/core.xml"] = (
        '<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/">' + core + "</cp:coreProperties>"
    )
    files["_rels/.rels"] = _relationships(
        f'<Relationship Id="a" Type="{_OFFICE}/relationships/officeDocument" Target="{main}"/>'
        f'<Relationship Id="b" Type="{_PROPERTIES}" Target="docProps/core.xml"/>'
    )
    return package(files)


def package(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def repackaged(data: bytes, change: Mapping[str, bytes | None]) -> bytes:
    """The same package with some members replaced, or left out (None)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, content in change.items():
        files.pop(name, None)
        if content is not None:
            files[name] = content
    return package(files)


def strict(data: bytes) -> bytes:
    """The same package with the namespaces of ISO/IEC 29500 strict."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {
            name: re.sub(
                rb"http://schemas\.openxmlformats\.org/(wordprocessingml|drawingml|officeDocument)/2006",
                rb"http://purl.oclc.org/ooxml/\1",
                archive.read(name),
            )
            for name in archive.namelist()
        }
    return package(files)


def words(document: Document) -> str:
    """All paragraphs, cells included, a line each."""
    return "\n".join(one.text for one in flow.paragraphs(document.pieces))


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def _relationships(content: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'
