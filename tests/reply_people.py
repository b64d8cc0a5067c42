"""True answers as people write them and not as programs do, mails that only look like one, and answers of machines.

Invented, written to break the joining of answers: what a thread lost on the way, who else wrote it, and how little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.queue.answers import Said


@dataclass(frozen=True)
class Answer:
    """In `text` and `subject` stand {letter}: ours, {quoted}: it behind ">", {title}: its subject, {number}, {code}.

    thread: what its header says it answers. by: author, office (in Cc of the story), home (an address nobody knows).
    """

    name: str
    text: str
    said: Said = "reply"
    subject: str = "Re: {title}"
    thread: str = "both"
    by: str = "author"
    is_html: bool = False


_VI = "Từ: Cổng TTĐT <bbt@example.vn>\nĐã gửi: Thứ Hai, 2 Tháng Ba 2026 9:12 SA\nTới: Lê Thị Hoa\nChủ đề: {title}\n\n"
_ON = "Vào Th 2, 2 thg 3, 2026 vào lúc 09:12 Cổng TTĐT <bbt@example.vn> đã viết:\n\n"
_IPHONE = "\n\nGửi từ iPhone của tôi"
TRUE: Sequence[Answer] = (
    Answer(
        "outlook-top", "Kính gửi BBT, cầu dài 22 m chứ không phải 21 m.\n\n" + _VI + "{letter}", subject="RE: {title}"
    ),
    Answer("outlook-top-no-thread", "Xin sửa tên: Vàng A Sử.\n\n" + _VI + "{letter}", subject="TL: {title}", thread=""),
    Answer("subject-alone", "Dạ em sửa lại ngày là 28/2 ạ.", subject="TL: {title}", thread=""),
    Answer("number-alone", "Ảnh do anh Sinh chụp.", subject="TL: [{number}]", thread=""),
    Answer("number-in-words", "Ảnh do anh Sinh chụp ạ.", subject="Về bài {number} gửi BBT", thread=""),
    Answer("number-lower", "Ảnh do anh Sinh chụp ạ.", subject="bo sung bai {lower}", thread=""),
    Answer("number-with-blanks", "Ảnh do anh Sinh chụp ạ.", subject="Bổ sung bài {spaced}", thread=""),
    Answer("number-with-long-dashes", "Ảnh do anh Sinh chụp ạ.", subject="Bổ sung bài {dashed}", thread=""),
    Answer("zalo-ok", "ok ad", "thanks"),
    Answer("zalo-da", "dạ", "thanks"),
    Answer("zalo-vang", "Vâng ạ", "thanks"),
    Answer("zalo-tks", "tks bbt", "thanks"),
    Answer("zalo-da-vang-iphone", "Dạ vâng ạ" + _IPHONE, "thanks"),
    Answer("zalo-number", "22m"),
    Answer("zalo-name", "a Sinh chụp"),
    Answer("zalo-day", "mai e gửi"),
    Answer("zalo-cut", "rút giúp e bài này", "withdrawal"),
    Answer("emoji", "👍", "thanks"),
    Answer("iphone", "Em gửi lại tên đúng: Vàng A Sử." + _IPHONE + "\n\n" + _ON + "{quoted}"),
    Answer("iphone-old", "Tên đúng là Vàng A Sử.\n\nĐã gửi từ iPhone của tôi\n\n> " + _ON + "{quoted}"),
    Answer("history-cut", "Em sửa lại: 22 mét ạ.", subject="Re: cầu", thread="reply"),
    Answer("history-cut-references", "Em sửa lại: 22 mét ạ.", subject="cầu Đồng Văn", thread="old"),
    Answer("subject-empty", "Em sửa lại: 22 mét ạ.", subject="", thread="both"),
    Answer(
        "in-line",
        "> Những điểm có dấu “+”, đề nghị Anh/Chị bổ sung\nẢnh 1: ông Sinh.\n{quoted}\nẢnh 2: học sinh qua cầu.",
    ),
    Answer("below", _ON + "{quoted}\nCầu dài 22 mét, nhờ sửa giúp.\n"),
    Answer("second-address", "Em dùng máy khác: cầu dài 22 mét.\n\n" + _ON + "{quoted}", by="home"),
    Answer("second-address-code", "Cầu dài 22 mét. {number} {code}", subject="sửa bài", thread="", by="home"),
    Answer("second-address-outlook", "Cầu dài 22 mét.\n\n" + _VI + "{letter}", subject="TL: tin", thread="", by="home"),
    Answer(
        "code-wrapped",
        "Cầu dài 22 mét.\n\n> > Mã trả lời: {number}\n> > {code} (xin giữ\n> > nguyên)",
        thread="",
        by="home",
    ),
    Answer("code-bold", "Cầu dài 22 mét.\n\nMã trả lời: *{number}* *{code}*", thread="", by="home"),
    Answer("code-behind-bar", "Cầu dài 22 mét.\n\n| Mã trả lời: {number}\n| {code}", thread="", by="home"),
    Answer(
        "code-in-cells",
        "<p>Cầu dài 22 mét.</p><table><tr><td>{number}</td><td>{code}</td></tr></table>",
        thread="",
        by="home",
        is_html=True,
    ),
    Answer("secretary", "Tôi trả lời thay chị Hoa: cầu dài 22 mét.\n\n" + _VI + "{letter}", by="office"),
    Answer("secretary-short", "Chị Hoa đi công tác, tôi báo giúp: cầu dài 22 mét.", by="office"),
    Answer(
        "secretary-number",
        "Chị Hoa nghỉ phép nên tôi gửi thay: ảnh do anh Sinh chụp.",
        subject="TL: [{number}]",
        thread="",
        by="office",
    ),
    Answer("away-soon", "Em đang đi công tác đến thứ Sáu, về em gửi ảnh khác ạ.\n\n" + _ON + "{quoted}"),
    Answer("on-leave-now", "Tôi đang nghỉ phép, chiều nay tôi gọi anh Sinh hỏi tên rồi báo lại ngay."),
    Answer("received-will-do", "Đã nhận được thư, tôi sẽ trả lời trong hôm nay.", "thanks"),
    Answer("out-of-signal", "Em ở bản không có sóng, tối về em gửi lại ảnh nhé BBT" + _IPHONE),
    Answer("english", "We got it. The bridge is 22 metres long.\n\nSent from my Galaxy"),
    Answer("no-accents", "Da em gui lai, cau dai 22 met, anh do anh Sinh chup a."),
    Answer("greeting-goes-on", "Chào BBT, ảnh này do anh Sinh chụp. Trân trọng."),
    Answer("ill-but-sends", "Xin lỗi vì chậm trễ, tuần này tôi nghỉ ốm, thứ Hai tôi gửi."),
    Answer("withdraw-down", "Đề nghị gỡ bài giúp em vì sai số liệu", "withdrawal"),
    Answer(
        "withdraw-outlook",
        "Đơn vị chưa duyệt, đề nghị BBT không đăng bài này nữa.\n\n" + _VI + "{letter}",
        "withdrawal",
    ),
)

_STORY = "Kính gửi BBT, em gửi tin mới: xã Nậm Cang tổ chức hội chợ."
FALSE: Sequence[Answer] = (
    Answer("stranger-thread", "Cho tôi hỏi về bài này.", by="stranger"),
    Answer("stranger-subject", "Cho tôi hỏi về bài này.", subject="TL: {title}", thread="", by="stranger"),
    Answer("stranger-number", "Cho tôi hỏi về bài {number}.", subject="{number}", thread="", by="stranger"),
    Answer("stranger-false-code", "{number} BCDFGHJK", thread="", by="stranger"),
    Answer("stranger-false-code-in-bars", "| {number}\n| BCDFGHJK", thread="", by="stranger"),
    Answer("stranger-spaced-number", "Về bài ấy.", subject="TL: {spaced}", thread="", by="stranger"),
    Answer("stranger-half-code", "{number} {half}", thread="", by="stranger"),
    Answer("code-of-another", "{other} {code}", thread="", by="stranger"),
    Answer("code-split-far", "{number} và sau đó còn nhiều chữ nữa {code}", thread="", by="stranger"),
    Answer("home-thread", "Em gửi lại ảnh.", by="home"),
    Answer("home-title", "Em gửi lại ảnh.", subject="TL: {title}", thread="", by="home"),
    Answer("author-title-words", _STORY, subject="Re: Khánh thành cầu", thread=""),
    Answer("author-new", _STORY, subject="Tin hội chợ", thread=""),
    Answer("author-number-in-body", _STORY + " Bài trước là {number}.", subject="Tin hội chợ", thread=""),
    Answer("author-unknown-number", _STORY, subject="TL: [LG-2026-999999]", thread=""),
    Answer("author-number-of-another-year", _STORY, subject="TL: LG-2025-000001", thread=""),
    Answer("author-document-number", _STORY, subject="CV-2026-000001 về hội chợ", thread=""),
    Answer("office-new", _STORY, subject="Giấy mời", thread="", by="office"),
    Answer("office-phone", "Điện thoại 2026 000001, xin gọi lại.", subject="2026 000001", thread="", by="office"),
    Answer("author-invented-thread", _STORY, subject="Tin hội chợ", thread="invented"),
)

_AUTO = "Auto-Submitted: auto-replied"
# (name, header lines, subject, text)
MACHINES: Sequence[tuple[str, Sequence[str], str, str]] = (
    (
        "gmail-vacation",
        (_AUTO, "X-Autoreply: yes"),
        "Re: {title}",
        "Tôi nghỉ phép đến 10/3. Việc gấp xin gọi văn phòng.",
    ),
    (
        "exchange",
        (_AUTO, "X-Auto-Response-Suppress: All"),
        "Trả lời tự động: {title}",
        "Tôi đi công tác, không xem thư thường xuyên.",
    ),
    ("exchange-en", (_AUTO,), "Automatic reply: {title}", "I am out of the office until 10 March."),
    (
        "yahoo",
        ("X-Autoreply: yes", "Precedence: auto_reply"),
        "Re: {title}",
        "Tôi đang đi vắng, sẽ trả lời thư khi về.",
    ),
    (
        "zimbra",
        ("Auto-Submitted: auto-replied (zimbra; vacation)", "Precedence: bulk"),
        "Trả lời tự động: {title}",
        "Đi học đến 15/3.",
    ),
    ("vacation-unix", ("Precedence: junk", _AUTO), "away: {title}", "I am away. Your mail will be read when I return."),
    ("sieve", (_AUTO,), "Auto: {title}", "Tôi vắng mặt từ 2/3 đến 9/3/2026."),
    ("notes", ("X-Lotus-AutoReply: 1", _AUTO), "Lê Thị Hoa đi vắng", "Tôi sẽ vắng mặt từ 02/03 đến 09/03."),
    (
        "helpdesk",
        (_AUTO, "X-Auto-Response-Suppress: OOF"),
        "[#10023] {title}",
        "Yêu cầu đã được tiếp nhận.",
    ),
    (
        "receipt",
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b",),
        "Đã đọc: {title}",
        "--b\nContent-Type: text/plain; charset=utf-8\n\nThư của bạn đã được hiển thị.\n--b\n"
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; hoa@ctv.example\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
    ),
    ("no-header-vi", (), "Trả lời tự động: {title}", "Đây là thư trả lời tự động, vui lòng không trả lời thư này."),
    (
        "no-header-oof",
        (),
        "Vắng mặt: {title}",
        "Tôi hiện đang nghỉ phép từ ngày 02/3 đến hết ngày 09/3 và không truy cập email. Trường hợp khẩn cấp vui lòng "
        "liên hệ đồng chí Nguyễn Văn Sinh, số điện thoại 0912 000 111. Trân trọng!",
    ),
    (
        "no-header-box",
        (),
        "Re: {title}",
        "Hộp thư này không còn được sử dụng. Vui lòng gửi thư đến địa chỉ vanphong@xa.example. Đây là thư tự động.",
    ),
    (
        "no-header-received",
        (),
        "Xác nhận đã nhận thư: {title}",
        "Hệ thống đã nhận được thư của Quý vị và sẽ phản hồi trong 02 ngày. Đây là email tự động, xin không trả lời.",
    ),
    (
        "no-header-en",
        (),
        "Out of Office: {title}",
        "Thank you for your email. I am out of the office until 9 March with limited access to email. For urgent "
        "matters please contact my colleague at vanphong@xa.example.",
    ),
    (
        "no-header-sent-by-system",
        (),
        "RE: {title}",
        "[Thư tự động] Cán bộ phụ trách đang đi vắng. Thư sẽ được chuyển xử lý sau.",
    ),
    ("full-box", (_AUTO,), "Undeliverable: {title}", "Hộp thư của người nhận đã đầy."),
    ("challenge", (_AUTO,), "Xác minh thư: {title}", "Vui lòng bấm vào liên kết để xác nhận bạn không phải là máy."),
    ("left-the-office", (_AUTO,), "Re: {title}", "Tôi đã chuyển công tác, xin liên hệ chị Lan."),
    (
        "tet",
        (),
        "Thông báo nghỉ Tết: {title}",
        "Cơ quan chúng tôi nghỉ Tết từ 14/02 đến 22/02. Mọi thư gửi đến trong thời gian này sẽ được trả lời sau "
        "khi chúng tôi làm việc trở lại. Đây là thư trả lời tự động.",
    ),
)
