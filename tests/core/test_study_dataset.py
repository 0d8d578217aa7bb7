"""Eight meters whose fate is worked out by hand."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.study.dataset import StudyInputs, build_study

METERS = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8"]


def frame(table, **values):
    data = pd.DataFrame(values)
    return data.reindex(columns=[*table.names, *[name for name in data if name not in table.names]])


@pytest.fixture
def inputs():
    return StudyInputs(
        restoration=frame(
            c.RESTORATION,
            meter_id=METERS,
            status=["restored", "restored", "censored", "no_outage", "vacant", "restored", "restored", "restored"],
            restoration_hours=[50, 60, 300, np.nan, np.nan, 70, 80, 90],
            censored=[0, 0, 1, 0, 0, 0, 0, 0],
        ),
        # M8 has no service point, M7 is a shop, M6 lives in a building of the same parcel as M1.
        service_points=pd.DataFrame(
            {
                "meter_id": METERS[:7],
                "parcel_id": ["P1", "P2", "P3", "P4", "P5", "P1", "P6"],
                "address_key": ["1 A ST", "2 A ST", "3 A ST", "4 A ST", "5 A ST", "1 A ST", "6 A ST"],
                "unit": ["1", "", "", "", "", "2", ""],
                "residential": [True, True, True, True, True, True, False],
                "placed_by": ["id", "id", "address", "within", "id", "id", "id"],
                "placed_dist_m": [np.nan, np.nan, 3.0, 0.0, np.nan, np.nan, np.nan],
            }
        ),
        parcels=pd.DataFrame(
            {"parcel_id": ["P6", "P5", "P4", "P3", "P2", "P1"], "block_group": ["b", "b", "b", "b", "a", "a"]}
        ),
        roll=pd.DataFrame(
            {
                "parcel_id": ["P1", "P2", "P3", "P4", "P5", "P6"],
                "residential": [True] * 5 + [False],
                "house_age": [10.0, 20, 30, 40, 50, np.nan],
            }
        ),
        requests=frame(
            c.REQUESTS,
            request_id=["r1", "r2", "r3", "r4"],
            in_window=[1, 1, 0, 1],
            parcel_id=["P1", "P1", "P2", "P1"],
            meter_id=["M1", "M1", "M2", None],
            duplicate_of=[None, "r1", None, None],
            block_group=["a", "a", "a", "a"],
        ),
        other_requests=frame(c.UNMATCHED, request_id=["r5", "r6"], in_window=[1, 0], block_group=["b", "b"]),
        composition=frame(
            c.COMPOSITION,
            address_key=["1 A ST", "1 A ST", "2 A ST"],
            unit=["1", "2", None],  # an empty text comes back from a layer as missing
            voters=[2, 1, 3],
            minority_share=[1.0, 0.0, np.nan],
            elderly_share=[0.5, 0.0, 1.0],
            college_share=[0.0, 0.0, 0.0],
        ),
        indicators=frame(
            c.BLOCK_GROUPS,
            block_group=["a", "b"],
            median_income_k=[50.0, np.nan],
            log_density=[7.0, 8.0],
            education_share=[0.5, 0.6],
            renter_share=[0.1, 0.2],
        ),
    )


def test_one_row_per_residential_metered_household(inputs):
    table = build_study(inputs).table.set_index(c.METER_ID)
    assert list(table.index) == ["M1", "M2", "M3", "M4", "M5", "M6"]
    assert table[c.PARTICIPATION].tolist() == [1, 0, 0, 0, 0, 0]  # r3 came after the window, r4 is told to no one home
    assert table[c.COMMUNITY_REQUESTS].tolist() == [2, 2, 1, 1, 1, 2]  # r1 and r4 in a (r2 repeats r1), r5 in b
    assert table[c.COMMUNITY_REQUESTS_OTHERS].tolist() == [1, 2, 1, 1, 1, 2]
    assert table.loc["M6", c.MINORITY_SHARE] == 0.0
    assert table.loc["M1", c.MINORITY_SHARE] == 1.0
    assert np.isnan(table.loc["M3", c.VOTERS])
    assert table[c.HOUSE_AGE].tolist() == [10, 20, 30, 40, 50, 10]
    assert table[c.BLOCK_GROUP].tolist() == ["a", "a", "b", "b", "b", "a"]
    # M2's voter tells no race, at M3 to M5 nobody is registered
    assert table[c.FLOW_GROUP].tolist() == ["minority", "unknown", "unknown", "unknown", "unknown", "other"]


def test_the_flow_adds_up_and_says_why(inputs):
    flow = build_study(inputs).flow
    assert flow[c.HOUSEHOLDS].tolist() == [8, 7, 6, 6, 6, 6, 5, 4, 3, 2, 2, 2]
    assert (flow[c.HOUSEHOLDS].shift(1) - flow[c.HOUSEHOLDS]).iloc[1:].tolist() == flow[c.LOST].iloc[1:].tolist()
    assert flow[c.REPORTERS].tolist() == [1] * 12
    assert flow.set_index(c.STEP).loc["with registered voters", c.REASON] == "no voter is registered at the address"


def test_rows_in_another_order_give_the_same_table(inputs):
    shuffled = {
        field.name: getattr(inputs, field.name).sample(frac=1, random_state=3) for field in dataclasses.fields(inputs)
    }
    expected = build_study(inputs).table.sort_values(c.METER_ID).reset_index(drop=True)
    again = build_study(StudyInputs(**shuffled)).table.sort_values(c.METER_ID).reset_index(drop=True)
    pd.testing.assert_frame_equal(again, expected)


def test_the_only_home_at_an_address_finds_its_voters(inputs):
    table = build_study(inputs).table.set_index(c.METER_ID)
    assert table.loc["M2", c.VOTERS] == 3


def test_parcel_rows_point_to_each_household_s_parcel(inputs):
    result = build_study(inputs)
    found = inputs.parcels[c.PARCEL_ID].to_numpy()[result.parcel_rows]
    assert found.tolist() == result.table[c.PARCEL_ID].tolist()


def test_nothing_in_common_is_told_with_the_form_of_the_ids(inputs):
    foreign = dataclasses.replace(
        inputs,
        restoration=inputs.restoration.assign(meter_id=[f"{n:09d}" for n in range(8)]),
        parcels=inputs.parcels.assign(block_group=None),
    )
    with pytest.raises(InputError) as caught:
        build_study(foreign)
    text = str(caught.value)
    assert "no meter in common: restoration table has 8 of the form '999999999'" in text
    assert "no block group in common: parcels (by place) has none" in text
    assert "000000001" not in text
