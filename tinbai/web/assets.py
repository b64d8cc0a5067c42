"""Styles, scripts and fonts, served by ourselves under an address that changes with their content."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"

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


class Assets(StaticFiles):
    """The folder, with the promise that a file under this address never changes."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
