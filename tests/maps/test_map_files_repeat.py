"""The values written beside a map are the area table's own: none that it withholds, none that it does not have."""

import csv

import pytest

from coprod_equity_plugin.maps.export import export_map
from coprod_equity_plugin.maps.order import MapOrder
from tests.maps.map_layers import make_layer, rows


@pytest.mark.parametrize("measure", ["mean_hours", "hours_difference", "requests_composition", "group_gap"])
def test_every_number_of_the_csv_stands_in_the_layer(qgis_app, tmp_path, measure):
    path = tmp_path / "map.csv"
    export_map(make_layer(), MapOrder(event="Michael", date="2018-10-24", measure=measure, files={"csv": str(path)}))
    table = {row["area_id"]: row for row in rows()}
    numbers = 0
    with open(path, encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            own = table[line["area_id"]]
            for name in set(line) - {"area_id", "class", "suppression"}:
                assert name in own
                assert (line[name] == "") == (own[name] is None), (line["area_id"], name)
                if line[name]:
                    numbers += 1
                    assert float(line[name]) == pytest.approx(own[name])
    assert numbers > 5
