"""Words of the carousel of scenes."""

from __future__ import annotations

CAROUSEL = {
    "start": "轮播",
    "stop": "停止轮播（Esc）",
    "before": "上一个画面（←）",
    "after": "下一个画面（→）",
    "hold": "暂停（空格）",
    "go": "继续（空格）",
    "paused": "已暂停",
    "resumes": "秒后继续",
    "which": "画面",
}
