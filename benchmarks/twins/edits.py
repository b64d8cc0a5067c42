"""What happens to a story on its way to a second mail: every function makes another text of the same story."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

Edit = Callable[[str, Random], str]

_TONES = str.maketrans({"o": "ò", "u": "ù"})
_OLD_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_LONG_FORMS = {
    "Ủy ban nhân dân": "UBND", "Uỷ ban nhân dân": "UBND", "Hội đồng nhân dân": "HĐND", "Thành phố": "TP",
    "thành phố": "TP", "Bộ Giáo dục và Đào tạo": "Bộ GD-ĐT", "Trung ương": "TƯ", "Việt Nam": "VN",
    "Công ty": "Cty", "doanh nghiệp": "DN", "Giao thông vận tải": "GTVT", "tỉ đồng": "tỷ đồng", "kế hoạch": "KH",
    "phường": "P.", "quận": "Q.", "huyện": "H.", "học sinh": "HS", "giáo viên": "GV",
}  # fmt: skip
_OTHER_WORDS = {
    "cho biết": "cho hay", "theo đó": "cụ thể", "tuy nhiên": "nhưng", "hiện nay": "hiện", "đồng thời": "bên cạnh đó",
    "tổ chức": "tiến hành", "thực hiện": "triển khai", "phát hiện": "tìm thấy", "người dân": "bà con",
    "bắt đầu": "khởi đầu", "khoảng": "chừng", "nhiều": "không ít", "sau đó": "tiếp đó", "để": "nhằm",
    "vì": "do", "rất": "khá", "phải": "buộc phải", "được": "đã được", "cũng": "đồng thời cũng", "trong": "ở trong",
}  # fmt: skip
_SYLLABLES = (
    "các những một này khi với của trong năm việc theo tại cho đến ngày người công nhà nước đất thành hội tỉnh".split()
)
_NAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
_GIVEN = "An Bình Cường Dũng Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Minh Nam Nga Phúc".split()
_NAME = re.compile(r"\b[A-ZĐÂÊÔƠƯÁÀẢÃẠ][a-zà-ỹđ]+(?: [A-ZĐÂÊÔƠƯÁÀẢÃẠ][a-zà-ỹđ]+){1,3}\b")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


def identical(text: str, rng: Random) -> str:
    return text


def layout(text: str, rng: Random) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    joint = rng.choice(["\n\n", "\n \n", "\r\n", "\n\t"])
    words = (rng.choice([" ", " ", "  ", "\u00a0"]).join(line.split()) for line in lines)
    return joint.join(words) if rng.random() < 0.6 else " ".join(line.strip() for line in lines)


def nfd(text: str, rng: Random) -> str:
    return unicodedata.normalize("NFD", text)


def tone_placement(text: str, rng: Random) -> str:
    for new, old in _OLD_TONES.items():
        text = text.replace(new, old)
    return text


def without_marks(text: str, rng: Random) -> str:
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def retitled(text: str, rng: Random) -> str:
    title, _, rest = text.partition("\n")
    words = title.split()
    new = rng.choice([
        "Chuyện chưa kể quanh một sự việc được quan tâm",
        " ".join(words[len(words) // 2 :]) + ": những điều cần biết",
        "Mới: " + " ".join(words[: len(words) // 2]),
        "",
    ])  # fmt: skip
    return f"{new}\n{rest}" if new else rest


def typos(text: str, rng: Random) -> str:
    letters = list(text)
    for place in rng.sample(range(len(letters)), max(3, len(letters) // 90)):
        if letters[place].isalpha():
            kind = rng.random()
            letters[place] = "" if kind < 0.3 else letters[place] * 2 if kind < 0.6 else rng.choice("aeionhtg")
    return "".join(letters)


def names_corrected(text: str, rng: Random) -> str:
    names = sorted({name for name in _NAME.findall(text) if len(name.split()) >= 2})
    for name in rng.sample(names, min(len(names), rng.choice([1, 1, 2]))):
        parts = name.split()
        parts[rng.randrange(len(parts))] = rng.choice(_GIVEN)
        text = text.replace(name, " ".join(parts))
    return text


def figures_corrected(text: str, rng: Random) -> str:
    found = list(_FIGURE.finditer(text))
    for match in sorted(rng.sample(found, min(len(found), rng.choice([1, 2]))), key=lambda m: -m.start()):
        text = text[: match.start()] + _another(match[0], rng) + text[match.end() :]
    return text


def _another(figure: str, rng: Random) -> str:
    while True:
        new = "".join(str(rng.randint(0 if place else 1, 9)) if c.isdigit() else c for place, c in enumerate(figure))
        if new != figure:
            return new


def renumbered(text: str, rng: Random) -> str:
    """Another event told in the words of this one: every figure is another (must not be taken for the same)."""
    return _FIGURE.sub(lambda match: _another(match[0], rng) if rng.random() < 0.85 else match[0], text)


def reordered(text: str, rng: Random) -> str:
    title, *rest = text.split("\n")
    head, tail = rest[:1], rest[1:]
    rng.shuffle(tail)
    return "\n".join([title, *head, *tail])


def dropped(text: str, rng: Random) -> str:
    title, *rest = text.split("\n")
    share = rng.uniform(0.15, 0.4)
    kept = [line for place, line in enumerate(rest) if place == 0 or rng.random() > share]
    return "\n".join([title, *kept])


def wrapped_in_mail(text: str, rng: Random) -> str:
    name = f"{rng.choice(_NAMES)} {rng.choice(_GIVEN)}"
    head = rng.choice(
        [
            "Kính gửi Ban Biên tập!\nTôi xin gửi bài cộng tác, mong quý báo xem xét sử dụng. Xin trân trọng cảm ơn.",
            "Kính gửi: Ban biên tập Cổng thông tin điện tử\nEm gửi tin bài và ảnh ạ. Nhờ anh chị biên tập giúp em.",
            "Dear anh chị,\nMình gửi lại bài hôm trước đã chỉnh sửa nhé.",
        ]
    )
    tail = rng.choice(
        [
            f"Trân trọng!\n{name}\nĐT: 09{rng.randint(10**7, 10**8 - 1)}\nSTK: {rng.randint(10**9, 10**10)} Agribank",
            f"--\n{name}\nTrung tâm Văn hóa - Thông tin và Thể thao\nSent from my iPhone",
        ]
    )
    return f"{head}\n\n{text}\n\n{tail}"


def quoted(text: str, rng: Random) -> str:
    width = rng.choice([60, 72, 78])
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) > width:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines += [line, ""]
    intro = "Vào T.4, 12 thg 11, 2026 lúc 09:15 Nguyễn Văn Nam <nam@example.vn> đã viết:\n"
    return intro + "\n".join(f"> {line}" for line in lines)


def capitals(text: str, rng: Random) -> str:
    return text.upper()


def abbreviated(text: str, rng: Random) -> str:
    for long, short in _LONG_FORMS.items():
        text = text.replace(long, short) if rng.random() < 0.9 else text
    return text


def of_a_portal(text: str, rng: Random) -> str:
    """What an editor of another portal does: new title, shorter lead, a sentence out here and there, a source below."""
    title, *rest = text.split("\n")
    words = title.split()
    title = " ".join(words[: max(4, len(words) * 2 // 3)])
    lines = []
    for place, line in enumerate(rest):
        sentences = re.split(r"(?<=[.!?]) ", line)
        if len(sentences) > 1 and rng.random() < 0.4:
            sentences.pop(rng.randrange(len(sentences)))
        if place and rng.random() < 0.12:
            continue
        lines.append(_reworded(" ".join(sentences), rng, 0.25))
    return "\n".join(["(Cổng TTĐT) - " + title, *lines, "Theo Trung tâm Văn hóa - Thông tin"])


def heavily(text: str, rng: Random) -> str:
    """A fifth of the syllables other, sentences out and in, words exchanged: still the same story."""
    title, *rest = text.split("\n")
    lines = []
    for line in rest:
        sentences = [s for s in re.split(r"(?<=[.!?]) ", line) if rng.random() > 0.12]
        line = _reworded(" ".join(sentences), rng, 0.7)
        words = line.split()
        for place in range(len(words)):
            if rng.random() < 0.06 and words[place].isalpha():
                words[place] = rng.choice(_SYLLABLES)
        lines.append(" ".join(words))
    return "\n".join([retitled(f"{title}\n", rng).strip(), *lines])


def _reworded(text: str, rng: Random, share: float) -> str:
    for word, other in _OTHER_WORDS.items():
        if rng.random() < share:
            text = re.sub(rf"\b{word}\b", other, text)
    return text


EDITS: dict[str, Edit] = {
    "identical": identical, "layout": layout, "nfd": nfd, "tones": tone_placement, "no marks": without_marks,
    "retitled": retitled, "typos": typos, "names": names_corrected, "figures": figures_corrected,
    "reordered": reordered, "dropped": dropped, "in a mail": wrapped_in_mail, "quoted": quoted,
    "capitals": capitals, "abbreviated": abbreviated, "portal": of_a_portal, "heavy": heavily,
}  # fmt: skip
