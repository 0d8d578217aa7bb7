"""Every table that the plugin writes: the one place where a column's name, type, unit and meaning stand.

Code refers to a column by its constant (``columns.METER_ID``), tables by their :class:`Table`; layers, CSV files, help
pages and the data dictionary are made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "flag", "datetime"]


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` decides its field type, ``alias`` is what a reader sees as its heading.

    A ``flag`` is 0, 1 or missing; a ``datetime`` is the local wall-clock time of the study's time zone, without
    offset; a share is 0-1.
    """

    name: str
    kind: Kind
    alias: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """A table's columns in their order; ``confidential`` where a row is a household, a meter or a person's request."""

    name: str
    title: str
    columns: tuple[Column, ...]
    confidential: bool = False

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
        Column(MATCH_METHOD, "text", "Matched by", meaning="id, address, address_fuzzy, within or nearest"),
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
        Column(RENTER_SHARE, "number", "Renters", "0-1", "of occupied housing units (B25003)"),
        Column(RENTER_SHARE_MOE, "number", "Renters, margin of error", "0-1, 90 %"),
        Column(AREA_MINORITY_SHARE, "number", "Minority residents", "0-1", "not non-Hispanic white (B03002)"),
        Column(AREA_MINORITY_SHARE_MOE, "number", "Minority residents, margin of error", "0-1, 90 %"),
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
)
FIT = Table(
    "fit",
    "Model fit",
    (
        Column(MODEL, "text", "Model"),
        Column(STATISTIC, "text", "Statistic"),
        Column(VALUE, "number", "Value"),
    ),
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
SUPPRESSION = "suppression"

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
            meaning="1 if clear among all areas shown: false discovery rate of 5 % (Benjamini-Hochberg)",
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
            meaning="1 if clear among all areas shown: false discovery rate of 5 % (Benjamini-Hochberg)",
        ),
        Column(GROUP_RATIO, "number", "Ratio between the groups", "", "minority households' mean over the others'"),
        Column(REQUESTS_COUNT, "integer", "Households that asked for help", "households"),
        Column(PARTICIPATION_RATE, "number", "Share that asked for help", "0-1"),
        Column(
            SUPPRESSION,
            "text",
            "Withheld because",
            meaning="why values are missing, 'groups:' or 'requests:' if only those; empty where all are shown",
        ),
    ),
)

# --- what restoration times rest on -----------------------------------------------------------------------------------
KIND = "kind"
ITEM = "item"
COUNT = "count"
UNIT_COUNTED = "counted"
SETTING = "setting"

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
T50 = "t50"

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
        Column(T50, "number", "Hours until half were restored", "hours", "from the event's start"),
    ),
)

GROUP = "group"
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
    STUDY,
    SAMPLE_FLOW,
    BALANCE,
    COEFFICIENTS,
    FIT,
    CONTRASTS,
    MODEL_ROWS,
    DISPARITY,
    RESTORATION_SUMMARY,
    RECONCILIATION,
    SENSITIVITY,
    GROUP_CURVES,
    GROUP_QUANTILES,
)
