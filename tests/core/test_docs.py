from pathlib import Path

from scripts.build_docs import data_dictionary

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_data_dictionary_is_the_one_that_the_columns_make():
    assert (DOCS / "data-dictionary.md").read_text(encoding="utf-8") == data_dictionary(), (
        "run python -m scripts.build_docs"
    )
