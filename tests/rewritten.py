"""A story, and the same one as its author wrote it anew: no sentence stands as it was, and nothing else is told."""

FERRY = """Bến đò Gò Mía đóng cửa từ ngày 12/5 vì phao cứu sinh hết hạn
Ủy ban nhân dân xã Tân Lộc cho biết bến đò Gò Mía tạm ngừng đón khách từ ngày 12/5 sau khi đoàn kiểm tra phát hiện 46 \
phao cứu sinh đã hết hạn sử dụng, 2 chuyến đò chở quá 9 người so với giấy phép.
Chủ bến là ông Trịnh Văn Đực được yêu cầu thay toàn bộ phao, kẻ lại vạch mớn nước và lắp thêm đèn trước khi xin mở lại.
Trong lúc chờ đợi, khoảng 300 học sinh ở ấp Cồn phải đi vòng qua cầu Rạch Sâu, xa hơn 7 km so với qua đò.
Xã đã đề nghị Phòng Giáo dục bố trí 1 xe đưa rước vào giờ cao điểm buổi sáng, đồng thời nhờ dân quân trực hai đầu bến.
"""
FERRY_REWRITTEN = """Hết hạn phao cứu sinh, đò Gò Mía ngừng chạy
Từ ngày 12/5, khách không còn qua được bến đò Gò Mía: đoàn kiểm tra đếm thấy 46 phao cứu sinh đã hết hạn, lại có \
2 chuyến chở quá 9 người so với giấy phép, theo xã Tân Lộc.
Muốn xin mở lại, ông Trịnh Văn Đực, chủ bến, phải thay toàn bộ phao, lắp thêm đèn và kẻ lại vạch mớn nước.
Học sinh ấp Cồn, khoảng 300 em, trong lúc chờ phải đi vòng cầu Rạch Sâu, xa hơn 7 km so với đi đò.
Dân quân được nhờ trực hai đầu bến; Phòng Giáo dục được đề nghị cho 1 xe đưa rước vào buổi sáng, giờ cao điểm.
"""
FERRY_REPORTED = FERRY_REWRITTEN.replace("46 phao", "hơn 50 phao")  # by somebody who counted for himself
