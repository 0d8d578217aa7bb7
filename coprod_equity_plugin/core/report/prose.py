"""The report's standing texts: what does not depend on the numbers."""

from __future__ import annotations

BASIS = (
    "Comparable homes are homes of the same age in block groups with the same income and population density (for "
    "asking, also the same age groups, education and share of renters). Homes whose registered voters all belong to a "
    "minority are compared with homes where none do. The chart shows observed hours, without any such adjustment, so "
    "its differences need not equal those in the sentences."
)
LIMITS = (
    "That one thing caused another. These are associations: homes that asked may differ from those that did not in "
    "ways that nobody recorded, such as how badly their lines were hit.",
    "Anything about homes without registered voters of known race: who lives there comes from the voter roll, and "
    "they are not among the homes compared.",
)
NOT_CLEAR = (
    "That there is no difference where none is clear: the interval says which differences the data cannot rule out."
)
SAMPLE = (
    "The homes are a sample. Means, shares and curves weigh each home by its sampling weight; counts are of homes in "
    "the sample."
)
REFERENCE_DAYS = (
    "For comparison: the reference study reports 5.2 % of its residents restored at the end of day 2 and 38.5 % at "
    "the end of day 3 after Hurricane Michael. Those are the numbers of its city and its storm, not a standard that "
    "another city has to meet."
)
STAGES = (
    "Counted from the moment when each home lost power. T50 is the wait of the middle home; T95 tells how long the "
    "last homes waited, which is what other studies of hurricanes compare."
)
MODELS = (
    "Model 1 asks who asked for help. Models 2 to 5 ask who waited longer: with the home's own request (2, and 3 with "
    "its interaction with minority share), and with the number of requests from the block group (4, and 5 with the "
    "interaction)."
)
NO_DISPERSION = (
    "Not in every model do the hours clearly vary more than a Poisson model allows; there, Poisson would do."
)
METHODS = (
    "A home's hours run from the first interval without power to the first of lasting power, in whole hours, halves "
    "rounded up. Outages shorter than the meters' interval are not seen.",
    "A home asked for help if its own request came within the request window after the event's start. Later requests "
    "do not count: whoever waits longer has more time to ask.",
    "A home's composition is that of the registered voters at its address whose race is known. Members who are not "
    "registered are missing.",
    "Intervals of means, differences and curves come from sums per block group, since neighbours lose and get power "
    "together. Curves: Kaplan-Meier with the infinitesimal jackknife over block groups. “Clear” means that the 95 % "
    "interval leaves out no difference.",
    "Homes without power when the reads end count in the curves as still waiting (censored); in means and models they "
    "count with the hours until then, which is too short.",
)
REFERENCE = (
    "The models, the two-day window and the household as unit follow Xu and Tang (2021), “Closing the Gap or Widening "
    "the Divide”, Public Administration Review. Unlike there, the models can use every home instead of a sample, and "
    "standard errors can be clustered."
)
METHOD_LIMITS = (
    "The models hold equal what they contain and nothing else. Damage to lines, trees, critical facilities and "
    "feeders is not in them.",
    "Requests from the block group include the home's own.",
    "Census figures are estimates with margins of error that the models do not carry through.",
    "One storm in one city says nothing about the next.",
)
HOW_WITHHELD = (
    "Classes of the histogram are joined and steps of the curves widened until each holds enough homes. The household "
    "tables that the report was made from are confidential and are not part of it. Maps were protected when they were "
    "made and stand here as they came."
)


def privacy(k: int) -> str:
    """What the report promises."""
    return (
        f"No count in this report stands for 1 to {k - 1} homes, none can be worked out by subtracting two others, "
        "and no value is that of a single home. Hours of single homes come from meter reads, which Florida law (s. "
        "119.0713(5), Florida Statutes) exempts from public records when they cover less than a billing cycle; only "
        "aggregates stand here."
    )
