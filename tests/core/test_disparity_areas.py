import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import (
    NO_HOUSEHOLDS,
    DisparityOptions,
    disparity_by_area,
    on_areas,
)
from coprod_equity_plugin.core.disparity.households import id_form
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress

OPEN = DisparityOptions(minimum=1)  # nothing is small: the measures alone


def frame(rows):
    names = [c.BLOCK_GROUP, c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION, c.MINORITY_SHARE]
    return pd.DataFrame(rows, columns=names)


@pytest.fixture(scope="module")
def study():
    rng = np.random.default_rng(11)
    households = 6000
    area = rng.choice(40, households, p=rng.dirichlet(np.full(40, 4.0)))
    share = rng.choice([0, 0.25, 0.5, 1, np.nan], households, p=[0.5, 0.1, 0.1, 0.2, 0.1])
    hours = np.floor(rng.gamma(4.5, 16 + area % 7, households) * np.where(share >= 0.5, 1.1, 1))
    status = rng.choice(
        [c.STATUS_RESTORED, c.STATUS_CENSORED, c.STATUS_NO_OUTAGE, c.STATUS_VACANT],
        households,
        p=[0.8, 0.1, 0.05, 0.05],
    )
    return frame(
        {
            c.BLOCK_GROUP: [f"1207300{number:05d}" for number in area],
            c.STATUS: status,
            c.RESTORATION_HOURS: np.where(np.isin(status, (c.STATUS_RESTORED, c.STATUS_CENSORED)), hours, np.nan),
            c.PARTICIPATION: (rng.random(households) < 0.2).astype(float),
            c.MINORITY_SHARE: share,
        }
    )


def test_by_hand():
    rows = [("A", "restored", h, p, m) for h, p, m in ((10, 1, 1.0), (20, 0, 0.5), (30, 0, 0.0), (40, 0, 0.4))]
    rows += [("B", "restored", h, 1, m) for h, m in ((50, 1.0), (70, 1.0), (60, 0.0), (80, 0.0))]
    rows += [("A", "no_outage", np.nan, 0, 0.0), ("B", "uncertain", np.nan, 0, 0.0), (None, "restored", 5, 0, 0.0)]
    result = disparity_by_area(frame(rows), OPEN)
    assert tuple(result.table.columns) == c.DISPARITY.names
    first, second = result.table.to_dict("records")
    assert (first[c.AREA_ID], first[c.HOUSEHOLDS], first[c.MEAN_HOURS], first[c.MEDIAN_HOURS]) == ("A", 4, 25, 25)
    assert result.city[c.MEAN_HOURS] == result.city[c.MEDIAN_HOURS] == 45
    assert (first[c.HOURS_DIFFERENCE], second[c.HOURS_DIFFERENCE]) == (-20, 20)
    assert first[c.HOURS_RATIO] == pytest.approx(25 / 45)
    # half of (25 - 65), standard error half of sqrt(500/3/4 + 500/3/4), 6 degrees of freedom
    reach = 2.446912 * np.sqrt(500 / 3 / 4 * 2) / 2
    assert first[c.HOURS_DIFFERENCE_LOW] == pytest.approx(-20 - reach, rel=1e-6)
    assert first[c.HOURS_DIFFERENCE_HIGH] == pytest.approx(-20 + reach, rel=1e-6)
    assert (first[c.MINORITY_HOUSEHOLDS], first[c.MINORITY_SHARE]) == (2, 0.5)
    assert (first[c.MINORITY_MEAN_HOURS], first[c.OTHER_MEAN_HOURS]) == (15, 35)
    assert (first[c.GROUP_GAP], second[c.GROUP_GAP]) == (-20, -10)
    reach = 4.302653 * np.sqrt(50 / 2 * 2)  # variance 50 on either side, 2 degrees of freedom
    assert first[c.GROUP_GAP_LOW] == pytest.approx(-20 - reach, rel=1e-6)
    assert first[c.GROUP_RATIO] == pytest.approx(15 / 35)
    assert (first[c.REQUESTS_COUNT], first[c.PARTICIPATION_RATE]) == (1, 0.25)
    assert (second[c.REQUESTS_COUNT], second[c.PARTICIPATION_RATE]) == (4, 1)
    assert result.city[c.GROUP_GAP] == 37.5 - 52.5
    assert result.city[c.PARTICIPATION_RATE] == 5 / 8
    assert "Left out, households without area: 1." in result.log


