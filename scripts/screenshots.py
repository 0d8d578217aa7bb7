"""Draw docs/pictures/: the real desktop under a virtual screen, every dialog, and what every algorithm gives.

Needs QGIS's desktop and xvfb (`make setup` installs both). Look at the pictures before they are committed; afterwards
`make pages` shows them on the algorithms' pages. With names of algorithms behind it, other pictures stay as they are.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from scripts.algorithm_pages import CITY, EVENTS, FOLDER, PICTURES, examples
from scripts.qgis_session import ROOT

WIDEST, COLOURS = 1120, (256, 128, 64)
LARGEST = 145_000  # bytes of a picture; one that is larger makes do with fewer colours
# Algorithm -> the output to show, where that is not OUTPUT; a table where the layer's geometry says less than its rows.
LAYERS = {
    "createsamplecity": "raw/parcels.gpkg|layername=parcels",
    "studydataset": "SAMPLE_FLOW",
    "equitymodels": "CONTRASTS",
    "regressionmodel": "COEFFICIENTS",
    "robustness": "SUMMARY",
    "survivalmodels": "GROUPS",
    "styledisparity": "areas.gpkg",
    "playoutages": "study.gpkg",
    "restorationcurve": "QUANTILES",
    "studytable": "study:SAMPLE_FLOW",
}
AS_TABLE = {"drawsample", "servicerequests", "blockgroupindicators", "reliabilityindices"}
# What is a file and no layer.
FILES = {
    "exportmap": "map.png",
    "exportframes": "frames/frame_002.png",
    "equityreport": "report.html",
    "equityanalysis": "analysis.html",
    "equitymaps": "gap.png",
}
MOMENT = "2018-10-13T06:00:00"  # when about half of the homes have their power back
NO_LAYER = {"checkinstallation", "equitystudy", *FILES}


def plan(sample: Path) -> dict[str, dict]:
    """Algorithm -> how the desktop draws its dialog and what its example gives."""
    run = examples(sample / "raw", sample)
    run["restorationfromevents"]["EVENTS"] = str(ROOT / EVENTS)
    return {
        name: {
            "name": name,
            "id": f"coprodequity:{name}",
            "shown": shown,
            "run": run[name],
            "layer": "" if name in NO_LAYER else _layer(name, sample),
            "table": name in AS_TABLE,
            "moment": MOMENT if name == "playoutages" else "",
        }
        for name, shown in examples(CITY, FOLDER).items()
    }


def _layer(name: str, sample: Path) -> str:
    layer = LAYERS.get(name, "OUTPUT")
    return str(sample / layer) if "." in layer else layer


def keep(image, name: str) -> None:
    """Write a picture as small as it stays true: pale greys and thin hatches keep their own colours."""
    from PIL import Image, features

    only = sys.argv[1:]
    if only and not {name, name.partition("_")[2]} & set(only):
        return
    image = image.convert("RGB")
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)), Image.LANCZOS)
        # Resizing leaves the spare byte of each pixel empty, which libimagequant takes for full transparency.
        image = image.convert("RGBA").convert("RGB")
    # The former's palette is the colours' own, weighted by what the eye tells apart; dither would speckle flat areas.
    best = features.check("libimagequant")
    method = Image.Quantize.LIBIMAGEQUANT if best else Image.Quantize.MEDIANCUT
    path = PICTURES / f"{name}.png"
    for colours in COLOURS:
        image.quantize(colours, method, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            break


def main() -> None:
    """Tour the desktop, then keep what it drew."""
    from PIL import Image

    from tests.profile import make_city, make_profile, run_desktop

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        wanted = plan(out / "sample")
        (out / "sample").mkdir()
        done = run_desktop(
            ROOT / "tests" / "desktop" / "tour.py",
            Path(profile),
            timeout=3000,
            COPROD_EQUITY_TOUR=str(out),
            COPROD_EQUITY_CITY=str(make_city(out / "city", make_profile(Path(profile) / "maker"))),
            COPROD_EQUITY_DESIGNER="1",
            COPROD_EQUITY_PICTURES=json.dumps(wanted),
        )
        told = json.loads((out / "tour.json").read_text()) if (out / "tour.json").exists() else {"error": done.stderr}
        if "error" in told:
            raise SystemExit(told["error"])
        for path in sorted(out.glob("*.png")):
            if path.name.split("_")[0] not in ("log", "filled", "batch", "canvas"):
                keep(Image.open(path), path.stem)
        keep(Image.open(out / "canvas_study.png"), "output_equitystudy")
        for name, file in FILES.items():
            path = out / "sample" / file
            keep(_first_page(path, out) if path.suffix == ".html" else Image.open(path), f"output_{name}")
    for path in sorted(PICTURES.glob("*.png")):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")


def _first_page(page: Path, folder: Path):
    """A report's first page, as a browser shows it."""
    from PIL import Image

    from tests.browser.browser import run

    picture = folder / "report.png"
    run(folder, page, f"--screenshot={picture}", "--window-size=1000,1300", "--hide-scrollbars")
    return Image.open(picture)


if __name__ == "__main__":
    os.environ.pop("QT_QPA_PLATFORM", None)
    main()
