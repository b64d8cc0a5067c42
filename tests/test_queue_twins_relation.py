"""What a story is to an earlier one: read as an editor would, whatever a similarity score says."""

import pytest

from tests.rewritten import FERRY, FERRY_REPORTED, FERRY_REWRITTEN
from tinbai.queue.twins.align import align
from tinbai.queue.twins.fold import plain, words_of
from tinbai.queue.twins.relation import MERGES, Match, judge

BRIDGE = """Khánh thành cầu Nậm Lúc ở xã Đồng Văn
Sáng 01/3, xã Đồng Văn tổ chức lễ khánh thành cầu dân sinh bắc qua suối Nậm Lúc, nối hai thôn Bản Mù và Nà Phìn.
Cầu dài 21 mét, rộng 3,5 mét, tổng kinh phí 301 triệu đồng do nhân dân cùng các nhà hảo tâm đóng góp trong hai năm qua.
Ông Bàn Văn Sinh, Trưởng thôn Bản Mù, cho biết từ nay học sinh không còn phải lội suối đến trường trong mùa mưa lũ.
Theo ghi nhận của phóng viên, ngay trong buổi sáng khánh thành đã có hàng trăm lượt bà con qua lại, chợ phiên cũng \
đông vui hơn mọi khi. Lãnh đạo xã đề nghị các thôn phân công người trông coi, bảo dưỡng cầu, không để xe quá tải đi qua.
"""
REPORT = """Công an xã Khe Ngọc thông báo tình hình an ninh tháng {0}
Trong tháng {0}, Công an xã Khe Ngọc đã tuần tra {1} buổi, nhắc nhở {2} trường hợp, xử phạt {3} triệu đồng vi phạm.
Lực lượng đã cấp {4} căn cước, tuyên truyền cho {5} lượt người, phát {6} tờ rơi phòng, chống cháy nổ trong khu dân cư.
"""
OTHER = """Hội Nông dân huyện Ia Kênh ra mắt mô hình trồng dâu nuôi tằm
Chiều qua, Hội Nông dân huyện Ia Kênh ra mắt mô hình trồng dâu nuôi tằm với mười hộ tham gia ở làng Ó và làng Bẹk.
Các hộ được hỗ trợ giống dâu, khay nuôi và được tập huấn kỹ thuật chăm sóc; hợp tác xã cam kết thu mua toàn bộ kén tằm.
Anh Rơ Châm Thuin nói gia đình anh đã chuyển ba sào cà phê già cỗi sang trồng dâu và hy vọng có thu nhập đều mỗi tháng.
"""


def _judge(new: str, old: str) -> Match | None:
    here, there = words_of(plain(new)), words_of(plain(old))
    return judge(here, there, align(here, there))


def _kind(new: str, old: str) -> str | None:
    found = _judge(new, old)
    return found.kind if found else None


@pytest.mark.parametrize(
    "new",
    [
        BRIDGE.replace("21 mét", "12 mét"),
        BRIDGE.replace("Bàn Văn Sinh", "Bàn Văn Xinh"),
        BRIDGE.replace("Khánh thành cầu Nậm Lúc ở xã Đồng Văn", "Từ nay hết cảnh lội suối đến trường"),
        BRIDGE.replace("cho biết", "chia sẻ").replace("đông vui", "nhộn nhịp"),
        f"Kính gửi Ban Biên tập, em xin gửi tin.\n{BRIDGE}\nTrân trọng cảm ơn Ban Biên tập.",
    ],
    ids=["figure", "name", "title", "words", "mail"],
)
def test_a_corrected_copy_is_a_version(new: str) -> None:
    assert _kind(new, BRIDGE) == "edited"


def test_the_same_words_are_identical() -> None:
    assert _kind(BRIDGE.upper(), BRIDGE) == "identical"


def test_a_form_with_other_figures_is_a_series() -> None:
    assert _kind(REPORT.format(4, 31, 8, 12, 44, 260, 150), REPORT.format(3, 28, 5, 9, 61, 190, 120)) == "series"