def hall(first, second, skewness):
    """Welch's t with Hall's correction, written out for two samples."""
    t, _ = stats.ttest_ind(first, second, equal_var=False)
    p, q = first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)
    third = first.std(ddof=1) ** 3 / len(first) ** 2 - second.std(ddof=1) ** 3 / len(second) ** 2
    a = skewness * third / (p + q) ** 1.5
    g = t + a * t**2 / 3 + a**2 * t**3 / 27 + a / 6
    return 2 * stats.t.sf(abs(g), (p + q) ** 2 / (p**2 / (len(first) - 1) + q**2 / (len(second) - 1)))


def test_against_a_slow_loop(study):
    result = disparity_by_area(study, OPEN)
    table = result.table.set_index(c.AREA_ID)
    used = study[study[c.STATUS].isin([c.STATUS_RESTORED, c.STATUS_CENSORED])]
    everything = used[c.RESTORATION_HOURS].to_numpy()
    about = used[c.RESTORATION_HOURS] - used.groupby(c.BLOCK_GROUP)[c.RESTORATION_HOURS].transform("mean")
    skewness = stats.skew(about)
    p_difference, p_gap = [], []
    for identifier, rows in used.groupby(c.BLOCK_GROUP):
        line = table.loc[identifier]
        hours = rows[c.RESTORATION_HOURS].to_numpy()
        minority = rows.loc[rows[c.MINORITY_SHARE] >= 0.5, c.RESTORATION_HOURS].to_numpy()
        other = rows.loc[rows[c.MINORITY_SHARE] < 0.5, c.RESTORATION_HOURS].to_numpy()
        rest = used.loc[used[c.BLOCK_GROUP] != identifier, c.RESTORATION_HOURS].to_numpy()
        expected = {
            c.HOUSEHOLDS: len(hours),
            c.MEAN_HOURS: hours.mean(),
            c.MEDIAN_HOURS: np.median(hours),
            c.HOURS_DIFFERENCE: hours.mean() - everything.mean(),
            c.HOURS_RATIO: hours.mean() / everything.mean(),
            c.MINORITY_HOUSEHOLDS: len(minority),
            c.MINORITY_SHARE: len(minority) / (len(minority) + len(other)),
            c.MINORITY_MEAN_HOURS: minority.mean(),
            c.OTHER_MEAN_HOURS: other.mean(),
            c.GROUP_GAP: minority.mean() - other.mean(),
            c.GROUP_RATIO: minority.mean() / other.mean(),
            c.REQUESTS_COUNT: rows[c.PARTICIPATION].sum(),
            c.PARTICIPATION_RATE: rows[c.PARTICIPATION].mean(),
        }
        for name, value in expected.items():
            assert line[name] == pytest.approx(value, rel=1e-10), (identifier, name)
        p_difference.append(hall(hours, rest, skewness))
        p_gap.append(hall(minority, other, skewness))
        p_welch = stats.ttest_ind(minority, other, equal_var=False).pvalue
        middle = (line[c.GROUP_GAP_LOW] + line[c.GROUP_GAP_HIGH]) / 2
        assert middle == pytest.approx(line[c.GROUP_GAP])
        assert (line[c.GROUP_GAP_LOW] > 0 or line[c.GROUP_GAP_HIGH] < 0) == (p_welch < 0.05)
    clear = multipletests(p_difference, 0.05, "fdr_bh")[0]
    assert 0 < clear.sum() < len(clear)
    assert (table[c.DIFFERENCE_CLEAR] == 1).tolist() == clear.tolist()
    assert (table[c.GAP_CLEAR] == 1).tolist() == multipletests(p_gap, 0.05, "fdr_bh")[0].tolist()
    assert result.counts["clear_differences"] == clear.sum()


def test_order_of_the_rows_does_not_matter(study):
    first = disparity_by_area(study, DisparityOptions())
    second = disparity_by_area(study.sample(frac=1, random_state=4), DisparityOptions())
    pd.testing.assert_frame_equal(first.table, second.table, rtol=1e-12)
    assert second.city == pytest.approx(first.city)


def test_minutes_instead_of_hours(study):
    minutes = study.assign(**{c.RESTORATION_HOURS: study[c.RESTORATION_HOURS] * 60})
    first, second = (disparity_by_area(data, DisparityOptions()).table for data in (study, minutes))
    for name in c.DISPARITY.names:
        if c.DISPARITY[name].unit == "hours":
            np.testing.assert_allclose(second[name], 60 * first[name], rtol=1e-9)
        elif c.DISPARITY[name].kind != "text":
            np.testing.assert_allclose(second[name], first[name], rtol=1e-9)


