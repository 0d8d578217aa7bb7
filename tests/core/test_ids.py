"""Ids that are numbers in one table and text in the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.ids import id_text, same_ids


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        (["7"], ["007"], ["007"]),
        (["007"], ["7"], ["7"]),
        (["7.0", None], ["007", None], ["007", None]),
        (["0"], ["000"], ["000"]),
        (["123", "7"], ["123", "007"], ["123", "007"]),
        (["7"], ["007", "07"], ["7"]),  # it could be either
        (["7", "07"], ["007"], ["7", "07"]),  # and so could the parcel
        (["7"], ["7", "007"], ["7"]),  # known as it is
        (["07"], ["7", "007"], ["07"]),
        (["07", "7"], ["7", "8"], ["07", "7"]),  # the parcel has its own row already
        (["A7"], ["A007"], ["A7"]),  # no file loses zeros inside
        (["7"], ["007B"], ["7"]),
        (["7.5"], ["7"], ["7.5"]),
        ([], ["7"], []),
        (["7"], [], ["7"]),
    ],
)
def test_only_what_fits_alone_is_taken_as_the_same(theirs, ours, expected):
    given_ids = np.array(theirs, dtype=object)
    assert same_ids(given_ids, np.array(ours, dtype=object), "ids").tolist() == expected
    assert given_ids.tolist() == theirs


def test_it_is_said():
    class Heard(Progress):
        said = ()

        def warning(self, text):
            self.said += (text,)

    heard = Heard()
    same_ids(["7", "8", "8", "9"], ["007", "008", "9"], "parcel ids of the roll", heard)
    assert heard.said == (
        "2 parcel ids of the roll are written there as numbers or with other leading zeros; they are taken as the "
        "same.",
    )


@given(st.lists(st.integers(0, 99_999), unique=True, max_size=40))
def test_numbers_and_padded_text_always_meet(values):
    padded = np.array([f"{value:08d}" for value in values], dtype=object)
    for numbers in (id_text(np.array(values, float)), np.array([f"{value}.0" for value in values], dtype=object)):
        assert same_ids(numbers, padded, "ids").tolist() == padded.tolist()
        assert same_ids(padded, numbers, "ids").tolist() == numbers.tolist()
