"""Feeds and sitemaps as their producers write them (tests/feeds), each with what a reader finds in it."""

from dataclasses import dataclass
from pathlib import Path

FEEDS = Path(__file__).parent / "feeds"
TITLE = "Khánh thành cầu Nậm Lúc ở xã Đồng Văn"
LONG = (
    "Sáng 01/3, xã Đồng Văn tổ chức lễ khánh thành cầu dân sinh bắc qua suối Nậm Lúc, nối hai thôn Bản Mù và Nà Phìn.",
    "Cầu dài 21 mét, rộng 3,5 mét, tổng kinh phí 301 triệu đồng do nhân dân cùng các nhà hảo tâm đóng góp trong hai "
    "năm.",
    "Ông Bàn Văn Sinh, Trưởng thôn Bản Mù, cho biết từ nay học sinh không còn phải lội suối đến trường trong mùa mưa "
    "lũ.",
    "Ngay trong buổi sáng đã có hàng trăm lượt bà con qua lại, chợ phiên cũng đông vui hơn mọi khi rất nhiều so với "
    "trước.",
)


@dataclass(frozen=True)
class Sample:
    """name: of the file. at: of the first story, in UTC; full: whether the feed has its whole text."""

    name: str
    url: str
    at: str | None = "2026-03-01T02:30:00+00:00"
    title: str = TITLE
    byline: str = ""
    full: bool = False
    stories: int = 1
    kind: str = "feed"

    @property
    def data(self) -> bytes:
        return (FEEDS / f"{self.name}.xml").read_bytes()


def many(number: int) -> bytes:
    """A feed of so many stories, each with its whole text."""
    text = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in LONG * 2)
    item = f"<item><title>{TITLE}</title><link>http://x.example/{{n}}</link><description>{text}</description></item>"
    return f"<rss><channel>{''.join(item.format(n=n) for n in range(number))}</channel></rss>".encode()


SAMPLES = (
    Sample("wordpress", "https://baolamgiang.example/khanh-thanh-cau/", byline="Lê Thị Hoa", full=True),
    Sample("wordpress-summary", "https://a.example/1/"),
    Sample("blogger", "https://dongvan.example/2026/03/cau.html", byline="Văn phòng xã", full=True),
    Sample("atom-xhtml", "https://portal.example/tin/2026/cau.html", byline="Hoa", full=True),
    Sample("drupal", "https://sonn.example/node/77", byline="admin", full=True),
    Sample("joomla", "https://hd.example/tin/77-cau", byline="Lê Thị Hoa"),
    Sample("newspaper", "https://bao.example/cau-4.html?utm_source=rss"),
    Sample("portal-rdf", "https://lamgiang.gov.example/-/cau", byline="Phòng Văn hóa"),
    Sample("sharepoint", "https://xa.gov.example/Pages/tin.aspx?ID=12&ChuyenMuc=3", full=True),
    Sample("hugo", "https://xa.example/p/cau/", full=True),
    Sample("rss-091", "http://cu.example/a.htm", at=None, title="Le khanh thanh"),
    Sample("feedburner", "http://goc.example/cau", at="2026-03-01T10:30:00+00:00"),
    Sample("broken", "http://x.example/?a=1&b=2", title="Khánh thành cầu Nậm Lúc ở xã Đồng Văn & B"),
    Sample("utf-16", "http://x.example/1"),
    Sample("lying-charset", "http://x.example/1"),
    Sample("twice", "http://x.example/1", at=None, stories=2),
    Sample("sitemap", "https://xa.example/cau", at=None, title="", stories=2, kind="sitemap"),
    Sample("news-sitemap", "https://bao.example/cau", kind="sitemap"),
    Sample("sitemap-index", "https://xa.example/sitemap-2026.xml.gz", at=None, title="", stories=2, kind="index"),
)
