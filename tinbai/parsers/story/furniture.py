"""What stands in a contributor's file but belongs to no story: page furniture, words to the editors, end marks."""

import re
import unicodedata
from collections.abc import Sequence

from tinbai.parsers.mail import wrapper
from tinbai.parsers.story.lines import Line, is_rule
from tinbai.parsers.story.page import is_page_line
from tinbai.parsers.story.people import bare

_FURNITURE = re.compile(
    r"^(?:a-? ?\|? ?a ?\|? ?a\+?(?: ?\|.*)?|(?:a-? a a\+ ?\|? ?)?tăng tương phản\W*giảm tương phản|(?:tăng"
    r"|giảm) tương phản|(?:tin (?:liên quan|nổi bật|mới nhất|cùng chuyên mục|xem nhiều|đọc nhiều|khác)\W*)+"
    r"|(?:các )?tin (?:bài )?(?:đã đưa|mới hơn|cũ hơn|khác)\W*|(?:bài viết|tin bài|tin, bài) (?:liên quan|khác"
    r"|cùng chuyên mục)\W*|ý kiến bạn đọc\W*|bình luận\W*|gửi bình luận\W*|in (?:bài viết|trang|trang này)\W*"
    r"|gửi (?:email|e-mail)\W*"
    r"|chia sẻ(?: bài viết)?(?: (?:facebook|zalo|lên facebook))?\W*|(?:facebook|twitter|zalo|google\+?|email"
    r"|print|pinterest|linkedin)(?:\s+(?:facebook|twitter|zalo|google\+?|email|print))*|quay lại\W*"
    r"|về đầu trang\W*|lên đầu trang\W*|đọc bài(?: viết)?\W*|nghe bài viết\W*"
    r"|(?:số )?lượt (?:xem|truy cập|đọc)\s*+:?\s*+[\d.,]*+|(?:đã )?xem\s*:\s*[\d.,]+|cỡ chữ\W*(?:a\W*)*"
    r"|trang chủ\s*(?:[>»/|].*)?|tweet|like|share|from|cập nhật lúc\s*:?.{0,40}|ngày (?:đăng|cập nhật"
    r"|xuất bản)\s*:.{0,40}|đăng (?:ngày|lúc)\s*:?.{0,40}"
    r"|xem bản dịch|ẩn bớt|tất cả cảm xúc\W*|thích phản hồi.{0,20}"
    r"|\d+ (?:bình luận|lượt chia sẻ|người khác)(?: \d+ .{3,20})?"
    r"|bản quyền thuộc [^.]{3,80}\. ?(?:vui lòng )?ghi rõ nguồn\b.{0,80}"
    r"|theo dõi .{2,40} trên google news|tổng số điểm của bài viết là\b.*|click để đánh giá bài viết\W*"
    r"|xếp hạng\W{1,3}[\d.,/ -]+.{0,30}|(?:#\w++[\s,]*+)++|(?:những )tin (?:mới|cũ) hơn\W*"
    r"|(?:(?:chia sẻ|facebook|twitter|zalo|messenger|linkedin|email|print|in trang|in bài(?: viết)?|copy link"
    r"|sao chép (?:link|liên kết)|gửi (?:e-?mail|bạn bè)|lưu bài|thích|like|tweet|share|lên)\b\W*){2,}"
    r"|(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\W{1,3}(?:ngày )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"(?:\W{1,4}\d{1,2}[:h]\d{2}.{0,12})?)$"
)
_MENU = re.compile(
    r"^(?:trang chủ|giới thiệu|tin tức(?: [-–] sự kiện)?|liên hệ|sơ đồ (?:cổng|trang|site).{0,16}"
    r"|đăng (?:nhập|ký|xuất)|tìm kiếm|rss|thư viện(?: ảnh| video)?|video|hình ảnh|hỏi đáp|góp ý|văn bản"
    r"|thủ tục hành chính|dịch vụ công|english|menu|thư điện tử|tin hoạt động|thông báo"
    r"|lịch (?:công tác|làm việc)|bản đồ|home|danh mục|chuyên mục)\W*$"
)
_MASTHEAD = re.compile(
    r"^\W*(?:giấy phép (?:số|xuất bản|hoạt động|thiết lập)|tổng biên tập\s*:|phó tổng biên tập\s*:"
    r"|tòa soạn(?: và trị sự)?\s*:|trụ sở(?: tòa soạn)?\s*:|cơ quan chủ quản\s*:|chịu trách nhiệm (?:nội dung"
    r"|chính)|bản quyền (?:thuộc|©)|©|copyright"
    r"|điện thoại\s*:|fax\s*:|e-?mail\s*:|website\s*:|ghi rõ nguồn|.{0,80}cơ quan (?:thuộc|của) .{0,60}tiếng nói)"
)
_RELATED = re.compile(
    r"^(?:(?:các |những )?tin (?:bài )?(?:liên quan|nổi bật|khác|cũ hơn|mới hơn|đã đưa|mới nhất|cùng chuyên mục)"
    r"|(?:bài viết|tin bài) (?:liên quan|khác)|ý kiến bạn đọc)"
)
_ADDRESSED = re.compile(
    r"^(?:kính (?:gửi|thưa|chào)|thân gửi|gửi|kính chuyển|dear)\b.{0,60}\b(?:ban biên tập|bbt|ban bt|tòa soạn"
    r"|toà soạn|quý báo|quý đài|báo|đài|cổng|trang|anh|chị|a/c|biên tập viên|phòng|editor|đồng chí"
    r"|đ/c)\b.{0,90}$"
)
_TO_LISTENERS = re.compile(
    r"\b(?:quý vị|các bạn|bà con|thính giả|quý thính giả|khán giả|bạn nghe đài|đồng bào|các đồng chí và)\b"
)
_COVERING = re.compile(
    r"^(?:(?:dạ|vâng|thưa anh|thưa chị),? )?"
    r"(?:em|tôi|mình|cháu|đơn vị|chúng (?:tôi|em)|xin|kính|tên (?:em|tôi) là)\b.{0,200}\b(?:gửi"
    r"|chuyển)\b.{0,120}\b(?:tin|bài|ảnh|ban biên tập|bbt)\b"
    r"|^(?:dạ |vâng )?(?:em|cháu|mình)\b(?!,)[^:“”\"]{8,160} (?:ạ|nhé|nha)\W*$"
    r"|^(?:kính )?(?:đề nghị|nhờ|mong|kính mong|rất mong|kính nhờ)\b.{0,60}\b(?:ban biên tập|bbt|tòa soạn|anh"
    r"|chị|quý)\b.{0,80}\b(?:đăng|xem|duyệt|sử dụng|chỉnh|biên tập|quan tâm)"
)
_PLEDGE = re.compile(
    r"^\W*(?:tôi|em|chúng tôi|tác giả)(?: xin)? (?:cam đoan|cam kết)\b.{0,60}\b(?:bài|tin|tác phẩm|ảnh)\b.{0,160}$"
)
_SENDS = re.compile(
    r"\b(?:gửi|gởi|chuyển|nộp)\b.{0,80}\b(?:tin|bài|bài viết|ảnh|hình|file|tác phẩm|thông tin|nội dung)\b"
    r"|\b(?:đăng|xem|sửa|duyệt|chỉnh|biên tập|chuyển) (?:giúp|hộ|dùm|giùm|tin|bài)\b"
    r"|\b(?:gửi|gởi|nộp) (?:lại|bù|bổ sung)\b|\b(?:bản|file) (?:cũ|mới|sửa)\b|^(?:tin|bài|bai)\b.{0,20}$"
)
_SENT_BELOW = re.compile(
    r"\b(?:gửi|gởi|cung cấp)\b.{0,80}\b(?:tin|bài|nội dung)\b.{0,40}\b(?:như sau|sau đây|sau|dưới đây)\W*$"
)
_FIRST_TIME = re.compile(
    r"^(?:tôi|em|cháu|mình|đây) là\b.{0,200}"
    r"\b(?:cộng tác viên|bài (?:đầu tiên|viết) (?:này )?của (?:tôi|em|cháu|mình)|góp ý|chỉ bảo)\b"
)
_SIGN_OFF = re.compile(r"^(?:e|em|cháu|con|e/c)\b\W{1,2}[^\W\d_]+(?: [^\W\d_]+)?\W*$")
_TO_SOMEBODY = re.compile(
    r"\b(?:nhé|nha|ạ|ơi|giúp|giùm|dùm|hộ (?:em|e|mình|tôi|cháu)|quý (?:ban|báo|đài|cơ quan|tòa soạn)|nhe|oi|bbt"
    r"|ban biên tập|tòa soạn|(?:anh|chị|a|c|anh chị|ac|a/c|thầy|cô|bạn|ban)"
    r" (?:xem|đăng|sửa|duyệt|nhận|chỉnh|biên tập|cho)"
    r"|cho (?:anh|chị|em|ban)|tới (?:anh|chị)|được đăng(?: tải)?)\b"
)
_ACCOUNT = re.compile(
    r"^\W*(?:(?:thông tin|địa chỉ|số) (?:nhận|chuyển|thanh toán|tác giả|người viết|liên hệ|cá nhân|tài khoản)"
    r"|nhuận bút|chuyển (?:khoản|nhuận bút)|tài khoản nhận|nhận nhuận bút|tác giả nhận"
    r"|(?:media|press) contacts?|contacts?|for (?:more|further) information|notes? to editors?|liên hệ báo chí"
    r"|đầu mối liên hệ|(?:mọi )?(?:thông tin )?chi tiết (?:xin )?(?:vui lòng )?liên hệ)\b[^.]{0,60}[:.]?\s*$"
)
_THANKS = re.compile(
    r"^(?:em |tôi |cháu |chúng tôi |chúng em )?(?:xin |rất |chân thành |trân trọng )*(?:cảm ơn"
    r"|cám ơn)(?: .{0,60})?(?: ạ)?[!. ]*$"
    r"|^(?:trân trọng(?: (?:cảm ơn|kính chào|kính gửi|cảm ơn và kính chào))?|kính thư|kính chào|thân ái"
    r"|(?:rất |kính )*mong (?:nhận|được|có|sớm)\b.{0,60}\b(?:quan tâm|góp ý|phản hồi|hồi âm|đăng(?: tải)?"
    r"|ban biên tập|bbt)\b.{0,60}|kính chúc .{0,80}|chúc .{0,60}sức khỏe.{0,40}|best regards|thanks)\s*[!.,]*$"
)
_CONTACT = re.compile(
    r"^\W*(?:đt|sđt|đtdđ|điện thoại|di động|số điện thoại|số đt|tel|phone|mobile|zalo|email|e-mail|mail|stk"
    r"|số tài khoản|tài khoản|tk|ngân hàng|nh|cccd|cmnd|số cccd|mst|địa chỉ|đ/c liên hệ|liên hệ|chủ tài khoản"
    r"|chủ tk|mã số thuế|facebook|bút danh|tên thật|họ và tên|họ tên|đơn vị(?: công tác)?|số tk|chức vụ"
    r"|nghề nghiệp|ngày sinh|năm sinh|quê quán|nơi ở)\b\s*+(?:liên hệ|zalo"
    r"|cá nhân|người viết|tác giả)?\s*+[:.)-]"
    r"|^\W*(?:đt|sđt|điện thoại|di động|số đt|tel|zalo|stk|số tk|số tài khoản|tài khoản|tk|cccd|cmnd|mst)"
    r" (?:(?:số|zalo|cá nhân|liên hệ) )?\+?\d(?:[ .-]?\d){5,}"
    r"|^\W*(?:\+?84|0)(?:[ .-]?\d){8,10}\W*$|^\W*+[\w.+-]++@[\w-]++(?:\.[\w-]++)++\W*$"
)
# no number of a news story about royalties: an account is named beside them
_PAID = re.compile(
    r"\btài khoản (?:nhận |chuyển |trả )?nhuận bút\b[^.;]{0,60}?\d{4}"
    r"|\bnhuận bút\b[^.;]{0,40}\b(?:tài khoản|stk|số tk|tk)\b[^.;]{0,40}?\d{4}"
)
_REMARK = re.compile(
    r"^\W*(?:ghi chú|lưu ý|p/s|ps|chú ý|nb|chuyên (?:mục|trang)(?: (?:đề nghị|gợi ý|đăng))?|đề nghị đăng[^:.]{0,30})"
    r"\s*[:.]"
)
# as forms of old web sites have it: "Ho va ten:"
_UNMARKED = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", _CONTACT.pattern)).replace("đ", "d")
_PLAIN_CONTACT = re.compile(_UNMARKED)
_ADDRESS = re.compile(
    r"^\W*(?:(?:số|số nhà|nhà số|sn) \d[\w/]*|xóm|thôn|ấp|buôn|làng|khóm|tổ(?: dân phố|(?= \d))|tdp"
    r"|khu(?: phố)?|khối(?: phố)?"
    r"|đội|ngõ|ngách|hẻm|kiệt|đường|phố)\b[^,;:.!?]{0,40}[,–-] ?[^;:!?]{2,90}$"
)
_FORM = re.compile(
    r"^(?:nội dung(?: tin| bài| bài viết| chính| chi tiết)?|tiêu đề|tên bài|sapo|sa-?pô|tóm tắt|lời dẫn|toàn văn"
    r"|(?:nội dung|tin|bài|bài viết|tin bài)"
    r"(?: tin| bài| bài viết)?(?: cụ thể)? (?:như sau|dưới đây)"
    r"|(?:phiếu|mẫu|biểu mẫu) (?:gửi|đăng ký|cung cấp|thông tin|duyệt|nhận|gởi|đề nghị đăng)\b.{0,24})\s*[:.]?$"
)
_PLACE_AND_DAY = re.compile(
    r"^\W*+[^\d.:;!?]{2,50}, ?(?:(?:ngày )?\d{1,2} ?(?:tháng|[/.-]) ?\d{1,2} ?(?:năm|[/.-])"
    r"|(?:tháng )?\d{1,2} ?(?:năm|[/.-])|(?:mùa )?(?:xuân|hè|hạ|thu|đông)|năm) ?\d{4}\W*$"
)
_KICKER = re.compile(
    r"^\W*(?:tin|bài|tin,? bài|bài viết|tin tức|tin hoạt động|tin vắn|tin ngắn|tin ảnh|tin,? ảnh|bài và ảnh"
    r"|tin,? bài(?: (?:cộng tác|tuyên truyền|dự thi|tham gia|gửi đăng"
    r"|đăng (?:tải )?(?:trên )?(?:cổng|trang|website)(?: (?:thông tin(?: điện tử)?|ttđt|tin))?))?"
    r"|bản tin(?: (?:tuần|tháng|quý|số|nội bộ)\b[^.:]{0,20})?"
    r"|bài phản ánh|phóng sự|phóng sự ảnh|ghi chép|bút ký|phỏng vấn"
    r"|tản văn|tạp văn|tạp bút|tùy bút|tuỳ bút|đoản văn|truyện ngắn|truyện|(?:bài )?thơ|chùm thơ|hồi ký"
    r"|bài phỏng vấn|gương (?:người tốt,? ?việc tốt|điển hình tiên tiến|sáng)|người tốt,? ?-? ?việc tốt"
    r"|(?:thông tin|thông cáo) báo chí|press release|(?:news|media) release|for immediate release|thư bạn đọc"
    r"|(?:bạn đọc|ý kiến) (?:viết|bạn đọc)|chùm ảnh|xã luận|bình luận|chính luận)\s*(?:số\s*|thứ\s*)?"
    r"(?:\d{1,2}|(?:một|nhất|hai|nhì|ba|bốn|tư|năm|sáu|bảy|tám)(?=\W*$))?\W*$"
)
_SECTION = re.compile(
    r"^\W*(?:(?:chuyên (?:mục|trang)|thể loại)\s*:\s*.{2,50}"
    r"|tin (?:từ|hoạt động|của) (?:của )?(?:xã|phường|thôn|bản|trường|ubnd|công an|hội|đoàn|đảng|cơ sở|địa phương"
    r"|các)\b.{0,40})$"
)
_OFFERED = re.compile(
    r"^\W*(?:(?:xin|kính|thân|thương|mến|riêng|gửi|viết|quý) )+(?:tặng|dâng)\b"
    r"|^\W*tặng (?:các|những|anh|chị|em|thầy|cô|mẹ|má|ba|bố|cha|bà|ông|con|cháu|bạn|vợ|chồng|người|đồng (?:đội|chí)"
    r"|quê|mái trường|thế hệ|hương hồn)\b"
)
_OFFERED_BY_NAME = re.compile(r"^\W*Tặng (?:[A-ZĐÀ-Ỹ][^\W\d_]{0,8}\.?\s?){1,4}\W*$")
_COLUMN_NAMES = (
    r"(?:thời sự|chính trị|kinh tế|văn hóa|văn hoá|xã hội|đời sống|pháp luật|giáo dục|y tế|sức khỏe|môi trường|du lịch"
    r"|thể thao|khoa học|công nghệ|quốc phòng|an ninh|quốc tế|nông thôn mới|chuyển đổi số|cải cách hành chính"
    r"|xây dựng đảng|diễn đàn|góc nhìn|bạn đọc|văn nghệ)"
)
_COLUMN = re.compile(rf"^\W*{_COLUMN_NAMES}(?:(?: ?[-–,/&] ?| và ){_COLUMN_NAMES}){{0,2}}\W*$")  # of a newspaper
_END = re.compile(
    r"(?:(?<!\s)\s++)?(?:\.\s?/+\s?\.?|(?<![\w:/])/\s?\.|(?<=[^\W_])/\.|\.//\.?)\s*(?P<after>$|(?=[\s(“”\"]))"
)
_FINISH = re.compile(r"^\W*(?:hết|the end|end|\(còn (?:nữa|tiếp)\))\W*$", re.IGNORECASE)
_NEXT_PART = re.compile(
    r"^\W*(?:(?:mời )?(?:đón )?(?:đọc|xem) )?(?:tiếp )?(?:bài|kỳ|phần) (?:\d{1,2}|cuối|sau|tới)\s*[:：]"
)
_SERIES = re.compile(r"^\W*(?:loạt bài|bài nhiều kỳ|phóng sự nhiều kỳ|\(?còn (?:nữa|tiếp)\)?\W*$)")


