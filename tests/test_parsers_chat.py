"""Stories copied out of a chat lose its times and names, whatever program wrote them."""

import pytest

from tinbai.parsers.story.chat import without_stamps
from tinbai.parsers.story.lines import Line

WORDS = ("Thanh niên Hòa Phú giúp dân gặt lúa", "Chiều 11/11, hơn 30 đoàn viên: ai cũng xuống đồng.")
CHATS = {
    "Zalo": ("[20:58, 11/11/2026] Đoàn Xã: {0}", "[20:58, 11/11/2026] Đoàn Xã: {1}"),
    "Zalo, day first": ("[11/11/2026 20:58:01] Đoàn Xã: {0}", "[11/11/2026 20:59:12] Đoàn Xã: {1}"),
    "time alone": ("[20:58] Đoàn Xã: {0}", "[20:59] Đoàn Xã: {1}"),
    "WhatsApp": ("11/11/2026, 20:58 - Đoàn Xã: {0}", "11/11/2026, 20:59 - Đoàn Xã: {1}"),
    "Telegram": ("Đoàn Xã, [11.11.2026 20:58]", "{0}", "Đoàn Xã, [11.11.2026 20:58]", "{1}"),
    "a photo between": ("[20:58] Đoàn Xã: {0}", "[20:58] Đoàn Xã: [Hình ảnh]", "20:59", "[20:59] Đoàn Xã: {1}"),
}


@pytest.mark.parametrize("chat", CHATS.values(), ids=CHATS.keys())
def test_a_chat_is_read_as_its_words(chat: tuple[str, ...]) -> None:
    lines = [Line(text.format(*WORDS)) for text in chat]
    assert tuple(line.text for line in without_stamps(lines)) == WORDS


def test_times_in_a_programme_are_no_chat() -> None:
    lines = [Line("07:30 - Đón tiếp đại biểu: hội trường tầng 1"), Line("08:00 - Khai mạc: văn nghệ chào mừng")]
    assert list(without_stamps(lines)) == lines
