"""Sentences and sources that several measures share."""

from __future__ import annotations

READS = "smart-meter reads of the utility"
REQUESTS = "power requests to 311"
VOTERS = "voter records"
CENSUS = "U.S. Census Bureau, American Community Survey"
MINORITY = "Minority household: at least half of its voters are not non-Hispanic white."
RESIDENTS = "Minority residents: all but non-Hispanic white, of all ages, voters or not (census table B03002)."
