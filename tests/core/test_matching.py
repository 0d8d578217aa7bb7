from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.parcels import read_roll
from coprod_equity_plugin.core.sources.requests import RequestFields, tidy_requests
from coprod_equity_plugin.core.sources.service_points import read_service_points
from coprod_equity_plugin.core.study import cascade as steps
from coprod_equity_plugin.core.study.address_match import AddressBook
from coprod_equity_plugin.core.study.cascade import MatchOptions
from coprod_equity_plugin.core.study.matching import match_requests
from coprod_equity_plugin.core.study.meter_places import assemble_places

START = np.datetime64("2018-10-10T00:00:00", "s")
OPTIONS = MatchOptions(START)
# A street of squares of 20 m, 10 m apart; the block of flats and the shop stand at its end.
ROLL = pd.DataFrame(
    {
        "PARCEL_ID": ["P0", "P1", "P2", "P3", "P4", "P5"],
        "DOR_UC": ["001", "001", "003", "011", "000", "001"],
        "NO_RES_UNTS": ["1", "1", "4", "0", "0", "1"],
        "PHY_ADDR1": ["100 OAK RIDGE DR", "102 OAK RIDGE DR", "104 OAK RIDGE DR", "106 OAK RIDGE DR", "", "9 N ELM ST"],
    }
)
METERS = pd.DataFrame(
    [
        ("M0", "RES", "100 OAK RIDGE DR", "", "P0"),
        ("M1", "RES", "102 OAK RIDGE DR", "", "P1"),
        ("M2A", "RES", "104 OAK RIDGE DR", "APT A", "P2"),
        ("M2B", "RES", "104 OAK RIDGE DR", "APT B", "P2"),
        ("M3", "COM", "106 OAK RIDGE DR", "", "P3"),
        ("M5", "RES", "9 N ELM ST", "", "P5"),
    ],
    columns=["METER_ID", "CUSTOMER_CLASS", "SERVICE_ADDRESS", "UNIT", "PARCEL_ID"],
)
CENTRE = {f"P{i}": (30 * i + 10, 10) for i in range(6)}


def places(roll=ROLL, meters=METERS, ids=tuple(CENTRE), addresses=None, polygons=None):
    shapes = np.empty(len(ids), dtype=object)
    shapes[:] = polygons or [box(30 * i, 0, 30 * i + 20, 20) for i in range(len(ids))]
    return assemble_places(
        np.array(ids, dtype=object),
        shapes,
        None if roll is None else read_roll(roll, 2018),
        None if meters is None else read_service_points(meters).frame,
        addresses,
    )


def ask(rows, where=None, options=OPTIONS):
    """Rows of (id, address, point or None, changes) through the cascade."""
    frame = pd.DataFrame(
        [
            {
                "id": name,
                "when": "2018-10-10 12:00:00",
                "what": "Power Outage",
                "where": address,
                "place": None,
                **(more[0] if more else {}),
            }
            for name, address, _, *more in rows
        ]
    )
    fields = RequestFields("id", "when", "what", "where", None, None, "place")
    tidy = tidy_requests(frame, fields, "America/New_York")
    xy = [row[2] or (np.nan, np.nan) for row in rows]
    x, y = np.array(xy, dtype=float).T
    return match_requests(tidy, x, y, where or places(), options)


def plain(values):
    """Missing values as None, whichever way this pandas keeps them."""
    return [None if pd.isna(value) else value for value in values]


def homes(result):
    frame = result.matched
    return {
        name: (parcel, meter, method)
        for name, parcel, meter, method in zip(
            frame[columns.REQUEST_ID],
            frame[columns.PARCEL_ID],
            plain(frame[columns.METER_ID]),
            frame[columns.MATCH_METHOD],
        )
    }


def reasons(result):
    return dict(zip(result.unmatched[columns.REQUEST_ID], result.unmatched[columns.REASON]))


