"""File names from strangers made safe: no paths, no control characters, no reserved names, at most 150 octets."""

import re
import unicodedata

LONGEST = 150
_BAD = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_EXTENSIONS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/tiff": ".tif",
    "image/bmp": ".bmp", "image/heic": ".heic", "image/avif": ".avif", "image/svg+xml": ".svg",
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "message/rfc822": ".eml",
    "message/delivery-status": ".txt", "application/pdf": ".pdf", "application/rtf": ".rtf", "application/zip": ".zip",
    "application/msword": ".doc", "application/ms-tnef": ".dat",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}  # fmt: skip


def safe(name: str | None, number: int, media_type: str) -> str:
    """The name as sent with letters, blanks and dots kept; a nameless part is called part-N with an extension."""
    text = unicodedata.normalize("NFC", name or "").replace("\t", " ")
    text = _BAD.sub("_", re.sub(r"[\r\n]+ ?", "", text)).strip().lstrip(".").rstrip(". ")
    if not text.strip("_ "):
        return f"part-{number}{_EXTENSIONS.get(media_type, '.bin')}"
    if _RESERVED.match(text):
        text = "_" + text
    return _cut(text)


def _cut(text: str) -> str:
    if len(text.encode()) <= LONGEST:
        return text
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension.encode()) > 12:
        stem, dot, extension = text, "", ""
    room = LONGEST - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + extension
