"""What each kind of document says of cropping, turning and mirroring a picture."""

import pytest

from tests.word import JPEG, docx, inline, paragraph, vml
from tinbai.parsers import flow
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.rtf.read import read_rtf
from tinbai.picture import Crop


def crop_in_docx(run: str) -> Crop | None:
    (shown,) = flow.pictures(read_docx(docx(paragraph(run), media={"p": JPEG})).pieces)
    assert shown.data == JPEG
    return shown.crop


def crop_in_rtf(content: str) -> Crop | None:
    (shown,) = flow.pictures(read_rtf(f"{{\\rtf1 Tin {content}}}".encode()).pieces)
    assert shown.data == JPEG
    return shown.crop


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('l="20000" t="10000" r="30000" b="5000"', Crop(0.2, 0.1, 0.3, 0.05)),
        ('l="20%" b="12.5%"', Crop(left=0.2, bottom=0.125)),  # strict
        ('l="-20000" t="10000"', Crop(top=0.1)),
        ('l="60000" r="60000"', None),
        ('l="NaN" t="" r="1e9" b="99999999999999"', None),
    ],
)
def test_a_part_in_drawingml(source: str, expected: Crop | None) -> None:
    assert crop_in_docx(inline("p", crop=f"<a:srcRect {source}/>")) == expected


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ('rot="5400000"', Crop(turn=90)),
        ('rot="-5400000" flipH="1"', Crop(turn=270, mirrored=True)),
        ('flipV="true"', Crop(turn=180, mirrored=True)),
        ('rot="10800000" flipH="1" flipV="1"', None),
        ('rot="600000"', None),  # ten degrees: only laid aslant
        ('rot="x"', None),
    ],
)
def test_a_turn_in_drawingml(frame: str, expected: Crop | None) -> None:
    placed = f"<pic:spPr><a:xfrm {frame}/></pic:spPr></pic:pic>"
    assert crop_in_docx(inline("p").replace("</pic:pic>", placed)) == expected


@pytest.mark.parametrize(
    ("image", "style", "expected"),
    [
        ('croptop="6554f" cropleft=".25"', "", Crop(left=0.25, top=0.1)),
        ('cropbottom="-6554f" cropright="50%"', "", Crop(right=0.5)),
        ("", ";rotation:90", Crop(turn=90)),
        ("", ";rotation:5898240fd;flip:x", Crop(turn=90, mirrored=True)),
        ('croptop="f" cropleft="%"', ";rotation:;flip:", None),
    ],
)
def test_a_picture_in_vml(image: str, style: str, expected: Crop | None) -> None:
    run = vml("p").replace("<v:imagedata ", f"<v:imagedata {image} ").replace("height:200pt", f"height:200pt{style}")
    assert crop_in_docx(run) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"\picwgoal3000\pichgoal2000\piccropl600\piccropb500", Crop(left=0.2, bottom=0.25)),
        (r"\picwgoal3000\pichgoal2000\piccropl-600", None),
        (r"\picwgoal3000\pichgoal2000\piccropr99999", None),
        (r"\picwgoal0\pichgoal0\piccropr1", None),
    ],
)
def test_a_picture_in_the_line_of_rich_text(words: str, expected: Crop | None) -> None:
    assert crop_in_rtf(rf"{{\pict\jpegblip{words} {JPEG.hex()}}}") == expected


def test_a_floating_picture_of_rich_text() -> None:
    told = {"cropFromLeft": 16384, "cropFromTop": "x", "rotation": 90 << 16, "fFlipV": 1}
    properties = "".join(rf"{{\sp{{\sn {name}}}{{\sv {value}}}}}" for name, value in told.items())
    picture = rf"{{\sp{{\sn pib}}{{\sv {{\pict\jpegblip {JPEG.hex()}}}}}}}"
    assert crop_in_rtf(rf"{{\shp{{\*\shpinst{properties}{picture}}}}}") == Crop(left=0.25, turn=270, mirrored=True)
