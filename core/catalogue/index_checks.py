"""Checks of indices and bands: what enters a score may enter it, and every score has one band."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.index_model import Bands, Index, IndexPart
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault

SCORED = ("rate", "ratio", "percentile")


def index_faults(catalogue: Catalogue, declared: Declared, index: Index) -> Iterator[Fault]:
    """Everything that does not fit in an index."""
    if index.domain and index.domain not in declared["domains"]:
        yield f"no domain `{index.domain}`", f"use one of {', '.join(declared['domains'])}"
    if index.bands and index.bands not in declared["bands"]:
        yield f"no bands `{index.bands}`", f"use one of {', '.join(declared['bands'])}"
    for name, index_part in index.parts.items():
        if name not in declared["kpis"]:
            yield f"no KPI `{name}`", "declare it under [kpis], or mend the spelling"
        elif (kpi := catalogue.kpis.get(name)) is not None:
            yield from _part_faults(index, name, kpi, index_part)
    for name in index.override:
        kpi = catalogue.kpis.get(name)
        if name not in index.parts:
            yield f"override of `{name}`, which is no part", "remove it, or name a KPI among the parts"
        elif kpi is not None and kpi.assess:
            yield f"override of `{name}`, which nothing bars", "remove it"
    for kind in index.units:
        if not index.parts_of(kind):
            yield f"nothing is scored for a {kind}", "remove it from units, or give it parts"


def _part_faults(index: Index, name: str, kpi: Kpi, part: IndexPart) -> Iterator[Fault]:
    if not kpi.assess and name not in index.override:
        mend = f"take it out, or record who decided, when and why under override.{name}"
        yield f"`{name}` is barred from assessment: {kpi.barred_because}", mend
    if kpi.direction == "none":
        yield f"`{name}`: neither way is better, so it has no score", "take it out"
    if kpi.kind not in SCORED:
        yield f"`{name}` is a {kpi.kind}, which grows with the size of a unit", "score a rate, a ratio or a percentile"
    if index.domain and kpi.domain != index.domain:
        yield f"`{name}` belongs to the domain {kpi.domain}", f"score KPIs of {index.domain}, or leave domain empty"
    if wrong := [kind for kind in part.units if kind not in index.units]:
        yield f"`{name}` is scored for {wrong}, which the index has not", "use kinds of unit among the index's"
    if part.score == "met":
        if kpi.standard is None:
            yield f"`{name}` has no standard to meet", "score it linear, with floor and target"
        if part.floor is not None or part.target is not None:
            yield f"`{name}` is scored by its standard alone", "remove floor and target"
        return
    if part.floor is None or part.target is None:
        yield f"`{name}` needs floor and target", "give the values that score 0 and 100"
    elif part.floor == part.target or (part.target > part.floor) != (kpi.direction == "up"):
        yield f"`{name}`: from floor to target is not the way that is better", "exchange or change them"
    elif kpi.kind == "rate" and not (min(part.floor, part.target) >= 0 and max(part.floor, part.target) <= 1):
        yield f"`{name}` is a rate", "give floor and target between 0 and 1"


def bands_faults(bands: Bands) -> Iterator[Fault]:
    """The steps cover 0 to 100 without a gap, and no two look alike."""
    starts = [step.from_ for step in bands.steps]
    if starts[0] != 0:
        yield f"the bands begin at {starts[0]:g}: lower scores have none", "begin the first step at 0"
    if sorted(set(starts)) != starts or starts[-1] >= 100:
        yield f"the bands begin at {starts}, which do not rise below 100", "write the steps from low to high"
    for label, values in (
        ("code", [step.code for step in bands.steps]),
        ("word", [step.zh for step in bands.steps]),
        ("shape", [step.shape for step in bands.steps]),
        ("list", [step.list for step in bands.steps]),
    ):
        if len(set(values)) != len(values):
            yield f"two bands have the same {label}", "colour is never alone: let each have its own"
