"""Write the shipped models: the whole study from raw files to report, and its parts, each of which stands alone.

``equitystudy`` is all of it. ``studytable`` ends with the study table, ``equityanalysis`` begins with it, and
``equitymaps`` draws a result's maps anew: what is done again after a better address list, another rule, other words.
The models are made here and not drawn by hand, so that their children, names and outputs can be read, reviewed and
tested. Write them with the oldest supported QGIS: newer ones read them, the other way round they may not.
"""

from __future__ import annotations

from pathlib import Path

from scripts.model_builder import ModelBuilder, model_text
from scripts.model_inputs import INPUT_HELP, inputs
from scripts.qgis_session import ROOT, qgis_session

MODELS = ROOT / "coprod_equity_plugin" / "resources" / "models"

# what the robustness step draws: samples of each size, and the sizes
DRAWS = 20
SIZES = "600,1000,3000,5000"

# measure -> child id of its map, and what the map is called in the model
MAPS = {
    "mean_hours": ("hours_map", "Map of hours"),
    "requests_composition_census": ("requests_map", "Map of requests"),
    "hours_difference": ("disparity_map", "Map of disparity"),
}
# the same of a result alone: what needs no census, the layer's usual measure last, since its style stays
MAPS_OF_A_RESULT = {
    "mean_hours": ("hours_map", "Map of hours"),
    "group_gap": ("gap_map", "Map of gaps"),
    "participation_rate": ("requests_map", "Map of requests"),
    "hours_difference": ("disparity_map", "Map of disparity"),
}
RAW_FILES = (
    "READS", "SERVICE_POINTS", "REQUESTS", "REQUESTS_FILE", "CATEGORIES", "PARCELS", "ROLL", "VOTERS", "CENSUS",
    "BLOCK_GROUPS", "EVENT_START", "WINDOW_HOURS", "TIME_ZONE",
)  # fmt: skip
PUBLISHED = ("EVENT_NAME", "MINIMUM_HOUSEHOLDS", "SOURCES")


def build_equity_study():
    """Raw files to maps and report."""
    m = ModelBuilder("equitystudy", inputs(*RAW_FILES, *PUBLISHED), INPUT_HELP)
    _prepare(m)
    study = m.made("study", "OUTPUT")
    m.step(
        "models",
        "equitymodels",
        {"INPUT": study},
        ["COEFFICIENTS", "CONTRASTS", "FIT", "REPORT", "OUTPUT", "ADJUSTED", "HYPOTHESES", "DIAGNOSTICS"],
    )
    _areas(m, study, m.made("places", "OUTPUT"))
    checks = _second_looks(m)
    checks |= _disparities(m, study, m.given("BLOCK_GROUPS"), m.made("restoration", "OUTPUT"))
    _maps(m, MAPS, m.made("areas", "OUTPUT"), m.same("EVENT_NAME", "SOURCES"))
    settings = m.computed(
        "'Request window, hours: ' || @WINDOW_HOURS || '\\nTime zone: ' || @TIME_ZONE || '\\nRequest categories: '"
        " || if(@CATEGORIES = '', 'all', @CATEGORIES) || '\\nStandard errors: clustered by block group'"
        f" || '\\nRobustness: {DRAWS} samples each of {SIZES} homes, seed 1'"
        " || '\\nClusters: 9,999 permutations, seed 1'"
    )
    _report(
        m,
        {
            "STUDY": study,
            "SAMPLE_FLOW": m.made("study", "SAMPLE_FLOW"),
            "CURVE": m.made("restoration", "CURVE"),
            "GROUPS_BY": m.fixed("share of renters in the block group"),
            "SETTINGS": settings,
            **checks,
        },
    )
    return m.finished(
        "The whole study in one run: raw files to study table, models, areas, maps and report.",
        "From raw files to maps and report in one run: restoration times from meter reads, requests, people and "
        "places, the household study table, Models 1-5 with their checks (diagnostics, other request windows and "
        "samples, time to restoration, clusters), disparity by block group, three styled maps and the report. "
        "Household tables are confidential; maps and report show groups of households only.",
    )


def build_study_table():
    """Raw files to the study table."""
    m = ModelBuilder("studytable", inputs(*RAW_FILES), INPUT_HELP)
    _prepare(m, ["OUTPUT", "SAMPLE_FLOW", "METERS_REVIEW"])
    return m.finished(
        "Raw files to the household study table: restoration times, requests, people and places, joined.",
        "The first half of the equity study, to be done again when a file has changed: restoration times from meter "
        "reads, requests matched to homes, people and places, joined to one row per household. Look at the sample "
        "flow, the requests to review and the meters to review before you go on with 'Equity analysis'. All tables "
        "but that of block groups are confidential.",
    )


