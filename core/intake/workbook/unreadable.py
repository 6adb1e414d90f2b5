"""The reason why a workbook cannot be read, and the mend."""

from __future__ import annotations

SAVE_AS_XLSX = "在 Excel 或 WPS 中打开，另存为 .xlsx 再导入"


class UnreadableWorkbook(ValueError):
    """A workbook that cannot be read; both texts are Chinese."""

    def __init__(self, rule: str, mend: str = SAVE_AS_XLSX) -> None:
        self.rule = rule
        self.mend = mend
        super().__init__(rule)
