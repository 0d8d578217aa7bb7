"""The report as its readers get it: accessible, self-contained, true to the numbers, silent about single homes."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report.inputs import ReportInputs, ReportOptions, find_maps, households
from coprod_equity_plugin.core.report.manifest import InputRecord, Manifest, file_hash
from coprod_equity_plugin.core.report.page import build_report, write_report
from tests import report_frames as frames
from tests.report_page import Page, png

OPTIONS = ReportOptions(frames.EVENT)


def make(homes: pd.DataFrame | None = None, maps=(), **changes) -> ReportInputs:
    homes = frames.study() if homes is None else homes
    inputs = ReportInputs(
        study=homes,
        coefficients=frames.coefficients(),
        fit=frames.fit(len(homes)),
        contrasts=frames.contrasts(),
        areas=frames.disparity(homes),
        sample_flow=frames.flow(homes),
        curve=frames.curve(homes),
        maps=maps,
        manifest=Manifest(
            [InputRecord("Household study table", "study.gpkg", "ab" * 32, len(homes))],
            [("Request window", "48 hours")],
            [("QGIS", "3.22.16")],
            "24 Nov 2026",
        ),
    )
    return replace(inputs, **changes)


@pytest.fixture(scope="module")
def homes() -> pd.DataFrame:
    return frames.study()


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    (folder / "hours.png").write_bytes(png(Title="Hours without power", Description="Map: Hours without power. Dark."))
    (folder / "hours.csv").write_text("area,hours\n1,75.1\n", encoding="utf-8")
    (folder / "requests_per_home.png").write_bytes(png())
    (folder / "requests_per_home.txt").write_text("Requests cluster in the south.", encoding="utf-8")
    return find_maps([folder])


@pytest.fixture(scope="module")
def report(homes, maps):
    return build_report(make(homes, maps), OPTIONS)


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(report.html)


def embedded(page: Page) -> dict[str, str]:
    """The text files that the page carries, by name."""
    found = {}
    for _, attrs, _ in page.all("a"):
        if attrs.get("href", "").startswith("data:text/csv"):
            found[attrs["download"]] = base64.b64decode(attrs["href"].split(",", 1)[1]).decode("utf-8")
    return found


# --- a page that everybody can read ---------------------------------------------------------------------------------
def test_language_title_and_one_main_heading(page):
    assert page.elements[0][0] == "html"
    assert page.all("html")[0][1]["lang"] == "en"
    assert page.text("title") == "Who waited for power after Hurricane Michael"
    assert [text for _, _, text in page.all("h1")] == [page.text("title")]
    assert page.all("main")[0][1]["id"] == "content"
    skip = page.all("a")[0]
    assert skip[1]["href"] == "#content"


def test_headings_descend_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _, _ in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:]))
    titles = [text for _, _, text in page.all("h2")]
    assert titles[0] == "What cannot be concluded"
    assert titles[1:4] == ["1 Data and sample flow", "2 How power came back", "3 Where"]
    assert titles[-1] == "12 How to repeat this"


def test_tables_have_captions_and_heads_with_scope(page):
    tables = page.all("table")
    assert len(tables) == len(page.all("caption")) >= 10
    for _, attrs, text in page.all("th"):
        assert attrs.get("scope") in ("col", "row", "colgroup"), text
        assert text


def test_every_picture_says_what_it_shows(page):
    pictures = [attrs for tag, attrs, _ in page.all("svg") if attrs.get("role") == "img"]
    assert len(pictures) == len(page.all("svg")) == 6
    for attrs in pictures:
        assert len(re.findall(r"\d", attrs["aria-label"])) >= 4
    texts = [attrs["alt"] for _, attrs, _ in page.all("img")]
    assert texts == [
        "Map: Hours without power. Dark.",
        "Map: Hours without power. Dark.",
        "Requests cluster in the south.",
    ]


def test_ids_are_unique_and_links_lead_somewhere(page):
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs, _ in page.elements:
        for name in ("href", "xlink:href", "aria-labelledby"):
            target = attrs.get(name, "")
            if target.startswith("#") or (name == "aria-labelledby" and target):
                assert target.lstrip("#") in ids


def test_nothing_is_loaded_from_elsewhere(report, page):
    assert not page.all("script", "link", "iframe", "object", "embed")
    for _, attrs, _ in page.elements:
        for name in ("src", "href", "xlink:href"):
            assert attrs.get(name, "#").startswith(("#", "data:"))
    assert "@import" not in report.html
    assert set(re.findall(r"url\((.)", report.html)) <= {"#"}


# --- what it says ---------------------------------------------------------------------------------------------------
def test_the_first_page_says_the_findings(page):
    front = page.all("section")[0][2].replace("\xa0", " ")
    assert "minority homes waited 10.8 % longer for power than comparable other homes" in front
    assert "odds of asking were 2.3 times those of comparable other homes" in front
    assert "Among homes that asked, minority homes waited 14.4 % less" in front
    assert "a gap the other way round (ratio of the two gaps 0.77, 95 % interval 0.70 to 0.85)" in front
    assert "What cannot be concluded" in front


def test_sentences_change_with_the_numbers(homes):
    changed = frames.coefficients(
        {
            ("model_1", "minority_share"): (-0.5, 0.1),
            ("model_3", "minority_share"): (0.01, 0.02),
            ("model_3", "minority_share:participation"): (0.02, 0.05),
        }
    )
    found = build_report(make(homes, coefficients=changed, contrasts=frames.contrasts((0.03, 0.05))), OPTIONS).findings
    assert "no clear difference" in found[0]
    assert "less likely to ask for help: their odds of asking were 0.61 times" in found[1]
    assert "whether asking went with a narrower or a wider gap is not clear" in found[2]


def test_observed_hours_are_the_study_tables(homes, page):
    minority = homes[c.MINORITY_SHARE] >= 0.5
    for mask in (minority, ~minority):
        for asked in (0.0, 1.0):
            mean = homes.loc[mask & (homes[c.PARTICIPATION] == asked), c.RESTORATION_HOURS].mean()
            assert f"{mean:.1f} hours" in next(attrs["aria-label"] for _, attrs, _ in page.all("svg"))


def test_restored_by_midnight_is_counted_right(homes, page):
    by = np.datetime64("2018-10-13T00:00:00")  # the end of day 3
    back = homes[c.RESTORED_AT].to_numpy().astype("M8[s]")
    share = np.mean(~np.isnat(back) & (back <= by))
    rows = embedded(page)["restored_by_day.csv"].splitlines()
    day_3 = next(row for row in rows if row.startswith("12 Oct (day 3)"))
    assert day_3.split(",")[1] == f"{100 * share:.1f} %"
    assert "5.2 % of its residents" in page.section("restoration")
    assert "38.5 %" in page.section("restoration")


def test_model_table_has_computed_stars_and_ratios_apart(page):
    text = page.section("models")
    # the study prints this coefficient with one star
    assert "−1.962***" in text
    assert "0.842***" in text
    assert "2.321" in text
    assert "Nagelkerke" in text
    assert "−17,024.0" in text
    assert "0.688" in text


def test_composition_counts(homes, page):
    rows = [row.split(",") for row in embedded(page)["composition.csv"].splitlines()[1:]]
    assert sum(int(row[1]) for row in rows) == len(homes)
    assert rows[0][0] == "0 %"
    assert int(rows[0][1]) == int(np.sum(homes[c.MINORITY_SHARE] == 0))


def test_manifest(page):
    text = page.section("manifest")
    for words in ("study.gpkg", "ab" * 32, "3.22.16", "48 hours", "10 Oct 2018, 00:00"):
        assert words in text


def test_another_number_of_homes_in_the_models_is_said(homes):
    found = Page(build_report(make(homes, fit=frames.fit(len(homes) - 1)), OPTIONS).html)
    assert "may come from different runs" in found.section("data")


def test_names_are_text_not_markup(homes):
    options = replace(OPTIONS, title="<script>alert(1)</script> & more", event_name="<b>Storm</b>")
    found = Page(build_report(make(homes), options).html)
    assert found.text("h1") == "<script>alert(1)</script> & more"
    assert not found.all("script", "b")


# --- what it must not say -------------------------------------------------------------------------------------------
def everything(report) -> str:
    """All words and numbers that leave: the page's text and alternatives, and every table."""
    page = Page(report.html)
    texts = [page.all("html")[0][2], *(value for _, attrs, _ in page.elements for value in attrs.values() if value)]
    texts = [text for text in texts if not text.startswith("data:")]
    texts += [data.decode("utf-8") for name, data in report.files.items() if name.endswith(".csv")]
    return "\n".join(texts)


