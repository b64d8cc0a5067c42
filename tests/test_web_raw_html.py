"""A mail's own HTML in a frame: everything is forbidden there, and it is read in a child like all mail."""

import re
from email.message import EmailMessage

import pytest
from lxml import html

from tests.desk import Visitor
from tests.hostile import PAYLOADS
from tests.mails import TO, letter, story
from tests.newsroom import Newsroom
from tinbai.parsers.mail.markup import markup_of


def marked_up(markup: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lê Thị Hoa <hoa@ctv.example>", TO, "Tin: Khánh thành cầu"
    mail["Message-ID"] = "<html@ctv.example>"
    mail.set_content(story(7))
    mail.add_alternative(markup, subtype="html")
    return mail.as_bytes()


def test_the_frame_forbids_everything(newsroom: Newsroom, lan: Visitor) -> None:
    (row,) = newsroom.take(marked_up(f"<p style='color:red'>Cầu <b>mới</b></p>{''.join(PAYLOADS)}"))
    page = lan.get(f"/tin/demo/{row.id}/goc-html")
    frame = re.search(r'<iframe class="raw-html" sandbox src="([^"]+)"', page.text)
    assert frame and "frame-src 'self'" in page.headers["content-security-policy"]
    answer = lan.get(frame[1])
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert not [one for one in policy if one.startswith(("script-src", "connect-src", "font-src")) or "http" in one]
    assert "<b>mới</b>" in answer.text
    left = {str(one.tag) for one in html.document_fromstring(answer.text).iter()}
    assert not left & {"script", "link", "meta", "base", "iframe", "object", "embed"} and "details" in left


@pytest.mark.parametrize("raw", [letter(7), marked_up("")], ids=["plain text", "nothing in it"])
def test_a_mail_without_html_has_no_frame(newsroom: Newsroom, lan: Visitor, raw: bytes) -> None:
    (row,) = newsroom.take(raw)
    assert lan.get(f"/tin/demo/{row.id}/goc-html/khung").status == 404


@pytest.mark.parametrize(
    "markup",
    [
        "<svg><style><p><link rel=preconnect href=//evil.example/></style></svg>",
        "<title><a title='</title><link rel=preconnect href=//evil.example/>'></title>",
        "<textarea><a title='</textarea><img src=//evil.example/>'></textarea>",
        "<xmp><a title='</xmp><img src=//evil.example/>'></xmp>",
        "<noembed><a title='</noembed><img src=//evil.example/>'></noembed>",
        "<math><mi><style><p><img src=//evil.example/></style>",
        "<?x <link rel=preconnect href=//evil.example/>",
    ],
)
def test_what_browsers_read_otherwise_has_no_other_reading(markup: str) -> None:
    """No element of which lxml and a browser differ is left, so what was looked at is what is shown."""
    raw = marked_up(f"<html><body><p>Cầu</p>{markup}<p>mới</p></body></html>")
    left = markup_of(raw)
    assert "Cầu" in left and not re.search(
        r"<(svg|math|xmp|noembed|link|\?)|<(style|title|textarea)[^>]*>[^<]*<[^/]", left
    )
    assert not re.search(r"<(link|img)[^>]*evil", left)