def is_furniture(text: str) -> bool:
    """Page furniture that comes with a text pasted from a web site (DOMAIN.md 1, seed 001)."""
    words = bare(text)
    if len(text) >= 160 or not words:
        return False
    return bool(_FURNITURE.match(words)) or is_page_line(text)


def is_menu(text: str) -> bool:
    """An entry of a site's menu: "Trang chủ", "Giới thiệu"; only several of them together are one."""
    return len(text) < 40 and bool(_MENU.match(bare(text)))


def is_masthead(text: str) -> bool:
    """A line of the imprint at the foot of a newspaper's page (seed 002)."""
    return len(text) < 200 and bool(_MASTHEAD.match(bare(text)))


def opens_related(text: str) -> bool:
    """The heading of a list of links to other stories."""
    return len(text) < 60 and bool(_RELATED.match(bare(text)))


def is_greeting(text: str) -> bool:
    """A line addressed to the editors; "Kính thưa quý vị" of a radio script is none."""
    words = bare(text)
    if len(words) >= 160 or _TO_LISTENERS.search(words) or wrapper.is_dedication(text):
        return False
    return bool(_ADDRESSED.match(words))


def is_covering(text: str) -> bool:
    """A sentence to the editors: "Em xin gửi bài …", "Nhờ Ban Biên tập đăng giúp", "Tôi xin cam đoan …"."""
    words = bare(text)
    if _PLEDGE.match(words):
        return True
    return len(words) < 400 and (bool(_COVERING.match(words)) or wrapper.speaks(text))


