"""The official form of a bureau (公文格式): what stands round the text, as its file of bulletins declares it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.bulletins.document import BulletinDocument, OfficialForm
from core.store.sqlite import StoreError

YEAR, PLACE = "{年}", "{号}"
MOST_PLACE = 9999
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
Line = Annotated[str, Field(max_length=30)]
Offices = Annotated[str, Field(max_length=300)]


class FormRule(BaseModel):
    """The section [form] of a bureau's file; what is empty is not printed.

    head: 发文机关标志, in red. number: the pattern of 发文字号. copy_number, secrecy, urgency: 份号、密级、紧急程度, in
    the upper left corner. signer: whether the name of whoever signed is printed. to: 主送机关. copy_to: 抄送机关.
    printer: 印发机关, which with copy_to makes up the 版记 at the foot of the last page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: Line = ""
    number: Line = ""
    copy_number: Line = ""
    secrecy: Line = ""
    urgency: Line = ""
    signer: bool = False
    to: Offices = ""
    copy_to: Offices = ""
    printer: Line = ""

    @field_validator("number")
    @classmethod
    def _both_places(cls, number: str) -> str:
        if number and (number.count(YEAR) != 1 or number.count(PLACE) != 1):
            raise ValueError(f"发文字号要写 {YEAR} 和 {PLACE} 各一处，如 某公通〔{YEAR}〕{PLACE}号")
        return number

    @field_validator("head", "number", "copy_number", "secrecy", "urgency", "to", "copy_to", "printer")
    @classmethod
    def _visible(cls, text: str) -> str:
        if _UNSAFE.search(text):
            raise ValueError("有看不见的控制字符，请重新写")
        return text.strip().rstrip("：:。")

    def empty_form(self) -> OfficialForm | None:
        """Return the form of what is not issued yet; None where nothing is declared."""
        if self == FormRule():
            return None
        return OfficialForm(
            head=self.head,
            copy_number=self.copy_number,
            secrecy=self.secrecy,
            urgency=self.urgency,
            to=self.to,
            copy_to=self.copy_to,
            printer=self.printer,
        )

    def number_text(self, year: int, place: int | None) -> str:
        """Return the 发文字号 of an issue, empty where the bureau has none. Raises StoreError (Chinese)."""
        if not self.number:
            if place is not None:
                raise StoreError("本局没有定发文字号的写法：在通报的设置 [form] 里写 number。")
            return ""
        if place is None:
            raise StoreError(f"要写发文字号的序号（{self.number.replace(YEAR, str(year))}）：由办公室编给的那一个。")
        if not 1 <= place <= MOST_PLACE:
            raise StoreError(f"发文字号的序号应是 1 到 {MOST_PLACE} 的整数。")
        return self.number.replace(YEAR, str(year)).replace(PLACE, str(place))


def issued_form(document: BulletinDocument, rule: FormRule, number: str, signer: str) -> OfficialForm | None:
    """Return a document's form as it is issued: with its number, and with who signed where that is printed."""
    form = document.form or rule.empty_form()
    return None if form is None else replace(form, number=number, signer=signer if rule.signer else "")
