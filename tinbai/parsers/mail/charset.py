"""Which characters do these octets mean? Declared charsets lie; the order of trust is the one that proved best."""

import codecs
import re
import unicodedata
from functools import lru_cache

import charset_normalizer

from tinbai.parsers.encoding import legacy

# Labels as seen in real mail, and what their writers meant (the WHATWG reading of the common ones).
_ALIASES = {
    "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252",
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "iso-ir-100": "cp1252", "l1": "cp1252",
    "8859_1": "cp1252", "windows-1252http-equivcontent-type": "cp1252", "x-ansi": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cn-gb": "gb18030",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "x-ms-cp932": "cp932",
    "windows-31j": "cp932", "windows-874": "cp874", "tis-620": "cp874", "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "logical": "iso8859-8", "iso-8859-6-i": "iso8859-6",
    "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8", "uft-8": "utf-8", "utf-8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "cp-850": "cp850", "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "big5": "cp950", "x-x-big5": "cp950",
    "windows-1258": "cp1258", "x-cp1258": "cp1258", "iso-8859-9": "cp1254", "x-user-defined": "cp1252",
}  # fmt: skip
_UNKNOWN = frozenset(
    {"", "unknown", "unknown-8bit", "x-unknown", "default", "default_charset", "binary", "8bit", "none"}
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_MARKS = tuple(mark for mark, _ in _BOMS)
_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB]|\([BIJ]|\$\([CD]|\$\)C)")
_LEAST_FOR_A_GUESS = 20  # a detector read the 13 octets of a Vietnamese subject as Arabic
_FEW = 8  # octets above 127 among many others are no evidence to go by
# Letters and signs that Western and Central Europe have at the same place (windows-1252 and windows-1250).
_COMMON = bytes(range(128)) + "€…†‡‰‹‘’“”•–—™›\u00a0¤¦§¨©«¬\u00ad®°±´µ¶·»ÁÂÄÇÉËÍÎÓÔÖ×ÚÜÝßáâäçéëíîóôö÷úüý".encode(
    "cp1252"
)
_NOT_CONTROLS = bytes(octet for octet in range(256) if octet >= 32 or octet in b"\t\n\f\r\x1b")
_MOST_CONTROLS = 50  # one in so many octets; what has more is a picture or the like, and in no charset
_SAMPLE = 64 * 1024
_NOT_ASCII = ("utf-7", "hz", "utf-16", "utf-32")  # these mean something else by the octets of ASCII
_OLD_SAMPLE = 4 * 1024
_ASCII = bytes(range(128))
_TAG = re.compile(r"<[^<>]*>|&#?\w+;")


@lru_cache(maxsize=256)  # mails come with the same few
def known(label: str | None) -> str | None:
    """Python's name of a declared charset, aliases and typing errors resolved; None when it says nothing."""
    name = (label or "").strip().strip("\"'").lower()
    name = name.removeprefix("charset=").partition("*")[0].removeprefix("3d").strip("\"' ;")
    name = name.replace("$esc", "").lstrip("_")
    if name in _UNKNOWN:
        return None
    name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # codecs such as base64 or rot13 are no charsets
    return info.name if info._is_text_encoding else None


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """(text in NFC, charset used). Never fails: what cannot be read becomes U+FFFD.

    Order: byte order mark; ISO-2022 escapes; strict UTF-8 when any octet is above 127; TCVN3 and VNI, left as
    windows-1252 for encoding.py, where no charset or one they are mistaken for is declared; the declared charset;
    windows-1258 where the words are Vietnamese then; a detector over the whole text; windows-1252.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text, used = _decode(data, known(declared) if declared else None)
    else:
        if not text.isascii():
            return unicodedata.normalize("NFC", text.lstrip("\ufeff")), "utf-8"
        name = known(declared) if declared else None
        if b"\x1b" not in data and not (name and name.startswith(_NOT_ASCII)):
            return text, "ascii"
        text, used = _decode_ascii(data, text, name)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)), used


def _decode_ascii(data: bytes, text: str, declared: str | None) -> tuple[str, str]:
    if b"\x1b" in data and _ISO_2022.search(data):
        return _iso_2022(data, declared)
    if declared and declared.startswith(_NOT_ASCII):
        return _strict(data, declared) or (text, "ascii")
    return text, "ascii"


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    if data.startswith(_MARKS):
        name = next(name for mark, name in _BOMS if data.startswith(mark))
        return data.decode(name, "replace").lstrip("\ufeff"), name
    is_text = len(data.translate(None, _NOT_CONTROLS)) * _MOST_CONTROLS <= len(data)
    if is_text and declared in (None, "utf-8", "cp1258") and _is_old_vietnamese(data):
        return _latin(data), "cp1252"
    if declared and declared != "utf-8":
        return _strict(data, declared) or (data.decode(declared, "replace"), declared)
    return _damaged_utf_8(data) or (is_text and (_windows_1258(data) or _guess(data))) or (_latin(data), "cp1252")


def _windows_1258(data: bytes) -> tuple[str, str] | None:
    """Vietnamese of Windows without a label, which detectors take for Western European or Chinese."""
    sample = unicodedata.normalize("NFC", data[:_OLD_SAMPLE].decode("cp1258", "replace"))
    return (data.decode("cp1258", "replace"), "cp1258") if legacy.reads_vietnamese(_TAG.sub(" ", sample)) else None


def _is_old_vietnamese(data: bytes) -> bool:
    """TCVN3 or VNI, which no label names and detectors take for Central European; encoding.py decodes them."""
    sample = data[:_OLD_SAMPLE].decode("latin-1")
    return legacy.kind_of_text(_TAG.sub(" ", sample)) is not None


def _strict(data: bytes, name: str) -> tuple[str, str] | None:
    try:
        return data.decode(name), name
    except (UnicodeDecodeError, ValueError, LookupError):
        return None


def _iso_2022(data: bytes, declared: str | None) -> tuple[str, str]:
    names = [declared] if declared and declared.startswith("iso2022") else []
    for name in (*names, "iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr"):
        found = _strict(data, name)
        if found:
            return found
    return data.decode("iso2022_jp_ext", "replace"), "iso2022_jp_ext"


def _damaged_utf_8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few damaged octets stays UTF-8."""
    lossy = data.decode("utf-8", "replace")
    return (lossy, "utf-8") if lossy.count("\ufffd") * 20 < len(data.translate(None, _ASCII)) else None


def _guess(data: bytes) -> tuple[str, str] | None:
    """By a detector, if there is enough to go by."""
    high = len(data.translate(None, _ASCII))
    if len(data) < _LEAST_FOR_A_GUESS or (high * 4 < len(data) and (high < _FEW or not data.translate(None, _COMMON))):
        return None
    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    return (data.decode(best.encoding, "replace"), best.encoding) if best else None


def _latin(data: bytes) -> str:
    """windows-1252 with its five holes read as Latin-1 controls, so that nothing is lost for later repairs."""
    return data.decode("cp1252", "latin-1-holes")


def _hole(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-holes", _hole)
