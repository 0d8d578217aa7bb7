import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.tables import Rule, find_problems, require

FRAME = pd.DataFrame(
    {
        "id": ["a", "b", "b", None, ""],
        "share": [0.5, 1.2, np.nan, -0.1, 0.0],
        "hours": ["3", "x", None, "7", "8"],
        "status": ["restored", "lost", None, "restored", "vacant"],
    }
)


def rows(rule):
    return {(problem.column, problem.what): problem.rows for problem in find_problems(FRAME, [rule], "table")}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule("id", unique=True), {("id", "the value stands in an earlier row too"): (3,)}),
        (Rule("id", complete=True), {("id", "the value is missing"): (4, 5)}),
        (Rule("share", low=0, high=1), {("share", "the value lies outside 0 to 1"): (2, 4)}),
        (Rule("hours", low=0), {("hours", "the value is not a number"): (2,)}),
        (Rule("status", allowed=("restored", "vacant")), {("status", "the value is not one of those known"): (2,)}),
        (Rule("share", low=-1, high=2), {}),
    ],
)
def test_each_rule_names_the_rows_that_break_it(rule, expected):
    assert rows(rule) == expected


def test_all_problems_of_all_tables_come_in_one_error():
    with pytest.raises(InputError) as caught:
        require(
            [(FRAME, [Rule("id", unique=True), Rule("voters")], "homes"), (FRAME.head(0), [Rule("id")], "requests")]
        )
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "homes: there is no column voters. The table has: id, share, hours, status." in text
    assert "homes, column id, row 3: the value stands in an earlier row too. Keep one row for each." in text
    assert "requests: the table has no rows." in text
