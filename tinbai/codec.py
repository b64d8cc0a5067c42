"""Nouns to JSON text and back; what is read is checked against the dataclass (a parsing child is not trusted)."""

from typing import Generic, TypeVar

from pydantic import TypeAdapter

from tinbai.evidence import Evidence
from tinbai.model import Block, Item, Letter, Parsed, Problem, Story
from tinbai.picture import Sight
from tinbai.proof import Check
from tinbai.published import Article, Listing

T = TypeVar("T")


class Codec(Generic[T]):
    """JSON of one type. `loads` raises pydantic.ValidationError (a ValueError) for anything else."""

    def __init__(self, adapter: "TypeAdapter[T]") -> None:
        self._adapter = adapter

    def dumps(self, value: T) -> str:
        return self._adapter.dump_json(value).decode()

    def loads(self, text: str | bytes) -> T:
        return self._adapter.validate_json(text)


parsed = Codec(TypeAdapter(Parsed))
item = Codec(TypeAdapter(Item))
story = Codec(TypeAdapter(Story))
blocks = Codec(TypeAdapter(tuple[Block, ...]))
sight = Codec[Sight | None](TypeAdapter(Sight | None))
letter = Codec(TypeAdapter(Letter))
problems = Codec(TypeAdapter(tuple[Problem, ...]))
evidence = Codec(TypeAdapter(Evidence))
listing = Codec(TypeAdapter(Listing))
article = Codec(TypeAdapter(Article))
checks = Codec(TypeAdapter(tuple[Check, ...]))
