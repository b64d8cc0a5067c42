"""One odd word in every part of a held mail: no role finds it on any page, in any file, letter, number or log."""

import unicodedata

import pytest
import structlog

from tests.desk import Visitor
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.rights import MATRIX, QUERIES, ROLES, STREAMS
from tests.test_holds import mail_of, word, written
from tests.test_parsers_photo_metadata import exif_of, small
from tests.test_web_matrix import _filled, _named
from tinbai import decisions, digest
from tinbai.model import State
from tinbai.store import digests, drafts

WORD, OLD = "Thuồng luồng", "Thuång luång"  # the other as TCVN3 shows where nobody knows it
SPELLINGS = (
    WORD,
    unicodedata.normalize("NFD", WORD),
    OLD,
    "thuong luong",
    "thuong-luong",
    "Thu%E1%BB%93ng",
    "Thu\\u1ed3ng",
)


def told(text: str) -> list[str]:
    return [one for one in SPELLINGS if one.lower() in text.lower()]


def _mail() -> bytes:
    photo = small(exif=exif_of({0x010E: f"{WORD} bên suối".encode(), 0x013B: WORD.encode()}))
    files = [
        (f"{WORD}.docx", word(*(f"{one} ở Nậm Lúc." for one in SPELLINGS[:3]), *story(8).split("\n\n"))),
        ("thuong-luong.jpg", photo),
    ]
    raw = mail_of(f"{story(7)}\n\n{WORD} lại về bản.\n\nẢnh: {WORD} bên suối\n", files)
    return raw.replace(b"Subject: ", b"Subject: thuong luong ")


@pytest.mark.slow
def test_nobody_but_the_officer_meets_a_word_of_what_is_held(newsroom: Newsroom) -> None:
    with structlog.testing.capture_logs() as logs:
        rows = newsroom.take(_mail())
        sent = newsroom.letters()[0].letter.message_id
        reply = letter(9, text=f"{WORD} xin bổ sung.\n", subject=f"Re: {WORD}", headers={"In-Reply-To": f"<{sent}>"})
        rows = newsroom.take(reply)
        assert told(written(newsroom))
        person, officer = newsroom.person(), newsroom.person("security_officer")
        for row in rows:
            if row.state is not State.HELD:
                decisions.hold(newsroom.app, "demo", row.id, person)
        with newsroom.app.database.write() as tx:
            digests.want(tx, "demo", officer.id, True)
        digest.tell(newsroom.app)
        assert newsroom.kinds()["digest"] == 1
        assert not told(written(newsroom))
        assert not _met(newsroom, rows[0].id)
    assert not told(str(logs))
    assert not [one for one in newsroom.letters() if told(one.letter.subject + one.letter.text)]
    newsroom.prove_nothing_lost()


def _met(newsroom: Newsroom, identity: str) -> list[tuple[str, str, list[str]]]:
    """(role, route, spellings) wherever a word stands in an answer."""
    with newsroom.app.database.read() as tx:
        draft = drafts.get(tx, "demo", identity)
    things = _named(draft, newsroom.letters()[0].id, draft.arrival)
    first = Visitor(newsroom.app, newsroom.sandbox)
    met: list[tuple[str, str, list[str]]] = []
    for role in ROLES:
        visitor = Visitor(newsroom.app, made=first.made)
        if role != "none":
            visitor.enter("editor" if role == "foreign" else role, "bao" if role == "foreign" else "demo", name=role)
        for route in (one for one in MATRIX if one.startswith("GET ") and one not in STREAMS):
            if role == "security_officer" and route.endswith("/thu-goc"):
                continue  # the mail itself, hers to judge
            answer = visitor.get(_filled(route[4:], things) + QUERIES.get(route, ""))
            if found := told(f"{answer.headers}{answer.text}"):
                met.append((role, route, found))
        for asked in ("thuong+luong", "th%C3%A0nh+c%E1%BA%A7u+s%E1%BB%91+7"):
            searched = f"/hang-cho?xem=tat-ca&tim={asked}"  # says again what was looked for
            if "data-draft=" in visitor.get(searched).text:
                met.append((role, searched, []))
    return met
