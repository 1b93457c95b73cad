"""Folders of text tables: encodings, delimiters, headers, keys, references, completeness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.facts.model import Facts, Origin
from engine.facts.reading import read_facts
from engine.facts.text_tables import decode, parse, sniff
from engine.policy.model import PolicySet
from tests.facts.works import CODE, OTHER, kept, problems_of, rejected, works

PLANTS = f"信用代码,工厂名称,行业,在产,人数\n{CODE},甲厂,炼铁,是,30\n{OTHER},乙厂,制冰,否,\n"
ONE = f"信用代码,工厂名称\n{CODE},甲厂\n"
Read = Callable[..., Facts]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    return works(tmp_path_factory.mktemp("works"))


@pytest.fixture
def read(policy: PolicySet, tmp_path: Path) -> Read:
    """Write files into a folder and read it."""

    def written(**files: str | bytes) -> Facts:
        for name, content in files.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            suffix = ".yaml" if name == "facts" else ".csv"
            (tmp_path / f"{name}{suffix}").write_bytes(data)
        return read_facts(tmp_path, policy)

    return written


PLANT_ROWS = {
    (CODE, "1"): {
        "code": CODE, "name": "甲厂", "trades": ("iron",), "running": True, "workers": 30,
    },
    (OTHER, "1"): {"code": OTHER, "name": "乙厂", "trades": ("ice",), "running": False},
}  # fmt: skip


def plants(facts: Facts) -> dict[tuple[str, ...], dict[str, object]]:
    rows = facts.tables["plant"].rows
    return {k: {n: v for n, v in r.values.items() if v is not None} for k, r in rows.items()}


@pytest.mark.parametrize(
    "data",
    [
        PLANTS.encode("utf-8"),
        b"\xef\xbb\xbf" + PLANTS.encode("utf-8"),
        PLANTS.encode("gb18030"),
        PLANTS.replace("\n", "\r\n").encode("gb18030"),
        PLANTS.replace("\n", "\r").encode("utf-8"),
        PLANTS.replace(",", ";").encode("utf-8"),
        PLANTS.replace(",", "\t").encode("utf-16"),
        ("\n\n" + PLANTS).encode("utf-8"),
        ("工厂一览表,,,,\n" + PLANTS).encode("utf-8"),
        PLANTS.rstrip("\n").encode("utf-8"),
        PLANTS.replace("甲厂", '"甲厂"').encode("utf-8"),
        PLANTS.replace("信用代码", "\u200b信用\u3000代码（必填）").encode("utf-8"),
        PLANTS.replace("信用代码", '"*信用\n代码："').encode("utf-8"),
        PLANTS.replace("甲厂", "甲\x00厂").encode("utf-8"),
        PLANTS.replace("信用代码", "Credit Code").replace("人数", "workers").encode("utf-8"),
    ],
    ids=[
        "utf-8", "bom on the first header", "gbk", "gbk crlf", "cr only", "semicolons",
        "utf-16 tabs", "blank first rows", "title above", "no last line end", "quotes",
        "full-width marks and (必填)", "line break in a header", "nul", "english and id",
    ],
)  # fmt: skip
def test_every_form_of_text_gives_the_same_rows(read: Read, data: bytes) -> None:
    facts = read(plant=data)
    assert plants(facts) == PLANT_ROWS
    assert facts.rejects == ()


def test_a_file_is_known_by_its_title_and_other_files_by_their_headers(read: Read) -> None:
    facts = read(工厂=PLANTS, 清单=f"信用代码,内部编号,源点名称,风险等级\n{CODE},1,高炉,一级\n")
    assert plants(facts) == PLANT_ROWS
    assert kept(facts, "point") == {"1": {"no": "1", "label": "高炉", "level": "r1"}}
    assert not facts.tables["finding"].present


def test_utf8_with_one_damaged_line_loses_that_line_alone(read: Read) -> None:
    data = PLANTS.encode("utf-8").replace("乙厂".encode(), b"\xe4\xb9\xff\xe5\x8e\x82")
    facts = read(plant=data)
    assert plants(facts) == {(CODE, "1"): PLANT_ROWS[CODE, "1"]}
    assert {(row, code) for row, _, _, code in rejected(facts)} == {(3, "F214"), (3, "F213")}


def test_a_stray_quote_costs_its_own_row_and_no_other(read: Read) -> None:
    text = f'信用代码,工厂名称,人数\n{CODE},"甲厂,1\n{OTHER},"乙,""厂""",2\n'
    facts = read(plant=text)
    assert plants(facts) == {(OTHER, "1"): {"code": OTHER, "name": '乙,"厂"', "workers": 2}}
    assert rejected(facts) == [(2, "", f'{CODE}，"甲厂，1', "F214")]