def test_each_step():
    result = ask(
        [
            ("meter id", "9 N ELM ST", None, {"place": "M1"}),
            ("parcel id", "", None, {"place": "P0"}),
            ("shop's id", "", None, {"place": "P3"}),
            ("address beats point", "100 Oak Ridge Drive", CENTRE["P1"]),
            ("unit", "104 OAK RIDGE DR #B", None),
            ("wrong unit", "104 OAK RIDGE DR #C", None),
            ("no unit", "104 OAK RIDGE DR", None),
            ("unit of a house", "102 OAK RIDGE DR APT 1", None),
            ("shop", "106 OAK RIDGE DR", CENTRE["P3"]),
            ("typo", "102 OAK RIGDE DR", None),
            ("in", "", CENTRE["P1"]),
            ("in the flats", "", CENTRE["P2"]),
            ("in the shop", "", CENTRE["P3"]),
            ("on the vacant lot, beside the house", "", (139, 10)),
            ("near", "", (10, -8)),
            ("between", "", (25, 10)),
            ("far", "", (10, -26)),
            ("unknown", "77 NOWHERE LN", None),
            ("nothing", "", None),
            ("protected", "*** Protected ***", CENTRE["P0"]),
        ]
    )
    assert homes(result) == {
        "meter id": ("P1", "M1", "id"),
        "parcel id": ("P0", "M0", "id"),
        "address beats point": ("P0", "M0", "address"),
        "unit": ("P2", "M2B", "address"),
        "wrong unit": ("P2", None, "address"),
        "no unit": ("P2", None, "address"),
        "unit of a house": ("P1", "M1", "address"),
        "typo": ("P1", "M1", "address_fuzzy"),
        "in": ("P1", "M1", "within"),
        "in the flats": ("P2", None, "within"),
        "on the vacant lot, beside the house": ("P5", "M5", "nearest"),
        "near": ("P0", "M0", "nearest"),
        "protected": ("P0", "M0", "within"),
    }
    assert reasons(result) == {
        "shop's id": steps.NOT_RESIDENTIAL,
        "shop": steps.NOT_RESIDENTIAL,
        "in the shop": steps.NOT_RESIDENTIAL,
        "between": steps.AMBIGUOUS,
        "far": steps.TOO_FAR,
        "unknown": steps.NO_ADDRESS_MATCH,
        "nothing": steps.NO_PLACE,
    }
    assert result.by_method == {"id": 2, "address": 5, "address_fuzzy": 1, "within": 3, "nearest": 2, "frontage": 0}
    assert sum(result.by_reason.values()) == 7
    assert result.without_meter == 3
    assert list(result.matched.columns) == list(columns.REQUESTS.names)
    assert list(result.unmatched.columns) == list(columns.UNMATCHED.names)
    distance = dict(zip(result.matched[columns.REQUEST_ID], result.matched[columns.MATCH_DISTANCE]))
    assert distance["near"] == 8
    assert distance["on the vacant lot, beside the house"] == 11
    assert distance["address beats point"] == 20
    assert np.isnan(distance["typo"])
    between = result.unmatched.set_index(columns.REQUEST_ID).loc["between", columns.MATCH_DISTANCE]
    assert between == 5
    score = dict(zip(result.matched[columns.REQUEST_ID], result.matched[columns.MATCH_SCORE]))
    assert score["meter id"] == score["address beats point"] == 1
    assert score["near"] == pytest.approx(0.8 * (1 - 0.5 * 8 / 25), abs=1e-3)
    assert 0.9 <= score["typo"] < 1
    # A matched request stands in its parcel, also where it came without a point.
    at = dict(zip(result.matched[columns.REQUEST_ID], result.matched_points))
    assert box(30, 0, 50, 20).contains(at["typo"])
    assert box(0, 0, 20, 20).contains(at["near"])
    assert result.unmatched_points[-1] is None


def test_the_second_nearest_decides_at_one_and_a_half():
    # From the middle line between P0 and P1 (x = 25): distances 25 - d - 20 and 30 - (25 - d).
    result = ask([("clear", "", (24.0, 10)), ("just not", "", (24.01, 10))])
    assert homes(result) == {"clear": ("P0", "M0", "nearest")}  # 4 m and 6 m
    assert reasons(result) == {"just not": steps.AMBIGUOUS}