def test_no_id_and_no_single_value_leaves(homes):
    homes = homes.copy()
    homes.loc[17, c.RESTORATION_HOURS] = 4977.0  # one home's own numbers
    homes.loc[17, c.HOUSE_AGE] = 1234.0
    words = everything(build_report(make(homes), OPTIONS))
    for column in (c.HOUSEHOLD_ID, c.METER_ID, c.PARCEL_ID):
        assert not any(name in words for name in homes[column])
    assert not re.search(r"(?<![\d.])(4,?977|1,?234)(?!\d)", words)


def test_files_hold_what_the_page_carries(report, page):
    carried = embedded(page)
    assert "contrasts.csv" in carried
    for name, text in carried.items():
        assert report.files[name].decode("utf-8") == text
    pictures = [data for name, data in report.files.items() if name.endswith(".png")]
    assert len(pictures) == 6
    assert all(Image.open(BytesIO(data)).width >= 650 for data in pictures)


def test_few_minority_homes_that_asked_hide_the_four_cells(homes):
    homes = homes.copy()
    minority = (homes[c.MINORITY_SHARE] >= 0.5) & (homes[c.PARTICIPATION] == 1)
    rows = np.flatnonzero(minority)[:-5]
    homes.loc[rows, c.PARTICIPATION] = 0.0
    report = build_report(make(homes), OPTIONS)
    page = Page(report.html)
    assert "observed_hours.csv" not in report.files
    assert "one of its four groups has too few homes, or none" in page.all("section")[0][2]
    assert "Observed hours by group and help (cells): 4 withheld." in page.section("privacy")