def build_equity_analysis():
    """The study table to maps and report."""
    options = ("CURVES_BY", "RESTORATION", "COVARIANCE", "CELID_HOURS", "EARLIER")
    m = ModelBuilder(
        "equityanalysis",
        inputs(
            *("STUDY", "INDICATORS", "SAMPLE_FLOW", "CURVE", "EVENT_START", *PUBLISHED),
            *options,
        ),
        INPUT_HELP,
        advanced=options,
    )
    study, places = m.given("STUDY"), m.given("INDICATORS")
    m.step(
        "models",
        "equitymodels",
        {"INPUT": study, **m.same("COVARIANCE")},
        ["COEFFICIENTS", "CONTRASTS", "FIT", "REPORT", "OUTPUT", "ADJUSTED", "HYPOTHESES", "DIAGNOSTICS"],
    )
    before = m.same("EARLIER")
    _areas(m, study, places, before)
    checks = _tables_of_models(m)
    checks |= _disparities(
        m,
        study,
        places,
        m.given("RESTORATION"),
        group=m.given("CURVES_BY"),
        before=before,
        options=m.same("CELID_HOURS"),
        shown={"reliability": ["OUTPUT", "GROUPS"], "clusters": ["OUTPUT"]},
    )
    _maps(m, MAPS, m.made("areas", "OUTPUT"), m.same("EVENT_NAME", "SOURCES"))
    settings = m.computed(
        "'Standard errors: ' || if(@COVARIANCE = 'cluster', 'clustered by block group', @COVARIANCE)"
        " || '\\nCELID from, hours: ' || @CELID_HOURS || '\\nClusters: 9,999 permutations, seed 1'"
    )
    groups = m.computed(
        "if(@CURVES_BY = 'renter_share', 'share of renters in the block group', coalesce(@CURVES_BY, ''))"
    )
    _report(m, {"STUDY": study, **m.same("SAMPLE_FLOW", "CURVE"), "GROUPS_BY": groups, "SETTINGS": settings, **checks})
    return m.finished(
        "From the household study table to models, areas, maps and report, to be run again with other choices.",
        "The second half of the equity study: Models 1-5 with their diagnostics, disparity by block group, storm "
        "reliability, curves by another group, clusters, three styled maps and the report. Run it again with another "
        "smallest group, other standard errors or other words; the study table stays as it is. A result that is "
        "public already could be subtracted from the new one: give it as 'Published before'. Other samples and request "
        "windows, and time to restoration, take longer: they are in 'Equity study', and steps of their own.",
    )


def build_equity_maps():
    """A result to its maps."""
    options = ("PAPER", "ORIENTATION", "DPI", "SAVE_STYLE")
    m = ModelBuilder("equitymaps", inputs("AREAS", "EVENT_NAME", "SOURCES", *options), INPUT_HELP, advanced=options)
    words = m.same("EVENT_NAME", "SOURCES", "PAPER", "ORIENTATION", "DPI")
    _maps(m, MAPS_OF_A_RESULT, m.given("AREAS"), words, m.given("SAVE_STYLE"))
    return m.finished(
        "The usual maps of a result by area, styled and written as PDF and PNG, with their values and alt texts.",
        "Four maps of what 'Disparity by area' wrote, ready for a report: mean hours, the gap between the groups, "
        "who asked for help, and the difference to the city. Run it again when the words, the paper or the areas "
        "change. Each map comes with its values as CSV and an alt text; areas that are withheld stay withheld.",
    )


def _prepare(m: ModelBuilder, shown: list[str] | None = None) -> None:
    """Restoration times, requests, people, places, and the study table of them; ``shown`` are its outputs."""
    m.step("restoration", "restorationtimes", m.same("READS", "EVENT_START", "TIME_ZONE"), ["OUTPUT", "CURVE"])
    m.step(
        "requests",
        "servicerequests",
        m.same(
            *("REQUESTS", "REQUESTS_FILE", "PARCELS", "ROLL", "SERVICE_POINTS", "CATEGORIES"),
            *("EVENT_START", "TIME_ZONE", "WINDOW_HOURS"),
        ),
        ["OUTPUT", "UNMATCHED"],
    )
    m.step("people", "householdcomposition", m.same("VOTERS", "EVENT_START"), ["OUTPUT"])
    m.step("places", "blockgroupindicators", {**m.same("BLOCK_GROUPS"), "TABLES": m.given("CENSUS")}, ["OUTPUT"])
    m.step(
        "study",
        "studydataset",
        {
            "RESTORATION": m.made("restoration", "OUTPUT"),
            **m.same("SERVICE_POINTS", "PARCELS", "ROLL", "EVENT_START"),
            "REQUESTS": m.made("requests", "OUTPUT"),
            "UNMATCHED": m.made("requests", "UNMATCHED"),
            "COMPOSITION": m.made("people", "OUTPUT"),
            "BLOCK_GROUPS": m.made("places", "OUTPUT"),
        },
        shown or ["OUTPUT", "SAMPLE_FLOW"],
    )


def _rule(m: ModelBuilder) -> dict:
    return {"PRESET": m.fixed("custom"), **m.same("MINIMUM_HOUSEHOLDS")}


def _areas(m: ModelBuilder, study, places, before=()) -> None:
    """Disparity by block group, with the census's shares that the places bring along."""
    m.step("areas", "disparitybyarea", {"INPUT": study, "AREAS": places, **_rule(m), **dict(before)}, ["OUTPUT"])