def test_a_pin_before_a_shop_is_not_the_house_behind_it():
    result = ask([("before the shop", "", (100, -3)), ("between flat and shop", "", (85, 10))])
    assert reasons(result) == {"before the shop": steps.NOT_RESIDENTIAL, "between flat and shop": steps.AMBIGUOUS}


def test_meters_without_a_parcel_id_take_that_of_their_address():
    where = places(meters=METERS.assign(PARCEL_ID=None))
    assert list(where.meter_parcel) == [0, 1, 2, 2, 3, 5]
    assert homes(ask([("in", "", CENTRE["P1"])], where)) == {"in": ("P1", "M1", "within")}


def test_the_tolerance_is_in_metres_and_includes_its_end():
    result = ask([("at", "", (-25, 10)), ("beyond", "", (-25.01, 10))])
    assert set(homes(result)) == {"at"}
    assert set(homes(ask([("at", "", (-25, 10))], options=MatchOptions(START, tolerance=24.9)))) == set()


def test_the_window_is_half_open_and_earlier_requests_are_kept():
    times = ["2018-10-09 23:59:59", "2018-10-10 00:00:00", "2018-10-11 23:59:59", "2018-10-12 00:00:00"]
    result = ask([(time, "100 OAK RIDGE DR", None, {"when": time}) for time in times])
    assert dict(zip(result.matched[columns.REQUEST_ID], result.matched[columns.IN_WINDOW])) == dict(
        zip(times, [0, 1, 1, 0])
    )
    assert result.in_window == 2
    assert result.before_event == 1
    # An earlier trouble is not the storm's: it does not make the storm's request a repeat.
    assert plain(result.matched[columns.DUPLICATE_OF]) == [None, None, times[1], times[1]]


def test_duplicates_are_a_households_never_neighbours():
    def at(hour, **more):
        return {"when": f"2018-10-10 {hour:02d}:00:00", **more}

    result = ask(
        [
            ("second", "100 OAK RIDGE DR", None, at(9)),
            ("first", "", CENTRE["P0"], at(8)),
            ("same time", "100 OAK RIDGE DR", None, at(9)),
            ("other kind", "100 OAK RIDGE DR", None, at(10, what="Tree Down")),
            ("neighbour", "102 OAK RIDGE DR", None, at(9)),
            ("flat A", "104 OAK RIDGE DR APT A", None, at(9)),
            ("flat B", "104 OAK RIDGE DR APT B", None, at(9)),
            ("flat B again", "104 OAK RIDGE DR # B", None, at(11)),
            ("some flat", "104 OAK RIDGE DR", None, at(10)),
            ("some flat, perhaps another", "104 OAK RIDGE DR", None, at(11)),
        ]
    )
    links = dict(zip(result.matched[columns.REQUEST_ID], plain(result.matched[columns.DUPLICATE_OF])))
    assert {name: first for name, first in links.items() if first} == {
        "second": "first",
        "same time": "first",
        "flat B again": "flat B",
    }
    assert result.duplicates == 3
    assert len(result.matched) == 10  # linked, not deleted
    # Without meters the parcel with one home is the household.
    result = ask(
        [("a", "100 OAK RIDGE DR", None), ("b", "", CENTRE["P0"]), ("c", "", CENTRE["P2"]), ("d", "", CENTRE["P2"])],
        places(meters=None),
    )
    assert dict(zip(result.matched[columns.REQUEST_ID], plain(result.matched[columns.DUPLICATE_OF]))) == {
        "a": None,
        "b": "a",
        "c": None,
        "d": None,
    }


def test_an_address_of_two_parcels_is_told_by_the_point():
    roll = ROLL.assign(PHY_ADDR1=["1 OAK ST", "1 OAK ST", "2 OAK ST", "", "", ""])
    where = places(roll, None)
    result = ask(
        [("in", "1 OAK ST", CENTRE["P1"]), ("elsewhere", "1 OAK ST", CENTRE["P5"]), ("no point", "1 OAK ST", None)],
        where,
    )
    assert homes(result) == {"in": ("P1", None, "address")}
    assert set(reasons(result).values()) == {steps.SEVERAL_ADDRESSES}


