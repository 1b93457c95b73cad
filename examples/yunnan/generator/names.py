"""Invented names and credit codes.  Nothing here names anybody who exists on purpose."""

from __future__ import annotations

from random import Random

FIRST = "云岚清远恒泽瑞禾嘉景松柏星澜溪峰翠屏金穗丰华安宁"
SECOND = "岭川禾盛源达泰和宏茂林谷泉湖阳辉腾朗原野"
WORKS = {
    "冶金": ("钢铁", "铸造", "铁合金"),
    "有色": ("有色金属", "冶炼", "铝业", "锌业"),
    "建材": ("水泥", "建材", "新型墙材", "石材"),
    "机械": ("机械", "装备制造", "汽车配件"),
    "轻工": ("食品", "糖业", "茶业", "饮品", "木业", "冷链食品"),
    "纺织": ("纺织", "服饰"),
    "烟草": ("复烤", "烟叶"),
    "商贸": ("商贸", "仓储物流", "农产品"),
    "其他行业（非工贸）": ("矿业", "化工"),
}
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 leaves out I, O, S, V, Z
WEIGHTS = [pow(3, n, 31) for n in range(17)]
ORG_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
FAMILY_NAMES = "张李王赵陈杨周吴郑冯蒋韩朱秦何吕施曹孙"


def company(random: Random, place: str, industry: str, taken: set[str]) -> str:
    """Return an invented firm name that is not in `taken`, and put it there."""
    short = place.rstrip("市县区州").removesuffix("自治")[:2]
    while True:
        word = random.choice(FIRST) + random.choice(SECOND)
        name = f"{short}{word}{random.choice(WORKS[industry])}有限公司"
        if name not in taken:
            taken.add(name)
            return name


def person(random: Random) -> str:
    """Return a neutral name: a family name and 某某."""
    return random.choice(FAMILY_NAMES) + "某某"


def credit_code(random: Random, division: str) -> str:
    """Return an invented unified credit code with both its check characters right."""
    body = "MA" + "".join(random.choice("0123456789") for _ in range(6))
    total = sum(ORG_LETTERS.index(c) * w for c, w in zip(body, ORG_WEIGHTS, strict=True))
    check = "0123456789X0"[11 - total % 11]
    code = f"91{division}{body}{check}"
    rest = sum(LETTERS.index(c) * w for c, w in zip(code, WEIGHTS, strict=True)) % 31
    return code + LETTERS[(31 - rest) % 31]