def test_the_groups_change_places(study):
    swapped = study.assign(**{c.MINORITY_SHARE: 1 - study[c.MINORITY_SHARE]})
    first = disparity_by_area(study, OPEN)
    second = disparity_by_area(swapped, DisparityOptions(minimum=1, threshold=0.5000001))
    np.testing.assert_allclose(second.table[c.GROUP_GAP], -first.table[c.GROUP_GAP])
    np.testing.assert_allclose(second.table[c.GROUP_GAP_LOW], -first.table[c.GROUP_GAP_HIGH])
    assert second.city[c.GROUP_GAP] == pytest.approx(-first.city[c.GROUP_GAP])


def test_city_is_the_mean_of_its_areas(study):
    result = disparity_by_area(study, OPEN)
    weights = result.table[c.HOUSEHOLDS]
    assert np.average(result.table[c.MEAN_HOURS], weights=weights) == pytest.approx(result.city[c.MEAN_HOURS])
    assert np.average(result.table[c.HOURS_DIFFERENCE], weights=weights) == pytest.approx(0, abs=1e-9)


def crowd(area, size, unknown=0, hours=None, asked=0.0):
    rng = np.random.default_rng(size)
    hours = rng.integers(1, 200, size) if hours is None else np.full(size, hours)
    share = np.where(np.arange(size) < unknown, np.nan, np.arange(size) % 2)
    return frame(list(zip([area] * size, [c.STATUS_RESTORED] * size, hours, np.arange(size) < asked * size, share)))


def numbers(line):
    return [line[column.name] for column in c.DISPARITY.columns if column.kind != "text"]


def test_small_areas_are_empty_and_say_why():
    study = pd.concat([crowd("A", 5), crowd("B", 7), crowd("C", 100), crowd("D", 120)])
    result = disparity_by_area(study, DisparityOptions(areas=("E", "C")))
    table = result.table.set_index(c.AREA_ID, drop=False)
    assert table.index.tolist() == list("ABCDE")
    for small in "AB":
        assert np.isnan(numbers(table.loc[small])).all()
        assert table.loc[small, c.SUPPRESSION].startswith("fewer than 11 households")
    assert not np.isnan(table.loc["D", c.MEAN_HOURS])
    assert table.loc["E", c.SUPPRESSION] == NO_HOUSEHOLDS
    assert table.loc["E", c.HOUSEHOLDS] == 0
    assert result.counts["areas"] == 5
    assert result.counts["without_households"] == 1
    shown = result.counts["shown"]
    assert shown + result.counts["suppressed_primary"] + result.counts["suppressed_complementary"] == 4


def test_small_and_protecting_areas_give_the_same_reason():
    result = disparity_by_area(pd.concat([crowd("A", 5), crowd("B", 40), crowd("C", 300)]), DisparityOptions())
    table = result.table.set_index(c.AREA_ID)
    assert table.loc["A", c.SUPPRESSION] == table.loc["B", c.SUPPRESSION]
    assert table.loc["A", c.SUPPRESSION].startswith("fewer than 11 households")
    assert (result.counts["suppressed_primary"], result.counts["suppressed_complementary"]) == (1, 1)
    assert any(sentence.startswith("Areas withheld: 2.") for sentence in result.log)


def test_same_hours_for_everybody():
    result = disparity_by_area(
        pd.concat([crowd("A", 20, hours=48), crowd("B", 90), crowd("C", 99)]), DisparityOptions()
    )
    assert np.isnan(result.table[c.MEAN_HOURS][0])


def test_same_fraction_of_an_hour_for_everybody():
    study = pd.concat([crowd("A", 23, hours=0.1), crowd("B", 90), crowd("C", 99)])
    assert np.isnan(disparity_by_area(study, DisparityOptions()).table[c.MEAN_HOURS][0])


def test_a_city_of_one_area():
    table = disparity_by_area(crowd("A", 50), DisparityOptions()).table
    assert table[c.HOURS_DIFFERENCE].tolist() == [0]
    assert table[c.HOURS_RATIO].tolist() == [1]
    assert np.isnan(table[c.HOURS_DIFFERENCE_LOW][0])
    assert np.isnan(table[c.DIFFERENCE_CLEAR][0])


def test_few_of_unknown_group_are_left_out_many_stay():
    study = pd.concat([crowd("A", 60, unknown=4), crowd("B", 90, unknown=20), crowd("C", 99)])
    result = disparity_by_area(study, DisparityOptions())
    assert result.table[c.HOUSEHOLDS].tolist() == [56, 90, 99]
    assert result.table[c.MINORITY_HOUSEHOLDS].tolist() == [28, 35, 49]
    assert result.table[c.MINORITY_SHARE][1] == 0.5
    assert result.city[c.HOUSEHOLDS] == 245
    assert any(
        "of unknown group, in areas with under 11 of those: fewer than 11" in sentence for sentence in result.log
    )


