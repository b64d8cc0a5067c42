"""The one rule of what is an address that letters are written to and from; settings and letters both ask here."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

# RFC 5321 without quotes; before the @ letters beyond ASCII may stand as well (RFC 6531)
_PLAIN = re.compile(r"(?!.*=\?)[\w!#$%&'*+/=?^`{|}~.-]+@(?:[A-Za-z0-9_.-]+|\[[0-9A-Za-z.:]+\])")


def written(address: str) -> str:
    """With its domain as DNS knows it (RFC 5891), what stands before it in NFC (RFC 6532 3.1). ValueError for what is
    not plainly one address.

    A comma or a quote in it makes two addresses of one for some reader on the way, and the letter reaches a stranger.
    """
    local, at, domain = address.rpartition("@")
    known = domain
    if not domain.isascii():
        known = domain.encode("idna").decode()
        if known.encode().decode("idna") != unicodedata.normalize("NFC", domain.lower()):
            raise ValueError(f"{address!r} cannot be written to: IDNA of 2003 names another domain")  # straße, strasse
    found = unicodedata.normalize("NFC", local) + at + known
    if not _PLAIN.fullmatch(found):
        raise ValueError(f"{address!r} cannot be written to by SMTP")
    return found


def _checked(address: str) -> str:
    """As it stands, for it is compared with what mails name. An address that no letter can bear is told at the start,
    not by letters that wait."""
    try:
        written(address)
    except ValueError:
        raise ValueError("one address such as bbt@example.vn, without blanks, quotes, brackets and commas") from None
    return address


Address = Annotated[str, AfterValidator(_checked)]
MaybeAddress = Annotated[str, AfterValidator(lambda address: address and _checked(address))]  # "": none
