"""A Green Button feed as utilities publish it: relative links, ``up`` links, local time, several points and blocks.

Written by hand in the shape of the OpenESPI project's samples (rights to those are not clear enough to ship one): a
usage point with its local time parameters, a meter reading that is related to its type and its blocks, and an interval
around each block's readings.
"""

from __future__ import annotations

import numpy as np

from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import read_grid

NAMESPACE = "http://naesb.org/espi"
MIDNIGHT = 1538539200  # 3 October 2018, 0:00 in New York
LOCAL_TIME = (
    "<dstEndRule>B40E2000</dstEndRule><dstOffset>3600</dstOffset><dstStartRule>360E2000</dstStartRule>"
    "<tzOffset>-18000</tzOffset>"
)


def entry(path, kind, inside, *related):
    up = path.rsplit("/", 1)[0]
    links = "".join(f'<link rel="related" href="{target}"/>' for target in related)
    return (
        f'<entry><id>urn:uuid:5A5E616C-9661</id><link rel="self" href="{path}"/><link rel="up" href="{up}"/>{links}'
        f'<title/><content><{kind} xmlns="{NAMESPACE}">{inside}</{kind}></content>'
        "<published>2018-11-24T00:00:00Z</published><updated>2018-11-24T00:00:00Z</updated></entry>"
    )


def block(path, number, readings):
    """An interval block; readings are ``(slot of a quarter of an hour, value, quality or None)``."""
    inside = "".join(
        "<IntervalReading><cost>907</cost>"
        + ("" if quality is None else f"<ReadingQuality><quality>{quality}</quality></ReadingQuality>")
        + f"<timePeriod><duration>900</duration><start>{MIDNIGHT + 900 * slot}</start></timePeriod>"
        f"<value>{value}</value></IntervalReading>"
        for slot, value, quality in readings
    )
    start = MIDNIGHT + 900 * readings[0][0]
    interval = f"<interval><duration>43200</duration><start>{start}</start></interval>"
    return entry(f"{path}/IntervalBlock/{number:04d}", "IntervalBlock", interval + inside)


def point(number, blocks, reading_type):
    base = f"RetailCustomer/9b6c7063/UsagePoint/{number:02d}"
    reading = f"{base}/MeterReading/01"
    return [
        entry(
            base,
            "UsagePoint",
            "<ServiceCategory><kind>0</kind></ServiceCategory>",
            f"{base}/MeterReading",
            f"{base}/ElectricPowerUsageSummary",
            "LocalTimeParameters/01",
        ),
        entry(reading, "MeterReading", "", f"{reading}/IntervalBlock", reading_type),
        *(block(reading, 173 + count, readings) for count, readings in enumerate(blocks)),
        entry(f"{base}/ElectricPowerUsageSummary/01", "ElectricPowerUsageSummary", "<billToDate>93000</billToDate>"),
    ]


def reading_type(number, power):
    inside = (
        "<accumulationBehaviour>4</accumulationBehaviour><commodity>1</commodity><currency>840</currency>"
        "<dataQualifier>12</dataQualifier><flowDirection>1</flowDirection><intervalLength>900</intervalLength>"
        f"<kind>12</kind><phase>769</phase><powerOfTenMultiplier>{power}</powerOfTenMultiplier>"
        "<timeAttribute>0</timeAttribute><uom>72</uom>"
    )
    return entry(f"ReadingType/{number:02d}", "ReadingType", inside)


def test_a_published_feeds_points_blocks_multipliers_and_gaps(tmp_path):
    """Two points of other multipliers over two blocks each; one has a gap in a block, the other lacks half a day."""
    whole = [(slot, 0 if 40 <= slot < 52 else 90 + slot, 8 if slot == 60 else None) for slot in range(96)]
    first, second = whole[:48], [reading for reading in whole[48:] if not 70 <= reading[0] < 74]
    half = [(slot, 2, 14) for slot in range(48, 96)]  # 2 thousand Wh, raw
    feed = [
        entry("LocalTimeParameters/01", "LocalTimeParameters", LOCAL_TIME),
        *point(1, [first, second], "ReadingType/07"),
        *point(2, [half[:24], half[24:]], "ReadingType/08"),
        reading_type(7, 0),
        reading_type(8, 3),
    ]
    (tmp_path / "feed.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="GreenButtonDataStyleSheet.xslt"?>'
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:uuid:23AC4BEC</id><title>Green Button Usage Feed</title>'
        f"<updated>2018-11-24T00:00:00Z</updated>{''.join(feed)}</feed>"
    )
    source = open_reads(tmp_path / "feed.xml", time_zone="America/New_York")
    grid = read_grid(source, MIDNIGHT, MIDNIGHT + 86400)
    assert (source.layout, source.interval, source.local) == ("greenbutton", 900, False)
    assert len(grid.meters) == 2
    on, zero, estimated = (
        [set(np.flatnonzero(np.unpackbits(row)).tolist()) for row in packed]
        for packed in (grid.on, grid.zero, grid.estimated)
    )
    gap, dark = set(range(70, 74)), set(range(40, 52))
    assert on == [set(range(96)) - gap - dark - {60}, set(range(48, 96))]
    assert zero == [dark, set()]
    assert estimated == [{60}, set()]
    assert grid.left_out == {}
    frame = source.frame.sort_values(["meter", "stamp"]).groupby("meter")["kwh"]
    assert list(frame.max().round(3)) == [0.185, 2.0]  # 95 Wh more than 90, and 2 thousand Wh
    assert str(grid.local_edges[0]) == "2018-10-03T00:00:00"
