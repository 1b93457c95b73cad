"""A small policy set that tests write to a folder, with some of its texts replaced."""

from pathlib import Path

POLICY = """language: 1
policy: small
version: "1"
title: {zh: 小规则库, en: Small set}
authority: {zh: 试验机关, en: Test authority}
effective: {from: "2024-01-01"}
timezone: Asia/Shanghai
decide: worst
files: [notice.yaml, vocabulary.yaml, levels.yaml]
"""
NOTICE = """notice: small
title: {zh: 试验通知, en: Test notice}
clauses:
  C1: {where: {zh: 第一条, en: Article 1}, phrase: 就高, gist: The highest counts}
"""
VOCABULARY = """scales:
  level:
    none: {zh: 无, en: None}
    low: {zh: 低, en: Low}
    high: {zh: 高, en: High}
codes:
  sector:
    metal: {zh: 冶金, en: Metal}
    textile: {zh: 纺织, en: Textile}
entities:
  site:
    key: site_no
    title: {zh: 场所, en: Site}
    max_children: {finding: 100}
    fields:
      site_no: {type: text, zh: 场所编号, en: Site number}
      workers: {type: int, min: 0, max: 1000, zh: 人数, en: Workers}
      sectors: {type: set of sector, zh: 行业, en: Sectors}
      opened: {type: date, missing: null, zh: 开业日期, en: Opened}
      open_findings: {type: int, zh: 未整改问题数, en: Open findings,
                      derive: {count: finding, where: open}}
  finding:
    of: site
    key: finding_no
    refers: {cause: finding}
    title: {zh: 问题, en: Finding}
    fields:
      finding_no: {type: text, zh: 问题编号, en: Finding number}
      open: {type: bool, zh: 未整改, en: Open}
      grave: {type: level, zh: 严重程度, en: Gravity}
"""
LEVELS = """values:
  limits: {many: 10, few: 3, basis: {many: notice, few: draft}}
decisions:
  crowd:
    title: {zh: 人群级别, en: Crowd}
    for: site
    gives: level
    hit: unique
    rules:
      - {id: many, when: "workers >= values.limits.many", then: high, cite: C1}
      - {id: few, when: "workers < values.limits.many && workers >= values.limits.few",
         then: low, cite: C1}
      - {id: none, when: {workers: "< 3"}, then: none, cite: C1}
  gravity:
    title: {zh: 问题级别, en: Gravity of one}
    for: finding
    gives: level
    hit: first
    rules:
      - {id: closed, when: {open: no}, then: none, cite: C1}
      - {id: grave, when: {grave: [low, high]}, then: {from: low, to: high}, cite: C1}
      - {id: other, when: {}, then: none, cite: C1}
  worst:
    title: {zh: 最高级别, en: Worst}
    for: site
    take: highest
    of: [crowd, gravity]
    cite: C1
  reviews:
    title: {zh: 须核对事项, en: Reviews}
    for: site
    gives: review
    hit: collect
    rules:
      - {id: no-sectors, say: {zh: 没有填行业, en: No sector}, when: "size(sectors) == 0",
         then: check, cite: C1}
"""
TEXTS = {
    "policy.yaml": POLICY,
    "notice.yaml": NOTICE,
    "vocabulary.yaml": VOCABULARY,
    "levels.yaml": LEVELS,
}


def write_set(folder: Path, *changes: tuple[str, str, str], **files: str) -> Path:
    """Write the set; a change is (file, old text, new text); `files` are further files."""
    texts = dict(TEXTS)
    for name, old, new in changes:
        assert old in texts[name], f"{name} has no {old!r}"
        texts[name] = texts[name].replace(old, new)
    texts.update({f"{name}.yaml": text for name, text in files.items()})
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
