"""Why a page could not be fetched, in one of a few plain sentences (msgids of locale/vi/feeds.po)."""

from tinbai.errors import TryLater

NO_HOST = "The name of the server was not found."
NOT_PUBLIC = "The server's address is not public; allow it in the settings if it is yours."
NO_CONNECTION = "The server could not be reached."
BAD_CERTIFICATE = "The certificate of the server could not be verified."
NO_TLS = "An encrypted connection could not be made."
SILENT = "The server answers too slowly."
BROKEN = "The answer of the server could not be understood."
TOO_LARGE = "The answer is larger than what is read."
REDIRECTED = "The server sends us on too often, or to where we do not go."
REFUSED = "The server refuses to show this page."
GONE = "There is no such page any more."
BUSY = "The server asks us to come back later."
FAILED = "The server has a fault of its own."
ROBOTS = "The site does not want this address to be read by programs (robots.txt)."
NOT_A_FEED = "At this address is no feed and no sitemap."
UNREADABLE = "What is there could not be read."
ELSEWHERE = "The address leads to another site than the feed's, or to an unusual port."
DEFECT = "Tinbai itself met a fault with what came; its log tells more."
TOO_MANY = "It told of more than 2,000 new stories within a day; only the newest of them were taken."

SENTENCES = (
    NO_HOST, NOT_PUBLIC, NO_CONNECTION, BAD_CERTIFICATE, NO_TLS, SILENT, BROKEN, TOO_LARGE, REDIRECTED, REFUSED, GONE,
    BUSY, FAILED, ROBOTS, NOT_A_FEED, UNREADABLE, ELSEWHERE, DEFECT, TOO_MANY,
)  # fmt: skip


class FetchTrouble(TryLater):
    """Nothing came. `wait`: seconds the server asked for; `final`: asking again would not help."""

    def __init__(self, message: str, detail: str = "", *, wait: float | None = None, final: bool = False) -> None:
        super().__init__(message)
        self.message, self.detail, self.wait, self.final = message, detail, wait, final