def test_two_stories_in_one_contain_each() -> None:
    both = f"{BRIDGE}\n{OTHER}"
    assert _kind(both, OTHER) == "contains"
    assert _kind(OTHER, both) == "contained"


def test_a_follow_up_under_a_new_lead_is_only_related() -> None:
    background = "\n".join(BRIDGE.split("\n")[3:])
    assert _kind(f"{OTHER}\n{background}", BRIDGE) == "related"


def test_stories_of_other_things_are_nothing_to_each_other() -> None:
    assert _judge(OTHER, BRIDGE) is None


def test_what_many_say_does_not_count() -> None:
    """A footer of both is masked; what is left decides."""
    footer = (
        "Ghi rõ nguồn Cổng thông tin điện tử khi phát hành lại thông tin từ trang này, mọi ý kiến xin gửi về hộp thư."
    )
    new, old = words_of(plain(f"{OTHER}\n{footer * 3}")), words_of(plain(f"{BRIDGE}\n{footer * 3}"))
    masked = frozenset(range(len(words_of(plain(OTHER)).shown), len(new.shown)))
    assert judge(new, old, align(new, old)) and judge(new, old, align(new, old), masked) is None


SCHEDULE = """Lịch tiếp công dân của Chủ tịch UBND xã {0} tháng {1}
Chủ tịch UBND xã {0} tiếp công dân định kỳ vào ngày {2}/{1}/2026 tại trụ sở tiếp công dân của xã, từ 7 giờ 30 phút \
đến 11 giờ 30 phút. Công dân xuất trình giấy tờ tùy thân và chấp hành nội quy nơi tiếp công dân.
"""


def test_a_short_notice_of_another_unit_or_month_is_a_series() -> None:
    assert _kind(SCHEDULE.format("Khe Ngọc", 3, 12), SCHEDULE.format("Khe Ngọc", 2, 9)) == "series"
    assert _kind(SCHEDULE.format("Khe Ngọc", 3, 12), SCHEDULE.format("Tân Mỹ", 3, 14)) == "series"
    retitled = SCHEDULE.format("Khe Ngọc", 3, 12).replace("Lịch tiếp công dân của Chủ", "Thông báo: Chủ")
    assert _kind(retitled, SCHEDULE.format("Tân Mỹ", 3, 14)) == "series"


def test_a_short_notice_with_a_corrected_hour_or_name_is_a_version() -> None:
    old = SCHEDULE.format("Khe Ngọc", 3, 12)
    assert _kind(old.replace("11 giờ", "10 giờ"), old) == "edited"
    assert _kind(old.replace("Khe Ngọc", "Khe Ngọt"), old) == "edited"


def test_an_abbreviated_name_is_the_same_name() -> None:
    old = BRIDGE.replace("Đồng Văn", "Việt Nam")
    assert _kind(old.replace("Việt Nam", "VN").replace("301", "302"), old) == "edited"


def test_another_day_of_the_event_makes_a_series_of_what_else_would_be_a_correction() -> None:
    new, old = words_of(plain(BRIDGE.replace("01/3", "08/3").replace("21", "25"))), words_of(plain(BRIDGE))
    kinds = [found.kind for day in (False, True) if (found := judge(new, old, align(new, old), other_day=day))]
    assert kinds == ["edited", "series"]


def test_another_day_in_what_is_new_makes_the_rest_background() -> None:
    background = " ".join(f"câu nền {number} nói về căn cứ và quân đội ở đó" for number in range(12))
    first = f"Hôm 21/5 lực lượng phòng không đã bắn rơi một máy bay gần căn cứ quân sự. {background}"
    later = f"Tối 24/4 quân đội phát hiện hai thiết bị bay cách căn cứ mười cây số, báo viết ngày 25/4. {background}"
    assert _kind(later, first) == "related"


