"""Write docs/algorithms/ and docs/es/algorithms/: a page per algorithm, made from its definition so as not to drift.

The examples are the calls that the tests run on the small sample city.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from coprod_equity_plugin.processing.sample_study import inputs
from scripts.build_models import BUILDERS
from scripts.qgis_session import ROOT, qgis_session
from scripts.spanish import LANGUAGES, say, speaking

PAGES = {"en": ROOT / "docs" / "algorithms", "es": ROOT / "docs" / "es" / "algorithms"}
CITY, FOLDER = Path("sample/raw"), Path("sample")
NOTE = "<!-- Made by `python -m scripts.algorithm_pages`; change the algorithm instead. -->"
PICTURES = ROOT / "docs" / "pictures"
EVENTS = "docs/samples/power_events.csv"
SIMULATED = "What the example below gives. The city is simulated: no home, meter, address or voter in it is real."


def examples(raw: Path = CITY, folder: Path = FOLDER) -> dict[str, dict]:
    """Algorithm -> parameters of its example, for a city's raw files and a folder for results."""
    from tests.algorithms.conftest import Steps

    steps = Steps.__new__(Steps)  # without making the folder
    steps.raw, steps.folder = {name: str(path) for name, path in inputs(raw).items()}, folder
    return {
        "createsamplecity": {"HOUSEHOLDS": 4000, "SEED": 7, "OUTPUT": str(raw)},
        "checkinstallation": {},
        **steps.parameters(),
        **further(raw, folder),
        "equitystudy": {
            **inputs(raw),
            "report:OUTPUT": str(folder / "report.html"),
            "areas:OUTPUT": str(folder / "areas.gpkg"),
        },
    }


def further(raw: Path = CITY, folder: Path = FOLDER) -> dict[str, dict]:
    """The examples of the algorithms that the study itself does without."""
    study, areas = str(folder / "study.gpkg"), inputs(raw)["BLOCK_GROUPS"]
    event = {"EVENT_START": "2018-10-10T00:00:00"}
    requests = {"REQUESTS": str(folder / "requests.gpkg"), **event}

    def made(**files: str) -> dict[str, str]:
        return {name: str(folder / file) for name, file in files.items()}

    return {
        "restorationfromevents": {"EVENTS": EVENTS, **event, **made(OUTPUT="from_events.gpkg")},
        "drawsample": {"INPUT": study, **made(OUTPUT="sample.gpkg")},
        "regressionmodel": {
            "INPUT": study,
            "OUTCOME": "restoration_hours",
            "PREDICTORS": "minority_share;participation;house_age",
            "INTERACTIONS": "minority_share:participation",
            "FAMILY": "negativebinomial",
            **made(COEFFICIENTS="own_model.gpkg"),
        },
        "robustness": {
            "INPUT": study,
            **requests,
            "SIZES": "200,400",
            "DRAWS": 10,
            "LEAVE_OUT": False,
            **made(SUMMARY="robustness.gpkg"),
        },
        "survivalmodels": {
            "INPUT": study,
            **requests,
            **made(COEFFICIENTS="survival.gpkg", GROUPS="survival_groups.gpkg"),
        },
        "reliabilityindices": {
            "INPUT": study,
            "AREAS": areas,
            **made(OUTPUT="reliability.gpkg", GROUPS="reliability_groups.gpkg"),
        },
        "residualclustering": {
            **made(INPUT="model_rows.gpkg"),
            "AREAS": areas,
            "PERMUTATIONS": 999,
            **made(OUTPUT="clusters.gpkg"),
        },
        "restorationcurve": {
            "INPUT": study,
            "GROUP_FIELD": "participation",
            **made(OUTPUT="curves.gpkg", QUANTILES="quantiles.gpkg"),
        },
        "playoutages": {"INPUT": study},
        "exportframes": {"INPUT": study, "AREAS": areas, "STEP_HOURS": 48, **made(OUTPUT="frames")},
        **models(raw, folder),
    }


