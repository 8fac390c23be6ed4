"""The tables and the data of the figures of the report `spiegel`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wij_impact.estimates import Name, Term
from wij_impact.presentation.places import Places
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells, source_name
from wij_impact.reports.spiegel.facts import PARTIES, state_of

__all__ = ["criteria_table", "follow_table", "gaps", "recommendation_rows", "rounds_table"]

_ORDER = ("done", "busy", "open", "refused", "unknown")


def recommendation_rows(data: pd.DataFrame, places: Places | None = None) -> pd.DataFrame:
    """The recommendations with their state as a code, in their order; `place` where they are printed."""
    rows = []
    for row, state in zip(data.to_dict("records"), state_of(data), strict=True):
        english = row.get("text_en")
        said = (("nl", str(row["text"])),) + ((("en", english),) if isinstance(english, str) else ())
        by = row.get("given_by")
        made: dict[str, Any] = {"text": Name(str(row["text"]), said), "state": Term("state", state)}
        made["given_by"] = Term("given_by", str(by)) if isinstance(by, str) else None
        accepted = row.get("accepted")
        made["accepted"] = Term("accepted", str(accepted) if isinstance(accepted, str) else "unknown")
        made |= {"recommendation": row["recommendation"], "owner": row.get("owner")}
        due = row.get("due")
        made["due"] = None if due is None or due != due else period_name(str(due)[:10])
        if places is not None and isinstance(row.get("source"), str):
            titles = dict(source_name(places, str(row["source"])).by_language)
            where = tuple((lang, f"{title}, {row['locator']}") for lang, title in titles.items())
            made["place"] = Name(dict(where)["en"], where)
        rows.append(made)
    frame = pd.DataFrame(rows)
    worded = [one for one in ("text", "state", "given_by", "accepted", "due", "place") if one in frame]
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in worded})


def follow_table(data: pd.DataFrame) -> pd.DataFrame:
    """How many recommendations are in each state: ``state`` (code), ``count``; states that occur only."""
    counts = state_of(data).value_counts()
    rows = [{"state": one, "count": int(counts[one])} for one in _ORDER if one in counts]
    return pd.DataFrame(rows, columns=["state", "count"])


def criteria_table(found: pd.DataFrame) -> pd.DataFrame:
    """Median and range per criterion and party, sorted by name: ``criterion, subject, estimate, lower, upper, n``."""
    own = found[found["measure"] == "median"].sort_values(["criterion", "subject"])
    return own[["criterion", "subject", "estimate", "lower", "upper", "n"]]


def gaps(found: pd.DataFrame) -> pd.DataFrame:
    """Both medians and the gap per criterion, the widest first: ``criterion, municipality, wij, gap``."""
    medians = found[found["measure"] == "median"]
    wide = medians.pivot_table(index="criterion", columns="subject", values="estimate")
    apart = found[(found["measure"] == "gap") & found["estimate"].notna()].set_index("criterion")["estimate"]
    made = pd.DataFrame({"gap": apart})
    for name, party in zip(("municipality", "wij"), PARTIES, strict=True):
        made[name] = wide[party].reindex(made.index) if party in wide else float("nan")
    made = made.rename_axis("criterion").reset_index()
    made["size"] = made["gap"].abs()
    ordered = made.sort_values(["size", "criterion"], ascending=[False, True])
    return ordered[["criterion", "municipality", "wij", "gap"]].reset_index(drop=True)


def rounds_table(every: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """The medians of each round side by side: ``criterion, subject``, a column per year."""
    parts = []
    for year, found in sorted(every.items()):
        own = found[found["measure"] == "median"].set_index(["criterion", "subject"])["estimate"]
        parts.append(own.rename(str(year)))
    return pd.concat(parts, axis=1).sort_index().reset_index()
