"""Names of persons and of organisations as bylines and credits write them. Words decide last: capitals come first."""

import re
import unicodedata

_WORD = re.compile(r"^[^\W\d_]+(?:['’.-][^\W\d_]+)*['’.]?$")
_INITIALS = re.compile(r"^(?:[A-ZĐ]{1,3}\.?[ -]?){1,4}$|^(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]?$")
_FAMILIES = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh mai đào cao hà "
    "lò lường quàng cà tòng vì lèng vàng giàng sùng thào mùa hạng cứ vừ ly má chảo tẩn phàn triệu nông hoàn "
    "hứa bế chu đàm đồng tạ quách tống lương lưu la lục mạc ma nghiêm ninh nhữ ông phùng quan sầm thái thạch "
    "tăng tô tôn trương từ văn vi viên vương xa y rơ siu ksor kpă kiều kim khổng khúc cù cung chử châu danh "
    "diệp doãn giáp hán hầu hoa khương lại lã mẫn mông nhâm phó phí sơn thân thiều tiêu trà trang triều trình "
    "trưng úng ứng uông điểu bàn đồ ngọc lèo bạc cầm điêu"
)
_SURNAMES = frozenset(_FAMILIES.split())
_PLAIN_SURNAMES = frozenset(
    "".join(letter for letter in unicodedata.normalize("NFD", name.replace("đ", "d")) if letter.isascii())
    for name in _SURNAMES
)
# Given names that pen names in capitals begin with ("THU HÀ"); words of titles ("TIN BÀI") are not among them.
_GIVEN_NAMES = (
    "an anh ánh bảo bích bình chi cường diệp diệu dung dũng duy duyên đức giang hải hằng hạnh hiền hiếu hồng hùng huệ "
    "hương hường huy huyền khánh khoa kiên lan liên linh loan long mạnh minh my mỹ nam nga ngân nghĩa nguyên nguyệt "
    "nhật nhung như oanh phong phúc phương phượng quang quân quốc quyên quỳnh tâm tân thắng thanh thành thảo thiện "
    "thơ thu thuận thúy thùy thủy thư thương tiến trâm trung trường tú tuấn tuyết uyên việt vinh xuân yên yến "
    "đan khuê nhã vy nhi trân ái tuệ khôi thịnh hưng lộc đạt hạ miên quý lệ giao diễm hân thiên tường vân ý hảo hậu "
    "khải khang lam thơm thoa toàn trí triết tùng hoài"
)
_GIVEN = frozenset(_GIVEN_NAMES.split())
# Words that begin the name of an organisation whatever follows.
_UNITS = re.compile(
    r"^(?:ubnd|hđnd|(?:ủy|uỷ) ban|mttq|ubmttq|hội đồng|(?:đảng|huyện|tỉnh|thành|quận|thị)(?: đoàn"
    r"|đoàn)? ?(?:ủy|uỷ)\b|đảng bộ|chi bộ|(?:huyện|tỉnh|thành|xã|quận) ?đoàn|ban (?:chỉ|biên|tuyên"
    r"|dân|quản|tổ|công|chấp|thường|thông|truyền|đối|nội|kinh|đại|điều|giám|xây|văn|vận|pháp|kiểm|liên|đảng|nhân)|bch|bcđ|btc"
    r"|bql|bộ (?:chỉ huy|đội|công|tư|y tế|nội|giáo|văn|quốc)|công an|ca (?:xã|phường)|quân sự"
    r"|trung tâm|tt (?:y tế|văn|vh|gdtx|gdnn|dịch|truyền|phục)|ttyt|ttvh|ttvhtt|bệnh viện|phòng khám|liên đoàn"
    r"|lđlđ|công đoàn|chi (?:đoàn|hội|cục)|mặt trận|đoàn (?:tn|thanh|xã|phường|trường|kinh|khối)"
    r"|hội (?:nông|phụ|cựu|liên|chữ|người|lhpn|ccb|nd|khuyến|nhà|luật|sinh|làm|đông|nạn|bảo|khoa|văn)"
    r"|trường (?:th|tiểu|mầm|mn|mẫu|thcs|thpt|ptdt|phổ|trung|cao|đại|chính|đh|cđ|dân)|trạm (?:y|khuyến|thú|bảo"
    r"|trồng|kiểm)|đài (?:phát|truyền|pt|tt|tiếng)"
    r"|báo (?:và|điện|nhân|tuổi|[a-zđ]+ (?:điện|online))|cổng (?:tt|thông|dịch)|cttđt|trang (?:tt|thông)"
    r"|tổ (?:công|truyền|biên|dân|giúp|tự|cnscđ|thông|hợp|tổng|ngữ|toán|văn|tin học|chuyên|kỹ|phóng|hòa|vay)"
    r"|hợp tác xã|htx|công ty|văn phòng|vp |phòng (?:văn"
    r"|gd|giáo|nông|kinh|tài|lao|nội|tư|y|tn|vh|dân|quản|thông|thanh|hành|chuyên"
    r"|đào|tổ|kế|nghiệp|hội|công|cntt|cảnh|pc|tuyên|khoa|bảo|xây|môi|đầu|đăng|an|ngoại|chính|tham|truyền|nhân sự|kỹ"
    r"|điều|phổ|phát|kinh doanh|quan hệ|marketing|pr\b|ctxh|nghiên|hậu|kiểm soát|dược)"
    r"|sở (?:[a-zđư]+)|(?:xã|phường|thị trấn|huyện|thị xã|quận|tỉnh|thôn|bản|khu phố|tổ dân phố|ấp) \w"
    r"|đồn (?:biên|công)|kho bạc|hải quan|tòa án|toà án|viện (?:kiểm|ks)|vksnd|tand|ngân hàng|nhà văn|thư viện"
    r"|bảo tàng"
    r"|câu lạc bộ|clb|hạt kiểm|kiểm lâm|bảo hiểm|bhxh|lữ đoàn|trung đoàn|tiểu đoàn|sư đoàn|đại đội|nhà trường"
    r"|nhóm (?:phóng|pv|tác)|thông tấn|ttxvn|tập đoàn|tổng công ty|chi nhánh|xí nghiệp|nhà máy|hiệp hội|quỹ |học viện"
    r"|đại học|bưu điện|điện lực|thuế (?:cơ sở|tỉnh|khu vực)|cục |vụ (?:pháp|tổ|kế|báo|giáo)|khoa (?:nội|ngoại|sản|nhi"
    r"|khám|hồi|cấp|y|dược|xét|chẩn|kiểm|dinh|báo|kinh|luật|ngữ|công nghệ|sư phạm)"
    r"|bộ phận (?:tuyên|truyền|thông|văn|một|tiếp)"
    r"|đội (?:csgt|cs |cảnh|quản|thông|tuyên|dân|công|thanh|trật|xung|cứu|văn|y|quy|thuế|an)|bộ tư lệnh|cụm thi)"
)
_PART = re.compile(r"(?:Phòng|Ban|Tổ|Đội|Bộ phận|Tiểu ban|Chi hội) [^\W\d_][^.:!?]{1,60}$")  # of an organisation
_SCHOOL = re.compile(r"(?:(?:TH|THCS|THPT|MN|MG|GDTX|GDNN|PTDT\w*)(?:\s*[-&,+]\s*(?:TH|THCS|THPT|MN|GDTX))*) [A-ZĐÀ-Ỹ]")
_INSIDE = re.compile(
    r"(?:UBND|HĐND|MTTQ|Đảng [uủ][ỷy]|Công an|Công đoàn|Trường |trường (?=[A-ZĐ]|cấp \d|tiểu học|mầm non)|Trạm "
    r"|Trung tâm |Bệnh viện |BTC |BCHQS |BCH QS |Hội |Đoàn (?:TN|Thanh|xã|phường)|Chi đoàn |Ban [A-ZĐ]|Phòng [A-ZĐ]"
    r"|Văn phòng |Tổ [A-ZĐ]|Sở [A-ZĐ]|Báo [A-ZĐ]|Đài [A-ZĐ]|Cổng |BCH |HTX |Hợp tác xã |Liên đoàn |Ủy ban "
    r"|Uỷ ban |Đảng ủy |Đảng uỷ |(?:xã|phường|thôn|thị trấn) [A-ZĐ])"
)
# letters that stand for an organisation, with where it is: "NHCSXH Bình Lâm"; only behind a name
_ACRONYM = re.compile(r"^[A-ZĐ][A-ZĐ&]{2,9}(?: (?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]+|xã|phường|huyện|tỉnh|khu vực|số|\d{1,3})){1,8}$")
_BOARD = re.compile(
    r"^(?:bbt|ban biên tập|ban bt|admin|administrator|quản trị(?: viên)?|sưu tầm|st|ctv|cộng tác viên|pv"
    r"|phóng viên|tổng hợp|internet|t/h|th)\b\.?$",
    re.I,
)
_HONOUR = re.compile(
    r"^(?:(?:đ/c|đồng chí|đc|ông|bà|anh|chị|cô|thầy|em|ctv|cộng tác viên|pv|phóng viên|btv|biên tập viên"
    r"|nhà báo|nhà văn|tác giả|ths|thạc sĩ|ts|tiến sĩ|cn|bs|bác sĩ|bscki|bsckii|ks|kỹ sư|luật sư|ls"
    r"|(?:thiếu|trung|thượng|đại)(?: |/)(?:úy|uý|tá|tướng)|(?:hạ|trung|thượng) sĩ|đại (?:úy|uý"
    r"|tá))\.?:?\s+)+(?=[^\W\d_])",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"^(?:bs|bscki|bsckii|bác sĩ|ths|ts|ks|ds|cn|nhà báo|nhà văn|luật sư|pv|ctv|btv"
    r"|(?:thiếu|trung|thượng|đại)(?: |/)(?:úy|uý|tá|tướng))\.? (?P<name>(?-i:[A-ZĐÁÂĂÊÔƠƯÝÚ])[^\W\d_]{1,7})$",
    re.IGNORECASE,
)
# a word of what somebody is, before his name: "Hiệu trưởng", "Trợ giúp viên pháp lý", "Cô giáo"
_POST = re.compile(r"(?:viên|sĩ|sư|trưởng|ký|tịch|đốc|bộ|chức|huynh|giả|giáo|thư|nhiệm)")
_LONGEST_POST = 8  # words
_LONGEST_ROLE = 14
# what somebody is or was, below his name: "Nguyên giáo viên trường cấp 2 Khe Ngọc", "Học sinh lớp 9A"
_ROLE = re.compile(
    r"^\(?(?:(?:nguyên|cựu) )?(?:giáo viên|nhà giáo|hiệu (?:trưởng|phó)|cán bộ|công chức|viên chức|chuyên viên|hội viên"
    r"|đoàn viên|đảng viên|học sinh|sinh viên|học viên|nhân viên|bí thư|chủ (?:tịch|nhiệm)|phó (?:bí|chủ|hiệu|giám"
    r"|trưởng|ban|trạm)|trưởng (?:ban|phòng|thôn|bản|khoa|trạm|bộ|khu|ấp)|giám đốc|tổng phụ trách"
    r"|cựu chiến binh|giảng viên|y sĩ|y tá|bác sĩ|kỹ sư|nghệ nhân|cộng tác viên|thư ký|thủ thư|lớp \d)\b"
)
# what an organisation does, behind its name in a title
VERB = re.compile(
    r"^(?:tổ chức|họp|khai mạc|bế mạc|khai giảng|tập huấn|trao|tặng|ra mắt|ra quân|sơ kết|tổng kết|phát động"
    r"|triển khai|thăm|kiểm tra|giám sát|tiếp|khánh thành|khởi công|bàn giao|gặp mặt|đại hội|chúc|đẩy mạnh"
    r"|tăng cường|tham gia|phối hợp|hưởng ứng|tuyên truyền"
    r"|chăm lo|dâng hương|với|và|cho|tại|ở|về|năm|lần thứ|nhân|trong|đến|của|từ|để|bằng|là|được|bị|đạt|giành"
    r"|lập|ký|làm|quyết|hoàn thành|chủ động|nỗ lực|chung tay|diễn tập|hiến|khám|tiêm|xây dựng|hội nghị|hội thi"
    r"|giai đoạn|nhiệm kỳ|kỷ niệm|tọa đàm|công bố|thực hiện|nâng|đón|nhận|tri ân|viếng|mở|bàn|đánh giá|góp|lấy"
    r"|thông qua|trên|qua|vì|theo|khảo sát|làm việc|đối thoại|vận động|giao lưu|hỗ trợ|thi đua|sẵn sàng|xử lý"
    r"|bắt|tuyên dương|biểu dương|khen thưởng)\b",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """Lower case, composed, one blank between words."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def person(text: str) -> str | None:
    """The name without rank and form of address, None when it is no name of a person: two to five capitalised words."""
    name = re.sub(r"^[Bb]y:? (?=[A-Z])", "", text.strip(" .,;:–—-"))
    without = _HONOUR.sub("", name).strip()
    name = without if " " in without else name  # "Anh Tuấn" is a pen name, "Anh Lý Văn Cường" is not
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > 45 or is_unit(name) or is_board(name):
        return None
    if not all(_WORD.match(word) and word[0].isupper() for word in words):
        return None
    shouted = all(word.isupper() for word in words)
    if any(word.isupper() and len(word.strip("'’.")) > 1 for word in words) and not shouted:
        return None
    if shouted and (len(name) < 5 or not _is_shouted_name([word.lower() for word in words])):
        return None
    return name


def _is_shouted_name(words: list[str]) -> bool:
    return words[0] in _SURNAMES or (len(words) <= 3 and _GIVEN.union(_SURNAMES, ["thị"]).issuperset(words))


def titled(text: str) -> str | None:
    """The name in "BS Hà", "ThS. Lan", "Đại úy Cường": a rank or degree and one name, which signs but is no address."""
    found = _TITLED.match(text.strip(" .,;:–—-"))
    return found["name"] if found else None


def unmarked(text: str) -> str | None:
    """A name typed without accents, all in capitals or all in small letters ("DOAN VAN HUU"), or with accents in small
    letters ("lò văn hính"); only where a label or its place says that it is one."""
    words = text.strip(" .,;:–—-").split()
    if is_small(text):
        return text.strip(" .,;:–—-").title()
    plain = text.isascii() and (text.isupper() or text.islower()) and all(map(str.isalpha, words))
    if not plain or not 2 <= len(words) <= 5 or words[0].lower() not in _PLAIN_SURNAMES:
        return None
    return " ".join(word.capitalize() if text.islower() else word for word in words)


def is_small(text: str) -> bool:
    """ "lò văn hính": family, middle and given name in small letters; other words seldom follow each other so."""
    words = text.strip(" .,;:–—-").split()
    if not 3 <= len(words) <= 4 or not all(word.isalpha() and word.islower() for word in words):
        return False
    return words[0] in _SURNAMES and (words[1] in ("văn", "thị") or _GIVEN.issuperset(words[1:]))


def posted(text: str) -> str | None:
    """The name in "Trợ giúp viên pháp lý Trương Công Lý": a post in small letters, then family, middle, given name."""
    words = text.strip(" .,;:–—-").split()
    first = next((place for place in range(len(words), 0, -1) if not words[place - 1].istitle()), 0)
    post, name = words[:first], words[first:]
    if not 1 <= len(post) <= _LONGEST_POST or not 2 <= len(name) <= 4 or name[0].lower() not in _SURNAMES:
        return None
    is_post = any(map(_POST.fullmatch, map(str.lower, post))) and all(map(str.islower, post[1:]))
    return person(" ".join(name)) if is_post and post[0].istitle() else None


def is_role(text: str) -> bool:
    """ "Nguyên giáo viên trường cấp 2 Khe Ngọc": what somebody is, as it stands below a name; no sentence."""
    return len(text.split()) <= _LONGEST_ROLE and bool(_ROLE.match(bare(text))) and text[-1:] not in ".:;!?,"


def is_addressed(text: str) -> bool:
    """Whether a name comes with a form of address, as captions have it and bylines do not: "Ông Sean Spicer"."""
    always = re.match(r"^(?:ông|bà|thầy(?! giáo)|cụ|đồng chí|đ/c|gs|pgs|ts|nghệ nhân)\b\.?\s", text, re.IGNORECASE)
    return bool(always or re.match(r"^(?:anh|chị|cô(?! giáo)|em|bác)\s+\S+\s+\S", text, re.IGNORECASE))


def pen_name(text: str) -> str | None:
    """A single capitalised word, as a pen name; only where a label or the place says that it is one."""
    name = _HONOUR.sub("", text.strip(" .,;:–—-")).strip()
    return name if re.fullmatch(r"[^\W\d_]{2,12}", name) and name[0].isupper() and not name.isupper() else None


def is_unit(text: str) -> bool:
    """Whether a text names an organisation or a place of administration."""
    words = text.split()
    if not 1 <= len(words) <= 18 or not words[0][:1].isupper():
        return False
    part, of, whole = text.partition(" - ")
    named = _UNITS.match(bare(text)) or (_SCHOOL.match(text) and not text.isupper())
    return bool(named or (of and _PART.match(part) and is_unit(whole)))


def predicate(text: str) -> bool:
    """Whether an organisation's name goes on with what it does: "Đoàn xã Bình Trúc tuyên truyền …"."""
    words = text.split()
    return any(
        word[0].isupper()
        and words[place + 1][0].islower()
        and VERB.match(" ".join(words[place + 1 : place + 3]).lower())
        for place, word in enumerate(words[:-3])
        if place > 0
    )


def unit_inside(text: str) -> str | None:
    """The organisation named in "giáo viên Trường Tiểu học Bình Trúc"."""
    found = _INSIDE.search(text) or _ACRONYM.match(text.strip(" .,;)"))
    return text[found.start() :].strip(" .,;)") if found else None


def is_board(text: str) -> bool:
    """The editors themselves, or nobody: BBT, Admin, Sưu tầm, CTV."""
    return bool(_BOARD.match(text.strip(" .()")))


def is_initials(text: str) -> bool:
    """ "N.T", "LHT", "NTAV": letters that stand for a name nobody can be paid under."""
    clean = text.strip(" ()")
    return bool(_INITIALS.match(clean)) and len(re.sub(r"\W", "", clean)) <= 6 and not is_unit(clean)
