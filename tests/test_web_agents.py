"""What a browser is called on the page of the account."""

import pytest

from tinbai.web.agents import browser

_CHROME = (
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (_CHROME, "Chrome, Windows"),
        (f"{_CHROME} Edg/109.0.1518.140", "Edge, Windows"),
        (_CHROME.replace("Chrome/", "coc_coc_browser/117.0 Chrome/"), "Cốc Cốc, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 "
         "Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 13; SM-A125F) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile "
         "Safari/537.36", "Samsung Internet, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 200, "x" * 90),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_people_call_it(agent: str, named: str) -> None:
    assert browser(agent) == named
