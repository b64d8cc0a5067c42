"""What can be wrong with a sender's mail or file: code -> sentence for editors (English; Vietnamese in problems.po).

`{name}` is the file or photo concerned; the other placeholders are the problem's params. docs/problems.md explains all.
"""

from tinbai.model import Problem

PROBLEMS: dict[str, str] = {
    "archive-damaged": "The archive {name} is damaged or packed in an unusual way; only a part of it could be read.",
    "archive-encrypted": "The archive {name}, or a file in it, is protected by a password.",
    "archive-too-large": "The archive {name} is too large inside to be opened safely; not all of it was read.",
    "archive-not-read": "The archive {name} was not opened; open the original.",
    "attachment-not-read": "The file {name} was not read and not checked for secrecy stamps; open the original.",
    "body-differs": "The mail itself holds the story of the file {name} with other words; the file is shown.",
    "calendar-note": "An invitation came with the mail: {what}.",
    "captions-left": "{count} captions stand in the text without a photo: {captions}",
    "document-damaged": "The file {name} is damaged and cannot be opened.",
    "document-empty": "The file {name} is empty.",
    "document-encrypted": "The file {name} is protected by a password.",
    "document-too-large": "The file {name} is too large inside to be opened safely.",
    "document-unreadable": "Nothing can be read in the file {name}.",
    "encoding-repaired": "The letters were converted from {from}; please check names.",
    "format-not-read": "The file {name} is in a format that is not read yet; open the original.",
    "html-unreadable": "The HTML text of the mail cannot be read.",
    "looks-lost": "In the damaged file {name} deleted or hidden words cannot be told from others; see the original.",
    "macros-inside": "The file {name} holds macros; they were not opened. Do not run them.",
    "material-linked": "The mail refers to material behind a link ({site}); it was not fetched.",
    "mail-boundary-missing": "The parts of the mail cannot be told apart; it is shown as one text.",
    "mail-cut-off": "The mail was cut off on its way.",
    "mail-encrypted": "The mail or its file {name} is encrypted; only its addressee's key opens it.",
    "mail-too-many-parts": "The mail has more than {most} parts; the rest was not read.",
    "mail-too-nested": "The mail is nested too deeply; the inner parts were not read.",
    "objects-inside": "The file {name} holds objects that were not opened and not checked for secrecy stamps.",
    "pages-hidden": "The file {name} has hidden slides or sheets ({count}); open the original to see them.",
    "message-partial": "The mail is one piece of a message sent in parts ({part}); the other pieces are missing.",
    "parser-died": "Reading the file was broken off: {why}.",
    "pdf-scanned": "Scanned pages of the file {name} ({pages}) were not read and not checked for secrecy stamps.",
    "photo-blurred": "The photo {name} may be blurred.",
    "photo-cut-off": "The photo {name} was cut off on its way; ask for it again.",
    "photo-dark": "The photo {name} is very dark.",
    "photo-drawing": "The file {name} is a drawing, not a photo; it is kept as sent but cannot be shown here.",
    "photo-format-unsupported": "The photo {name} is of a kind ({kind}) that cannot be opened here.",
    "photo-moving": "The picture {name} is animated; only its first frame is shown.",
    "photo-pages": "The picture {name} has several pages, of which the first is shown; open the original.",
    "photo-recompressed": (
        "The photo {name} seems to have been made smaller by a messenger (Zalo, Facebook …); ask for the original."
    ),
    "photo-screenshot": "The photo {name} seems to be a screenshot; ask for the original.",
    "photo-story-unsure": "It is not clear which story the photo {name} belongs to.",
    "photo-too-large": "The photo {name} has too many pixels to be opened.",
    "photo-unreadable": "The photo {name} is damaged and cannot be opened.",
    "picture-cropped": "A picture in the file {name} is cropped by its author and shown so; the whole picture is kept.",
    "picture-drawing": "A drawing in the file {name} cannot be shown.",
    "picture-linked": "A picture in the file {name} is only linked and not contained.",
    "picture-missing": "A picture in the file {name} is missing or damaged.",
    "picture-remote": "{count} pictures are only linked on the Internet and were not loaded.",
    "text-too-long": "The text is too long for a story; only its beginning was read.",
    "yenc-not-read": "A file in the text of the mail is packed as yEnc and was not read.",
    "secrecy-mentioned": "The text speaks of secret documents; make sure it quotes none.",
}


def values(problem: Problem) -> dict[str, str]:
    """What fills the placeholders of a problem's sentence."""
    return {"name": problem.where or "", **problem.params}
