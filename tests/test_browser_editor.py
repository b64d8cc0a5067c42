"""The editor of a story's body in a real browser: Vietnamese survives every way of typing it."""
# ruff: noqa: F811

from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Seat
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_browser_story import (  # noqa: F401
    UNIKEY,
    album,
    browser,
    compose,
    hook,
    house,
    lan,
    saved,
    story,
)
from tests.test_web_paste import WORD
from tinbai import decisions
from tinbai.model import Block, Draft
from tinbai.store import people

pytestmark = pytest.mark.slow

BODY = "#than-bai-soan"
EVERYTHING = (
    Block("subhead", text="Bắt đầu từ tám hộ"),
    Block("paragraph", text="Năm 2022, chỉ có tám hộ đăng ký.\n## dòng hai"),
    Block("quote", text="“Ngày ấy ai cũng lo”, bà Mùi nói."),
    Block("list", items=("chè", "quế")),
    Block("list", ordered=True, items=("một", "hai", "[ảnh 1]")),
    Block("table", rows=(("Tổng kết",), ("Xã", "Hộ"), ("Đồng Văn", "12"))),
    Block("figure", photo=0),
    Block("paragraph", text="Hết."),
)


def body(newsroom: Newsroom, draft: Draft) -> tuple[Block, ...]:
    return head(newsroom, draft.id).revision.story.body


def written(newsroom: Newsroom, draft: Draft, *blocks: Block) -> None:
    """The draft holds these blocks; another editor wrote them."""
    now = head(newsroom, draft.id).revision
    with newsroom.app.database.read() as tx:
        (minh,) = (person for person in people.listed(tx) if person.name == "Minh")
    decisions.edit(newsroom.app, "demo", draft.id, minh, now.no, replace(now.story, body=blocks))


def caret(page: Page, words: str, offset: int) -> None:
    """Put the caret into the text behind so many letters of these words."""
    page.focus(BODY)
    page.evaluate(
        """([words, offset]) => {
          const walk = document.createTreeWalker(document.querySelector("#than-bai-soan"), NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const at = walk.currentNode.data.indexOf(words);
            if (at >= 0) return getSelection().collapse(walk.currentNode, at + offset);
          }
        }""",
        [words, offset],
    )
    page.wait_for_timeout(60)  # the editor hears of a selection made by a script a moment later


def save(page: Page, version: int) -> None:
    page.keyboard.press("Control+s")
    saved(page, version)


def nguyen(page: Page) -> None:
    compose(page, ["N", "Ng", "Ngu", "Nguy", "Nguye", "Nguyê", "Nguyễ", "Nguyễn"])


# --- Typing --------------------------------------------------------------------------------------------------------


def test_vietnamese_survives_backspaces_and_composition_anywhere(
    lan: Seat,
    house: tuple[Newsroom, str],
    story: Draft,
) -> None:
    written(house[0], story, Block("paragraph", text="Trước sau."), Block("list", items=("mục",)))
    lan.go(at(story))
    page = lan.page
    caret(page, "Trước", 6)  # in mid-sentence
    hook(page, UNIKEY + "_")
    nguyen(page)
    page.keyboard.press("Space")
    caret(page, "sau.", 4)
    page.keyboard.press("Enter")  # in a new paragraph
    hook(page, UNIKEY)
    page.keyboard.press("Enter")
    nguyen(page)
    caret(page, "mục", 3)
    page.keyboard.press("Enter")
    hook(page, UNIKEY)
    page.keyboard.press("Shift+Home")  # over a selection
    nguyen(page)
    page.keyboard.type(" 123 zkc")  # keys that mean something outside of fields
    save(page, 3)
    assert body(house[0], story) == (
        Block("paragraph", text="Trước tin đây là Việt Nguyễn sau."),
        Block("paragraph", text="tin đây là Việt"),
        Block("paragraph", text="Nguyễn"),
        Block("list", items=("mục", "Nguyễn 123 zkc")),
    )


@pytest.mark.parametrize("how", ["hook", "composition"])
def test_vietnamese_typed_over_everything_replaces_it(
    lan: Seat,
    house: tuple[Newsroom, str],
    album: Draft,
    how: str,
) -> None:
    written(house[0], album, *EVERYTHING)
    lan.go(at(album))
    lan.page.focus(BODY)
    lan.page.keyboard.press("Control+a")
    if how == "hook":
        hook(lan.page, UNIKEY)
    else:
        nguyen(lan.page)
    save(lan.page, 4)
    (only,) = body(house[0], album)
    assert only.text == ("tin đây là Việt" if how == "hook" else "Nguyễn")


def test_a_backspace_too_many_joins_paragraphs_and_no_letter_is_lost(
    lan: Seat,
    house: tuple[Newsroom, str],
    story: Draft,
) -> None:
    written(house[0], story, Block("paragraph", text="Một"), Block("paragraph", text="hai"))
    lan.go(at(story))
    caret(lan.page, "hai", 0)
    hook(lan.page, "<_<_Vie<ê<ệt_")
    save(lan.page, 3)
    assert body(house[0], story) == (Block("paragraph", text="Một Việt hai"),)


# --- The schema ----------------------------------------------------------------------------------------------------


def test_a_body_goes_through_the_editor_as_it_is(
    lan: Seat,
    house: tuple[Newsroom, str],
    album: Draft,
) -> None:
    written(house[0], album, *EVERYTHING)
    lan.go(at(album))
    expect(lan.page.locator(f"{BODY} figure img")).to_have_count(1)
    expect(lan.page.locator("#than-bai")).to_be_hidden()
    caret(lan.page, "Hết.", 4)
    lan.page.keyboard.type("!")
    save(lan.page, 4)
    assert body(house[0], album) == (*EVERYTHING[:-1], Block("paragraph", text="Hết.!"))