def test_few_minority_homes_are_never_shown_apart(homes):
    homes = homes.copy()
    rows = np.flatnonzero(homes[c.MINORITY_SHARE] >= 0.5)
    homes.loc[rows[7:], c.MINORITY_SHARE] = 0.0
    report = build_report(make(homes), OPTIONS)
    page = Page(report.html)
    assert "fewer than 11 are minority homes" in page.section("data")
    assert report.files["restoration_quantiles.csv"].decode().count("\n") == 2  # head and all homes
    assert ",minority," not in report.files["restoration_curves.csv"].decode()
    assert "minority and other" in page.section("describe")
    assert "composition.csv" not in report.files


def test_sample_flow_hides_what_subtraction_would_show(page):
    rows = [line.split(",") for line in embedded(page)["sample_flow.csv"].replace('"', "").splitlines()]
    text = page.section("data")
    assert "withheld" in text
    # seven homes are lost at the last step: the count before it must not stand
    matched = next(row for row in rows if row[0] == "Matched to voters")
    assert "withheld" in matched[1]


def test_curves_move_in_steps_of_enough_homes(homes, page):
    rows = [line.split(",") for line in embedded(page)["restoration_curves.csv"].splitlines()[1:]]
    minority = int((homes[c.MINORITY_SHARE] >= 0.5).sum())
    for group, size in (("minority", minority), ("other", len(homes) - minority)):
        shares = np.array([float(row[3]) for row in rows if row[0] == group])
        restored = -np.diff(np.append(1.0, shares)) * size
        assert len(shares) > 10
        assert ((restored < 0.5) | (restored > 10.5)).all()
        assert shares[-1] * size > 10.5


def test_counts_under_the_curve_are_large_or_not_there(page):
    drawn = next(attrs for _, attrs, text in page.all("svg") if "Homes still out" in text)
    assert drawn["aria-label"].startswith("Line chart")
    texts = [text for tag, _, text in page.all("text") if re.fullmatch(r"[\d,]+", text)]
    assert len(texts) >= 6
    assert all(int(text.replace(",", "")) == 0 or int(text.replace(",", "")) >= 11 for text in texts if "," in text)


def test_descriptives_hide_a_share_that_counts_few(homes):
    homes = homes.copy()
    asked = np.flatnonzero(homes[c.PARTICIPATION] == 1)
    homes.loc[asked, c.COLLEGE_SHARE] = 0.0
    homes.loc[asked[:4], c.COLLEGE_SHARE] = 1.0
    report = build_report(make(homes), OPTIONS)
    line = next(
        row for row in report.files["descriptives.csv"].decode().splitlines() if row.startswith("Share aged 18")
    )
    cells = line.split(",")
    assert cells[2:4] == ["withheld", "withheld"]  # asked, and did not ask: the one follows from the other
    assert cells[1] != "withheld"


def test_percentiles_need_enough_homes_beyond(homes):
    report = build_report(make(homes), OPTIONS)
    asked = int(homes[c.PARTICIPATION].sum())
    line = report.files["descriptives_range.csv"].decode().splitlines()[1].split(",")
    assert (line[2] == "withheld") == (0.05 * asked < 11)
    few = build_report(make(homes), replace(OPTIONS, minimum_households=40))
    assert few.files["descriptives_range.csv"].decode().splitlines()[1].split(",")[2] == "withheld"


