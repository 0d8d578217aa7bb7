"""An event's start that fits neither requests nor outages is told, with what they span."""

from __future__ import annotations

import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.study.event_checks import check_outages, check_requests

TIMES = np.array(["2018-10-10T05:00", "NaT", "2018-10-12T23:30"], dtype="datetime64[s]")
NONE = np.array(["NaT"], dtype="datetime64[s]")


def at(text: str) -> np.datetime64:
    return np.datetime64(text, "s")


@pytest.mark.parametrize("start", ["2018-10-12T23:31", "2026-11-26T00:00"])
def test_an_event_after_the_last_request_is_refused_with_their_range(start):
    with pytest.raises(InputError) as told:
        check_requests(TIMES, at(start), "requests_311.csv")
    for words in ("requests_311.csv, column EVENT_START", start, "from 2018-10-10T05:00 to 2018-10-12T23:30"):
        assert words in str(told.value)


@pytest.mark.parametrize("start", ["2018-10-12T23:30", "2018-10-10T00:00", "2001-01-01T00:00"])
def test_an_event_before_some_request_passes(start):
    check_requests(TIMES, at(start))


@pytest.mark.parametrize("start", ["2018-10-13T00:00", "2026-11-26T00:00", "2017-01-10T00:00"])
def test_an_event_that_the_outages_are_not_of_is_refused_with_their_range(start):
    with pytest.raises(InputError, match="begin from 2018-10-10T05:00 to 2018-10-12T23:30") as told:
        check_outages(TIMES, at(start))
    assert "Give the EVENT_START that the restoration times were made with" in str(told.value)


@pytest.mark.parametrize("start", ["2018-10-10T00:00", "2018-10-11T00:00", "2018-09-01T00:00"])
def test_an_event_of_the_outages_passes(start):
    check_outages(TIMES, at(start))


def test_where_no_time_is_known_nothing_is_refused():
    check_requests(NONE, at("2026-11-26T00:00"))
    check_outages(NONE[:0], at("2026-11-26T00:00"))
