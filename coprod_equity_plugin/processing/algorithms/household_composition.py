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

    LAYOUTS = ("auto", "florida_state", "florida_county")  # as core.sources.voters, which needs NumPy to be imported

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFile(self.VOTERS, self.tr("Voter extract")),
            "Florida's state extract (tab-delimited, 38 fields, no header) or a county's from Voter Focus "
            "(comma-delimited, with a header). It is only read.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.LAYOUT, self.tr("Layout"), list(self.LAYOUTS), defaultValue="auto", usesStaticStrings=True
            ),
            "auto tells the layouts apart by the file's first line.",
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
        from ...core.sources.voters import read_voters
        from ...core.study.households import LEFT_PROTECTED, CompositionOptions, compose_households

        event = self.local_time(parameters, self.EVENT_START, context)
        options = CompositionOptions(
            include_inactive=self.parameterAsBool(parameters, self.INACTIVE, context),
            other_as_minority=self.parameterAsBool(parameters, self.OTHER_AS_MINORITY, context),
        )
        voters = read_voters(
            self.parameterAsFile(parameters, self.VOTERS, context),
            self.parameterAsEnumString(parameters, self.LAYOUT, context),
            progress.part(0, 40),
        )
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
