# ruff: noqa: E501
"""Reports that a unit sends every month in the same words: invented forms, filled with other figures each time."""

from random import Random

PLACES = (
    "Khe Ngọc", "Phú Lương Thượng", "Bình Trúc", "Sông Trúc", "Thạch Khê", "Đông Hòa", "Tân Mỹ", "Xuân Lâm",
    "Yên Thịnh", "Hòa Bắc", "Nậm Lành", "Pờ Ê", "Cẩm Sơn", "Vĩnh An", "Long Phước", "Ia Kênh",
)  # fmt: skip
PEOPLE = (
    "Nguyễn Văn Thắng", "Trần Thị Hồng Nhung", "Lê Quang Đạo", "Phạm Minh Tuấn", "Hoàng Thị Lan", "Vũ Đình Khoa",
    "Y Blan", "A Sáng Lìn", "Đinh Thị Mơ", "Bùi Xuân Trường", "Võ Thanh Hải", "Lò Văn Pâng",
)  # fmt: skip

_FORMS = (
    """Công an xã {P} tăng cường bảo đảm an ninh trật tự tháng {m}
Trong tháng {m}/{y}, Công an xã {P} đã tổ chức {n} lượt tuần tra kiểm soát với {n} lượt cán bộ, chiến sĩ tham gia, phát hiện {n} vụ việc vi phạm về trật tự an toàn xã hội.
Qua công tác tuần tra, lực lượng Công an xã đã lập biên bản xử lý {n} trường hợp vi phạm nồng độ cồn, {n} trường hợp không đội mũ bảo hiểm, phạt tiền {n} triệu đồng nộp Kho bạc Nhà nước theo quy định.
Công tác cấp căn cước cho công dân tiếp tục được quan tâm, trong tháng đã thu nhận {n} hồ sơ, kích hoạt {n} tài khoản định danh điện tử mức 2, trả kết quả cho {n} công dân trên địa bàn các thôn.
Trung tá {N}, Trưởng Công an xã {P} cho biết thời gian tới đơn vị tiếp tục phối hợp với các ban, ngành, đoàn thể tuyên truyền, vận động nhân dân chấp hành nghiêm pháp luật, không tàng trữ, sử dụng pháo nổ và vũ khí tự chế.
Nhân dân khi phát hiện hành vi vi phạm pháp luật kịp thời báo tin cho Công an xã qua số điện thoại trực ban để được tiếp nhận, xử lý theo quy định.""",
    """Trạm Y tế {P} triển khai tiêm chủng mở rộng tháng {m}
Ngày {d}/{m}/{y}, Trạm Y tế {P} tổ chức buổi tiêm chủng thường xuyên cho trẻ em và phụ nữ có thai trên địa bàn.
Trong buổi sáng, cán bộ y tế đã khám sàng lọc cho {n} trẻ, tiêm {n} mũi vắc xin 5 trong 1, {n} mũi sởi - rubella và {n} mũi uốn ván cho phụ nữ có thai; cân đo cho {n} trẻ dưới 5 tuổi, trong đó {n} trẻ suy dinh dưỡng thể nhẹ cân.
Sau tiêm, các cháu được theo dõi tại trạm 30 phút và hướng dẫn gia đình tiếp tục theo dõi tại nhà ít nhất 24 giờ. Không ghi nhận trường hợp phản ứng nặng nào sau tiêm.
Trạm Y tế cũng tuyên truyền các biện pháp phòng, chống dịch bệnh sốt xuất huyết, tay chân miệng cho {n} lượt người dân, phát {n} tờ rơi và kiểm tra {n} hộ gia đình về vệ sinh môi trường, diệt lăng quăng, bọ gậy.""",
    """Hội Nông dân xã {P} giao ban tháng {m}
Sáng {d}/{m}, Hội Nông dân xã {P} tổ chức hội nghị giao ban công tác Hội và phong trào nông dân tháng {m}, triển khai nhiệm vụ tháng tiếp theo. Đồng chí {N}, Chủ tịch Hội Nông dân xã chủ trì hội nghị.
Trong tháng, các chi hội đã kết nạp {n} hội viên mới, nâng tổng số hội viên toàn xã lên {n} người; vận động hội viên đóng góp {n} ngày công, hiến {n} m2 đất làm đường giao thông nông thôn với chiều dài {n} m.
Nguồn vốn vay ủy thác qua Ngân hàng Chính sách xã hội đạt {n} triệu đồng cho {n} hộ vay; Quỹ Hỗ trợ nông dân cho {n} hộ vay {n} triệu đồng để phát triển chăn nuôi, trồng cây ăn quả.
Hội nghị đã thảo luận, thống nhất các nhiệm vụ trọng tâm thời gian tới: tiếp tục tuyên truyền chủ trương của Đảng, chính sách pháp luật của Nhà nước; chăm sóc cây trồng vụ mùa; phòng, chống dịch bệnh trên đàn gia súc, gia cầm; thu nộp hội phí đúng quy định.""",
    """Ngày hội hiến máu tình nguyện tại {P}
Ngày {d}/{m}, Ban Chỉ đạo vận động hiến máu tình nguyện {P} phối hợp với Trung tâm Huyết học tổ chức ngày hội hiến máu tình nguyện năm {y}.
Chương trình thu hút {n} tình nguyện viên là cán bộ, công chức, đoàn viên thanh niên và nhân dân đăng ký tham gia. Kết quả thu được {n} đơn vị máu an toàn, đạt {n} % kế hoạch giao.
Đây là hoạt động mang ý nghĩa nhân văn sâu sắc, thể hiện tinh thần tương thân tương ái, nghĩa cử cao đẹp vì cộng đồng. Những đơn vị máu thu được sẽ góp phần cứu chữa người bệnh tại các cơ sở y tế.
Dịp này, Ban tổ chức đã tặng giấy khen cho {n} tập thể và {n} cá nhân có thành tích xuất sắc trong phong trào hiến máu tình nguyện.""",
    """Lịch tiếp công dân của Chủ tịch UBND xã {P} tháng {m}
Chủ tịch UBND xã {P} tiếp công dân định kỳ vào ngày {d}/{m}/{y} tại trụ sở tiếp công dân của xã, từ 7 giờ 30 phút đến 11 giờ 30 phút. Công dân đến khiếu nại, tố cáo, kiến nghị, phản ánh xuất trình giấy tờ tùy thân và chấp hành nội quy nơi tiếp công dân.""",
    """Giá nông sản tại chợ {P} ngày {d}/{m}
Theo khảo sát sáng {d}/{m}, giá cà phê nhân xô tại chợ {P} ở mức {n} đồng/kg, hồ tiêu {n} đồng/kg, mủ cao su {n} đồng/độ, sầu riêng {n} đồng/kg.
Giá lợn hơi {n} đồng/kg, gà ta {n} đồng/kg, cá rô phi {n} đồng/kg. Rau xanh các loại tương đối ổn định, cải ngọt {n} đồng/kg, cà chua {n} đồng/kg.
Các tiểu thương cho biết sức mua trong những ngày qua không có nhiều biến động, nguồn hàng về chợ dồi dào, phục vụ tốt nhu cầu của người dân.""",
    """Đoàn xã {P} ra quân Ngày Chủ nhật xanh
Sáng {d}/{m}, Đoàn Thanh niên xã {P} tổ chức ra quân Ngày Chủ nhật xanh với sự tham gia của {n} đoàn viên, thanh niên trên địa bàn.
Các đoàn viên đã dọn vệ sinh {n} km đường liên thôn, trồng {n} cây xanh, thu gom {n} kg rác thải nhựa, khơi thông {n} m kênh mương nội đồng, xóa {n} điểm quảng cáo rao vặt trái phép.
Đồng chí {N}, Bí thư Đoàn xã cho biết hoạt động nhằm nâng cao ý thức của đoàn viên, thanh niên và nhân dân trong bảo vệ môi trường, xây dựng nông thôn mới, đô thị văn minh.
Thời gian tới, Đoàn xã tiếp tục duy trì mô hình, gắn với phong trào thanh niên tình nguyện và các công trình, phần việc thanh niên chào mừng các ngày lễ lớn của đất nước.""",
    """Thời tiết {P} ngày {d}/{m}
Đài Khí tượng thủy văn dự báo khu vực {P} ngày {d}/{m} có mây thay đổi, ngày nắng, chiều tối có mưa rào và dông vài nơi. Nhiệt độ thấp nhất {n} độ C, cao nhất {n} độ C, độ ẩm từ {n} đến {n} %. Gió tây nam cấp 2 đến cấp 3. Trong cơn dông đề phòng lốc, sét, mưa đá và gió giật mạnh.""",
    """Ngân hàng Chính sách xã hội giao dịch tại xã {P} tháng {m}
Ngày {d}/{m}/{y}, Phòng giao dịch Ngân hàng Chính sách xã hội tổ chức phiên giao dịch định kỳ tại điểm giao dịch xã {P}.
Trong phiên, ngân hàng đã giải ngân {n} triệu đồng cho {n} hộ vay, thu nợ {n} triệu đồng, thu lãi {n} triệu đồng, huy động tiền gửi tiết kiệm {n} triệu đồng. Tổng dư nợ trên địa bàn xã đến nay đạt {n} triệu đồng với {n} khách hàng còn dư nợ thông qua {n} tổ tiết kiệm và vay vốn.
Nguồn vốn tín dụng chính sách đã giúp nhiều hộ nghèo, hộ cận nghèo và đối tượng chính sách có điều kiện phát triển sản xuất, tạo việc làm, vươn lên thoát nghèo bền vững, góp phần xây dựng nông thôn mới trên địa bàn.
Tại điểm giao dịch, cán bộ ngân hàng công khai danh sách hộ vay, niêm yết các chính sách tín dụng mới và giải đáp các ý kiến của bà con theo quy định.""",
)

