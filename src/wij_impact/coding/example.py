"""Fifteen made-up conversations, coded by two made-up coders: what a file of one's own can look like."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["make", "make_conversations"]

GROUPS = ("jongere", "ouder")
SOURCES = 15
#: Code -> how often a conversation with a youngster and with a parent speaks of it, and what is said.
SAID: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "wachten": (0.5, 0.9, ("Het wachten duurde langer dan ons was gezegd.", "In die weken gebeurde er verder niets.",
                           "Ik belde elke week en hoorde steeds hetzelfde.")),
    "netwerk": (0.7, 0.6, ("De buurvrouw paste op als het echt niet ging.", "Mijn oom ging mee naar het gesprek.",
                           "Op de sportclub kon ik mijn verhaal kwijt.")),
    "school": (0.9, 0.4, ("Op school zag iemand dat het niet ging.", "De mentor belde gewoon naar huis.",
                          "Ik durfde daar pas laat iets te zeggen.")),
    "geld": (0.2, 0.6, ("Er lagen brieven die niemand openmaakte.", "De rekeningen maakten thuis ruzie.")),
    "vertrouwen": (0.6, 0.6, ("Het hielp dat het steeds dezelfde was.", "Eindelijk iemand die niet meteen oordeelde.",
                              "Na de derde wisseling vertelde ik niets meer.")),
    "rust": (0.3, 0.3, ("Daarna werd het thuis weer rustig.", "Ik sliep voor het eerst weer door.")),
}  # fmt: skip
#: Seen by a coder, and given another code than the other one would.
SEEN, OTHERWISE = {"A": 0.93, "B": 0.88}, 0.06
GAP = 60


def make(seed: int = 15) -> pd.DataFrame:
    """The codings: data_kind, source, start, end, code, coder, quote. Nobody said any of this."""
    rng = np.random.default_rng(seed)
    codes, rows = list(SAID), []
    for number in range(SOURCES):
        at = 0
        for code, (young, parent, sentences) in SAID.items():
            if rng.random() >= (parent if number % 2 else young):
                continue
            for sentence in rng.permutation(sentences)[: rng.integers(1, 3)]:
                at += GAP
                for coder, share in SEEN.items():
                    seen, wrong = rng.random() < share, rng.random() < OTHERWISE
                    left, right = (int(one) for one in rng.integers(0, 6, size=2))
                    given = str(rng.choice([one for one in codes if one != code])) if wrong else code
                    place = (max(0, at - left), at + len(sentence) + right)
                    if seen:
                        rows.append(("synthetic", f"gesprek {number + 1:02d}", *place, given, coder, str(sentence)))
                at += len(sentence)
    columns = ["data_kind", "source", "start", "end", "code", "coder", "quote"]
    return pd.DataFrame(rows, columns=columns)


def make_conversations() -> pd.DataFrame:
    """What is known of each: data_kind, source, group, consent."""
    rows = [
        ("synthetic", f"gesprek {number + 1:02d}", GROUPS[number % 2], "nee" if number % 5 == 4 else "ja")
        for number in range(SOURCES)
    ]
    return pd.DataFrame(rows, columns=["data_kind", "source", "group", "consent"])