def test_areas_stay_withheld_and_a_stricter_rule_hides_more(homes, page):
    rows = embedded(page)["areas.csv"].splitlines()
    assert rows[1].split(",")[1:-1] == [""] * (len(c.DISPARITY.names) - 2)
    strict = build_report(make(homes), replace(OPTIONS, minimum_households=70)).files["areas.csv"].decode()
    for row in strict.splitlines()[1:]:
        cells = dict(zip(c.DISPARITY.names, row.split(",")))
        assert cells[c.HOUSEHOLDS] == "" or int(float(cells[c.HOUSEHOLDS])) >= 70
        if cells[c.MINORITY_HOUSEHOLDS]:
            assert int(float(cells[c.MINORITY_HOUSEHOLDS])) >= 70


# --- other ways through ---------------------------------------------------------------------------------------------
def test_without_maps_curve_or_times(homes):
    homes = homes.copy()
    homes[c.OUTAGE_START] = np.full(len(homes), np.datetime64("NaT"), "M8[s]")
    homes[c.RESTORED_AT] = homes[c.OUTAGE_START]
    report = build_report(make(homes, curve=None), OPTIONS)
    page = Page(report.html)
    assert not page.all("img")
    assert "hours_since_power_was_lost" in report.files["restoration_curves.csv"].decode()
    assert "restored_by_day.csv" not in report.files


def test_homes_that_are_not_compared():
    homes = frames.study(200)
    homes.loc[0, c.STATUS] = c.STATUS_NO_OUTAGE
    homes.loc[1, c.MINORITY_SHARE] = np.nan
    homes.loc[2, c.MEDIAN_INCOME] = np.nan
    found = households(homes, frames.EVENT)
    assert len(found) == 197
    assert [number for _, number in found.left_out] == [1, 1, 1]


def test_clock_runs_from_the_event():
    homes = frames.study(300)
    found = households(homes, frames.EVENT)
    back = homes[c.RESTORED_AT].to_numpy().astype("M8[s]")
    known = ~np.isnat(back)
    assert found.clock[known] == pytest.approx((back[known] - frames.EVENT).astype(float) / 3600)
    assert found.clock[~known] == pytest.approx(336, abs=0.6)  # the reads' end, fourteen days later


def test_everything_wrong_is_said_at_once(homes):
    study = homes.drop(columns=[c.PARTICIPATION])
    study = study.assign(**{c.MINORITY_SHARE: 40.0})
    with pytest.raises(InputError) as caught:
        build_report(make(homes, study=study, fit=frames.fit(10).iloc[:0]), OPTIONS)
    message = str(caught.value)
    for words in ("no column participation", "lies outside 0 to 1", "Model fit: the table has no rows"):
        assert words in message


def test_too_small_a_minimum_is_refused(homes):
    with pytest.raises(InputError, match="single households would be shown"):
        build_report(make(homes), replace(OPTIONS, minimum_households=1))


def test_cancel(homes):
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        build_report(make(homes), OPTIONS, Stopped())


def test_maps_are_found_by_file_folder_and_other_format(tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert [item.name for item in find_maps([tmp_path / "a.pdf"])] == ["a"]
    assert [item.name for item in find_maps([tmp_path, tmp_path / "a.png"])] == ["a"]
    (tmp_path / "b.png").write_bytes(b"not a picture")
    with pytest.raises(InputError) as caught:
        find_maps([tmp_path / "b.png", tmp_path / "c.png"])
    assert len(caught.value.problems) == 2


def test_written_whole_or_not_at_all(report, tmp_path):
    written = write_report(report, tmp_path / "report.html", tmp_path / "tables")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == report.html
    assert len(written) == 1 + len(report.files)
    assert file_hash(tmp_path / "tables" / "fit.csv")
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(OSError, match=r".+"):
        write_report(report, tmp_path / "folder.html", tmp_path / "other")
    assert not list((tmp_path / "other").iterdir())
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_hash_against_a_published_value(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert file_hash(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_sample_is_weighed(homes):
    homes = homes.copy()
    asked = homes[c.PARTICIPATION] == 1
    homes[c.SAMPLING_WEIGHT] = np.where(asked, 1.0, 26.33)
    homes.loc[~asked, c.RESTORATION_HOURS] += 20.0
    report = build_report(make(homes), OPTIONS)
    mean = np.average(homes[c.RESTORATION_HOURS], weights=homes[c.SAMPLING_WEIGHT])
    line = report.files["descriptives.csv"].decode().splitlines()[2]
    assert line.split(",")[1].startswith(f"{mean:.1f} (")
    assert "weigh each home by its sampling weight" in Page(report.html).section("data")


def test_start_of_the_event_is_found(homes):
    found = build_report(make(homes), replace(OPTIONS, event_start=None))
    assert found.files["restoration_curves.csv"] == build_report(make(homes), OPTIONS).files["restoration_curves.csv"]
