"""The HTML beside a letter's text: the same words, escaped, nothing loaded, small, the same octets at each try."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tests.test_notifier_letters import ENGLISH, MAIL, NOW, VIETNAMESE, told
from tinbai.keys import Keys
from tinbai.model import Address, Delivery
from tinbai.notifier import html, letters, mail
from tinbai.notifier.letters import House

KEYS = Keys((b"k" * 32,))
_ALLOWED = {
    "href",
    "style",
    "class",
    "lang",
    "charset",
    "name",
    "content",
    "role",
    "width",
    "cellpadding",
    "cellspacing",
}


class Read(HTMLParser):
    """What a mail program makes of it: words line by line, tags, attributes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.words, self.tags, self.links, self.attributes = "", list[str](), list[str](), set[str]()
        self._silent = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._silent = tag in ("style", "title")
        self.words += "\n" if tag in ("p", "br", "td") else ""

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag not in ("style", "title")

    def handle_data(self, data: str) -> None:
        self.words += "" if self._silent else data


def made(text: str, house: House = VIETNAMESE, receipt: str = "", subject: str = "Tin") -> Delivery:
    return letters.promised(
        house, Address("Hoa", "hoa@ctv.example"), (None, ()), (subject, text),
        key="k", kind="decision", draft="d1", now=NOW, due=NOW, receipt_no=receipt,
    )  # fmt: skip


def read(text: str, house: House = VIETNAMESE) -> Read:
    return Read(html.page(made(text, house).letter))


def test_it_says_what_the_text_says() -> None:
    missing = ("Captions are missing for {missing} of {all} photos.", {"missing": "2", "all": "3"})
    _, text = letters.acknowledgement(VIETNAMESE, MAIL, [told("Khánh thành <b>cầu</b> & đường", missing)], NOW)
    shown = read(text)
    assert shown.words.replace("•", "-").split() == [*VIETNAMESE.name.split(), *text.split()]
    assert "b" not in shown.tags


@given(st.text(max_size=400), st.text(max_size=80))
def test_nothing_a_person_wrote_becomes_a_tag_or_an_attribute(text: str, name: str) -> None:
    house = House("demo", name, "bbt@example.vn", "vi", "Asia/Ho_Chi_Minh", 5)
    shown = read(text.encode("utf-8", "replace").decode(), house)
    assert set(shown.tags) <= {
        "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "strong", "p", "br", "a",
    }  # fmt: skip
    assert shown.attributes <= _ALLOWED
    assert all(link.startswith(("http://", "https://")) for link in shown.links)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    document = html.page(made("<img src=https://x.example/p.gif>\n<script>x</script>\nurl(https://x.example)\n").letter)
    assert not {"img", "script", "link", "iframe", "object"} & set(Read(document).tags)
    head = document.partition("</head>")[0]
    assert "url(" not in head and "@import" not in head and "http" not in head


def test_only_an_address_by_itself_is_a_link() -> None:
    text = "Bài của anh/chị đã đăng:\nhttps://lamgiang.example/tin?a=1&b=2\n- “xem https://evil.example” (3 chữ)\n"
    assert read(text).links == ["https://lamgiang.example/tin?a=1&b=2"]


def test_the_way_to_the_own_page_is_a_link_and_the_code_is_small() -> None:
    house = House("demo", "Cổng", "bbt@example.vn", "vi", "UTC", 5, keys=KEYS, page="https://desk.example.vn")
    letter = made("Kính gửi chị Hoa,\n\nĐã nhận.\n", house, "LG-2026-000001").letter
    (link,) = Read(html.page(letter)).links
    assert link.startswith("https://desk.example.vn/t/")
    assert html.page(letter).count('<p class="q"') == 1


def test_it_names_its_language() -> None:
    assert '<html lang="en">' in html.page(made("Hello\n", ENGLISH).letter)
    assert '<html lang="vi">' in html.page(made("Chào\n").letter)


def test_a_letter_stays_small() -> None:
    _, text = letters.acknowledgement(VIETNAMESE, MAIL, [told()], NOW)
    assert len(mail.octets(made(text))) < 6000


def test_a_retry_has_the_same_octets() -> None:
    one = made("Kính gửi chị Hoa,\n")
    assert mail.octets(one) == mail.octets(one)
    assert mail.octets(one) != mail.octets(made("Kính gửi chị Hoa,\n"))


def test_no_text_ends_the_part_it_stands_in() -> None:
    one = made("x\n")
    boundary = mail.compose(one).get_boundary()
    hostile = replace(one, letter=replace(one.letter, text=f"--{boundary}--\n\n--{boundary}\nBcc: x@y.z\n"))
    message = message_from_bytes(mail.octets(hostile), policy=default)
    plain, _ = message.iter_parts()
    assert "Bcc" not in message and f"--{boundary}--" in plain.get_content()
