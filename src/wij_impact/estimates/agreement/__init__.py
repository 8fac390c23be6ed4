"""Do two people see the same? Agreement beyond chance, with an interval that holds for few units.

`krippendorff_alpha` is the general one (any scale, any number of raters, gaps). `cohen_kappa` is for two raters,
`fleiss_kappa` for a fixed number. Where one code dominates, put `gwet_ac1` and `raw_agreement` beside them.
"""

from __future__ import annotations

from wij_impact.estimates.agreement.alpha import krippendorff_alpha
from wij_impact.estimates.agreement.kappa import cohen_kappa, fleiss_kappa, gwet_ac1, raw_agreement
from wij_impact.estimates.agreement.unitising import unitising_alpha

__all__ = ["cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha", "raw_agreement", "unitising_alpha"]