def speaks_of_sending(text: str) -> bool:
    """ "chị ơi e gửi tin nhé", "Phòng gửi tin để anh đăng": above a title it is a word to the editors."""
    words = bare(text)
    if len(words) >= 600 or wrapper.is_to_audience(text):
        return False
    told = _SENDS.search(words) and _TO_SOMEBODY.search(words)
    return bool(told or _SENT_BELOW.search(words) or _FIRST_TIME.match(words))


def is_sign_off(text: str) -> bool:
    """ "E Lan", "Lan": the sender takes leave of somebody he knows; it signs the mail, no story."""
    given = text.isalpha() and len(text) <= 8 and text[0].isupper() and text[1:].islower()
    return given or (len(text) < 40 and bool(_SIGN_OFF.match(bare(text))))


def opens_account(text: str) -> bool:
    """ "Thông tin nhận nhuận bút:" - what follows is for the accountant."""
    return len(text) < 80 and bool(_ACCOUNT.match(bare(text)))


def is_thanks(text: str) -> bool:
    words = bare(text)
    return len(words) < 120 and bool(_THANKS.match(words))


def is_contact(text: str) -> bool:
    """Telephone, account, address of the sender: of use to the newsroom, never part of a draft."""
    words = bare(text)
    label = words.partition(":")[0]
    if len(text) < 160 and (_CONTACT.match(words) or (label.isascii() and _PLAIN_CONTACT.match(words))):
        return True
    return len(text) < 400 and bool(_PAID.search(words))


