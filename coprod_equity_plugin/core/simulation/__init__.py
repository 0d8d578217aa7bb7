"""The sample city: raw files as a city would hand them over, with a known answer."""
