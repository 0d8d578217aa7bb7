"""What stands under the regression table: verdicts, adjusted hours and effects, and diagnostics with their lights."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment
from markupsafe import Markup

from ..models.diagnostics import Diagnostic
from ..models.hypotheses import Verdict
from ..models.margins import Margin
from ..models.results import ModelSet
from ..models.thresholds import GREEN, PLAIN, RED, YELLOW

# A light is a shape and a word too, so that it can be read without colour.
LIGHTS = {GREEN: ("●", "fine"), YELLOW: ("▲", "look"), RED: ("■", "act"), PLAIN: ("", "")}


def checks_html(
    result: ModelSet,
    margins: Sequence[Margin] = (),
    verdicts: Sequence[Verdict] = (),
    diagnostics: Sequence[Diagnostic] = (),
) -> Markup:
    """The sections as an HTML fragment, everything escaped; empty ones are left out."""
    titles = {spec.id: spec.title for spec in result.specs}
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    by_model = [
        (titles[model], [entry for entry in diagnostics if entry.model == model])
        for model in dict.fromkeys(entry.model for entry in diagnostics)
    ]
    effects = [entry for entry in margins if " of " in entry.quantity]
    return Markup(  # nosec B704 - escaped by the template
        environment.from_string(_TEMPLATE).render(
            verdicts=verdicts,
            adjusted=[entry for entry in margins if entry not in effects],
            effects=effects,
            diagnostics=by_model,
            titles=titles,
            lights=LIGHTS,
        )
    )


_TEMPLATE = """\
{% if verdicts %}
<h2>The study's hypotheses</h2>
<ul>
{% for verdict in verdicts %}<li>{{ verdict.sentence }}</li>
{% endfor %}</ul>
{% endif %}
{% if adjusted %}
<h2>In hours and probabilities</h2>
<p class="note">Averages over all households used, weighted to the city, each with its own other values; intervals by
the delta method under the standard errors of the table.</p>
<ul>
{% for entry in adjusted %}<li>{{ titles[entry.model].split(",")[0] }}: {{ entry.sentence }}</li>
{% endfor %}</ul>
{% endif %}
{% if effects %}
<h2>Average marginal effects</h2>
<p class="note">What goes with one unit more of each, averaged over the rows; of a yes or no, with yes against no. A
share's unit is from none to all, at the rate found on average, so that more than a whole range is possible.</p>
<ul>
{% for entry in effects %}<li>{{ titles[entry.model].split(",")[0] }}: {{ entry.sentence }}</li>
{% endfor %}</ul>
{% endif %}
{% if diagnostics %}
<h2>Diagnostics</h2>
<p class="note">● fine, ▲ look, ■ act. Rules and their sources stand in the table of diagnostics.</p>
{% for title, entries in diagnostics %}
<h3>{{ title }}</h3>
<table class="checks">
{% for entry in entries %}
<tr><td class="light {{ entry.light }}">{{ lights[entry.light][0] }} {{ lights[entry.light][1] }}</td>
<td>{{ entry.sentence }}</td></tr>
{% endfor %}
</table>
{% endfor %}
{% endif %}
"""
