import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from coprod_equity_plugin.core.disparity.intervals import (
    Moments,
    benjamini_hochberg,
    difference_to_all,
    medians_by,
    moments_by,
    pooled_skewness,
    welch,
    welch_p_if_skewed,
    without_each,
)


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(20181010)
    codes = rng.choice(9, 500, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.06, 0.03, 0.01, 0.0])
    codes[:3] = 7
    return rng.gamma(4, 20, 500) * (1 + codes / 5), codes


def test_moments_and_medians_by_hand():
    values, codes = np.array([1.0, 2, 6, 10, 4]), np.array([0, 0, 0, 2, 2])
    moments = moments_by(values, codes, 4)
    assert moments.count.tolist() == [3, 0, 2, 0]
    np.testing.assert_allclose(moments.mean, [3, np.nan, 7, np.nan])
    np.testing.assert_allclose(moments.variance, [7, np.nan, 18, np.nan])
    np.testing.assert_allclose(medians_by(values, codes, 4), [2, np.nan, 7, np.nan])


def test_moments_against_a_loop(data):
    values, codes = data
    moments, medians = moments_by(values, codes, 9), medians_by(values, codes, 9)
    others = without_each(moments)
    for group in range(8):
        mine, rest = values[codes == group], values[codes != group]
        assert moments.mean[group] == pytest.approx(mine.mean(), rel=1e-12)
        assert moments.variance[group] == pytest.approx(mine.var(ddof=1), rel=1e-12)
        assert medians[group] == np.median(mine)
        assert others.count[group] == len(rest)
        assert others.mean[group] == pytest.approx(rest.mean(), rel=1e-12)
        assert others.variance[group] == pytest.approx(rest.var(ddof=1), rel=1e-12)
    assert moments.count[8] == 0
    assert np.isnan(medians[8])
    assert others.mean[8] == pytest.approx(values.mean())


def test_variance_of_large_values_does_not_cancel():
    values = 1e9 + np.array([1.0, 2, 3, 1, 2, 3])
    codes = np.array([0, 0, 0, 1, 1, 1])
    moments = moments_by(values, codes, 2)
    np.testing.assert_allclose(moments.variance, 1)
    np.testing.assert_allclose(without_each(moments).variance, 1)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_welch_against_scipy(data, confidence):
    values, codes = data
    moments = moments_by(values, codes, 9)
    first, second = (Moments(moments.count[k], moments.mean[k], moments.squares[k]) for k in ([0, 2, 4], [1, 3, 7]))
    result = welch(first, second, confidence)
    for row, (a, b) in enumerate(((0, 1), (2, 3), (4, 7))):
        x, y = values[codes == a], values[codes == b]
        assert result.estimate[row] == pytest.approx(x.mean() - y.mean())
        assert result.p_value[row] == pytest.approx(stats.ttest_ind(x, y, equal_var=False).pvalue, rel=1e-9)
        p, q = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
        freedom = (p + q) ** 2 / (p**2 / (len(x) - 1) + q**2 / (len(y) - 1))
        low, high = stats.t.interval(confidence, freedom, x.mean() - y.mean(), np.sqrt(p + q))
        assert (result.low[row], result.high[row]) == (pytest.approx(low), pytest.approx(high))


def test_welch_without_enough_values_keeps_the_estimate_only():
    first = Moments(np.array([1, 5, 0, 3]), np.array([4.0, 5, np.nan, 2]), np.array([0.0, 0, 0, 0]))
    second = Moments(np.array([5, 5, 5, 5]), np.array([1.0, 1, 1, 1]), np.array([8.0, 0, 8, 8]))
    result = welch(first, second, 0.95)
    np.testing.assert_allclose(result.estimate, [3, 4, np.nan, 1])
    assert np.isnan(result.low[:3]).all()
    assert result.low[3] == pytest.approx(1 - stats.t.ppf(0.975, 4) * np.sqrt(2 / 5))  # only one side varies


def test_difference_to_all_is_the_scaled_difference_to_the_others(data):
    values, codes = data
    result = difference_to_all(moments_by(values, codes, 9), 0.95)
    for group in range(8):
        mine, rest = values[codes == group], values[codes != group]
        assert result.estimate[group] == pytest.approx(mine.mean() - values.mean())
        scale = 1 - len(mine) / len(values)
        assert result.estimate[group] == pytest.approx(scale * (mine.mean() - rest.mean()))
        assert result.p_value[group] == pytest.approx(stats.ttest_ind(mine, rest, equal_var=False).pvalue, rel=1e-8)
        assert (result.low[group] > 0 or result.high[group] < 0) == (result.p_value[group] < 0.05)


def test_interval_of_the_difference_to_all_covers():
    """3,000 cities of three areas; one is 60 % of the city, where ignoring the overlap is 2.5 times too wide."""
    rng = np.random.default_rng(5)
    sizes, means, spreads = (60, 30, 10), (80.0, 70.0, 95.0), (30.0, 20.0, 35.0)
    codes = np.repeat(np.arange(3), sizes)
    truth = np.array(means) - np.average(means, weights=sizes)
    covered = np.zeros(3)
    for _ in range(3000):
        values = rng.normal(np.repeat(means, sizes), np.repeat(spreads, sizes))
        result = difference_to_all(moments_by(values, codes, 3), 0.95)
        covered += (result.low <= truth) & (truth <= result.high)
    # The rest is a mixture whose strata are not drawn at random here, so the interval is on the safe side.
    assert (covered / 3000 >= 0.94).all()
    assert covered[0] / 3000 <= 0.98


