"""A newsroom with two mailboxes: whoever wrote to the second hears from the second, by its own server."""

from collections.abc import Iterator

import pytest

from tests.desk import Visitor
from tests.scenes.town import Town
from tests.servers.sink import Sink
from tinbai import contributing
from tinbai.settings import Way

pytestmark = pytest.mark.slow

CTV, BBT = "ctv@mail.example", "bbt@example.vn"


@pytest.fixture
def theirs(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """The server of the second mailbox, which takes letters of its account alone."""
    monkeypatch.setenv("CTV_PASSWORD", "good")
    with Sink(login=("ctv", "good"), deliver=town.delivers) as sink:
        town.sinks.append(sink)
        way = Way(
            kind="smtp", host="127.0.0.1", port=sink.port, security="none", user="ctv", password_env="CTV_PASSWORD"
        )
        has_second(town, address=CTV, smtp_out=way)
        yield sink


def has_second(town: Town, **settings: object) -> None:
    town.set(mailboxes=(*town.app.settings.mailboxes, town.box("ctv", "demo", **settings)))


def test_a_conversation_with_the_second_mailbox_stays_with_it(town: Town, theirs: Sink) -> None:
    hoa, nam, lan = town.contributor("hoa"), town.contributor("nam"), town.editor("lan")
    first, second = hoa.sends(1, "ctv"), nam.sends(2)
    town.reads("bbt", "ctv")
    lan.asks(first)
    lan.accepts(second)
    town.passes(minutes=2)
    hoa.answers("Tên nhân vật là Vàng A Sử.")  # to where the letter came from
    town.reads("ctv")
    assert town.answers_to(first) == 1
    lan.accepts(first)
    town.passes(minutes=2)
    lan.publishes(first)
    town.passes(minutes=2)
    assert {str(one.message["From"]).rpartition("<")[2] for one in theirs.letters} == {f"{CTV}>"}
    assert {(one.recipient, one.user) for one in theirs.letters} == {("hoa@ctv.example", "ctv")}
    assert {one.sender for one in theirs.letters} == {"", CTV}
    assert all(one.message_id.endswith("@mail.example>") for one in theirs.letters)
    assert {one.recipient for one in town.sink.letters} == {"nam@ctv.example"}
    town.ends_with(hoa=["receipt", "asked", "accepted", "published"], nam=["receipt", "accepted"])


def test_a_server_of_one_mailbox_that_is_away_holds_up_no_other_letter(town: Town, theirs: Sink) -> None:
    hoa, nam = town.contributor("hoa"), town.contributor("nam")
    theirs.say("CONNECT", "421 4.3.2 closed")
    hoa.sends(1, "ctv")
    nam.sends(2)
    town.reads("bbt", "ctv")
    town.ends_with(nam=["receipt"], due=1)
    lan = Visitor(town.app, town.sandbox)
    lan.enter("admin")
    page = lan.get("/van-hanh").text
    assert "Thư đi: ctv" in page and "Không kết nối được với máy chủ gửi thư" in page
    town.passes(minutes=1)
    town.ends_with(hoa=["receipt"], nam=["receipt"])


def test_without_a_server_of_its_own_its_letters_leave_by_the_newsrooms(town: Town) -> None:
    has_second(town, address=CTV)
    hoa = town.contributor("hoa")
    hoa.sends(1, "ctv")
    town.reads("ctv")
    (taken,) = town.sent()
    assert str(taken.message["From"]).endswith(f"<{CTV}>") and taken.message["Reply-To"] is None
    town.ends_with(hoa=["receipt"])


def test_answers_to_marked_addresses_go_to_the_mailbox_that_takes_them(town: Town) -> None:
    town.with_plus_addresses()  # of the first mailbox alone
    has_second(town, address=CTV)
    hoa, nam = town.contributor("hoa"), town.contributor("nam")
    hoa.sends(1, "ctv")
    nam.sends(2)
    town.reads("bbt", "ctv")
    assert [hoa.letters()[-1]["Reply-To"], "bbt+" in str(nam.letters()[-1]["Reply-To"])] == [None, True]
    town.set(mailboxes=[one.model_copy(update={"plus_addresses": True}) if one.name == "ctv" else one
                        for one in town.app.settings.mailboxes])  # fmt: skip
    story = hoa.sends(3, "ctv")
    town.reads("ctv")
    assert "ctv+" in str(hoa.letters()[-1]["Reply-To"])
    hoa.answers("Tên nhân vật là Vàng A Sử.", quoting=False, threaded=False, subject="tên")
    town.reads("ctv")
    assert town.answers_to(story) == 1
    town.ends_with(hoa=["receipt", "receipt"], nam=["receipt"])


def test_mail_from_the_second_address_is_our_own(town: Town) -> None:
    has_second(town, address=CTV)
    town.contributor("ctv", CTV, "Ban Biên tập").sends(1)
    town.reads()
    town.ends_with()


def test_a_letter_that_waits_leaves_by_the_newsrooms_when_the_mailbox_has_no_server_any_more(
    town: Town, theirs: Sink
) -> None:
    hoa = town.contributor("hoa")
    theirs.say("CONNECT", "421 4.3.2 closed")
    hoa.sends(1, "ctv")
    town.reads("ctv")
    town.set(mailboxes=[one for one in town.app.settings.mailboxes if one.name != "ctv"])
    town.passes(minutes=1)
    assert len(town.sink.letters) == 1
    town.ends_with(hoa=["receipt"])


def test_what_is_held_and_a_fresh_link_come_from_it_too(town: Town, theirs: Sink) -> None:
    town.set(web=town.app.settings.web.model_copy(update={"address": "https://desk.example.vn"}))
    theirs.say("RCPT", "450 4.2.0 greylisted")
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1, "ctv")
    hoa.sends(2, "ctv")
    town.reads("ctv")
    lan.holds(story)
    town.passes(minutes=2)
    contributing.send_link(town.app, "hoa@ctv.example")
    town.writes()
    assert not town.sink.letters
    town.ends_with(hoa=["receipt", "held", "link"])
