"""Contributors who have fallen silent hear one word, and end that each in their own way, over real servers."""

import re
from email.message import EmailMessage

import pytest

from tests.desk import Visitor
from tests.scenes.people import Contributor
from tests.scenes.town import Town, kind_of
from tests.servers.postfix import Postfix
from tests.servers.service import until

pytestmark = pytest.mark.slow

DESK = "https://desk.example.vn"
RECEIVED = "from x (y [203.0.113.9]) by mx.example.vn with SMTP;"
PASSES, FAILS = (f"mx.example.vn; dmarc={word} header.from=ctv.example" for word in ("pass", "fail"))
TWICE = ["receipt", "accepted", "reminder", "receipt", "accepted"]


@pytest.fixture(autouse=True)
def board(town: Town) -> None:
    """A newsroom that reminds after 60 days."""
    outlets = tuple(one.model_copy(update={"remind_days": 60}) for one in town.app.settings.outlets)
    town.set(outlets=outlets, web=town.app.settings.web.model_copy(update={"address": DESK}))
    town.box_is("bbt", border="mx.example.vn")


def falls_silent(town: Town, *people: Contributor, first: int = 1) -> None:
    """Each has sent a story that was used; then nothing comes for 63 days, until a Monday."""
    lan = town.editor(f"lan{first}")
    town.passes(minutes=10)
    stories = [one.sends(number, Authentication_Results=PASSES, Received=RECEIVED)
               for number, one in enumerate(people, first)]  # fmt: skip
    town.reads()
    for story in stories:
        lan.accepts(story)
    town.passes(minutes=2)
    arrived(town)
    town.passes(days=63, minutes=-2)


def reminds(town: Town) -> None:
    town.reminds()
    town.reminds()  # once in a silence, however often it is looked
    arrived(town)


def arrived(town: Town) -> None:
    """A relay takes a moment, and carries several at once."""
    assert town.sink.wait(sum(one.state == "sent" for one in town.promised()))


def reminder_of(one: Contributor) -> EmailMessage:
    letter = one.letters()[-1]
    assert kind_of(letter) == "reminder"
    return letter


def path_in(words: str) -> str:
    """The one link to the desk that stands there, without the host."""
    (path,) = re.findall(rf"{DESK}(/nhac/[a-z2-7]+)", words)
    return str(path)


def test_each_ends_it_in_another_way_and_only_who_did_not_is_reminded_again(town: Town, relay: Postfix) -> None:
    people = hoa, nam, tho, _ = [town.contributor(name) for name in ("hoa", "nam", "tho", "binh")]
    falls_silent(town, *people)
    reminds(town)
    browser = Visitor(town.app, town.sandbox)
    link = path_in(hoa.reads())
    assert browser.get(link).status == 200 and browser.post(link).status == 200
    head = reminder_of(nam)  # his mail program shows a button, and asks nothing more
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Visitor(town.app, town.sandbox)
    done = stranger.client.post(path_in(str(head["List-Unsubscribe"])), data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    tho.answers("Xin dừng nhắc ạ, cảm ơn ban biên tập.")
    town.reads()
    assert len(town.stories()) == 4
    falls_silent(town, *people, first=5)
    reminds(town)
    assert until(lambda: relay.queued() == 0)
    town.ends_with(hoa=TWICE, nam=TWICE, tho=TWICE, binh=[*TWICE, "reminder"])


@pytest.fixture
def hoa(town: Town) -> Contributor:
    """Hoa, whose mail is always proven, has had a reminder."""
    made = town.contributor("hoa")
    falls_silent(town, made)
    reminds(town)
    return made


def says_stop(town: Town, one: Contributor, proof: str, *, answering: bool) -> None:
    """In her name, as the server at the border judges it; then she sends a story and falls silent once more."""
    marks = {"Authentication-Results": proof, "Received": RECEIVED}
    one.answers("Dừng nhắc", quoting=False, threaded=answering, subject="Dừng nhắc", headers=marks)
    town.reads()
    falls_silent(town, one, first=2)
    reminds(town)


@pytest.mark.parametrize("answering", [True, False])
def test_nobody_ends_it_in_her_name(town: Town, hoa: Contributor, answering: bool) -> None:
    """Not even who has got hold of her letter."""
    says_stop(town, hoa, FAILS, answering=answering)
    town.ends_with(hoa=[*TWICE, "reminder"])


def test_a_new_mail_without_any_proof_ends_nothing(town: Town, hoa: Contributor) -> None:
    says_stop(town, hoa, "mx.example.vn; dmarc=none", answering=False)
    town.ends_with(hoa=[*TWICE, "reminder"])


@pytest.mark.parametrize("answering", [True, False])
def test_she_ends_it_herself(town: Town, hoa: Contributor, answering: bool) -> None:
    says_stop(town, hoa, PASSES, answering=answering)
    town.ends_with(hoa=TWICE)
