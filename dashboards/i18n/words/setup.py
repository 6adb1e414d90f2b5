"""Words of the first run: from no database to the first account, in a browser."""

from __future__ import annotations

TITLE = "第一次使用"
STEPS = {"bureau": "本局", "units": "单位", "account": "账号", "figures": "数据", "board": "看板"}
STEP_OF = "第 {number} 步，共 {count} 步"
DONE = "已完成"
NEXT = "下一步"

BUREAU_TITLE, BUREAU_RENAME_TITLE = "本局叫什么？", "改本局名称"
BUREAU_LEAD = "写上本局名称，就在这台机器上建好数据库。"
BUREAU_RENAME_LEAD = "已建好“{bureau}”；建第一个账号之前还可以改名。"
BUREAU_NAME, BUREAU_EXAMPLE = "本局名称", "如：某某县公安局"
BUREAU_MAKE, BUREAU_RENAME = "建库，下一步", "改名"
BUREAU_FILE = "数据库文件：{path}"
BUREAU_ENCRYPT = "给整个数据库加密"
BUREAU_ENCRYPT_NOTE = (
    "拿到文件的人没有密钥就打不开，备份也一样（AES-256）。密钥放在 {place}；丢了它，谁也打不开，以后也不能改成不加密。"
)
BUREAU_ENCRYPT_SETTLED = "数据库将整个加密，密钥在 {place}。"
KEY_NOTE = (
    "数据库已加密。密钥在 {place}：现在就另抄一份，和备份分开保管。"
    "以后每次启动都带上它：fengjing serve --db {db} --key-file {place}"
)
KEY_GIVEN_NOTE = "数据库已加密。密钥是启动时给的：请另抄一份，和备份分开保管，以后每次启动都要给。"
BUREAU_TAKEN = "刚才已有人在这里建好了“{bureau}”，接着往下就行。"

UNITS_TITLE = "有哪些单位？"
UNITS_LEAD = "写上各派出所和部门，一行一个；也可以从 Excel、WPS 复制几列，点一格粘贴。"
UNITS_DONE = "已登记 {count} 个单位"
UNITS_MORE = "还有没写上的，接着添；都齐了就往下走。"
UNITS_GO_ON = "单位齐了，下一步"
UNITS_TAKE_OUT, UNITS_TAKE_OUT_SURE = "全部撤回，重新填", "确定撤回"
UNITS_TAKE_OUT_NOTE = "撤回 {count} 个单位，重新填写。"
UNITS_TAKEN_OUT = "已撤回 {count} 个单位，请重新填写。"
UNITS_ADD = "登记这些单位"
UNITS_OTHER_HEADS = {  # what lists of units copied from elsewhere call our columns
    "name": "单位 名称 单位全称 部门 所名",
    "kind": "类别 类型 单位类型 性质",
    "parent": "上级 隶属单位 主管单位",
    "setting": "城乡 城乡类型 地域",
    "code": "编号 代码 单位代码 机构代码",
}
UNITS_PARENT_EMPTY = "空着即直属本局"
UNITS_CODE_EMPTY = "可不填"
UNITS_ROW_AWAY = "删去这一行"
UNITS_FILE = "或者上传单位表"
UNITS_FILE_LEAD = "表头用空表里的；行数不限，先后不限。"
UNITS_PICK = "点这里选择文件"
UNITS_UPLOAD, UNITS_TEMPLATE, UNITS_TEMPLATE_FILE = "上传并登记", "下载空表", "单位.csv"
UNITS_TYPED_FILE = "在网页上填写的单位.csv"
UNITS_NONE = "还没有填写任何单位。"
UNITS_ADDED = "登记了 {new} 个单位。"
UNITS_SAME = "这些单位都登记过了。"
UNITS_REFUSED = "有 {rows} 行没有收，原因见下，改好再登记。"
UNITS_FILE_REFUSED = "“{file}”没有登记：原因见下，改好再上传。"
UNITS_NO_FILE = "请先选一个文件。"
CAUSE_HEADS = ("几行", "列", "原因", "怎样改", "例如")
EXAMPLE = "第 {row} 行“{value}”"
EXAMPLE_EMPTY = "第 {row} 行"

ACCOUNT_TITLE = "建第一个账号"
ACCOUNT_LEAD = "这是数据管理员的账号：导入数据、给别人建账号、备份，都用它。"
ACCOUNT_FOLLOWS = "从此打开枫警都要登录，本机也一样；没有默认密码，请记牢。"
ACCOUNT_NAME, ACCOUNT_NAME_EXAMPLE = "账号", "如：zhangsan"
ACCOUNT_PASSWORD, ACCOUNT_AGAIN = "密码（至少 {shortest} 个字符）", "再输一遍密码"
ACCOUNT_DIFFERENT = "两遍密码不一样，请重输。"
ACCOUNT_MAKE, ACCOUNT_BACK = "建账号并登录", "回到单位"

OVER_TITLE = "首次设置已经完成"
OVER_LEAD = "已有账号，请登录后接着做。"
OVER_GO = "去登录"
SHUT_TITLE = "请用终端里印出的地址打开"
SHUT_LEAD = "首次设置只对启动枫警的人开放：那个地址里带着口令，每次启动都换新的。"
FAULT_TITLE, FAULT_AGAIN = "这一步没有办成", "再试一次"
ELSEWHERE = "首次设置只能在运行枫警的这台机器上打开（http://127.0.0.1）：这时还没有账号，谁来都能改。"
TOO_LONG = "提交的内容太长，请分几次登记。"
