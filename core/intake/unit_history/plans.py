"""Plans of changes, from units by name: renamed, moved, merged, split, closed from a day on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from core.intake.identifiers import identifier, one_line
from core.intake.refusal import CellError, ImportRefused
from core.intake.text_matching import match_key
from core.intake.unit_history.change import Ids, PlannedChange
from core.store.unit_history import UnitChange
from core.store.units import NewUnit, UnitRef, UnitTree
from core.time.days import to_date

LONGEST = 64  # letters of a name or a code, as in a units file
NEW_UNIT = "新单位写作 编号=名称，如 S09=新城派出所"


class NamedUnit(NamedTuple):
    """A unit that is to be, by its code and name."""

    code: str
    name: str


def named_unit(text: str) -> NamedUnit | None:
    """Read 编号=名称; None where it is not written so."""
    code, sign, name = (piece.strip() for piece in text.partition("="))
    return NamedUnit(_checked(code, identifier), _checked(name, one_line)) if sign and code and name else None


def plan_rename(tree: UnitTree, unit: str, name: str, day: int) -> PlannedChange:
    """Plan a new name."""
    present, name = _present(tree, unit), name.strip()
    if not name or name == present.name:
        raise ImportRefused(f"“{present.name}”要改成另一个名称。")
    name = _checked(name, one_line)
    _require_no_lookalike(tree, name, present.parent, but=[present])
    return PlannedChange(
        f"{present.name}改名为{name}，{to_date(day)} 起", day, lambda _: [UnitChange(present.id, day, "rename", name)]
    )


def plan_move(tree: UnitTree, unit: str, parent: str, day: int) -> PlannedChange:
    """Plan another parent; what is below moves along."""
    present, above = _present(tree, unit), _present(tree, parent)
    if present.parent == above.id:
        raise ImportRefused(f"“{present.name}”的上级已经是“{above.name}”。")
    change = UnitChange(present.id, day, "move", other=above.id)
    return PlannedChange(f"{present.name}划归{above.name}，{to_date(day)} 起", day, lambda _: [change])


def plan_close(tree: UnitTree, unit: str, day: int) -> PlannedChange:
    """Plan an end without a successor."""
    present = _present(tree, unit)
    if below := tree.children(present.id):
        names = "、".join(child.name for child in below)
        raise ImportRefused(
            f"“{present.name}”下面还有 {len(below)} 个单位（{names}）：先用 unit move 划走，或先撤销它们。"
        )
    change = UnitChange(present.id, day, "close")
    return PlannedChange(f"{present.name}撤销，{to_date(day)} 起", day, lambda _: [change], ended=[present.id])


def plan_merge(tree: UnitTree, units: Sequence[str], into: str, parent: str | None, day: int) -> PlannedChange:
    """Plan units to become one: a new one, whose history is theirs, or one of them or another that goes on."""
    merged = list(dict.fromkeys(_present(tree, unit) for unit in units))
    new = named_unit(into)
    heir = None if new else _present(tree, into, NEW_UNIT)
    ending = [unit for unit in merged if unit != heir]
    if not ending or (new and len(merged) < 2):
        raise ImportRefused("合并至少要有两个单位。")
    _require_one_kind([*merged, *([heir] if heir else [])])
    added = []
    if new:
        added = [_new_unit(tree, new, merged, _parent_code(tree, merged, parent), day)]
    elif parent is not None:
        raise ImportRefused("并入已有的单位时不写 --parent：它的上级不变。")
    below = [child for unit in ending for child in tree.children(unit.id)]

    def changes(ids: Ids) -> list[UnitChange]:
        target = heir.id if heir else ids[added[0].code]
        goes_on = [UnitChange(target, day, "merge", other=target)] if heir else []
        ends = [UnitChange(unit.id, day, "merge", other=target) for unit in ending]
        return [*ends, *goes_on, *(UnitChange(child.id, day, "move", other=target) for child in below)]

    names = "、".join(unit.name for unit in ending)
    text = f"{names}{'合并为' if new else '并入'}{new.name if new else heir.name if heir else ''}，{to_date(day)} 起"
    return PlannedChange(text, day, changes, added, [unit.id for unit in ending])


def plan_split(tree: UnitTree, unit: str, into: Sequence[str], assigned: Mapping[str, str], day: int) -> PlannedChange:
    """Plan a unit to be split into others; it goes on if it is among them. `assigned` has those by units below."""
    present = _present(tree, unit)
    named = {text: named_unit(text) for text in into}
    new = [new_unit for new_unit in named.values() if new_unit]
    old = [_present(tree, text, NEW_UNIT) for text, new_unit in named.items() if new_unit is None]
    if any(old_unit != present for old_unit in old):
        raise ImportRefused(f"分出的单位要是新的，或是“{present.name}”自己。{NEW_UNIT}。")
    if not new or len(new) + len(old) < 2:
        raise ImportRefused(f"分设至少要有两个部分；原单位保留时也写上它。{NEW_UNIT}。")
    parent = tree.units[present.parent or present.id].code
    added = [_new_unit(tree, new_unit, [present], parent, day) for new_unit in new]
    targets = _targets(tree, present, new, assigned, is_kept=bool(old))

    def changes(ids: Ids) -> list[UnitChange]:
        split = [UnitChange(present.id, day, "split", other=ids[new_unit.code]) for new_unit in new]
        goes_on = [UnitChange(present.id, day, "split", other=present.id)] if old else []
        return [*split, *goes_on, *(UnitChange(child, day, "move", other=ids[code]) for child, code in targets.items())]

    names = "、".join([*(new_unit.name for new_unit in new), *(old_unit.name for old_unit in old)])
    text = f"{present.name}分为{names}，{to_date(day)} 起"
    return PlannedChange(text, day, changes, added, [] if old else [present.id])


def _targets(
    tree: UnitTree, unit: UnitRef, new_units: Iterable[NamedUnit], assigned: Mapping[str, str], *, is_kept: bool
) -> dict[int, str]:
    """The code of the part to which each unit below goes."""
    codes = {text: new_unit.code for new_unit in new_units for text in (new_unit.code, new_unit.name)}
    below = {child.id: child for child in tree.children(unit.id)}
    targets = {}
    for text, name_of_new in assigned.items():
        child = _present(tree, text)
        if child.id not in below:
            raise ImportRefused(f"“{child.name}”不在“{unit.name}”下面。")
        if name_of_new not in codes:
            raise ImportRefused(f"“{name_of_new}”不是分出的单位。")
        targets[child.id] = codes[name_of_new]
    left = [child.name for child in below.values() if child.id not in targets]
    if left and not is_kept:
        names = "、".join(left)
        raise ImportRefused(
            f"“{unit.name}”下面的 {len(left)} 个单位（{names}）还没有说归哪一部分：每个写一次 --assign 单位=部分。"
        )
    return targets


def _checked(text: str, check: Callable[..., str]) -> str:
    """A name or code that a units file might bring as well. Raises ImportRefused where it might not."""
    try:
        return check(text, longest=LONGEST)
    except CellError as error:
        raise ImportRefused(f"“{text[:LONGEST]}”{error.rule}：{error.mend}。什么也没有改动。") from error


def _require_no_lookalike(tree: UnitTree, name: str, parent: int | None, *, but: Sequence[UnitRef]) -> None:
    """Raise ImportRefused where a unit under the same parent is called so, spelled with other blanks or widths.

    `but` are those that give the name up.
    """
    for unit in tree.units.values():
        if unit.parent == parent and unit not in but and match_key(unit.name) == match_key(name):
            raise ImportRefused(f"同一上级之下已有同名的单位（{unit.code}）：请换一个名称。什么也没有改动。")


def _present(tree: UnitTree, text: str, hint: str = "") -> UnitRef:
    """The existing unit of a code or name. Raises LookupError (Chinese) with a hint."""
    try:
        unit = tree.find(text)
    except LookupError as error:
        raise LookupError("。".join(filter(None, [str(error), hint]))) from error
    if unit.id in tree.absent and unit.last is not None:
        raise ImportRefused(f"“{unit.name}”只存在到 {to_date(unit.last)}，不能再变更。")
    return unit


def _require_one_kind(units: Iterable[UnitRef]) -> None:
    if len({unit.kind for unit in units}) > 1:
        raise ImportRefused("只有同一类别的单位才能合并，如派出所与派出所。")


def _parent_code(tree: UnitTree, merged: Sequence[UnitRef], parent: str | None) -> str:
    if parent is not None:
        return _present(tree, parent).code
    parents = {unit.parent for unit in merged if unit.parent is not None}
    if len(parents) != 1:
        raise ImportRefused("这些单位的上级不同：用 --parent 写明新单位的上级。")
    return tree.units[parents.pop()].code


def _new_unit(tree: UnitTree, named: NamedUnit, origins: Sequence[UnitRef], parent: str, day: int) -> NewUnit:
    above = next(unit.id for unit in tree.units.values() if unit.code == parent)
    _require_no_lookalike(tree, named.name, above, but=origins)
    settings = {unit.setting for unit in origins}
    setting = settings.pop() if len(settings) == 1 else None
    return NewUnit(named.code, named.name, origins[0].kind, parent, setting, first=day)
