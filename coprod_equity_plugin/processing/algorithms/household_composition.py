"""``householdcomposition``: voter records to household shares."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...core import columns
from ...core.progress import Progress
from ..base import PREPARE, EquityAlgorithm


class HouseholdComposition(EquityAlgorithm):
    """Shares of minority, elderly and college-age voters at each address and unit."""

    NAME = "householdcomposition"
    TITLE = "Household composition"
    GROUP = PREPARE
    SUMMARY = "Turns a voter extract into one row per household: voters, minority share, shares by age."
    HELP = (
        "A household is all voters at one residence address and unit. The minority share is that of voters who are "
        "not non-Hispanic white, among those whose race is known; unknown race is missing, never minority. Ages are "
        "counted at the event's date. Voters protected by a public records exemption are counted and left out. "
        "The table holds addresses: it is confidential and not for publication. Voters are not all residents: "
        "households without a registered voter do not appear."
    )
    TAGS = ("voter", "race", "ethnicity", "age", "minority", "elderly", "people")

    VOTERS, LAYOUT, EVENT_START = "VOTERS", "LAYOUT", "EVENT_START"
    INACTIVE, OTHER_AS_MINORITY, OUTPUT = "INACTIVE", "OTHER_AS_MINORITY", "OUTPUT"
    VOTERS_READ, VOTERS_USED, PROTECTED = "VOTERS_READ", "VOTERS_USED", "PROTECTED"
    HOUSEHOLDS, UNKNOWN_RACE = "HOUSEHOLDS", "UNKNOWN_RACE"

    # As core.sources.voters and people, which need NumPy to be imported.
    LAYOUTS = ("auto", "florida_state", "florida_county", "table")
    COLUMNS = (  # parameter, field of PersonTable, title, help
        ("ADDRESS_FIELD", "address", "Address column", "Street address; several columns, by commas, are joined."),
        ("UNIT_FIELD", "unit", "Unit column", "Apartment or unit, if it stands apart from the address."),
        ("RACE_FIELD", "race", "Race column", "Race, or race and ethnicity in one."),
        ("ETHNICITY_FIELD", "ethnicity", "Ethnicity column", "Hispanic or not, if it stands apart from race."),
        ("BIRTH_FIELD", "birth", "Birth column", "Date of birth, year of birth, or age at the event."),
        ("ID_FIELD", "person_id", "Person id column", "Repeated people are counted once."),
        ("STATUS_FIELD", "status", "Status column", "Active or inactive; without it everybody is active."),
        ("ZIP_FIELD", "zipcode", "ZIP code column", "Tells addresses of two towns with the same streets."),
    )
    VALUES = (
        ("WHITE_VALUES", "white", "Values for non-Hispanic white", "In the race column."),
        ("OTHER_VALUES", "other", "Values for race 'Other'", "In the race column."),
        ("UNKNOWN_VALUES", "unknown", "Values for unknown race", "In the race column, beside the empty one."),
        ("HISPANIC_VALUES", "hispanic", "Values for Hispanic", "In the ethnicity column."),
        ("NOT_HISPANIC_VALUES", "not_hispanic", "Values for not Hispanic", "In the ethnicity column."),
        ("ACTIVE_VALUES", "active", "Values for active", "In the status column."),
        ("INACTIVE_VALUES", "inactive", "Values for inactive", "In the status column."),
    )

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFile(self.VOTERS, self.tr("Voter extract")),
            "Florida's state extract (tab-delimited, 38 fields, no header) or a county's from Voter Focus "
            "(comma-delimited, with a header), or any delimited table of people with a header (layout 'table'). It is "
            "only read.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.LAYOUT, self.tr("Layout"), list(self.LAYOUTS), defaultValue="auto", usesStaticStrings=True
            ),
            "auto tells Florida's layouts apart by the file's first line. 'table' is any other: name its columns.",
        )
        for name, _, title, text in self.COLUMNS:
            parameter = QgsProcessingParameterString(name, self.tr(title), optional=True)
            self.add(parameter, f"Layout 'table' only. {text}", advanced=True)
        for name, _, title, text in self.VALUES:
            parameter = QgsProcessingParameterString(name, self.tr(title), optional=True)
            self.add(
                parameter,
                f"Layout 'table' only. {text} Separated by semicolons; usual codes and words if empty.",
                advanced=True,
            )
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Start of the event")),
            "Ages are counted at this day.",
        )
        self.add(
            QgsProcessingParameterBoolean(self.INACTIVE, self.tr("Use inactive voters too"), defaultValue=False),
            "Inactive voters are registered, but mail to their address came back: many have moved.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.OTHER_AS_MINORITY, self.tr("Race 'Other' counts as minority"), defaultValue=True
            ),
            "Florida's race code 6. If not, these voters count as known and not minority.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, self.tr("Household composition"), QgsProcessing.SourceType.TypeVector
            ),
            "A table with one row per address and unit. Confidential.",
        )
        self.addOutput(QgsProcessingOutputNumber(self.VOTERS_READ, self.tr("Voters read")))
        self.addOutput(QgsProcessingOutputNumber(self.VOTERS_USED, self.tr("Voters used")))
        self.addOutput(QgsProcessingOutputNumber(self.PROTECTED, self.tr("Protected voters left out")))
        self.addOutput(QgsProcessingOutputNumber(self.HOUSEHOLDS, self.tr("Households")))
        self.addOutput(QgsProcessingOutputNumber(self.UNKNOWN_RACE, self.tr("Used voters of unknown race")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...core.sources.people import LAYOUT_TABLE, read_people
        from ...core.sources.voters import read_voters
        from ...core.study.households import LEFT_PROTECTED, CompositionOptions, compose_households

        event = self.local_time(parameters, self.EVENT_START, context)
        options = CompositionOptions(
            include_inactive=self.parameterAsBool(parameters, self.INACTIVE, context),
            other_as_minority=self.parameterAsBool(parameters, self.OTHER_AS_MINORITY, context),
        )
        path = self.parameterAsFile(parameters, self.VOTERS, context)
        layout = self.parameterAsEnumString(parameters, self.LAYOUT, context)
        if layout == LAYOUT_TABLE:
            voters = read_people(path, self._table(parameters, context), event.date(), progress.part(0, 40))
        else:
            voters = read_voters(path, layout, progress.part(0, 40))
        result = compose_households(voters, event.date(), options, progress.part(40, 80))
        destination = self.write(
            parameters, self.OUTPUT, context, columns.COMPOSITION, result.table, progress.part(80, 100)
        )
        return {
            self.OUTPUT: destination,
            self.VOTERS_READ: result.voters_read,
            self.VOTERS_USED: result.voters_used,
            self.PROTECTED: result.left_out[LEFT_PROTECTED],
            self.HOUSEHOLDS: len(result.table),
            self.UNKNOWN_RACE: result.unknown_race,
        }

    def _table(self, parameters: dict, context: QgsProcessingContext):
        """The columns and codes that the user named."""
        from ...core.sources.people import PersonTable

        def named(name: str, separator: str) -> tuple[str, ...]:
            text = self.parameterAsString(parameters, name, context)
            return tuple(part.strip() for part in text.split(separator) if part.strip())

        given: dict[str, Any] = {key: ",".join(named(name, ",")) for name, key, *_ in self.COLUMNS}
        given["address"] = named("ADDRESS_FIELD", ",")
        for name, key, *_ in self.VALUES:
            values = named(name, ";")
            if values:
                given[key] = (*values, "") if key == "unknown" else values
        return PersonTable(**given)
