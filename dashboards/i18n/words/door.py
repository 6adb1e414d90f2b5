"""Words of the door of several workers."""

from __future__ import annotations

AMBIGUOUS = "这个请求写得有歧义，不予处理。"
STARTING = "看板正在启动，请几秒后再试。"
ENDED = "工作进程 {number} 刚启动就中断，连续 {count} 次，不再重试，看板停止。原因见上面的日志；改好以后再启动。"
