"""Every table that the plugin writes: the one place where a column's name, type, unit and meaning stand.

Code refers to a column by its constant (``columns.METER_ID``), tables by their :class:`Table`; layers, CSV files, help
pages and the data dictionary are made from them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "integer", "number", "flag", "datetime"]


class Column(NamedTuple):
    """A column: ``kind`` decides its field type, ``alias`` is what a reader sees as its heading.

    A ``flag`` is 0, 1 or missing; a ``datetime`` is the local wall-clock time of the study's time zone, without
    offset; a share is 0-1.
    """

    name: str
    kind: Kind
    alias: str
    unit: str = ""
    meaning: str = ""


class Table:
    """A table's columns in their order. Not a dataclass, whose making QGIS would wait for whenever it starts.

    ``confidential`` where a row is a household, a meter or a person's request, or where counts of households stand as
    they are, however small, or beside those of other tables unprotected, or a model's numbers, which are statements on
    its groups however few their homes: what of these may be seen is in the report.
    """

    __slots__ = ("columns", "confidential", "name", "title")

    def __init__(self, name: str, title: str, columns: tuple[Column, ...], confidential: bool = False) -> None:
        self.name = name
        self.title = title
        self.columns = columns
        self.confidential = confidential

    def with_columns(self, columns: tuple[Column, ...]) -> Table:
        """The same table of other columns."""
        return Table(self.name, self.title, columns, self.confidential)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


# --- keys and shared names -------------------------------------------------------------------------------------------
METER_ID = "meter_id"
HOUSEHOLD_ID = "household_id"
PARCEL_ID = "parcel_id"
BLOCK_GROUP = "block_group"
AREA_ID = "area_id"

# --- restoration -----------------------------------------------------------------------------------------------------
STATUS = "status"
OUTAGE_START = "outage_start"
RESTORED_AT = "restored_at"
RESTORATION_HOURS = "restoration_hours"
OUTAGE_HOURS = "outage_hours"
INTERRUPTIONS = "interruptions"
CENSORED = "censored"
HOURS_LOW = "hours_low"
HOURS_HIGH = "hours_high"
EVIDENCE = "evidence"

STATUS_RESTORED = "restored"
STATUS_CENSORED = "censored"
STATUS_NO_OUTAGE = "no_outage"
STATUS_VACANT = "vacant"
STATUS_UNCERTAIN = "uncertain"
STATUS_NO_READS = "no_reads"
STATUSES = (STATUS_RESTORED, STATUS_CENSORED, STATUS_NO_OUTAGE, STATUS_VACANT, STATUS_UNCERTAIN, STATUS_NO_READS)

RESTORATION = Table(
    "restoration",
    "Restoration times",
    (
        Column(METER_ID, "text", "Meter"),
        Column(STATUS, "text", "Status", meaning="restored, censored, no_outage, vacant, uncertain or no_reads"),
        Column(OUTAGE_START, "datetime", "Power lost", "local time", "start of the first interval without power"),
        Column(RESTORED_AT, "datetime", "Power back", "local time", "start of the first interval of sustained power"),
        Column(
            RESTORATION_HOURS,
            "integer",
            "Hours to restoration",
            "hours",
            "whole hours from power lost to power back, halves rounded up; for a censored meter, to the last read",
        ),
        Column(OUTAGE_HOURS, "number", "Hours without power", "hours", "all outages in the window together"),
        Column(INTERRUPTIONS, "integer", "Interruptions", meaning="number of outages in the window"),
        Column(CENSORED, "flag", "Not restored when the reads end", meaning="1 if power was not back at the last read"),
        Column(HOURS_LOW, "number", "Hours, lower bound", "hours", "shortest duration the reads allow"),
        Column(
            HOURS_HIGH, "number", "Hours, upper bound", "hours", "longest duration the reads allow; missing if censored"
        ),
        Column(EVIDENCE, "text", "Evidence", meaning="which kinds of reads the outage rests on"),
    ),
    confidential=True,
)

TIME = "time"
CUSTOMERS = "customers"
CUSTOMERS_OUT = "customers_out"
SHARE_OUT = "share_out"
SHARE_RESTORED = "share_restored"

CURVE = Table(
    "restoration_curve",
    "Restoration curve",
    (
        Column(TIME, "datetime", "Time", "local time"),
        Column(CUSTOMERS, "integer", "Customers who lost power", "customers"),
        Column(CUSTOMERS_OUT, "integer", "Customers out", "customers"),
        Column(SHARE_OUT, "number", "Share out", "0-1", "customers out, of those who lost power in the event"),
        Column(SHARE_RESTORED, "number", "Share restored", "0-1", "customers who lost power and have it back for good"),
    ),
    confidential=True,
)

# --- service requests ------------------------------------------------------------------------------------------------
REQUEST_ID = "request_id"
REQUESTED_AT = "requested_at"
CATEGORY = "category"
IN_WINDOW = "in_window"
DUPLICATE_OF = "duplicate_of"
MATCH_METHOD = "match_method"
MATCH_DISTANCE = "match_dist_m"
MATCH_SCORE = "match_score"
REASON = "reason"

MATCH_ID = "id"
MATCH_ADDRESS = "address"
MATCH_FUZZY = "address_fuzzy"
MATCH_WITHIN = "within"
MATCH_NEAREST = "nearest"
MATCH_FRONTAGE = "frontage"

_REQUEST = (
    Column(REQUEST_ID, "text", "Request"),
    Column(REQUESTED_AT, "datetime", "Requested", "local time"),
    Column(CATEGORY, "text", "Category"),
    Column(IN_WINDOW, "flag", "In the request window", meaning="1 if made within the window after the event's start"),
)
REQUESTS = Table(
    "requests",
    "Service requests",
    (
        *_REQUEST,
        Column(PARCEL_ID, "text", "Parcel"),
        Column(METER_ID, "text", "Meter", meaning="the household's meter, where the request could be told to one"),
        Column(DUPLICATE_OF, "text", "Duplicate of", meaning="the household's first request of the same kind"),
        Column(MATCH_METHOD, "text", "Matched by", meaning="id, address, address_fuzzy, within, nearest or frontage"),
        Column(MATCH_DISTANCE, "number", "Distance to parcel", "metres"),
        Column(MATCH_SCORE, "number", "Match score", "0-1", "1 is certain"),
    ),
    confidential=True,
)
UNMATCHED = Table(
    "requests_unmatched",
    "Requests to review",
    (
        *_REQUEST,
        Column(REASON, "text", "Why it was not matched"),
        Column(MATCH_DISTANCE, "number", "Distance to parcel", "metres"),
    ),
    confidential=True,
)

# --- people ----------------------------------------------------------------------------------------------------------
ADDRESS_KEY = "address_key"
UNIT = "unit"
VOTERS = "voters"
MINORITY_SHARE = "minority_share"
ELDERLY_SHARE = "elderly_share"
COLLEGE_SHARE = "college_share"

COMPOSITION = Table(
    "household_composition",
    "Household composition",
    (
        Column(ADDRESS_KEY, "text", "Address key", meaning="normalised street address without its unit"),
        Column(UNIT, "text", "Unit", meaning="normalised unit, empty for a single home"),
        Column(VOTERS, "integer", "Voters", "people"),
        Column(MINORITY_SHARE, "number", "Minority share", "0-1", "not non-Hispanic white, of voters of known race"),
        Column(ELDERLY_SHARE, "number", "Share aged 60 or older", "0-1", "at the event's date"),
        Column(COLLEGE_SHARE, "number", "Share aged 18 to 24", "0-1", "at the event's date"),
    ),
    confidential=True,
)

# --- places ----------------------------------------------------------------------------------------------------------
MEDIAN_INCOME = "median_income_k"
MEDIAN_INCOME_MOE = "median_income_k_moe"
MEDIAN_INCOME_CV = "median_income_cv"
INCOME_TOPCODED = "income_topcoded"
POPULATION = "population"
POPULATION_MOE = "population_moe"
DENSITY = "density"
LOG_DENSITY = "log_density"
EDUCATION_SHARE = "education_share"
EDUCATION_SHARE_MOE = "education_share_moe"
RENTER_SHARE = "renter_share"
RENTER_SHARE_MOE = "renter_share_moe"
AREA_MINORITY_SHARE = "area_minority_share"
AREA_MINORITY_SHARE_MOE = "area_minority_share_moe"
POPULATION_CV = "population_cv"
EDUCATION_SHARE_CV = "education_share_cv"
RENTER_SHARE_CV = "renter_share_cv"
AREA_MINORITY_SHARE_CV = "area_minority_share_cv"
AREA_HOUSEHOLDS = "area_households"
AREA_HOUSEHOLDS_MOE = "area_households_moe"
AREA_HOUSEHOLDS_CV = "area_households_cv"
Z_90 = 1.645  # the Census Bureau's factor between a standard error and its margin of 90 %
UNRELIABLE_CV = 0.4  # a coefficient of variation above it: an estimate not to lean on

BLOCK_GROUPS = Table(
    "block_groups",
    "Block group indicators",
    (
        Column(BLOCK_GROUP, "text", "Block group", meaning="12-digit GEOID"),
        Column(POPULATION, "integer", "Population", "people"),
        Column(POPULATION_MOE, "number", "Population, margin of error", "people, 90 %"),
        Column(MEDIAN_INCOME, "number", "Median household income", "thousand dollars"),
        Column(MEDIAN_INCOME_MOE, "number", "Median income, margin of error", "thousand dollars, 90 %"),
        Column(MEDIAN_INCOME_CV, "number", "Median income, coefficient of variation", "0-1", "above 0.4 is unreliable"),
        Column(
            INCOME_TOPCODED, "flag", "Median income is a bound", meaning="1 if printed open-ended, such as 250,000+"
        ),
        Column(DENSITY, "number", "Population density", "people per square mile", "of land"),
        Column(LOG_DENSITY, "number", "Population density, log", "ln(people per square mile)"),
        Column(EDUCATION_SHARE, "number", "Bachelor's degree or higher", "0-1", "of people aged 25 or older"),
        Column(EDUCATION_SHARE_MOE, "number", "Bachelor's or higher, margin of error", "0-1, 90 %"),
        Column(
            RENTER_SHARE,
            "number",
            "Renters",
            "0-1",
            "of occupied homes (B25003), or of people in them (B25008) if chosen",
        ),
        Column(RENTER_SHARE_MOE, "number", "Renters, margin of error", "0-1, 90 %"),
        Column(AREA_MINORITY_SHARE, "number", "Minority residents", "0-1", "not non-Hispanic white (B03002)"),
        Column(AREA_MINORITY_SHARE_MOE, "number", "Minority residents, margin of error", "0-1, 90 %"),
        Column(POPULATION_CV, "number", "Population, coefficient of variation", "0-1"),
        Column(EDUCATION_SHARE_CV, "number", "Bachelor's or higher, coefficient of variation", "0-1"),
        Column(RENTER_SHARE_CV, "number", "Renters, coefficient of variation", "0-1"),
        Column(AREA_MINORITY_SHARE_CV, "number", "Minority residents, coefficient of variation", "0-1"),
        Column(AREA_HOUSEHOLDS, "integer", "Households of the census", "households", "occupied homes (B25003)"),
        Column(AREA_HOUSEHOLDS_MOE, "number", "Households of the census, margin of error", "households, 90 %"),
        Column(AREA_HOUSEHOLDS_CV, "number", "Households of the census, coefficient of variation", "0-1"),
    ),
)

# --- the study table -------------------------------------------------------------------------------------------------
PARTICIPATION = "participation"
HOUSE_AGE = "house_age"
COMMUNITY_REQUESTS = "community_requests"
COMMUNITY_REQUESTS_OTHERS = "community_requests_others"
SAMPLING_WEIGHT = "sampling_weight"

STUDY = Table(
    "study",
    "Household study table",
    (
        Column(HOUSEHOLD_ID, "text", "Household"),
        Column(METER_ID, "text", "Meter"),
        Column(PARCEL_ID, "text", "Parcel"),
        Column(BLOCK_GROUP, "text", "Block group"),
        Column(STATUS, "text", "Status"),
        Column(OUTAGE_START, "datetime", "Power lost", "local time"),
        Column(RESTORED_AT, "datetime", "Power back", "local time"),
        Column(RESTORATION_HOURS, "integer", "Hours to restoration", "hours"),
        Column(CENSORED, "flag", "Not restored when the reads end"),
        Column(PARTICIPATION, "flag", "Asked for help", meaning="1 if the household's request came within the window"),
        Column(MINORITY_SHARE, "number", "Minority share", "0-1"),
        Column(ELDERLY_SHARE, "number", "Share aged 60 or older", "0-1"),
        Column(COLLEGE_SHARE, "number", "Share aged 18 to 24", "0-1"),
        Column(VOTERS, "integer", "Voters", "people"),
        Column(HOUSE_AGE, "number", "Age of house", "years", "event year less the year actually built"),
        Column(MEDIAN_INCOME, "number", "Median household income", "thousand dollars", "of the block group"),
        Column(LOG_DENSITY, "number", "Population density, log", "ln(people per square mile)", "of the block group"),
        Column(EDUCATION_SHARE, "number", "Bachelor's degree or higher", "0-1", "of the block group"),
        Column(RENTER_SHARE, "number", "Renters", "0-1", "of the block group's occupied housing units"),
        Column(COMMUNITY_REQUESTS, "integer", "Community requests", "requests", "of the block group, in the window"),
        Column(
            COMMUNITY_REQUESTS_OTHERS, "integer", "Community requests of others", "requests", "less the household's own"
        ),
        Column(SAMPLING_WEIGHT, "number", "Sampling weight", "households", "inverse of the chance to be in the sample"),
    ),
    confidential=True,
)

STEP = "step"
HOUSEHOLDS = "households"
REPORTERS = "reporters"
MINORITY_HOUSEHOLDS = "minority_households"
LOST = "lost"
LOST_REPORTERS = "lost_reporters"

SAMPLE_FLOW = Table(
    "sample_flow",
    "Sample flow",
    (
        Column(STEP, "text", "Step"),
        Column(HOUSEHOLDS, "integer", "Households kept", "households"),
        Column(REPORTERS, "integer", "of them, asked for help", "households"),
        Column(MINORITY_HOUSEHOLDS, "integer", "of them, minority", "households", "minority share of one half or more"),
        Column(LOST, "integer", "Left out at this step", "households"),
        Column(LOST_REPORTERS, "integer", "of those, asked for help", "households"),
        Column(REASON, "text", "Why"),
    ),
    confidential=True,
)

# --- models ----------------------------------------------------------------------------------------------------------
MODEL = "model"
TERM = "term"
ESTIMATE = "estimate"
STD_ERROR = "std_error"
STATISTIC = "statistic"
P_VALUE = "p_value"
CONF_LOW = "conf_low"
CONF_HIGH = "conf_high"
EXP_ESTIMATE = "exp_estimate"
EXP_LOW = "exp_low"
EXP_HIGH = "exp_high"
PERCENT_CHANGE = "percent_change"
VALUE = "value"
CONTRAST = "contrast"
SENTENCE = "sentence"

TERM_CONST = "const"
TERM_ALPHA = "alpha"

COEFFICIENTS = Table(
    "coefficients",
    "Model coefficients",
    (
        Column(MODEL, "text", "Model"),
        Column(TERM, "text", "Term"),
        Column(ESTIMATE, "number", "Coefficient"),
        Column(STD_ERROR, "number", "Standard error"),
        Column(STATISTIC, "number", "Statistic", meaning="coefficient over its standard error"),
        Column(P_VALUE, "number", "p"),
        Column(CONF_LOW, "number", "95 % interval, low"),
        Column(CONF_HIGH, "number", "95 % interval, high"),
        Column(EXP_ESTIMATE, "number", "exp(coefficient)", meaning="odds ratio (logit) or incidence rate ratio"),
        Column(EXP_LOW, "number", "exp, low"),
        Column(EXP_HIGH, "number", "exp, high"),
        Column(PERCENT_CHANGE, "number", "Percent change", "%", "100 (exp(coefficient) - 1)"),
    ),
    confidential=True,
)
FIT = Table(
    "fit",
    "Model fit",
    (
        Column(MODEL, "text", "Model"),
        Column(STATISTIC, "text", "Statistic"),
        Column(VALUE, "number", "Value"),
    ),
    confidential=True,
)
CONTRASTS = Table(
    "contrasts",
    "Contrasts",
    (
        Column(MODEL, "text", "Model"),
        Column(CONTRAST, "text", "Contrast"),
        Column(ESTIMATE, "number", "Estimate", meaning="on the scale of the coefficients"),
        Column(PERCENT_CHANGE, "number", "Percent", "%"),
        Column(CONF_LOW, "number", "95 % interval, low", "%"),
        Column(CONF_HIGH, "number", "95 % interval, high", "%"),
        Column(P_VALUE, "number", "p"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)

DRAWN_MEAN = "drawn_mean"
POPULATION_MEAN = "population_mean"
STD_DIFFERENCE = "std_difference"

BALANCE = Table(
    "sample_balance",
    "Balance of the sample",
    (
        Column(TERM, "text", "Variable"),
        Column(DRAWN_MEAN, "number", "Mean, controls drawn"),
        Column(POPULATION_MEAN, "number", "Mean, all who did not ask"),
        Column(STD_DIFFERENCE, "number", "Difference in standard deviations", meaning="above 0.1 is worth a look"),
        Column(STATISTIC, "number", "t", meaning="Welch's, controls drawn against all who did not ask"),
        Column(P_VALUE, "number", "p"),
    ),
    confidential=True,
)

FITTED_HOURS = "fitted_hours"
RESIDUAL_HOURS = "residual_hours"
PARTICIPATION_PROBABILITY = "participation_probability"

MODEL_ROWS = Table(
    "model_rows",
    "Households with what the models expect",
    (
        Column(HOUSEHOLD_ID, "text", "Household"),
        Column(METER_ID, "text", "Meter"),
        Column(PARCEL_ID, "text", "Parcel"),
        Column(BLOCK_GROUP, "text", "Block group"),
        Column(RESTORATION_HOURS, "integer", "Hours to restoration", "hours"),
        Column(PARTICIPATION, "flag", "Asked for help"),
        Column(MINORITY_SHARE, "number", "Minority share", "0-1"),
        Column(FITTED_HOURS, "number", "Hours expected", "hours", "by Model 3"),
        Column(RESIDUAL_HOURS, "number", "Hours beyond expectation", "hours", "observed less expected by Model 3"),
        Column(PARTICIPATION_PROBABILITY, "number", "Probability of asking for help", "0-1", "by Model 1"),
    ),
    confidential=True,
)

# --- disparity by area -----------------------------------------------------------------------------------------------
MEAN_HOURS = "mean_hours"
MEDIAN_HOURS = "median_hours"
HOURS_DIFFERENCE = "hours_difference"
HOURS_DIFFERENCE_LOW = "hours_difference_low"
HOURS_DIFFERENCE_HIGH = "hours_difference_high"
HOURS_RATIO = "hours_ratio"
MINORITY_MEAN_HOURS = "minority_mean_hours"
OTHER_MEAN_HOURS = "other_mean_hours"
GROUP_GAP = "group_gap"
GROUP_GAP_LOW = "group_gap_low"
GROUP_GAP_HIGH = "group_gap_high"
GROUP_RATIO = "group_ratio"
PARTICIPATION_RATE = "participation_rate"
REQUESTS_COUNT = "requests"
DIFFERENCE_CLEAR = "difference_clear"
GAP_CLEAR = "gap_clear"
MINORITY_PARTICIPATION_RATE = "minority_participation_rate"
OTHER_PARTICIPATION_RATE = "other_participation_rate"
PARTICIPATION_GAP = "participation_gap"
PARTICIPATION_GAP_LOW = "participation_gap_low"
PARTICIPATION_GAP_HIGH = "participation_gap_high"
PARTICIPATION_GAP_CLEAR = "participation_gap_clear"
COMPARED_GROUP = "compared_group"
COMPARED_WITH = "compared_with"
SUPPRESSION = "suppression"
NO_HOUSEHOLDS = "no households in the study"  # the one reason that withholds nothing

DISPARITY = Table(
    "disparity",
    "Disparity by area",
    (
        Column(AREA_ID, "text", "Area"),
        Column(HOUSEHOLDS, "integer", "Households", "households", "that lost power; a few of unknown group left out"),
        Column(MEAN_HOURS, "number", "Mean hours to restoration", "hours"),
        Column(MEDIAN_HOURS, "number", "Median hours to restoration", "hours"),
        Column(HOURS_DIFFERENCE, "number", "Difference to the city", "hours", "area's mean less the city's"),
        Column(HOURS_DIFFERENCE_LOW, "number", "Difference, low", "hours", "95 % interval for this area alone"),
        Column(HOURS_DIFFERENCE_HIGH, "number", "Difference, high", "hours", "95 % interval for this area alone"),
        Column(
            DIFFERENCE_CLEAR,
            "flag",
            "Difference is clear",
            meaning="1 if clear among all areas shown, the skew of hours allowed for: false discovery rate of 5 %",
        ),
        Column(HOURS_RATIO, "number", "Ratio to the city", "", "area's mean over the city's"),
        Column(MINORITY_HOUSEHOLDS, "integer", "Minority households", "households"),
        Column(MINORITY_SHARE, "number", "Minority share of households", "0-1"),
        Column(MINORITY_MEAN_HOURS, "number", "Mean hours, minority households", "hours"),
        Column(OTHER_MEAN_HOURS, "number", "Mean hours, other households", "hours"),
        Column(GROUP_GAP, "number", "Gap between the groups", "hours", "minority households' mean less the others'"),
        Column(GROUP_GAP_LOW, "number", "Gap, low", "hours", "95 % interval for this area alone"),
        Column(GROUP_GAP_HIGH, "number", "Gap, high", "hours", "95 % interval for this area alone"),
        Column(
            GAP_CLEAR,
            "flag",
            "Gap is clear",
            meaning="1 if clear among all areas shown, the skew of hours allowed for: false discovery rate of 5 %",
        ),
        Column(GROUP_RATIO, "number", "Ratio between the groups", "", "minority households' mean over the others'"),
        Column(REQUESTS_COUNT, "integer", "Households that asked for help", "households"),
        Column(PARTICIPATION_RATE, "number", "Share that asked for help", "0-1"),
        Column(MINORITY_PARTICIPATION_RATE, "number", "Share that asked for help, minority households", "0-1"),
        Column(OTHER_PARTICIPATION_RATE, "number", "Share that asked for help, other households", "0-1"),
        Column(
            PARTICIPATION_GAP, "number", "Gap in asking for help", "0-1", "minority households' share less the others'"
        ),
        Column(PARTICIPATION_GAP_LOW, "number", "Gap in asking for help, low", "0-1", "95 % interval, this area alone"),
        Column(
            PARTICIPATION_GAP_HIGH, "number", "Gap in asking for help, high", "0-1", "95 % interval, this area alone"
        ),
        Column(
            PARTICIPATION_GAP_CLEAR,
            "flag",
            "Gap in asking for help is clear",
            meaning="1 if clear among all areas shown: false discovery rate of 5 %",
        ),
        Column(COMPARED_GROUP, "text", "Group", meaning="whom the columns call minority households"),
        Column(COMPARED_WITH, "text", "Compared with", meaning="whom the columns call other households"),
        Column(
            SUPPRESSION,
            "text",
            "Withheld because",
            meaning="why values are missing, 'groups:', 'requests:' or 'asking:' if only those; empty where all are "
            "shown",
        ),
    ),
)

# What 'disparitybyarea' writes for areas that bring their census values along: its readers pass over the last ones.
REQUESTS_PER_100 = "requests_per_100_households"
CENSUS_OF_AREAS = (AREA_MINORITY_SHARE, AREA_MINORITY_SHARE_CV, AREA_HOUSEHOLDS, AREA_HOUSEHOLDS_CV)

AREAS_WITH_CENSUS = Table(
    DISPARITY.name,
    DISPARITY.title,
    (
        *DISPARITY.columns,
        *(BLOCK_GROUPS[name] for name in CENSUS_OF_AREAS),
        Column(
            REQUESTS_PER_100,
            "number",
            "Asked for help, per 100 households of the census",
            "per 100 households",
            "households that lost power and asked, over all occupied homes (B25003)",
        ),
    ),
)

# --- the study table's paper trail -----------------------------------------------------------------------------------
COMMUNITY_RATE = "community_requests_per_100"
COMMUNITY_RATE_COLUMN = Column(
    COMMUNITY_RATE,
    "number",
    "Community requests per 100 customers",
    "requests",
    "of the block group, in the window; customers are its homes with a meter",
)
PLACED_BY = "placed_by"
PLACED_DISTANCE = "placed_dist_m"
PLACED_DISTANCE_COLUMN = Column(
    PLACED_DISTANCE, "number", "Meter's distance to its parcel", "metres", "empty where the meter has no position"
)
FLOW_GROUP = "household_group"
FLOW_GROUP_COLUMN = Column(
    FLOW_GROUP, "text", "Group", meaning="minority, other, or unknown (no voters, or none of known race)"
)
# What 'studydataset' writes: its readers ask for the columns of STUDY and pass over the last ones.
STUDY_OUTPUT = Table(
    STUDY.name,
    STUDY.title,
    (
        *STUDY.columns,
        COMMUNITY_RATE_COLUMN,
        Column(PLACED_BY, "text", "Meter placed by", meaning="id, address, address_fuzzy, within, nearest or frontage"),
        PLACED_DISTANCE_COLUMN,
        FLOW_GROUP_COLUMN,
    ),
    confidential=True,
)

# --- how meters were placed on parcels -------------------------------------------------------------------------------
METERS = "meters"
IN_STUDY = "in_study"
IN_MODELS = "in_models"
MEAN_DISTANCE = "mean_dist_m"
NOT_PLACED, PLACED_UNDECIDED = "not_placed", "undecided"
METERS_REVIEW = Table(
    "meters_review",
    "Meters to review",
    (
        Column(METER_ID, "text", "Meter"),
        Column(REASON, "text", "Why it was not placed"),
        PLACED_DISTANCE_COLUMN,
    ),
    confidential=True,
)
PLACEMENT = Table(
    "placement",
    "How meters were placed",
    (
        Column(
            PLACED_BY,
            "text",
            "Placed by",
            meaning="id, address, address_fuzzy, within, nearest, frontage; undecided if several parcels would do",
        ),
        Column(METERS, "integer", "Meters in the reads", "meters"),
        Column(IN_STUDY, "integer", "of them, households of the study table", "households"),
        Column(REPORTERS, "integer", "of those, asked for help", "households"),
        Column(IN_MODELS, "integer", "of those, used by the models", "households"),
        Column(MEAN_DISTANCE, "number", "Mean distance to the parcel", "metres", "of the meters with a position"),
    ),
    confidential=True,
)

LOST_SHARE = "lost_share"
KEPT_KNOWN = "kept_known"
LOST_KNOWN = "lost_known"
KEPT_MEAN = "kept_mean"
LOST_MEAN = "lost_mean"
LARGE_DIFFERENCE = "large_difference"
MINORITY_HOUSEHOLD = "minority_household"
WITHOUT_VOTERS = "without_voters"
WITHOUT_VOTERS_SHARE = "without_voters_share"

FLOW_GROUPS = Table(
    "sample_flow_groups",
    "Sample flow by group and participation",
    (
        Column(STEP, "text", "Step"),
        FLOW_GROUP_COLUMN,
        Column(PARTICIPATION, "flag", "Asked for help"),
        Column(HOUSEHOLDS, "integer", "Households kept", "households"),
        Column(LOST, "integer", "Left out at this step", "households"),
        Column(LOST_SHARE, "number", "Share left out at this step", "0-1"),
    ),
    confidential=True,
)
FLOW_BALANCE = Table(
    "sample_flow_balance",
    "Households kept against those left out",
    (
        Column(STEP, "text", "Step", meaning="the last compares all that lost power: complete or not"),
        Column(TERM, "text", "Variable"),
        Column(KEPT_KNOWN, "integer", "Kept, with a value", "households"),
        Column(LOST_KNOWN, "integer", "Left out, with a value", "households"),
        Column(KEPT_MEAN, "number", "Mean, kept"),
        Column(LOST_MEAN, "number", "Mean, left out"),
        Column(STD_DIFFERENCE, "number", "Standardized difference", meaning="in pooled standard deviations"),
        Column(LARGE_DIFFERENCE, "flag", "Difference is large", meaning="1 if beyond 0.1 standard deviations"),
        Column(STATISTIC, "number", "t", meaning="Welch's, kept against left out"),
        Column(P_VALUE, "number", "p"),
    ),
    confidential=True,
)
COMMUNITIES = Table(
    "communities",
    "Requests and homes without voters by block group",
    (
        Column(BLOCK_GROUP, "text", "Block group"),
        Column(HOUSEHOLDS, "integer", "Homes with a meter", "households"),
        Column(COMMUNITY_REQUESTS, "integer", "Community requests", "requests", "in the window"),
        COMMUNITY_RATE_COLUMN,
        Column(WITHOUT_VOTERS, "integer", "Homes without registered voters", "households"),
        Column(WITHOUT_VOTERS_SHARE, "number", "Share of homes without voters", "0-1"),
    ),
    confidential=True,
)
# --- frames of the restoration: the class of an area at a moment, on maps only ----------------------------------------
STILL_OUT = "still_out"
STILL_OUT_CLASSES = ("few-or-none", "under-half", "half-or-more", "nearly-all")
# --- reliability indices ---------------------------------------------------------------------------------------------
GROUP = "group"
CUSTOMERS_SERVED = "customers_served"
CUSTOMERS_INTERRUPTED = "customers_interrupted"
SAIDI = "saidi"
SAIFI = "saifi"
CAIDI = "caidi"
CELID = "celid"
CELID_HOURS = "celid_hours"
T50 = "t50_hours"
T80 = "t80_hours"
T95 = "t95_hours"
RESTRICTED_MEAN = "restricted_mean_hours"
RESTRICTED_LIMIT = "restricted_limit_hours"
LOW, HIGH = "_low", "_high"  # an index's interval: saidi_low, saidi_high


def _with_interval(name: str, alias: str, unit: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column(name, "number", alias, unit, meaning),
        Column(name + LOW, "number", f"{alias}, low", unit, "95 % interval"),
        Column(name + HIGH, "number", f"{alias}, high", unit, "95 % interval"),
    )


_INDICES = (
    Column(CUSTOMERS_SERVED, "integer", "Customers served", "customers", "homes with and without an outage"),
    Column(CUSTOMERS_INTERRUPTED, "integer", "Customers interrupted", "customers", "homes that lost power"),
    *_with_interval(SAIDI, "SAIDI", "minutes", "minutes without power per customer served, of this storm"),
    *_with_interval(SAIFI, "SAIFI", "interruptions", "interruptions per customer served, of this storm"),
    *_with_interval(CAIDI, "CAIDI", "minutes", "minutes per interruption: SAIDI over SAIFI"),
    *_with_interval(CELID, "CELID", "0-1", "customers served who waited celid_hours or longer"),
    Column(CELID_HOURS, "number", "CELID, from", "hours"),
    *_with_interval(T50, "Half restored after", "hours", "of those that lost power, from their own outage on"),
    *_with_interval(T80, "80 % restored after", "hours", "of those that lost power, from their own outage on"),
    *_with_interval(T95, "95 % restored after", "hours", "of those that lost power, from their own outage on"),
    *_with_interval(RESTRICTED_MEAN, "Restricted mean", "hours", "hours without power up to the limit, of interrupted"),
    Column(RESTRICTED_LIMIT, "number", "Restricted mean, limit", "hours"),
)
_WITHHELD_BECAUSE = Column(SUPPRESSION, "text", "Withheld because", meaning="why values are missing")

RELIABILITY = Table(
    "reliability",
    "Reliability indices by area",
    (Column(AREA_ID, "text", "Area"), *_INDICES, _WITHHELD_BECAUSE),
)
RELIABILITY_GROUPS = Table(
    "reliability_groups",
    "Reliability indices by group",
    (Column(GROUP, "text", "Group", meaning="'all' for the whole city"), *_INDICES, _WITHHELD_BECAUSE),
)

# --- clusters --------------------------------------------------------------------------------------------------------
CLUSTER_VALUE = "mean_value"
NEIGHBOURS_VALUE = "neighbours_value"
LOCAL_I = "local_i"
P_ADJUSTED = "p_adjusted"
CLUSTER = "cluster"
G_STAR = "g_star"
SPOT = "spot"

CLUSTERS = Table(
    "clusters",
    "Clusters of areas",
    (
        Column(AREA_ID, "text", "Area"),
        Column(CLUSTER_VALUE, "number", "Mean of the area", "", "of the households' values, such as residual hours"),
        Column(NEIGHBOURS_VALUE, "number", "Mean of its neighbours", "", "of the neighbours' means"),
        Column(LOCAL_I, "number", "Local Moran's I", "", "above 0 if the area is like its neighbours"),
        Column(P_VALUE, "number", "p", "", "two-sided, by conditional permutation"),
        Column(P_ADJUSTED, "number", "p, adjusted", "", "for the number of areas (Benjamini-Hochberg)"),
        Column(
            CLUSTER,
            "text",
            "Cluster",
            meaning="high among high, low among low, high among low, low among high, not distinguishable, "
            "no neighbours or withheld",
        ),
        Column(G_STAR, "number", "Getis-Ord G*", "standard deviations", "of the area and its neighbours together"),
        Column(SPOT, "text", "Hot or cold spot", meaning="hot spot, cold spot, not distinguishable, and as cluster"),
        _WITHHELD_BECAUSE,
    ),
)

# --- observed and expected, inequality -------------------------------------------------------------------------------
MEDIAN_DIFFERENCE = "median_difference"
EXPECTED_RATIO = "observed_over_expected"
SHRUNK_RATIO = "shrunk_ratio"
MEASURE = "measure"

ADJUSTED = Table(
    "adjusted",
    "Observed against expected hours by area",
    (
        Column(AREA_ID, "text", "Area"),
        Column(
            MEDIAN_DIFFERENCE, "number", "Median's difference to the city", "hours", "area's median less the city's"
        ),
        *_with_interval(
            EXPECTED_RATIO, "Observed over expected hours", "", "expected by a model of house age, income and density"
        ),
        *_with_interval(SHRUNK_RATIO, "Observed over expected, shrunk", "", "drawn to the city, small areas most"),
        _WITHHELD_BECAUSE,
    ),
)
INEQUALITY = Table(
    "inequality",
    "Inequality of hours",
    (
        Column(MEASURE, "text", "Measure", meaning="gini, theil and its parts, concentration_by_ and a column"),
        Column(ESTIMATE, "number", "Estimate"),
        Column(CONF_LOW, "number", "95 % interval, low"),
        Column(CONF_HIGH, "number", "95 % interval, high"),
        Column(HOUSEHOLDS, "integer", "Households", "households"),
    ),
)

# --- groups against a reference group ---------------------------------------------------------------------------------
REFERENCE = "reference"
REFERENCE_GAP = "reference_gap"
REFERENCE_RATIO = "reference_ratio"

GROUP_GAPS = Table(
    "group_gaps",
    "Hours by group",
    (
        Column(GROUP, "text", "Group", meaning="'all' for the whole city"),
        Column(REFERENCE, "flag", "Reference group", meaning="1 for the group that the others are compared with"),
        Column(HOUSEHOLDS, "integer", "Households", "households", "that lost power"),
        *_with_interval(MEAN_HOURS, "Mean hours to restoration", "hours", ""),
        Column(MEDIAN_HOURS, "number", "Median hours to restoration", "hours"),
        *_with_interval(HOURS_DIFFERENCE, "Difference to the city", "hours", "group's mean less the city's"),
        Column(HOURS_RATIO, "number", "Ratio to the city", "", "group's mean over the city's"),
        *_with_interval(REFERENCE_GAP, "Gap to the reference group", "hours", "group's mean less the reference's"),
        *_with_interval(REFERENCE_RATIO, "Ratio to the reference group", "", "group's mean over the reference's"),
        Column(
            GAP_CLEAR, "flag", "Gap is clear", meaning="1 if clear among all groups: false discovery rate of 5 percent"
        ),
        Column(PARTICIPATION_RATE, "number", "Share that asked for help", "0-1"),
        *_with_interval(PARTICIPATION_GAP, "Gap in asking for help", "0-1", "group's share less the reference's"),
        _WITHHELD_BECAUSE,
    ),
)

# --- what the census's margins of error do ----------------------------------------------------------------------------
CENSUS_VALUE = "census_value"
CENSUS_CV = "census_cv"
CENSUS_CLASS = "census_class"
CENSUS_CLASS_KEPT = "census_class_kept"
CENSUS_UNRELIABLE = "census_unreliable"
CENSUS_GAP = "census_gap"
CENSUS_AREAS = "areas"

CENSUS_DOUBT = Table(
    "census_doubt",
    "Census classes of the areas and their margins of error",
    (
        Column(AREA_ID, "text", "Area"),
        Column(CENSUS_VALUE, "number", "Census value", "", "in the unit of the field chosen"),
        Column(CENSUS_CV, "number", "Coefficient of variation", "0-1", "standard error (margin / 1.645) over value"),
        Column(CENSUS_CLASS, "integer", "Class", "", "quarter of the areas by the value, 1 the lowest"),
        Column(
            CENSUS_CLASS_KEPT,
            "number",
            "Class kept",
            "0-1",
            "share of the draws within the margins that do",
        ),
        Column(
            CENSUS_UNRELIABLE,
            "flag",
            "Unreliable census value",
            meaning="1 if the coefficient of variation is above 0.4 or fewer than half of the draws keep the class",
        ),
        Column(MEAN_HOURS, "number", "Mean hours to restoration", "hours", "as in the disparity by area"),
        _WITHHELD_BECAUSE,
    ),
)
CENSUS_GAPS = Table(
    "census_gaps",
    "Hours by census class, with the census's margins of error",
    (
        Column(CENSUS_CLASS, "integer", "Class", "", "quarter of the areas by the census value, 1 the lowest"),
        Column(CENSUS_AREAS, "integer", "Areas", "areas", "shown and with a census value"),
        Column(HOUSEHOLDS, "integer", "Households", "households"),
        Column(MEAN_HOURS, "number", "Mean hours to restoration", "hours"),
        *_with_interval(
            CENSUS_GAP, "Difference to the lowest class", "hours", "interval: of the census's margins alone"
        ),
    ),
)

# --- robustness ------------------------------------------------------------------------------------------------------
VARIANT = "variant"
SETTING = "setting"
DRAW = "draw"
HOUSEHOLDS_USED = "n"
FITS = "fits"
FAILURES = "failures"
FAILED_BECAUSE = "failed_because"
MEDIAN = "median"
DRAWS_LOW = "low"
DRAWS_HIGH = "high"
MAIN_ESTIMATE = "main_estimate"
SAME_SIGN = "same_sign"
SAME_FINDING = "same_finding"

ROBUSTNESS = Table(
    "robustness",
    "Robustness, every fit",
    (
        Column(VARIANT, "text", "What is varied"),
        Column(SETTING, "text", "How"),
        Column(DRAW, "integer", "Draw", meaning="number of the random sample; missing where nothing is drawn"),
        Column(MODEL, "text", "Model"),
        Column(TERM, "text", "Term", meaning="missing where the model could not be fitted"),
        Column(ESTIMATE, "number", "Coefficient"),
        Column(CONF_LOW, "number", "95 % interval, low"),
        Column(CONF_HIGH, "number", "95 % interval, high"),
        Column(HOUSEHOLDS_USED, "integer", "Households used", "households"),
        Column(REPORTERS, "integer", "of them, asked for help", "households"),
        Column(FAILED_BECAUSE, "text", "Not fitted because"),
    ),
    confidential=True,
)
ROBUSTNESS_SUMMARY = Table(
    "robustness_summary",
    "Robustness",
    (
        Column(VARIANT, "text", "What is varied"),
        Column(SETTING, "text", "How"),
        Column(MODEL, "text", "Model"),
        Column(TERM, "text", "Term"),
        Column(MAIN_ESTIMATE, "number", "Main result", meaning="coefficient with all households of the table"),
        Column(FITS, "integer", "Fits"),
        Column(FAILURES, "integer", "Fits that failed"),
        Column(MEDIAN, "number", "Median coefficient"),
        Column(DRAWS_LOW, "number", "Low", meaning="2.5 % of the fits lie below; of a single fit, its 95 % interval"),
        Column(DRAWS_HIGH, "number", "High", meaning="2.5 % of the fits lie above; of a single fit, its 95 % interval"),
        Column(SAME_SIGN, "number", "Share with the main result's sign", "0-1"),
        Column(
            SAME_FINDING,
            "number",
            "Share with the main result's finding",
            "0-1",
            "clearly above zero, clearly below, or not to be told: the same as in the main result",
        ),
        Column(FAILED_BECAUSE, "text", "Why fits failed", meaning="reasons with their counts"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)

# --- survival --------------------------------------------------------------------------------------------------------
GROUPING = "grouping"
TERM_SCALE = "scale"

SURVIVAL = Table(
    "survival",
    "Time to restoration by group",
    (
        Column(GROUPING, "text", "Groups compared", meaning="all, minority, participation or both"),
        Column(GROUP, "text", "Group", meaning="missing for a comparison of all groups"),
        Column(
            STATISTIC,
            "text",
            "Statistic",
            meaning="households, t50, t80, t95, rmst, rmst_difference, log_rank, log_rank_stratified, log_rank_cluster",
        ),
        Column(VALUE, "number", "Value", meaning="hours, households, or a test's chi-squared"),
        Column(CONF_LOW, "number", "95 % interval, low"),
        Column(CONF_HIGH, "number", "95 % interval, high", meaning="missing where the reads end before"),
        Column(P_VALUE, "number", "p"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)

# --- a model of one's own --------------------------------------------------------------------------------------------
FITTED = "fitted"
RESIDUAL = "residual"
QUANTILE_RESIDUAL = "quantile_residual"

REGRESSION_ROWS = Table(
    "regression_rows",
    "Rows with what the model expects",
    (
        Column(FITTED, "number", "Expected by the model", meaning="probability (logit) or count"),
        Column(RESIDUAL, "number", "Beyond expectation", meaning="observed less expected"),
        Column(
            QUANTILE_RESIDUAL,
            "number",
            "Quantile residual",
            meaning="standard normal if the model is right (randomized, with a fixed seed)",
        ),
    ),
    confidential=True,
)

# --- diagnostics of models -------------------------------------------------------------------------------------------
DIAGNOSTIC = "diagnostic"
LIGHT = "light"
RULE = "rule"

DIAGNOSTICS = Table(
    "diagnostics",
    "Diagnostics of the models",
    (
        Column(MODEL, "text", "Model"),
        Column(DIAGNOSTIC, "text", "Diagnostic"),
        Column(VALUE, "number", "Value"),
        Column(CONF_LOW, "number", "Low", meaning="95 % interval, or lowest result without one group, in percent"),
        Column(CONF_HIGH, "number", "High", meaning="95 % interval, or highest result without one group, in percent"),
        Column(P_VALUE, "number", "p"),
        Column(LIGHT, "text", "Light", meaning="green, yellow, red; none where there is no rule"),
        Column(SENTENCE, "text", "What it means, and what to do"),
        Column(RULE, "text", "Where the lights change, and whose rule that is"),
    ),
    confidential=True,
)

QUANTITY = "quantity"
HYPOTHESIS = "hypothesis"
STATEMENT = "statement"
P_HOLM = "p_holm"
VERDICT = "verdict"

ADJUSTED_PREDICTIONS = Table(
    "adjusted_predictions",
    "Adjusted predictions and differences",
    (
        Column(MODEL, "text", "Model"),
        Column(QUANTITY, "text", "Quantity", meaning="differences are named as in the table of contrasts"),
        Column(ESTIMATE, "number", "Estimate", meaning="average over the rows used, weighted to the population"),
        Column(STD_ERROR, "number", "Standard error", meaning="delta method, under the model's covariance"),
        Column(CONF_LOW, "number", "95 % interval, low"),
        Column(CONF_HIGH, "number", "95 % interval, high"),
        Column(P_VALUE, "number", "p", meaning="of differences and effects"),
        Column(UNIT, "text", "Unit"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)
HYPOTHESES = Table(
    "hypotheses",
    "Verdicts on the study's hypotheses",
    (
        Column(HYPOTHESIS, "text", "Hypothesis"),
        Column(STATEMENT, "text", "It says"),
        Column(MODEL, "text", "Model"),
        Column(CONTRAST, "text", "Contrast"),
        Column(ESTIMATE, "number", "Estimate", meaning="on the scale of the coefficients"),
        Column(P_VALUE, "number", "p"),
        Column(P_HOLM, "number", "p, Holm", meaning="over the three questions, the community's over all four"),
        Column(VERDICT, "text", "Verdict", meaning="supported, contradicted or undecided"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)

STD_ERROR_CLASSICAL = "std_error_classical"
STD_ERROR_ROBUST = "std_error_robust"
STD_ERROR_CLUSTER = "std_error_cluster"
STD_ERROR_CR2 = "std_error_cr2"
STD_ERROR_JACKKNIFE = "std_error_jackknife"
DF_CR2 = "df_cr2"

STANDARD_ERRORS = Table(
    "standard_errors",
    "Standard errors side by side",
    (
        Column(MODEL, "text", "Model"),
        Column(TERM, "text", "Term"),
        Column(ESTIMATE, "number", "Coefficient"),
        Column(STD_ERROR_CLASSICAL, "number", "Classical", meaning="from the observed information, as in the study"),
        Column(STD_ERROR_ROBUST, "number", "Robust", meaning="every row on its own"),
        Column(STD_ERROR_CLUSTER, "number", "Clustered", meaning="rows of a cluster may be alike; factor G / (G - 1)"),
        Column(STD_ERROR_CR2, "number", "Clustered, bias-reduced", meaning="CR2, the default of clustered errors"),
        Column(STD_ERROR_JACKKNIFE, "number", "Clustered, jackknife", meaning="CR3, each cluster left out in turn"),
        Column(DF_CR2, "number", "Degrees of freedom of CR2", meaning="of its t distribution, after Satterthwaite"),
    ),
    confidential=True,
)

# --- more of what a referee asks of the models ------------------------------------------------------------------------
DELTA_LOW = "delta_low"
DELTA_HIGH = "delta_high"
DRAWS = "draws"

BOOTSTRAP = Table(
    "bootstrap",
    "Contrasts by bootstrap of whole block groups",
    (
        Column(MODEL, "text", "Model"),
        Column(CONTRAST, "text", "Contrast", meaning="as in the table of contrasts"),
        Column(UNIT, "text", "Unit", meaning="percent, hours or probability"),
        Column(ESTIMATE, "number", "Estimate", meaning="in the unit"),
        Column(STD_ERROR, "number", "Standard error", meaning="standard deviation of the draws"),
        Column(CONF_LOW, "number", "95 % interval, low", meaning="percentile of the draws"),
        Column(CONF_HIGH, "number", "95 % interval, high", meaning="percentile of the draws"),
        Column(DELTA_LOW, "number", "Low by the standard errors", meaning="for comparison"),
        Column(DELTA_HIGH, "number", "High by the standard errors", meaning="for comparison"),
        Column(DRAWS, "integer", "Draws"),
        Column(FAILURES, "integer", "of them, without finite estimates"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)

COUNT_LOW = "count_low"
COUNT_HIGH = "count_high"
OBSERVED = "observed"
EXPECTED = "expected"
PROBABILITY = "probability"
NORMAL_QUANTILE = "normal"
RESIDUAL_QUANTILE = "residual"
BAND_LOW = "band_low"
BAND_HIGH = "band_high"
TENTH = "tenth"
PREDICTED = "predicted"
SHARE_OBSERVED = "share"

ROOTOGRAM = Table(
    "rootogram",
    "Hours observed and expected",
    (
        Column(MODEL, "text", "Model"),
        Column(COUNT_LOW, "number", "From"),
        Column(COUNT_HIGH, "number", "To", meaning="missing for the last, which has no upper end"),
        Column(OBSERVED, "integer", "Observed", "rows", "no bin has fewer than 11"),
        Column(EXPECTED, "number", "Expected by the model", "rows"),
    ),
    confidential=True,
)
RESIDUAL_QUANTILES = Table(
    "residual_quantiles",
    "Quantiles of the residuals beside the normal's",
    (
        Column(MODEL, "text", "Model"),
        Column(PROBABILITY, "number", "Share of rows below", "0-1"),
        Column(NORMAL_QUANTILE, "number", "Normal quantile"),
        Column(RESIDUAL_QUANTILE, "number", "Quantile of the residuals", meaning="randomized quantile residuals"),
        Column(BAND_LOW, "number", "Band, low", meaning="95 % of samples of a right model lie between"),
        Column(BAND_HIGH, "number", "Band, high", meaning="95 % of samples of a right model lie between"),
    ),
)
CALIBRATION = Table(
    "calibration",
    "Share with the outcome by tenths of the probability",
    (
        Column(MODEL, "text", "Model"),
        Column(TENTH, "integer", "Tenth", meaning="1 has the lowest probabilities; joined where few have the outcome"),
        Column(HOUSEHOLDS_USED, "integer", "Rows", "rows"),
        Column(PREDICTED, "number", "Mean probability", "0-1"),
        Column(SHARE_OBSERVED, "number", "Share with the outcome", "0-1"),
        Column(CONF_LOW, "number", "95 % interval, low", "0-1", "Wilson"),
        Column(CONF_HIGH, "number", "95 % interval, high", "0-1", "Wilson"),
    ),
    confidential=True,
)

TEST = "test"
DF = "df"
GROUPS_USED = "groups"

SPATIAL_TESTS = Table(
    "spatial_tests",
    "Dependence between block groups that touch",
    (
        Column(MODEL, "text", "Model"),
        Column(TEST, "text", "Test", meaning="morans_i, lm_lag, lm_error, robust_lm_lag, robust_lm_error, sarma"),
        Column(VALUE, "number", "Statistic"),
        Column(DF, "integer", "Degrees of freedom", meaning="0 for Moran's I, whose p is by permutation"),
        Column(P_VALUE, "number", "p"),
        Column(GROUPS_USED, "integer", "Block groups"),
        Column(SENTENCE, "text", "What it means"),
    ),
)

WALD = "wald"
LR = "lr"
P_LR = "p_lr"
KEY_ESTIMATE = "key_estimate"
KEY_ESTIMATE_BENT = "key_estimate_bent"
RATIO_USED = "ratio"
E_VALUE = "e_value"
E_VALUE_LIMIT = "e_value_limit"

FUNCTIONAL_FORM = Table(
    "functional_form",
    "Whether terms bend",
    (
        Column(MODEL, "text", "Model"),
        Column(TERM, "text", "Term", meaning="bent by a restricted cubic spline of four knots; 'all' for all at once"),
        Column(WALD, "number", "F", meaning="that the spline adds nothing, under the model's standard errors"),
        Column(DF, "integer", "Degrees of freedom"),
        Column(P_VALUE, "number", "p"),
        Column(LR, "number", "Likelihood ratio", meaning="rows taken as independent; missing for weighted rows"),
        Column(P_LR, "number", "p of the likelihood ratio"),
        Column(KEY_ESTIMATE, "number", "First coefficient", meaning="of the model as it is"),
        Column(KEY_ESTIMATE_BENT, "number", "First coefficient, with the splines"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)
E_VALUES = Table(
    "e_values",
    "How strong something left out would have to be",
    (
        Column(MODEL, "text", "Model"),
        Column(CONTRAST, "text", "Contrast"),
        Column(RATIO_USED, "number", "Ratio", meaning="of hours, or of risks (of common outcomes the root of odds)"),
        Column(E_VALUE, "number", "E-value", meaning="VanderWeele and Ding 2017"),
        Column(E_VALUE_LIMIT, "number", "E-value of the interval", meaning="1 if it includes no difference"),
        Column(SENTENCE, "text", "In words"),
    ),
    confidential=True,
)

# --- what restoration times rest on -----------------------------------------------------------------------------------
KIND = "kind"
ITEM = "item"
COUNT = "count"
UNIT_COUNTED = "counted"

KIND_STATUS = "status"
KIND_LEFT_OUT = "left out"
KIND_RECONCILED = "reconciled"
KIND_SETTING = "setting"

RESTORATION_SUMMARY = Table(
    "restoration_summary",
    "Restoration times: counts and settings",
    (
        Column(KIND, "text", "Kind", meaning="status, left out, reconciled or setting"),
        Column(ITEM, "text", "What"),
        Column(COUNT, "integer", "Count"),
        Column(UNIT_COUNTED, "text", "of", meaning="meters or rows"),
        Column(SETTING, "text", "Value", meaning="of a setting"),
    ),
    confidential=True,
)

DISAGREEMENT = "disagreement"
EVENT_STATUS = "event_status"
EVENT_LOST = "event_outage_start"
EVENT_BACK = "event_restored_at"
READ_STATUS = "read_status"
READ_LOST = "read_outage_start"
READ_BACK = "read_restored_at"
TAKEN_FROM = "taken_from"

RECONCILIATION = Table(
    "restoration_reconciliation",
    "Events and reads that disagree",
    (
        Column(METER_ID, "text", "Meter"),
        Column(DISAGREEMENT, "text", "Disagreement"),
        Column(TAKEN_FROM, "text", "Taken from", meaning="events or reads"),
        Column(EVENT_STATUS, "text", "Status by events"),
        Column(EVENT_LOST, "datetime", "Power lost by events", "local time"),
        Column(EVENT_BACK, "datetime", "Power back by events", "local time"),
        Column(READ_STATUS, "text", "Status by reads"),
        Column(READ_LOST, "datetime", "Power lost by reads", "local time"),
        Column(READ_BACK, "datetime", "Power back by reads", "local time"),
    ),
    confidential=True,
)

CHOICE = "choice"
THRESHOLD_KWH = "threshold_kwh"
MINIMUM_OUTAGE_HOURS = "minimum_outage_hours"
SUSTAINED_HOURS = "sustained_hours"
MISSING_RULE = "missing_rule"
STATUS_CHANGED = "status_changed"
SHARE_DAY2 = "share_day2"
SHARE_DAY3 = "share_day3"
CITY_T50 = "t50"

SENSITIVITY = Table(
    "restoration_sensitivity",
    "Restoration times under other thresholds",
    (
        Column(CHOICE, "text", "Choice", meaning="what differs from the chosen thresholds"),
        Column(THRESHOLD_KWH, "number", "Power is on above", "kWh in an interval"),
        Column(MINIMUM_OUTAGE_HOURS, "number", "Shortest outage", "hours"),
        Column(SUSTAINED_HOURS, "number", "Power is back when on for", "hours"),
        Column(
            MISSING_RULE,
            "text",
            "Missing reads alone are an outage",
            meaning="never, always, or while this share of meters is out",
        ),
        *(Column(status, "integer", f"Meters: {status}", "meters") for status in STATUSES),
        Column(STATUS_CHANGED, "integer", "Meters of another status than by the choice", "meters"),
        Column(MEAN_HOURS, "number", "Mean hours to restoration", "hours", "restored, and censored to the last read"),
        Column(SHARE_DAY2, "number", "Restored by the end of day 2", "0-1"),
        Column(SHARE_DAY3, "number", "Restored by the end of day 3", "0-1"),
        Column(CITY_T50, "number", "Hours until half were restored", "hours", "from the event's start"),
    ),
    confidential=True,
)

HOURS = "hours"
SHARE_OUT_LOW = "share_out_low"
SHARE_OUT_HIGH = "share_out_high"

GROUP_CURVES = Table(
    "restoration_curves",
    "Restoration curves by group",
    (
        Column(GROUP, "text", "Group"),
        Column(HOURS, "number", "Hours since power was lost", "hours"),
        Column(SHARE_OUT, "number", "Share still out", "0-1", "Kaplan-Meier; of the homes that lost power"),
        Column(SHARE_OUT_LOW, "number", "Share still out, low", "0-1", "pointwise 95 % band, by block groups"),
        Column(SHARE_OUT_HIGH, "number", "Share still out, high", "0-1", "pointwise 95 % band, by block groups"),
    ),
)
GROUP_QUANTILES = Table(
    "restoration_quantiles",
    "Hours until half, 80 and 95 % were restored, by group",
    (
        Column(GROUP, "text", "Group"),
        Column(HOUSEHOLDS, "integer", "Households", "households", "that lost power"),
        *(
            Column(f"t{stage}{end}", "number", f"Hours until {stage} % were restored{words}", "hours")
            for stage in (50, 80, 95)
            for end, words in (("", ""), ("_low", ", low"), ("_high", ", high"))
        ),
    ),
)

TABLES = (
    RESTORATION,
    CURVE,
    REQUESTS,
    UNMATCHED,
    COMPOSITION,
    BLOCK_GROUPS,
    STUDY_OUTPUT,
    SAMPLE_FLOW,
    BALANCE,
    COEFFICIENTS,
    FIT,
    CONTRASTS,
    MODEL_ROWS,
    AREAS_WITH_CENSUS,
    FLOW_GROUPS,
    FLOW_BALANCE,
    COMMUNITIES,
    METERS_REVIEW,
    PLACEMENT,
    RELIABILITY,
    RELIABILITY_GROUPS,
    CLUSTERS,
    ADJUSTED,
    INEQUALITY,
    ROBUSTNESS,
    ROBUSTNESS_SUMMARY,
    SURVIVAL,
    REGRESSION_ROWS,
    DIAGNOSTICS,
    ADJUSTED_PREDICTIONS,
    HYPOTHESES,
    STANDARD_ERRORS,
    BOOTSTRAP,
    ROOTOGRAM,
    RESIDUAL_QUANTILES,
    CALIBRATION,
    SPATIAL_TESTS,
    FUNCTIONAL_FORM,
    E_VALUES,
    RESTORATION_SUMMARY,
    RECONCILIATION,
    SENSITIVITY,
    GROUP_CURVES,
    GROUP_QUANTILES,
    GROUP_GAPS,
    CENSUS_DOUBT,
    CENSUS_GAPS,
)
