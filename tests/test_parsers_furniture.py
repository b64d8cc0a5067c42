"""Words to the editors, menus of web sites and notes for the accountant, told from what a story says."""

import pytest

from tests.paper import plain
from tinbai.parsers.story import furniture
from tinbai.parsers.story.structure import structure

TITLE = "Kênh N3 sạt lở, dân thấp thỏm"
LEAD = "Sáng 14/11/2025, đoạn kênh N3 dài gần 300 m qua thôn Đồng Vải bị sạt lở nghiêm trọng sau mưa lớn."


@pytest.mark.parametrize(
    "text",
    [
        "chị ơi e gửi tin nhé, có gì c sửa giúp e",
        "Phòng gửi tin để anh đăng website.",
        "Lời đầu tiên, tôi xin gửi lời chúc sức khỏe tới quý Ban. Tôi gửi bài viết, rất mong được đăng tải.",
        "BBT ơi, đăng giúp em tin này với ạ",
        "Tin moi nhe anh",
        "Thực hiện chỉ tiêu tin bài tháng 11, UBND xã gửi 01 tin như sau:",
        "Hôm qua em gửi bị lỗi font, em gửi lại ạ. Bỏ bản cũ giúp em.",
        "Tôi là cộng tác viên mới. Đây là bài đầu tiên của tôi, nếu chưa đạt xin được góp ý.",
    ],
)
def test_words_to_the_editors_above_a_title_are_left_out(text: str) -> None:
    assert furniture.speaks_of_sending(text)
    (story,) = structure(plain(text, TITLE, LEAD, "Lan Anh"), None)
    assert (story.title, story.lead, story.body) == (TITLE, LEAD, ())


@pytest.mark.parametrize(
    "text",
    [
        "Sáng 14/11, hơn 2.000 bài dự thi được gửi về ban tổ chức cuộc thi ảnh.",
        "Chiều 12/11, Hội Phụ nữ xã gửi tặng 30 áo ấm và nhiều hình ảnh đẹp cho học sinh.",
        "Tin vui đến với bà con thôn Đồng Vải trong những ngày giáp Tết.",
        "Tôi là giáo viên vùng cao, gắn bó với bản Huổi Sán đã mười hai năm.",
        "Công an xã cảnh báo người dân không chuyển tiền theo tin nhắn lạ.",
    ],
)
def test_what_a_story_says_of_sending_stays(text: str) -> None:
    assert not furniture.speaks_of_sending(text)


def test_lines_for_the_accountant_sign_nothing() -> None:
    (story,) = structure(plain(TITLE, LEAD, "Lan Anh", "Thông tin nhận nhuận bút:", "Nguyễn Văn Long"), None)
    assert story.byline is not None
    assert (story.byline.raw, story.body) == ("Lan Anh", ())


@pytest.mark.parametrize(
    "leave", ["E Lan", "Em: Mai Lan", "Hoa", "Rất mong nhận được sự quan tâm của BBT.", "Số TK: 0123456789"]
)
def test_who_takes_leave_of_the_editors_signs_nothing(leave: str) -> None:
    (story,) = structure(plain(TITLE, LEAD, "Cao Bá Quý", leave), None)
    assert story.byline is not None
    assert (story.byline.raw, story.body) == ("Cao Bá Quý", ())


def test_a_menu_is_left_out_only_as_a_whole() -> None:
    menu = ("Trang chủ", "Giới thiệu", "Tin tức", "Liên hệ")
    (story,) = structure(plain(*menu, TITLE, LEAD, "Chia sẻ Facebook Zalo In trang"), None)
    assert (story.title, story.lead, story.body) == (TITLE, LEAD, ())
    (other,) = structure(plain("Liên hệ", TITLE, LEAD), None)
    assert "Liên hệ" in (other.title or "") + " ".join(block.text for block in other.body)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mọi liên hệ xin gửi về ĐT 0912 000 664. Tài khoản nhận nhuận bút: 0021 000 334 556", True),
        ("Nhuận bút xin chuyển vào tài khoản 0021 000 334 556, ngân hàng Đông Ngàn.", True),
        ("Từ năm 2026, tòa soạn trả nhuận bút 1500 đồng mỗi chữ cho cộng tác viên ở xã.", False),
    ],
)
def test_an_account_for_royalties_is_no_news(text: str, told: bool) -> None:
    assert furniture.is_contact(text) == told
