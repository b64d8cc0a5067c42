"""What is held: of a mail that may be secret nothing is shown, and its files leave only for who may lift the hold."""

from tinbai.model import Draft, Parsed, State


def is_closed(draft: Draft) -> bool:
    """Whether no word and no picture of the draft may be shown, to anybody."""
    return draft.state is State.HELD or draft.item.hold is not None


def is_sealed(parsed: Parsed | None) -> bool:
    """Whether the mail as a whole holds something that may be secret, also where another story of it is free."""
    return parsed is not None and any(item.hold for item in parsed.items)
