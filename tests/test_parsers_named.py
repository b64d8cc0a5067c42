"""Titles taken from the subject or the name of the file, where the text has none."""

import pytest

from tinbai.parsers.story.named import named_by_file, named_by_subject, said_by_photos


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Tin: Cho trẻ mầm non uống vitamin A", "Cho trẻ mầm non uống vitamin A"),
        ("Fwd: Bài: Kênh N3 sạt lở, dân thấp thỏm", "Kênh N3 sạt lở, dân thấp thỏm"),
        ("50 suất quà đến với học sinh nghèo", "50 suất quà đến với học sinh nghèo"),
        ("[Tin bài] Cho trẻ mầm non uống vitamin A", "Cho trẻ mầm non uống vitamin A"),
        ("CTV Khe Ngọc gửi tin: Cho trẻ mầm non uống vitamin A", "Cho trẻ mầm non uống vitamin A"),
        ("Tin - Cho trẻ mầm non uống vitamin A (kèm 3 ảnh)", "Cho trẻ mầm non uống vitamin A"),
        ("Fwd: Cho trẻ mầm non uống vitamin A.docx", "Cho trẻ mầm non uống vitamin A"),
        ("Gửi bài viết về mô hình nuôi ong", None),
        ("03 tin phường An Hòa tuần qua", None),
        ("Tin tập huấn cây mắc ca", None),
        ("[LG-2025-000412] Đã nhận tin, bài: Kênh N3 sạt lở", None),
        ("tin doan phuong ra quan chieu nay", None),
        ("Phường Hải Thành", None),
        ("", None),
        ("Re: ", None),
    ],
)
def test_a_subject_is_a_title_when_it_does_not_speak_of_sending(subject: str, title: str | None) -> None:
    assert named_by_subject(subject) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Truong THCS Le Quy Don to chuc ngay hoi STEM.docx", "Truong THCS Le Quy Don to chuc ngay hoi STEM"),
        ("khanh-thanh-cau-dan-sinh-suoi-le.doc", "Khanh thanh cau dan sinh suoi le"),
        ("Tin 2 - Khánh thành cầu dân sinh Suối Lê (1).docx", "Khánh thành cầu dân sinh Suối Lê"),
        ("anh.zip > khanh_thanh_cau_dan_sinh.docx", "Khanh thanh cau dan sinh"),
        ("10.11 Khánh thành cầu dân sinh Suối Lê - bản cuối.docx", "Khánh thành cầu dân sinh Suối Lê"),
        ("1. Khánh thành cầu dân sinh Suối Lê.docx", "Khánh thành cầu dân sinh Suối Lê"),
        ("20 năm xây dựng cầu dân sinh.docx", "20 năm xây dựng cầu dân sinh"),
        ("Tin xã Khe Ngọc họp giao ban tháng 9.docx", None),
        ("IMG_20251111_093514.docx", None),
        ("gui bai viet ve nuoi ong rung tram.docx", None),
        ("bai.docx", None),
    ],
)
def test_so_is_the_name_of_a_file(name: str, title: str | None) -> None:
    assert named_by_file(name) == title


@pytest.mark.parametrize(
    ("name", "caption"),
    [
        ("Lãnh đạo xã trả lời ý kiến người dân.jpg", "Lãnh đạo xã trả lời ý kiến người dân"),
        ("1. Niềm vui trong ngôi nhà mới.jpg", "Niềm vui trong ngôi nhà mới"),
        ("Ảnh 2 - Bà con thôn Nà Lũng đi bỏ phiếu (1).JPG", "Bà con thôn Nà Lũng đi bỏ phiếu"),
        ("học-sinh-đọc-sách-bên-xe-thư-viện.jpeg", "Học sinh đọc sách bên xe thư viện"),
        ("12 học sinh được trao quà.jpg", "12 học sinh được trao quà"),
        ("IMG_20261120_081500.jpg", None),
        ("z5678901234567_0a1b2c3d.jpg", None),
        ("Ảnh chụp màn hình lúc 10.20.30.png", None),
        ("ảnh tin hội nghị tổng kết xã.jpg", None),
        ("Hội nghị.jpg", None),
        ("le trao qua cho hoc sinh ngheo.jpg", None),
    ],
)
def test_a_photo_s_name_may_say_what_it_shows(name: str, caption: str | None) -> None:
    assert said_by_photos([name], None) == [caption]


def test_names_that_only_count_or_repeat_the_title_say_nothing() -> None:
    counting = ["Hội nghị tổng kết năm học 1.jpg", "Hội nghị tổng kết năm học 2.jpg"]
    assert said_by_photos(counting, None) == [None, None]
    assert said_by_photos(["Khe Ngọc ra mắt mô hình mới.jpg"], "Xã Khe Ngọc ra mắt mô hình mới") == [None]
