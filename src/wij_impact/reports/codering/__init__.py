"""Facts of the report on coded conversations: the shipped interview, and codings of the user's own."""

from __future__ import annotations

from wij_impact.reports.codering.interview import (
    Interviewed,
    answer_rows,
    interview_facts,
    part_rows,
    theme_names,
    theme_rows,
)
from wij_impact.reports.codering.own import (
    Agreed,
    Coded,
    agreed_facts,
    agreement_rows,
    code_rows,
    coded_facts,
    group_rows,
    quote_facts,
)
from wij_impact.reports.codering.telling import tell_own

__all__ = [
    "Agreed",
    "Coded",
    "Interviewed",
    "agreed_facts",
    "agreement_rows",
    "answer_rows",
    "code_rows",
    "coded_facts",
    "group_rows",
    "interview_facts",
    "part_rows",
    "quote_facts",
    "tell_own",
    "theme_names",
    "theme_rows",
]
