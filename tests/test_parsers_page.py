"""Lines of a web site around a pasted text."""

import pytest

from tinbai.parsers.story.page import is_page_line

PAGE = (
    "10/11/2026 08:15:00 | Tác giả: admin | Lượt xem: 120",
    "Đăng ngày 10/11/2026 - 08:15 | 120 lượt xem",
    "Thứ Ba, 10/11/2026 | 08:15 GMT+7",
    "(Cập nhật: 10/11/2026)",
    "Font size: A- A A+",
    "Nghe đọc bài 00:00",
    "Chia sẻ: Facebook Zalo Email In",
    "Về trang trước Gửi email In trang",
    "Tổng số điểm của bài viết là: 5 trong 1 đánh giá",
    "Trang chủ / Tin tức / Chi tiết",
    "Tags: trồng cây, Khe Ngọc",
)
TEXT = (
    "Chia sẻ yêu thương cùng học sinh vùng lũ",
    "Sáng 10/11/2026",
    "Khe Ngọc, ngày 10/11/2026",
    "Lễ phát động trồng cây",
    "120 lượt đoàn viên",
    "2. 10/11",
    "",
)


@pytest.mark.parametrize("text", PAGE)
def test_a_line_of_the_page(text: str) -> None:
    assert is_page_line(text)


@pytest.mark.parametrize("text", TEXT)
def test_a_line_of_the_text(text: str) -> None:
    assert not is_page_line(text)