FIRE = (
    "Cháy kho nông sản ở thị trấn Phố Vạc",
    "Kho chứa ngô và sắn khô của một hộ kinh doanh bốc cháy lúc nửa đêm, gây thiệt hại lớn về tài sản.",
    "Khoảng 23 giờ 40 ngày 12/10, người dân tổ 5, thị trấn Phố Vạc phát hiện lửa bùng lên từ kho của gia đình bà Lục "
    "Thị Hoan, cạnh bến xe khách. Do kho chứa nhiều bao bì, lửa lan nhanh sang mái tôn nhà bên.",
    "Công an huyện điều 3 xe chữa cháy cùng 28 chiến sĩ đến hiện trường, phối hợp với dân quân thị trấn di dời hàng "
    "hóa và bảo vệ các hộ lân cận. Đến 1 giờ 15 phút, đám cháy được dập tắt.",
    "Vụ cháy thiêu rụi khoảng 46 tấn ngô, 12 tấn sắn khô cùng một máy sấy. Không có người bị thương.",
    "Nguyên nhân vụ việc đang được cơ quan chức năng làm rõ. Ủy ban nhân dân thị trấn đã vận động các hộ giúp gia đình "
    "dọn dẹp và che tạm phần mái bị sập để giữ số hàng còn lại.",
)


def _text(*paragraphs: str) -> str:
    return "\n".join(paragraphs)


def test_an_opening_written_anew_that_tells_the_same_makes_a_version() -> None:
    opening = (
        "Phố Vạc: kho ngô của gia đình bà Hoan cháy rụi",
        "Lửa bùng lên lúc gần nửa đêm 12/10 ở kho nông sản cạnh bến xe khách, thiêu rụi hàng chục tấn ngô và sắn; rất "
        "may không ai bị thương.",
    )
    found = _judge(_text(*opening, *FIRE[2:5], FIRE[5][:70]), _text(*FIRE))
    assert found and found.kind == "edited"
    assert found.old_in_new < 0.8, "else the shares alone would tell"


def test_an_opening_with_news_over_most_of_a_text_is_a_follow_up() -> None:
    opening = (
        "Đã rõ nguyên nhân vụ cháy kho nông sản",
        "Sáng 15/10, Công an huyện kết luận chập điện ở máy sấy gây ra vụ cháy; chủ kho bị phạt 22 triệu đồng.",
    )
    assert _kind(_text(*opening, *FIRE[2:5]), _text(*FIRE)) == "related"
    whole = _judge(_text(*opening, *FIRE[2:]), _text(*FIRE))
    assert whole and whole.kind == "related"
    assert min(whole.new_in_old, whole.old_in_new) >= 0.8, "though nearly all of it is used again"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"3 xe": "4 xe", "28 chiến": "31 chiến", "46 tấn": "64 tấn", "12 tấn": "21 tấn"}, "edited"),
        (
            {
                "tổ 5": "tổ 7",
                "bà Lục Thị Hoan": "ông Nông Văn Páo",
                "3 xe": "4 xe",
                "46 tấn": "64 tấn",
                "12 tấn": "21 tấn",
            },
            "edited",
        ),
        ({"12/10": "19/10", "3 xe": "4 xe", "28 chiến": "31 chiến", "46 tấn": "64 tấn"}, "series"),
        ({"Phố Vạc": "Nà Phặc", "3 xe": "4 xe", "28 chiến": "31 chiến", "46 tấn": "64 tấn"}, "series"),
        ({"3 xe": "4 xe", "28 chiến": "31 chiến", "46 tấn": "64 tấn", "12 tấn": "9 tấn", "23 giờ": "22 giờ"}, "series"),
    ],
    ids=["figures", "figures and a name", "another day", "another town", "too many figures"],
)
def test_a_few_figures_put_right_of_the_same_day_and_place_are_a_correction(changes: dict[str, str], kind: str) -> None:
    new = _text(*FIRE)
    for old, put in changes.items():
        assert old in new
        new = new.replace(old, put)
    assert _kind(new, _text(*FIRE)) == kind


