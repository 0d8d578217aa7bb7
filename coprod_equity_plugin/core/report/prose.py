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
PLACE_TERMS = (
    "Coefficients of Model 1 are withheld: its constant and those of block groups' values (income, density, education, "
    "renters) where the number of homes that asked is withheld of a few areas only, since it could be worked out from "
    "them."
)
FEW_CONTRASTS = (
    "Where few homes stand behind a model's comparison of groups, what it says of them is withheld, and so are its "
    "expected hours or chances and its average effects."
)
MODELS = (
    "Model 1 asks who asked for help. Models 2 to 5 ask who waited longer: with the home's own request (2, and 3 with "
    "its interaction with minority share), and with the number of requests from the block group (4, and 5 with the "
    "interaction)."
)
NO_DISPERSION = (
    "Not in every model do the hours clearly vary more than a Poisson model allows; there, Poisson would do."
)
OTHER_FLOW = (
    "The sample flow is not shown: it ends with nearly, but not quite, the homes of the study table, and the "
    "difference would count few homes."
)
VERDICTS = (
    "Supported or contradicted: clear in one direction after Holm's correction for the questions asked. Undecided: "
    "the data do not tell. Each says what went with what."
)
CLUSTERS = (
    "Local Moran's I of each area's mean with its neighbours', with p-values by permutation and a false discovery rate "
    "of 5 %. The means are of the hours beyond what the model expects, unless another value was chosen."
)
INEQUALITY = (
    "0 is the same wait for everybody. A concentration index above 0 means that the wait lies more on homes late in "
    "the order, below 0 on those early in it."
)
ADJUSTED = (
    "What Model 3 expects on average if every home had the composition and the answer named, and its own other values; "
    "intervals by the delta method."
)
EFFECTS = (
    "How much the outcome goes with one unit more of each, averaged over the homes: percentage points of the chance to "
    "ask (Model 1), hours (the others). A share counts from none to all."
)
LIGHTS = (
    "● fine, ▲ look, ■ act; without a sign: a number that has no rule. Where the lights change, and whose rule that "
    "is, stands in the file."
)
NOT_CHECKED = (
    "The models were not checked further in this run. “Equity models 1-5” writes a table of diagnostics: hand it to "
    "this report before the numbers are relied on."
)
NO_ROBUSTNESS = (
    "Not part of this run. “Robustness” in the toolbox fits the models again on other samples, request windows and "
    "places; until then nobody knows how much the results depend on such choices."
)
NO_SURVIVAL = (
    "Not part of this run. “Survival models” in the toolbox asks the same of the time to restoration and treats homes "
    "that were still without power as such."
)
WAYS = (
    "The same models, fitted in other ways. Full dot: the same finding as the main result (its interval lies on the "
    "same side of 1, or holds 1 as the main one does; of several fits, 95 % of them do). Open dot: another finding. "
    "Black line: no difference; dashed line: the main result. Lines are 95 % intervals; of several fits, where 95 % of "
    "them lie."
)
REDRAWS = (
    "Every home that asked, with samples of those that did not, drawn again and again as in the reference study's "
    "Appendix B. A tick is a sample; the dot is their median, the thick line their middle half, the thin one 95 % of "
    "them. Dashed: the main result, with all homes."
)
SENSITIVITY = (
    "What counts as an outage, and as its end, is a choice. Each line makes one choice in another way. Shares are "
    "rounded so far that no digit stands for few meters."
)
STANDARD_ERRORS = (
    "Classical: as the study has them. Robust: every home on its own. Clustered: homes of one block group may be "
    "alike, with the factor G / (G − 1) for G block groups. CR2: the same, bias-reduced, which the models have unless "
    "another correction was chosen."
)
CALIBRATION = (
    "Homes in up to ten groups by what the model expects of them; groups with few homes of a kind are joined. Lines: "
    "95 % intervals that allow for block groups. On the dashed line, what was observed equals what was expected."
)
ROOTOGRAM = (
    "Bars hang from what the model expects: where homes are fewer than expected a bar ends above zero, "
    "where they are more below it. Square roots show small classes as well as large ones; classes with few homes are "
    "joined."
)
OTHER_ROOTOGRAM = (
    "Hours observed and expected are not drawn: the table of the rootogram is not of the homes of this report."
)
RESIDUAL_QUANTILES = (
    "Randomized quantile residuals, which are normal where a model is right. In the grey band lie 95 % of samples of a "
    "right model, at each point, rows taken as independent. The ends, with few homes beyond them, are left out."
)
IN_TIME = (
    "Hours as a count up to the last read take homes that were still without power as restored there. The models here "
    "do not. “Mean up to” counts no home's hours beyond the limit."
)
PACES = (
    "Ratios of hours, or of the pace at which homes get power back, minority over other homes. A longer wait is a "
    "ratio of hours above 1 and a ratio of paces below 1."
)
RELIABILITY = (
    "For this storm alone, not for a year. SAIDI: minutes without power per customer served. SAIFI: interruptions per "
    "customer served. CAIDI: minutes per interruption. CELID: share of the customers served without power for so long "
    "or longer. Interruptions shorter than the meters' interval are not seen."
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
    "Clustered standard errors of the models are bias-reduced (CR2; Bell and McCaffrey 2002) unless another correction "
    "was chosen: each coefficient has its own degrees of freedom (Satterthwaite), fewer for what varies only between "
    "block groups. Under the table of coefficients stands which correction this report has.",
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
    "Classes of the histogram and steps of the curves are joined until each holds enough homes. The household "
    "tables that the report was made from are confidential and are not part of it. Maps were protected when they were "
    "made and stand here as they came."
)


def few_terms(terms: str, *, silent: bool) -> str:
    """Which coefficients are not told as they rest on few homes; ``silent``: those of the groups compared are."""
    text = (
        f"Withheld, because each would be a statement on too few homes, or would tell one beside the others: {terms}."
    )
    if silent:
        text += (
            " Where minority share or asking is among them, the measures of fit and the checks that follow from the "
            "coefficients are not shown either."
        )
    return text


def privacy(k: int) -> str:
    """What the report promises."""
    return (
        f"No count in this report stands for 1 to {k - 1} homes, none can be worked out by subtracting two others, "
        "and no value is that of a single home. Hours of single homes come from meter reads, which Florida law (s. "
        "119.0713(5), Florida Statutes) exempts from public records when they cover less than a billing cycle; only "
        "aggregates stand here."
    )
