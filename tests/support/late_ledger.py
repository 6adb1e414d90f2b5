"""A correction of the ledger that comes late, after a month's lists were worked out or published."""

from __future__ import annotations

from core.store.ledger import LedgerRow, apply_ledger
from core.store.store import Store
from core.time.days import month_days

MONTH = 2026 * 12 + 9
FEWER = 7  # 双十条 items that turn out not to have been done


def take_back(store: Store) -> int:
    """A late correction of the ledger: fewer items done in the first community. Returns the community."""
    first, last = month_days(MONTH)
    unit, value = store.conn.execute(
        "SELECT l.unit, l.value FROM ledger l JOIN unit u ON u.id = l.unit WHERE u.kind = 'community' "
        "AND l.measure = 'double_ten_items_done' AND l.first = ? AND l.last = ? ORDER BY 1",
        [first, last],
    ).fetchone()
    with store.write("tester", "import", "late", 2):
        apply_ledger(store, [LedgerRow(unit, "double_ten_items_done", first, last, value - FEWER, "更正")])
    return int(unit)
