"""Try to work out what was withheld, from everything that is published of a city together.

``python -m scripts.attack`` attacks 200 random cities in each way and says what came of it: the area tables
(:mod:`scripts.attack_areas`), all that a run publishes (:mod:`scripts.attack_run`), homes by hour
(:mod:`scripts.attack_times`).
"""

from __future__ import annotations

import argparse
from collections import Counter

from scripts.attack_areas import attack_coarser, attack_joint, attack_later
from scripts.attack_run import attack_run
from scripts.attack_times import attack_times


def main() -> None:
    """Attack many cities and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="seed of the first city")
    options = parser.parse_args()
    cities = range(options.first, options.first + options.cities)
    goals, found, narrow, whole, hours, refused = 0, Counter(), Counter(), Counter(), Counter(), 0
    for seed in cities:
        for name, slack in attack_joint(seed):
            goals += 1
            found[name] += slack < -1e-6
        for name, width, least in attack_run(seed):
            goals += 1
            whole[name] += width < (1 if name.startswith("city") else least) - 1e-6
        for name, width, _ in attack_times(seed):
            goals += 1
            hours[name.split(",")[0]] += width < 1 - 1e-6
        for widths in (attack_later(seed), attack_coarser(seed)):
            refused += widths is None
            for name, width in widths or ():
                goals += 1
                narrow[name] += width < 1 - 1e-6
    print(f"{len(cities)} cities, {goals:,} small cells attacked; later runs refused: {refused}")
    print("left less doubt than the rule asks, joint release:", dict(+found) or "none")
    print("left less doubt than the rule asks, everything of a run:", dict(+whole) or "none")
    print("worked out to less than one household, by hour:", dict(+hours) or "none")
    print("worked out to less than one household, later releases:", dict(+narrow) or "none")


if __name__ == "__main__":
    main()
