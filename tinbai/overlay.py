"""Settings as they are in force: the file of whoever runs the service, and above it what the desk has set."""

from collections.abc import Sequence

import structlog
from pydantic import ValidationError

from tinbai import vault
from tinbai.errors import BadSettings
from tinbai.keys import Keys
from tinbai.settings import Mailbox, Outlet, Settings
from tinbai.store.kept_settings import Kept

log = structlog.get_logger("overlay")

PASSWORD = "mailbox password"  # what a shut one serves for
# what of an outlet the desk may set; the rest is the file's, for letters and addresses hang on it
OF_OUTLET = (
    "name", "reply_days", "remind_days", "approval", "approval_link", "second_factor", "shares", "sections",
    "checks_off", "few_words", "cover_side", "good_side", "longest_title", "longest_lead", "late_days",
)  # fmt: skip


def overlaid(file: Settings, kept: Sequence[Kept], keys: Keys) -> Settings:
    """The file's settings with what was kept put above. What no longer fits them is left out and logged."""
    mailboxes = {one.name: one for one in file.mailboxes}
    outlets = {one.code: one for one in file.outlets}
    for one in kept:
        try:
            if one.part == "mailboxes":
                mailboxes.pop(one.name, None)
                if (box := _mailbox(one, keys)) and box.outlet in outlets:
                    mailboxes[one.name] = box
            elif one.part == "outlets" and one.name in outlets and one.value:
                wanted = {name: one.value[name] for name in OF_OUTLET if name in one.value}
                outlets[one.name] = Outlet(**outlets[one.name].model_dump() | wanted)
        except (ValidationError, BadSettings) as error:
            log.warning("a kept setting is not used", action="settings", part=one.part, name=one.name, error=str(error))
    return file.model_copy(update={"mailboxes": tuple(mailboxes.values()), "outlets": tuple(outlets.values())})


def _mailbox(kept: Kept, keys: Keys) -> Mailbox | None:
    if kept.value is None:
        return None
    try:
        box = Mailbox(**kept.value)
    except ValidationError:
        if not kept.value.get("address"):
            raise
        # kept before addresses were looked at so closely: its mail is read all the same, see answering.UNFIT
        box = Mailbox(**kept.value | {"address": ""})
    return box.with_password(vault.opened(keys.keys, PASSWORD, kept.secret)) if kept.secret else box
