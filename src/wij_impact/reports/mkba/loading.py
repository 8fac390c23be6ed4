"""A case for a report: read as the library reads it, and refused while it is still the template."""

from __future__ import annotations

from wij_impact import mkba
from wij_impact.mkba.checking import is_blank_case, placeholders
from wij_impact.mkba.loading import find_case, read_case
from wij_impact.mkba.places import Places

__all__ = ["own_case"]


def own_case(written: str, scenario: str = "") -> mkba.Case:
    """The case by its name or file, as `mkba.load_case`; what `wij-impact check` refuses makes no report.

    Raises
    ------
    InputError
        When the file has an error, or its name or baseline is that of the template.
    UsageError
        When there is no such case or scenario.
    """
    path = find_case(written, None)
    found = mkba.load_case(written, scenario=scenario or None)
    if not is_blank_case(path):
        text, raw = read_case(path)
        for problem, wrong in placeholders(raw, Places(path.name, text)):
            if wrong:
                raise problem
    return found