def test_a_part_that_opens_in_words_of_its_own_is_a_part() -> None:
    long = _text(*FIRE, *BRIDGE.split("\n"), *OTHER.split("\n"))
    cut = _text("Kho ngô ở Phố Vạc cháy trong đêm", "Lửa thiêu rụi kho nông sản của bà Hoan.", *FIRE[2:4], FIRE[4][:70])
    found = _judge(cut, long)
    assert found and found.kind == "contained"
    assert found.new_in_old < 0.88, "else the share alone would tell"
    assert _kind(long, cut) == "contains"


def test_a_short_part_under_a_title_of_its_own_is_a_part_unless_it_is_background() -> None:
    brief = _text("Công an huyện chữa cháy", "Đám cháy ở thị trấn thiêu rụi nhà và tài sản.", *FIRE[3:5])
    digest = _text("Điểm tin trong tuần", *OTHER.split("\n"), *BRIDGE.split("\n")[:3], *FIRE[3:5], FIRE[5])
    assert _kind(digest, brief) == "contains"
    assert _kind(brief, digest) == "contained"
    news = (
        "Truy tìm người bỏ trốn khỏi hiện trường",
        "Công an đang tìm một thanh niên có mặt ở bến xe trước khi lửa bốc lên; camera của quán nước ghi được người "
        "này mang theo can xăng, đội mũ vải, đi về phía chợ huyện rồi mất hút trong các ngõ nhỏ ven sông.",
    )
    found = _judge(_text(*news, *OTHER.split("\n"), *FIRE[2:]), _text(*FIRE))
    assert found and found.kind == "related"
    assert found.old_in_new > 0.8


HOUSE = """Bàn giao nhà tình nghĩa tại xã {0}
Sáng 15/10, Mặt trận Tổ quốc huyện Lâm Khê bàn giao nhà tình nghĩa cho gia đình {1}, xã {0}. Nhà rộng {2} m2, trị giá \
{3} triệu đồng, trong đó quỹ của huyện hỗ trợ 60 triệu đồng, bà con trong thôn góp ngày công san nền, chở vật liệu.
Tại lễ bàn giao, lãnh đạo Mặt trận chúc mừng gia đình có ngôi nhà mới vững chãi, mong gia đình yên tâm làm ăn, từng \
bước vươn lên thoát nghèo. Từ đầu năm đến nay, quỹ của huyện đã giúp làm mới 46 ngôi nhà với tổng số tiền 2,7 tỷ đồng.
"""


def test_the_form_filled_in_for_another_commune_on_the_same_day_is_a_series() -> None:
    first = HOUSE.format("Mường Hin", "ông Chảo Duần Phù", 54, 112)
    assert _kind(HOUSE.format("Dền Sáng", "bà Tẩn Mẩy Pham", 48, 98), first) == "series"
    assert _kind(HOUSE.format("Mường Hin", "ông Chảo Duần Phùng", 56, 112), first) == "edited"


def test_a_word_that_also_means_a_unit_makes_no_other_name() -> None:
    """The "lang" of "khoai lang Nhật" is no village."""
    old = HOUSE.format("Mường Hin", "ông Phù", 54, 112) + "Hộ ông Phù trồng khoai lang tím bán ở chợ."
    assert _kind(old.replace("lang tím", "lang Nhật").replace("54", "56"), old) == "edited"


WEATHER = """Thời tiết {0} Trúc ngày 9/7
Đài Khí tượng thủy văn dự báo khu vực {0} Trúc ngày 9/7 có mây thay đổi, ngày nắng, chiều tối mưa rào và dông vài nơi.
Nhiệt độ thấp nhất {1} độ C, cao nhất {2} độ C, độ ẩm từ {3} đến {4} phần trăm. Gió tây nam cấp 2 đến cấp 3.
"""


