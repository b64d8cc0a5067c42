"""The text of a mail: a story or a note to the editors, and the lines that name the photos attached to it."""

import pytest

from tests.mails import letter
from tinbai.parsers.contract import to_json
from tinbai.parsers.document import Paragraph, Picture, Span
from tinbai.parsers.parse import parse
from tinbai.parsers.story.bodies import placed

NAMES = ("IMG_0011.jpg", "Ảnh lễ ra quân.png")
WORDS = "Học sinh trả lời câu hỏi"


@pytest.mark.parametrize(
    ("line", "name", "caption"),
    [
        ("(IMG_0011.jpg)", "IMG_0011.jpg", None),
        (f"- IMG_0011.jpg: {WORDS}", "IMG_0011.jpg", WORDS),
        (f"img_0011.JPG - {WORDS}", "IMG_0011.jpg", WORDS),
        (f"Ảnh lễ ra quân.png: {WORDS}", "Ảnh lễ ra quân.png", WORDS),
        (f"IMG_0012.jpg: {WORDS}", None, f"IMG_0012.jpg: {WORDS}"),
        (WORDS, None, WORDS),
    ],
)
def test_a_line_that_names_a_photo_becomes_it(line: str, name: str | None, caption: str | None) -> None:
    pieces = placed([Paragraph((Span(line),))], NAMES)
    assert [piece.name for piece in pieces if isinstance(piece, Picture)] == ([name] if name else [])
    assert [piece.text for piece in pieces if isinstance(piece, Paragraph)] == ([caption] if caption else [])


STORY = "Đoàn xã thắp nến tri ân\n\nTối 26/7/2025, hơn 500 đoàn viên thắp nến tri ân tại Nghĩa trang liệt sĩ xã.\n\n"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (STORY + "Từng ngọn nến được thắp lên bên phần mộ các anh hùng liệt sĩ trong đêm.\n\nKim Chi", 1),
        (STORY + "Các chi bộ, chi hội và các anh chị công nhân cùng tham gia hoạt động ý nghĩa này.\n\nKim Chi", 1),
        (STORY + "Ban Biên tập Trang thông tin điện tử xã cùng tham gia hoạt động ý nghĩa này.\n\nKim Chi", 1),
        ("Theo phản ánh của bà con, đoạn kênh dài gần 300 m bị sạt lở. " + "Mưa to là cả nhà phải thức. " * 5, 1),
        ("Chào các anh\n\nHôm qua em có gọi mà chưa gặp được ai, sáng mai em lên cơ quan nộp lại giấy tờ ạ.\n\nChi", 0),
    ],
)
def test_a_text_is_a_story_when_it_is_told_as_one(text: str, items: int) -> None:
    raw = letter(text=text, subject="Kênh N3 sạt lở, dân thấp thỏm")
    kinds = [item["kind"] for item in to_json(parse("a.eml", raw, lambda content: None), "a.eml", "vi")["items"]]
    assert kinds == ["story"] * items


TELLING = {
    "memoir with the paper in it": """Nhớ tờ báo cũ

Hồi nhỏ tôi hay theo bà ra bưu điện xã chờ báo. Bà không biết chữ nhưng thích nghe tôi đọc chuyện người tốt.

Có lần quý báo đăng chuyện ông lái đò chở học sinh không lấy tiền, bà nghe xong lau nước mắt, bảo mang cho ông gạo nếp.

Vi Thị Thắm""",
    "its fee": """Lần đầu nhận nhuận bút

Năm 1997, tôi đánh liều chép bài thơ ra giấy học trò gửi tòa soạn. Ba tuần sau, bưu tá đạp xe vào tận bản tìm tôi.

Giấy báo nhuận bút ghi ba mươi nghìn đồng. Tôi cầm mà tay run, đạp xe hai mươi cây số ra bưu điện, mua cho mẹ cân đường.

Vi Thị Thắm""",
    "opinion without a name": """Đừng để xe quá tải phá đường quê

Tuyến đường qua thôn vừa sửa xong đầu năm đã có nhiều ổ gà, nguyên nhân là xe chở đá quá tải chạy suốt ngày đêm.

Người dân đã nhiều lần gọi điện báo chính quyền nhưng đâu lại vào đấy. Theo chúng tôi, cần đặt trạm cân, xử phạt nghiêm.

Rất mong tòa soạn đưa tiếng nói của bà con tới các cơ quan chức năng.""",
    "grievance without a title": """Tuyến đường liên thôn dài 3 km được khởi công từ tháng 3/2025,\
 đến nay vẫn dở dang. Mặt đường lầy lội, nhiều ổ gà, ngày mưa xe máy không đi được, học sinh phải lội bộ đến trường.

Bà con đã nhiều lần kiến nghị nhưng chưa được giải quyết, có người đi cấp cứu phải khiêng bộ hơn 1 km ra đường lớn.

Kính mong quý báo vào cuộc để tuyến đường sớm hoàn thành cho bà con đi lại.

Triệu Văn Thắng""",
}
ASKING = {
    "how to contribute": """Bài viết về văn hóa dân tộc

Tôi là giáo viên nghỉ hưu, có viết một số bài. Tôi muốn hỏi quý báo có nhận bài của cộng tác viên tự do không?

Bài đã in ở bản tin của trường từ năm ngoái thì có được gửi lại không, hay phải viết mới hoàn toàn.

Lý Văn Dũng""",
    "where the fee is": """Về chế độ nhuận bút

Trong tháng 9 và tháng 10, tôi có hai bài đăng trên quý báo nhưng đến nay vẫn chưa có nhuận bút gửi về cho tôi.

Tôi đã điền đầy đủ thông tin theo mẫu từ tháng 8, ngân hàng cũng báo tài khoản hoạt động bình thường từ lâu.

Lý Văn Dũng""",
    "joy about what was printed": """Tôi rất vui vì bài viết của tôi được đăng trên quý báo số ra ngày thứ Sáu vừa rồi.

Cả bản ai cũng đọc và khen, mấy đứa trẻ còn cắt ra dán lên tường lớp học, trưởng bản thì photo cho từng nhà một tờ.

Từ nay tôi sẽ cố gắng viết nhiều hơn về bà con mình, nhất là chuyện trồng quế và chuyện học hành của trẻ nhỏ trong bản.

Hà Công Thuyết""",
    "a mistake": """Trong bài đăng ngày 10/11, quý báo ghi ông Sinh là Chủ tịch xã, thực tế ông là Phó Chủ tịch của xã.

Đề nghị quý báo đính chính giúp để bà con khỏi hiểu nhầm, vì nhiều người đã gọi điện đến ủy ban để hỏi chuyện này.

Triệu Văn Quý""",
}


@pytest.mark.parametrize(
    ("text", "items"),
    [*((text, 1) for text in TELLING.values()), *((text, 0) for text in ASKING.values())],
    ids=[*TELLING, *ASKING],
)
def test_a_text_that_names_the_editors_is_a_story_where_it_asks_nothing(text: str, items: int) -> None:
    raw = letter(text=f"Kính gửi Ban Biên tập\n\n{text}", subject="Gửi quý báo")
    kinds = [item["kind"] for item in to_json(parse("a.eml", raw, lambda content: None), "a.eml", "vi")["items"]]
    assert kinds == ["story"] * items
