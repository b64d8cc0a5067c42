"""Mail in a known contributor's name without his proof: a draft with a warning that counts for nothing, until."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.servers.names import Records, Zone
from tests.signed import signed, signing_key
from tinbai import confirming
from tinbai.decisions import decide, undo
from tinbai.errors import Conflict, NotAllowed
from tinbai.model import Draft, State, Verdict
from tinbai.settings import Mailbox
from tinbai.store import drafts, proofs, senders, suggestions
from tinbai.store.proofs import DOUBTED, Kept

DOMAIN = "ctv.example"
KEY: Mapping[str, Records | str] = {f"s1._domainkey.{DOMAIN}": {"TXT": [f"v=DKIM1; p={signing_key().public}"]}}
FAILS = {"Authentication-Results": "mx.example.vn; dmarc=fail header.from=ctv.example"}


def with_names(newsroom: Newsroom, names: Zone | None = None, **of_box: str) -> Newsroom:
    """The newsroom with DNS of its own, and the mailbox that its mail comes from."""
    box = Mailbox(name="box", outlet="demo", host="mail.example.vn", **of_box)  # type: ignore[arg-type]
    settings = newsroom.app.settings.model_copy(update={"mailboxes": (box,)})
    changed = replace(newsroom.app, settings=settings, names=names or Zone(KEY))
    return Newsroom(changed, newsroom.sandbox)


def at_border(raw: bytes, said: str = FAILS["Authentication-Results"]) -> bytes:
    """The mail as the server mx.example.vn handed it on."""
    line = "Received: from x (y [203.0.113.9]) by mx.example.vn with SMTP;"
    return f"Authentication-Results: {said}\r\n{line}\r\n".encode() + raw


def proven(number: int) -> bytes:
    return signed(letter(number), DOMAIN)


def kept(newsroom: Newsroom, number: int) -> Kept:
    draft = numbered(newsroom, number)
    with newsroom.app.database.read() as tx:
        found = proofs.of_arrival(tx, "demo", draft.arrival)
    assert found
    return found


def numbered(newsroom: Newsroom, number: int) -> Draft:
    """The draft with that receipt number."""
    with newsroom.app.database.read() as tx:
        identity = drafts.by_receipt(tx, "demo", f"LG-2026-{number:06}")
        assert identity
        return drafts.get(tx, "demo", identity)


def recipients(newsroom: Newsroom) -> int:
    return len([one for one in newsroom.letters() if one.state != "cancelled"])


@pytest.fixture
def usual(newsroom: Newsroom) -> Newsroom:
    """Lê Thị Hoa has sent two stories, both signed by her domain."""
    house = with_names(newsroom)
    house.take(proven(1), proven(2))
    assert [kept(house, number).proof.why for number in (1, 2)] == ["signed", "signed"]
    return house


def test_a_mail_without_the_usual_proof_waits_for_an_editor(usual: Newsroom) -> None:
    usual.take(letter(3))
    assert kept(usual, 3).open
    assert DOUBTED in [one.code for one in numbered(usual, 3).problems]
    assert recipients(usual) == 2  # the acknowledgements of the two others


def test_who_never_had_a_proof_is_answered_as_ever(newsroom: Newsroom) -> None:
    """Most offices' mail is not signed: nobody there may lose his acknowledgements."""
    house = with_names(newsroom)
    house.take(letter(1), letter(2), letter(3))
    assert not any(kept(house, number).doubted for number in (1, 2, 3))
    assert recipients(house) == 3


def test_who_has_a_proof_now_and_then_is_answered(newsroom: Newsroom) -> None:
    house = with_names(newsroom)
    house.take(proven(1), letter(2), proven(3), letter(4))
    assert recipients(house) == 4


def test_an_editor_confirms_with_one_act_and_the_letter_follows(usual: Newsroom) -> None:
    usual.take(letter(3))
    person, draft = usual.person(), numbered(usual, 3)
    confirming.confirm(usual.app, "demo", draft.id, person)
    assert not kept(usual, 3).open and DOUBTED not in [one.code for one in numbered(usual, 3).problems]
    (last,) = (one for one in usual.letters() if one.draft == draft.id)
    assert (last.kind, last.letter.auto, last.draft, recipients(usual)) == (
        "acknowledgement",
        "auto-replied",
        draft.id,
        3,
    )
    with pytest.raises(Conflict):
        confirming.confirm(usual.app, "demo", draft.id, person)
    confirming.take_back(usual.app, "demo", draft.id, person)
    assert kept(usual, 3).open and recipients(usual) == 2
    assert DOUBTED in [one.code for one in numbered(usual, 3).problems]
    confirming.confirm(usual.app, "demo", draft.id, person)
    assert recipients(usual) == 3


