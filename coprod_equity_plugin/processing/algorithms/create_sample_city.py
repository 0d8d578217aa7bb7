"""``createsamplecity``: the raw files of a simulated city, and the truth that generated them."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from ...core.progress import Progress
from ..base import START, EquityAlgorithm


class CreateSampleCity(EquityAlgorithm):
    """Writes a sample city to try everything on."""

    NAME = "createsamplecity"
    TITLE = "Create sample city"
    GROUP = START
    SUMMARY = "Writes the raw files of a simulated city after a hurricane, and the truth that generated them."
    HELP = (
        "No city publishes household data, so this makes some: half-hourly meter reads, a 311 export, parcels with the "
        "assessor's roll, a voter extract of invented people, census tables and block groups, in the formats in which "
        "a city in Florida would hand them over. Who asks for help and how long each home waits follow the reference "
        "study's models (Xu and Tang 2021, Table 4), so that the study's answer is known. truth.json and "
        "truth_households.csv say what generated it; no step of the study reads them.\n\n"
        "The same size, seed and choices give the same city."
    )
    TAGS = ("demo", "simulate", "synthetic", "example", "test data")
    NEEDS = ("numpy", "pandas", "shapely", "scipy", "duckdb")

    HOUSEHOLDS, SEED, READS_FORMAT, HOURS_MODEL, DAMAGE = "HOUSEHOLDS", "SEED", "READS_FORMAT", "HOURS_MODEL", "DAMAGE"
    OUTPUT = "OUTPUT"
    FORMATS, MODELS = ("parquet", "csv"), ("model3", "model5")
    COUNTS = {
        "METERS": ("meters", "Meters"),
        "READS": ("reads", "Meter reads"),
        "VOTERS": ("voters", "Voters"),
        "PARCELS": ("parcels", "Parcels"),
        "BLOCK_GROUPS": ("block_groups", "Block groups"),
        "REQUESTS": ("requests", "Requests"),
        "REQUESTS_IN_WINDOW": ("power_requests_in_window", "Power requests in the first two days"),
        "OCCUPIED_HOUSEHOLDS": ("households", "Households that are not vacant"),
    }

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterNumber(
                self.HOUSEHOLDS,
                self.tr("Homes"),
                QgsProcessingParameterNumber.Type.Integer,
                20_000,
                False,
                2_000,
                100_000,
            ),
            "2,000 to 100,000, each with a meter. The reference study's city has 79,665; 20,000 make 20 million reads.",
        )
        self.add(
            QgsProcessingParameterNumber(
                self.SEED, self.tr("Seed"), QgsProcessingParameterNumber.Type.Integer, 2018, False, 0
            ),
            "Of all random numbers: the same seed gives the same city, another seed another one.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.READS_FORMAT,
                self.tr("Format of the meter reads"),
                list(self.FORMATS),
                defaultValue="parquet",
                usesStaticStrings=True,
            ),
            "Parquet is about a tenth of the size of CSV.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.HOURS_MODEL,
                self.tr("What the hours follow"),
                list(self.MODELS),
                defaultValue="model3",
                usesStaticStrings=True,
            ),
            "model3: the home's own request changes its wait (Table 4, column 3). "
            "model5: the number of requests in its block group does (column 5).",
        )
        self.add(
            QgsProcessingParameterBoolean(self.DAMAGE, self.tr("Deliberate defects in the reads"), True),
            "Estimated reads over outages, gaps at restorations, flickers, missing meters, as real systems have them.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Folder of the sample city")),
            "Files of the same names in it are replaced; others are left alone.",
        )
        for name, (_, title) in self.COUNTS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.files import write_geopackage
        from ...core.simulation.city import simulate_city
        from ...core.simulation.config import CityConfig

        folder = Path(self.parameterAsString(parameters, self.OUTPUT, context))
        city = simulate_city(
            CityConfig(
                households=self.parameterAsInt(parameters, self.HOUSEHOLDS, context),
                seed=self.parameterAsInt(parameters, self.SEED, context),
                reads_format=self.parameterAsEnumString(parameters, self.READS_FORMAT, context),
                hours_model=self.parameterAsEnumString(parameters, self.HOURS_MODEL, context),
                damage=self.parameterAsBool(parameters, self.DAMAGE, context),
            ),
            folder,
            progress.part(0, 90),
        )
        for name, frame, shapes, epsg, share in (
            ("parcels", city.parcels, city.parcel_shapes, city.parcels_epsg, (90, 99)),
            ("block_groups", city.block_groups, city.block_group_shapes, city.block_groups_epsg, (99, 100)),
        ):
            crs = QgsCoordinateReferenceSystem(f"EPSG:{epsg}")
            write_geopackage(folder / f"{name}.gpkg", name, frame, shapes, crs, progress.part(*share))
        progress.info(", ".join(f"{city.counts[key]:,} {title.lower()}" for key, title in self.COUNTS.values()))
        return {self.OUTPUT: str(folder), **{name: city.counts[key] for name, (key, _) in self.COUNTS.items()}}
