"""Servers that defer, refuse, fall silent or break off, on the way in and out: every letter once, or shown."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.scenes.town import Town
from tests.servers.domino import Domino
from tests.servers.oauth import SignInServer
from tests.servers.postfix import Postfix
from tests.servers.service import Service, smtp_out
from tests.servers.sink import CUT, LOSE, SILENT, Sink
from tests.servers.yahoo import Yahoo
from tinbai import signing_in
from tinbai.errors import Conflict
from tinbai.oauth import flow
from tinbai.settings import SmtpOut, Way

pytestmark = pytest.mark.slow

LATER, NEVER = "451 4.3.0 later", "550 5.1.1 no such user"
STAGES = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT")


def a_decision_waits(town: Town) -> str:
    """Hoa's story was received, and it is accepted now."""
    story = town.contributor("hoa").sends(1)
    town.reads()
    town.editor("lan").accepts(story)
    return story


# --- On the way out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_a_server_defers_and_takes_the_letter_later(town: Town, stage: str) -> None:
    a_decision_waits(town)
    town.sink.say(stage, LATER, times=2)
    town.passes(minutes=1)
    town.passes(minutes=1)
    town.passes(minutes=5)
    town.ends_with(hoa=["receipt", "accepted"])


@pytest.mark.parametrize("stage", STAGES)
def test_a_server_breaks_off_and_takes_the_letter_later(town: Town, stage: str) -> None:
    a_decision_waits(town)
    town.sink.say(stage, LOSE)
    town.passes(minutes=1)
    town.passes(minutes=1)
    town.ends_with(hoa=["receipt", "accepted"])


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "DOT"])
def test_a_server_refuses_and_an_editor_sees_it(town: Town, stage: str) -> None:
    a_decision_waits(town)
    town.sink.say(stage, NEVER)
    town.passes(minutes=1)
    town.passes(days=1)
    assert [one.last_error for one in town.promised() if one.state == "failed"] == [NEVER]
    town.ends_with(hoa=["receipt"], failed=1)


@pytest.mark.parametrize("end", [CUT, SILENT])
def test_nobody_knows_whether_a_letter_arrived(town: Town, end: str) -> None:
    """It goes again with the same Message-ID, so that mail programs show it once; and it is counted."""
    town.set(smtp_out=town.app.settings.smtp_out.model_copy(update={"timeout_seconds": 1}))
    a_decision_waits(town)
    town.sink.say("DOT", end)
    town.passes(minutes=1)
    town.passes(minutes=1)
    assert sorted(one.possibly_twice for one in town.promised()) == [0, 1]
    town.ends_with(hoa=["receipt", "accepted"], copies=1)


def test_a_silent_server_is_left_and_tried_again(town: Town) -> None:
    town.set(smtp_out=town.app.settings.smtp_out.model_copy(update={"timeout_seconds": 1}))
    a_decision_waits(town)
    town.sink.say("RCPT", SILENT)
    town.passes(minutes=1)
    town.passes(minutes=1)
    town.ends_with(hoa=["receipt", "accepted"])


def test_a_letter_that_may_have_arrived_is_not_undone_any_more(town: Town) -> None:
    lan, story = town.editor("minh"), a_decision_waits(town)
    town.sink.say("DOT", CUT)
    town.passes(seconds=60)
    with pytest.raises(Conflict):
        lan.undoes(story)
    town.passes(minutes=1)
    town.ends_with(hoa=["receipt", "accepted"], copies=1)


def test_a_sender_is_killed_with_a_letter_in_the_air(town: Town) -> None:
    """It had said the final dot; whoever follows cannot know, and says the same letter again."""
    town.clock.now = datetime.now(UTC) - timedelta(minutes=5)  # the process has no other clock
    a_decision_waits(town)
    folder = town.password.parent.parent
    with Service(folder, town.app.settings.database_url, smtp_out(town.sink.port), smtp=False) as service:
        killed = service.start(only="send", TINBAI_KILL_AT="send.handed-over")
        assert killed.wait(60) == -signal.SIGKILL, service.log()
    assert len(town.sink.letters) == 2 and sorted(one.state for one in town.promised()) == ["due", "sent"]
    town.passes(hours=1)
    assert sorted(one.possibly_twice for one in town.promised()) == [0, 1]
    town.ends_with(hoa=["receipt", "accepted"], copies=1)


def test_after_an_outage_of_73_hours_nothing_stale_leaves(town: Town) -> None:
    hoa = town.contributor("hoa")
    a_decision_waits(town)
    town.clock.forward(hours=73)  # nothing of ours ran
    hoa.sends(2)
    town.reads()
    town.ends_with(hoa=["receipt", "receipt"], stale=1)


def test_a_server_that_is_back_before_three_days_are_over_gets_every_letter(town: Town) -> None:
    town.sink.say("CONNECT", "421 4.3.2 closed", times=1000)
    a_decision_waits(town)
    for _ in range(14):
        town.passes(hours=5)
    town.sink.say_as_usual()
    town.passes(minutes=90)
    town.ends_with(hoa=["receipt", "accepted"])


