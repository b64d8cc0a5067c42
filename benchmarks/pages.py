"""The story of a web page among menus, teasers and comments: `python -m benchmarks.pages [PAGES [SEED]]`.

Real stories of ../shared/corpora/vi-news stand in six page layouts of our own; no page is a real one. Recall, precision
and F1 count words, title included; a peer that finds nothing counts 0.
"""

import json
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import normalize

from benchmarks.figures import PEERS
from tinbai.parsers.web.read import read_article

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpora" / "vi-news" / "stories.jsonl"
Story = list[str]
_MENU = "<ul>" + "".join(f'<li><a href="/{n}">Chuyên mục {n}</a></li>' for n in range(25)) + "</ul>"
_FOOT = (
    "<div class='foot'><p>Cơ quan chủ quản: UBND tỉnh Lam Giang. Giấy phép số 34/GP-TTĐT cấp ngày 12/3/2021. Chịu "
    "trách nhiệm: Ông Nguyễn Văn A, Trưởng Ban Biên tập. Địa chỉ: số 1 đường Hùng Vương.</p></div>"
)


def _each(lines: Story, begin: str, end: str) -> str:
    return "".join(f"{begin}{line}{end}" for line in lines)


def _teasers(others: list[Story], tag: str) -> str:
    begin = f'<{tag} class="item"><a href="/x"><h3>'
    return "".join(f"{begin}{one[0]}</h3></a><p>{one[1][:180]}</p></{tag}>" for one in others)


def _newspaper(s: Story, others: list[Story]) -> str:
    body = f"<p class=sapo>{s[1]}</p><div class='detail-content'>{_each(s[2:], '<p>', '</p>')}</div>"
    links = _each([one[0] for one in others[:4]], "<li><a href=x>", "</a></li>")
    return f"<div class=l><h1>{s[0]}</h1>{body}<div class=related>{links}</div></div><ul>{_teasers(others, 'li')}</ul>"


def _table(s: Story, others: list[Story]) -> str:
    links = _each([one[0] for one in others], "<br>- <a href=x>", "</a>")
    words = f"<span>{s[0]}</span><br><span class=date>02/03/2026 08:00</span><div>{'<br/>'.join(s[1:])}</div>"
    return f"<table><tr><td>{_MENU}</td><td>{words}<b>Các tin khác</b>{links}</td></tr></table>"


def _halves(s: Story, others: list[Story]) -> str:
    first, second = (_each(part, "<p>", "</p>") for part in (s[1 : len(s) // 2], s[len(s) // 2 :]))
    talk = _each([one[2][:220] for one in others[:4]], "<div class=cmt><b>Bạn đọc</b><p>", "</p></div>")
    halves = f"<div>{first}</div><figure><img><figcaption>Ảnh minh họa</figcaption></figure><div>{second}</div>"
    beside = f"<section id=binh-luan>{talk}</section><aside>{_teasers(others, 'div')}</aside>"
    return f"<div><h1>{s[0]}</h1>{halves}</div>{beside}"


def _divs(s: Story, others: list[Story]) -> str:
    return (
        f"<div><h2>{s[0]}</h2>{_each(s[1:], '<div><span>', '</span></div>')}</div><div>{_teasers(others, 'div')}</div>"
    )


def _sections(s: Story, others: list[Story]) -> str:
    body = _each(s[1:], "<section><p>", "</p></section>")
    return f"<main><article><h1>{s[0]}</h1>{body}</article></main><div>{_teasers(others, 'div')}</div>"


def _portal(s: Story, others: list[Story]) -> str:
    body = _each(s, "<p><font size=4>", "</font></p>") + "<p style='text-align:right'><b>Văn phòng</b></p>"
    return f"<div class=journal-content-article>{body}</div>{_teasers(others[:5], 'div')}"


LAYOUTS: tuple[Callable[[Story, list[Story]], str], ...] = (_newspaper, _table, _halves, _divs, _sections, _portal)


def pages(number: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """(layout, page, words of its story)."""
    chance = random.Random(seed)
    texts = [json.loads(line)["text"].split("\n") for line in CORPUS.open(encoding="utf-8")]
    stories = [one for one in texts if len(one) > 4 and 150 < len(" ".join(one).split()) < 900]
    for n in range(number):
        layout, story = LAYOUTS[n % len(LAYOUTS)], chance.choice(stories)
        body = layout(story, chance.sample(stories, 10))
        head = f"<head><meta charset=utf-8><title>{story[0]} - Báo</title></head>"
        yield layout.__name__[1:], f"<html>{head}<body>{_MENU}{body}{_FOOT}</body></html>", " ".join(story)


def _score(found: str, wanted: str) -> tuple[float, float, float]:
    a, b = (Counter(re.findall(r"\w+", normalize("NFC", text).lower())) for text in (found, wanted))
    both = sum((a & b).values())
    recall, precision = both / max(1, b.total()), both / max(1, a.total())
    return recall, precision, 2 * recall * precision / max(1e-9, recall + precision)


def _ours(page: str) -> str:
    found = read_article(page.encode(), None)
    return f"{found.title} {found.text}"


def main(number: int, seed: int) -> None:
    made = list(pages(number, seed))
    scores: dict[str, dict[str, list[tuple[float, float, float]]]] = defaultdict(lambda: defaultdict(list))
    cpu: Counter[str] = Counter()
    for layout, page, wanted in made:
        begun = time.process_time()
        found = _ours(page)
        cpu["tinbai"] += int(1e6 * (time.process_time() - begun))
        scores["tinbai"][layout].append(_score(found, wanted))
    if PEERS.exists():
        lines = "".join(f"{json.dumps(page)}\n" for _, page, _ in made)
        script = Path(__file__).parent / "peers" / "pages.py"
        done = subprocess.run([PEERS, script], input=lines, capture_output=True, text=True, check=True)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        for place, answer in enumerate(answers):
            layout, _, wanted = made[place * len(made) // len(answers)]
            scores[answer["tool"]][layout].append(_score(answer["text"], wanted))
            cpu[answer["tool"]] += int(1e6 * answer["cpu"])
    else:
        print(f"NO PEERS: {PEERS} is absent", file=sys.stderr)
    for tool, of in scores.items():
        every = [one for part in of.values() for one in part]
        recall, precision, f1 = (sum(one[n] for one in every) / len(every) for n in range(3))
        by_layout = ", ".join(f"{name} {sum(one[2] for one in part) / len(part):.3f}" for name, part in of.items())
        print(f"{tool}: recall {recall:.3f}, precision {precision:.3f}, F1 {f1:.3f} ({by_layout}); "
              f"{cpu[tool] / 1000 / len(made):.1f} ms CPU a page")  # fmt: skip


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:3], *("240", "7")[len(sys.argv[1:3]) :])))
