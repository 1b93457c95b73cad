"""Problems of calendar files and of counting days (H2xx)."""

from __future__ import annotations

from engine.catalogue.organisation_entry import page
from engine.problems import Code, Text

OTHER_YEAR = Code(
    "H201",
    "error",
    Text("{day} 不在 {year} 年", "{day} is not in {year}"),
    Text("写到那一年的文件里", "put it into the file of its own year"),
    page(
        "每个日历文件只写一年。跨年的假期，按日期分写在两个文件里。",
        "A calendar file holds one year. A holiday across New Year is split between two files.",
        'year: 2026\ndays_off:\n  - {zh: 元旦, from: "2025-12-31", to: "2026-01-01"}',
        'year: 2026\ndays_off:\n  - {zh: 元旦, from: "2026-01-01", to: "2026-01-01"}',
    ),
)
TWICE = Code(
    "H202",
    "error",
    Text("{day} 写了两次", "{day} is listed twice"),
    None,
    page(
        "同一天不能既放假又上班，也不能写两次：多半有一处写错了日期。",
        "A day is not both off and a working day, and is not listed twice: one of the two is "
        "usually a slip.",
        'days_off:\n  - {zh: 春节, from: "2026-02-15", to: "2026-02-23", work_on: ["2026-02-20"]}',
        'days_off:\n  - {zh: 春节, from: "2026-02-15", to: "2026-02-23", work_on: ["2026-02-14"]}',
    ),
)
BACKWARDS = Code(
    "H203",
    "error",
    Text("{last} 在 {first} 之前", "{last} is before {first}"),
    None,
    page(
        "放假从 from 到 to，两天都算。",
        "Days off run from `from` to `to`, both included.",
        '  - {zh: 春节, from: "2026-02-23", to: "2026-02-15"}',
        '  - {zh: 春节, from: "2026-02-15", to: "2026-02-23"}',
    ),
)
ALREADY = Code(
    "H204",
    "error",
    Text("{day} 是{weekday}，本来就上班", "{day} is a {weekday}, a working day anyway"),
    Text("核对通知里的日期", "compare the date with the notice"),
    page(
        "调休上班的日子总是周六或周日。写成别的日子，多半是抄错了一位数字。",
        "Make-up workdays are Saturdays or Sundays. Another day is usually a slip of one digit.",
        '  - {zh: 春节, from: "2026-02-15", to: "2026-02-23", work_on: ["2026-02-12"]}',
        '  - {zh: 春节, from: "2026-02-15", to: "2026-02-23", work_on: ["2026-02-14"]}',
    ),
)
TWO_FILES = Code(
    "H205",
    "error",
    Text(
        "{year} 年已经有一个文件：“{other}”",
        "there is already a file for {year}: `{other}`",
    ),
    None,
    page(
        "一年（一个地方）只有一个文件，否则两份安排不知道听谁的。",
        "One file for each year (and place); with two nobody knows which counts.",
        "calendar/2026.yaml, calendar/2026-copy.yaml",
        "calendar/2026.yaml",
    ),
)
UNKNOWN_YEAR = Code(
    "H206",
    "error",
    Text(
        "工作日历没有 {year} 年，不能推算工作日",
        "the calendar has no year {year}: working days cannot be counted",
    ),
    Text(
        "节假日安排印发后，增加 calendar/{year}.yaml",
        "add calendar/{year}.yaml once the notice for that year is out",
    ),
    page(
        "下一年的放假和调休要等通知印发才知道。在此之前推算的日期会错，所以不推算。",
        "Next year's holidays are known only once the notice is out. A date counted before "
        "would be a guess, and no date is guessed.",
        "（只有 2026.yaml，从 2026-12-28 起数 5 个工作日）",
        "（另有 2027.yaml）",
    ),
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
