"""What a parsed mail becomes: which drafts, or why none. Pure; the pipeline carries it out in one transaction."""

from dataclasses import dataclass, replace

from tinbai.model import Block, Item, Mail, Parsed, Problem, State, Story
from tinbai.queue.twins.fold import content_hash, fold


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft to be made of one item."""

    place: int
    item: Item
    story: Story
    state: State
    words: int
    content_hash: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """drafts, and the reason why the message is left out of the queue (None: it is in it)."""

    drafts: tuple[Wanted, ...]
    ignored: str | None


def plan(parsed: Parsed) -> Plan:
    """Decide by class and items. Nothing is dropped: what is no story is kept under its reason."""
    if parsed.class_ in ("bounce", "auto_reply"):
        return Plan((), parsed.class_.replace("_", "-"))
    stories = [(no, item) for no, item in enumerate(parsed.items) if _is_story(item)]
    if stories:
        return Plan(tuple(_wanted(no, item, parsed) for no, item in stories), None)
    if parsed.items:  # no story: a dispatch is kept out of the queue, whether a document belongs in it an editor sees
        rest = tuple(_wanted(no, item, parsed) for no, item in enumerate(parsed.items))
        return Plan(rest, "dispatch" if all(item.kind == "dispatch" for item in parsed.items) else None)
    if _is_unreadable(parsed):
        return Plan((_wanted(0, placeholder(parsed), parsed),), None)
    return Plan((), "reply" if parsed.class_ == "reply" else _why_other(parsed))


def _is_story(item: Item) -> bool:
    return item.kind in ("story", "photos") or item.hold is not None


def _wanted(place: int, item: Item, parsed: Parsed) -> Wanted:
    words = fold(item.text)
    return Wanted(
        place=place,
        item=replace(item, source="") if item.hold == "secret" else item,  # a file's name tells too
        story=story_of(item, parsed.mail),
        state=_state(item),
        words=len(words),
        content_hash="" if item.hold else content_hash(item, words),
        problems=_problems_of(item, parsed),
    )


def _state(item: Item) -> State:
    if item.hold:
        return State.HELD
    return State.NOT_A_STORY if item.kind == "dispatch" else State.RECEIVED


def story_of(item: Item, mail: Mail | None) -> Story:
    """The text an editor starts from; a title is looked for in the subject and the file's name."""
    if item.hold == "secret":
        return Story(title="", lead="", body=())
    title = item.title or (mail.subject if mail else "") or item.source
    return Story(
        title=title,
        lead=item.lead or "",
        body=item.body,
        byline=item.byline,
        captions=tuple(photo.caption or "" for photo in item.photos),
        credits=tuple(photo.credit or "" for photo in item.photos),
        crops=tuple(photo.crop for photo in item.photos) if any(photo.crop for photo in item.photos) else (),
    )


def _problems_of(item: Item, parsed: Parsed) -> tuple[Problem, ...]:
    """Problems of this item and those of the whole mail; those that name another item's file are left out."""
    if item.hold == "secret":
        return ()
    mine = {photo.name for photo in item.photos}
    others = {name for other in parsed.items if other is not item for name in _files_of(other)} - mine
    return tuple(problem for problem in parsed.problems if problem.where not in others)


def _files_of(item: Item) -> set[str]:
    return {item.source, *(photo.name for photo in item.photos)}


def _is_unreadable(parsed: Parsed) -> bool:
    """Something was sent that should have been a story, but nothing could be read of it."""
    if not parsed.mail:
        return bool(parsed.problems)
    return parsed.class_ in ("submission", "reply") and any(
        a.use in ("unreadable", "story", "archive", "document") for a in parsed.mail.attachments
    )


def placeholder(parsed: Parsed) -> Item:
    """A draft with nothing but the covering note, so that an editor sees that somebody tried."""
    text = parsed.mail.text or _all_words(parsed.mail) if parsed.mail else ""
    body = tuple(Block("paragraph", text=line) for line in text.splitlines() if line.strip())
    names = [a.name for a in parsed.mail.attachments if a.use == "unreadable"] if parsed.mail else []
    title = parsed.mail.subject if parsed.mail else None
    return Item(kind="document", source=names[0] if names else "body", title=title, body=body, text=text)


def _all_words(mail: Mail) -> str:
    return "\n\n".join(segment.text for segment in mail.segments)


def by_hand(parsed: Parsed) -> tuple[Wanted, ...]:
    """The drafts of a mail that the machine had left out, when a person wants them all the same."""
    if parsed.items:
        return tuple(replace(_wanted(no, item, parsed), state=_open(item)) for no, item in enumerate(parsed.items))
    return (_wanted(0, placeholder(parsed), parsed),)


def _open(item: Item) -> State:
    return State.HELD if item.hold else State.RECEIVED


def _why_other(parsed: Parsed) -> str:
    mail = parsed.mail
    if mail is None or (not mail.text.strip() and not mail.attachments):
        return "empty"
    if parsed.signs:
        return "spam"
    bulk = mail.headers.get("precedence", "").lower() in ("bulk", "list", "junk")
    return "newsletter" if bulk or any(name.startswith("list-") for name in mail.headers) else "no-story"


def without_secrets(parsed: Parsed) -> Parsed:
    """What may be written into the database of a mail with a held item: no subject, no words, no names of its files."""
    secret = {item.source for item in parsed.items if item.hold == "secret"}
    if not secret or parsed.mail is None:
        return parsed
    kept = tuple(a for a in parsed.mail.attachments if a.name not in secret)
    all_held = all(item.hold == "secret" for item in parsed.items)
    mail = replace(parsed.mail, subject="", text="", segments=(), headers={}, attachments=() if all_held else kept)
    problems = tuple(p for p in parsed.problems if p.where not in secret) if not all_held else ()
    items = tuple(replace(item, source="") if item.hold == "secret" else item for item in parsed.items)
    return replace(parsed, mail=mail, problems=problems, items=items)


def only_held(parsed: Parsed) -> Parsed:
    """What may stay of a mail in which a person saw a mark: who sent it and when, nothing of what it says."""
    items = tuple(Item(item.kind, "", hold="secret") for item in parsed.items) or (Item("document", "", hold="secret"),)
    return replace(without_secrets(replace(parsed, items=items)), problems=())
