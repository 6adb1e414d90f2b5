"""Words of the steward's page."""

from __future__ import annotations

NAME, ROLE = "数据管理", "数据管理员"
NOTE = "导入数据，看数据来源新不新、谁能登录、哪些大屏开着、谁做过什么、数据库好不好"
ONLY_LOOK = "演示里只看不改。"
INTAKE, BATCHES, SOURCES, ACCOUNTS, KIOSKS, TRAIL, HEALTH = (
    "导入",
    "批次",
    "数据来源",
    "账号与登录",
    "大屏",
    "留痕",
    "健康与备份",
)

SOURCES_SUMMARY = "来过 {count} 个来源，{late}{never}"
SOURCES_LATE, SOURCES_IN_TIME, SOURCES_NEVER = (
    "其中 {count} 个未按时报送",
    "都按时报送",
    "；还有 {count} 类记录从未导入",
)
SOURCES_NONE = "还没有导入任何数据，请到“导入”里放上第一份文件。"
SOURCES_NOTE = "距今超过最多可隔的天数，就算未按时报送；它是目录里节奏（rhythms）的两倍，本局可改。"
SOURCE_HEADS = ("状态", "来源", "最多可隔", "覆盖至", "距今", "载入时间")
LATE, IN_TIME, NEVER, NOTHING = "■ 未按时报送", "● 正常", "○ 从未导入", "—"
ALLOWED = "{days} 天内"
DATA_SOURCES = "自动读取的来源"
DATA_SOURCES_NONE = "还没有。业务数据库或监视的文件夹在服务器上添加：fengjing source add"
DATA_SOURCE_HEADS = ("状态", "来源", "读什么", "多久一次", "上次", "结果", "下次")
DATA_SOURCE_STATES = {"never": "○ 还没有读过", "running": "◆ 正在读，或中断待续", "ok": "● 正常", "failed": "▲ 出错"}
BY_HAND, REASON_BELOW = "手工", "原因见下"
DATA_SOURCE_COUNTS = "读入 {read}，新增 {new}，更正 {changed}，拒收 {refused}"
DAYS = "{days} 天"

ACCOUNT_HEADS = ("账号", "角色", "单位及以下", "警号或业务", "建立", "状态")
ENABLED, DISABLED = "● 可登录", "■ {at} 停用"
ACCOUNTS_NONE = "还没有账号。第一个账号在服务器上添加：fengjing user add"
ACCOUNTS_NOTE = "管理员的账号在服务器上改：fengjing user。民警看的总是任职的所。"
GRANT, GRANTED = "授权", "已授权 {name}，立即生效"
UNLOCK, UNLOCKED = "解锁", "已解锁 {name}，不必再等"
FACTOR_RESET, FACTOR_WAS_RESET = "解除动态口令", "已解除 {name} 的动态口令，其登录已全部退出"
POLICY, POLICY_HEADS = "登录规则", ("规则", "现在")
POLICY_RULE, POLICY_VALUE, POLICY_SET = "规则", "改为（数字；或 on、off；或角色，用逗号分开）", "改规则"
POLICY_WAS_SET = "{rule}：{value}"
POLICY_NOTE = "0 或 — 表示不限、不要求；改动立即生效，前后的值都留痕。"
ACCOUNT_NEW, ACCOUNT_ADD, ACCOUNT_ADDED = "添加账号", "添加", "已添加 {name}，请把账号和密码当面交给本人；首次登录要改"
ACCOUNT_NAME, ACCOUNT_ROLE, ACCOUNT_UNIT = "账号名", "角色", "能看哪个单位及其以下"
ACCOUNT_OFFICER, ACCOUNT_OFFICER_EMPTY = "警号", "民警必填"
ACCOUNT_DOMAIN = "业务（业务部门必选，别的角色不选）"
ACCOUNT_PASSWORD = "密码（至少 {shortest} 个字符）"
PASSWORD_NEW, PASSWORD_SET, PASSWORD_WAS_SET = "新密码", "换密码", "已换 {name} 的密码，其登录已全部退出"
ACCOUNT = "账号"
END_ALL, DISABLE, ENABLE = "退出其全部登录", "停用", "启用"
ENDED, WAS_DISABLED, WAS_ENABLED = "已退出 {name} 的 {count} 个登录", "已停用 {name}", "已启用 {name}"
SESSIONS = "现在有效的登录"
SESSION_HEADS = ("号", "账号", "登录时间", "最近使用", "到期", "地址", "设备")
SESSIONS_NONE = "现在没有有效的登录"
KIOSK_OF = "大屏 {name}"

