import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.study.sample import COVARIATES, control_pool, draw_case_control, prior_correction


@pytest.fixture(scope="module")
def study():
    rng = np.random.default_rng(8)
    size = 20000
    table = pd.DataFrame({name: rng.normal(size=size) for name in COVARIATES})
    chance = 1 / (1 + np.exp(4 - 0.8 * table[c.MINORITY_SHARE]))
    table[c.HOUSEHOLD_ID] = [f"H{number:06d}" for number in rng.permutation(size)]
    table[c.STATUS] = rng.choice([c.STATUS_RESTORED, c.STATUS_CENSORED, c.STATUS_NO_OUTAGE], size, p=[0.9, 0.05, 0.05])
    table[c.RESTORATION_HOURS] = rng.integers(0, 200, size).astype(float)
    table[c.PARTICIPATION] = (rng.random(size) < chance).astype(float)
    table[c.SAMPLING_WEIGHT] = 1.0
    table.loc[rng.random(size) < 0.1, c.HOUSE_AGE] = np.nan
    return table


def population(study):
    lost = study[c.STATUS].isin([c.STATUS_RESTORED, c.STATUS_CENSORED])
    return study[lost & study[c.HOUSE_AGE].notna()]


def test_everyone_who_asked_and_as_many_others_as_wanted(study):
    sample = draw_case_control(study, 3000, seed=5)
    whole = population(study)
    asked = whole[whole[c.PARTICIPATION] == 1]
    taken = sample.table[sample.table[c.PARTICIPATION] == 1]
    assert set(taken[c.HOUSEHOLD_ID]) == set(asked[c.HOUSEHOLD_ID])
    assert (sample.reporters, sample.controls, sample.population) == (len(asked), 3000, len(whole) - len(asked))
    assert set(sample.table[c.HOUSEHOLD_ID]) <= set(whole[c.HOUSEHOLD_ID])
    assert not sample.table[c.HOUSEHOLD_ID].duplicated().any()
    assert list(sample.table.columns) == list(study.columns)


def test_weights_add_up_to_the_population(study):
    sample = draw_case_control(study, 3000, seed=5)
    weights = sample.table[c.SAMPLING_WEIGHT]
    assert weights.sum() == pytest.approx(len(population(study)))
    assert (weights[sample.table[c.PARTICIPATION] == 1] == 1).all()
    assert weights.max() == pytest.approx(sample.population / 3000)
    twice = draw_case_control(study.assign(**{c.SAMPLING_WEIGHT: 2.0}), 3000, seed=5)
    np.testing.assert_allclose(twice.table[c.SAMPLING_WEIGHT], 2 * weights)


def test_the_seed_alone_decides(study):
    first = set(draw_case_control(study, 500, seed=1).table[c.HOUSEHOLD_ID])
    shuffled = set(draw_case_control(study.sample(frac=1, random_state=2), 500, seed=1).table[c.HOUSEHOLD_ID])
    assert first == shuffled
    assert first != set(draw_case_control(study, 500, seed=2).table[c.HOUSEHOLD_ID])


def test_prior_correction_of_the_reference_study():
    # 665 reporters of 79,665 households; 515 of 3,515 in the sample that was analysed
    assert prior_correction(665 / 79665, 515 / 3515) == pytest.approx(np.log(79000 / 665 * 515 / 3000))
    assert prior_correction(0.0083, 0.146) == pytest.approx(3.01, abs=0.01)  # from the shares as printed
    with pytest.raises(InputError, match="households that asked for help and households that did not"):
        prior_correction(0.0, 0.2)


def test_correction_of_a_full_sample_is_the_log_of_the_controls_weight(study):
    sample = draw_case_control(study, 3000, seed=5)
    assert sample.correction == pytest.approx(np.log(sample.population / 3000))
    assert draw_case_control(study, 10**6, seed=5).correction == pytest.approx(0, abs=1e-12)


def test_corrected_logit_finds_the_populations_intercept(study):
    sample = draw_case_control(study, 3000, seed=5)
    design = sm.add_constant(sample.table[[c.MINORITY_SHARE]])
    fit = sm.Logit(sample.table[c.PARTICIPATION], design).fit(disp=0)
    assert fit.params["const"] - sample.correction == pytest.approx(-4, abs=0.2)
    assert fit.params[c.MINORITY_SHARE] == pytest.approx(0.8, abs=0.15)
    assert fit.params["const"] > -3  # uncorrected it is far off


def test_balance_against_scipy(study):
    sample = draw_case_control(study, 800, seed=9)
    assert tuple(sample.balance.columns) == c.BALANCE.names
    whole = population(study)
    others = whole[whole[c.PARTICIPATION] == 0]
    drawn = sample.table[sample.table[c.PARTICIPATION] == 0]
    for line in sample.balance.to_dict("records"):
        name = line[c.TERM]
        expected = stats.ttest_ind(drawn[name], others[name], equal_var=False)
        assert line[c.STATISTIC] == pytest.approx(expected.statistic, rel=1e-9)
        assert line[c.P_VALUE] == pytest.approx(expected.pvalue, rel=1e-9)
        gap = drawn[name].mean() - others[name].mean()
        assert line[c.STD_DIFFERENCE] == pytest.approx(gap / others[name].std())


