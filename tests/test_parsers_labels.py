"""Labels that say which photo a caption belongs to."""

import pytest

from tinbai.parsers.story.labels import LAST, MIDDLE, joined, label_of
from tinbai.parsers.story.lines import Line

LABELS = {
    "Ảnh 1: Lễ cấp bằng": (1,),
    "- Hình số 2 - Lễ cấp bằng": (2,),
    "Ảnh thứ ba: Lễ cấp bằng": (3,),
    "[Ảnh 4: Lễ cấp bằng]": (4,),
    "Ảnh 1, 2 và 3: Lễ cấp bằng": (1, 2, 3),
    "Ảnh 2-4: Lễ cấp bằng": (2, 3, 4),
    "Ảnh 5, Lễ cấp bằng": (5,),
    "H6: Lễ cấp bằng": (6,),
    "Ảnh đầu tiên: Lễ cấp bằng": (1,),
    "Ảnh giữa: Lễ cấp bằng": (MIDDLE,),
    "Ảnh cuối: Lễ cấp bằng": (LAST,),
    "Chú thích: Lễ cấp bằng": (),
}


@pytest.mark.parametrize(("text", "places"), LABELS.items(), ids=LABELS.keys())
def test_the_photos_that_are_meant(text: str, places: tuple[int, ...]) -> None:
    label = label_of(text)
    assert label and label.sure
    assert (label.rest, label.places) == ("Lễ cấp bằng", places)


@pytest.mark.parametrize("text", ["Ảnh hưởng của bão số 3", "Hình sự hóa quan hệ dân sự", "Ảnh ba chiều là gì?"])
def test_words_that_are_no_labels(text: str) -> None:
    assert label_of(text) is None


def test_a_label_alone_goes_with_the_line_below_it() -> None:
    lines = [Line("Ảnh 1"), Line("Lễ cấp bằng"), Line("Ảnh 2"), Line("Ảnh 3: Văn nghệ")]
    assert [line.text for line in joined(lines)] == ["Ảnh 1: Lễ cấp bằng", "Ảnh 2", "Ảnh 3: Văn nghệ"]
