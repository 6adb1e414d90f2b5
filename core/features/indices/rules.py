"""The rules of an index as text, and back: what a publication keeps so that it can be worked out again by them."""

from __future__ import annotations

import hashlib
import json

from core.catalogue.index_model import Bands, Index
from core.catalogue.model import Catalogue


def rules_text(catalogue: Catalogue, index: Index) -> str:
    """The index, its bands and the definitions of its KPIs, as JSON in the order of their declaration."""
    bands = catalogue.bands.get(index.bands)
    rules = {
        "index": index.model_dump(mode="json"),
        "bands": bands.model_dump(mode="json", by_alias=True) if bands else None,
        "kpis": _kpis(catalogue, index),
    }
    return json.dumps(rules, ensure_ascii=False, indent=1)


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def rules_of(text: str) -> tuple[Index, Bands | None]:
    """The index and the bands of a text."""
    rules = json.loads(text)
    bands = Bands.model_validate(rules["bands"]) if rules["bands"] else None
    return Index.model_validate(rules["index"]), bands


def redefined(catalogue: Catalogue, text: str) -> list[str]:
    """The KPIs of a text whose definitions are other ones now, or gone."""
    now = catalogue.kpis
    found = []
    for name, then in json.loads(text)["kpis"].items():
        if name not in now or _kpi(catalogue, name) != then:
            found.append(then["kpi"]["zh"])
    return found


def gone(catalogue: Catalogue, index: Index) -> list[str]:
    """The KPIs of an index that the catalogue has no more."""
    return [name for name in index.parts if name not in catalogue.kpis]


def _kpis(catalogue: Catalogue, index: Index) -> dict[str, object]:
    return {name: _kpi(catalogue, name) for name in index.parts}


def _kpi(catalogue: Catalogue, name: str) -> dict[str, object]:
    kpi = catalogue.kpis[name]
    return {
        "kpi": kpi.model_dump(mode="json"),
        "measures": {m: catalogue.measures[m].model_dump(mode="json", by_alias=True) for m in kpi.measures()},
    }
