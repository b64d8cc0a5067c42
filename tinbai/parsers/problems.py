"""What can be wrong with a sender's mail or file: code -> sentence for editors (English; Vietnamese in problems.po).

`{name}` is the file or photo concerned; the other placeholders are the problem's params. docs/problems.md explains all.
"""

from tinbai.model import Problem

PROBLEMS: dict[str, str] = {
    "document-damaged": "The file {name} is damaged and cannot be opened.",
    "document-unreadable": "Nothing can be read in the file {name}.",
    "encoding-repaired": "The letters were converted from {from}.",
    "format-not-read": "The file {name} is in a format that is not read; open the original.",
    "html-unreadable": "The HTML text of the mail cannot be read.",
    "mail-boundary-missing": "The parts of the mail cannot be told apart; it is shown as one text.",
    "mail-cut-off": "The mail was cut off on its way.",
    "mail-too-many-parts": "The mail has more than {most} parts; the rest was not read.",
    "mail-too-nested": "The mail is nested too deeply; the inner parts were not read.",
    "parser-died": "Reading the file was broken off: {why}.",
    "picture-remote": "{count} pictures are only linked on the Internet and were not loaded.",
}


def values(problem: Problem) -> dict[str, str]:
    """What fills the placeholders of a problem's sentence."""
    return {"name": problem.where or "", **problem.params}