def test_buttons_and_keys_make_every_kind_of_block(
    lan: Seat,
    house: tuple[Newsroom, str],
    album: Draft,
) -> None:
    written(
        house[0], album, Block("paragraph", text="Tít"), Block("paragraph", text="Lời"), Block("paragraph", text="mục")
    )
    lan.go(at(album))
    page = lan.page
    caret(page, "Tít", 1)
    page.get_by_role("button", name="Tít phụ").click()
    caret(page, "Lời", 1)
    page.keyboard.press("Control+Alt+3")
    caret(page, "mục", 3)
    page.get_by_role("button", name="Danh sách", exact=True).click()
    page.keyboard.press("Enter")
    page.keyboard.type("hai")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # an empty item ends the list
    page.get_by_role("button", name="Bảng", exact=True).click()
    page.keyboard.type("a")
    page.keyboard.press("Tab")
    page.keyboard.type("b")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Xóa hàng").click()
    page.locator(".tools summary").click()
    page.get_by_role("button", name="Ảnh 2").click()
    page.keyboard.type("cuối")
    page.keyboard.press("Alt+ArrowUp")
    save(page, 4)
    assert body(house[0], album) == (
        Block("subhead", text="Tít"),
        Block("quote", text="Lời"),
        Block("list", items=("mục", "hai")),
        Block("table", rows=(("a", "b"),)),
        Block("paragraph", text="cuối"),
        Block("figure", photo=1),
    )
    page.focus(BODY)
    for _ in range(60):
        page.keyboard.press("Control+z")
    save(page, 5)
    assert [block.text for block in body(house[0], album)] == ["Tít", "Lời", "mục"]


def test_a_photo_shows_the_words_beside_it_and_can_be_taken_out(
    lan: Seat,
    house: tuple[Newsroom, str],
    album: Draft,
) -> None:
    written(house[0], album, Block("figure", photo=1), Block("paragraph", text="Chữ"))
    lan.go(at(album))
    caption = lan.page.locator(f"{BODY} figcaption")
    expect(caption).to_contain_text("chưa có chú thích")
    lan.page.locator(BODY).get_by_role("button", name="Viết chú thích").click()
    lan.page.keyboard.type("Bà con hái chè")
    expect(caption).to_contain_text("Bà con hái chè")
    lan.page.locator(BODY).get_by_role("button", name="Bỏ khỏi thân bài").click()
    save(lan.page, 4)
    now = head(house[0], album.id).revision.story
    assert now.body == (Block("paragraph", text="Chữ"),) and now.captions[1] == "Bà con hái chè"


def test_the_toolbar_is_one_stop_and_arrows_go_through_it(lan: Seat, album: Draft) -> None:
    lan.go(at(album))
    page = lan.page
    page.focus("#sapo")
    page.keyboard.press("Tab")
    expect(page.locator('[data-do="subhead"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-do="quote"]')).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("e")  # back into the text
    expect(page.locator(BODY)).to_be_focused()


# --- Pasting -------------------------------------------------------------------------------------------------------


def pasted(page: Page, html: str, text: str) -> None:
    page.evaluate(
        """([html, text]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/html", html);
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        [html, text],
    )


def test_word_is_pasted_as_blocks_while_one_types_on(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    written(house[0], story, Block("paragraph", text="Trước sau."))
    lan.go(at(story))
    page = lan.page
    caret(page, "Trước", 6)

    def slowly(route: Route) -> None:
        page.keyboard.type("gõ tiếp ")
        route.continue_()

    page.route("**/dan", slowly)
    pasted(page, WORD, "Bắt đầu")
    expect(page.locator(f"{BODY} td").first).to_be_visible()
    save(page, 3)
    first, *rest = body(house[0], story)
    assert first.text.startswith("Trước ") and "gõ tiếp" in f"{first.text}{rest[-1].text}"
    assert [block.type for block in rest][-5:] == ["paragraph", "list", "list", "table", "paragraph"]
    pasted(page, "<b>đậm</b> <a href='//x'>liên kết</a>", "đậm liên kết")
    expect(page.locator(BODY)).to_contain_text("đậm liên kết")


def test_what_is_pasted_into_a_cell_is_one_line(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    written(house[0], story, Block("table", rows=(("xã", "hộ"), ("x", "y"))))
    lan.go(at(story))
    caret(lan.page, "hộ", 2)
    pasted(lan.page, "<p> một</p><ul><li>hai</li><li>ba</li></ul>", "")
    expect(lan.page.locator(f"{BODY} td").nth(1)).to_have_text("hộmột hai ba")
    save(lan.page, 3)
    assert body(house[0], story) == (Block("table", rows=(("xã", "hộmột hai ba"), ("x", "y"))),)


def test_where_nothing_cleans_it_the_words_come_plain(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    written(house[0], story, Block("paragraph", text="Trước sau."))
    lan.go(at(story))
    caret(lan.page, "Trước", 6)
    lan.page.route("**/dan", lambda route: route.abort())
    pasted(lan.page, WORD, "một\r\n\r\nhai")
    expect(lan.page.locator("[data-said]")).to_contain_text("Đã dán dạng chữ thường")
    save(lan.page, 3)
    assert [block.text for block in body(house[0], story)] == ["Trước một", "haisau."]
