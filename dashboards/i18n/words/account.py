"""Words of one's own account: the steps of signing in, password, second factor, sessions."""

from __future__ import annotations

TITLE = "我的账号"
BUSY = "登录的人多，请过几秒再按。"
STEP_OVER = "这次登录等得太久，请重新登录。"
ABORT = "取消，重新登录"
SERVER_TIME = "服务器时间 {at:%Y-%m-%d %H:%M:%S}（和手机上的时间应当一致）"

CODE_TITLE, CODE_LABEL, CODE_GO = "动态口令", "手机上现在显示的六位数字，或一个恢复码", "继续"
CODE_WRONG = "动态口令不对，或已经用过。请等手机上换了下一组数字再输入。"
FACTOR_KEY_FAULT = "服务器上动态口令的密钥有问题，现在核不了数字。请用恢复码，或找本局管理员。"
CODE_HELP = "手机丢了，也没有恢复码，请找本局管理员重置（fengjing user totp --reset）。"

ENROL_TITLE = "绑定动态口令"
ENROL_LEAD = "用手机上的验证器（身份验证器、动态口令小程序等）扫下面的码，再输入手机上显示的六位数字。"
ENROL_SECRET = "扫不了码，就手工输入密钥：{secret}"
ENROL_LABEL, ENROL_GO = "手机上显示的六位数字", "绑定"
RECOVERY_TITLE = "恢复码"
RECOVERY_LEAD = "手机不在身边时，每个恢复码能代替一次动态口令。只显示这一次，请抄下来锁好。"
RECOVERY_DONE = "已经抄下，继续"

PASSWORD_TITLE = "改密码"
PASSWORD_LEAD = "这个密码是别人设的，或已经到期。改成只有自己知道的，才能继续。"
CURRENT, NEW, AGAIN, CHANGE = "现在的密码", "新密码（至少 {length} 个字符）", "再输一遍新密码", "改密码"
DIFFERENT = "两遍新密码不一样。"
CHANGED = "密码已改，别处的登录已全部退出。"

LAST = "上次登录：{at}，从 {address}。"
LAST_NONE = "这是第一次登录。"
FAILURES = "上次登录以后，有 {count} 次用这个账号登录没有成功。不是自己输错的，请马上改密码，并告诉管理员。"
SESSIONS, SESSION_HEADS = "正在登录的地方", ("登录时间", "最近使用", "地址", "设备", "")
THIS_ONE, END, END_OTHERS = "这里", "退出", "退出其他全部登录"
ENDED, ENDED_OTHERS = "已退出那一处登录。", "已退出其他 {count} 处登录。"
FACTOR_ON = "动态口令已启用（{at}），恢复码还剩 {left} 个。"
FACTOR_OFF = "没有启用动态口令。启用后，登录除了密码还要手机上的数字。"
FACTOR_BEGIN, FACTOR_RENEW = "启用动态口令", "换手机（解除后重新登录、重新绑定）"
FACTOR_PROOF = "现在的动态口令，或一个恢复码"
NO_PASSWORD = "这个账号用统一身份认证登录，密码和动态口令由那边管。"
BACK, LEAVE, LEAVE_ASK = "返回看板", "退出登录", "要退出登录吗？"
SIGNED_IN = "上次登录 {at}，从 {address}"
SIGNED_IN_FAILURES = "；其间有 {count} 次登录失败"
