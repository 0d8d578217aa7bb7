"""Florida State Plane North in feet (EPSG:2238) from and to longitude and latitude, without a projection library.

Lambert conformal conic with two standard parallels: Snyder (1987), Map Projections: A Working Manual, USGS PP 1395,
equations 14-15, 15-1 to 15-11; EPSG Guidance Note 7-2, method 9802. NAD83 and WGS 84 are taken as equal here: they
differ by about a metre in Florida, and the sample city lies on no real ground.
"""

from __future__ import annotations

import numpy as np

STATE_PLANE_EPSG = 2238
NAD83_EPSG = 4269
US_SURVEY_FOOT = 1200.0 / 3937.0  # metres

_A = 6378137.0  # GRS 80
_E = float(np.sqrt(2 / 298.257222101 - (1 / 298.257222101) ** 2))
_LATITUDE_0, _LONGITUDE_0 = np.radians(29.0), np.radians(-84.5)
_PARALLEL_1, _PARALLEL_2 = np.radians(30.75), np.radians(29.0 + 35.0 / 60.0)
_FALSE_EASTING, _FALSE_NORTHING = 600_000.0, 0.0  # metres


def _m(latitude):
    return np.cos(latitude) / np.sqrt(1 - (_E * np.sin(latitude)) ** 2)


def _t(latitude):
    sine = _E * np.sin(latitude)
    return np.tan(np.pi / 4 - latitude / 2) / ((1 - sine) / (1 + sine)) ** (_E / 2)


_N = float((np.log(_m(_PARALLEL_1)) - np.log(_m(_PARALLEL_2))) / (np.log(_t(_PARALLEL_1)) - np.log(_t(_PARALLEL_2))))
_F = float(_m(_PARALLEL_1) / (_N * _t(_PARALLEL_1) ** _N))
_RHO_0 = float(_A * _F * _t(_LATITUDE_0) ** _N)


def to_state_plane(longitude, latitude):
    """Easting and northing in US survey feet of NAD83 longitude and latitude in degrees."""
    rho = _A * _F * _t(np.radians(latitude)) ** _N
    theta = _N * (np.radians(longitude) - _LONGITUDE_0)
    x = _FALSE_EASTING + rho * np.sin(theta)
    y = _FALSE_NORTHING + _RHO_0 - rho * np.cos(theta)
    return x / US_SURVEY_FOOT, y / US_SURVEY_FOOT


def to_longitude_latitude(easting, northing):
    """NAD83 longitude and latitude in degrees of easting and northing in US survey feet."""
    x = np.asarray(easting) * US_SURVEY_FOOT - _FALSE_EASTING
    y = _RHO_0 - (np.asarray(northing) * US_SURVEY_FOOT - _FALSE_NORTHING)
    t = (np.hypot(x, y) / (_A * _F)) ** (1 / _N)
    latitude = np.pi / 2 - 2 * np.arctan(t)
    for _ in range(5):  # converges below 1e-12 rad in four
        sine = _E * np.sin(latitude)
        latitude = np.pi / 2 - 2 * np.arctan(t * ((1 - sine) / (1 + sine)) ** (_E / 2))
    longitude = np.arctan2(x, y) / _N + _LONGITUDE_0
    return np.degrees(longitude), np.degrees(latitude)
