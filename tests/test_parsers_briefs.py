"""News in one sentence is a story; a sentence of one person to another is none, whatever day it names."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.post import photo
from tinbai.model import Item
from tinbai.parsers.parse import parse

BRIEFS = (
    "Sáng 01/3, xã Đồng Văn tổ chức lễ khánh thành cầu dân sinh Nậm Lúc.\n\nLê Hoa",
    "Chào mừng kỷ niệm 95 năm Ngày thành lập Đảng, sáng 02/02, Đảng ủy xã Nậm Lúc gặp mặt 40 đảng viên cao tuổi và "
    "trao quà cho 12 đồng chí.",
    "Ngày 5/3, Trường Tiểu học Nậm Lúc tổ chức ngày hội đọc sách cho hơn 200 học sinh.",
    "Hưởng ứng Tết trồng cây, sáng 10/2, đoàn viên thanh niên xã Nậm Lúc ra quân trồng 500 cây dọc đường liên thôn.",
)
NOTES = (
    "Kính mời quý cơ quan báo chí tới dự lễ khai mạc Hội báo Xuân lúc 8h ngày 5/3 tại Nhà văn hóa tỉnh.",
    "Ngày tổ chức lễ khánh thành là 5/3 chứ không phải 3/5, xin sửa giúp với, bài hôm trước ghi nhầm.",
    "Đề nghị các đơn vị gửi tin lễ khánh thành ngày 5/3 trước 16 giờ chiều nay để kịp lên trang nhất.",
    "Chiều 10/3 cơ quan tổ chức họp nên chưa gửi được bài, mong thông cảm, sáng mai sẽ gửi lại sớm.",
    "Thông báo: ngày 5/3 cơ quan tổ chức họp giao ban, các phòng chuẩn bị báo cáo tháng.",
    "Sáng 5/3 mình đi dự lễ khai mạc, chiều mới về viết tin được, mọi người chờ mình một chút.",
    "Hôm nay xã tổ chức lễ hội đông quá, ảnh chụp hơi tối, mai chụp lại rồi gửi bổ sung sau.",
    "Bài về lễ khánh thành ngày 5/3 đã đăng chưa, sao không thấy trên trang, kiểm tra giúp với.",
    "Lịch công tác tuần: ngày 5/3 đồng chí Bí thư thăm, làm việc với xã Nậm Lúc; ngày 6/3 họp.",
    "Nội dung ảnh chụp tại buổi lễ ngày 5/3 do UBND xã tổ chức, tác giả Lê Hoa, độ phân giải cao.",
)


def items(text: str, photos: int, subject: str = "Gửi ban") -> list[Item]:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Hoa <hoa@ctv.example>", "bbt@example.vn", subject
    mail.set_content(text)
    for number in range(photos):
        mail.add_attachment(photo(number), "image", "jpeg", filename=f"a{number}.jpg")
    return list(parse("mail.eml", mail.as_bytes(), lambda _content: None).items)


@pytest.mark.parametrize("photos", [0, 1])
@pytest.mark.parametrize("text", BRIEFS)
def test_news_in_one_sentence_is_a_story(text: str, photos: int) -> None:
    (one,) = items(text, photos)
    assert one.kind == "story" and one.lead and text.startswith(one.lead) and len(one.photos) == photos


@pytest.mark.parametrize("text", NOTES)
def test_a_sentence_to_somebody_is_none(text: str) -> None:
    assert [one.kind for one in items(text, 1)] == ["photos"]
    assert items(text, 0) == []


@pytest.mark.parametrize("label", ["Tin ảnh", "Tin vắn", "Chùm ảnh"])
def test_its_title_stands_in_the_subject(label: str) -> None:
    assert items(BRIEFS[0], 1, f"{label}: Khánh thành cầu Nậm Lúc")[0].title == "Khánh thành cầu Nậm Lúc"
