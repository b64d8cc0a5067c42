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
    "photo-cut-off": "The photo {name} was cut off on its way; ask for it again.",
    "photo-format-unsupported": "The photo {name} is of a kind ({kind}) that cannot be opened here.",
    "photo-too-large": "The photo {name} has too many pixels to be opened.",
    "photo-unreadable": "The photo {name} is damaged and cannot be opened.",
    "picture-remote": "{count} pictures are only linked on the Internet and were not loaded.",
    "secrecy-mentioned": "The text speaks of secret documents; make sure it quotes none.",
}


def values(problem: Problem) -> dict[str, str]:
    """What fills the placeholders of a problem's sentence."""
    return {"name": problem.where or "", **problem.params}
