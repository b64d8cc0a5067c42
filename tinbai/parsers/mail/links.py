"""Places on the Internet where senders leave photos and texts that are too large for a mail; never fetched."""

import re

_SITES = (
    ("Google Drive", r"drive\.google\.com/|docs\.google\.com/(?!uc\b)|photos\.app\.goo\.gl/|photos\.google\.com/"),
    ("OneDrive", r"1drv\.ms/|onedrive\.live\.com/|[\w-]{1,60}\.sharepoint\.com/"),
    ("Dropbox", r"(?:www\.)?dropbox\.com/(?:s|sh|scl|t)/"),
    ("Fshare", r"(?:www\.)?fshare\.vn/(?:file|folder)/"),
    ("Zalo", r"[\w-]{1,60}\.(?:dlfl\.|dlmd\.)?zdn\.vn/|zcloud\.zalo\.me/|drive\.zalo\.me/"),
    ("WeTransfer", r"we\.tl/|(?:www\.)?wetransfer\.com/downloads/"),
    ("MediaFire", r"(?:www\.)?mediafire\.com/(?:file|folder)/"),
    ("MEGA", r"mega\.nz/"),
    ("iCloud", r"(?:www\.)?icloud\.com/(?:iclouddrive|attachment|photos)|share\.icloud\.com/"),
)  # fmt: skip
_LINKS = tuple(
    (name, re.compile(rf"(?<!src=\")(?<!src=')https?://(?:{hosts})", re.IGNORECASE)) for name, hosts in _SITES
)


def sites(text: str) -> tuple[str, ...]:
    """Names of the sites a text or its HTML links to, pictures it shows left out."""
    return tuple(name for name, pattern in _LINKS if pattern.search(text)) if "://" in text else ()
