from __future__ import annotations

import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.maps.classes import choose_breaks, circle_steps, make_scale, number, parse_breaks, spread
from coprod_equity_plugin.maps.measures import MEASURES

NUMERIC = {name: measure for name, measure in MEASURES.items() if measure.numeric}
DIVERGING = [measure for measure in MEASURES.values() if measure.diverging]


def test_breaks_of_a_gap_are_the_finest_that_hold_nine_areas_in_ten():
    # 100 areas, 8 beyond 12 h: steps of 3 (ends at 12) hold 92 of them, steps of 2 (ends at 8) do not.
    values = np.concatenate([np.full(46, 9.0), np.full(46, -3.0), np.full(8, 40.0), [np.nan]])
    assert choose_breaks(MEASURES["hours_difference"], values) == (-12, -6, -3, 3, 6, 12)


def test_breaks_of_hours_are_multiples_of_a_round_step_with_at_most_seven_classes():
    values = np.linspace(50, 100, 101)
    breaks = choose_breaks(MEASURES["mean_hours"], values)
    # 5 % and 95 % are 52.5 and 97.5: steps of 6 would need 48 to 102, nine breaks too many; 12 is the finest that fits.
    assert breaks == (48, 60, 72, 84, 96, 108)
    assert len(make_scale(MEASURES["mean_hours"], breaks).classes) == 7


@pytest.mark.parametrize("measure", NUMERIC.values(), ids=list(NUMERIC))
@pytest.mark.parametrize("values", [[], [0.5], [0.0, 0.0], [np.nan], [-1000.0, 1000.0], [1e-6, 2e-6]])
def test_any_data_give_at_most_seven_ascending_classes(measure, values):
    breaks = choose_breaks(measure, np.array(values, dtype=float))
    assert 1 <= len(breaks) <= 6
    assert list(breaks) == sorted(set(breaks))


@pytest.mark.parametrize("measure", DIVERGING, ids=lambda measure: measure.name)
def test_a_gap_is_classed_the_same_on_both_sides_of_zero(measure):
    breaks = choose_breaks(measure, measure.stored(np.linspace(-9, 5, 50)))
    assert breaks == tuple(-value for value in reversed(breaks))
    classes = make_scale(measure, breaks).classes
    assert len(classes) == 7
    values = np.array([0.0, *breaks, *(value * 1.01 for value in breaks), 0.001])
    for low, high in zip(classes, reversed(classes)):
        np.testing.assert_array_equal(low.holds(measure.stored(values)), high.holds(measure.stored(-values)))
    assert classes[3].holds(measure.stored(np.array([0.0, breaks[2], breaks[3]]))).all()


@pytest.mark.parametrize("measure", NUMERIC.values(), ids=list(NUMERIC))
def test_every_value_is_in_exactly_one_class_and_nan_in_none(measure):
    breaks = choose_breaks(measure, np.linspace(0.001, 0.9, 40))
    edges = measure.stored(np.array(breaks))
    values = np.concatenate([edges, edges + 1e-9, edges - 1e-9, [edges[0] * 0.5, 1e9]])
    if measure.diverging:
        values = np.concatenate([values, [-1e9]])
    held = np.sum([item.holds(values) for item in make_scale(measure, breaks).classes], axis=0)
    np.testing.assert_array_equal(held, 1)
    assert not any(item.holds(np.array([np.nan]))[0] for item in make_scale(measure, breaks).classes)


def test_zero_requests_are_no_class_of_the_rate():
    scale = make_scale(MEASURES["participation_rate"], (2, 4))
    assert not any(item.holds(np.array([0.0]))[0] for item in scale.classes)


def test_words_have_units_and_open_ends():
    words = [item.words for item in make_scale(MEASURES["hours_difference"], (-12, -6, 6, 12)).classes]
    assert words == ["Over 12 h shorter", "6 to 12 h shorter", "Within 6 h", "6 to 12 h longer", "Over 12 h longer"]
    words = [item.words for item in make_scale(MEASURES["participation_rate"], (2.5, 5)).classes]
    assert words == ["2.5 % or less", "2.5 to 5 %", "Over 5 %"]
    words = [item.words for item in make_scale(MEASURES["participation_gap"], (-2, -1, 1, 2)).classes]
    assert words[2:] == ["Within 1 point", "1 to 2 points more", "Over 2 points more"]
    assert number(1200) == "1,200"


def test_orange_is_longer_or_worse_and_purple_shorter():
    assert [measure.name for measure in DIVERGING if measure.worse == "below"] == ["participation_gap"]
    for measure in DIVERGING:
        classes = make_scale(measure, (-4, -2, -1, 1, 2, 4)).classes
        classes = classes if measure.worse == "above" else classes[::-1]
        for item in classes[4:]:
            red, _, blue = (int(item.colour[place : place + 2], 16) for place in (1, 3, 5))
            assert red > blue
        for item in classes[:3]:
            red, _, blue = (int(item.colour[place : place + 2], 16) for place in (1, 3, 5))
            assert blue > red


def _luminance(colour: str) -> float:
    channels = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("measure", NUMERIC.values(), ids=list(NUMERIC))