def models(raw: Path = CITY, folder: Path = FOLDER) -> dict[str, dict]:
    """The examples of the models that are parts of the study."""

    def files(**named: str) -> dict[str, str]:
        return {name: str(folder / file) for name, file in named.items()}

    def made(**named: str) -> dict[str, str]:
        return {name.replace("__", ":"): path for name, path in files(**named).items()}

    return {
        "studytable": {
            **inputs(raw),
            **made(study__OUTPUT="study_table.gpkg", study__SAMPLE_FLOW="sample_flow.gpkg"),
            **made(places__OUTPUT="indicators.gpkg", restoration__CURVE="restoration_curve.gpkg"),
        },
        "equityanalysis": {
            **files(STUDY="study.gpkg", INDICATORS="places.gpkg", SAMPLE_FLOW="flow.gpkg", CURVE="curve.gpkg"),
            **made(report__OUTPUT="analysis.html", areas__OUTPUT="analysis_areas.gpkg"),
        },
        "equitymaps": {
            **files(AREAS="areas.gpkg"),
            "EVENT_NAME": "Hurricane Michael, simulated",
            **made(hours_map__PNG="hours.png", gap_map__PNG="gap.png"),
            **made(requests_map__PNG="requests.png", disparity_map__PNG="disparity.png"),
        },
    }


def command(algorithm: str, parameters: dict) -> str:
    """The example as words for a shell."""
    words = [f"qgis_process run coprodequity:{algorithm} --"]
    words += [f"  {shlex.quote(f'{name}={value}')}" for name, value in parameters.items()]
    return " \\\n".join(words) if parameters else f"qgis_process run coprodequity:{algorithm}"


def call(algorithm: str, parameters: dict) -> str:
    """The example as Python, for QGIS's console."""
    if not parameters:
        return f'from qgis import processing\n\nresults = processing.run("coprodequity:{algorithm}", {{}})'
    given = "".join(f"        {json.dumps(name)}: {_python(value)},\n" for name, value in parameters.items())
    return (
        "from qgis import processing\n\nresults = processing.run(\n"
        f'    "coprodequity:{algorithm}",\n    {{\n{given}    }},\n)'
    )


def _python(value) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


def page(algorithm, example: dict | None, language: str = "en") -> str:
    """An algorithm's page as Markdown; the algorithm was made in the same language."""
    name, pictures = algorithm.name(), "../pictures" if language == "en" else "../../pictures"

    def head(*cells: str) -> list[str]:
        return [f"| {' | '.join(say(cell, language) for cell in cells)} |", "|---" * len(cells) + "|"]

    lines = [NOTE, f"# {algorithm.displayName()}", ""]
    lines += [f"`coprodequity:{name}`, {say('group', language)} *{algorithm.group().strip()}*", ""]
    lines += [algorithm.about().strip(), ""]
    shown = algorithm.shortDescription() or algorithm.displayName()
    for kind, words, title, caption in (
        ("output", "What it gives for a simulated city. {title}", shown, SIMULATED),
        ("dialog", "The dialog of {title}, filled in as in the example below", algorithm.displayName(), ""),
        ("designer", "{title} in QGIS's Model Designer", algorithm.displayName(), ""),
    ):
        if (PICTURES / f"{kind}_{name}.png").exists():
            lines += [f"![{_alt(say(words, language).format(title=title))}]({pictures}/{kind}_{name}.png)", ""]
            lines += [f"*{say(caption, language)}*", ""] if caption else []
    lines += [f"## {say('Parameters', language)}", "", *head("name", "what", "type", "default", "help")]
    lines += [
        f"| `{item.name()}` | {_cell(item.description())}{_marks(item, language)} | {item.type()}{_choices(item)} | "
        f"{_default(item)} | {_cell(item.help())} |"
        for item in sorted(algorithm.parameterDefinitions(), key=_place)
    ]
    made = list(algorithm.outputDefinitions())
    if name in BUILDERS:  # QGIS lists the outputs of a model in one order or another
        made.sort(key=lambda item: item.name())
    if made:
        lines += ["", f"## {say('Outputs', language)}", "", *head("name", "what", "type")]
        lines += [f"| `{item.name()}` | {_cell(item.description())} | {item.type()} |" for item in made]
    if example is not None:
        shell, console = say("In a shell, with no screen:", language), say("In QGIS's Python console:", language)
        lines += ["", f"## {say('Example', language)}", "", shell, "", "```sh", command(name, example), "```", ""]
        lines += [console, "", "```python", call(name, example), "```"]
    return "\n".join(lines) + "\n"


