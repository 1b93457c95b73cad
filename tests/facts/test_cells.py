"""One cell of each type, in the spellings people use, and those that nobody may guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from engine.facts.cells import Cell, Refusal, clean
from engine.facts.dates import read_date
from engine.facts.identity import is_credit_code
from engine.facts.model import Fact
from engine.facts.normalising import USUAL, Habits, reader
from engine.policy.assembling import load_policy
from engine.policy.model import Field, PolicySet
from engine.problems import Place
from tests.facts.works import CODE, OTHER, works

DAY = date(2020, 3, 1)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    return works(tmp_path_factory.mktemp("works"))


def read(policy: PolicySet, name: str, cell: Cell, habits: Habits = USUAL) -> Fact | str:
    """The value of a cell, or the code of its refusal."""
    entity, _, field = name.partition(".")
    found = reader(policy, policy.entities[entity].fields[field], habits)(cell)
    return found.code.id if isinstance(found, Refusal) else found


@pytest.mark.parametrize(
    "written",
    [
        "2020.3.1", "2020/3/1", "2020-03-01", "2020-3-1", "2020年3月1日", "2020年03月01日",
        "20200301", "43891", 43891.0, 43891, 20200301.0, "２０２０．３．１", " 2020-03-01 ",
        "2020-03-01 10:20:30", "2020/3/1 0:00", "2020-03-01T08:00:00", "2020年3月1日10时20分",
        43891.9654, date(2020, 3, 1), datetime(2020, 3, 1, 23, 59), "2020 年 3 月 1 日",
        "2020-02-29T16:30:00Z", datetime(2020, 2, 29, 16, 30, tzinfo=UTC),
    ],
)  # fmt: skip
def test_a_date_is_read(policy: PolicySet, written: Cell) -> None:
    assert read(policy, "finding.found_on", written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "2020-02-30", "2020.13.1", "长期", "3月1日", "2020年3月", "20.3.1", "01/03/2020", "2020",
        2020.0, 2020.3, "2020.3", "昨天", "2020-03-01至2020-03-05", True, time(3, 4), "20200230",
        "1583020800000", "2020-3/1", "0", "-1", "2020-03-01 下午",
    ],
)  # fmt: skip
def test_a_doubtful_date_is_returned(policy: PolicySet, written: Cell) -> None:
    assert read(policy, "finding.found_on", written) == "F207"


def test_a_term_without_end_is_absent_where_absence_is_a_known_fact(policy: PolicySet) -> None:
    assert read(policy, "plant.lease_end", "长期") is None
    assert read(policy, "plant.lease_end", "2020-02-30") == "F207"


def test_serials_of_1904_count_from_there(policy: PolicySet) -> None:
    assert read(policy, "finding.found_on", 42429.0, Habits(base_1904=True)) == DAY
    assert read_date(42429.0, UTC) == date(2016, 2, 29)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3", 3), ("３", 3), (3.0, 3), (3, 3), ("3.0", 3), ("1,200", 1200), (" 3 ", 3), ("'3", 3),
        ("0", 0), (0.0, 0), ("-", None), ("/", None), ("无", None), ("\\", None), ("", None),
        ("3台", "F205"), ("若干", "F205"), ("1-2", "F205"), ("3.5", "F205"), ("1,2", "F205"),
        (True, "F205"), ("三", "F205"), ("约3", "F205"), ("5001", "F209"), ("-1", "F209"),
        ("1e3", "F205"), ("99999999999999999999", "F205"), (1e18, "F205"), (float("inf"), "F205"),
    ],
)  # fmt: skip
def test_whole_numbers(policy: PolicySet, written: Cell, meant: Fact | str) -> None:
    assert read(policy, "plant.workers", written) == meant


def test_zero_is_a_value_and_not_an_absence(policy: PolicySet) -> None:
    assert read(policy, "plant.workers", "0") == 0
    assert read(policy, "plant.workers", "0") is not None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.07", Decimal("0.07")), (19.99, Decimal("19.99")), ("19.990", Decimal("19.99")),
        (0.1 + 0.2, Decimal("0.30")), ("1,200.5", Decimal("1200.50")), (7.0, Decimal("7.00")),
        ("0.005", "F206"), ("约70", "F206"), ("7%", "F206"), ("90000.01", "F209"), ("nan", None),
        (True, "F206"), (Decimal("1.50"), Decimal("1.50")), ("1e400", "F206"),
    ],
)  # fmt: skip
def test_decimals_are_exact(policy: PolicySet, written: Cell, meant: Fact | str) -> None:
    found = read(policy, "plant.area", written)
    assert found == meant
    if isinstance(found, Decimal):
        assert -found.as_tuple().exponent == 2  # type: ignore[operator]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("是", True), ("否", False), ("yes", True), ("NO", False), ("true", True), ("False", False),
        ("1", True), ("0", False), (1.0, True), (0.0, False), (True, True), (False, False),
        ("√", True), ("×", False), ("ｙｅｓ", True), ("-", None), ("", None),
        ("差不多", "F208"), ("2", "F208"), ("x", "F208"),
    ],
)  # fmt: skip
def test_yes_and_no(policy: PolicySet, written: Cell, meant: Fact | str) -> None:
    assert read(policy, "plant.running", written) is meant or (
        read(policy, "plant.running", written) == meant and isinstance(meant, str)
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("炼铁，木粉", ("iron", "dust")), ("木粉、炼铁", ("iron", "dust")),
        ("木粉;冷冻", ("ice", "dust")),
        ("dust； iron", ("iron", "dust")), ("炼铁\n木粉", ("iron", "dust")), ("炼铁、", ("iron",)),
        ("炼铁，炼铁", ("iron",)), (["iron", "dust"], ("iron", "dust")), ([], ()),
        ("不涉及", ()), ("none", ()), ("无", None), ("-", None), ("", None),
        ("炼铁、玻璃", "F201"), ("炼铁 木粉", "F201"),
    ],
)  # fmt: skip
def test_sets_are_split_and_put_in_order(
    policy: PolicySet, written: Cell, meant: Fact | str
) -> None:
    assert read(policy, "plant.trades", written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("　1号 高炉\u00a0", "1号 高炉"), ("金属冶炼 ", "金属冶炼"), ("１号", "1号"),
        ("cafe\u0301", "café"), ("a\u200bb", "ab"), (1.0, "1"), (12.5, "12.5"),
        ("'530402", "530402"),
        ("\ufeff甲", "甲"), ("甲\r\n乙", "甲\n乙"), (date(2020, 3, 1), "2020-03-01"),
        ("a\x00b", "ab"),
        ("5.30102E+17", "F210"), (530102199001011234.0, "F210"),
        ("53010219900101123X", "53010219900101123X"),
        ("530102199001011234", "530102199001011234"), ("#VALUE!", "F213"), ("{{name}}", "F213"),
        ("####", "F213"), ("-", None), ("/", None),
    ],
)  # fmt: skip
def test_text_is_normalised_once(policy: PolicySet, written: Cell, meant: Fact | str) -> None:
    assert read(policy, "point.no", written) == meant


@pytest.mark.parametrize("text", ["　１级　（红） ", "'530402", "\ufeff１\u200b２", "a\r\nb"])
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_member_called_nothing_is_a_value_of_its_list(policy: PolicySet) -> None:
    assert read(policy, "plant.alarm", "无") == "none"
    assert read(policy, "plant.alarm", "-") is None


@pytest.mark.parametrize(("code", "valid"), [
    (CODE, True), (OTHER, True), (CODE[:-1] + "4", False), (CODE[:-1], False),
    ("91350100I000100Y43", False), ("９１350100M000100Y43", False),
])  # fmt: skip
def test_the_check_digit_of_a_credit_code(code: str, valid: bool) -> None:
    assert is_credit_code(code) is valid


def test_a_field_that_says_so_takes_only_credit_codes(policy: PolicySet) -> None:
    plain = policy.entities["plant"].fields["code"]
    strict = Field(plain.name, plain.title, plain.type, Place("v.yaml"), format="uscc")
    take = reader(policy, strict)
    assert take(CODE.lower()) == CODE
    refused = take(CODE[:-1] + "4")
    assert isinstance(refused, Refusal)
    assert refused.code.id == "F211"


def test_division_codes_go_through_the_change_table_and_never_by_name() -> None:
    shipped = load_policy("policies/yunnan")
    take = reader(shipped, shipped.entities["enterprise"].fields["division"])
    assert take("530402") == "530402"
    assert take(530402.0) == "530402"
    assert take("532331") == "532302"
    for wrong, hint in (("红塔区", "530402"), ("999999", ""), ("53040", "")):
        refused = take(wrong)
        assert isinstance(refused, Refusal)
        assert refused.code.id == "F212"
        assert hint in (refused.hint.zh if refused.hint else "")
