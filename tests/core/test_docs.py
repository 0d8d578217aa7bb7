import ast
from collections import Counter
from pathlib import Path

import pytest

from scripts.build_docs import PATHS, data_dictionary

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.mark.parametrize("language", PATHS)
def test_the_data_dictionary_is_the_one_that_the_columns_make(language):
    assert PATHS[language].read_text(encoding="utf-8") == data_dictionary(language), "run python -m scripts.build_docs"


def test_the_spanish_dictionary_says_what_of_it_is_english():
    english, spanish = data_dictionary(), data_dictionary("es")
    assert "están en inglés" in spanish
    for words in ("| column |", "Confidential:", "| flag |", "| datetime |"):
        assert words in english
        assert words not in spanish


def test_no_name_of_a_column_is_given_twice():
    source = (DOCS.parent / "coprod_equity_plugin" / "core" / "columns.py").read_text(encoding="utf-8")
    names = [
        target.id
        for node in ast.parse(source).body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for part in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in (part.elts if isinstance(part, ast.Tuple) else [part])
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
