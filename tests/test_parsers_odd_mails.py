"""Odd mails of every kind: what they say by the RFCs, or by what mail programs have shown for decades where those are
silent. What is expected was written down before the mails were read."""

import base64
from dataclasses import dataclass, field

import pytest

from tinbai.parsers.mail.read import read_mail

MIXED = "Content-Type: multipart/mixed; boundary=b\n\n"
TEXT = "--b\nContent-Type: text/plain; charset=utf-8\n\nxin chào\n"
END = "--b--\n"


@dataclass(frozen=True)
class Odd:
    """A mail and what is in it; `files`: (name, octets) of what is no text, in order."""

    raw: str | bytes
    subject: str = "Tin"
    sender: str = "hoa@example.org"
    name: str | None = None
    text: str = "xin chào"
    files: list[tuple[str, int]] = field(default_factory=list)


def head(rest: str = "\nxin chào\n", *, subject: str = "Tin", sender: str = "hoa@example.org") -> str:
    return f"From: {sender}\nSubject: {subject}\n{rest}"


def attached(fields: str, body: str = "abc") -> str:
    """A text, and a part with these fields."""
    return head(f"{MIXED}{TEXT}--b\n{fields}\n\n{body}\n{END}")


def named(parameters: str) -> str:
    return attached(f"Content-Type: application/octet-stream\nContent-Disposition: attachment; {parameters}")


def encoded(text: str, charset: str) -> str:
    return base64.b64encode(text.encode(charset)).decode()


