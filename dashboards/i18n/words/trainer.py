"""Words of the trainer's page."""

NAME = "教官"

MAKE, MAKE_BUTTON = "生成一个演示单位", "生成并切换"
SIZE, SEED, DATE = "规模", "种子号", "数据截至日"
SIZES = {"small": "小（教学用）", "county": "县局", "city": "市局"}
STORIES_BEFORE_END = "埋入故事"
STORIES_ANY = "不埋"
STORIES_BEFORE_END_HELP = "在截至日以前发生；放在哪里、从哪天起，由种子定。要自己选地点和日期，生成后在“故事”里埋。"
SAME = "种子号、规模、日期和故事都相同，得到的数据总是相同。"
NOW = "现在使用：{bureau}，数据截至 {as_of}（{name}）"
DONE = "已切换到 {bureau}，数据截至 {as_of}。"
EXISTS = "这个演示单位已经生成过，直接切换；它可能已经走到后来的日子。"
GUARDED = "本库有账号，账号属于这个单位，所以不能换成别的单位；可以走时间、埋故事、回到起点。"
BUSY = "正在生成别的数据，请稍后再试。"
WORKING = "正在生成…"
FAILED = "没有做成：{reason}"

CLOCK = "时间"
PACE, PACE_OPTION = "几秒走一天", "{seconds} 秒"
FOR_DAYS = "走多少天"
START, PAUSE, GO_ON, STOP = "开始走", "暂停", "继续", "停止"
STEP = "向前走"
STEPPED = "时间已向前走 {days} 天，数据截至 {as_of}。"
AT_ONCE = "一次走几天"
STANDING = "■ 时间停着，数据截至 {as_of}"
STARTING = "▶ 正在准备，第一天要久一些"
RUNNING = "▶ 走着：{seconds:g} 秒一天，已到 {as_of}，还有 {left} 天"
PAUSED = "‖ 已暂停在 {as_of}，还有 {left} 天"
ARRIVED = "■ 走完了，停在 {as_of}"
BROKEN = "✕ 走不下去了：{reason}"
BY_ITSELF = "大屏开在旁边会自己跟着变。换页、刷新都不影响；重启服务就停在当天。"
RESET = "回到起点"
RESET_ASK = "回到 {first}：那以后的数据，还有指令和发布，都清掉；埋的故事还在，答案重新藏起；账号、大屏、留痕保留。"
RESET_BUTTON = "确认回到起点"
WAS_RESET = "已回到起点，数据截至 {as_of}。"

STORIES = "故事"
NO_STORIES = "还没有埋故事。"
STORY = "第 {number} 个故事"
HIDDEN, REVEALED = "未揭晓", "{at} 揭晓"
REVEAL, REVEAL_HELP = "揭晓", "揭晓会留痕"
ANSWER = {
    "where": "在哪里",
    "since": "什么时候",
    "told": "埋了什么",
    "done": "到目前",
    "see": "能看出什么",
    "kpis": "看哪些指标",
}
NOT_COUNTED = "时间走着，停下来再数。"
PLANT = "再埋一个"
KIND, PLACE, ANY_PLACE = "什么故事", "放在哪里", "由种子定"
BEGINS, LASTS, STRENGTH = "从哪天起", "持续天数", "强度（{measure}）"
BY_DEFAULT = "不填即通常的：{days} 天"
STRENGTH_OPEN = "视单位"
STRENGTH_DEFAULT, STRENGTH_FITS = "不填即 {strength:g}", "不填即按该单位平常多少来定，看得出又不扎眼"
LATER = "从数据截至日以后的某天开始，时间走到才发生。"
PLANT_BUTTON = "埋下"
PLANTED = "已埋下第 {number} 个故事。"
