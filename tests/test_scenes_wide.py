"""Addresses beyond ASCII over a real relay: a local part with accents (SMTPUTF8), a domain with accents (IDNA)."""

import pytest

from tests.desk import Visitor
from tests.scenes.town import Town
from tests.servers.postfix import Postfix
from tinbai.notifier.mail import REASONS

pytestmark = pytest.mark.slow

HUONG = "hương@ctv.example"
narrow = pytest.mark.parametrize("relay", ["narrow"], indirect=True)


def arrived(town: Town) -> None:
    """A relay takes a moment."""
    assert town.sink.wait(sum(one.state == "sent" for one in town.promised()))


def test_letters_to_a_name_with_accents_arrive_and_their_answer_lands(town: Town, relay: Postfix) -> None:
    huong, lan = town.contributor("huong", HUONG, "Lê Thị Hương"), town.editor("lan")
    story = huong.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    arrived(town)
    huong.answers("Tên nhân vật là Vàng A Sử.")
    town.reads()
    assert town.answers_to(story) == 1
    town.ends_with(hương=["receipt", "asked"])
    assert {one.recipient for one in town.sent()} == {HUONG}


@narrow
def test_a_relay_that_takes_none_costs_that_letter_and_an_editor_reads_why(town: Town, relay: Postfix) -> None:
    huong, hoa = town.contributor("huong", HUONG), town.contributor("hoa")
    story = huong.sends(1)
    hoa.sends(2)
    town.reads()
    arrived(town)
    assert town.story(story).revision.story.title == "Khánh thành cầu số 1 ở xã Đồng Văn"
    (failed,) = [one for one in town.promised() if one.state == "failed"]
    assert failed.letter.recipient.address == HUONG and failed.last_error == REASONS["wide"]
    town.ends_with(hoa=["receipt"], failed=1)
    lan = Visitor(town.app, town.sandbox)
    lan.enter("editor")
    page = lan.get(f"/thu-di/demo/{failed.id}").text
    assert "Không gửi được; người nhận chưa nhận được thư này." in page and "LG-2026-00000" in page
    assert "có chữ có dấu, máy chủ gửi thư không nhận" in page and "beyond ASCII" not in page
    assert "1 thư chưa tới được người nhận" in lan.get("/thu-di").text


@narrow
def test_a_domain_with_accents_needs_nothing_of_any_server(town: Town, relay: Postfix) -> None:
    hoa, lan = town.contributor("hoa", "hoa@báo-xã.example", "Lê Thị Hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    arrived(town)
    assert {one.recipient for one in town.sent()} == {"hoa@xn--bo-x-5nap.example"}
    assert all(one.raw.isascii() for one in town.sent())
    town.ends_with(hoa=["receipt", "accepted"])


def test_a_server_further_on_that_takes_none_is_told_of_by_the_relay(town: Town, relay: Postfix) -> None:
    town.with_plus_addresses()
    huong, lan = town.contributor("huong", HUONG), town.editor("lan")
    story = huong.sends(1)
    town.reads()
    arrived(town)
    town.sink.say("EHLO", "250 sink", times=1)
    lan.accepts(story)
    town.passes(minutes=2)
    assert town.sink.wait(2), relay.log()  # the report, to the return path of the letter
    assert town.sink.letters[-1].recipient.startswith("bbt+") and town.sink.letters[-1].sender == ""
    town.reads()
    assert town.bounced() == ["5.6.7"] and len(huong.letters()) == 1