def _place(item) -> int:
    from qgis.core import QgsProcessingParameterDefinition

    return 2 * item.isDestination() + bool(item.flags() & QgsProcessingParameterDefinition.Flag.FlagAdvanced)


def _marks(item, language: str) -> str:
    from qgis.core import QgsProcessingParameterDefinition

    flag = QgsProcessingParameterDefinition.Flag
    known = (("optional", flag.FlagOptional), ("advanced", flag.FlagAdvanced))
    marks = [say(word, language) for word, on in known if item.flags() & on]
    return f" ({', '.join(marks)})" if marks else ""


def _choices(item) -> str:
    return f": {', '.join(f'`{value}`' for value in item.options())}" if item.type() == "enum" else ""


def _default(item) -> str:
    value = item.defaultValue()
    if value is None or value == "" or item.isDestination():
        return ""
    if hasattr(value, "toString"):
        value = value.toString("yyyy-MM-ddTHH:mm:ss")
    return f"`{value}`"


def _alt(text: str) -> str:
    return " ".join(text.split()).replace("[", "(").replace("]", ")")


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def pages(provider, language: str = "en") -> dict[str, str]:
    """File name -> text of every page, and of the list of them."""
    with speaking(language):
        return _pages([algorithm.create({}) for algorithm in provider.algorithms()], language)


def _pages(algorithms: list, language: str) -> dict[str, str]:
    shown, found = examples(), {}
    index = [
        NOTE,
        f"# {say('Algorithms', language)}",
        "",
        say("Provider `coprodequity`. Tables and columns: [data dictionary](../data-dictionary.md).", language),
        "",
    ]
    group = None
    for algorithm in sorted(algorithms, key=_order):
        if algorithm.group() != group:
            group = algorithm.group()
            index += ["", f"## {group.strip()}", ""] if group else []
        what = algorithm.shortDescription() or algorithm.displayName()
        index.append(f"- [`{algorithm.name()}`]({algorithm.name()}.md): {what}")
        found[f"{algorithm.name()}.md"] = page(algorithm, shown.get(algorithm.name()), language)
    found["README.md"] = "\n".join(index) + "\n"
    return found


def _order(algorithm) -> tuple[int, int]:
    from coprod_equity_plugin.processing import base
    from coprod_equity_plugin.processing.provider import ALGORITHMS

    groups = [base.START, base.PREPARE, base.ASSEMBLE, base.MODELS, base.DISPARITY, base.REPORT]
    names = [class_name.lower() for _, class_name in ALGORITHMS]
    ids = [group_id for group_id, _ in groups]
    names += BUILDERS
    place = ids.index(algorithm.groupId()) if algorithm.groupId() in ids else len(ids)
    return place, names.index(algorithm.name()) if algorithm.name() in names else len(names)


def main() -> None:
    """Write all pages; those of algorithms that are gone go too."""
    with qgis_session() as provider:
        made = {language: pages(provider, language) for language in LANGUAGES}
    for language, folder in PAGES.items():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.md"):
            if old.name not in made[language]:
                old.unlink()
        for name, text in made[language].items():
            (folder / name).write_text(text, encoding="utf-8")
        print(f"{len(made[language])} pages in {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