def _tables_of_models(m: ModelBuilder) -> dict:
    """What the report reads of the models beside their coefficients."""
    names = ("ADJUSTED", "HYPOTHESES", "DIAGNOSTICS", "STANDARD_ERRORS", "ROOTOGRAM", "RESIDUAL_QUANTILES")
    return {**{name: m.made("models", name) for name in names}, "EXPECTED": m.made("models", "OUTPUT")}


def _second_looks(m: ModelBuilder) -> dict:
    """Other samples and windows, and survival; gives the report's tables of all checks of the models.

    Leaving out each block group once is left out: in a large city it takes longer than all else together, and the
    diagnostics do it for the first coefficient.
    """
    asked = {"INPUT": m.made("study", "OUTPUT"), "REQUESTS": m.made("requests", "OUTPUT"), **m.same("EVENT_START")}
    draws = {"DRAWS": m.fixed(DRAWS), "SIZES": m.fixed(SIZES), "LEAVE_OUT": m.fixed(False)}
    m.step("robustness", "robustness", {**asked, **m.same("WINDOW_HOURS"), **draws})
    m.step("survival", "survivalmodels", asked)
    return {
        **_tables_of_models(m),
        "ROBUSTNESS": m.made("robustness", "SUMMARY"),
        "ROBUSTNESS_FITS": m.made("robustness", "OUTPUT"),
        "SURVIVAL": m.made("survival", "GROUPS"),
        "SURVIVAL_CONTRASTS": m.made("survival", "CONTRASTS"),
        "SURVIVAL_FIT": m.made("survival", "FIT"),
    }


def _disparities(m: ModelBuilder, study, areas, restoration, *, group=None, before=(), options=(), shown=()) -> dict:
    """Curves by another group, reliability, clusters; gives the report's tables of them.

    ``before``: what was published before; ``options``: of the reliability indices; ``shown``: step -> its outputs that
    are the model's, too.
    """
    shown, rule = dict(shown), {**_rule(m), **dict(before)}
    # the curves' own rule asks for 11 at least
    minimum = m.computed("max(11, @MINIMUM_HOUSEHOLDS)")
    by = group or m.fixed("renter_share")
    m.step("renters", "restorationcurve", {"INPUT": study, "GROUP_FIELD": by, "MINIMUM": minimum})
    m.step(
        "reliability",
        "reliabilityindices",
        {"INPUT": study, "RESTORATION": restoration, "AREAS": areas, **rule, **dict(options)},
        shown.get("reliability", ()),
    )
    m.step(
        "clusters",
        "residualclustering",
        {"INPUT": m.made("models", "OUTPUT"), "AREAS": areas, **rule},
        shown.get("clusters", ()),
    )
    return {
        "GROUP_CURVES": m.made("renters", "OUTPUT"),
        "GROUP_QUANTILES": m.made("renters", "QUANTILES"),
        "RELIABILITY": m.made("reliability", "GROUPS"),
        "CLUSTERS": m.made("clusters", "OUTPUT"),
        "INEQUALITY": m.made("areas", "INEQUALITY"),
    }


def _maps(m: ModelBuilder, maps: dict, areas, words: dict, save=None) -> None:
    """Style the areas by one measure after the other, and export each map before the next style."""
    from coprod_equity_plugin.maps.measures import MEASURES

    previous = None
    for measure, (child_id, title) in maps.items():
        style = f"style_{measure}"
        m.step(
            style,
            "styledisparity",
            {"INPUT": areas, "MEASURE": m.fixed(measure), "SAVE_STYLE": save or m.fixed(True)},
            title=f"Style: {MEASURES[measure].label}",
            after=[previous] if previous else (),
        )
        m.step(
            child_id,
            "exportmap",
            {"INPUT": m.made(style, "OUTPUT"), "MEASURE": m.fixed(measure), **words},
            ["PDF", "PNG", "CSV", "ALT_TEXT"],
            title=title,
            beside=True,
        )
        previous = child_id


def _report(m: ModelBuilder, tables: dict) -> None:
    m.step(
        "report",
        "equityreport",
        {
            **{name: m.made("models", name) for name in ("COEFFICIENTS", "FIT", "CONTRASTS")},
            "AREAS": m.made("areas", "OUTPUT"),
            "MAPS": [m.made(child_id, "PNG") for child_id, _ in MAPS.values()],
            **m.same("EVENT_NAME", "MINIMUM_HOUSEHOLDS", "EVENT_START"),
            **tables,
        },
        ["OUTPUT", "TABLES_FOLDER"],
    )


BUILDERS = {
    "equitystudy": build_equity_study,
    "studytable": build_study_table,
    "equityanalysis": build_equity_analysis,
    "equitymaps": build_equity_maps,
}


def write(folder: Path) -> list[Path]:
    """Write every shipped model into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, build in BUILDERS.items():
        written.append(folder / f"{name}.model3")
        written[-1].write_text(model_text(build()), encoding="utf-8")
    return written


if __name__ == "__main__":
    with qgis_session():
        for path in write(MODELS):
            print(path.relative_to(ROOT))
