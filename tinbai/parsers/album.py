"""The photos that came with a mail as parts of it: found again by the text that shows them, else given to a story."""

from collections.abc import Sequence
from dataclasses import replace

from tinbai.model import Hold, Problem
from tinbai.parsers.document import Picture
from tinbai.parsers.photos import Found, add, belongs_to
from tinbai.parsers.sketch import Sketch


class Album:
    """All photos among the parts of one mail. `placed`: numbers of the parts that a text has shown at its place."""

    def __init__(self) -> None:
        self.photos: list[Found] = []
        self.placed: set[int] = set()
        self._by_key: dict[str, Found] = {}

    def put(self, found: Found, content_id: str | None) -> None:
        self.photos.append(found)
        for key in (content_id, f"part-{found.place}", f"name:{found.photo.name}"):
            if key:
                self._by_key.setdefault(key, found)

    def find(self, picture: Picture) -> Found | None:
        """The part that a picture in the body stands for; from then on it has its place."""
        key = picture.content_id or ""
        found = self._by_key.get(key) or self._by_key.get(f"name:{key.partition('@')[0]}")
        if found is None:
            return None
        self.placed.add(found.place)
        if key.startswith(("part-", "name:")):
            return found
        return replace(found, photo=replace(found.photo, origin="inline"))

    def loose(self) -> list[Found]:
        return [found for found in self.photos if found.place not in self.placed]

    def give(self, stories: Sequence[Sketch]) -> list[Problem]:
        """Each loose photo to the story it belongs to; a problem for each of which that is not sure."""
        places = [story.place() for story in stories]
        problems = []
        loose = self.loose()
        takes_turns = any(found.place < story.number for found in loose for story in stories)
        for found in loose:
            number, sure = belongs_to(found, places, takes_turns)
            stories[number].take(found)
            if not sure:
                name = found.photo.name
                problems.append(Problem("photo-story-unsure", "info", name, {"name": name}))
        return problems

    def alone(self, hold: Hold | None, notes: Sequence[Sketch]) -> Sketch:
        """The photos as an item of their own, with the captions that the notes have for them."""
        sketch = Sketch("photos", "body" if notes else self.photos[0].photo.name, 0, hold)
        for note in notes:
            sketch.structured = replace(sketch.structured, loose_captions=note.structured.loose_captions)
            for found in note.photos:
                add(sketch.photos, found)
        for found in self.loose():
            sketch.take(found)
        return sketch
