"""The thresholds of ``restorationtimes``: what each decides, its default and its help."""

from __future__ import annotations

# parameter: (option of the inference, label, default, help)
THRESHOLDS = {
    "THRESHOLD": (
        "threshold_kwh",
        "Power is on above (kWh in an interval)",
        0.01,
        "A measured read above this is power, and so is any negative read: that is export.",
    ),
    "MINIMUM_OUTAGE": (
        "minimum_outage_hours",
        "Shortest outage (hours)",
        1.0,
        "Shorter runs without power are not outages. Half-hourly reads show nothing under half an hour.",
    ),
    "SUSTAINED": (
        "sustained_hours",
        "Power is back when on for (hours)",
        2.0,
        "Power that stays for less is flicker: the outage goes on.",
    ),
    "BASELINE_DAYS": (
        "baseline_days",
        "Baseline (days before the event)",
        7.0,
        "The days that tell a vacant home from one without power.",
    ),
    "VACANT_SHARE": (
        "vacant_share",
        "Vacant below (share of reads with power, 0-1)",
        0.2,
        "Such a meter is left out of the study and counted as vacant.",
    ),
    "REGULAR_SHARE": (
        "regular_share",
        "Irregular use below this share (0-1)",
        0.8,
        "Such a meter's outage must be longer than the 99th percentile of its own runs of zeros in the baseline.",
    ),
    "AREA_SHARE": (
        "area_share",
        "Gaps are an outage from (share of meters out)",
        0.5,
        "A run of missing or estimated reads alone counts as an outage only while at least this share of all meters' "
        "measured reads shows no power; otherwise the meter is uncertain.",
    ),
    "FOLLOW_UP_DAYS": (
        "follow_up_days",
        "Reads used after the event (days)",
        30.0,
        "A meter without power at the end of it, or of its reads, is censored.",
    ),
}
