"""Files of a sender leave only as downloads: never shown in the browser, never guessed at."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response

_LONGEST = 150  # octets of a name: disks take 255, Windows 260 characters with all its folders
_LONGEST_END = 12  # characters of what comes after the last dot
_UNSAFE = re.compile(r'["\\/:*?<>|]')  # on some disk, or in the header
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 !#$&+^_{}~.,()@=-]")


def download(file: Path, name: str) -> Response:
    """The file under that name (RFC 6266), as octets nobody interprets."""
    name = safe_name(name)
    bare = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    ascii_name = _NOT_PLAIN.sub("_", bare.replace("đ", "d").replace("Đ", "D"))
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, media_type="application/octet-stream", headers=headers)


def safe_name(name: str) -> str:
    """A sender's name of a file as one that every disk takes and that shows what the file is; its end is kept.

    Without control characters and without those that turn the direction of writing: "gpj.exe" would pass for a photo.
    """
    told = "".join(one for one in unicodedata.normalize("NFC", " ".join(name.split())) if _is_seen(one))
    whole = _UNSAFE.sub("_", told).strip(" .")
    stem, dot, end = whole.rpartition(".")
    if not dot or len(end) > _LONGEST_END:
        stem, dot, end = whole, "", ""
    most = _LONGEST - len((dot + end).encode())
    return (stem.encode()[:most].decode(errors="ignore") + dot + end).strip() or "tep"


def _is_seen(one: str) -> bool:
    return not unicodedata.category(one).startswith("C")
