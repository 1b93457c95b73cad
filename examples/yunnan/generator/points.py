"""Risk points in the form of annex 3: believable names, levels in the spellings of real ledgers."""

from __future__ import annotations

from random import Random

from examples.yunnan.generator.model import Row, Site
from examples.yunnan.generator.names import person

# sector: (point, where, what can happen, measures, usual level)
OF_SECTORS: dict[str, tuple[tuple[str, str, str, str, int], ...]] = {
    "金属冶炼": (
        ("熔炼炉", "熔炼车间", "炉体烧穿、熔体遇水爆炸、灼烫", "冷却水联锁；炉前事故坑保持干燥", 1),
        ("铸造起重机", "熔炼跨", "坠包、熔体倾翻", "双制动双限位；吊具每年探伤", 1),
        ("浇铸机", "铸造车间", "灼烫、机械伤害", "模具烘干；外围防护网", 2),
        ("煤气管道", "动力车间", "一氧化碳中毒、爆炸", "固定式报警器；水封每班检查", 2),
        ("熔体包", "熔炼车间", "包体开裂", "耳轴探伤；使用前烘干", 2),
    ),
    "有限空间": (
        ("污水处理池", "厂区东侧", "硫化氢中毒、窒息", "先通风再检测后作业；专人监护", 2),
        ("除尘器本体", "除尘间", "中毒窒息、坍塌", "作业审批；可靠隔断", 2),
        ("料仓", "原料车间", "掩埋、窒息", "禁止入仓清堵；仓口格栅", 3),
    ),
    "粉尘涉爆": (
        ("除尘系统", "抛光车间", "粉尘爆炸", "泄爆片；静电跨接；每班清扫", 1),
        ("打磨工位", "打磨车间", "粉尘爆炸、机械伤害", "湿式作业；防爆电气", 2),
        ("粉料输送", "配料间", "粉尘爆炸", "火花探测；惰化", 2),
    ),
    "涉氨制冷": (
        ("氨制冷机房", "机房", "氨泄漏中毒、爆炸", "报警与事故风机联锁；防爆电气", 1),
        ("贮液器", "设备间", "超压破裂", "液位不超过80%；水喷淋", 1),
        ("快速冻结间", "加工车间", "氨泄漏、人员聚集", "作业人员限额；有效隔断", 2),
        ("冷风机", "冷库", "盘管泄漏", "巡检；报警器", 3),
    ),
}
OF_INDUSTRIES: dict[str, tuple[tuple[str, str, str, str, int], ...]] = {
    "建材": (
        ("回转窑", "烧成车间", "灼烫、机械伤害", "停机挂牌；窑尾隔热防护", 2),
        ("煤磨", "煤粉制备", "煤粉爆炸", "一氧化碳监测；泄爆阀", 1),
        ("破碎机", "原料车间", "机械伤害、物体打击", "防护罩联锁；拉绳开关", 3),
    ),
    "机械": (
        ("喷漆房", "涂装车间", "火灾爆炸", "防爆电气；浓度报警", 2),
        ("冲压机", "冲压车间", "机械伤害", "双手操作；光电保护", 3),
    ),
    "轻工": (
        ("燃气锅炉", "锅炉房", "超压爆炸、燃气泄漏", "水位联锁；安全阀年检", 2),
        ("封口包装机", "包装车间", "机械伤害", "防护罩联锁", 4),
    ),
    "纺织": (("梳棉机", "前纺车间", "火灾、机械伤害", "火花探除；防护门联锁", 3),),
    "烟草": (("打叶复烤机", "复烤车间", "机械伤害、火灾", "急停装置；喷淋", 3),),
    "商贸": (("货架区", "仓库", "坍塌、火灾", "限高限载；通道畅通", 3),),
}
ANYWHERE = (
    ("配电室", "厂区", "触电、火灾", "两票制度；挡鼠板", 3),
    ("厂内叉车", "全厂", "车辆伤害", "持证驾驶；限速5公里", 4),
    ("空压机储气罐", "空压站", "超压爆炸", "安全阀、压力表定检", 3),
    ("化学品库", "厂区西侧", "泄漏、火灾", "分区存放；通风", 3),
    ("办公楼", "厂前区", "火灾", "消防器材月检", 4),
    ("检修动火作业", "全厂", "火灾", "动火审批；专人监护", 2),
    ("起重作业", "车间", "起重伤害", "持证操作；限位试验", 3),
    ("登高作业", "全厂", "高处坠落", "安全带；作业审批", 3),
)
SPELLINGS = {
    1: ("一级", "一级", "一级", "Ⅰ级", "Ⅰ", "1", "1级", "１级", "红", "红色", "重大风险",
        "一级（红）", "红/重大"),
    2: ("二级", "二级", "二级", "Ⅱ级", "Ⅱ", "2", "2级", "橙", "橙色", "较大风险", "较大",
        "二级（橙）"),
    3: ("三级", "三级", "三级", "Ⅲ级", "3", "3级", "黄", "黄色", "一般风险", "一般"),
    4: ("四级", "四级", "四级", "Ⅳ级", "4", "4级", "蓝", "蓝色", "低风险"),
}  # fmt: skip
UNREADABLE_LEVELS = ("5级", "绿", "低", "一级（蓝）", "二级、三级", "特别重大", "l级")
UNREADABLE_QUANTITIES = ("若干", "1-2")
DEPARTMENTS = ("安环部", "生产部", "设备部", "动力车间", "仓储部")


def add_points(random: Random, site: Site) -> None:
    """Give a site its risk points: those of its sectors, of its industry, and usual ones."""
    if site.row["风险源辨识开展情况"] == "未开展" and random.random() < 0.9:
        return
    kinds = [kind for sector in site.sectors for kind in OF_SECTORS[sector]]
    kinds += OF_INDUSTRIES.get(site.industry, ())
    kinds += random.sample(ANYWHERE, random.randint(2, len(ANYWHERE)))
    for number, kind in enumerate(kinds, 1):
        site.points.append(_point(random, number, kind))


def _point(random: Random, number: int, kind: tuple[str, str, str, str, int]) -> Row:
    name, where, what, measures, usual = kind
    level = min(4, max(1, usual + random.choice((0, 0, 0, 0, 1, -1)) if usual > 1 else usual))
    responsible = f"{random.choice(DEPARTMENTS)}/{person(random)}"
    row: Row = {
        "序号": number,
        "风险源点名称": name,
        "内部编号": f"FX-{number:02}",
        "所在点位": where,
        "数量": random.choice((1, 1, 1, 2, 3, 6)),
        "安全风险辨识": what,
        "安全风险等级": random.choice(SPELLINGS[level]),
        "安全风险管控措施": measures if random.random() < 0.98 else "",
        "安全风险管控责任部门/责任人": responsible if random.random() < 0.97 else "",
        "备注": "",
    }
    _soil(random, row)
    return row


def _soil(random: Random, row: Row) -> None:
    """Write now and then what a clerk writes and no program can read for certain."""
    chance = random.random()
    if chance < 0.004:
        row["安全风险等级"] = random.choice(UNREADABLE_LEVELS)
    elif chance < 0.012:
        row["安全风险等级"] = random.choice(("", "/", "—"))
    elif chance < 0.013:
        row["数量"] = random.choice(UNREADABLE_QUANTITIES)