def test_each_newsroom_s_letters_leave_by_its_own_server(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAO_PASSWORD", "good")
    with Sink(login=("bao", "good"), deliver=town.delivers) as theirs:
        town.sinks.append(theirs)
        own = Way(
            kind="smtp", host="127.0.0.1", port=theirs.port, security="none", user="bao", password_env="BAO_PASSWORD"
        )
        demo, bao = town.app.settings.outlets
        town.set(outlets=(demo, bao.model_copy(update={"smtp_out": own})))
        hoa, lan, minh = town.contributor("hoa"), town.editor("lan"), town.editor("minh", "bao")
        first, second = hoa.sends(1), hoa.sends(2, "toasoan")
        town.reads("bbt", "toasoan")
        lan.accepts(first)
        minh.rejects(second)
        town.sink.say("CONNECT", "421 4.3.2 closed")  # which holds up nobody else's letters
        town.passes(minutes=1)
        assert len(town.sink.letters) == 1 and len(theirs.letters) == 2
        town.passes(minutes=1)
        assert {one.user for one in theirs.letters} == {"bao"} and {one.user for one in town.sink.letters} == {None}
        town.ends_with(hoa=["receipt", "accepted", "receipt", "rejected"])


def test_a_real_relay_carries_the_letters_and_brings_back_what_cannot_be_delivered(town: Town, relay: Postfix) -> None:
    town.with_plus_addresses()
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    assert town.sink.wait(1), relay.log()
    lan.accepts(story)
    town.sink.say("RCPT", NEVER)
    town.passes(minutes=1)
    assert town.sink.wait(2), relay.log()  # the report of the relay, to the letter's own return path
    assert town.sink.letters[-1].recipient.startswith("bbt+") and town.sink.letters[-1].sender == ""
    town.reads()
    assert town.bounced() == ["5.1.1"]
    town.sink.letters.pop()
    assert [one.state for one in town.promised()] == ["sent", "sent"] and len(hoa.letters()) == 1


# --- On the way in -------------------------------------------------------------------------------------------------


def test_a_domino_without_idle_and_move_serves_as_well(town: Town) -> None:
    with Domino() as domino:
        town.servers["bbt"] = domino
        town.box_is("bbt", after="move")
        hoa, lan = town.contributor("hoa"), town.editor("lan")
        story = hoa.sends(1)
        town.reads()
        lan.asks(story)
        town.passes(minutes=2)
        hoa.answers("Tên nhân vật là Vàng A Sử.")
        town.reads()
        assert town.answers_to(story) == 1 and not domino.inbox and len(domino.folders["Tinbai"]) == 2
        town.ends_with(hoa=["receipt", "asked"])


def test_a_yahoo_that_has_had_enough_costs_time_and_nothing_else(town: Town) -> None:
    with Yahoo(commands=2) as yahoo:
        town.servers["bbt"] = yahoo
        town.box_is("bbt")
        hoa = town.contributor("hoa")
        for number in range(1, 5):
            hoa.sends(number)
        town.reads()
        assert yahoo.refusals and town.trouble and not town.stories()
        yahoo.forgive()
        town.reads()
        town.reads()
        assert not town.trouble and len(town.stories()) == 4
        town.ends_with(hoa=["receipt"] * 4)


class _Valid:
    """The tokens that are good at the moment."""

    def __init__(self, server: SignInServer) -> None:
        self._server = server

    def __contains__(self, token: object) -> bool:
        return token in self._server.valid

    def __iter__(self) -> Iterator[str]:
        return iter(self._server.valid)

    def __len__(self) -> int:
        return len(self._server.valid)


def test_a_token_that_ends_is_renewed_and_no_letter_waits_for_a_person(town: Town) -> None:
    with SignInServer() as server, Sink(bearer=_Valid(server), deliver=town.delivers) as sink:
        town.sinks.append(sink)
        way = SmtpOut(kind="smtp", host="127.0.0.1", port=sink.port, security="none", user="bbt", sign_in="m365")
        town.set(sign_ins=(server.service(),), smtp_out=way)
        hoa, lan = town.contributor("hoa"), town.editor("lan")
        asked = flow.device_code(server.service(), town.app.now())
        server.approve()
        granted = flow.device_tokens(server.service(), asked.device, town.app.now())
        signing_in.keep(town.app, "m365", "bbt", granted)
        story = hoa.sends(1)
        town.reads()
        town.clock.forward(hours=2)
        server.valid = set()  # the provider does not know the first one any more
        lan.accepts(story)
        town.passes(minutes=2)
        assert [one["grant_type"] for one in server.asked if "grant_type" in one][-1] == "refresh_token"
        town.clock.forward(hours=2)
        server.silent = True  # the provider's service is away: letters wait, and no permission is lost
        lan.publishes(story)
        town.passes(minutes=2)
        assert len(sink.letters) == 2
        server.silent = False
        town.passes(minutes=10)
        town.ends_with(hoa=["receipt", "accepted", "published"])
