"""What stored models, batch files and scripts hold on to: nothing of it is ever removed or renamed.

``golden/api.json`` is the plugin's public face. Adding to it is a change like any other:
``python -m scripts.build_api``, which refuses to take anything away.
"""

from __future__ import annotations

import json

import pytest

from scripts.build_api import GOLDEN, lost, public_face


@pytest.fixture(scope="module")
def golden() -> dict:
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_nothing_that_was_public_is_gone(provider, golden):
    assert len(golden) > 20
    assert lost(golden, public_face(provider)) == []


def test_what_is_new_is_written_down(provider, golden):
    assert public_face(provider) == golden, "run python -m scripts.build_api"


def test_losses_are_found():
    before = {
        "one": {
            "parameters": {"A": {"type": "enum", "options": ["x", "y"], "needed": False}, "B": {"type": "source"}},
            "outputs": {"OUT": "outputVector"},
        },
        "two": {"parameters": {}, "outputs": {}},
    }
    after = {
        "one": {
            "parameters": {
                "A": {"type": "enum", "options": ["y", "z"], "needed": True},
                "C": {"type": "number", "needed": True},
            },
            "outputs": {"OUT": "outputFile"},
        }
    }
    assert lost(before, after) == [
        "one: A has lost the option x",
        "one: A was optional and is needed now",
        "one: B is gone",
        "one: C is new and needed, so that stored calls fail",
        "one: output OUT was outputVector and is outputFile",
        "two is gone",
    ]
    grown = {**before, "three": {"parameters": {}, "outputs": {"MORE": "outputNumber"}}}
    assert lost(before, grown) == []
