"""The state machine of a draft: which step leads where. Pure; names as the newsroom says them are msgids here."""

from tinbai.errors import NotAllowed
from tinbai.model import State, Verdict

S, V = State, Verdict

# What stands in the queue, in the order of the desk's views.
OPEN_STATES: tuple[State, ...] = (S.RECEIVED, S.IN_REVIEW, S.REVISION_REQUESTED, S.AWAITING_APPROVAL, S.HELD)
# Text may be changed here and nowhere else: after a decision it is what was decided on.
EDITABLE = frozenset({S.RECEIVED, S.IN_REVIEW, S.REVISION_REQUESTED, S.AWAITING_APPROVAL})

STATE_NAMES: dict[State, str] = {
    S.RECEIVED: "Newly received",
    S.IN_REVIEW: "Being edited",
    S.REVISION_REQUESTED: "Waiting for the author",
    S.AWAITING_APPROVAL: "Awaiting approval",
    S.APPROVED: "Approved",
    S.PUBLISHED: "Published",
    S.RETRACTED: "Retracted",
    S.REJECTED: "Not used",
    S.DUPLICATE: "Duplicate",
    S.WITHDRAWN: "Withdrawn by the author",
    S.EXPIRED: "Author did not answer in time",
    S.NOT_A_STORY: "Not a story",
    S.HELD: "Held: possibly marked secret",
}

_DECIDABLE = (S.RECEIVED, S.IN_REVIEW, S.REVISION_REQUESTED)
# (state, verdict) -> next state; approval by the head of the board is handled in `decide`.
TRANSITIONS: dict[tuple[State, Verdict], State] = {
    **{(state, V.APPROVE): S.APPROVED for state in (*_DECIDABLE, S.AWAITING_APPROVAL)},
    **{(state, V.ASK): S.REVISION_REQUESTED for state in (*_DECIDABLE, S.AWAITING_APPROVAL)},
    **{(state, V.REJECT): S.REJECTED for state in (*_DECIDABLE, S.AWAITING_APPROVAL)},
    (S.AWAITING_APPROVAL, V.RETURN): S.IN_REVIEW,
}
# Steps that are no verdict: taking a story back into the queue.
REOPENABLE = frozenset({S.REJECTED, S.DUPLICATE, S.EXPIRED, S.NOT_A_STORY})


def decide(state: State, verdict: Verdict, *, approval: bool, chief: bool) -> State:
    """The state a verdict leads to. With `approval` an editor's approve leads to the head of the board first.

    Raises NotAllowed.
    """
    try:
        target = TRANSITIONS[state, verdict]
    except KeyError:
        raise NotAllowed(f"{verdict.value} is not possible in the state {state.value}") from None
    if verdict is V.RETURN and not chief:
        raise NotAllowed("only the head of the board sends back what awaits approval")
    if verdict is V.APPROVE and approval and not chief:
        if state is S.AWAITING_APPROVAL:
            raise NotAllowed("only the head of the board approves what awaits approval")
        return S.AWAITING_APPROVAL
    return target


def allowed(state: State, *, approval: bool = False, chief: bool = True) -> tuple[Verdict, ...]:
    """The verdicts possible in a state, in the order of their keys."""
    possible = [verdict for verdict in Verdict if (state, verdict) in TRANSITIONS]
    if not chief and state is S.AWAITING_APPROVAL:
        possible.remove(V.RETURN)
        if approval:
            possible.remove(V.APPROVE)
    return tuple(possible)


def reopen(state: State) -> State:
    """Back into the queue. Raises NotAllowed."""
    if state not in REOPENABLE:
        raise NotAllowed(f"nothing to take back from the state {state.value}")
    return S.IN_REVIEW
