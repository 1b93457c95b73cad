"""Enterprise sites: who they are, what they do, how far they are with identification."""

from __future__ import annotations

from random import Random

from examples.yunnan.generator.model import Site
from examples.yunnan.generator.names import company, credit_code
from examples.yunnan.generator.places import counties, sites_by_county

INDUSTRIES = ("冶金", "有色", "建材", "机械", "轻工", "纺织", "烟草", "商贸", "其他行业（非工贸）")
SHARES = (6, 10, 20, 17, 28, 4, 3, 9, 3)
SECTORS = {
    "冶金": (("金属冶炼", 0.8), ("有限空间", 0.5)),
    "有色": (("金属冶炼", 0.7), ("有限空间", 0.4)),
    "建材": (("有限空间", 0.6), ("粉尘涉爆", 0.1)),
    "机械": (("粉尘涉爆", 0.25), ("有限空间", 0.15)),
    "轻工": (("有限空间", 0.35), ("粉尘涉爆", 0.2), ("涉氨制冷", 0.15)),
    "纺织": (("粉尘涉爆", 0.3),),
    "烟草": (("粉尘涉爆", 0.2),),
    "商贸": (("涉氨制冷", 0.2),),
    "其他行业（非工贸）": (),
}
# As offices write them; a blank is not supplied.
IDENTIFIED = (("已开展", 80), ("部分开展", 8), ("未开展", 5), ("", 7))
STATUSES = (("正常生产", 90), ("停产", 5), ("在建", 2), ("关闭", 1), ("", 2))
LUFENG = "532302"  # Lufeng was a county with another code until 2021; some ledgers still say so
LUFENG_BEFORE = "532331"


def make_sites(random: Random) -> list[Site]:
    """Return the sites of all counties, some firms with two sites."""
    names, sites = counties(), []
    taken: set[str] = set()
    for division, count in sites_by_county(random).items():
        full = len(sites) + count
        while len(sites) < full:
            industry = random.choices(INDUSTRIES, SHARES)[0]
            name = company(random, names[division], industry, taken)
            uscc = credit_code(random, division)
            numbers = ("1", "2") if full - len(sites) > 1 and random.random() < 0.03 else ("1",)
            for number in numbers:
                sites.append(_site(random, uscc, number, name, division, industry))
    return sites


def _site(random: Random, uscc: str, number: str, name: str, division: str, industry: str) -> Site:
    chances = SECTORS[industry]
    sectors = tuple(s for s, chance in chances if random.random() < chance)
    identified = _pick(random, IDENTIFIED)
    status = _pick(random, STATUSES)
    done = identified in ("已开展", "部分开展")
    code = LUFENG_BEFORE if division == LUFENG and random.random() < 0.3 else division
    row = {
        "统一社会信用代码": uscc,
        "生产场所编号": number,
        "企业名称": name,
        "行政区划代码": code,
        "所属行业": industry,
        "重点行业领域": "、".join(sectors) if sectors else random.choice(("不涉及", "无", "")),
        "从业人员数": random.choice((8, 15, 28, 45, 70, 120, 210, 480)),
        "生产状态": status,
        "风险源辨识开展情况": identified,
        "建有风险源辨识管控制度": _pick(random, (("是", 82), ("否", 12), ("", 6))),
        "已上传高风险源点分布图": _pick(random, (("是", 70), ("否", 24), ("", 6))),
        "风险源点台账已报全": _pick(random, (("是", 93), ("否", 4), ("", 3))) if done else "",
        "隐患清单已报全": _pick(random, (("是", 94), ("否", 3), ("", 3))),
    }
    return Site(uscc, number, name, division, industry, sectors, row)


def _pick(random: Random, choices: tuple[tuple[str, int], ...]) -> str:
    return random.choices([c for c, _ in choices], [w for _, w in choices])[0]