def test_encodings_are_tried_in_the_fixed_order() -> None:
    assert decode("企业".encode("gb18030")) == ("企业", "GB18030")
    assert decode("企业".encode()) == ("企业", "UTF-8")
    assert decode(b"\xef\xbb\xbfa") == ("a", "UTF-8")
    assert decode("企".encode("utf-16")) == ("企", "UTF-16")


def test_delimiters_in_prose_and_lists_do_not_win() -> None:
    assert sniff("a,b\n1;2;3,x\n4;5;6,y\n") == ","
    assert sniff("a\tb\n1,2,3,4\tx,y\n") == "\t"
    assert sniff("only\none\n") == ","
    assert parse('a,b\n"1\n2",3\n') == ([["a", "b"], ["1\n2", "3"]], set())


def test_rows_around_the_table_are_passed_over_and_counted(read: Read) -> None:
    facts = read(
        plant=ONE,
        point=(
            "源点一览表,,,,\n信用代码,内部编号,源点名称,数量,级别\n"
            f"{CODE},1,高炉,2,1\n,,,,\n信用代码,内部编号,源点名称,数量,级别\n{CODE},2,煤气柜,3,2\n"
            "{{code}},{{no}},,,\n小 计,,,5,\n合计：,,,5,\n注：级别为固有风险,,,,\n"
            "填表人：张某某,,审核人：李某某,,\n"
        ),
    )
    assert set(kept(facts, "point")) == {"1", "2"}
    assert facts.rejects == ()
    (line,) = [s for s in facts.summaries if s.entity == "point"]
    assert (line.read, line.returned, line.skipped) == (2, 0, 7)


def test_a_row_that_is_no_note_is_returned_and_not_dropped(read: Read) -> None:
    facts = read(plant=ONE, point=f"信用代码,内部编号,级别\n{CODE},1,1\n炼铁车间,,\n")
    assert rejected(facts) == [(3, "", "炼铁车间/1", "F218")]


def test_unknown_columns_are_named_in_the_summary(read: Read) -> None:
    facts = read(plant=ONE.replace("\n", ",经度\n", 1).replace("甲厂", "甲厂,102.7"))
    (line,) = facts.summaries
    assert line.note is not None
    assert line.note.zh == "未用的列：经度"


# -- keys ----------------------------------------------------------------------------


def points(*rows: str) -> str:
    return "信用代码,内部编号,风险等级\n" + "".join(f"{CODE},{row}\n" for row in rows)


def test_two_rows_of_one_key_that_differ_are_both_returned(read: Read) -> None:
    facts = read(plant=ONE, point=points("1,一级", "2,二级", "1,四级"))
    assert set(kept(facts, "point")) == {"2"}
    assert rejected(facts) == [(2, "内部编号", "1", "F216"), (4, "内部编号", "1", "F216")]
    assert "与第4行重复" in facts.rejects[0].reason.zh
    assert facts.tables["point"].incomplete_for == {(CODE, "1")}


def test_a_row_written_twice_counts_once(read: Read) -> None:
    facts = read(plant=ONE, point=points("1,一级", "1,1级"))
    assert kept(facts, "point") == {"1": {"no": "1", "level": "r1"}}
    assert rejected(facts) == [(3, "内部编号", "1", "F217")]
    assert facts.tables["point"].incomplete_for == {(CODE, "1")}


def test_a_row_without_its_key_is_returned_and_its_parent_marked(read: Read) -> None:
    facts = read(plant=ONE, point=points("1,一级", ",二级", "-,三级"))
    assert set(kept(facts, "point")) == {"1"}
    assert rejected(facts) == [(3, "内部编号", "", "F215"), (4, "内部编号", "", "F215")]
    assert facts.tables["point"].incomplete_for == {(CODE, "1")}


