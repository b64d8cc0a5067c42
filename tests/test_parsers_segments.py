"""The wrapper around what a contributor wrote, in the shapes that mail programs give it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers.document import Paragraph
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.segments import Divided, divide
from tinbai.parsers.mail.text import plain, read_text

NEW = "Thu ngân sách xin sửa lại là 2,68 tỷ đồng, bằng 76% dự toán giao."
STORY = (
    "Khe Ngọc trồng mới 15 ha quế\n\n"
    "Từ đầu tháng 10/2025 đến nay, bà con các thôn Nà Lũng, Khuổi Rọ đã trồng mới 15 ha quế, đạt 75% kế hoạch năm.\n\n"
    "Cây giống do hợp tác xã của xã ươm, giá 900 đồng một cây, rẻ hơn 300 đồng so với mua ngoài tỉnh.\n\n"
    "Tin: Đặng Phúc Vinh"
)
OLD = "Ban Biên tập đã nhận được tin, bài của ông. Mã tiếp nhận: LG-2025-000412."

QUOTES = {
    "gmail web": f"Vào Th 6, 3 thg 10, 2025 vào lúc 15:13 Ban Biên tập <bbt@example.vn> đã viết:\n\n> {OLD}",
    "gmail wrapped": f"Vào Th 6, 3 thg 10, 2025 vào lúc 15:13 Ban Biên tập Cổng thông tin\n"
    f"<bbt@example.vn> đã viết:\n\n> {OLD}",
    "gmail app": f"Vào 15:13, Th 6, 3 thg 10, 2025 Ban Biên tập <bbt@example.vn> đã viết:\n\n> {OLD}",
    "apple": f"Ngày 3 thg 10, 2025, lúc 15:13, Ban Biên tập <bbt@example.vn> đã viết:\n\n> {OLD}",
    "thunderbird": f"Vào 03/10/2025 15:13, Ban Biên tập đã viết:\n> {OLD}",
    "outlook": f"________________________________\nTừ: Ban Biên tập <bbt@example.vn>\n"
    f"Đã gửi: Thứ Sáu, 3 tháng 10, 2025\nĐến: Lò Văn Sáng\nChủ đề: Đã nhận tin, bài\n\n{OLD}",
    "outlook other labels": f"Người gửi: Ban Biên tập <bbt@example.vn>\nNgày gửi: 3/10/2025 15:13\n"
    f"Người nhận: Lò Văn Sáng\nTiêu đề: Đã nhận tin, bài\n\n{OLD}",
    "yahoo": f"Vào Thứ Sáu, 3 tháng 10, 2025 lúc 15:13:00 GMT+7, Ban Biên tập <bbt@example.vn> đã viết:\n\n{OLD}",
    "zimbra": f'Từ: "Ban Biên tập" <bbt@example.vn>\nTới: "sang" <sang@example.org>\n'
    f"Đã gửi: Thứ Sáu, 3 Tháng 10 2025 15:13:00\nChủ đề: Đã nhận tin, bài\n\n{OLD}",
    "original": f"-----Original Message-----\nFrom: Ban Biên tập\nSent: Friday, October 3, 2025\nTo: Sáng\n\n{OLD}",
    "english": f"On Fri, Oct 3, 2025 at 3:13 PM Ban Biên tập <bbt@example.vn> wrote:\n\n> {OLD}",
    "no accents": f"Vao 15:13 ngay 3/10/2025 Ban Bien tap <bbt@example.vn> da viet:\n\n> {OLD}",
}
ENDS = {
    "closing": "Trân trọng!\nLò Văn Sáng",
    "thanks": "Em cảm ơn Ban Biên tập ạ!",
    "dashes": "--\nLò Văn Sáng\nVăn phòng UBND xã\nĐT: 0900 000 101",
    "telephone": "Sent from my iPhone",
    "vietnamese telephone": "Được gửi từ điện thoại Samsung của tôi",
    "account": "ĐT: 0900 000 101\nSTK: 0000 1111 2222 - Ngân hàng Nông nghiệp",
    "english": "Best regards,\nLo Van Sang",
    "no accents": "Tran trong cam on!",
}


def divided(body: str, subject: str = "Re: Đã nhận tin, bài") -> Divided:
    return divide(read_text(body).pieces, subject)


def new(found: Divided) -> str:
    return plain(piece for part in found.segments if part.type == "new" and not part.covering for piece in part.pieces)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("program", QUOTES)
def test_the_old_mail_below_is_quoted(program: str, form: str) -> None:
    body = unicodedata.normalize(form, f"Kính gửi Ban Biên tập,\n\n{NEW}\n\nTrân trọng!\n\n{QUOTES[program]}")  # type: ignore[arg-type]
    found = divided(body)
    assert unicodedata.normalize("NFC", new(found)) == NEW
    assert OLD in unicodedata.normalize("NFC", plain(found.of("quoted")))
    assert [part.type for part in found.segments] == ["greeting", "new", "closing", "quoted"]


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_mail_is_no_story(end: str) -> None:
    found = divided(f"Kính gửi Ban Biên tập,\n\n{STORY}\n\n{ENDS[end]}", "Tin trồng quế")
    assert new(found) == STORY.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "header",
    [
        "---------- Forwarded message ---------\nTừ: An <an@example.org>\nDate: Th 6, 10 thg 10, 2025\n"
        "Subject: Tin quế\nTo: Ngân <ngan@example.vn>",
        "Begin forwarded message:\n\nFrom: An <an@example.org>\nSubject: Tin quế\nDate: 10 October 2025\nTo: Ngân",
        "Bắt đầu thư được chuyển tiếp:\n\nTừ: An <an@example.org>\nChủ đề: Tin quế\nNgày: 10 tháng 10, 2025\nĐến: Ngân",
        "________________________________\nTừ: An <an@example.org>\nĐã gửi: Thứ Sáu\nĐến: Ngân\nChủ đề: Tin quế",
        "----- Thư chuyển tiếp -----\nTừ: An <an@example.org>\nTới: Ngân\nĐã gửi: Thứ Sáu\nChủ đề: Tin quế",
    ],
)
def test_a_forwarded_story_survives_whole(header: str) -> None:
    found = divided(f"Chuyển Ban Biên tập tin của Hội Nông dân.\n\n{header}\n\n{STORY}", "Fwd: Tin quế")
    assert plain(found.inner) == STORY.replace("\n\n", "\n")
    assert found.header and found.header.sender
    assert found.header.sender.startswith("An")
    assert found.header.subject == "Tin quế"
    assert new(found) == ""


def test_a_story_forwarded_as_a_citation_is_no_quotation() -> None:
    story = "".join(f"<p>{line}</p>" for line in STORY.split("\n\n"))
    header = (
        "<div>From: An &lt;an@example.org&gt;</div><div>Subject: Tin quế</div><div>Date: 10/10</div><div>To: N</div>"
    )
    html = f"<p>Chuyển BBT.</p><blockquote><div>Begin forwarded message:</div>{header}<br>{story}</blockquote>"
    found = divide(read_html(html).pieces, "Fwd: Tin quế")
    again = divide(found.inner, (found.header and found.header.subject) or "")
    assert new(again) == STORY.replace("\n\n", "\n")


def test_a_story_that_begins_with_a_label_is_not_taken_for_a_header() -> None:
    header = "---------- Forwarded message ---------\nTừ: An <an@example.org>\nSubject: Tin quế"
    found = divided(f"{header}\n\nTin: Khe Ngọc trồng quế\n\n{STORY}", "Fwd: Tin quế")
    assert plain(found.inner).startswith("Tin: Khe Ngọc trồng quế")


def test_a_header_below_few_words_is_a_forward_below_an_answer_a_quotation() -> None:
    block = "Từ: An <an@example.org>\nĐã gửi: Thứ Sáu\nĐến: Ngân\nChủ đề: Tin quế"
    assert divided(f"{block}\n\n{STORY}", "Tin quế").inner
    assert divided(f"{NEW}\n\n{block}\n\n{STORY}", "TL: Tin quế").of("quoted")


@pytest.mark.parametrize(
    "title",
    [
        "Kính thưa quý vị và các bạn!",
        "Gửi yêu thương lên vùng cao Khe Ngọc",
        "Chào mừng Ngày hội Đại đoàn kết toàn dân tộc",
        "Hi vọng mới trên vùng đất khó",
        "Chào cờ đầu tuần ở Trường Tiểu học Bình Trúc",
    ],
)
def test_a_story_may_begin_like_a_greeting(title: str) -> None:
    assert new(divided(f"{title}\n\n{STORY}", "Tin")).startswith(title)


def test_a_rule_inside_a_story_ends_nothing() -> None:
    body = STORY.replace("Cây giống", "***\n\nÔng Độ cười hiền.\n\nCây giống")
    assert new(divided(body, "Bài")) == body.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "line",
    [
        "Trong thư gửi đồng bào, Bác Hồ đã viết:",
        "Ngày 27/9/1945, trên báo Cứu quốc, Người viết:",
        "Trong đơn gửi Ban quản lý thôn, anh Tuyền viết:",
    ],
)
def test_a_story_may_quote_what_somebody_wrote(line: str) -> None:
    body = STORY.replace("Cây giống", f"{line}\n\nCây giống")
    assert new(divided(body, "Tin")) == body.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "greeting",
    [
        "Kính gửi Ban Biên tập Cổng TTĐT tỉnh,",
        "Em chào anh chị,",
        "Chào anh Nam,",
        "Dear Ban Biên tập,",
        "Chào BBT!",
        "Hi,",
    ],
)
def test_a_greeting_is_no_story(greeting: str) -> None:
    assert divided(f"{greeting}\n\n{STORY}", "Tin").segments[0].type == "greeting"


@pytest.mark.parametrize(
    "note",
    [
        "Gửi BBT tin của xã ạ.",
        "Gui Ban bien tap tin the thao.",
        "Kính gửi anh chị bài phản ánh về cây cầu treo.",
        "Ban Dân vận gửi tin tập huấn, đề nghị đăng tải.",
        "Tập đoàn xin gửi thông tin khánh thành điểm trường.",
        "Công ty trân trọng gửi tới Quý cơ quan thông tin về chương trình học bổng.",
    ],
)
def test_who_says_what_is_sent_speaks_to_the_editors(note: str) -> None:
    first = divided(f"{note}\n\n{STORY}", "Tin").segments[0]
    assert (first.type, first.covering, plain(first.pieces)) == ("new", True, note)


@pytest.mark.parametrize("title", ["Gửi tin yêu lên biên giới", "Đoàn xã gửi thông tin tuyên truyền tới từng hộ dân"])
def test_a_title_may_speak_of_sending(title: str) -> None:
    assert plain(divided(f"{title}\n\n{STORY}", "Tin").story()).startswith(title)


def test_an_office_that_sends_news_to_be_printed_covers_it() -> None:
    found = divided(f"Phòng Chính trị Lữ đoàn gửi tin đăng Cổng.\n\n{STORY}", "Tin")
    assert plain(found.story()) == STORY.replace("\n\n", "\n")


@pytest.mark.parametrize("leave", ["Em cảm ơn!", "Kính chúc Ban Biên tập mạnh khỏe!", "Xin trân trọng cảm ơn./."])
def test_thanks_below_a_note_take_leave(leave: str) -> None:
    found = divided(f"Em gửi BBT bài viết ạ.\n\n{leave}\n\nLò Văn Sáng", "Bài")
    assert [part.type for part in found.segments] == ["new", "closing"]


def test_parting_words_behind_the_last_sentence_are_no_part_of_it() -> None:
    found = divided("Ban Tuyên giáo gửi báo cáo tháng 11 và số liệu. Trân trọng.", "Báo cáo")
    assert [plain(part.pieces) for part in found.segments] == [
        "Ban Tuyên giáo gửi báo cáo tháng 11 và số liệu.",
        "Trân trọng.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Thông tin trong thư điện tử này chỉ dành cho người nhận có tên. Nếu nhận nhầm, đề nghị xóa thư.",
        "[Thư được gửi từ hệ thống thư điện tử công vụ. Đã quét virus.]",
        "The information in this email is confidential and may be legally privileged.",
    ],
)
def test_what_an_office_s_mail_server_adds_is_a_footer(line: str) -> None:
    found = divided(f"{STORY}\n\n________________\n\n{line}", "Tin")
    assert found.segments[-1].type == "footer" and plain(found.story()) == STORY.replace("\n\n", "\n")


def test_a_credit_below_the_closing_belongs_to_the_story() -> None:
    found = divided(f"{STORY}\n\nTrân trọng cảm ơn!\n\nTin, ảnh: Lò Văn Sáng", "Tin")
    assert [piece.text for piece in found.story() if isinstance(piece, Paragraph)][-1] == "Tin, ảnh: Lò Văn Sáng"


@pytest.mark.parametrize(
    "line",
    [
        "Cơ trưởng chuyến bay quyết định hạ cánh khẩn cấp xuống sân bay Nội Bài (Hà Nội).",
        "Tôi xin hứa sẽ cố gắng học tập, gửi trọn niềm tin vào những bài học của Bác.",
        "Em cảm ơn các cô chú đã giúp đỡ.",
        "Cảm ơn Đảng, cảm ơn Nhà nước.",
        "Kính mong bà con chủ động thực hiện. Trân trọng cảm ơn quý vị và các bạn đã chú ý lắng nghe!",
    ],
)
def test_what_somebody_says_in_a_story_is_no_word_to_the_editors(line: str) -> None:
    title, lead, rest = STORY.split("\n\n", 2)
    told = "\n\n".join((title, lead, line, rest))
    found = divided(f"Kính gửi quý báo,\n\nEm gửi tin dưới đây ạ.\n\n{told}\n\nEm cảm ơn anh chị ạ.", "Gửi tin")
    assert plain(found.story()) == told.replace("\n\n", "\n")


def test_answers_between_quoted_lines_are_new() -> None:
    found = divided(
        "Vào 3/10/2025 BBT <b@example.vn> đã viết:\n> Tên tác giả?\n\nLò Văn Sáng.\n\n> Ảnh?\n\nEm bổ sung sau."
    )
    assert new(found) == "Lò Văn Sáng.\nEm bổ sung sau."


@given(
    st.lists(st.sampled_from([NEW, OLD, "> x", "--", "", "Từ: a@b", "Chủ đề: x", "Đến: y", "Trân trọng", "A" * 700]))
)
def test_nothing_is_lost_and_nothing_doubled(lines: list[str]) -> None:
    pieces = read_text("\n\n".join(lines)).pieces
    found = divide(pieces, "Re: x")
    assert [piece for part in found.segments for piece in part.pieces] == list(pieces)


@pytest.mark.parametrize("title", ["Gửi anh nơi đảo xa", "Gửi mẹ ở quê nhà"])
def test_a_title_that_dedicates_is_no_word_to_the_editors(title: str) -> None:
    found = divide(
        read_text(f"{title}\n\nBiển đêm nay lặng sóng, ngọn hải đăng vẫn thức cùng người lính.").pieces, "Bài"
    )
    assert [(part.type, part.covering) for part in found.segments] == [("new", False)]


def test_a_telephone_number_for_the_readers_stays() -> None:
    last = "Người dân cần hỗ trợ liên hệ đường dây nóng của UBND xã: 0213 888 999 để được hướng dẫn."
    found = divide(read_text(f"Xã Khe Ngọc nhận hồ sơ qua mạng\n\n{last}").pieces, "Tin")
    assert [part.type for part in found.segments] == ["new"]


@pytest.mark.parametrize(
    "line",
    [
        "Tải Outlook cho Android",
        "Lấy Outlook cho iOS",
        "Được chia sẻ từ ứng dụng Zalo",
        "Yahoo Mail: Tìm kiếm, Sắp xếp, Chinh phục",
        "Thư tự động từ hệ thống, không trả lời thư này.",
        "Vui lòng không phản hồi email này.",
        "This e-mail was sent from a contact form on Trang xã (https://example.vn)",
    ],
)
def test_what_telephones_and_forms_add_is_a_footer(line: str) -> None:
    found = divide(read_text(f"{STORY}\n\n{line}").pieces, "")
    assert found.segments[-1].type == "footer" and plain(found.story()) == STORY.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Hôm nay bà con bản Háng làm xong đường bê tông. Cảm ơn Đảng, cảm ơn các anh bộ đội đã giúp 3 ngày.", True),
        ("Từ nay đến trường không còn lội suối, cảm ơn các thầy cô đã góp công.", True),
        ("Hôm nay em bận nên gửi muộn, cảm ơn các anh chị đã nhắc.", False),
        ("Em vừa sửa xong, cảm ơn cô.", False),
    ],
)
def test_thanks_are_said_to_the_editors_or_told(line: str, told: bool) -> None:
    assert bool(divide(read_text(line).pieces, "").story()) == told