def test_small_bulletins_of_another_place_or_day_are_a_series() -> None:
    first = WEATHER.format("Sông", 25, 31, 60, 95)
    assert _kind(WEATHER.format("Bình", 24, 33, 55, 90), first) == "series"
    assert _kind(WEATHER.format("Sông", 24, 31, 55, 95), first) == "edited"
    later = SCHEDULE.format("Khe Ngọc", 3, 12).replace("Lịch tiếp công dân của Chủ tịch UBND xã Khe Ngọc tháng 3\n", "")
    assert _kind(later, SCHEDULE.format("Khe Ngọc", 2, 9)) == "series"
    assert _kind(later, SCHEDULE.format("Khe Ngọc", 3, 19)) == "edited", "a day put right"


def test_news_of_the_next_days_over_a_whole_first_story_is_related() -> None:
    lead = (
        "Chiều 18/10, Công an huyện khởi tố chủ kho về tội vi phạm quy định phòng cháy, cấm đi khỏi nơi cư trú 60 ngày."
    )
    follow_up = _text("Khởi tố chủ kho nông sản ở thị trấn Phố Vạc", lead, *FIRE[2:5], FIRE[5][:70])
    found = _judge(follow_up, _text(*FIRE))
    assert found and found.kind == "related"
    missing = (
        "Tìm người rơi xuống sông Lô",
        "Công an xã đang tìm một người đàn ông rơi xuống sông từ tối 3/11.",
        "Khoảng 21 giờ 30, thuyền chở cát của ông Trương Văn Út đang neo gần bến Mỏ Ó thì mọi người phát hiện anh Lâm "
        "Hoàng Nhã không còn trên thuyền. Anh mặc áo thun xanh, quần đùi đen, không mặc áo phao.",
        "Công an xã điều một ca nô, thông báo cho 17 thuyền đang hoạt động trong khu vực cùng hỗ trợ. Nước chảy xiết "
        "gây khó khăn cho việc tìm kiếm. Gia đình anh Nhã ở ấp Mỏ Ó, có vợ và con gái 2 tuổi.",
    )
    saved = (
        "Người trôi sông hai đêm được cứu sống",
        "Anh Lâm Hoàng Nhã được một thuyền đánh cá vớt lên an toàn, đưa vào trạm y tế với nhiều vết bỏng nắng.",
        "Lúc 3 giờ 40 ngày 5/11, thuyền của chị Bế Thị Soi thấy anh bám vào can nhựa cách đó mười cây số. Anh kiệt "
        "sức, được cho uống nước đường.",
    )
    turned = _judge(_text(*saved, *missing[2:]), _text(*missing))
    assert turned and turned.kind == "related"
    assert turned.old_in_new > 0.8


def test_a_figure_that_is_said_four_times_is_put_right_once() -> None:
    text = _text(*FIRE, "Theo bà Hoan, 46 tấn ngô trị giá hơn 300 triệu đồng.", "Kho còn 46 tấn trong sổ, 46 tấn thật.")
    assert _kind(text.replace("46 tấn", "64 tấn"), text) == "edited"


def _of_sender(new: str, old: str, *, same_hand: bool, other_day: bool | None = None) -> str | None:
    here, there = words_of(plain(new)), words_of(plain(old))
    found = judge(here, there, align(here, there), same_hand=same_hand, other_day=other_day)
    return found.kind if found else None


def test_what_its_sender_rewrote_sentence_by_sentence_is_a_version_and_from_another_hand_it_is_not() -> None:
    """Papers rewrite each other's reports of one event, and both are stories."""
    for new, old in ((FERRY_REPORTED, FERRY), (FERRY, FERRY_REPORTED)):
        assert _of_sender(new, old, same_hand=True) == "edited"
        assert _of_sender(new, old, same_hand=False) == "related"
        assert _of_sender(new, old, same_hand=True, other_day=True) == "related"