def test_an_unreadable_row_marks_its_parent(read: Read) -> None:
    facts = read(plant=ONE, point=points("1,5级", "2,二级"))
    assert rejected(facts) == [(2, "风险等级", "5级", "F201")]
    assert facts.tables["point"].incomplete_for == {(CODE, "1")}


def test_a_credit_code_is_not_a_site(read: Read) -> None:
    facts = read(plant=f"信用代码,场所编号,人数\n{CODE},,1\n{CODE},2,2\n")
    assert list(facts.tables["plant"].rows) == [(CODE, "1"), (CODE, "2")]
    assert facts.rejects == ()


def test_a_refused_site_does_not_become_the_usual_site(read: Read) -> None:
    facts = read(plant=f"信用代码,场所编号,人数\n{CODE},,1\n{CODE},#REF!,2\n")
    assert list(facts.tables["plant"].rows) == [(CODE, "1")]
    assert rejected(facts) == [(3, "场所编号", "#REF!", "F213")]


def test_a_dangling_parent_is_returned_and_marks_nobody(read: Read) -> None:
    facts = read(plant=ONE, point=points("1,一级") + f"{OTHER},1,二级\n")
    assert rejected(facts) == [(3, "", f"{OTHER}/1", "F218")]
    assert facts.tables["point"].incomplete_for == frozenset()


def test_children_of_a_returned_row_are_returned_with_it(read: Read) -> None:
    facts = read(
        plant=f"信用代码,人数\n{CODE},1\n{OTHER},3人\n",
        point=points("1,一级") + f"{OTHER},1,二级\n",
        step=f"信用代码,内部编号,步骤号,完成\n{CODE},1,1,是\n{OTHER},1,1,是\n",
    )
    assert [(r.origin.file, r.origin.row, r.code) for r in facts.rejects] == [
        ("plant.csv", 3, "F205"), ("point.csv", 3, "F221"), ("step.csv", 3, "F221"),
    ]  # fmt: skip
    assert list(facts.tables["step"].rows) == [(CODE, "1", "1", "1")]
    assert facts.tables["step"].rows[CODE, "1", "1", "1"].parent == (CODE, "1", "1")


def test_a_parent_may_be_named_where_the_name_is_one_row_s_alone(read: Read) -> None:
    facts = read(plant=PLANTS, point="工厂名称,内部编号,风险等级\n乙厂,1,蓝\n丙厂,1,蓝\n")
    assert list(facts.tables["point"].rows) == [(OTHER, "1", "1")]
    assert rejected(facts) == [(3, "", "丙厂", "F218")]


# -- references ----------------------------------------------------------------------


def findings(*rows: str) -> str:
    head = "信用代码,隐患编号,对应源点,发现日期\n"
    return head + "".join(f"{CODE},{row}\n" for row in rows)


def test_a_reference_is_resolved_left_open_or_returned(read: Read) -> None:
    facts = read(
        plant=ONE,
        point=points("1,一级", "2,5级"),
        finding=findings("a,1,2020.3.1", "b,,2020.3.1", "c,2,2020.3.1", "d,9,2020.3.1"),
    )
    links = {k[-1]: r.links["point"] for k, r in facts.tables["finding"].rows.items()}
    assert links == {"a": (CODE, "1", "1"), "b": None, "c": None}
    assert [r for r in rejected(facts) if r[3] == "F219"] == [(5, "对应源点", "9", "F219")]
    assert facts.tables["finding"].incomplete_for == {(CODE, "1")}


def test_a_reference_may_give_a_name_that_one_row_bears(read: Read) -> None:
    facts = read(
        plant=ONE,
        point=f"信用代码,内部编号,源点名称\n{CODE},1,高炉\n{CODE},2,煤气柜\n{CODE},3,煤气柜\n",
        finding=findings("a,高炉,43891", "b,煤气柜,43891"),
    )
    assert facts.tables["finding"].rows[CODE, "1", "a"].links == {"point": (CODE, "1", "1")}
    assert rejected(facts) == [(3, "对应源点", "煤气柜", "F219")]


def test_a_reference_without_a_table_to_look_in_stays_open(read: Read) -> None:
    facts = read(plant=ONE, finding=findings("a,1,2020.3.1"))
    assert facts.tables["finding"].rows[CODE, "1", "a"].links == {"point": None}
    assert facts.rejects == ()


