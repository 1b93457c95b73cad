"""What happens at a site: hazards, inspections, accidents, closings; as of 30 June 2026."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from examples.yunnan.generator.model import Row, Site

TODAY = date(2026, 6, 30)
YEAR_BEGAN = date(2026, 1, 1)
FINDINGS = (
    (
        "风险管控",
        ("联锁未投用", "报警器未检定", "防护罩缺失", "作业审批单填写不全", "警示标志缺失"),
    ),
    ("隐患排查治理", ("上次隐患未整改到位", "排查记录缺失", "应急器材过期", "通道被占用")),
    ("风险辨识", ("风险等级与现场不符", "辨识内容不完整")),
)
OF_THE_ENTERPRISE = ("培训档案不全", "安全生产责任制未更新", "应急预案未修订", "外协单位管理不到位")
WORDS = {"inspection": ("巡查", "巡查发现"), "enterprise": ("企业自查", "自查", "企业自报")}


def add_last_year(random: Random, site: Site) -> None:
    """What was known before the lists of 2026 were made: visits and reports of 2025."""
    if random.random() < 0.15:
        _inspect(random, site, date(2025, 3, 1) + timedelta(random.randrange(270)))
    for inspection in site.inspections:
        _find(random, site, inspection)
    for _ in range(random.choices((0, 1, 2, 4), (52, 26, 15, 7))[0]):
        found = date(2025, 7, 1) + timedelta(random.randrange(364))
        site.hazards.append(_hazard(random, site, found, "enterprise"))


def add_this_year(random: Random, site: Site) -> None:
    """Inspect most of the sites that are on a list of 2026, and write down what is found."""
    if site.lists and random.random() < 0.72:
        _inspect(random, site, date(2026, 2, 20) + timedelta(random.randrange(125)))
        _find(random, site, site.inspections[-1])


def _find(random: Random, site: Site, inspection: Row) -> None:
    began = inspection["巡查开始日期"]
    assert isinstance(began, date)
    for _ in range(random.choices((0, 1, 2, 3, 5, 9, 14), (14, 22, 24, 20, 14, 5, 1))[0]):
        site.hazards.append(_hazard(random, site, began, "inspection"))


def _inspect(random: Random, site: Site, began: date) -> None:
    ended = began + timedelta(random.choice((0, 0, 1, 2, 3)))
    number = f"XC-{began.year}-{len(site.inspections) + 1:02}"
    expert = random.random() < 0.6
    site.inspections.append(
        {
            **site.key,
            "巡查编号": number,
            "巡查开始日期": began,
            "巡查结束日期": ended,
            "参加的专家或机构": "行业专家组" if expert else "",
            "专家建议级别": random.choice(("红色级", "橙色级", "黄色级", "")) if expert else "",
            "执法文书编号": f"现场检查记录〔{began.year}〕{random.randrange(1, 200)}号"
            if random.random() < 0.9
            else "",
        }
    )


def _hazard(random: Random, site: Site, found: date, by: str) -> Row:
    number = f"YH-{len(site.hazards) + 1:03}"
    management = random.random() < 0.07
    family, texts = ("综合管理", OF_THE_ENTERPRISE) if management else random.choice(FINDINGS)
    point = "" if management or not site.points else str(random.choice(site.points)["内部编号"])
    link = ""
    if not management and random.random() < 0.02:
        point, link = "", random.choice(("", "不明确"))
    row: Row = {
        **site.key,
        "隐患编号": number,
        "风险源点": point,
        "与风险源点的对应": link,
        "问题类别": family,
        "隐患级别": "重大"
        if random.random() < 0.045
        else random.choice(("一般", "一般", "一般隐患")),
        "问题描述": random.choice(texts),
        "发现日期": found,
        "发现方式": random.choice(WORDS[by]),
    }
    row.update(_follow_up(random, found))
    _soil(random, row)
    return row


def _follow_up(random: Random, found: date) -> Row:
    """Older findings are closed more often than new ones."""
    age = (TODAY - found).days
    due = found + timedelta(random.choice((15, 30, 45, 60)))
    row: Row = {"整改期限": due, "整改完成日期": "", "验收日期": "", "隐患状态": "未整改"}
    if random.random() < min(0.93, 0.35 + age / 250):
        rectified = found + timedelta(random.randint(2, max(3, min(age, 60))))
        verified = rectified + timedelta(random.randint(1, 12))
        if rectified <= TODAY:
            row["整改完成日期"] = rectified
            row["隐患状态"] = "已整改待验收"
        if verified <= TODAY:
            row["验收日期"] = verified
            row["隐患状态"] = "已销号"
    return row


def _soil(random: Random, row: Row) -> None:
    chance = random.random()
    if chance < 0.006:
        row["发现日期"] = random.choice(("2026-02-30", "去年底", "长期"))
    elif chance < 0.014:
        row["隐患级别"] = ""
    elif chance < 0.018 and row["验收日期"]:
        row["验收日期"] = ""  # said to be closed, without a date


def add_accidents(random: Random, site: Site) -> None:
    """A few accidents in 2025, and one or two this year."""
    if random.random() < 0.012:
        day = date(2025, 1, 1) + timedelta(random.randrange(540))
        if day <= TODAY:
            deaths = random.choices((0, 1, 2, 3), (4, 10, 2, 1))[0]
            site.accidents.append(
                {
                    **site.key,
                    "事故编号": f"SG-{day.year}-1",
                    "发生日期": day,
                    "死亡人数": deaths,
                    "重伤人数": random.choice((0, 0, 1, 2)),
                    "直接经济损失（万元）": random.choice((12.5, 60, 135.75, 220)),
                    "认定状态": random.choice(("已认定", "已认定", "待认定")),
                }
            )
