"""What can go wrong, one class per mistake; anything else is a defect and ends on the quarantine shelf."""


class TinbaiError(Exception):
    """Base of every error this program raises on purpose; its text is fit for a person."""


class BadSettings(TinbaiError):
    """The settings cannot be used; the text names file, key and what is allowed. Stops at start."""


class TryLater(TinbaiError):
    """Something outside is not ready (server down, disk full); the same work is tried again with back-off."""


class DiskFull(TryLater):
    """No room to make a message durable: SMTP answers 452, the mailbox is left as it is."""


class ParserDied(TinbaiError):
    """The parsing child was killed (memory, CPU or wall limit) or broke; the raw mail is intact."""


class Conflict(TinbaiError):
    """Somebody else was faster: the revision or the state is no longer the one the change was made on."""


class NotAllowed(TinbaiError):
    """The transition does not exist from this state, or this person may not make it."""


class NotFound(TinbaiError):
    """There is no such draft, arrival or person."""


class RawMissing(TinbaiError):
    """The raw file of a mail that was taken in is gone from the disk."""