def test_rows_beyond_the_bound_are_returned(read: Read) -> None:
    facts = read(plant=ONE, finding=findings(*(f"{n},,2020.3.1" for n in "dbca")))
    assert [k[-1] for k in facts.tables["finding"].rows] == ["a", "b", "c"]
    assert [(row, code) for row, _, _, code in rejected(facts)] == [(2, "F220")]
    assert facts.tables["finding"].incomplete_for == {(CODE, "1")}


def test_a_returned_row_counts_once_however_many_cells_are_wrong(read: Read) -> None:
    facts = read(plant=f"信用代码,人数,在产\n{CODE},1,是\n{OTHER},3人,也许\n")
    assert rejected(facts) == [(3, "人数", "3人", "F205"), (3, "在产", "也许", "F208")]
    (line,) = facts.summaries
    assert (line.read, line.returned) == (1, 1)


# -- order ---------------------------------------------------------------------------


def test_order_of_rows_and_files_changes_nothing_but_where(
    policy: PolicySet, tmp_path: Path
) -> None:
    rows = ["1,一级", "2,5级", "3,二级", "3,三级", "4,四级", "4,四级", ",一级"]
    notes = [f"{n},{p},2020.3.1" for n, p in zip("abcde", "1239 ", strict=True)]
    seen = []
    for turn in range(4):
        folder = tmp_path / str(turn)
        folder.mkdir()
        turned = rows[turn:] + rows[:turn]
        (folder / "plant.csv").write_text(ONE, encoding="utf-8")
        (folder / f"{'zab'[turn % 3]}.csv").write_text(points(*turned[:3]), encoding="utf-8")
        (folder / f"{'yxc'[turn % 3]}.csv").write_text(points(*turned[3:]), encoding="utf-8")
        (folder / "finding.csv").write_text(
            findings(*reversed(notes) if turn % 2 else notes), encoding="utf-8"
        )
        facts = read_facts(folder, policy)
        tables = {
            name: (t.incomplete_for, [(k, r.values, r.links, r.parent) for k, r in t.rows.items()])
            for name, t in facts.tables.items()
        }
        seen.append((tables, sorted((r.column, r.value, r.code) for r in facts.rejects)))
        assert facts.sha256 == read_facts(folder, policy).sha256
        seen[-1] += (facts.sha256,)  # type: ignore[assignment]
    assert seen[1:] == seen[:1] * 3


def test_the_fingerprint_follows_the_contents(read: Read) -> None:
    first = read(plant=PLANTS).sha256
    assert read(plant=PLANTS.replace("30", "30.0")).sha256 == first
    assert read(plant=PLANTS.replace("30", "31")).sha256 != first
    assert read(plant=PLANTS, facts='snapshot: "2026-03-31"\n').sha256 != first


# -- manifest ------------------------------------------------------------------------

MANIFEST = """\
snapshot: "2026-03-31"
tables:
  plant: {files: plant.csv}
  point:
    files: [list.csv]
    headers: {分级: level, 号: no}
    ignore: [风险等级]
    values: {level: {B: 四级, C: r1}}
    rows: complete
"""


def test_a_manifest_maps_headers_values_and_completeness(read: Read) -> None:
    facts = read(
        facts=MANIFEST,
        plant=ONE,
        list=f"信用代码,号,分级,风险等级\n{CODE},1,B,一级\n{CODE},2,C,?\n{CODE},3,D,一级\n",
        extra=PLANTS,
    )
    assert facts.snapshot == date(2026, 3, 31)
    assert facts.tables["point"].complete
    assert not facts.tables["plant"].complete
    assert kept(facts, "point") == {
        "1": {"no": "1", "level": "r4"},
        "2": {"no": "2", "level": "r1"},
    }
    assert rejected(facts) == [(4, "分级", "D", "F201")]
    aside = [s for s in facts.summaries if s.file == "extra.csv"]
    assert [s.note.zh for s in aside if s.note] == ["facts.yaml 没有列出，未读"]


