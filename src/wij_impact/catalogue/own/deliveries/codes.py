"""Codes of the youth care delivery to CBS and of the iJw messages, and how they map to `trajectories`.

CBS: Informatieprotocol Beleidsinformatie Jeugd (version 7, 2021, and what differs in earlier ones). iJw: release 3.2,
code lists COD327 (referrer), JZ588 (reason of ending), JZ020 (category of product).
"""

from __future__ import annotations

__all__ = [
    "CATEGORIES",
    "FORMS",
    "NOBODY",
    "OTHER_KINDS",
    "PERSPECTIVES",
    "REASONS",
    "REASONS_IJW",
    "REFERRERS",
    "VERSIONS",
    "WITHOUT_HELP",
]

#: Versions that differ in columns or codes. v2 and v3 have a perspective, v4 perspective and crisis, v5 on crisis only.
VERSIONS = ("v2", "v3", "v4", "v5", "v6", "v7")
#: BSN of who has none: unknown, or not born yet. Which is which changed between versions; both are nobody to link.
NOBODY = ("000000000", "999999999")

REFERRERS = {
    "01": "municipality",
    "02": "gp",
    "03": "youth_doctor",
    "04": "certified_institution",
    "05": "medical_specialist",
    "06": "none",
    "07": "unknown",
    "08": "court",
}
FORMS = {
    "01": "neighbourhood_team",
    "02": "ambulatory",
    "03": "day_help",
    "04": "own_network",
    "11": "foster_care",
    "12": "family_home",
    "13": "closed_care",
    "14": "other_stay",
}
#: Youth protection, out-of-home authorisation and youth probation: the type is the kind of help.
OTHER_KINDS = {
    **dict.fromkeys(("11", "12", "21", "22", "23", "31"), "youth_protection"),
    **dict.fromkeys(("71", "72"), "out_of_home_order"),
    **dict.fromkeys(("41", "42", "50", "51", "61", "62", "63"), "youth_probation"),
}
#: Measures and orders: delivered like help, but no help themselves.
NO_CARE = tuple(dict.fromkeys(OTHER_KINDS.values()))
REASONS = {
    "01": "planned",
    "02": "early_agreed",
    "03": "early_client",
    "04": "early_provider",
    "05": "early_external",
}
#: "" is no end: the help stands still for a while.
REASONS_IJW = {
    "31": "planned",
    "34": "early_agreed",
    "32": "early_client",
    "33": "early_provider",
    "35": "early_external",
    "02": "early_external",
    "20": "",
    **dict.fromkeys(("36", "37", "38", "39"), "other"),
}
#: Answer 3.1 of version 7: what help is needed after the end.
WITHOUT_HELP = ("01", "02", "03", "04")
PERSPECTIVES = ("01", "02", "03", "04")
#: Categories of products 31 to 38 carry the names of the eight forms; the others keep their number.
CATEGORIES = dict(zip((str(code) for code in range(31, 39)), FORMS.values(), strict=True))