def test_benjamini_hochberg_against_statsmodels():
    rng = np.random.default_rng(1)
    for size in (1, 2, 30, 177):
        p_values = rng.beta(0.4, 1, size).round(3)  # with ties
        np.testing.assert_allclose(benjamini_hochberg(p_values), multipletests(p_values, method="fdr_bh")[1])
    with_gaps = np.array([0.01, np.nan, 0.02, 0.9, np.nan])
    np.testing.assert_allclose(benjamini_hochberg(with_gaps), [0.03, np.nan, 0.03, 0.9, np.nan])
    assert np.isnan(benjamini_hochberg(np.array([np.nan]))).all()


@pytest.mark.parametrize(("skewed", "cities_with_any"), [(False, 0.09), (True, 0.25)])
def test_a_city_without_disparity_shows_hardly_a_false_area(skewed, cities_with_any):
    """177 areas of 40 homes, all alike: single tests find about 9 of them.

    Of normal hours, about one city in 20 then shows an area; of hours as skewed as real ones, one in seven, since
    Welch's test is a little too eager in the tail of small skewed samples.
    """
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(177), 40)
    single, clear = [], []
    for _ in range(200):
        hours = rng.gamma(4.5, 17, len(codes)) if skewed else rng.normal(75, 35, len(codes))
        result = difference_to_all(moments_by(hours, codes, 177), 0.95)
        single.append((result.p_value <= 0.05).sum())
        clear.append((benjamini_hochberg(result.p_value) <= 0.05).sum())
    assert 7 < np.mean(single) < 12
    assert np.mean(np.array(clear) > 0) <= cities_with_any
    assert np.mean(clear) < 0.3


def clear_areas(hours, codes, areas):
    moments = moments_by(hours, codes, areas)
    p_values = welch_p_if_skewed(moments, without_each(moments), pooled_skewness(hours, codes, moments))
    return benjamini_hochberg(p_values) <= 0.05


@pytest.mark.parametrize(
    ("size", "shape"), [(40, 4.5), (15, 4.5), (40, 1.0), (40, None)], ids=["hours", "small", "exponential", "normal"]
)
def test_with_the_skew_taken_out_a_city_without_disparity_shows_hardly_a_false_area(size, shape):
    """177 areas, all alike: at most about one city in twenty shows one, however skewed the hours and small the areas.

    Welch's alone finds some in every second city of exponential hours, and in one of five with areas of 15.
    """
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(177), size)
    found = []
    for _ in range(150):
        hours = rng.normal(75, 35, len(codes)) if shape is None else rng.gamma(shape, 70 / shape, len(codes))
        found.append(clear_areas(hours, codes, 177).sum())
    assert np.mean(np.array(found) > 0) < 0.09
    assert np.mean(found) < 0.1


def test_real_differences_stay_clear():
    """Of 177 skewed areas of 60, ten have twice the hours and ten half: nearly all twenty are found, hardly another."""
    rng = np.random.default_rng(4)
    codes = np.repeat(np.arange(177), 60)
    true = np.arange(177) < 20
    found = np.zeros(177)
    for _ in range(30):
        factor = np.where(np.arange(177) < 10, 2.0, np.where(true, 0.5, 1.0))
        found += clear_areas(rng.gamma(2.0, 35, len(codes)) * factor[codes], codes, 177)
    assert (found[true] >= 28).all()
    assert found[~true].sum() / found.sum() < 0.05


def test_p_if_skewed_is_that_of_resampling():
    """Where Welch's t of 30 against 3,000 values as skewed as hours lies beyond all but 0.25 % of 100,000 redraws:
    Welch's p is a fifth of the true one below and 2.6 times it above, the corrected one within a factor of 1.6."""
    rng = np.random.default_rng(12)
    pool = rng.gamma(4.5, 1, 3030)
    drawn = pool[rng.integers(0, 3030, (100_000, 30))]
    error = np.sqrt(drawn.var(axis=1, ddof=1) / 30 + pool.var(ddof=1) / 3000)
    redrawn = (drawn.mean(axis=1) - pool.mean()) / error
    spread = pool.var(ddof=1)
    error = np.sqrt(spread / 30 + spread / 3000)
    rest = Moments(np.array([3000]), np.array([pool.mean()]), np.array([spread * 2999]))
    for tail in (0.0025, 0.9975):
        t = np.quantile(redrawn, tail)
        some = Moments(np.array([30]), rest.mean + t * error, np.array([spread * 29]))
        corrected = welch_p_if_skewed(some, rest, stats.skew(pool))[0]
        plain = welch(some, rest, 0.95).p_value[0]
        assert abs(np.log(corrected / 0.005)) < np.log(1.6)
        assert abs(np.log(plain / 0.005)) > np.log(2.4)


def test_without_skew_p_is_welchs(data):
    values, codes = data
    moments = moments_by(values, codes, 9)
    plain = welch(moments, without_each(moments), 0.95).p_value
    np.testing.assert_allclose(welch_p_if_skewed(moments, without_each(moments), 0.0), plain, rtol=1e-10)
