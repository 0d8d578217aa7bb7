from coprod_equity_plugin.core.disparity import clusters
from coprod_equity_plugin.maps.measures import MEASURES


def test_every_class_of_residualclustering_has_its_colour_on_the_map():
    shown = {word: category.words for category in MEASURES["cluster"].categories for word in category.texts}
    given = (clusters.HIGH_HIGH, clusters.HIGH_LOW, clusters.NOT_CLEAR, clusters.LOW_HIGH, clusters.LOW_LOW)
    assert [shown.get(word) for word in given] == [
        "Long waits among long", "Long wait among short", "No cluster", "Short wait among long",
        "Short waits among short",
    ]  # fmt: skip