def test_what_was_confirmed_is_not_asked_again(usual: Newsroom) -> None:
    usual.take(letter(3))
    confirming.confirm(usual.app, "demo", numbered(usual, 3).id, usual.person())
    usual.take(letter(4))
    assert not kept(usual, 4).doubted


def test_no_decision_is_told_before_somebody_has_confirmed(usual: Newsroom) -> None:
    usual.take(letter(3))
    person, draft = usual.person(), numbered(usual, 3)
    decide(usual.app, "demo", draft.id, person, Verdict.REJECT, "Trùng tin đã có.")
    assert recipients(usual) == 2
    undo(usual.app, "demo", draft.id, person)
    decide(usual.app, "demo", draft.id, person, Verdict.ASK, "Xin gửi ảnh.")
    confirming.confirm(usual.app, "demo", draft.id, person)
    (told,) = (one for one in usual.letters() if one.draft == draft.id)
    assert told.kind == "decision" and "Xin gửi ảnh." in told.letter.text


def test_it_replaces_no_version_and_is_replaced_by_none(usual: Newsroom) -> None:
    changed = story(2).replace("Cầu dài 22 mét", "Cầu dài 99 mét")
    usual.take(letter(3, text=changed, subject="Tin: Khánh thành cầu số 2"))
    assert "99 mét" not in numbered(usual, 2).item.text
    assert "99 mét" in numbered(usual, 3).item.text
    again = changed.replace("99 mét", "23 mét")
    usual.take(signed(letter(4, text=again, subject="Tin: Khánh thành cầu số 2"), DOMAIN))
    assert "99 mét" in numbered(usual, 3).item.text  # her own correction went to her own story
    assert "23 mét" in numbered(usual, 2).item.text


def test_the_very_same_text_is_a_draft_of_its_own(usual: Newsroom) -> None:
    usual.take(letter(2, message_id="again@ctv.example"))
    assert kept(usual, 3).open and numbered(usual, 2).sent_again == 0


def test_it_is_none_of_her_stories(usual: Newsroom) -> None:
    usual.take(letter(3))
    with usual.app.database.read() as tx:
        own = senders.latest(tx, "demo", "hoa@ctv.example", usual.app.now().replace(year=2020))
    assert numbered(usual, 3).id not in [one.id for one in own] and len(own) == 2


def test_an_answer_in_her_name_is_asked_about(usual: Newsroom) -> None:
    thread = {"In-Reply-To": f"<{usual.letters()[0].letter.message_id}>"}
    usual.take(letter(9, text="Em xin rút bài.\n", message_id="x@x", headers=thread))
    with usual.app.database.read() as tx:
        (asked,) = suggestions.waiting(tx, ["demo"])
    assert asked.why == "thread"
    assert all(row.replies == 0 for row in usual.drafts())


def test_a_mark_of_ours_proves_more_than_a_server(usual: Newsroom) -> None:
    told = usual.letters()[0]
    line = told.letter.text.strip().splitlines()[-1]
    usual.take(letter(9, text=f"Em xin bổ sung tên thôn là Nậm Lúc.\n\n{line}\n", message_id="x@x", subject="Gửi thêm"))
    assert next(row for row in usual.drafts() if row.id == told.draft).replies == 1


def test_the_word_of_the_border_counts_and_a_sender_s_does_not(newsroom: Newsroom) -> None:
    house = with_names(newsroom, border="mx.example.vn")
    house.take(letter(1), at_border(letter(2)), letter(3, headers=FAILS))
    assert [kept(house, number).open for number in (1, 2, 3)] == [False, True, False]
    assert recipients(house) == 2


def test_a_stranger_whose_mail_fails_gets_no_letter_but_a_draft(newsroom: Newsroom) -> None:
    """A letter would hit whoever's address it is; there is nothing to confirm, for nobody knows him."""
    house = with_names(newsroom, border="mx.example.vn")
    (row,) = house.take(at_border(letter(1)))
    assert row.state is State.RECEIVED and not kept(house, 1).doubted and recipients(house) == 0


