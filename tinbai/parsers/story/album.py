"""The photos that came with a mail as parts of it: found again by the text that shows them, else given to a story."""

from collections.abc import Sequence
from dataclasses import replace

from tinbai.model import Byline, Hold, Problem
from tinbai.parsers.document import Picture
from tinbai.parsers.names import safe
from tinbai.parsers.photo.read import is_decoration, look
from tinbai.parsers.sniff import media_type
from tinbai.parsers.story.photos import Found, Keep, belongs_to, discover
from tinbai.parsers.story.sketch import Sketch


class Album:
    """All photos among the parts of one mail. `placed`: numbers of the parts that a text has shown at its place."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self.photos: list[Found] = []
        self.placed: set[float] = set()
        self._by_key: dict[str, Found] = {}

    def put(self, found: Found, content_id: str | None) -> None:
        self.photos.append(found)
        for key in (content_id, f"part-{found.place}", f"name:{found.photo.name}"):
            if key:
                self._by_key.setdefault(key, found)

    def find(self, picture: Picture) -> Found | None:
        """The part that a picture in the body stands for, from then on at its place; or a picture written into it."""
        if picture.data:
            return self._embedded(picture.data)
        key = picture.content_id or ""
        found = self._by_key.get(key) or self._by_key.get(f"name:{key.partition('@')[0]}")
        if found is None:
            return None
        self.placed.add(found.place)
        if key.startswith(("part-", "name:")):
            return found
        return replace(found, photo=replace(found.photo, origin="inline"))

    def _embedded(self, data: bytes) -> Found | None:
        name = safe("", len(self.photos) + 1, media_type(data))
        looked = look(data, name)
        if looked is None or is_decoration(looked, name):
            return None
        return discover(name, data, "inline", self._keep, looked)

    def take_back(self, photos: Sequence[Found]) -> None:
        """Photos of a text that turned out to be a note: loose again, with the captions they had there."""
        for found in photos:
            self.placed.discard(found.place)
            self.photos = [one for one in self.photos if not found.place or one.place != found.place]
            self.photos.append(found)
        self.photos.sort(key=lambda one: one.place)

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
            told = note.structured
            signed = told.byline or Byline("")
            who = told.photo_credit or ", ".join(signed.authors) or signed.unit
            sketch.structured = replace(
                sketch.structured,
                loose_captions=sketch.structured.loose_captions + told.loose_captions,
                photo_credit=sketch.structured.photo_credit or who,
            )
        for found in self.loose():
            sketch.take(found)
        return sketch
