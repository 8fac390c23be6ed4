"""`wij-impact check` for a map: GeoJSON with the areas that a report draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.errors import InputError
from wij_impact.language import Language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MAPS", "check_areas"]

#: How the name of a map ends.
MAPS = (".geojson", ".json")


def check_areas(path: Path, lang: Language) -> pd.DataFrame:
    """What `wijkprofiel` would refuse in a map, in a frame with the columns of `catalogue.check`.

    Whether its names fit those of a file takes that file: ``check FILE --as wijkprofiel -p map=MAP``.
    """
    from dataclasses import replace

    from wij_impact.catalogue import read_areas
    from wij_impact.catalogue.problems import as_frame, of_error

    try:
        read_areas(path)
    except InputError as error:
        return as_frame([replace(of_error(error), file=str(path), rule="map")], lang)
    return as_frame([], lang)
