"""Rules of an index as text, and back: a publication keeps them so that it can be computed again by them."""

from __future__ import annotations

import hashlib
import json

from core.catalogue.index_model import Bands, Index
from core.catalogue.model import Catalogue
from core.store.unit_words import with_whole_word


def rules_text(catalogue: Catalogue, index: Index) -> str:
    """Return the index, its bands and the definitions of its KPIs, as JSON in the order of their declaration."""
    bands = catalogue.bands.get(index.bands)
    rules = {
        "index": {**index.model_dump(mode="json"), "remark": with_whole_word(index.remark, "")},  # as published before
        "bands": bands.model_dump(mode="json", by_alias=True) if bands else None,
        "kpis": {name: _kpi_definition(catalogue, name) for name in index.parts},
    }
    return json.dumps(rules, ensure_ascii=False, indent=1)


def rules_digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse_rules(text: str) -> tuple[Index, Bands | None]:
    """Return the index and the bands of a text."""
    rules = json.loads(text)
    bands = Bands.model_validate(rules["bands"]) if rules["bands"] else None
    return Index.model_validate(rules["index"]), bands


def redefined_kpis(catalogue: Catalogue, text: str) -> list[str]:
    """Return the KPIs (Chinese) of a text whose definitions have changed since, or are gone."""
    return [
        published["kpi"]["zh"]
        for name, published in json.loads(text)["kpis"].items()
        if name not in catalogue.kpis or _kpi_definition(catalogue, name) != published
    ]


def removed_kpis(catalogue: Catalogue, index: Index) -> list[str]:
    """Return the KPIs of an index that are no longer in the catalogue."""
    return [name for name in index.parts if name not in catalogue.kpis]


def _kpi_definition(catalogue: Catalogue, name: str) -> dict[str, object]:
    kpi = catalogue.kpis[name]
    return {
        "kpi": kpi.model_dump(mode="json"),
        "measures": {
            measure: catalogue.measures[measure].model_dump(mode="json", by_alias=True) for measure in kpi.measures()
        },
    }
