"""What a template always says stands in it before it is shown: in the reader's language, safely, with its icons."""

import re

import pytest
from markupsafe import escape

from tinbai import i18n
from tinbai.i18n import Language
from tinbai.store.people import Person
from tinbai.web import rendering
from tinbai.web.icons import icon, symbols, with_sprite


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_word_that_never_changes_is_not_asked_for_again(language: Language) -> None:
    asked: list[str] = []

    def t(msgid: str) -> str:
        asked.append(msgid)
        return msgid

    nobody = Person("1", "lan@example.vn", "Lan", language, None, None, {})
    shown = rendering.template(language, "settings_nav.html").render(t=t, person=nobody, path="/cai-dat")
    assert f'aria-label="{i18n.text(language, "Settings")}"' in shown
    assert "Settings" not in asked
    assert "Mailboxes" in asked  # what stands within an expression is asked for each time


def test_a_page_brings_each_symbol_it_uses_once_and_no_other() -> None:
    page = with_sprite(f"{icon('undo')}{icon('photo', True)}{icon('undo')}<!--sprite-->")
    assert re.findall(r'<symbol id="i-([a-z0-9-]+)"', page) == ["undo", "photo"]


def test_what_only_looks_like_an_icon_brings_nothing() -> None:
    typed = escape('<use href="#i-undo"/>')
    assert "<symbol" not in with_sprite(f"{typed}<!--sprite-->")
    assert escape("<!--sprite-->") in with_sprite(f"{escape('<!--sprite-->')}<!--sprite-->")
    assert symbols()["undo"]
