"""The register of posts (警力) as records."""

from __future__ import annotations

import numpy as np

from seed import calibration as c
from seed.choices import code
from seed.draft import Draft
from seed.people import Force


def draw_postings(force: Force) -> Draft:
    """The register of posts."""
    officers = [force.officers[posting.officer] for posting in force.postings]
    years = {"age35_day": 35, "age50_day": 50, "retiring_day": c.RETIRE_AGE - 1, "retire_day": c.RETIRE_AGE}
    ages = {name: np.array([officer.turns(age) for officer in officers]) for name, age in years.items()}
    return Draft(
        "posting",
        {
            "id": np.array(
                [f"{o.number}@{p.since}" for o, p in zip(officers, force.postings, strict=True)], dtype=object
            ),
            "unit": np.array([posting.unit for posting in force.postings]),
            "officer": np.array([posting.officer for posting in force.postings]),
            "from_day": np.array([posting.since for posting in force.postings]),
            "to_day": np.array([posting.until for posting in force.postings]),
            "kind": np.array([code("posting", "kind", officer.kind) for officer in officers]),
            "post": np.array([code("posting", "post", posting.post) for posting in force.postings]),
            **ages,
        },
    )