def test_a_list_without_numbers_is_numbered_by_content(read: Read) -> None:
    facts = read(
        facts="tables:\n  finding: {number_rows: yes}\n",
        plant=ONE,
        finding=f"信用代码,发现日期,描述\n{CODE},2020.3.2,乙\n{CODE},2020.3.1,甲\n",
    )
    assert {k: v["words"] for k, v in kept(facts, "finding").items()} == {"1": "甲", "2": "乙"}


def test_an_ascending_table_needs_its_numerals_explained(read: Read) -> None:
    manifest = "tables:\n  point: {ascending: [level], values: {level: {4: 一级}}}\n"
    facts = read(plant=ONE, point=points("1,4", "2,3", "3,红"), facts=manifest)
    assert {k: v["level"] for k, v in kept(facts, "point").items()} == {"1": "r1", "3": "r1"}
    assert rejected(facts) == [(3, "风险等级", "3", "F203")]


def test_dates_of_1904_are_declared_for_a_table(read: Read) -> None:
    facts = read(
        facts="tables:\n  finding: {dates: 1904}\n", plant=ONE, finding=findings("a,,42429")
    )
    assert kept(facts, "finding")["a"]["found_on"] == date(2020, 3, 1)


def test_incomplete_parents_are_kept_from_the_manifest(read: Read) -> None:
    manifest = f'tables:\n  point: {{rows: complete, incomplete_for: [["{CODE}", "1"]]}}\n'
    facts = read(facts=manifest, plant=ONE, point=points("1,一级"))
    assert facts.tables["point"].complete
    assert facts.tables["point"].incomplete_for == {(CODE, "1")}


