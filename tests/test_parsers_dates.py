"""The day of the event: which of the dates of a lead it is, and which year when none is written."""

from datetime import date

import pytest

from tinbai.parsers.story.dates import event_date

WRITTEN = date(2025, 11, 20)

LEADS = [
    ("Sáng ngày 03/10/2025, UBND xã họp giao ban.", "2025-10-03"),
    ("Ngày 09/10/2025, Công an xã ra mắt mô hình.", "2025-10-09"),
    ("Sáng 9-10, Công an xã ra mắt mô hình.", "2025-10-09"),
    ("Sáng nay (19/11), UBND xã họp giao ban.", "2025-11-19"),
    ("Chiều 09.10.2025, Công an xã ra mắt mô hình.", "2025-10-09"),
    ("Ngày 10 tháng 11 năm 2025, Đoàn xã ra quân.", "2025-11-10"),
    ("Chiều ngày 09 tháng 9, Đoàn xã ra quân.", "2025-09-09"),
    ("Trong hai ngày 14 và 15/10/2025, Trạm Y tế xã tiêm chủng.", "2025-10-14"),
    ("Trong 2 ngày (14-15/10), Trạm Y tế xã tiêm chủng.", "2025-10-14"),
    ("Từ ngày 30/10 đến ngày 02/11/2025, Trung tâm mở lớp tập huấn.", "2025-10-30"),
    ("Từ ngày 10 - 12/10/2025, Trung tâm mở lớp tập huấn.", "2025-10-10"),
    ("Từ ngày 13/10/2025, phường triển khai gắn biển số nhà.", "2025-10-13"),
    ("Trong Ngày hội Đại đoàn kết toàn dân tộc, sáng 12/10.", "2025-10-12"),
    ("Nhân Ngày Chuyển đổi số quốc gia 10/10, phóng viên có cuộc trao đổi.", "2025-10-10"),
    ("Nhân kỷ niệm Ngày Nhà giáo Việt Nam (20/11/1982 - 20/11/2025), sáng 18/11, nhà trường gặp mặt.", "2025-11-18"),
    ("Thực hiện Kế hoạch số 41/KH-UBND ngày 15/8/2025, ngày 10 tháng 11 năm 2025, Đoàn xã ra quân.", "2025-11-10"),
    ("Thực hiện Công văn số 12/CV-ĐU ngày 01/11/2025, Đoàn xã ra quân.", None),
    ("Từ 16 đến 19/11, xe thư viện lưu động phục vụ 2.300 lượt học sinh.", "2025-11-16"),
    ("Đến ngày 09/11/2025, xã đã thu hoạch xong 1.245 ha lúa mùa.", "2025-11-09"),
    ("Đến ngày 30/12/2025, xã sẽ hoàn thành tuyến đường.", None),
    ("Ông sinh ngày 12/3/1950, là thương binh hạng 2/4.", None),
    ("Theo báo cáo tại phiên họp thường kỳ ngày 05/11/2025, kinh tế xã phát triển khá.", "2025-11-05"),
    ("Phấn đấu hoàn thành trước ngày 20/11.", None),
    ("Đến nay xã đạt 9/10 tiêu chí, giải quyết 405/412 hồ sơ.", None),
    ("Mỗi hộ được hỗ trợ 5-10 triệu đồng, lãi suất 6.5-7.5%.", None),
    ("Cuối tháng 9, ruộng bậc thang vào mùa đẹp nhất.", None),
    ("Từ đầu tháng 10/2025 đến nay, bà con đã trồng mới 15 ha quế.", None),
    ("Sáng 30/2/2025, một ngày không có trong lịch.", None),
    ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "day"), LEADS)
def test_day_of_the_event(lead: str, day: str | None) -> None:
    assert event_date(lead, (), WRITTEN) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        ("Sáng nay, Trạm Y tế xã ra mắt tủ thuốc.", 20),
        ("Vào sáng nay, Trạm Y tế xã ra mắt tủ thuốc.", 20),
        ("Hôm nay, Trạm Y tế xã ra mắt tủ thuốc.", 20),
        ("Chiều qua, Hải đội Biên phòng lai dắt tàu cá.", 19),
        ("Rạng sáng nay, Hải đội Biên phòng lai dắt tàu cá.", 20),
        ("Vừa qua, Hải đội Biên phòng lai dắt tàu cá.", None),
        ("Thời gian qua, Hải đội Biên phòng lai dắt tàu cá.", None),
    ],
)
def test_this_morning_is_the_day_of_the_mail(lead: str, day: int | None) -> None:
    assert event_date(lead, (), date(2025, 11, 20)) == (date(2025, 11, day) if day else None)
    assert event_date(lead, (), None) is None


def test_the_hour_of_an_obituary_says_the_day() -> None:
    text = "Cụ Châu, sinh năm 1938, đã từ trần hồi 4 giờ 15 phút ngày 18/11/2025."
    assert event_date("Gia đình báo tin:", (text,), date(2025, 11, 18)) == date(2025, 11, 18)


def test_missing_year_is_the_mails_and_last_year_when_that_lies_ahead() -> None:
    assert event_date("Sáng 28/12, xã tổng kết năm.", (), date(2026, 1, 5)) == date(2025, 12, 28)
    assert event_date("Sáng 10/1, xã sẽ ra quân.", (), date(2026, 1, 5)) == date(2026, 1, 10)


def test_with_no_mail_only_a_year_in_the_lead_helps() -> None:
    assert event_date("Sáng 9-10, xã họp giao ban.", (), None) is None
    assert event_date("Sáng 9-10, xã họp bàn kế hoạch năm 2025.", (), None) == date(2025, 10, 9)


def test_other_text_counts_only_when_recent_and_plain() -> None:
    lead = "Chợ phiên là nét văn hóa lâu đời của đồng bào."
    assert event_date(lead, ("Ngày 16/11, chợ họp lại.",), WRITTEN) == date(2025, 11, 16)
    assert event_date(lead, ("Ngày 12/3/2010, ông nhập ngũ.",), WRITTEN) is None
    assert event_date(lead, ("Chợ nghỉ đến ngày 16/11.",), WRITTEN) is None
