"""What a row is counted as that sets no bit: the codes beyond the states, and how they are packed into one sum."""

from __future__ import annotations

NO_ENERGY, BEFORE, AFTER, REPEATED, SKIPPED, BAD_TIME, BAD_ENERGY = range(100, 107)
LEFT_OUT = {
    NO_ENERGY: "no energy value",
    BEFORE: "before the baseline",
    AFTER: "after the follow-up",
    BAD_TIME: "unreadable time stamp",
    BAD_ENERGY: "unreadable energy value",
    SKIPPED: "local time that the clock change skips",
}
# What is common is counted within the one pass: four counters in the 53 exact bits of a DOUBLE, good while no meter has
# more rows than one of the first three can count. A rare code makes the sum ODD or more: the rows are counted again.
PACKED = (NO_ENERGY, BEFORE, AFTER, REPEATED)
PACKED_BITS = 16
ODD = 1 << 53
