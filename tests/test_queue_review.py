"""The state machine of a draft, step by step and as a whole."""

import pytest

from tinbai.errors import NotAllowed
from tinbai.model import State, Verdict
from tinbai.queue.review import EDITABLE, OPEN_STATES, REOPENABLE, STATE_NAMES, allowed, decide, reopen

S, V = State, Verdict
WORKING = (S.RECEIVED, S.IN_REVIEW, S.REVISION_REQUESTED)


@pytest.mark.parametrize("state", [*WORKING, S.AWAITING_APPROVAL])
@pytest.mark.parametrize(
    ("verdict", "target"), [(V.APPROVE, S.APPROVED), (V.ASK, S.REVISION_REQUESTED), (V.REJECT, S.REJECTED)]
)
def test_without_approval_an_editor_decides(state: State, verdict: Verdict, target: State) -> None:
    assert decide(state, verdict, approval=False, chief=False) is target


@pytest.mark.parametrize("state", WORKING)
@pytest.mark.parametrize(
    ("verdict", "chief", "target"),
    [
        (V.APPROVE, False, S.AWAITING_APPROVAL),
        (V.APPROVE, True, S.APPROVED),
        (V.ASK, False, S.REVISION_REQUESTED),
        (V.REJECT, False, S.REJECTED),
    ],
)
def test_with_approval_the_head_of_the_board_comes_last(
    state: State, verdict: Verdict, chief: bool, target: State
) -> None:
    assert decide(state, verdict, approval=True, chief=chief) is target


def test_what_awaits_approval_only_the_head_approves() -> None:
    with pytest.raises(NotAllowed, match="head of the board"):
        decide(S.AWAITING_APPROVAL, V.APPROVE, approval=True, chief=False)
    assert decide(S.AWAITING_APPROVAL, V.APPROVE, approval=True, chief=True) is S.APPROVED


CLOSED = [state for state in State if state not in (*WORKING, S.AWAITING_APPROVAL)]


@pytest.mark.parametrize("state", CLOSED)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_is_decided_or_held_is_not_decided_again(state: State, verdict: Verdict) -> None:
    with pytest.raises(NotAllowed, match=f"{verdict.value} is not possible in the state {state.value}"):
        decide(state, verdict, approval=False, chief=True)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("approval", [True, False])
@pytest.mark.parametrize("chief", [True, False])
def test_what_is_offered_is_what_is_possible(state: State, approval: bool, chief: bool) -> None:
    def possible(verdict: Verdict) -> bool:
        try:
            decide(state, verdict, approval=approval, chief=chief)
        except NotAllowed:
            return False
        return True

    assert allowed(state, approval=approval, chief=chief) == tuple(filter(possible, Verdict))


@pytest.mark.parametrize("state", list(State))
def test_what_was_set_aside_can_be_taken_back(state: State) -> None:
    if state in REOPENABLE:
        assert reopen(state) is S.IN_REVIEW
    else:
        with pytest.raises(NotAllowed, match="nothing to take back"):
            reopen(state)


def test_every_state_has_a_name_of_its_own() -> None:
    assert set(STATE_NAMES) == set(State) and len(set(STATE_NAMES.values())) == len(State)


def test_text_changes_only_in_the_queue() -> None:
    assert set(OPEN_STATES) - {S.HELD} == EDITABLE


def test_a_decided_draft_is_not_in_the_queue() -> None:
    for state in EDITABLE:
        for verdict in (V.APPROVE, V.REJECT):
            assert decide(state, verdict, approval=False, chief=True) not in OPEN_STATES
