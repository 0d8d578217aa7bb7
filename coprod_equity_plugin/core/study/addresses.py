"""Addresses in one spelling: the door that the rooms from here on use.

The work is done in ``core.sources.addresses``, because the readers of rolls and customer files need it too and a source
may not look into the study.
"""

from __future__ import annotations

from ..sources.addresses import AddressKeys, normalise_addresses

__all__ = ["AddressKeys", "normalise_addresses"]