def test_several_sources_of_one_entity_each_have_their_own_headers(
    policy: PolicySet, tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "plant.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "sub" / "a.csv").write_text("号,分级\n1,一级\n", encoding="utf-8")
    (tmp_path / "sub" / "b.csv").write_text("编,级别\n2,二级\n", encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(
        "tables:\n  plant: {files: plant.csv}\n  point:\n"
        f"    - {{files: sub/a.csv, headers: {{号: no, 分级: level}}, parent: {{code: {CODE}}}}}\n"
        f"    - {{files: sub/b.csv, headers: {{编: 内部编号}}, parent: {{信用代码: {CODE}}}}}\n",
        encoding="utf-8",
    )
    facts = read_facts(tmp_path, policy)
    assert kept(facts, "point") == {
        "1": {"no": "1", "level": "r1"},
        "2": {"no": "2", "level": "r2"},
    }
    assert facts.tables["point"].rows[CODE, "1", "2"].origin == Origin("sub/b.csv", "", 2)


# -- problems ------------------------------------------------------------------------


REFUSED: list[tuple[str, str, int, str]] = [
    ("files: plants.csv", "F113", 3, "facts.yaml"),
    ("headers: {a: nme}", "F111", 3, "name"),
    ("headers: {人书: workers}", "F115", 3, ""),
    ("values: {alarm: {a: b}}", "F112", 3, "无预警"),
    ("values: {workers: {a: b}}", "F111", 3, ""),
    ("parent: {x: b}", "F111", 3, ""),
    ("ascending: [levl]", "F111", 3, ""),
]


@pytest.mark.parametrize(("said", "code", "line", "hint"), REFUSED)
def test_a_manifest_that_is_wrong_is_refused_where_it_is_wrong(
    policy: PolicySet, tmp_path: Path, said: str, code: str, line: int, hint: str
) -> None:
    (tmp_path / "plant.csv").write_text(ONE, encoding="utf-8")
    text = f"tables:\n  plant:\n    {said}\n"
    (tmp_path / "facts.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems_of(tmp_path, policy)
    assert (problem.code, problem.place.line) == (code, line)
    assert hint in (problem.hint.zh if problem.hint else "")


@pytest.mark.parametrize(
    ("files", "code", "line", "hint"),
    [
        ({"plant.csv": "甲,乙,丙\n1,2,3\n"}, "F105", 0, "表头写字段名称"),
        ({"plant.csv": "信用代马,工厂名称,人数\n1,2,3\n"}, "F106", 1, "“信用代马”列是否要写"),
        ({"plant.csv": f"信用代码,人数,Workers\n{CODE},1,2\n"}, "F107", 1, "ignore"),
        ({"plant.csv": ONE, "point.csv": "内部编号,级别\n1,一级\n"}, "F108", 1, "信用代码：…"),
        ({"plant.csv": "信用代码,工厂名称\n"}, "F104", 0, "退回0行"),
        ({"a.txt": "说明文字\n"}, "F102", 0, ""),
        ({"plant.csv": "<html><table>"}, "F103", 0, "xlsx"),
        ({"plant.csv": ONE, "facts.yaml": "tables:\n  plnt: {}\n"}, "F110", 2, "plant"),
        ({"plant.csv": ONE, "facts.yaml": 'snapshot: "2026-02-30"\n'}, "F116", 1, "2026-03-31"),
    ],
)  # fmt: skip
def test_a_job_that_cannot_be_done_is_refused_with_place_and_hint(
    policy: PolicySet, tmp_path: Path, files: dict[str, str], code: str, line: int, hint: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (problem,) = problems_of(tmp_path, policy)
    assert (problem.code, problem.place.line) == (code, line)
    assert hint in (problem.hint.zh if problem.hint else "")


def test_a_wrong_path_and_an_empty_folder_are_problems(policy: PolicySet, tmp_path: Path) -> None:
    assert [p.code for p in problems_of(tmp_path / "no", policy)] == ["F101"]
    assert [p.code for p in problems_of(tmp_path, policy)] == ["F102"]


def test_all_broken_files_are_reported_in_one_run(policy: PolicySet, tmp_path: Path) -> None:
    (tmp_path / "plant.csv").write_text("信用代码,人数,Workers\n1,2,3\n", encoding="utf-8")
    (tmp_path / "point.csv").write_text("<html>", encoding="utf-8")
    (tmp_path / "finding.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert [p.code for p in problems_of(tmp_path, policy)] == ["F105", "F107", "F103"]


def test_a_table_that_may_be_two_things_is_not_guessed(policy: PolicySet, tmp_path: Path) -> None:
    (tmp_path / "plant.csv").write_text(ONE, encoding="utf-8")
    text = f"信用代码,内部编号,步骤号,完成,隐患编号,描述\n{CODE},1,1,是,2,b\n"
    (tmp_path / "资料.csv").write_text(text, encoding="utf-8")
    (problem,) = problems_of(tmp_path, policy)
    assert problem.code == "F109"
    assert problem.message.zh == "这张表可能是“隐患”，也可能是“步骤”"


# -- nothing is left out in silence ----------------------------------------------------


def test_what_is_not_read_is_said(policy: PolicySet, tmp_path: Path) -> None:
    (tmp_path / "plant.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "说明.txt").write_text("请先读我\n", encoding="utf-8")
    (tmp_path / "台账").mkdir()
    (tmp_path / "台账" / "a.csv").write_text(points("1,一级"), encoding="utf-8")
    facts = read_facts(tmp_path, policy)
    said = {s.file: s.note.zh for s in facts.summaries if s.note and not s.entity}
    assert said == {
        "台账/": "子文件夹未读；要读请在 facts.yaml 的 files 中列出",
        "说明.txt": "没有认出表头，未读",
    }


def test_returned_rows_that_nobody_can_place_are_counted(read: Read) -> None:
    facts = read(plant=ONE, point=points("1,一级") + f"{OTHER},1,二级\n,3,一级\n")
    (line,) = [s for s in facts.summaries if s.entity == "point"]
    assert (line.read, line.returned) == (1, 2)
    assert line.note is not None
    assert line.note.zh == "其中2行无法归户"


def test_only_the_sheets_and_files_listed_are_read(policy: PolicySet, tmp_path: Path) -> None:
    manifest = "tables:\n  plant: {files: '*.csv'}\n  point: {files: sub/**/*.csv}\n"
    (tmp_path / "facts.yaml").write_text(manifest, encoding="utf-8")
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "甲.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "甲.xls").write_text(PLANTS, encoding="utf-8")
    (tmp_path / "sub" / "deep" / "x.csv").write_text(points("1,一级"), encoding="utf-8")
    facts = read_facts(tmp_path, policy)
    assert kept(facts, "point") == {"1": {"no": "1", "level": "r1"}}
    assert list(facts.tables["plant"].rows) == [(CODE, "1")]
    assert [s.file for s in facts.summaries if not s.entity] == ["甲.xls"]
