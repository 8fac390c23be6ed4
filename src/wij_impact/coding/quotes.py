"""Quotes: only of who agreed to it, and without who is in them."""

from __future__ import annotations

import pandas as pd

from wij_impact.coding.reading import Codings
from wij_impact.disclosure import pseudonymise
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["quotes"]

_LONGEST, _SHORTEST = 240, 20


def quotes(codings: Codings, conversations: pd.DataFrame, per_code: int = 1) -> pd.DataFrame:
    """Quotes of conversations with consent, with names, places and numbers taken out.

    Parameters
    ----------
    codings : Codings
        Read with ``load(..., quotes=True)``.
    conversations : DataFrame
        `load_conversations`: source, and consent (1 for yes).
    per_code : int
        At most so many for each code, each of another conversation.

    Returns
    -------
    DataFrame
        code, quote: no source, so that two quotes of one person cannot be laid side by side. Chosen are the pieces of
        20 to 240 characters, the shortest first.

    Raises
    ------
    InputError
        When the consent was not recorded, or the file holds no texts.
    """
    if "consent" not in conversations or not conversations["consent"].notna().any():
        raise InputError(
            Text(nl="bij geen gesprek staat of iemand geciteerd mag worden.",
                 en="for no conversation it says whether it may be quoted."),
            remedy=Text(nl="Voeg een kolom toestemming toe met ja of nee, of laat citaten weg.",
                        en="Add a column consent with yes or no, or leave quotes out."),
            column="consent",
        )  # fmt: skip
    if "quote" not in codings.frame:
        raise InputError(
            Text(nl="het bestand bevat geen tekst van de stukken.", en="the file has no text of the pieces."),
            remedy=Text(nl="Exporteer met de tekst erbij, of laat citaten weg.",
                        en="Export with the text, or leave quotes out."),
            column="quote",
        )  # fmt: skip
    agreed = set(conversations.loc[conversations["consent"] == 1, "source"])
    frame = codings.frame[codings.frame["source"].isin(agreed) & codings.frame["quote"].notna()]
    frame = frame.assign(quote=frame["quote"].str.split().str.join(" "))
    size = frame["quote"].str.len()
    frame = frame[size.between(_SHORTEST, _LONGEST)].assign(size=size)
    chosen = (
        frame.sort_values(["code", "size", "source", "quote"], kind="stable")
        .drop_duplicates(["code", "source"])
        .groupby("code", sort=True)
        .head(per_code)
    )
    people = [*codings.frame["source"].unique(), *codings.frame["coder"].unique()]
    known = [name for name in people if not any(mark.isdigit() for mark in str(name))]
    return pd.DataFrame({"code": list(chosen["code"]), "quote": pseudonymise(list(chosen["quote"]), known)})
