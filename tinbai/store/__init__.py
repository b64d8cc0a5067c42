"""The only room that speaks SQL, and the keeper of raw mail and blobs.

`Database.write()` and `.read()` yield a transaction that the functions of the other modules take as first argument.
"""

from tinbai.store.blobs import Blobs
from tinbai.store.database import Database, Tx

__all__ = ["Blobs", "Database", "Tx"]