KIOSK_HEADS = ("大屏", "单位及以下", "建立", "状态")
KIOSK_STATES = {"waiting": "◆ 链接待用", "expired": "▲ 链接已到期", "open": "● 已打开", "revoked": "■ 已作废"}
KIOSKS_NONE = "还没有大屏"
KIOSKS_WHO = "大屏由看得到看板的局长在“大屏值守”里添加，或在服务器上：fengjing kiosk add。"
KIOSK_NEW, KIOSK_NAME, KIOSK_UNIT = "添加大屏", "大屏名称", "单位"
KIOSK_CAROUSEL = "一打开就轮播各场景"
KIOSK_SEAMS, KIOSK_SEAMLESS = "拼接屏（列x行），缝上不排字", "不是，或 1 行 3 列"
KIOSK_LINK = "请在 {hours} 小时内在大屏的浏览器里打开（只能用一次，离开本页就看不到了）："
KIOSK_REVOKE, KIOSK_REVOKED = "作废", "已作废大屏“{name}”"

TRAIL_HEADS = ("时间", "谁", "做了什么", "详情", "数据版次")
TRAIL_ALL, TRAIL_PICK = "全部", "做了什么"
TRAIL_NOTE = "最近 {count} 条；留痕只增不改，逐行成链。"
TRAIL_VERIFY, TRAIL_WHOLE = "核验全部留痕", "留痕完好：逐行接得上，也和库外的锚点相符"
ACTIONS = {
    "create": "建库",
    "bureau_rename": "改本局名称",
    "units_withdraw": "撤回单位",
    "update": "程序或目录更新",
    "reseal": "补上封条",
    "live": "演示追到现在",
    "catalogue": "换目录",
    "import": "导入",
    "withdraw": "撤出",
    "change": "变更",
    "mapping": "对照",
    "source": "数据来源",
    "undo": "撤销批次",
    "sign_in": "登录",
    "sign_in_failed": "登录失败",
    "sso_refused": "统一身份认证被拒",
    "sso_link": "绑定统一身份",
    "sso_unlink": "解除绑定",
    "sign_out": "退出",
    "sessions_revoke": "作废登录",
    "account_add": "添加账号",
    "account_password": "换密码",
    "account_role": "换角色",
    "account_disable": "停用账号",
    "account_enable": "启用账号",
    "account_unlock": "解锁账号",
    "factor_enrol": "绑定动态口令",
    "factor_reset": "解除动态口令",
    "factors_reset": "解除全部动态口令",
    "factors_return": "放回动态口令",
    "factor_return": "放回一个动态口令",
    "recovery_code": "用恢复码",
    "policy": "改登录规则",
    "refused": "越权被拒",
    "kiosk_add": "添加大屏",
    "kiosk_open": "打开大屏",
    "kiosk_revoke": "作废大屏",
    "look": "查看他人数据",
    "export": "导出",
    "publish": "发布",
    "backup": "备份",
    "build": "汇总看板文件",
    "merge": "合并看板文件",
    "restore": "恢复",
    "bulletin": "印发通报",
    "bulletin_draft": "通报草稿",
    "bulletin_rules": "换用通报措辞",
    "bulletin_run": "到期出通报",
    "signal_dismiss": "驳回预警",
    "signal_list_again": "重新列出预警",
    "instruction": "指令",
    "instruction_watch": "封存指令的事后比较",
    "boundaries": "导入边界",
    "demo": "生成演示数据",
    "advance": "时间向前走",
    "story": "埋故事",
    "answer": "看答案",
    "reset": "回到起点",
    "class_open": "开课",
    "class_join": "进入课堂",
    "class_release": "放出一问",
    "class_answer": "课堂作答",
    "class_closed": "收卷",
    "class_spread": "看分布",
    "class_truth": "公布答案",
    "class_remove": "请出课堂",
    "class_shut": "课堂关门",
    "class_reopen": "课堂开门",
    "class_end": "结束课堂",
    "class_erase": "删除课堂的名字和回答",
}
ACTORS = {
    "system": "程序",
    "generator": "演示数据生成器",
    "stranger": "未登录者",
    "setup": "首次设置",
    "oidc": "统一身份认证",
}
KINDS_OF_ACTOR = {"user:": "", "cli:": "命令行 ", "kiosk:": "大屏 ", "class:": "课堂座位 "}

HEALTH_HEADS = ("项目", "值")
FILE, SIZE, VERSION, SQLITE, COUNTS = "数据库文件", "大小", "数据版次", "数据库引擎版本", "账号 / 有效登录"
MEGABYTES = "{size:,.1f} MB"
BACK_UP = "现在备份"
BACK_UP_NOTE = "备份放在数据库旁边的“{folder}”文件夹里，读回核对无误才留下；也可在服务器上运行 fengjing backup。"
BACKING_UP = "正在备份并核对……"
BACKED_UP = "已备份并核对：{name}（{size:,.1f} MB，第 {version} 版），SHA-256 {sha256}"
FOLDER = "备份"
