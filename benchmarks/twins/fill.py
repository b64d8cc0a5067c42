"""Fills an index of twins with made stories, fast: many in one transaction, nothing durable, nobody asked.

What stands in it afterwards is what single additions would have left: a print stands in its first texts only, however
many more have it. Pages are filled in no order, as by single additions, so that sizes are honest. Prints of series and
of events of stories older than six weeks are drawn at random: nobody asks for the latter any more.
"""

import zlib
from collections.abc import Iterator
from itertools import islice
from random import Random

from benchmarks.twins.made import Maker
from tinbai.queue.twins import event
from tinbai.queue.twins.fold import words_of
from tinbai.queue.twins.prints import grams, kept, series_of
from tinbai.store import Database
from tinbai.store.postings import BESIDE, PRINT_BITS
from tinbai.store.prints import MOST_TEXTS
from tinbai.twins import digest_of

A_DAY = 274  # stories: a million in ten years
FIRST_DAY = 736_000
_FRESH = 70 * A_DAY
_SERIES = 4
_TOGETHER = 2_000

Text = tuple[int, int, bytes, bytes]  # pk, day of arrival, digest, words
Posting = tuple[int, int]


def day_of(number: int) -> int:
    return FIRST_DAY + number // A_DAY


def made(maker: Maker, numbers: range, last: int) -> Iterator[tuple[Text, list[Posting]]]:
    """The rows of each story; its pk is its number and one more. `last`: how many there will be."""
    for number in numbers:
        text = maker.story(number)
        words = words_of(text)
        its = set(kept(grams(words.exact())))
        if number >= last - _FRESH:
            its.update(series_of(words), event.kept(event.profile(words), day_of(number)))
        else:
            rng = Random(~number)
            its.update(rng.getrandbits(PRINT_BITS) for _ in range(_SERIES))
        row = (number + 1, day_of(number), digest_of(words), zlib.compress(text.encode(), 6))
        yield row, [(1 << PRINT_BITS | one, number + 1) for one in its]


def fill_sqlite(database: Database, maker: Maker, numbers: range, last: int) -> None:
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-3000000", "locking_mode=EXCLUSIVE"):
            cursor.execute(f"PRAGMA {pragma}")
        rows = made(maker, numbers, last)
        while some := list(islice(rows, _TOGETHER)):
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(_TEXT, [row for row, _ in some])
            cursor.executemany(_PRINT, [one for _, postings in some for one in postings])
            cursor.execute("COMMIT")
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(_SURPLUS)
        cursor.execute("COMMIT")
        for pragma in ("locking_mode=NORMAL", "journal_mode=WAL"):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        raw.detach()
        raw.close()


def fill_postgres(database: Database, maker: Maker, numbers: range, last: int) -> None:
    raw = database.engine.raw_connection()
    try:
        connection = raw.driver_connection
        if connection is None:
            raise RuntimeError("no connection")
        rows = made(maker, numbers, last)
        while some := list(islice(rows, _TOGETHER)):
            with connection.cursor() as cursor:
                with cursor.copy(f"COPY twin_texts ({_COLUMNS}, prints) FROM STDIN") as copy:
                    for (pk, day, digest, text), postings in some:
                        its = [key for key, _ in postings if key < BESIDE]
                        copy.write_row((pk, 1, "demo", digest.hex(), pk, day, digest, text, its))
                with cursor.copy("COPY twin_prints (print, text) FROM STDIN") as copy:
                    for posting in sorted(one for _, postings in some for one in postings if one[0] >= BESIDE):
                        copy.write_row(posting)
            connection.commit()
        connection.execute(_SURPLUS)
        connection.execute(_SURPLUS_ARRAYS)
        connection.execute("SELECT setval(pg_get_serial_sequence('twin_texts', 'pk'), max(pk)) FROM twin_texts")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE twin_texts")
        connection.execute("VACUUM ANALYZE twin_prints")
        connection.autocommit = False
    finally:
        raw.close()


_COLUMNS = "pk, version, outlet, ref, family, came, digest, text"
_TEXT = """INSERT INTO twin_texts (pk, version, outlet, ref, family, came, digest, text)
VALUES (?1, 1, 'demo', lower(hex(?3)), ?1, ?2, ?3, ?4)"""
_PRINT = "INSERT INTO twin_prints (print, text) VALUES (?, ?)"
_SURPLUS = f"""DELETE FROM twin_prints WHERE (print, text) IN (
SELECT print, text FROM (SELECT print, text, row_number() OVER (PARTITION BY print ORDER BY text) AS place
FROM twin_prints WHERE print IN (SELECT print FROM twin_prints GROUP BY print HAVING count(*) > {MOST_TEXTS})) AS ranked
WHERE place > {MOST_TEXTS})"""
_SURPLUS_ARRAYS = f"""WITH ranked AS (
SELECT print, pk, row_number() OVER (PARTITION BY print ORDER BY pk) AS place FROM twin_texts, unnest(prints) AS print
), gone AS (SELECT pk, array_agg(print) AS prints FROM ranked WHERE place > {MOST_TEXTS} GROUP BY pk)
UPDATE twin_texts SET prints = array(SELECT unnest(twin_texts.prints) EXCEPT SELECT unnest(gone.prints))
FROM gone WHERE gone.pk = twin_texts.pk"""