def is_address(text: str) -> bool:
    """ "Xóm 4, Phú Nhiêu": where the sender lives, below the name; an organisation is named without a comma."""
    return len(text) < 120 and bool(_ADDRESS.match(bare(text)))


def is_form_table(rows: Sequence[Sequence[str]]) -> bool:
    """A table with name, telephone, account of the sender: half of its rows or more begin with such a word."""
    labels = [row[0] for row in rows if len(row) >= 2 and row[0]]
    told = sum(len(label) < 40 and is_contact(f"{label.rstrip(' :.')}:") for label in labels)
    return told >= 2 and told * 2 >= len(rows)


def is_remark(text: str) -> bool:
    """ "Ghi chú: ảnh gửi kèm": a remark, for the editors when it stands below the byline."""
    return bool(_REMARK.match(bare(text)))


def is_place_and_day(text: str) -> bool:
    """ "Nậm Cuổi, ngày 14 tháng 11 năm 2025": where and when a letter was signed."""
    return len(text) < 90 and bool(_PLACE_AND_DAY.match(bare(text)))


def is_form_label(text: str) -> bool:
    """ "Nội dung:" alone, as forms have it."""
    return len(text) < 40 and bool(_FORM.match(bare(text)))


def is_kicker(text: str) -> bool:
    """A line above the title that only says what kind of text this is: "TIN", "Phóng sự ảnh", "Bài 2"."""
    if len(text) >= 60:
        return False
    words = bare(text)
    told = len(text) < 50 and _KICKER.match(words)
    named = _COLUMN.match(words) or (_SECTION.match(words) and len(words.split()) <= 8)
    return bool(told or (named and not text.endswith(".")))


