"""Which keys a case file has, which of them are numbers, and what those numbers may be."""

from __future__ import annotations

from dataclasses import dataclass

from wij_impact.mkba.parameters import Role

__all__ = ["ACTORS", "CASE_KEYS", "COST_KINDS", "NUMBER_KEYS", "SECTIONS", "Field"]


@dataclass(frozen=True)
class Field:
    """A number of an item: its role, and its default (None when it has to be given)."""

    role: Role
    default: float | None


#: Who pays or gains. `[actors]` in a case adds others.
ACTORS: dict[str, str] = {
    "gemeente": "gemeente",
    "rijk": "Rijk",
    "zorgverzekeraar": "zorgverzekeraar (Zvw)",
    "onderwijs": "onderwijs",
    "corporatie": "corporatie",
    "justitie": "justitie",
    "inwoner": "inwoner",
    "aanbieder": "aanbieder",
    "werkgever": "werkgever",
}

COST_KINDS = ("paid", "volunteer_time", "in_kind", "implementation")
#: Kinds of cost that leave a bank account.
CASH_KINDS = ("paid", "implementation")

_AMOUNT = {"quantity": Field("quantity", None), "over": Field("quantity", 1.0), "price": Field("price", None)}
#: How an amount changes over the years; nothing by default.
_PATH = {"growth": Field("rate", 0.0), "price_change": Field("rate", 0.0)}
_BIAS = {"optimism_bias": Field("bias", 0.0), "terminal_value": Field("number", 0.0)}

#: The numbers of each kind of item.
SECTIONS: dict[str, dict[str, Field]] = {
    "cost": {**_AMOUNT, "start": Field("years", 0.0), "duration": Field("duration", 1.0), **_PATH, **_BIAS},
    "effect": {
        **_AMOUNT,
        "additionality": Field("signed_share", 1.0),
        "attribution": Field("share", 1.0),
        "displacement": Field("share", 0.0),
        "onset": Field("years", 0.0),
        "duration": Field("duration", None),
        "drop_off": Field("share", 0.0),
        "cashable": Field("share", 0.0),
        "cashable_lag": Field("years", 0.0),
        **_PATH,
        **_BIAS,
    },
    "transfer": {**_AMOUNT, "start": Field("years", 0.0), "duration": Field("duration", 1.0), **_PATH},
    "pm": {},
}
#: Only for an effect that lies inside another one.
NESTED_SHARE = Field("share", 1.0)

_COMMON = ("label", "note", "unit", "nominal", "discount", "inflow", "profile")
#: The keys of each kind of item that are not numbers.
TEXT_KEYS: dict[str, tuple[str, ...]] = {
    "cost": (*_COMMON, "kind", "payers", "counted_over"),
    "effect": (*_COMMON, "outcome", "payers", "counted_over", "evidence", "nested_in", "nested_share"),
    "transfer": (*_COMMON, "from", "to", "counted_over"),
    "pm": ("label", "note", "description", "sign", "payers"),
}

#: The keys of a number written as a table.
NUMBER_KEYS = (
    "value", "low", "high", "dist", "evidence", "source", "note", "prior", "unknown",
    "figure", "price", "input", "scale", "price_year", "index", "alternatives", "unverified",
)  # fmt: skip

#: The keys at the top of a case file, and whether they have to be there.
CASE_KEYS: dict[str, bool] = {
    "title": True,
    "baseline": True,
    "base_year": True,
    "price_year": True,
    "horizon": True,
    "discount": True,
    "perspective": False,
    "currency": False,
    "price_index": False,
    "index": False,
    "inflation": False,
    "participants": False,
    "use_scenario": False,
    "apply_evidence_grades": False,
    "actors": False,
    "input": False,
    "cost": False,
    "effect": False,
    "transfer": False,
    "pm": False,
    "correlation": False,
    "scenario": False,
    "stage": False,
    "optimism_bias": False,
    "distributional_weights": False,
    "note": False,
}