FOOTERS = (
    "Cổng thông tin điện tử xã {P}\nChịu trách nhiệm chính: {N}, Chủ tịch UBND xã, Trưởng Ban Biên tập\nGiấy phép số 12/GP-TTĐT do Sở Thông tin và Truyền thông cấp\nĐịa chỉ: thôn 3, xã {P}. Ghi rõ nguồn Cổng thông tin điện tử xã {P} khi phát hành lại thông tin từ trang này. Mọi ý kiến đóng góp xin gửi về hộp thư của Ban Biên tập để được tiếp nhận và trả lời theo quy định của pháp luật về tiếp cận thông tin.",
    "Thực hiện chỉ đạo của cấp trên, Ban Biên tập đề nghị các cộng tác viên gửi tin, bài đúng thể lệ, ảnh có chú thích rõ ràng, không gửi một tin cho nhiều nơi. Tin, bài gửi về hộp thư điện tử của Ban Biên tập trước 15 giờ hằng ngày. Ban Biên tập chân thành cảm ơn sự cộng tác của các đồng chí, đồng nghiệp và bạn đọc {P} trong thời gian qua.",
)


def form(no: int) -> str:
    return _FORMS[no % len(_FORMS)]


def filled(form: str, place: str, person: str, month: int, rng: Random) -> str:
    """The form with its place and person, and figures and days drawn anew."""
    parts = form.replace("{P}", place).replace("{N}", person).replace("{m}", str(month)).replace("{y}", "2026")
    day = str(rng.randint(1, 28))
    parts = parts.replace("{d}", day)
    while "{n}" in parts:
        parts = parts.replace("{n}", _figure(rng), 1)
    return parts


def _figure(rng: Random) -> str:
    size = rng.choice([9, 40, 300, 2_000])
    number = rng.randint(1, size)
    return f"{number:,}".replace(",", ".")
