"""Where meters stand: by parcel id, by address, by position, and told when it cannot be said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.parcels import read_roll
from coprod_equity_plugin.core.sources.service_points import read_service_points, with_positions
from coprod_equity_plugin.core.study import cascade as steps
from coprod_equity_plugin.core.study.meter_places import NO_PARCEL, UNKNOWN_ID, placed_points
from coprod_equity_plugin.core.study.places import assemble_parcels

# Squares of 20 m, 10 m apart. P1 and P2 share an address; P5 is common ground, P6 a vacant lot, P7 a shop.
ROLL = pd.DataFrame(
    [
        ("P0", "001", "100 OAK ST"),
        ("P1", "001", "102 OAK ST"),
        ("P2", "001", "102 OAK ST"),
        ("P3", "003", "104 OAK ST"),
        ("P4", "004", "106 OAK ST UNIT 1"),
        ("P5", "009", ""),
        ("P6", "000", ""),
        ("P7", "011", "112 OAK ST"),
    ],
    columns=["PARCEL_ID", "DOR_UC", "PHY_ADDR1"],
)


class Log(Progress):
    def __init__(self):
        self.lines = []

    def info(self, text):
        self.lines.append(text)

    warning = info


def place(rows, ids=None, tolerance=25.0, *, roll=ROLL, positions=True, progress=None):
    """Rows of (meter, address, parcel id, point) to (meter -> (parcel, how)), and the reasons of the others."""
    ids = list(ROLL["PARCEL_ID"]) if ids is None else ids
    points = read_service_points(
        pd.DataFrame([row[:3] for row in rows], columns=["METER_ID", "SERVICE_ADDRESS", "PARCEL_ID"])
    ).frame
    shapes = np.empty(len(ids), dtype=object)
    shapes[:] = [box(30 * i, 0, 30 * i + 20, 20) for i in range(len(ids))]
    parcels = assemble_parcels(ids, shapes if positions else None, None if roll is None else read_roll(roll, 2018))
    x, y = np.array([row[3] or (np.nan, np.nan) for row in rows], dtype=float).T
    found, review = placed_points(points, parcels, (x, y) if positions else None, tolerance, progress)
    known = found[found[c.PARCEL_ID].notna()]
    placed = {row[c.METER_ID]: (row[c.PARCEL_ID], row[c.PLACED_BY]) for row in known.to_dict("records")}
    return placed, dict(zip(review[c.METER_ID], review[c.REASON])), found.set_index(c.METER_ID)


def centre(number):
    return (30 * number + 10, 10)


def test_id_before_address_before_position():
    placed, reasons, found = place(
        [
            ("by id", "102 OAK ST", "P0", centre(3)),
            ("second meter", "", "P0", None),
            ("by address", "100 Oak Street", None, centre(3)),
            ("typing error", "100 OAKK ST", None, None),
            ("unknown id, known address", "104 OAK ST", "P99", None),
            ("unknown id, position", "", "P99", centre(3)),
            ("unknown id only", "", "P99", None),
            ("flat of a building", "104 OAK ST APT 7", None, None),
            ("other flat than the layer's", "106 OAK ST UNIT 2", None, None),
            ("its flat", "106 OAK ST #1", None, None),
            ("inside", "", None, centre(0)),
            ("beside", "", None, (10, -8)),
            ("between", "", None, (25, 10)),
            ("far", "", None, (10, -200)),
            ("nothing", "", None, None),
            ("shared address", "102 OAK ST", None, None),
            ("shared address with a point", "102 OAK ST", None, centre(2)),
            ("shared address, point elsewhere", "102 OAK ST", None, centre(0)),
            ("new house on a vacant lot", "", None, centre(6)),
            ("meter bank on common ground", "", None, centre(5)),
            ("shop", "112 OAK ST", None, None),
        ]
    )
    assert placed == {
        "by id": ("P0", "id"),
        "second meter": ("P0", "id"),
        "by address": ("P0", "address"),
        "typing error": ("P0", "address_fuzzy"),
        "unknown id, known address": ("P3", "address"),
        "unknown id, position": ("P3", "within"),
        "flat of a building": ("P3", "address"),
        "its flat": ("P4", "address"),
        "inside": ("P0", "within"),
        "beside": ("P0", "nearest"),
        "shared address with a point": ("P2", "address"),
        "new house on a vacant lot": ("P6", "within"),
        "shop": ("P7", "address"),
    }
    assert reasons == {
        "unknown id only": UNKNOWN_ID + steps.NO_PLACE,
        "other flat than the layer's": steps.NO_ADDRESS_MATCH,
        "between": steps.AMBIGUOUS,
        "far": NO_PARCEL,
        "nothing": steps.NO_PLACE,
        "shared address": steps.SEVERAL_ADDRESSES,
        "shared address, point elsewhere": steps.SEVERAL_ADDRESSES,
        "meter bank on common ground": steps.AMBIGUOUS,
    }
    assert found.loc["beside", c.PLACED_DISTANCE] == pytest.approx(8)
    assert found.loc["by id", c.PLACED_DISTANCE] == pytest.approx(80)  # how far its own position lies from P0
    assert np.isnan(found.loc["second meter", c.PLACED_DISTANCE])
    assert found.loc["between", c.PLACED_BY] == "undecided"
    assert found.loc["far", c.PLACED_BY] == "not_placed"


def test_a_parcel_of_several_polygons_is_one_parcel():
    placed, reasons, _ = place(
        [("first", "", None, centre(0)), ("second", "", None, centre(1)), ("between", "", None, (25, 10))],
        ids=["P0", "P0", "P2"],
    )
    assert placed == dict.fromkeys(("first", "second"), ("P0", "within")) | {"between": ("P0", "nearest")}
    assert reasons == {}


def test_ids_as_numbers_and_as_padded_text_are_the_same():
    roll = ROLL.assign(PARCEL_ID=[f"{place:03d}" for place in range(len(ROLL))])
    placed, _, _ = place([("m", "", "7", None), ("n", "", "1.0", None)], ids=list(roll["PARCEL_ID"]), roll=roll)
    assert placed == {"m": ("007", "id"), "n": ("001", "id")}


def test_without_positions_and_without_a_roll():
    log = Log()
    placed, reasons, _ = place([("id", "", "P0", None), ("none", "", None, None)], roll=None, positions=False)
    assert (placed, reasons) == ({"id": ("P0", "id")}, {"none": steps.NO_PLACE})
    place([("id", "", "P0", None), ("none", "", None, None), ("far", "", "P1", (40, 900))], progress=log)
    assert log.lines == [
        "2 of 3 meters are placed on a parcel.",
        "  by parcel or meter id: 2",
        "  1 meters are not placed: it has neither an address nor a position.",
        "1 meters lie far from the parcel that their id or address names: check that the service points' positions and "
        "coordinate system are right.",
    ]


def test_no_id_in_common_is_refused():
    with pytest.raises(InputError, match=r"SERVICE_POINTS.*no parcel id in common"):
        place([("m", "100 OAK ST", "X1", None)])


def test_the_tolerance_is_that_of_the_user():
    assert place([("m", "", None, (10, -30))])[1] == {"m": NO_PARCEL}
    assert place([("m", "", None, (10, -30))], tolerance=31.0)[0] == {"m": ("P0", "frontage")}


def test_service_points_by_position_alone():
    frame = pd.DataFrame({"METER_ID": ["1", "2", "3"], "Longitude": [-84.3, 0, -84.2], "LAT": ["30.4", "0", "95"]})
    points = read_service_points(frame)
    assert points.frame["lon"].tolist() == pytest.approx([-84.3, np.nan, np.nan], nan_ok=True)
    assert points.odd == {"position is 0, 0": 1, "longitude or latitude is outside the range of degrees": 1}
    moved = with_positions(frame, {"lon": np.array([1.0, 2, 3]), "lat": np.array([4.0, 5, 6])})
    assert list(moved.columns) == ["METER_ID", "lon", "lat"]
    with pytest.raises(InputError, match="nor a position"):
        read_service_points(frame[["METER_ID", "LAT"]])
