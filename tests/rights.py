"""What every role gets on every route of the desk; test_web_matrix walks through it.

Each cell is about a draft, a letter and a mail on the shelf in the newsroom "demo"; "foreign" edits in another one.
"""

from collections.abc import Mapping

ROLES = ("none", "editor", "secretary", "chief_editor", "security_officer", "admin", "auditor", "foreign")

# route -> status per role, in the order of ROLES
MATRIX: Mapping[str, str] = {
    "GET /": "303 200 200 200 200 200 200 200",
    "GET /dang-nhap": "200 303 303 303 303 303 303 303",
    "POST /dang-nhap": "422 422 422 422 422 429 429 429",  # the sixth wrong attempt from one place has to wait
    "POST /dang-nhap/ma": "410 410 410 410 410 410 410 410",
    "GET /vao/{token}": "410 410 410 410 410 410 410 410",
    "POST /dang-xuat": "303 303 303 303 303 303 303 303",
    "POST /hien-thi": "303 303 303 303 303 303 303 303",
    "GET /hang-cho": "303 200 200 200 200 200 200 200",
    "GET /hang-cho/triage": "303 200 200 200 200 200 200 200",
    "POST /hang-cho/triage": "303 404 404 404 404 404 404 404",  # no story is named
    "GET /hang-cho/triage/the": "303 200 200 200 200 200 200 200",
    "POST /hang-cho/nhieu": "303 303 303 303 303 303 303 303",  # nothing was ticked
    "POST /viec/{deed}/hoan-tac": "303 404 404 404 404 404 404 404",
    "POST /bo-loc": "303 303 303 303 303 303 303 303",
    "POST /bo-loc/{list}": "303 303 303 303 303 303 303 303",
    "GET /hang-cho/moi": "303 200 200 200 200 200 200 200",
    "GET /phim-tat": "303 200 200 200 200 200 200 200",
    "GET /anh/{outlet}/{draft}/{side:int}.webp": "303 200 200 200 200 200 200 404",
    "GET /so-cai": "303 200 200 200 200 200 200 200",
    "POST /so-cai/thu-lai": "303 303 303 303 403 303 403 404",
    "POST /so-cai/dua-vao": "303 409 409 409 403 403 403 404",  # it waits on the shelf, it was not left out
    "GET /so-cai/{outlet}/{mail}/thu-goc": "303 200 200 200 403 200 403 404",
    "GET /thu-di": "303 200 200 200 200 200 200 200",
    "GET /thu-di/{outlet}/{letter}": "303 200 200 200 200 200 200 404",
    "GET /thu-den": "303 200 200 200 200 200 200 200",
    "POST /thu-den/{outlet}/{mail}": "303 404 404 404 403 403 403 404",  # nothing is suggested for this mail
    "POST /tin/{outlet}/{draft}/tach-thu": "303 404 404 404 403 403 403 404",  # it has no answer
    "GET /van-hanh": "303 200 200 200 200 200 200 200",
    "GET /vua-quyet-dinh": "303 200 200 200 200 200 200 200",
    "GET /tin/{outlet}/{draft}": "303 200 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/sua": "303 303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/dan": "303 200 200 200 403 403 403 404",
    "POST /tin/{outlet}/{draft}/da-doc": "303 303 303 303 303 303 303 404",
    "POST /tin/{outlet}/{draft}/nhan": "303 303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/mo-lai": "303 403 403 403 403 403 403 404",  # it is open: nothing to take back
    "POST /tin/{outlet}/{draft}/quyet-dinh": "303 303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/hoan-tac": "303 409 409 409 403 403 403 404",  # nothing was decided
    "POST /tin/{outlet}/{draft}/soat-mat": "303 403 403 403 403 403 403 404",  # nothing in it is unread
    "POST /tin/{outlet}/{draft}/giu": "303 303 303 303 303 403 403 404",
    "POST /tin/{outlet}/{draft}/thoi-giu": "303 403 403 403 409 403 403 404",  # nobody holds it
    "POST /tin/{outlet}/{draft}/tieu-huy": "303 403 403 403 409 403 403 404",
    "POST /tin/{outlet}/{draft}/de-rieng": "303 409 409 409 403 403 403 404",  # it came into the queue by itself
    "POST /cai-dat/hop-thu/{name}/dang-nhap": "303 403 403 403 403 404 403 403",  # no such mailbox
    "POST /cai-dat/hop-thu/{name}/dang-nhap/xong": "303 403 403 403 403 404 403 403",
    "POST /cai-dat/hop-thu-di/{way}": "303 403 403 403 403 200 403 403",
    "POST /cai-dat/hop-thu-di/{way}/dang-nhap": "303 403 403 403 403 404 403 403",  # nobody signs in to a folder
    "POST /cai-dat/hop-thu-di/{way}/dang-nhap/xong": "303 403 403 403 403 404 403 403",
    "POST /tin/{outlet}/{draft}/nguoi-gui": "303 409 409 409 403 403 403 404",  # nobody doubts its sender
    "POST /tin/{outlet}/{draft}/nguoi-gui/hoan-tac": "303 409 409 409 403 403 403 404",
    "POST /tin/{outlet}/{draft}/da-dang": "303 404 404 404 403 403 403 404",  # nothing was said
    "POST /tin/{outlet}/{draft}/chuyen-muc": "303 303 303 303 403 403 403 404",
    "GET /nhac/{token}": "404 404 404 404 404 404 404 404",  # no such link
    "POST /nhac/{token}": "404 404 404 404 404 404 404 404",
    "POST /nhac/{token}/lai": "404 404 404 404 404 404 404 404",
    "POST /cong-tac-vien/{outlet}/ngon-ngu": "303 404 404 404 403 403 403 404",  # nothing came from that address
    "POST /cong-tac-vien/{outlet}/nhac": "303 404 404 404 403 403 403 404",  # nothing came from that address
    "GET /cai-dat/kiem-tra": "303 403 403 403 403 200 403 403",
    "POST /cai-dat/kiem-tra/{code}": "303 403 403 403 403 404 403 403",
    "POST /tin/{outlet}/{draft}/tra-lai": "303 403 403 409 403 403 403 404",  # nothing awaits approval
    "GET /duyet/{token}": "410 410 410 410 410 410 410 410",  # the link is the key, and this is none
    "POST /duyet/{token}": "410 410 410 410 410 410 410 410",
    "POST /duyet/{token}/hoan-tac": "410 410 410 410 410 410 410 410",
    "GET /duyet/{token}/anh/{number:int}.webp": "410 410 410 410 410 410 410 410",
    "GET /tin/{outlet}/{draft}/thu": "303 200 200 200 403 403 403 404",
    "POST /tin/{outlet}/{draft}/thu": "303 200 200 200 403 403 403 404",
    "GET /tin/{outlet}/{draft}/anh": "303 200 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/anh": "303 303 303 303 403 403 403 404",
    "GET /tin/{outlet}/{draft}/thu-tu": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/lich-su": "303 200 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/chuan": "303 404 404 404 403 403 403 404",  # no repair is named
    "GET /tin/{outlet}/{draft}/lay-ra": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/lay-ra/bai.docx": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/lay-ra/bai.zip": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/so-sanh": "303 200 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/so-sanh": "303 303 303 303 403 403 403 404",
    "GET /tin/{outlet}/{draft}/ban/{number:int}": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/ban-gui/{number:int}": "303 404 404 404 404 404 404 404",  # the author sent no other
    "POST /tin/{outlet}/{draft}/ban-gui/{number:int}": "303 404 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/trung/{other_outlet}/{other}": "303 404 404 404 404 404 404 404",  # tied to nothing
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}": "303 404 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/giu-lai": "303 404 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/hoan-tac": "303 404 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop": "303 404 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop": "303 404 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/tach": "303 404 404 404 403 403 403 404",
    "GET /khuon-mau": "303 200 200 200 200 200 200 200",
    "POST /khuon-mau/{verdict:int}/{place:int}": "303 404 404 404 404 404 404 404",  # nothing was taught
    "POST /khuon-mau/{verdict:int}/{place:int}/hoan-tac": "303 404 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/goc": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/goc-html": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/goc-html/khung": "303 404 404 404 404 404 404 404",  # it has no HTML
    "GET /tin/{outlet}/{draft}/thu-goc": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/tep/{number:int}": "303 200 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/anh/{number:int}/goc": "303 200 200 200 200 200 200 404",
    "GET /anh/{outlet}/{draft}/{number:int}/{side:int}.webp": "303 200 200 200 200 200 200 404",
    "GET /tai-khoan": "303 200 200 200 200 200 200 200",
    "POST /tai-khoan/mat-khau": "303 422 422 422 422 422 422 422",
    "GET /tai-khoan/ma.svg": "303 404 404 404 404 404 404 404",  # nothing is being set up before the next row
    "POST /tai-khoan/ma": "303 303 303 303 303 303 303 303",
    "POST /tai-khoan/ma/xac-nhan": "303 422 422 422 422 422 422 422",
    "POST /tai-khoan/ma/bo": "303 303 303 303 303 303 303 303",
    "POST /tai-khoan/phien": "303 404 404 404 404 404 404 404",
    "POST /tai-khoan/thu-ngay": "303 303 303 303 303 303 303 303",
    "GET /moi/{token}": "404 404 404 404 404 404 404 404",
    "POST /moi/{token}": "404 404 404 404 404 404 404 404",
    "GET /cai-dat": "303 403 403 403 303 303 303 403",
    "GET /cai-dat/nguoi-dung": "303 403 403 403 403 200 403 403",
    "POST /cai-dat/nguoi-dung": "303 403 403 403 403 422 403 403",
    "POST /cai-dat/nguoi-dung/{person}": "303 403 403 403 403 404 403 403",
    "GET /cai-dat/hop-thu": "303 403 403 403 403 200 403 403",
    "POST /cai-dat/hop-thu": "303 403 403 403 403 404 403 403",  # of no newsroom
    "POST /cai-dat/hop-thu/{name}": "303 403 403 403 403 404 403 403",
    "GET /cai-dat/toa-soan": "303 403 403 403 403 200 403 403",
    "POST /cai-dat/toa-soan/{code}": "303 403 403 403 403 404 403 403",
    "GET /cai-dat/nhat-ky": "303 403 403 403 200 200 200 403",
    "GET /cai-dat/thu": "303 403 200 200 403 200 403 403",
    "POST /cai-dat/thu": "303 403 422 422 403 422 403 403",  # without a subject and a text
    "GET /cong-tac-vien": "303 200 200 200 200 200 200 200",
    "GET /cong-tac-vien/{outlet}": "303 200 200 200 200 200 200 404",
    "POST /cong-tac-vien/{outlet}/ghep": "303 404 404 404 403 403 403 404",  # of no address
    "POST /cong-tac-vien/{outlet}/ghep/{no:int}/hoan-tac": "303 404 404 404 403 403 403 404",  # nothing was joined
    "POST /cong-tac-vien/{outlet}/tach/{no:int}/hoan-tac": "303 404 404 404 403 403 403 404",
    "POST /cong-tac-vien/{outlet}/ghi-chu": "303 404 404 404 403 403 403 404",
    "POST /cong-tac-vien/{outlet}/ghi-chu/{no:int}/bo": "303 404 404 404 403 403 403 404",
    "GET /don-vi/{outlet}": "303 404 404 404 404 404 404 404",  # no unit is named
    "GET /su-kien": "303 200 200 200 200 200 200 200",
    "POST /tin/{outlet}/{draft}/co-mat": "303 200 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/ghi-chu": "303 303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/ghi-chu/{no:int}/bo": "303 303 303 303 403 403 403 404",
    "GET /t": "200 200 200 200 200 200 200 200",  # the contributor's own page asks for no account
    "POST /t": "200 200 200 200 200 200 200 200",
    "GET /t/{token}": "404 404 404 404 404 404 404 404",  # the link is the key, and this is none
    "POST /t/{token}": "404 404 404 404 404 404 404 404",
    "POST /t/{token}/moi": "404 404 404 404 404 404 404 404",
    "POST /t/{token}/tat-ca": "404 404 404 404 404 404 404 404",
    "GET /t/{token}/tep/{name}": "404 404 404 404 404 404 404 404",
    "PUT /t/{token}/tep/{name}": "404 404 404 404 404 404 404 404",
    "GET /healthz": "200 200 200 200 200 200 200 200",
    "GET /readyz": "200 200 200 200 200 200 200 200",
    "GET /metrics": "200 200 200 200 200 200 200 200",
}
# What the security officer gets of a held draft: its page without a word of it, the raw mail, and two ways out. To
# everybody else it does not exist.
OFFICER: Mapping[str, int] = {
    "GET /tin/{outlet}/{draft}": 200,
    "GET /tin/{outlet}/{draft}/thu-goc": 200,
    "POST /tin/{outlet}/{draft}/giu": 303,
    "POST /tin/{outlet}/{draft}/thoi-giu": 422,  # no reason was given
    "POST /tin/{outlet}/{draft}/tieu-huy": 422,
    "GET /thu-di/{outlet}/{letter}": 200,
}
# what never ends by itself: its reader closes it, see test_web_live
STREAMS = frozenset({"GET /su-kien"})
# what a route needs besides its path
QUERIES: Mapping[str, str] = {
    "GET /cong-tac-vien/{outlet}": "?ai=y%E1%BA%BFn@example.org",
    "GET /hang-cho/moi": "?tu=2026-03-02T00:00:00%2B00:00",
    "GET /tin/{outlet}/{draft}/thu": "?v=ask",
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "POST /dang-nhap": {"email": "ai@example.vn", "mk": "không phải mật khẩu"},
    "POST /so-cai/dua-vao": {"outlet": "{outlet}", "mail": "{mail}"},
    "POST /so-cai/thu-lai": {"outlet": "{outlet}", "mail": "{mail}"},
    "POST /tin/{outlet}/{draft}/tra-lai": {"loi": "Xin kiểm tra lại số liệu"},
    "POST /tin/{outlet}/{draft}/quyet-dinh": {"v": "approve"},
    "POST /tin/{outlet}/{draft}/thu": {"v": "ask"},
    "POST /thu-den/{outlet}/{mail}": {"v": "khong"},
}
