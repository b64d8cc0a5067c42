"""Styles, scripts and fonts, served by ourselves under an address that changes with their content."""

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
_PACKED = frozenset({".css", ".js", ".svg"})  # fonts and pictures are packed already
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")  # a Windows registry may say something else
mimetypes.add_type("image/svg+xml", ".svg")


@cache
def digest() -> str:
    """Twelve digits that stand for the content of all files."""
    total = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        total.update(path.relative_to(FOLDER).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


@cache
def packed() -> dict[str, bytes]:
    """path -> content, as gzip, of what gains by it; made once, so that it costs no request anything."""
    files = [path for path in FOLDER.rglob("*") if path.suffix in _PACKED]
    return {path.relative_to(FOLDER).as_posix(): gzip.compress(path.read_bytes(), 9, mtime=0) for path in files}


class Assets(StaticFiles):
    """The folder, with the promise that a file under this address never changes."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)
        packed()

    async def get_response(self, path: str, scope: Scope) -> Response:
        content = packed().get(path)
        headers = Headers(scope=scope)
        if (
            content is None
            or scope["method"] not in ("GET", "HEAD")
            or "gzip" not in headers.get("accept-encoding", "")
        ):
            response = await super().get_response(path, scope)
            response.headers.update(_FOR_EVER)
            return response
        tag = f'"{digest()}-gz"'
        if headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=_FOR_EVER | {"ETag": tag})
        kind = mimetypes.guess_type(path)[0]
        return Response(content, media_type=kind, headers=_FOR_EVER | {"ETag": tag, "Content-Encoding": "gzip"})