HTML = "--b\nContent-Type: text/html; charset=utf-8\n\n<p>xin chào</p>\n"
PDF = "--b\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n"
ODD = {
    # --- words in headers (RFC 2047) ---
    "words of two encodings": Odd(head(subject="=?utf-8?q?T=C3=ADn?= =?utf-8?b?IG3hu5tp?="), subject="Tín mới"),
    "words with text between": Odd(head(subject="=?utf-8?q?a?= b =?utf-8?q?c?="), subject="a b c"),
    "a word with its language": Odd(head(subject="=?utf-8*vi?q?Xin_ch=C3=A0o?="), subject="Xin chào"),
    "a letter cut in two words": Odd(head(subject="=?utf-8?q?ti=E1=BA?=\n =?utf-8?q?=BFng?="), subject="tiếng"),
    "a word with blanks in it": Odd(head(subject="=?utf-8?q?Xin =C3=A1?="), subject="Xin á"),
    "a word glued to a text": Odd(head(subject="Tin=?utf-8?q?_m=E1=BB=9Bi?=!"), subject="Tin mới!"),
    "a word of an unknown charset": Odd(head(subject="=?x-none?q?Tin_m=E1=BB=9Bi?="), subject="Tin mới"),
    "a word without its padding": Odd(head(subject="=?utf-8?b?bOG7?= =?utf-8?b?m2k?="), subject="lới"),
    "a subject over lines": Odd(head(subject="Tin\n\tmới\n  nhất"), subject="Tin mới nhất"),
    "a blank before the colon": Odd("From : hoa@example.org\nSubject : Tin\n\nxin chào\n"),
    "two subjects": Odd(head(subject="một\nSubject: hai"), subject="một"),
    "a raw subject in the body's charset": Odd(
        head('Content-Type: text/plain; charset="windows-1258"\n\nxin ch\xe0o\n', subject="ch\xe0o b\xe1c").encode(
            "latin-1"
        ),
        subject="chào bác",
    ),
    # --- addresses (RFC 5322 3.4) ---
    "a comment as the name": Odd(head(sender="hoa@example.org (Hoa Lê)"), name="Hoa Lê"),
    "a name in quotes with a comma": Odd(head(sender='"Lê, Hoa" <hoa@example.org>'), name="Lê, Hoa"),
    "a quoted pair": Odd(head(sender=r'"Hoa \"Út\" Lê" <hoa@example.org>'), name='Hoa "Út" Lê'),
    "a word in quotes": Odd(head(sender='"=?utf-8?q?L=C3=AA?=" <hoa@example.org>'), name="Lê"),
    "a comma in a word": Odd(head(sender="=?utf-8?q?L=C3=AA=2C_Hoa?= <hoa@example.org>"), name="Lê, Hoa"),
    "a group": Odd(head(sender="Ban bien tap: hoa@example.org, b@example.org;"), name=""),
    "a route": Odd(head(sender="Hoa <@a.example,@b.example:hoa@example.org>"), name="Hoa"),
    "no brackets": Odd(head(sender="Hoa hoa@example.org"), name="Hoa"),
    "comments inside": Odd(head(sender="Hoa <hoa(x)@example.org(y)>"), name="Hoa"),
    "an address as the name": Odd(head(sender='"hoa@example.org" <hoa@example.org>'), name="hoa@example.org"),
    "a sender, no author": Odd("Sender: hoa@example.org\nSubject: Tin\n\nxin chào\n"),
    "a domain in another script": Odd(head(sender="Hoa <hoa@báo.example>"), sender="hoa@báo.example"),
    # --- names of files (RFC 2183, RFC 2231) ---
    "a name of the type only": Odd(
        attached('Content-Type: application/octet-stream; name="bai.doc"'), files=[("bai.doc", 3)]
    ),
    "a raw name": Odd(named('filename="bài.doc"'), files=[("bài.doc", 3)]),
    "an extended name": Odd(named("filename*=utf-8'vi'b%C3%A0i.doc"), files=[("bài.doc", 3)]),
    "both names": Odd(named("filename=bai.doc; filename*=utf-8''b%C3%A0i.doc"), files=[("bài.doc", 3)]),
    "a name in pieces": Odd(
        named("filename*0*=utf-8''b%C3%A0;\n filename*1=\"i moi.doc\""), files=[("bài moi.doc", 3)]
    ),
    "pieces in disorder": Odd(named("filename*1=i.doc; filename*0=ba"), files=[("bai.doc", 3)]),
    "a charset in the second piece": Odd(
        named("filename*0=bai-; filename*1*=utf-8''m%E1%BB%9Bi.doc"), files=[("bai-mới.doc", 3)]
    ),
    "a letter cut in two pieces": Odd(named("filename*0*=utf-8''b%C3; filename*1*=%A0i.doc"), files=[("bài.doc", 3)]),
    "words as a name": Odd(
        named('filename="=?utf-8?q?b=C3=A0i?=\n =?utf-8?q?_m=E1=BB=9Bi.doc?="'), files=[("bài mới.doc", 3)]
    ),
    "a name with blanks and no quotes": Odd(named("filename=bai viet.doc"), files=[("bai viet.doc", 3)]),
    "a semicolon in quotes": Odd(named('filename="a;b.doc"; size=3'), files=[("a;b.doc", 3)]),
    "a quote that never ends": Odd(named('filename="bai.doc'), files=[("bai.doc", 3)]),
    "a name in capitals": Odd(named("FILENAME=BAI.DOC"), files=[("BAI.DOC", 3)]),
    # --- parts (RFC 2046) ---
    "no end": Odd(head(f"{MIXED}{TEXT}{PDF}"), files=[("a.pdf", 5)]),
    "blanks after delimiters": Odd(head(f"{MIXED}{TEXT}{PDF}{END}".replace("--b\n", "--b \t\n")), files=[("a.pdf", 4)]),
    "before and after": Odd(head(f"{MIXED}before\n{TEXT}{END}after\n")),
    "no boundary named": Odd(head(f"Content-Type: multipart/mixed\n\n{TEXT}{PDF}{END}"), files=[("a.pdf", 4)]),
    "an empty part": Odd(head(f"{MIXED}{TEXT}--b\n\n{PDF}{END}"), files=[("a.pdf", 4)]),
    "texts inline": Odd(
        head(f"{MIXED}{TEXT}--b\nContent-Disposition: inline\n\nmột\n{PDF}--b\n\nhai\n{END}"),
        text="xin chào một hai",
        files=[("a.pdf", 4)],
    ),
    "a text attached without a name": Odd(
        attached("Content-Type: text/plain\nContent-Disposition: attachment"), files=[("part-1.txt", 3)]
    ),
    "a file among the alternatives": Odd(
        head(
            f"Content-Type: multipart/alternative; boundary=a\n\n--a\n\nxin chào\n--a\n{MIXED}{HTML}{PDF}{END}--a--\n"
        ),
        files=[("a.pdf", 4)],
    ),
    "a picture in a page": Odd(
        head(
            f"Content-Type: multipart/related; boundary=b\n\n{HTML}--b\nContent-Type: image/png; name=a.png\n"
            f"Content-ID: <1>\n\nPNG\n{END}"
        ),
        files=[("a.png", 3)],
    ),
    "a digest": Odd(
        head(f"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: trong\n\nabc\n{END}"),
        text="",
        files=[("trong.eml", 19)],
    ),
    "a body elsewhere": Odd(
        attached(
            'Content-Type: message/external-body; access-type=URL; URL="http://example.org/a"', "Content-Type: a/b"
        ),
        files=[("part-1.bin", 17)],
    ),
    "two forks": Odd(
        attached(
            "Content-Type: multipart/appledouble; boundary=c",
            "--c\nContent-Type: application/applefile; name=x\n\nfork\n"
            "--c\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--c--",
        ),
        files=[("a.pdf", 4)],
    ),
    # --- transfer encodings and charsets ---
    "dirty base64": Odd(
        attached("Content-Type: a/b; name=a\nContent-Transfer-Encoding: BASE64", "SGVs*bG8h\n IFhpb"), files=[("a", 9)]
    ),
    "base64 in two": Odd(
        attached("Content-Type: a/b; name=a\nContent-Transfer-Encoding: base64", "SGVsbG8=\nIHhpbg=="), files=[("a", 9)]
    ),
    "blanks after a soft break": Odd(head("Content-Transfer-Encoding: quoted-printable\n\nxin =  \nch=C3=A0o\n")),
    "a comment in the encoding": Odd(head("Content-Transfer-Encoding: quoted-printable (x)\n\nxin ch=C3=A0o\n")),
    "UTF-16": Odd(
        head(
            "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
            f"{encoded('xin chào', 'utf-16')}\n"
        )
    ),
    "a type without a second half": Odd(head("Content-Type: text\n\nxin chào\n")),
    "a type in quotes": Odd(head('Content-Type: "text/html"\n\n<b>xin chào</b>\n')),
    "lines that flow": Odd(head("Content-Type: text/plain; format=flowed; delsp=yes\n\nxin ch \nào\n")),
    "a file in the text": Odd(head("\nxin chào\nbegin 644 a.txt\n#86)C\n`\nend\n"), files=[("a.txt", 3)]),
    "a file in the text, newer": Odd(head("\nxin chào\n=ybegin line=128 size=3 name=a\n123\n=yend size=3\n")),
    # --- lines ---
    "CR alone": Odd(head().replace("\n", "\r")),
    "CRLF": Odd(head(f"{MIXED}{TEXT}{PDF}{END}").replace("\n", "\r\n"), files=[("a.pdf", 4)]),
    "a line of mbox": Odd("From hoa@example.org Mon Mar  2 07:55:00 2026\n" + head()),
    "NUL": Odd(head("\nxin\0 chào\n")),
    "a header alone": Odd("From: hoa@example.org\nSubject: Tin", text=""),
    "no header at all": Odd("xin chào\n\nhoa\n", subject="", sender="", text="xin chào hoa"),
}


@pytest.mark.parametrize("name", ODD)
def test_it_is_read_as_it_should_be(name: str) -> None:
    odd = ODD[name]
    read = read_mail(odd.raw if isinstance(odd.raw, bytes) else odd.raw.encode())
    sender = read.mail.sender
    assert read.mail.subject == odd.subject
    assert (sender.address if sender else "") == odd.sender
    assert odd.name is None or (sender and sender.name == odd.name)
    assert " ".join(read.text.split()) == odd.text
    assert [(leaf.name, len(leaf.octets()[0])) for leaf in read.leaves] == odd.files
