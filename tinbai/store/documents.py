"""Words of the documents that came beside the stories, so that the search finds what stands in an attachment."""

from collections.abc import Sequence

from tinbai.store import words
from tinbai.store.database import Tx
from tinbai.store.tables import documents

_LONGEST = 200_000  # characters of one document


def add(tx: Tx, outlet: str, arrival: str, texts: Sequence[tuple[str, str]]) -> None:
    """Remember the words of the documents (name, text) of a mail; before its drafts are made, see search.py."""
    rows = [
        {"outlet": outlet, "arrival": arrival, "no": no, "name": name, "words": words.shown(text)[:_LONGEST]}
        for no, (name, text) in enumerate(texts)
    ]
    if rows:
        tx.execute(documents.insert(), rows)