def test_parcels_of_flats_with_their_units_in_the_address():
    roll = ROLL.assign(PHY_ADDR1=[f"1 OAK ST UNIT {i}" for i in range(6)], DOR_UC="004", NO_RES_UNTS="1")
    stacked = [box(0, 0, 20, 20)] * 6
    result = ask(
        [("unit 4", "1 OAK ST #4", None), ("no unit", "1 OAK ST", None), ("point", "", (10, 10))],
        places(roll, None, polygons=stacked),
    )
    assert homes(result) == {"unit 4": ("P4", None, "address")}
    assert reasons(result) == {"no unit": steps.SEVERAL_ADDRESSES, "point": steps.SEVERAL_PARCELS}


@pytest.mark.parametrize(
    ("asked", "known", "found"),
    [
        ("10 OAK RIGDE DR", ["10 OAK RIDGE DR"], "10 OAK RIDGE DR"),
        ("10 MAPLEWOD AVE", ["10 MAPLEWOOD AVE", "10 MAPLE AVE"], "10 MAPLEWOOD AVE"),
        ("10 OAK RIDGE", ["10 OAK RIDGE DR"], "10 OAK RIDGE DR"),  # RIDGE is a suffix too
        ("10 MAPLEWOOD", ["10 MAPLEWOOD AVE"], "10 MAPLEWOOD AVE"),
        ("10 MAPLEWOOD", ["10 MAPLEWOOD AVE", "10 MAPLEWOOD CT"], ""),  # which one?
        ("10 MAPLEWOOD AVE", ["10 N MAPLEWOOD AVE"], "10 N MAPLEWOOD AVE"),
        ("10 MAPLEWOOD AVE", ["10 N MAPLEWOOD AVE", "10 S MAPLEWOOD AVE"], ""),
        ("10 N MAPLEWOOD AVE", ["10 S MAPLEWOOD AVE"], ""),  # letters alike, another street
        ("10 N MAPLEWOOD AVE", ["10 MAPLEWOOD AVE N"], "10 MAPLEWOOD AVE N"),
        ("10 12TH ST", ["10 13TH ST"], ""),
        ("12 OAK RIDGE DR", ["10 OAK RIDGE DR"], ""),  # never another number
        ("10 ELM ST", ["10 ELK ST"], ""),  # one letter of three is too much
    ],
)
def test_likeliest_addresses(asked, known, found):
    roll = pd.DataFrame({"PARCEL_ID": [f"P{i}" for i in range(len(known))], "DOR_UC": "001", "PHY_ADDR1": known})
    book = AddressBook(places(roll, None, tuple(roll["PARCEL_ID"])))
    from coprod_equity_plugin.core.study.addresses import normalise_addresses

    keys, ratios = book.likeliest(normalise_addresses([asked]).key, 0.9, Progress())
    assert list(keys) == list(normalise_addresses([found]).key)
    assert (ratios[0] >= 0.85) == bool(found)


def test_a_likeliest_address_far_from_the_point_is_refused():
    far = ask([("far", "102 OAK RIGDE DR", (40, 600)), ("near", "102 OAK RIGDE DR", (40, 120))])
    assert homes(far) == {"near": ("P1", "M1", "address_fuzzy")}


def test_an_address_far_from_its_own_pin_is_less_sure():
    result = ask([("far", "102 OAK RIDGE DR", (40, 600)), ("near", "102 OAK RIDGE DR", (40, 120))])
    assert dict(zip(result.matched[columns.REQUEST_ID], result.matched[columns.MATCH_SCORE])) == {"far": 0.8, "near": 1}
    assert result.matched[columns.MATCH_DISTANCE].tolist() == [580, 100]


def test_places_without_a_roll_trust_the_meters():
    where = places(roll=None, addresses=["100 OAK RIDGE DR", "", "", "106 OAK RIDGE DR", "110 OAK RIDGE DR", ""])
    assert list(where.residential) == [True, True, True, False, True, True]
    assert list(where.key[[0, 3, 4]]) == ["100 OAK RIDGE DR", "106 OAK RIDGE DR", "110 OAK RIDGE DR"]
    result = ask([("vacant?", "", CENTRE["P4"]), ("shop", "", CENTRE["P3"])], where)
    assert homes(result) == {"vacant?": ("P4", None, "within")}
    assert all(places(roll=None, meters=None).residential)


