"""Files of a sender leave only as downloads: never shown in the browser, never guessed at."""

from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response


def download(file: Path, name: str) -> Response:
    """The file under that name (RFC 6266), as octets nobody interprets."""
    ascii_name = name.encode("ascii", "replace").decode().translate(str.maketrans('"\\?/', "____"))
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, media_type="application/octet-stream", headers=headers)
