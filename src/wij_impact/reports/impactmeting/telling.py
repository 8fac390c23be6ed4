"""The page of a survey of one's own: which block stands where; the words are in `data/words/impactmeting.toml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wij_impact.estimates import Name
from wij_impact.presentation import Column, figures
from wij_impact.reports.impactmeting.own import Own, Part, said
from wij_impact.reports.nonresponse import known_response, nonresponse_section

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.impactmeting import Instrument, Publication
    from wij_impact.presentation import Page

__all__ = ["tell_own"]

SHOWN = ("neighbourhood", "group")


def tell_own(page: Page, own: Own, survey: Publication, instrument: Instrument, invited: int = 0) -> None:
    """Put the whole story of a survey on the page: news, who counts, groups, waves, reliability, method.

    Parameters
    ----------
    page : Page
        With the words of `impactmeting`.
    own : Own
        `own_facts` of the same survey.
    survey : Publication
        `impactmeting.publish`.
    instrument : Instrument
        As `impactmeting.as_measured` gave it.
    invited : int
        How many people were asked; 0 when that is not known.
    """
    _first_screen(page, own)
    how = "percent_of_100" if own.measure == "share" else "decimal1"
    names = {item.id: said(item.label, item.id).show(page.lang) for item in instrument.items}
    if own.best is not None:
        drawn = survey.means.assign(name=survey.means["item"].map(names))
        plot = figures.interval_plot(drawn, "name", how=how, lang=page.lang)
        page.figure("cijfers", plot, own, first=True)
    _who(page, own, survey, instrument, names)
    _unheard(page, own, instrument, invited)
    _parts(page, own, survey, instrument, names, how)
    if survey.change is not None:
        _waves(page, own, survey.change, names)
    if len(survey.reliability):
        _reliability(page, own, survey.reliability, names, instrument)
    page.assumptions()
    page.method(own, "means", own.repeated, "hiding", *(["source"] if own.source.text else []))


def _first_screen(page: Page, own: Own) -> None:
    if own.best is None or own.worst is None:
        page.lead(own, "hidden")
    else:
        items = {"several": [("best", own.best), ("worst", own.worst)], "one": [("only", own.best)]}
        chosen: list[str | tuple[str, object]] = list(items.get(own.state, [("alike", own.best)]))
        if own.changed in ("some", "none"):
            chosen.append(("change", own))
        page.news(own, *chosen)
    page.certainty(own, "who", *(["read"] if own.read.text else []))


def _who(page: Page, own: Own, survey: Publication, instrument: Instrument, names: dict[str, str]) -> None:
    page.heading("who")
    for position, warning in enumerate(own.warnings):
        page.statement({"warning": warning}, "warning", id=f"let-op-{position + 1}")
    columns = ["item", "asked", "eligible", "answered", "neutral", "dont_know", "not_applicable", "no_answer"]
    shown = survey.bases.assign(item=survey.bases["item"].map(names))
    kinds = {kind for item in instrument.items for kind in item.missing_codes} | {"no_answer"}
    routed = {"eligible"} if any(item.asked_if for item in instrument.items) else set()
    used = [name for name in columns if name in {"item", "asked", "answered"} | routed or name in kinds]
    formats = {name: "text" if name == "item" else "integer" for name in used}
    page.table("wie-telt-mee", shown, formats, facts=own)
    if own.notes:
        page.note(own, "reading")


def _unheard(page: Page, own: Own, instrument: Instrument, invited: int) -> None:
    """Who did not answer, for the question that the page opens with: half of the people, or the middle of its scale."""
    if own.best is None:
        return
    item = instrument.item(own.best_item)
    ends = (0.0, 100.0) if own.measure == "share" else (float(item.low), float(item.high))
    if not ends[0] <= float(own.best.estimate.value) <= ends[1]:
        return  # a scale adds its items up: its ends are not those of one item
    answered = int(float(own.best.n.value))
    response = known_response(answered, invited)
    nonresponse_section(page, own.best.estimate, sum(ends) / 2, ends, response, answered)


def _parts(page: Page, own: Own, survey: Publication, instrument: Instrument, names: dict[str, str], how: str) -> None:
    if not survey.groups and not survey.held_back:
        return
    page.heading("groups")
    for by in survey.held_back:
        page.statement({"by": _by(page, by), "minimum": own.minimum}, "held_back", id=f"niet-per-{_slug(by)}")
    first = instrument.items[0].id
    for by, frame in survey.groups.items():
        label = _by(page, by)
        shown = _named(page, frame, by)
        one = shown[shown["item"] == (first if first in set(shown["item"]) else shown["item"].iloc[0])]
        vague = bool((shown["at_least"] & ~shown["hidden"]).any())
        part = Part(label, Name(names[str(one["item"].iloc[0])]), own.minimum, "at_least" if vague else "exact")
        counted = shown["at_least"].map({True: "at_least", False: "exact"}).where(~shown["hidden"], "")
        if one["estimate"].notna().any():
            plot = figures.interval_plot(one, by, how=how, lang=page.lang)
            page.figure(f"per-{_slug(by)}", plot, part, words="per-groep")
        page.table(
            f"alle-vragen-per-{_slug(by)}",
            shown.assign(item=shown["item"].map(names), counted=counted),
            {"item": Column(), by: Column(label=label), "estimate": Column(format=how)}
            | {"lower": Column(format=how), "upper": Column(format=how), "n": Column(format="integer")}
            | ({"counted": Column()} if vague else {}),
            facts=part,
            codes={"counted": "counted"} if vague else None,
            words="alle-vragen-per-groep",
            row_headers=2,
            folded=True,
        )


def _by(page: Page, by: str) -> str:
    return page.term("part", by) if by in SHOWN else by


def _named(page: Page, frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """With the total in words, and without the names of groups that are too small.

    That somebody of a rare group took part is itself something to keep quiet.
    """
    total, small = page.term("group", "total"), page.term("group", "small")
    rare = set(frame.loc[frame["reason"] == "under the minimum", by]) - {"total"}
    names = {"total": total} | dict.fromkeys(rare, small)
    twice = frame[by].map(names).to_frame(by).assign(item=frame["item"]).duplicated()
    return frame.assign(**{by: [names.get(one, one) for one in frame[by]]})[~(frame[by].isin(rare) & twice)]


def _waves(page: Page, own: Own, change: pd.DataFrame, names: dict[str, str]) -> None:
    page.heading("waves")
    if own.changed in ("not_comparable", "too_few"):
        page.statement(own, "waves")
    how = "decimal1"
    shown = change.assign(
        item=change["item"].map(names),
        verdict=change["verdict"].str.replace(" ", "_"),
        reference=change["reference"].astype(str),
        group=change["group"].astype(str),
    )
    page.table(
        "verschil",
        shown,
        {"item": "text", "reference": "text", "group": "text", "estimate": how, "lower": how, "upper": how}
        | {"smallest_detectable": how, "verdict": "text"},
        facts=own,
        codes={"verdict": "verdict"},
    )


def _reliability(page: Page, own: Own, frame: pd.DataFrame, names: dict[str, str], instrument: Instrument) -> None:
    page.heading("reliability")
    labels = names | {scale.name: said(scale.label, scale.name).show(page.lang) for scale in instrument.scales}
    of = frame["item"].where(frame["item"] != "", frame["scale"])
    page.table(
        "betrouwbaarheid",
        frame.assign(item=[labels.get(str(one), str(one)) for one in of]),
        {"item": "text", "measure": "text", "estimate": "decimal2", "lower": "decimal2", "upper": "decimal2"},
        facts=own,
        codes={"measure": "reliability"},
        row_headers=2,
    )


def _slug(by: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", by.lower()).strip("-") or "groep"
