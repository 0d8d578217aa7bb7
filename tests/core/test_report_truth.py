"""What the report says in words against the numbers in its own files, in cities with a gap, without, and reversed."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.models.equity import fit_equity_models
from coprod_equity_plugin.core.report.inputs import ReportInputs, ReportOptions
from coprod_equity_plugin.core.report.page import Report, build_report
from tests import report_frames as frames
from tests.report_page import Page

# How much longer minority homes wait than in the generated city, where it is 10 % without asking.
CITIES = {"strong gap": 1.4, "no gap": 0.92, "reversed gap": 0.65}
NUMBER = r"[−-]?[\d,]+(?:\.\d+)?"


@lru_cache(maxsize=len(CITIES))
def report_of(city: str) -> Report:
    study = frames.study(2400, seed=11)
    longer = np.where(study[c.MINORITY_SHARE] >= 0.5, CITIES[city], 1.0)
    hours = np.round(study[c.RESTORATION_HOURS] * longer)
    back = study[c.OUTAGE_START] + pd.to_timedelta(hours, unit="h")
    whole = {c.STATUS: c.STATUS_RESTORED, c.CENSORED: 0.0, c.RESTORATION_HOURS: hours, c.RESTORED_AT: back}
    study = study.assign(**whole)
    models = fit_equity_models(study)
    inputs = ReportInputs(
        study=study, coefficients=models.coefficients, fit=models.fit, contrasts=models.contrasts,
        areas=disparity_by_area(study, DisparityOptions()).table, sample_flow=frames.flow(study),
        curve=frames.curve(study),
    )  # fmt: skip
    return build_report(inputs, ReportOptions(frames.EVENT))


@pytest.fixture(params=CITIES)
def report(request) -> Report:
    return report_of(request.param)


def table(report: Report, name: str) -> pd.DataFrame:
    return pd.read_csv(BytesIO(report.files[name]))


def lead(report: Report, words: str) -> str:
    """The sentence of the first page that a question opens."""
    text = Page(report.html).text()
    return text[text.index(words) + len(words) :].split(").")[0] + ")."


def value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def effect(report: Report, model: str, term: str) -> tuple[float, float, float]:
    frame = table(report, "coefficients.csv")
    row = frame[(frame[c.MODEL] == model) & (frame[c.TERM] == term)].iloc[0]
    return row[c.EXP_ESTIMATE], row[c.EXP_LOW], row[c.EXP_HIGH]


def check_wait(sentence: str, ratio: float, low: float, high: float) -> None:
    """A sentence about a wait has the direction, the size and the doubt of a ratio."""
    percent = 100 * (ratio - 1)
    if low <= 1 <= high:
        assert "no clear" in sentence
        estimate = re.search(r"\((?:estimate )?([+−][\d.]+) %", sentence)[1].replace("−", "-").replace("+", "")
        assert float(estimate) == pytest.approx(percent, abs=0.06)
        return
    found = re.search(rf"waited ({NUMBER}) % (longer|less)", sentence)
    assert found[2] == ("longer" if ratio > 1 else "less")
    assert value(found[1]) == pytest.approx(abs(percent), abs=0.06)
    ends = re.search(rf"95 % interval ({NUMBER}) to ({NUMBER}) %", sentence)
    told = sorted(value(end) for end in ends.groups())
    assert told == pytest.approx(sorted(abs(100 * (end - 1)) for end in (low, high)), abs=0.06)


def test_the_cities_are_what_they_are_called():
    strong, none, reverse = (effect(report_of(city), "model_3", c.MINORITY_SHARE) for city in CITIES)
    assert strong[1] > 1.2
    assert none[1] < 1 < none[2]
    assert reverse[2] < 0.9


def test_who_waited(report):
    check_wait(lead(report, "Who waited."), *effect(report, "model_3", c.MINORITY_SHARE))


def test_who_asked(report):
    sentence = lead(report, "Who asked.")
    ratio, low, high = effect(report, "model_1", c.MINORITY_SHARE)
    if low <= 1 <= high:
        assert "not clearly more or less likely" in sentence
    else:
        assert f"{'more' if ratio > 1 else 'less'} likely" in sentence
        told = value(re.search(rf"odds of asking were ({NUMBER}) times", sentence)[1])
        assert told == pytest.approx(ratio, rel=0.05)


def test_what_went_with_asking(report):
    sentence = lead(report, "What went with asking.")
    contrasts = table(report, "contrasts.csv").set_index([c.MODEL, c.CONTRAST])
    row = contrasts.loc[("model_3", "minority_among_reporters")]
    ends = [1 + row[name] / 100 for name in (c.PERCENT_CHANGE, c.CONF_LOW, c.CONF_HIGH)]
    check_wait(sentence, *ends)
    gap = effect(report, "model_3", c.MINORITY_SHARE)
    both = effect(report, "model_3", f"{c.MINORITY_SHARE}:{c.PARTICIPATION}")
    if both[1] <= 1 <= both[2]:
        assert "is not clear" in sentence
    elif gap[1] > 1 and ends[1] > 1:
        assert ("a narrower gap" if both[0] < 1 else "a wider gap") in sentence
    elif gap[1] <= 1 <= gap[2]:
        assert not re.search("narrower|wider|other way round|no longer", sentence)
    elif gap[2] < 1 and both[0] < 1:
        assert "still more in favour of minority homes" in sentence


def test_title_of_the_observed_gap(report):
    observed = table(report, "observed_hours.csv")
    title = next(text for _, attrs, text in Page(report.html).all("p") if attrs.get("class") == "figure-title")
    means = [float(value) for value in observed.filter(like="Mean").iloc[:, 0]]
    assert len(means) == len(observed) == 4
    kinds = zip(observed["Homes"], observed["Help"], means)
    at = {(homes.startswith("Minority"), "not" not in help_): mean for homes, help_, mean in kinds}
    for asked, place in ((False, "where neither asked"), (True, "where both asked")):
        gap = at[True, asked] - at[False, asked]
        before = title[: title.index(place)]
        if "no clear difference" in before.lower():
            told = re.search(rf"{place} \(([+−][\d.]+) hours\)", title)[1]
            assert value(told.replace("+", "")) == pytest.approx(gap, abs=0.11)
        else:
            size, word = re.findall(r"([\d.]+) hours (longer|less)", before)[-1]
            assert float(size) == pytest.approx(abs(gap), abs=0.11)
            assert word == ("longer" if gap > 0 else "less")


def test_title_of_the_curve(report):
    curve = table(report, "restoration_curves.csv")
    reached = curve[curve["share_without_power"] <= 0.5].groupby("group")["local_time"].first()
    told = [f"{np.datetime64(reached[group]).astype(object):%-d %b, %H:%M}" for group in ("minority", "other")]
    titles = [text for _, attrs, text in Page(report.html).all("p") if attrs.get("class") == "figure-title"]
    title = next(text for text in titles if text.startswith("Half of the minority homes"))
    if told[0] == told[1]:
        assert title.endswith(f"half of the others had power again by {told[0]}")
    else:
        assert title.endswith(f"power again by {told[0]}, half of the others by {told[1]}")


def test_title_of_the_areas(report):
    areas = table(report, "areas.csv")
    shown = areas[areas[c.MINORITY_SHARE].notna() & areas[c.MEAN_HOURS].notna()]
    section = Page(report.html).section("maps")
    assert f"Across {len(shown)} areas" in section
    found = stats.spearmanr(shown[c.MINORITY_SHARE], shown[c.MEAN_HOURS])[0]
    told = value(re.search(rf"Rank correlation ({NUMBER})", section)[1])
    assert told == pytest.approx(found, abs=0.006)
    if "tended to wait" in section:
        assert f"tended to wait {'longer' if found > 0 else 'less'}" in section


def test_counted_comparisons(report):
    contrasts = table(report, "contrasts.csv")
    section = Page(report.html).section("contrasts")
    found = re.search(r"(All|None of the|\d+ of the) (\d+) comparisons", section)
    kinds, names = contrasts[c.MODEL], contrasts[c.CONTRAST]
    drawn = contrasts[
        (kinds.isin(["model_1", "model_3"]) & (names != "interaction"))
        | ((kinds == "model_4") & (names == "one_more_request"))
    ]
    clear = int(((drawn[c.CONF_LOW] > 0) | (drawn[c.CONF_HIGH] < 0)).sum())
    told = (
        {"All": int(found[2]), "None of the": 0}.get(found[1])
        if not found[1][0].isdigit()
        else int(found[1].split()[0])
    )
    assert int(found[2]) == len(drawn)
    assert told == clear