def test_balance_rarely_calls_a_random_draw_different(study):
    p_values = np.concatenate([draw_case_control(study, 600, seed).balance[c.P_VALUE] for seed in range(40)])
    assert (p_values < 0.05).mean() < 0.08


def test_constant_covariate_has_no_test(study):
    sample = draw_case_control(study.assign(**{c.RENTER_SHARE: 0.3}), 100, seed=1)
    line = sample.balance.set_index(c.TERM).loc[c.RENTER_SHARE]
    assert line[c.DRAWN_MEAN] == pytest.approx(0.3)
    assert np.isnan(line[c.P_VALUE])


def test_left_out_reporters_are_counted(study):
    lost = study[c.STATUS].isin([c.STATUS_RESTORED, c.STATUS_CENSORED])
    left = study[lost & study[c.HOUSE_AGE].isna()]
    log = draw_case_control(study, 100, seed=1).log
    assert log[1] == (
        f"Left out for a missing value: {len(left):,}, of them asked for help: {int(left[c.PARTICIPATION].sum()):,}."
    )


def test_more_controls_than_there_are(study):
    class Notes(Progress):
        said = ()

        def warning(self, text):
            self.said = (*self.said, text)

    notes = Notes()
    sample = draw_case_control(study, 50000, seed=1, progress=notes)
    assert sample.controls == sample.population
    assert "all are taken" in notes.said[0]


def test_wrong_inputs(study):
    with pytest.raises(InputError) as error:
        draw_case_control(study.drop(columns=[c.STATUS, c.HOUSE_AGE]), 0)
    assert [problem.column for problem in error.value.problems] == [c.STATUS, c.HOUSE_AGE, ""]
    with pytest.raises(InputError, match="row 2: a household comes again"):
        draw_case_control(study.assign(**{c.HOUSEHOLD_ID: ["a", "a", *study[c.HOUSEHOLD_ID][2:]]}))
    with pytest.raises(InputError, match="0 complete households asked"):
        draw_case_control(study.assign(**{c.PARTICIPATION: 0.0}))
    with pytest.raises(InputError, match="house_age: does not hold numbers"):
        draw_case_control(study.assign(**{c.HOUSE_AGE: "old"}))


def test_redraws_from_one_pool_are_the_samples_themselves(study):
    """What a robustness check draws a thousand times is what ``drawsample`` would give."""
    pool = control_pool(study)
    for size, seed in ((20, 1), (20, 2), (50, 3)):
        rows, drawn, factor = pool.draw(size, seed)
        sample = draw_case_control(study, controls=size, seed=seed)
        np.testing.assert_array_equal(rows, sample.rows)
        assert set(drawn) <= set(pool.others)
        assert factor == sample.control_weight == pytest.approx(len(pool.others) / size)
        assert pool.tau == sample.tau
    assert set(pool.draw(20, 1)[1]) != set(pool.draw(20, 2)[1])


def test_the_log_names_what_differs(study):
    sample = draw_case_control(study, controls=30, seed=4)
    tests = sample.balance.set_index(c.TERM)[c.P_VALUE]
    assert list(sample.balance[c.TERM]) == list(COVARIATES)  # Appendix B: "on all independent variables"
    assert sample.different == tuple(tests.index[tests < 0.05])
    assert f"Balance: {len(sample.different)} of {tests.notna().sum()} variables differ" in sample.log[-1]


def test_appendix_b_at_the_study_s_size():
    """79,000 households that did not ask and 3,000 drawn: seeds rarely differ in more than a covariate or two."""
    rng = np.random.default_rng(8)
    n = 79_665
    frame = pd.DataFrame({name: rng.normal(size=n) for name in COVARIATES})
    frame[c.HOUSEHOLD_ID] = np.arange(n).astype(str)
    frame[c.STATUS] = c.STATUS_RESTORED
    frame[c.RESTORATION_HOURS] = rng.poisson(75, n)
    frame[c.PARTICIPATION] = (np.arange(n) < 665).astype(int)
    pool = control_pool(frame)
    sample = draw_case_control(frame, controls=3000, seed=1)
    assert (sample.reporters, sample.population) == (665, 79_000)
    assert sample.control_weight == pytest.approx(26.333, abs=1e-3)
    assert sample.correction == pytest.approx(np.log(79_000 / 3_000))
    means = np.array(
        [[frame[name].to_numpy()[pool.draw(3000, seed)[1]].mean() for name in COVARIATES] for seed in range(60)]
    )
    truth = frame[list(COVARIATES)].to_numpy()[665:].mean(axis=0)
    spread = frame[list(COVARIATES)].to_numpy()[665:].std(axis=0, ddof=1)
    # the standard error of a draw without replacement, from a finite population
    expected = spread / np.sqrt(3000) * np.sqrt(1 - 3000 / 79_000)
    assert np.abs(means.mean(axis=0) - truth).max() < 4 * expected.max() / np.sqrt(60)
    assert means.std(axis=0, ddof=1) == pytest.approx(expected, rel=0.35)