def test_with_the_very_figures_and_people_it_is_a_version_whoever_sent_it() -> None:
    assert _of_sender(FERRY_REWRITTEN, FERRY, same_hand=False) == "edited"
    assert _of_sender(FERRY_REWRITTEN + "Xã có 14 bến đò.", FERRY, same_hand=False) == "related", "one figure more"


def test_of_one_sender_facts_are_enough_though_not_a_sentence_is_alike() -> None:
    old = """Trao bò giống cho mười hộ ở bản Nậm Pì
Sáng 4/8, Hội Nông dân xã Mường Tùng trao 18 con bò giống cho 10 hộ nghèo bản Nậm Pì, trị giá 324 triệu đồng.
Mỗi hộ góp 15 ngày công dựng chuồng; cán bộ thú y hẹn 3 tháng trở lại kiểm tra một lần, ông Lò Văn Hặc cho biết.
"""
    new = """Nậm Pì có thêm vốn nuôi bò
Mười tám con bò đã về với đồng bào Nậm Pì hôm 4/8. Đây là 324 triệu đồng mà Hội Nông dân Mường Tùng vận động được, \
chia cho 10 gia đình còn khó khăn: nhận 18 con, bà con bỏ ra 15 công làm chuồng trại.
Theo ông Lò Văn Hặc, thú y xã cứ 3 tháng sẽ ghé thăm đàn.
"""
    assert _of_sender(new, old, same_hand=True) == "edited"
    assert _of_sender(new, old, same_hand=False) not in MERGES
    assert _of_sender(new.replace("324", "290"), old, same_hand=True) not in MERGES
    assert _of_sender(new, old, same_hand=True, other_day=True) not in MERGES


def test_of_a_rewritten_text_that_tells_another_day_or_other_figures_nobody_knows_whether_it_is_the_same() -> None:
    another = (
        FERRY_REWRITTEN.replace("12/5", "19/6").replace("46", "52").replace("300", "120").replace("9 người", "4 người")
    )
    assert _of_sender(another, FERRY, same_hand=True) not in MERGES
    day = FERRY_REWRITTEN.replace("Dân quân", "Từ ngày 2/6, dân quân")
    assert _of_sender(day, FERRY, same_hand=True) == "related"


def test_what_was_condensed_is_a_part_and_with_a_few_words_besides_only_of_its_sender() -> None:
    long, brief = FERRY + OTHER + BRIDGE, FERRY_REWRITTEN + "Bà con sốt ruột ngóng tin, mong sớm chạy."
    assert _of_sender(FERRY_REWRITTEN, long, same_hand=False) == "contained"
    assert _of_sender(long, FERRY_REWRITTEN, same_hand=False) == "contains"
    assert _of_sender(brief, long, same_hand=True) == "contained"
    assert _of_sender(brief, long, same_hand=False) == "related"


def test_when_the_only_figures_are_days_and_all_of_them_are_others_it_is_another_time() -> None:
    told = """Lễ hội đua thuyền trên sông Rế
Ngày {0}, hội đua thuyền truyền thống trên sông Rế thu hút rất đông bà con quanh vùng về xem và cổ vũ cho đội nhà.
Các đội đua xuất phát từ bến Đình, vòng qua cầu Trắng rồi trở về bến cũ giữa tiếng trống, tiếng hò reo không ngớt.
Đội thôn Thượng giành giải nhất sau những phút nước rút gay cấn, đội thôn Đoài và đội thôn Trung chia nhau hai giải sau.
Theo các cụ cao niên, hội đua có từ thời lập làng, bị bỏ quên nhiều năm và mới được khôi phục nhờ tấm lòng của dân làng.
Ban tổ chức cho biết hội thi nấu cơm, kéo co và chọi gà cũng được mở bên sân đình để bà con cùng vui trong dịp này.
"""
    assert _kind(told.format("14/2"), told.format("9/3")) == "series"
    assert _kind(told.format("14/2"), told.format("15/2")) == "edited", "a day put right"
