"""Read the claims and the data requests of a data folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.claims.model import Claim
from wij_impact.claims.rows import claim_of

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue import DataFolder

__all__ = ["load_claims", "load_requests"]


def load_claims(data: str | Path | DataFolder | None = None) -> tuple[Claim, ...]:
    """The claims of a data folder, in the order of their rows.

    Parameters
    ----------
    data : path or DataFolder, optional
        Found by `catalogue.resolve_data` when left out. Files beside `claims.csv` such as `claims_extra.csv` add rows.

    Returns
    -------
    tuple of Claim

    Raises
    ------
    InputError
        When a row cannot be read or refers to what does not exist: file, row, column and remedy.

    Examples
    --------
    >>> claims = load_claims()
    >>> claims[0].kind in ("arithmetic", "change")
    True
    """
    from wij_impact.catalogue import resolve_data
    from wij_impact.catalogue.tables import examine
    from wij_impact.claims.checking import claim_problems

    folder = resolve_data(data)
    examined = examine("claims", folder)
    # What another edition lacks makes a claim untestable, not unreadable; `wij-impact check` does name it.
    wrong = [p for p in claim_problems(examined.placed, folder) if p.rule != "claim-reference"]
    errors = examined.errors() or wrong
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    assert examined.placed is not None  # no errors, so it was read
    return tuple(
        claim_of(row, examined.placed.numbers[position])
        for position, row in enumerate(examined.placed.frame.to_dict("records"))
    )


def load_requests(data: str | Path | DataFolder | None = None) -> pd.DataFrame:
    """The data requests: `request_id, request_nl, request_en, holder_nl, holder_en`, texts never missing."""
    from wij_impact.catalogue import load_table

    return load_table("claim_requests", data).fillna("")