def is_offered(text: str) -> bool:
    """ "Kính tặng các thầy cô giáo vùng cao": to whom a poem or an essay is given, below its title."""
    if len(text) >= 90 or re.search(r"\d|[:;!?]\W*$|\w{3}\.\W*$", text):
        return False
    return bool(_OFFERED.match(bare(text)) or _OFFERED_BY_NAME.match(text))


def opens_next_part(text: str) -> bool:
    """ "Bài 2: …" below the text: what the next part of a series will be called."""
    return len(text) < 160 and bool(_NEXT_PART.match(bare(text)))


def tells_of_series(text: str) -> bool:
    """ "Loạt bài: …" above the title or "(Còn nữa)" below the text."""
    return len(text) < 160 and bool(_SERIES.match(bare(text)))


def is_finish(line: Line) -> bool:
    return is_rule(line.text) or bool(_FINISH.match(line.text))


def end_mark(text: str) -> tuple[str, str] | None:
    """(text up to the end mark with its full stop, what stands behind it), None when there is no end mark."""
    if "/" not in text:
        return None
    last = None
    for match in _END.finditer(text):
        rest = text[match.end() :].strip()
        if len(rest) <= 120:
            last = match
            break
    if last is None:
        return None
    body = text[: last.start()].rstrip()
    if not body.endswith((".", "!", "?", "…")):
        body += "."
    rest = text[last.end() :].strip()
    if rest[:1] in ("”", '"'):
        return body + rest[0], rest[1:].strip()
    return body, rest
