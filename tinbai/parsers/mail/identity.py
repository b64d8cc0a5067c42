"""Which message is this? The same mail reaches us by several doors with other trace headers but the same content."""

import hashlib
import re

_HEADER_LIMIT = 1 << 20
_CHUNK = 1 << 20
_BLANK = re.compile(rb"\r?\n\r?\n")
# RFC 5322 3.6.4; folded lines are joined before
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)
_NAMING = re.compile(rb"^(?:from|date|subject)[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)


def content_key(raw: bytes | memoryview) -> tuple[str | None, str]:
    """(Message-ID without brackets or None, SHA-256 in hex over it and the body with LF line ends).

    Message-ID alone is no identity (forged or repeated ones must not swallow mail), and neither are the raw octets
    (Received lines differ per mailbox). Without a Message-ID, From, Date and Subject stand in for it.
    """
    view = memoryview(raw)
    head = bytes(view[:_HEADER_LIMIT])
    blank = _BLANK.search(head)
    head, start = (head[: blank.start()], blank.end()) if blank else (head, len(head))
    found = _MESSAGE_ID.search(head)
    message_id = b" ".join(found[1].split()).strip(b"<> ")[:998] if found else b""
    digest = hashlib.sha256(message_id or b"\n".join(_NAMING.findall(head)))
    digest.update(b"\0")
    _digest_body(digest, view[start:])
    return (message_id.decode("utf-8", "replace").replace("\0", "") or None), digest.hexdigest()


def _digest_body(digest: "hashlib._Hash", body: memoryview) -> None:
    """Line ends and blank lines at the end depend on the door, so they do not count."""
    end = len(body)
    while end and body[end - 1] in b"\r\n":
        end -= 1
    for start in range(0, end, _CHUNK):
        digest.update(bytes(body[start : min(start + _CHUNK, end)]).replace(b"\r", b""))
