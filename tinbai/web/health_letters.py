"""Operation: how letters leave, a line for each way, and which alarms stand, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tinbai import signing_in
from tinbai.alarms import WORDS
from tinbai.app import App
from tinbai.notifier.mail import FAULTS
from tinbai.settings import Outlet, Way
from tinbai.store import Tx, heartbeats, overview
from tinbai.store import alarms as alarms_kept
from tinbai.store.heartbeats import Beat
from tinbai.web.words import Words

SILENT = timedelta(minutes=10)  # a letter that has been due for so long waits longer than it should
# fault of a way -> what to do (msgids)
REMEDIES: Mapping[str, str] = {
    "signed-out": "Sign in anew: under Settings, Mailboxes, or by the command tinbai signin {way}.",
    "sign-in": "Make a new application password or sign in anew, then restart; check that the account may send (SMTP).",
    "sender": "Let the account send in the name of our address at the provider, or send by another server.",
    "reach": "Check server, port and security under {way} in the settings, and the network; letters are tried again.",
    "relay": "Sign in to it with user and password under {way}, or let its operator pass on letters of this machine.",
    "folder": "Give the account that runs Tinbai the right to write into the folder under {way}, and look for room.",
    "settings": "Put the password where the settings name it under {way}, then restart.",
}
_ANSWERED = ("sign-in", "sender", "relay")  # of which the server's own words tell more


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the table of everything but mailboxes and feeds."""

    name: str
    good: bool
    said: str
    note: str


def lines(tx: Tx, app: App, words: Words, outlets: Sequence[Outlet]) -> dict[str, Duty]:
    """Name of a way -> how it does, of those by which letters of these newsrooms leave."""
    beats, ways, shares = heartbeats.everyone(tx), app.settings.ways(), app.settings.shares()
    names, made = {outlet.code: outlet.name for outlet in outlets}, {}
    boxes = [app.settings.way_of(box.outlet, box.name) for box in app.settings.mailboxes if box.outlet in names]
    for name in dict.fromkeys([*(app.settings.way_of(code) for code in names), *boxes]):
        whose = shares[name].mailbox or names.get(shares[name].outlet, "")
        letters = overview.letters(tx, list(names), words.now, shares[name])
        title = words.t("Letters out: {name}", name=whose) if whose else words.t("Letters out")
        made[name] = _line(words, app, title, name, ways[name], letters, beats.get(name))
    return made


def alarmed(tx: Tx, app: App, words: Words, outlets: Sequence[Outlet]) -> list[Duty]:
    """The alarms that stand and concern these newsrooms, and who gets letters of them; one line where none does."""
    t, to, codes = words.t, app.settings.alarms.address, ("", *(outlet.code for outlet in outlets))
    told = t("Letters of it go to {address}.", address=to) if to else ""
    note = told or t("Nobody is told by letter: name an address under alarms in the settings.")
    standing = [one for one in alarms_kept.standing(tx) if one.told_at and not one.gone_at and one.outlet in codes]
    return [
        Duty(t("Alarm"), False, t(WORDS[one.code][0], object=one.object), f"{_since(words, one.since)} {note}")
        for one in standing
    ] or [Duty(t("Alarms"), True, t("None"), note)]


def _since(words: Words, at: datetime) -> str:
    return words.t("Since {time}.", time=words.clock(at))


def _line(
    words: Words, app: App, title: str, name: str, way: Way, letters: overview.Letters, beat: Beat | None
) -> Duty:  # fmt: skip
    t, tn = words.t, words.tn
    due = letters.states.get("due", 0)
    notes = [t("Last one at {time}", time=words.clock(letters.last_sent))] if letters.last_sent else []
    notes += [tn("{n} letter waits", "{n} letters wait", due)] if due else []
    if way.kind == "none":
        return Duty(title, not due, t("No server is set"), t("Name one in the settings under smtp_out."))
    if beat and beat.fault:
        since = _since(words, beat.since or beat.at)
        answer = t("The server said: {words}.", words=beat.said.rstrip(".")) if beat.fault in _ANSWERED else ""
        note = " ".join(part for part in (t(REMEDIES[beat.fault], way=name), since, answer, *notes[1:]) if part)
        return Duty(title, False, t(FAULTS[beat.fault]).rstrip("."), note)
    remark = signing_in.remark(app, way.sign_in, way.user) if way.sign_in else None
    if remark:
        return Duty(title, False, t(remark).rstrip("."), t(REMEDIES["signed-out"], way=name))
    said, good = _said(words, way, letters)
    return Duty(title, good, said, ", ".join(notes) or t("Nothing sent yet"))


def _said(words: Words, way: Way, letters: overview.Letters) -> tuple[str, bool]:
    if failed := letters.failed_lately:
        return words.tn("{n} letter could not be sent", "{n} letters could not be sent", failed), False
    if letters.next_due is not None and words.now - letters.next_due > SILENT:
        return words.t("Letters wait longer than they should"), False
    return words.t("Into a folder of this machine") if way.kind == "folder" else words.t("Flowing"), True
