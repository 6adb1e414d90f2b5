"""Words of the batches: what was brought in, looked at and taken back."""

from __future__ import annotations

NONE_IN_DEMO = "演示库的数据由程序生成，没有批次。"
NONE = "还没有批次：到“导入”里放上第一份文件。"
LEAD = "点一行，看这一批能不能撤销、撤销会变什么。"
HEADS = ("批次", "做了什么", "期间", "几行", "何时、由谁", "现在")
ACTS = {"import": "导入{kind}", "withdraw": "撤出{kind}", "change": "变更{kind}"}
NEW, CHANGED, WITHDRAWN, REFUSED = "新增 {count}", "更正 {count}", "撤出 {count}", "拒收 {count}"
STANDING, UNDONE = "● 在用", "■ {at} 由 {who} 撤销"
ALL = "列出全部 {count} 批"
LOOKING = "正在看撤销会变什么……"
ALREADY = "第 {number} 批已经撤销了；要放回，把原来的文件再导入一次。"
CANNOT = "第 {number} 批现在撤销不了。"
WOULD, DID = "撤销第 {number} 批会{parts}。", "已撤销第 {number} 批：{parts}"
REMOVED, REVERTED, RETURNED = "拿掉 {count} 行", "恢复原样 {count} 行", "放回 {count} 行"
NOTHING = "不动任何行，只收回它所说的日子和注记"
KEPT = "第 {later} 批后来改动的 {rows} 行保留。"
CARRIED = "第 {later} 批也带来了其中同样的 {rows} 行：照旧，归第 {later} 批。"
SURE, UNDO = "我看过了，撤销第 {number} 批", "撤销第 {number} 批"

SINGLE = "撤出单条记录"
SINGLE_NOTE = "按编号撤出，自成一批，可以撤销。任职写“工号@到岗日期”，统计报表的行写“单位/计数项/期间”。"
SINGLE_KIND, SINGLE_IDS, SINGLE_DO = "类别", "编号，一行一个", "撤出"
SINGLE_DONE = "已撤出 {count} 行，这是第 {batch} 批"
