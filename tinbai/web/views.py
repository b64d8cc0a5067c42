"""The saved views of the queue: a name in the address, what stands in it, how it is shown in the side list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from tinbai.model import State
from tinbai.queue.review import OPEN_STATES
from tinbai.store.side import Counters

STATE_ICONS: Mapping[State, str] = {
    State.RECEIVED: "g-new",
    State.IN_REVIEW: "g-review",
    State.REVISION_REQUESTED: "g-wait",
    State.AWAITING_APPROVAL: "g-approve",
    State.APPROVED: "ok",
    State.PUBLISHED: "g-pub",
    State.RETRACTED: "undo",
    State.REJECTED: "g-rej",
    State.DUPLICATE: "twins",
    State.WITHDRAWN: "undo",
    State.EXPIRED: "clock",
    State.NOT_A_STORY: "doc",
    State.HELD: "stop",
}


Only = Literal["", "mine", "late", "twins", "later"]


@dataclass(frozen=True, slots=True)
class View:
    """`name`: value of ?xem=. `counted`: not so for views over everything ever decided."""

    name: str
    title: str  # msgid
    icon: str
    says: str  # msgid, said after "14 stories"; of views that are not counted a whole sentence
    states: tuple[State, ...]
    only: Only = ""
    counted: bool = True
    later: Literal["hide", "only", "any"] = "any"  # what is put off until a better moment
    colour: str = ""  # class of its entry while something stands in it

    def address(self, outlet: str = "") -> str:
        """The whole list, of all newsrooms or of one."""
        said = {"xem": self.name, "noi": outlet}
        asked = urlencode({name: text for name, text in said.items() if text and text != "moi"})
        return f"/hang-cho?{asked}" if asked else "/hang-cho"

    def count(self, counters: Counters) -> int:
        if self.only:
            return int(getattr(counters, self.only))
        return sum(counters.states.get(state, 0) for state in self.states)


S = State
VIEWS: tuple[View, ...] = (
    View("moi", "New", "inbox", "not looked at yet.", (S.RECEIVED,), later="hide"),
    View("cua-toi", "Mine", "user", "in your hands.", OPEN_STATES, "mine"),
    View("dang-sua", "Being edited", "g-review", "being edited.", (S.IN_REVIEW,), later="hide"),
    View(
        "cho-bo-sung",
        "With the author",
        "g-wait",
        "waiting for an answer of the author.",
        (S.REVISION_REQUESTED,),
    ),
    View("nghi-trung", "Possibly the same", "twins", "that may be the same as another one.", OPEN_STATES, "twins"),
    View(
        "qua-han",
        "Longer than 24 hours",
        "clock",
        "waiting longer than 24 hours.",
        (S.RECEIVED, S.IN_REVIEW),
        "late",
        later="hide",
        colour="is-warn",
    ),
    View(
        "cho-duyet",
        "Awaiting approval",
        "g-approve",
        "awaiting the approval of the head of the board.",
        (S.AWAITING_APPROVAL,),
    ),
    View(
        "de-sau",
        "Put off",
        "clock",
        "put off until a better moment; it comes back by itself.",
        OPEN_STATES,
        "later",
        later="only",
    ),
    View("tam-giu", "Held", "stop", "held: possibly marked secret.", (S.HELD,), colour="is-stop"),
)
DONE: tuple[View, ...] = (
    View(
        "da-duyet",
        "Approved",
        "ok",
        "What was approved, newest first.",
        (S.APPROVED, S.PUBLISHED, S.RETRACTED),
        counted=False,
    ),
    View(
        "khong-dung",
        "Not used",
        "g-rej",
        "What was not used, newest first; it can be taken back from there.",
        (S.REJECTED, S.DUPLICATE, S.WITHDRAWN, S.EXPIRED),
        counted=False,
    ),
    View(
        "khong-phai-tin",
        "Not a story",
        "doc",
        "Dispatches and documents that came by mail; nothing of it was thrown away.",
        (S.NOT_A_STORY,),
        counted=False,
    ),
    View("tat-ca", "Everything", "list", "Everything that ever came in, newest first.", tuple(S), counted=False),
)
BY_NAME: Mapping[str, View] = {view.name: view for view in (*VIEWS, *DONE)}