@pytest.mark.parametrize(("doubt", "opened"), [("changed", False), ("unproven", True), ("never", False)])
def test_how_strict_a_newsroom_is(newsroom: Newsroom, doubt: str, opened: bool) -> None:
    house = with_names(newsroom, doubt=doubt)
    house.take(letter(1), letter(2))
    assert kept(house, 2).open is opened


def test_a_silent_network_is_held_against_nobody(usual: Newsroom) -> None:
    silent = with_names(usual, Zone({f"s1._domainkey.{DOMAIN}": "silent"}))
    silent.take(proven(3))
    assert (kept(silent, 3).proof.outcome, kept(silent, 3).doubted) == ("unknown", False)
    assert recipients(silent) == 3


def test_when_all_lose_their_proof_at_once_it_is_our_server(newsroom: Newsroom) -> None:
    """A mail server that adds a line below every mail breaks all signatures: acknowledgements must not end."""
    house = with_names(newsroom)
    people = [f"Người {no} <n{no}@{DOMAIN}>" for no in range(5)]
    for no, sender in enumerate(people):
        house.take(*(signed(letter(10 * no + one, sender=sender), DOMAIN) for one in (1, 2)))
    house.app.now.forward(days=2, hours=2)  # type: ignore[attr-defined]
    before = recipients(house)
    house.take(*(signed(letter(10 * no + 3, sender=sender), DOMAIN) + b"--\r\n" for no, sender in enumerate(people)))
    assert [kept(house, number).open for number in range(11, 16)] == [True, True, True, False, False]
    assert recipients(house) == before + 2


def test_an_archive_proves_nothing_and_is_held_against_nobody(usual: Newsroom) -> None:
    usual.offer(letter(3), door="archive", silent=True)
    usual.process()
    assert (kept(usual, 3).proof.why, kept(usual, 3).doubted) == ("nobody-looked", False)


def test_who_may_only_look_confirms_nothing(usual: Newsroom) -> None:
    usual.take(letter(3))
    with pytest.raises(NotAllowed):
        confirming.confirm(usual.app, "demo", numbered(usual, 3).id, usual.person("auditor"))


def received(peer: str, sender: str) -> bytes:
    """As our own listener writes it on top."""
    return (
        f"Return-Path: <{sender}>\r\nReceived: from mx.ctv.example ([{peer}])\r\n\tby us with ESMTP id 1;\r\n".encode()
    )


@pytest.mark.parametrize(
    ("peer", "outcome", "why"),
    [
        ("203.0.113.9", "none", "not-signed"),  # a network for documents: as good as one in the house
        ("8.8.8.8", "fail", "not-from-there"),
        ("1.1.1.1", "pass", "sent-from-there"),
        ("127.0.0.1", "none", "not-signed"),
        ("10.0.0.3", "none", "not-signed"),
    ],
)
def test_mail_taken_in_by_ourselves(newsroom: Newsroom, peer: str, outcome: str, why: str) -> None:
    house = with_names(newsroom, Zone({DOMAIN: {"TXT": ["v=spf1 ip4:1.1.1.1 -all"]}}))
    house.offer(
        received(peer, "hoa@ctv.example") + letter(1), door="smtp", mailbox="smtp", envelope_from="hoa@ctv.example"
    )
    house.process()
    proof = kept(house, 1).proof
    assert (proof.outcome, proof.why) == (outcome, why)
    assert recipients(house) == (outcome != "fail")


# --- At the desk ---------------------------------------------------------------------------------------------------


def test_an_editor_reads_why_and_confirms_on_the_story_s_page(usual: Newsroom) -> None:
    from tests.desk import Visitor

    usual.take(letter(3))
    visitor, draft = Visitor(usual.app, usual.sandbox), numbered(usual, 3)
    visitor.enter("editor")
    address = f"/tin/demo/{draft.id}"
    page = visitor.get(address)
    assert "Chưa chắc thư này do hoa@ctv.example gửi" in page.text and "riêng thư này thì không" in page.text
    assert "Chưa chắc người gửi" in visitor.get("/hang-cho").text
    assert visitor.post(f"{address}/nguoi-gui").status == 303
    assert "Chưa chắc thư này do" not in visitor.get(address).text
    assert visitor.post(f"{address}/nguoi-gui").status == 409
    assert visitor.post(f"{address}/nguoi-gui/hoan-tac").status == 303
    assert "Chưa chắc thư này do" in visitor.get(address).text