def test_ramps_survive_a_photocopier(measure):
    light = [_luminance(colour) for colour in measure.colours]
    if measure.diverging:
        assert max(light) == light[3] > 0.85
        assert light[:4] == sorted(light[:4])
        assert light[3:] == sorted(light[3:], reverse=True)
    else:
        assert light == sorted(light, reverse=True)


def test_spread_keeps_the_ends_of_a_ramp():
    assert spread(("#000000", "#808080", "#ffffff"), 2) == ["#000000", "#ffffff"]
    assert spread(("#000000", "#808080", "#ffffff"), 1) == ["#808080"]
    assert spread(("#000000", "#ffffff"), 5)[1] == "#404040"


def test_given_breaks_are_mirrored_for_a_gap_only():
    assert parse_breaks("6, 12; 24", MEASURES["hours_difference"]) == (-24, -12, -6, 6, 12, 24)
    assert parse_breaks("-3 3", MEASURES["group_gap"]) == (-3, 3)
    assert parse_breaks("24 48", MEASURES["mean_hours"]) == (24, 48)


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [
        ("six", "mean_hours", "not a list of numbers"),
        ("12, 6", "mean_hours", "do not ascend"),
        ("6 6", "mean_hours", "do not ascend"),
        ("1 2 3 4 5 6 7", "mean_hours", "7 breaks were given"),
        ("1 2 3 4", "hours_difference", "8 breaks were given"),
        ("-6 3", "hours_difference", "not the same on both sides"),
        ("inf", "mean_hours", "not a finite number"),
        (",", "mean_hours", "0 breaks were given"),
    ],
)
def test_wrong_breaks_are_refused_with_what_to_do(text, measure, said):
    with pytest.raises(InputError, match=said):
        parse_breaks(text, MEASURES[measure])


def test_circles_of_the_legend_are_round_and_not_larger_than_the_largest():
    assert circle_steps(1, 16) == (1, 5, 10)
    assert circle_steps(11, 73) == (20, 30, 50)
    assert circle_steps(1, 1) == (1,)
    assert circle_steps(11, 19) == (19,)


def _as_seen(colour: str, *, deuteranope: bool) -> np.ndarray:
    """CIE L*a*b* of a colour, as people without green cones see it if asked (Machado and others 2009, severity 1)."""
    channels = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    if deuteranope:
        linear = np.clip(
            np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]])
            @ linear, 0, 1,
        )  # fmt: skip
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ linear / [0.9505, 1.0, 1.089], 0.0089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("name", ["hours_by_minority", "cluster"])
@pytest.mark.parametrize("deuteranope", [False, True])
def test_no_two_classes_look_alike(name, deuteranope):
    seen = [_as_seen(colour, deuteranope=deuteranope) for colour in MEASURES[name].colours]
    distances = [np.linalg.norm(a - b) for place, a in enumerate(seen) for b in seen[:place]]
    assert min(distances) > 10  # 2.3 is just noticeable


def test_the_square_gets_darker_both_ways_and_the_clusters_towards_both_ends():
    light = np.reshape([_luminance(colour) for colour in MEASURES["hours_by_minority"].colours], (3, 3))
    assert (np.diff(light, axis=0) < 0).all()
    assert (np.diff(light, axis=1) < 0).all()
    ends = [_luminance(colour) for colour in MEASURES["cluster"].colours]
    assert ends[0] < ends[1] < ends[2] > ends[3] > ends[4]


def test_a_map_of_two_breaks_both_columns_at_round_thirds():
    measure = MEASURES["hours_by_minority"]
    hours, share = np.linspace(40, 100, 91), np.linspace(0, 0.9, 91)[::-1].copy()
    breaks = choose_breaks(measure, hours, share)
    assert breaks == (60, 80, 30, 60) or breaks == (60, 84, 30, 60)
    for low, high, values in ((breaks[0], breaks[1], hours), (breaks[2], breaks[3], share * 100)):
        assert abs(np.mean(values <= low) - 1 / 3) <= 0.1
        assert abs(np.mean(values <= high) - 2 / 3) <= 0.1
    scale = make_scale(measure, (60, 80, 30, 60))
    assert len(scale.classes) == 9
    last = scale.classes[8]
    assert last.words == "Over 80 h, minority share of households over 60 %"
    assert last.colour == measure.colours[8]
    held = sum(item.holds(hours) & item.across.holds(share) for item in scale.classes)
    np.testing.assert_array_equal(held, 1)


@pytest.mark.parametrize("values", [[], [1.0], [0.0, 0.0], [1e-9, 1e9]])
def test_any_data_give_a_square_of_three_by_three(values):
    values = np.array(values, dtype=float)
    breaks = choose_breaks(MEASURES["hours_by_minority"], values, values)
    assert 0 < breaks[0] < breaks[1]
    assert 0 < breaks[2] < breaks[3]


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [("48 72", "hours_by_minority", "two ascending breaks for each"),
     ("48 72 40 20", "hours_by_minority", "two ascending breaks for each"),
     ("1 2", "cluster", "no numbers to break")],
)  # fmt: skip
def test_breaks_of_the_new_kinds_are_checked(text, measure, said):
    with pytest.raises(InputError, match=said):
        parse_breaks(text, MEASURES[measure])
    assert parse_breaks("48 72 20 40", MEASURES["hours_by_minority"]) == (48, 72, 20, 40)
