"""What a line of the queue tells of the same story in other newsrooms of this house, as far as these share it."""

from collections.abc import Sequence

from tinbai.model import State
from tinbai.settings import Settings
from tinbai.store.elsewhere import Other
from tinbai.web.desk import Scope
from tinbai.web.words import Words

SAME = frozenset({"identical", "edited", "contained", "contains"})


def told_of(words: Words, settings: Settings, scope: Scope, others: Sequence[Other]) -> str:
    """One sentence about the one that is furthest; "" when there is none to be told of."""
    houses = {outlet.code: outlet for outlet in settings.outlets}
    for one in others:
        house = houses.get(one.outlet)
        if house and (house.shares == "story" or one.outlet in scope.codes):
            return _sentence(words, one, house.name)
    return ""


def _sentence(words: Words, one: Other, house: str) -> str:
    if one.state is State.PUBLISHED:
        return words.t("{outlet} has published it", outlet=house)
    if one.state is State.APPROVED:
        return words.t("{outlet} has approved it", outlet=house)
    return words.t("{name} has it in hand at {outlet}", name=one.holder, outlet=house)
