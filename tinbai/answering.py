"""From which address answers to a mailbox's mail may leave: its own or its newsroom's, nobody else's.

Asked when a mailbox is set at the desk, and again of those in force: newsrooms, mailboxes and contributors come later.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import structlog

from tinbai.app import App
from tinbai.settings import Mailbox, Settings
from tinbai.store import Tx, kept_settings, senders

log = structlog.get_logger("answering")

FOREIGN = "Answers leave from {address}, which is neither this mailbox's own address nor the newsroom's."
CONTRIBUTOR = "Answers leave from {address}, but a contributor writes from there: his stories get no letters."
UNFIT = "The address for answers {address} is not used, mail servers do not take it: they leave from the newsroom's."
SENTENCES = (FOREIGN, CONTRIBUTOR, UNFIT)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def doubts(tx: Tx, settings: Settings) -> Mapping[str, tuple[str, str]]:
    """Mailbox in force -> (sentence, address) where its address breaks the rule. What the file names, its keeper may
    name as he likes; only that a contributor has it he cannot know."""
    kept = {one.name: one.value for one in kept_settings.everything(tx) if one.part == "mailboxes" and one.value}
    found: dict[str, tuple[str, str]] = {}
    for box in settings.mailboxes:
        wanted = str(kept.get(box.name, {}).get("address", "")) or box.address
        said = UNFIT if wanted and not box.address else doubt(tx, settings, box)
        if said and (said is not FOREIGN or box.name in kept):
            found[box.name] = (said, wanted)
    return found


def doubt(tx: Tx, settings: Settings, box: Mailbox) -> str:
    """The sentence (msgid) why answers may not leave from its address, "" where they may."""
    address = box.address.lower()
    its = _addresses(settings, box.outlet, own=True)
    if not address or address in its:
        return ""
    if any(senders.latest(tx, one.code, address, _EVER, limit=1) for one in settings.outlets):
        return CONTRIBUTOR  # taken for ours, his mail would get no letter any more
    return "" if _is_its_own(settings, box, its) else FOREIGN


def _is_its_own(settings: Settings, box: Mailbox, its: set[str]) -> bool:
    """Nobody writes in the name of another newsroom."""
    others = _addresses(settings, box.outlet, own=False)
    others |= {
        name.lower() for one in settings.mailboxes if one.outlet != box.outlet for name in (one.address, one.user)
    }
    user, domains = box.user.lower(), {one.rpartition("@")[2] for one in its}
    mine = {user} if "@" in user else {f"{user}@{domain}" for domain in domains}
    return box.address.lower() in mine - others


def _addresses(settings: Settings, outlet: str, *, own: bool) -> set[str]:
    """Lower-case: of the newsroom, or of all others."""
    newsrooms = [one for one in settings.outlets if (one.code == outlet) is own]
    return {address.lower() for one in newsrooms for address in (one.address, *one.aliases)}


def warn(app: App) -> None:
    """Tell the log of each mailbox that breaks the rule; the desk says it on its pages."""
    with app.database.read() as tx:
        for name in doubts(tx, app.settings):
            log.warning("a mailbox answers from an address that is not its own", action="settings", mailbox=name)
