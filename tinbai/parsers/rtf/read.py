"""Rich Text (.rtf, and often .doc) to a Document: what a reader of the paper sees.

In: results of fields and objects, text boxes after their paragraph, foot- and endnotes at the end. Out: deletions,
hidden text, instructions of fields, and every destination marked as optional that we do not know.
"""

import re

from tinbai.model import Problem, Severity
from tinbai.parsers.document import Document
from tinbai.parsers.rtf.walk import Reader

MOST_OCTETS = 128 * 1024 * 1024  # photos are written in hexadecimal figures
_SEVERITIES: dict[str, Severity] = {"picture-cropped": "info"}
_BEGIN = re.compile(rb"\A(?:\xef\xbb\xbf)?[\s\0]{0,1000}(?=\{\\rtf)")


def read_rtf(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-damaged (also when only cut off), document-too-large, text-too-long."""
    if len(data) > MOST_OCTETS:
        return Document((), problems=(Problem("document-too-large", "grave"),))
    octets = bytes(data)
    begin = _BEGIN.match(octets)
    if begin is None:
        return Document((), problems=(Problem("document-damaged", "grave"),))
    reader = Reader()
    reader.read(octets[begin.end() :])
    paper = reader.paper
    problems = [
        Problem(code, _SEVERITIES.get(code, "warning"), None, {"count": str(count)})
        for code, count in paper.wrong.items()
    ]
    if reader.is_too_long:
        problems.append(Problem("text-too-long", "warning"))
    if reader.is_cut_off:
        problems.append(Problem("document-damaged", "warning" if reader.pieces else "grave"))
    return Document(tuple(reader.pieces), tuple(paper.notes), tuple(problems), title_hint=paper.title)
