"""Several cases brought to one price level, one horizon, one discount schedule and one perspective, or left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.mkba import Case, load_price_indices
from wij_impact.reports.mkba.loading import own_case

__all__ = ["Together", "chosen_cases", "together"]

Reason = Literal["currency", "perspective", "discount", "index"]
_INDEX = "cpi_nl"


@dataclass(frozen=True)
class Together:
    """Cases that may be set side by side.

    Attributes
    ----------
    own : tuple of Case
        As their files have them.
    cases : tuple of Case
        The same over the years that all of them count.
    scales : tuple of float
        What the amounts of each are multiplied by to be at the common price level.
    left_out : tuple of (Case, str)
        Cases that cannot stand beside these, and why.
    price_year, horizon : int
        The common price level (the latest of all), and how many years count (the fewest of all).
    index : str
        The price index that was used.
    """

    own: tuple[Case, ...]
    cases: tuple[Case, ...]
    scales: tuple[float, ...]
    left_out: tuple[tuple[Case, Reason], ...]
    price_year: int
    horizon: int
    index: str = _INDEX


def chosen_cases(written: str) -> list[Case]:
    """The cases that somebody asked for.

    Parameters
    ----------
    written : str
        Names of cases, files or folders, with commas between them.

    Raises
    ------
    InputError
        For fewer than two cases, or a folder without any.
    """
    cases: list[Case] = []
    for one in [part.strip() for part in written.split(",") if part.strip()]:
        folder = Path(one)
        if folder.is_dir():
            files = sorted(folder.glob("*.toml"))
            if not files:
                raise InputError(
                    Text(nl=f"in de map {one} staat geen berekening.", en=f"the folder {one} holds no case."),
                    remedy=Text(nl="Zet er .toml-bestanden in, of noem ze met een komma ertussen.",
                                en="Put .toml files in it, or name them with a comma between."),
                )  # fmt: skip
            cases += [own_case(str(file)) for file in files]
        else:
            cases.append(own_case(one))
    if len(cases) < 2:
        raise InputError(
            Text(nl=f"vergelijken vraagt minstens twee berekeningen; hier is er {len(cases)}.",
                 en=f"a comparison takes at least two cases; here is {len(cases)}."),
            remedy=Text(nl="Schrijf -p cases=een.toml,twee.toml, of de naam van een map.",
                        en="Write -p cases=one.toml,two.toml, or the name of a folder."),
        )  # fmt: skip
    twice = next((case for at, case in enumerate(cases) if _name(case) in [_name(other) for other in cases[:at]]), None)
    if twice is not None:
        raise InputError(
            Text(nl=f"de berekening {twice.id} staat er twee keer in.", en=f"the case {twice.id} comes twice."),
            remedy=Text(nl="Noem elke berekening één keer, en geef elk bestand een eigen naam.",
                        en="Name each case once, and give every file a name of its own."),
        )  # fmt: skip
    return cases


def _name(case: Case) -> tuple[str, str]:
    return case.id, case.scenario


def together(cases: list[Case]) -> Together:
    """Bring cases to the latest price level and to the years that all of them count.

    Notes
    -----
    Nothing is made longer: a case that counts more years is cut off, so that no case claims what its file does not.
    Another currency, perspective or discount schedule than the first one's is not converted: such a case is left out.
    """
    first = cases[0]
    indices = load_price_indices()
    known = indices[_INDEX].levels()
    left: list[tuple[Case, Reason]] = []
    kept: list[Case] = []
    for case in cases:
        reason = _reason(case, first, known)
        if reason is None:
            kept.append(case)
        else:
            left.append((case, reason))
    level, years = max(case.price_year for case in kept), min(case.horizon for case in kept)
    cut = [replace(case, horizon=years, deflator=case.deflator[:years]) for case in kept]
    scales = [indices[_INDEX].ratio(case.price_year, level) if case.price_year != level else 1.0 for case in kept]
    return Together(tuple(kept), tuple(cut), tuple(scales), tuple(left), level, years)


def _reason(case: Case, first: Case, known: dict[int, float]) -> Reason | None:
    if case.currency != first.currency:
        return "currency"
    if case.perspective != first.perspective:
        return "perspective"
    rates = [one.central().get("discount", one.schedule.rates) for one in (case, first)]
    if rates[0] != rates[1]:
        return "discount"
    if case.price_year != first.price_year and not {case.price_year, first.price_year} <= set(known):
        return "index"
    return None
