"""The words around a story in a mail: greetings, closings, header labels, footers.

Accents may be missing or decomposed, so everything is compared in the form that `bare` makes.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

# a pattern takes marks out three times as fast as a look at every letter
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


@lru_cache(maxsize=256)  # several questions are asked of the same lines
def bare(text: str) -> str:
    """Lower-case without accents, blanks collapsed: the form in which wrapper words are compared."""
    decomposed = unicodedata.normalize("NFD", text[:4000].lower()).replace("đ", "d")
    return " ".join(_MARKS.sub("", decomposed).split())


def one_of(*patterns: str) -> str:
    """A group of alternatives."""
    return "(?:" + "|".join(patterns) + ")"


# --- Old mails below or inside ---------------------------------------------------------------------------------

_OLD_MAIL = tomllib.loads((Path(__file__).parent / "old_mail.toml").read_text("utf-8"))


def _abroad(table: str) -> str:
    """A group of the phrases of other languages."""
    return one_of(*map(bare, _OLD_MAIL[table]))


_LABELS = {
    "from": ("from", "tu", "nguoi gui", "de", "von", "gui tu"),
    "date": ("date", "sent", "gui", "da gui", "ngay gui", "ngay", "thoi gian", "gui luc", "vao", "datum"),
    "to": ("to", "toi", "den", "nguoi nhan", "gui den", "gui toi", "an", "kinh gui den"),
    "cc": ("cc", "dong gui", "bcc", "ban sao", "reply-to", "importance", "attachments", "tep dinh kem"),
    "subject": ("subject", "chu de", "tieu de", "ve viec", "betreff", "objet"),
}
LABEL_OF = {bare(name): kind for kind, names in _OLD_MAIL["labels"].items() for name in names}
LABEL_OF |= {name: kind for kind, names in _LABELS.items() for name in names}
LABEL = re.compile(
    r"^[*_\s]*([^\W\d_][^\W\d_ -]{0,18}(?:[ -][^\W\d_]{1,12}){0,3}) ?[*_]*\s*[:：][*_]*\s*(.*)$", re.DOTALL
)

FORWARD_MARK = re.compile(
    r"^[-_=\s>]*+"
    + one_of(
        r"begin forwarded message",
        r"forwarded message",
        r"forwarded by .{0,80}",
        r"(?:thu|tin nhan) (?:da )?(?:duoc )?chuyen tiep",
        r"bat dau (?:thu|tin nhan|chuyen tiep).{0,40}",
        r"message transfere.{0,20}",
        r"chuyen tiep thu",
        _abroad("forward"),
    )
    + r"\s*+:?[-_=\s]*+$"
)
ORIGINAL_MARK = re.compile(
    r"^[-_=\s>]{2,}+"
    + one_of("original (?:message|appointment)|thu goc|tin nhan goc|thu ban dau|message d'origine", _abroad("original"))
    + r"\s*+:?[-_=\s]*+$"
)
RULE = re.compile(r"^[_]{10,}$|^[-]{20,}$")
WROTE = re.compile(
    "^"
    + one_of(
        r"on\b.{4,300}\bwrote\s*:",
        r"(?:vao|ngay|luc|trong|thu)\b.{4,300}\b(?:da )?viet\s*:",
        r".{2,200}\bda viet\s*(?:(?:vao|luc|ngay)\b.{0,60})?:",
        r"le\b.{4,200}\ba ecrit\s*:",
        r"am\b.{4,200}\bschrieb.{0,80}:",
        r"\d{4}-\d\d-\d\d.{4,200}:",
        r".{2,120}\bwrote\s*:",
        rf".{{2,300}}{_abroad('wrote')}.{{0,80}}[:：]?",
    )
    + r"[\s-]*$",
    re.DOTALL,
)
BY_PROGRAM = re.compile(r"@|\b\d{1,2}[:h.]\d{2}\b")
WROTE_START = re.compile(r"^(?:on|vao|ngay|luc|trong|le|am)\b.{8,}")
# begins with the day or the name, without a word that says so
WROTE_NAMED = re.compile(r"^[^.!?;]{0,80}(?:\b(?:19|20)\d\d|\d{1,2}[:h]\d\d|<[^<>\s]{3,80}@|@[\w.-]+>)[^!?;]{0,160}$")
DAY = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:h.]\d\d\b")
# no word says that somebody wrote: day, address and a colon
WROTE_MUTE = re.compile(r"^[^\d]{0,120}\d.{0,200}?(?<![^<\s])[^<>\s@]{1,80}@[^<>\s:：]{3,80}+>?\s*+[:：]$")
FORWARD_SUBJECT = re.compile(r"^(?:fwd?|tr|chuyen tiep|forward|wg|rv|enc|doorst|pd|转发|轉寄|転送)\s*[:：]")
REPLY_SUBJECT = re.compile(r"^(?:re|tl|tra loi|sv|aw|antw|odp|res|rif|vs|ynt|回复|答复|回覆)\s*+(?:\[\d++\])?\s*+[:：]")

# --- What the sender wrote around his story --------------------------------------------------------------------

# "Gửi", "chào" and "hi" alone begin titles too: "Gửi yêu thương lên vùng cao", "Chào cờ đầu tuần", "Hi vọng mới"
_EDITORS = one_of(
    r"ban (?:bien tap|bt|quan tri)", r"bbt", r"toa soan", r"bien tap", r"quy (?:bao|ban|co quan|dai|toa|cong|trang)",
    r"(?:cac )?anh[ ,/]*chi", r"cac (?:anh|chi|bac|co|chu)", r"(?:anh|chi|chu|co|em|bac|ong|ba)(?: \w+)?[,!.:]",
    r"cong (?:ttdt|tt|thong tin)", r"bao ", r"dai (?:pt|phat|truyen)", r"trang (?:tt|thong tin)", r"trung tam",
    r"moi nguoi", r"phong (?:van|bien|tin|cong)",
)  # fmt: skip
GREETING = re.compile(
    one_of(
        r"^kinh (?:gui|thua|chao)\b.{0,120}",
        r"^than (?:gui|chao|men|ai gui)\b.{0,120}",
        rf"^gui (?:den |toi )?{_EDITORS}.{{0,100}}",
        rf"^(?:da,? )?(?:em |chau |toi )?(?:xin )?chao {_EDITORS}.{{0,100}}",
        r"^(?:xin )?chao(?: \w+){1,5}\s*,",
        r"^(?:da|vang|thua),? (?:bbt|ban bien tap|toa soan|anh chi|anh|chi|a|c|co|chu|bac|ad)(?: \w+)?\s*[,!.:]*",
        r"^(?:dear|hello|good (?:morning|afternoon))\b.{0,60}",
        r"^(?:xin chao|chao|hi)(?: (?:all|ad|admin|team|everyone|there))?\s*[!,.]*",
    )
    + "$"
)
NOT_GREETING = re.compile(r"\b(?:quy vi|cac ban|ba con|dong bao)\b")  # a radio script begins "Kính thưa quý vị"
_TO_AUDIENCE = re.compile(r"^\W*(?:kính )?thưa\b.{0,24}\b(?:các bạn|bà con|thính giả|khán giả|bạn nghe đài|đồng bào)\b")
_LISTENED = re.compile(
    r"\b(?:các bạn|quý vị|bà con|thính giả|khán giả)\b.{0,24}\bđã (?:chú ý )?(?:lắng nghe|theo dõi|đón (?:nghe|xem))\b"
    r"|^\W*(?:kính |rất )?mong (?:bà con|đồng bào|nhân dân)\b"
)
_SENT_THING = (
    r"(?:(?:\d{1,2} )?(?:tin|bai|phong su|tac pham|chum anh|anh (?!chi)|hinh anh|clip|video|thong cao|thong tin|ban tin"
    r"|noi dung|la thu|file|bao cao|van ban)(?! (?:hoc|tuong|nhan|vui|yeu))\b)"
)
# a salutation that goes on with what is sent: "Gửi BBT tin và ảnh bàn giao nhà …" is a sentence to the editors
SALUTES_AND_SENDS = re.compile(
    rf"^(?:kinh |than |xin )?gui (?:den |toi |quy )?(?:ban bien tap|bbt|toa soan|bao|dai|cac anh chi|anh chi|anh|chi|co"
    rf"|chu|bac)(?: [^\W\d_]+)? {_SENT_THING}.{{2,}}"
)
# "Ban Dân vận gửi tin tập huấn, đề nghị đăng tải.": who sends is an organisation
SENT_BY = re.compile(
    r"^[^.:;!?“”\"]{2,80}? (?P<humble>(?:xin |tran trong |kinh |xin kinh )?)(?:gui|chuyen|cung cap)"
    r"(?: (?:den|toi|cho|kem|lai))?"
    r"(?: (?:quy )?(?:ban bien tap|ban bt|ban|bbt|toa soan|bao chi|bao|dai|cong ttdt|cong|co quan bao chi|co quan|vi"
    rf"|don vi|dong chi|anh chi|anh|chi))? {_SENT_THING}"
)
ASKS_TO_PRINT = re.compile(
    r"\b(?:de nghi|kinh mong|mong|nho|rat mong|kinh nho)\b.{0,60}\b(?:dang|su dung|xem xet|phat|dua tin|bien tap)\b"
    r"|\b(?:tin|bai|anh) (?:de )?dang (?:tai )?(?:(?:len|tren) )?(?:cong|trang|bao|website|ban tin|ban tin noi bo)\b"
)
COVERING = re.compile(
    r"^\W*"
    + one_of(
        r"em", r"toi", r"minh", r"chau", r"don vi", r"chung (?:toi|em)", r"ban bien tap", r"hom nay", r"tuan nay",
        r"thay mat", r"van phong", r"to", r"xin", r"kem (?:theo|day)", r"trong thu", r"duoi day", r"sau day", r"nho",
        r"mong", r"rat mong", r"kinh (?:de nghi|mong|nho)", r"de nghi", r"vua qua em", r"de kip",
        r"neu (?:duoc|co gi|can)", r"please", r"attached", r"i am sending", r"here(?: is|with)", r"anh(?:,| )?chi",
        r"a/c", r"bbt",
        r"(?:anh|chi|chu|co|bac) \w+ (?:oi|a|chuyen|gui|xem|giup|cho)\b.{0,60}",
        r"(?:anh|chi|chu|co|bac|a|c|ac|anh chi)(?: \w+)? oi", r"tren day", r"ps|p/s",
        r"thua (?:anh|chi|bac|co|chu|quy)",
        r"ubnd xa .{0,30} gui", r"cong an .{0,30} gui",
    )
    + r"\b"
)  # fmt: skip
SENDS = re.compile(
    r"\b"
    + one_of(
        r"(?:xin |kinh |em |toi |co )?(?:chuyen|gui)(?: (?:den|toi|toi|kem|lai|theo|cho|ban|anh|quy))?\b.{0,80}?"
        r"\b(?:tin(?! (?:hoc|tuong|nhan|vui|yeu)\b)|bai|anh|hinh|file|tep|van ban|bao cao|ban sua|noi dung|phong su"
        r"|tac pham|clip|video)\b",
        r"(?:dang|sua|xem|dung|xu ly|bien tap|dang tai) (?:giup|ho|bai|tin)\b",
        r"dang (?:tai|len)? ?(?:giup|ho|cong)\b",
        # whom it thanks tells: "cảm ơn Đảng và Nhà nước", "cảm ơn các anh bộ đội" stand in stories
        r"dinh kem|attached|kem theo|cam on(?= (?:quy|ban (?:bien|bt|quan)|bbt|toa soan|(?:cac )?anh[ ,/]*chi|anh|chi"
        r"|nhieu|truoc|a)\b|(?: (?:co|chu|bac|thay|ad|ac))?(?: (?:a|nhieu|truoc)\b)?\s*(?:$|[.,!;]))",
        r"(?:chuyen|gui) (?:giup|ho|dum)\b",
        r"(?:chuyen|gui|goi|forward)(?: lai| tiep)?(?: cho| den| toi| qua)? (?:anh|chi|a|c|ac|bbt|moi nguoi)\b",
        r"co gi (?:sai|thieu)",
        r"(?:ban|file) (?:moi|sua|cuoi|chinh|hoan)",
        r"day la (?:tin|bai|noi dung|ban|file)",
        r"xin (?:duoc )?(?:gui|chuyen|bo sung)",
        r"cong tac (?:\w+ )?(?:tin|bai|anh|tac pham)",
        r"mong (?:\w+ )?(?:duoc |se )?(?:su dung|dang tai|chon dang|xem xet|bien tap|sua giup)",
        r"nho (?:bbt|ban bien tap|anh|chi|quy)",
        r"de nghi (?:bbt|ban bien tap|quy)",
        r"please (?:find|publish)",
    )
)
THANKS = re.compile(
    r"^(?:em |toi |chung toi |rat |xin |chan thanh |tran trong )*(?:cam on|cam ta|tks|thanks|thank you)\b.{0,140}$"
    r"|^(?:kinh )?chuc (?:ban bien tap|bbt|anh|chi|quy|cac|suc khoe|moi).{0,120}$"
    r"|^mong (?:ban bien tap|bbt|quy bao|anh|chi|duoc).{0,120}$"
)
# such words behind the last sentence of a covering note: "… gửi báo cáo tháng 11. Trân trọng."
PARTING = re.compile(
    r"[.!?…]\s+((?:xin )?(?:trân trọng|tran trong|kính chào|kính thư|thân ái)"
    r"(?: (?:cảm ơn|cám ơn|cam on|kính chào))?[.!/ ]*)$",
    re.IGNORECASE,
)
CLOSING = re.compile(
    "^"
    + one_of(
        r"tran trong(?: (?:cam on|kinh chao|kinh thu|cam on va kinh chao|kinh gui))?",
        r"kinh thu|kinh chao|than ai|than men|than|tran trong va cam on",
        r"tran trong\W+\w.{0,40}",
        r"(?:best |kind |warm )?regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|cheers",
        r"thanks?(?: you)?,? ?(?:and|&) ?(?:best |kind |warm )?regards|chao than ai|kinh bao|em chao.{0,40}",
    )
    + r"\W*$"
)
FOOTER = re.compile(
    "^"
    + one_of(
        r"sent from (?:my|outlook|mail|yahoo|samsung).{0,80}",
        r"get outlook for.{0,40}|(?:tai|lay) (?:ung dung )?outlook (?:danh )?cho (?:ios|android|windows|mac\b).{0,20}",
        r"(?:da |duoc )?gui (?:bang|tu) "
        r"(?:my |dien thoai|may (?:tinh|samsung|oppo|vivo|xiaomi)|iphone|ipad|outlook|yahoo|gmail|thiet bi|zalo|samsung"
        r"|android|hop thu|ung dung|spark|mail).{0,80}",
        r"(?:thu|tin nhan) (?:da|duoc) gui tren .{2,40}|sent with (?:proton|spark|blue|aqua|tuta)\S*.{0,60}",
        r"(?:duoc )?chia se (?:tu|qua) (?:ung dung )?(?:zalo|facebook|messenger|viber|telegram|zing)\W*(?:app)?",
        r"shared (?:from|via|with) (?:zalo|facebook|messenger|viber|telegram|zing)\W*(?:app)?",
        r"yahoo mail\W{1,3}(?:tim kiem, sap xep|search, organize).{0,40}",
        r"\W*(?:day la )?(?:thu|e-?mail|thu dien tu|tin nhan) (?:nay )?(?:duoc gui )?tu dong\b.{0,160}",
        r"(?:xin |vui long )*(?:khong|dung) (?:tra loi|phan hoi|reply) (?:lai )?(?:thu|e-?mail|vao thu) nay\b.{0,80}",
        r"(?:da )?duoc gui tu .{0,80}|da gui tu .{0,80}",
        r"(?:to )?unsubscribe.{0,200}|huy (?:dang ky|nhan tin).{0,200}",
        r"(?:(?:©|\(c\)).{0,60}\. )?(?:ban|quy vi|anh/chi) nhan duoc (?:thu|e-?mail|ban tin) nay (?:vi|do|boi).{0,200}",
        r"you (?:are receiving|received|have received) this (?:e-?mail|message|newsletter) because.{0,200}",
        r"this (?:e-?mail|message).{0,40}(?:confidential|intended).{0,2000}",
        r"this (?:e-?mail|message) (?:was|is) sent (?:from|via|by|automatically) .{2,160}",
        r"(?:thu|e-?mail|thu dien tu) nay .{0,120}(?:bao mat|chi danh|chi dung cho).{0,2000}",
        r"\W*(?:luu y|chu y|canh bao|mien tru trach nhiem|disclaimer)\W{1,3}.{0,60}\b(?:thu|thu dien tu|e-?mail) nay\b"
        r".{0,2000}",
        r"virus-free.{0,80}|khong co vi-?rut.{0,80}",
        r"\W*(?:thu|e-?mail|thu dien tu) (?:nay )?(?:da )?duoc (?:gui|quet|kiem tra|chuyen).{0,300}",
        r"\W*(?:da (?:duoc )?quet|scanned|checked)\b.{0,60}\b(?:virus|vi-?rut|mailscan|antivirus).{0,120}",
        r"(?:cac )?(?:thong tin|noi dung).{0,60}\b(?:thu|thu dien tu|e-?mail) nay\b.{0,200}"
        r"\b(?:bao mat|chi danh|chi dung cho|rieng cua|mat va|nguoi nhan).{0,2000}",
        r"(?:neu )?(?:ban|quy vi|anh/chi)?.{0,20}\bnhan (?:nham|duoc thu nay do nham)"
        r".{0,300}\b(?:xoa|thong bao)\b.{0,300}",
        r"(?:the )?(?:information|contents?)\b.{0,60}\bin this (?:e-?mail|message|communication).{0,2000}",
        r"(?:this|if) .{0,160}\b(?:intended recipient|received (?:this|it)\b.{0,30}\bin error).{0,1000}",
        _abroad("footer"),
    )
    + "$",
    re.DOTALL,
)
_TO_ME = r"(?:em|e|chau|minh|toi|don vi|ben em|bon em|anh chi|a/c|anh|chi|a|c|bac|ad|admin|bbt)"
_TO_DO = (
    r"(?:gui|goi|chuyen|nop|dang|len bai|xem|doc|sua|duyet|bien tap|chinh|nhan|kiem tra|bo sung|bao|bo|thay|lay|dung"
    r"|tin|bai|anh|hinh|file|zalo|mail)"
)
_VOCATIVE = re.compile(r"^\W*(?:da |vang )?(?:anh|chi|chu|co|bac|a|c|ac|anh chi|ad)(?: \w+)? (?:oi|a)\b")
_ME = re.compile(rf"\b{_TO_ME}\b")
_DO = re.compile(rf"\b{_TO_DO}\b")
_ME_WRITTEN = re.compile(r"\b(?:em|cháu|mình|tôi|anh|chị|anh chị|a/c|ad|BBT)\b")  # "Minh" and "Anh" are names
_LABELLED = re.compile(r"^[^:.!?]{1,24}:")
_PARTICLE = re.compile(r"\b(?:ạ|nhé|nha|nhá|nhen|hen|nhe|với nhé|giúp em|giúp e|hộ em|giùm em)[^\w]*$")
_TO_SOMEBODY = re.compile(r"Gửi (?:anh|chị|em|mẹ|cha|cô|thầy|người)\b(?:(?! (?:ạ|nhé|nha)\b)[^,.:;!?]){4,60}$")
_OF_A_STORY = re.compile(r"\b(?:tin|bài|ảnh|hình|file|tệp|xem|đăng|bbt|nhé|ạ|bên em|xã em)\b")
_SAID = re.compile(r"“[^“”]{4,}”")  # what somebody in the story says is not said to the editors
_SAYS = re.compile(r"[“\"][^“”\"]*$")  # a quotation that goes on
_POSTSCRIPT = re.compile(r"^\W*(?:p\.?/?s\.?|tb)\s*[:.]")


def is_dedication(text: str) -> bool:
    """ "Gửi anh nơi đảo xa", "Gửi mẹ ở quê nhà": a title that begins as words to the editors do."""
    return bool(_TO_SOMEBODY.match(text)) and not _OF_A_STORY.search(text.lower())


def is_to_audience(text: str) -> bool:
    """ "Thưa quý vị và các bạn! …", "… cảm ơn các bạn đã lắng nghe": what a radio script says to those who listen, none
    to the editors."""
    return bool(_TO_AUDIENCE.match(text.lower()) or _LISTENED.search(text.lower()))


def speaks(text: str, signed: bool = False) -> bool:
    """Whether a line is said to the editors: "Chị ơi …", "… ạ", "P/s: …", with something they are to do.

    `signed`: it stands below a byline, where "anh gọi em" needs no more."""
    text = _SAID.sub("“”", text)
    words = bare(text)
    if len(words) > 300 or not _DO.search(words) or not _ME.search(words):
        return False
    if signed and not _SAYS.search(text):
        return bool(_ME_WRITTEN.search(text) and not _LABELLED.match(words))
    if text.startswith(("“", '"', "-", "–")) or _SAYS.search(text):
        return False
    spoken = _PARTICLE.search(unicodedata.normalize("NFC", text.lower()))
    return bool(_VOCATIVE.match(words) or _POSTSCRIPT.match(words) or spoken)


DASHES = re.compile(r"^(?:--\s?|[-–—_=*]{3,60})$")
PRIVATE = re.compile(
    r"(?:\+?84|\b0)(?:[ .-]?\d){8,10}\b"
    r"|\b(?:stk|so tai khoan|ngan hang|cccd|cmnd|zalo|dien thoai|dt|sdt|tel|phone|mobile|email|e-mail|fax|website)\b"
    r"\s*[:.]"
)
# numbers that a story tells its readers
PUBLIC = re.compile(r"\b(?:duong day nong|tong dai|so may truc|hotline cua)\b.{8,}")
BYLINE = re.compile(r"^(?:tin|bai|anh|tac gia|thuc hien|nguon|nguoi viet|bai viet)\b[^:]{0,40}:")
# words to the editors, which a story does not use
_SPOKEN_TO = r"anh chi\b(?! em)|a/c\b|cac (?:anh|chi)(?=\W*$|[,.;!?]| (?:chi|oi|xem|dang|giup|nhe|a|duyet|sua|ben)\b)"
TO_EDITORS = re.compile(r"\b(?:ban bien tap|bbt|toa soan|quy bao|dang giup|nhuan but)\b")
ADDRESSED = re.compile(rf"{TO_EDITORS.pattern}|\b(?:{_SPOKEN_TO})")