def test_an_area_of_few_unknown_only_is_not_called_empty():
    study = pd.concat([crowd("A", 4, unknown=4), crowd("B", 90), crowd("C", 99)])
    table = disparity_by_area(study, DisparityOptions()).table
    assert table[c.SUPPRESSION][0].startswith("fewer than 11 households")
    assert np.isnan(numbers(table.loc[0])).all()
    assert not np.isnan(table[c.MEAN_HOURS][1:]).any()


def test_requests_of_few_are_withheld_with_the_rest_shown():
    study = pd.concat([crowd("A", 100, asked=0.03), crowd("B", 100, asked=0.2), crowd("C", 100, asked=0.5)])
    table = disparity_by_area(study, DisparityOptions()).table
    assert np.isnan(table[c.REQUESTS_COUNT]).tolist() == [True, True, False]
    assert not np.isnan(table[c.MEAN_HOURS]).any()
    assert (
        table[c.SUPPRESSION][0]
        == table[c.SUPPRESSION][1]
        == "requests: fewer than 11 households, or needed to protect some"
    )
    assert pd.isna(table[c.SUPPRESSION][2])


def test_city_too_small_shows_nothing():
    result = disparity_by_area(pd.concat([crowd("A", 3), crowd("B", 4)]), DisparityOptions())
    assert np.isnan(list(result.city.values())).all()
    assert result.counts["shown"] == 0


def test_no_small_count_in_the_log():
    study = crowd("A", 60)
    study.loc[:2, c.STATUS] = c.STATUS_CENSORED
    study.loc[3:6, c.BLOCK_GROUP] = None
    text = " ".join(disparity_by_area(study, DisparityOptions()).log)
    assert "without power when the reads end: fewer than 11" in text
    assert "households without area: fewer than 11" in text


def test_all_problems_at_once():
    with pytest.raises(InputError) as error:
        disparity_by_area(pd.DataFrame({c.STATUS: ["restored"]}), DisparityOptions(confidence=95))
    assert {problem.column for problem in error.value.problems} == {
        c.BLOCK_GROUP, c.RESTORATION_HOURS, c.PARTICIPATION, c.MINORITY_SHARE, ""
    }  # fmt: skip


def test_wrong_values():
    bad = crowd("A", 30)
    bad[c.PARTICIPATION] = bad[c.PARTICIPATION].astype(float)
    bad.loc[4, c.PARTICIPATION] = 3
    with pytest.raises(InputError, match="participation, row 5: is neither 0 nor 1"):
        disparity_by_area(bad, DisparityOptions())
    with pytest.raises(InputError, match="minority_share: does not hold numbers"):
        disparity_by_area(crowd("A", 30).assign(**{c.MINORITY_SHARE: "high"}), DisparityOptions())
    with pytest.raises(InputError, match="no household lost power, has an area"):
        disparity_by_area(crowd("A", 30).assign(**{c.STATUS: c.STATUS_NO_OUTAGE}), DisparityOptions())


def test_cancel(study):
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        disparity_by_area(study, DisparityOptions(), Stopped())


def test_form_of_an_id_keeps_its_content_to_itself():
    assert id_form("1500000US12") == "9999999AA99"


def test_on_areas_keeps_the_polygons_order_and_tells_what_is_missing():
    class Notes(Progress):
        said = ()

        def warning(self, text):
            self.said = (*self.said, text)

    notes = Notes()
    study = pd.concat([crowd("A", 60), crowd("B", 90), crowd("C", 99)])
    result = disparity_by_area(study, DisparityOptions(areas=("C", "Z", "A")))
    table = on_areas(result, np.array(["C", None, "Z", "A", "C"], dtype=object), "wards", progress=notes)
    assert table[c.HOUSEHOLDS].fillna(-1).tolist() == [99, -1, 0, 60, 99]
    assert table[c.SUPPRESSION].fillna("").tolist() == ["", "the area has no id", NO_HOUSEHOLDS, "", ""]
    assert notes.said[0].startswith("Areas of the study without polygon in wards, missing on the map: 1.")
    with pytest.raises(
        InputError, match="no id in common with the study table: ids are like 99 here and like A in the study table"
    ):
        on_areas(result, np.array(["12"], dtype=object))
