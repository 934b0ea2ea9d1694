"""First-generation numbers, valid with 15 digits: no error, but each one is warned of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from authenticity_lab.synthetic.defects import mark
from authenticity_lab.synthetic.parties import BENEFICIARY
from authenticity_lab.synthetic.people import Document
from authenticity_lab.synthetic.truth import Mark
from authenticity_lab.synthetic.world import World

RULE = "identity.id_no.legacy"


def findings(world: World) -> Iterator[Mark]:
    """Every judged party whose record shows a 15-digit number."""
    parties = world.parties
    shown = (parties.document == Document.LEGACY) & (parties.role < BENEFICIARY)
    judged = world.policies.is_judged[parties.policy] & (parties.person >= 0)
    for row in np.flatnonzero(shown & judged).tolist():
        yield mark(world, int(parties.policy[row]), row, RULE, "W", "warning", "id_no")
