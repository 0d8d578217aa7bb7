"""What can be seen of a figure without looking: no word is cut off at its edge."""

import io

import numpy as np
import pytest
from PIL import Image

from coprod_equity_plugin.core.report.figures import Ratio, ratio_chart

PANELS = {"odds": "Ratio of the odds", "hours": "Ratio of hours"}


@pytest.mark.parametrize(
    "row",
    [
        Ratio("hours", "One more request in the block group", 0.9988, 0.9977, 0.9999),
        Ratio("odds", "Minority vs other homes", 12.37, 10.85, 13.02),
        Ratio("hours", "Minority that asked vs other that did not", 0.77, 0.73, 0.81),
    ],
)
def test_the_numbers_beside_a_ratio_fit(row):
    picture = ratio_chart([row], PANELS, "A title", "what it shows")
    ink = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L")) < 128
    columns = np.flatnonzero(ink.any(axis=0))
    assert columns.min() > 0
    assert columns.max() < ink.shape[1] - 8  # a cut-off word runs into the edge
