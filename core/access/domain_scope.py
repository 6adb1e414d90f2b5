"""Fields of work (业务): what an account of a department may see of the bureau's KPIs and lists. Denied by default.

A department answers for one page of the catalogue. It sees the KPIs of that page and nothing else, in all stations of
its unit; without a page, or with one that there is no more, it sees nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.access.roles import Role
from core.access.viewer import AccessRefused, Scope
from core.catalogue.domain_page_model import Docket, DomainPage
from core.catalogue.model import Catalogue

_NOT_YOURS = "没有这个指标，或不归您的业务。"
_NOT_YOUR_WORK = "这不归您的业务。"


def is_bound(scope: Scope) -> bool:
    """Return True of a department: only its own field of work is open to it."""
    return scope.role is Role.DEPARTMENT


def domain_page(catalogue: Catalogue, scope: Scope) -> DomainPage | None:
    """Return the page that a department answers for; None of anybody else, and where there is no such page."""
    return catalogue.domain_pages.get(scope.domain or "") if is_bound(scope) else None


def visible_kpis(catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    """Return the KPIs whose figures a scope may see: of a department those of its page, of anybody else all."""
    if not is_bound(scope):
        return frozenset(catalogue.kpis)
    page = domain_page(catalogue, scope)
    return frozenset(page.all_kpis(catalogue.kpis)) if page else frozenset()


def own_kpis(catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    """Return the KPIs that a scope answers for, and sends instructions about: of a department those of its domains."""
    if not is_bound(scope):
        return frozenset(catalogue.kpis)
    page = domain_page(catalogue, scope)
    return frozenset(page.own_kpis(catalogue.kpis)) if page else frozenset()


def require_kpis(catalogue: Catalogue, scope: Scope, kpis: Iterable[str]) -> None:
    """Raise AccessRefused (Chinese) unless a scope may see all of these KPIs; a name that nobody declares passes."""
    if is_bound(scope) and not set(kpis) & set(catalogue.kpis) <= visible_kpis(catalogue, scope):
        raise AccessRefused(_NOT_YOURS)


def require_measures(catalogue: Catalogue, scope: Scope, measures: Collection[str]) -> None:
    """Raise AccessRefused (Chinese) unless the KPIs that a scope may see are made of all of these measures."""
    if not is_bound(scope):
        return
    visible = {measure for kpi in visible_kpis(catalogue, scope) for measure in catalogue.kpis[kpi].measures()}
    if not visible.issuperset(measures):
        raise AccessRefused(_NOT_YOURS)


def require_work(catalogue: Catalogue, scope: Scope, work: Docket) -> None:
    """Raise AccessRefused (Chinese) unless a list of work is on a department's page."""
    page = domain_page(catalogue, scope)
    if is_bound(scope) and (page is None or work not in page.work_lists):
        raise AccessRefused(_NOT_YOUR_WORK)


def require_unbound(scope: Scope) -> None:
    """Raise AccessRefused (Chinese) for a department: the question is about more than one field of work."""
    if is_bound(scope):
        raise AccessRefused(_NOT_YOUR_WORK)
