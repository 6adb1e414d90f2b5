"""Changes while nothing rests on what is changed: the bureau's name and its units, before the first account."""

from __future__ import annotations

from core.store.create import check_bureau_name
from core.store.sqlite import StoreError, sqlite3
from core.store.store import ROOT, Store
from core.store.units import UNITS_CHANGED


def rename_bureau(store: Store, name: str, *, actor: str, now: int) -> None:
    """Give the bureau another name. Raises StoreError (Chinese) if it cannot be called so."""
    check_bureau_name(name)
    if name == store.bureau:
        return
    with store.write(actor, "bureau_rename", f"{store.bureau} -> {name}", now):
        store.set_meta("bureau", name)
        store.db.execute("UPDATE unit SET code = ?, name = ? WHERE id = ?", [name, name, ROOT])
        store.set_meta(UNITS_CHANGED, store.data_version())


def withdraw_units(store: Store, *, actor: str, now: int) -> int:
    """Take out all units below the bureau and return how many. Raises StoreError (Chinese) if anything rests on one."""
    (count,) = store.db.execute("SELECT count(*) FROM unit WHERE id <> ?", [ROOT]).fetchone()
    if not count:
        return 0
    try:
        with store.write(actor, "units_withdraw", f"{count} 个单位", now):
            store.db.execute("DELETE FROM unit_ancestor WHERE unit <> ?", [ROOT])
            store.db.execute("DELETE FROM unit WHERE id <> ?", [ROOT])
            store.set_meta(UNITS_CHANGED, store.data_version())
    except sqlite3.IntegrityError as error:
        raise StoreError("已有记录、报表或账号用到这些单位，不能撤回。") from error
    return int(count)