def test_repeated_empty_and_foreign_parcel_ids():
    ids = ("P0", "P0", None, "P1", "", "P5")
    where = places(ids=ids)
    assert list(where.parcel_id) == ["P0", "P1", "P5", "P2", "P3"]  # two that only meters name
    assert list(where.owner) == [0, 0, -1, 1, -1, 2]
    result = ask(
        [("either part", "", CENTRE["P1"]), ("no id", "", CENTRE["P2"]), ("flat", "104 OAK RIDGE DR #A", None)], where
    )
    assert homes(result) == {"either part": ("P0", "M0", "within"), "flat": ("P2", "M2A", "address")}
    assert result.matched_points[1] is None


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (("X0", "X1", "X2", "X3", "X4", "X5"), "no parcel id in common"),
        ((None,) * 6, "no parcel has an id"),
    ],
)
def test_parcels_that_nothing_can_be_joined_to(ids, words):
    with pytest.raises(InputError, match=words):
        places(ids=ids)


def test_ids_that_lost_their_leading_zeros_are_the_same():
    padded, bare = ["007", "008", "009", "010", "011", "012"], ("7", "8", "9", "10", "11", "12")
    expected = places(ROLL.assign(PARCEL_ID=bare), None, bare)
    for roll, layer in ((padded, bare), (bare, padded), ([float(value) for value in bare], padded)):
        found = places(ROLL.assign(PARCEL_ID=roll), None, tuple(layer))
        assert found.parcel_id.tolist() == list(layer)
        assert found.residential.tolist() == expected.residential.tolist()
        assert found.key.tolist() == expected.key.tolist()


def test_leading_zeros_that_tell_parcels_apart_are_told():
    with pytest.raises(InputError, match="leading zeros, and some would fit two parcels"):
        places(ROLL.iloc[:2].assign(PARCEL_ID=["007", "008"]), None, ("7", "07", "8", "08", "0007", "0008"))


def test_requests_of_another_place():
    with pytest.raises(InputError, match="within 5 km"):
        ask([("a", "100 OAK RIDGE DR", (-90_000, 10))])
    assert len(ask([("a", "100 OAK RIDGE DR", (-90_000, 10)), ("b", "", CENTRE["P0"])]).matched) == 2


def test_nothing_is_lost_and_the_order_does_not_matter():
    rng = np.random.default_rng(7)
    rows = [
        (
            f"r{i}",
            str(rng.choice(["", "100 OAK RIDGE DR", "104 OAK RIDGE DR #A", "1 X ST", "106 OAK RIDGE DR"])),
            None if rng.random() < 0.3 else (float(rng.uniform(-30, 210)), float(rng.uniform(-40, 60))),
            {"when": f"2018-10-1{rng.integers(0, 4)} {rng.integers(0, 24):02d}:{rng.integers(0, 60):02d}:{i % 60:02d}"},
        )
        for i in range(300)
    ]
    result = ask(rows)
    assert len(result.matched) + len(result.unmatched) == 300
    assert sum(result.by_method.values()) == len(result.matched)
    assert sum(result.by_reason.values()) == len(result.unmatched)
    assert result.unmatched[columns.REASON].notna().all()
    assert result.matched[columns.MATCH_SCORE].between(0, 1).all()
    shuffled = ask([rows[place] for place in rng.permutation(300)])
    assert homes(shuffled) == homes(result)
    assert reasons(shuffled) == reasons(result)
    originals = result.matched[columns.DUPLICATE_OF].dropna()
    times = result.matched.set_index(columns.REQUEST_ID)[columns.REQUESTED_AT]
    for name, first in zip(result.matched.loc[originals.index, columns.REQUEST_ID], originals):
        assert times[first] <= times[name]
        assert first not in set(result.matched.loc[originals.index, columns.REQUEST_ID])  # no chains


def test_the_point_of_a_home_without_polygon_is_the_requests_own():
    where = places(ids=("P0", "P1", "P3", "P4", "P5"))
    result = ask([("flat", "104 OAK RIDGE DR #A", (65, 3))], where)
    assert result.matched_points[0].equals(Point(65, 3))
