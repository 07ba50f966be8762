import hashlib
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import resources

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from growthpole.observe.gazetteer import nearest_regions, regions, resolve_region
from growthpole.tables.classification import Classification, folded

DATA = resources.files("growthpole.observe") / "data"
KNOWN = regions()
LEVEL = KNOWN.attribute("level")
BILINGUAL = [
    code for code, level in LEVEL.items() if level != "city" and KNOWN.label(code, "zh") != KNOWN.label(code, "en")
]


def of_level(level):
    return [code for code, own in LEVEL.items() if own == level]


# --- the list ------------------------------------------------------------------------------------------------


def test_the_list_is_complete():
    # 31 and Hong Kong, Macao, Taiwan; ISO 3166-1 has 249, of which these three stand among the provinces
    assert Counter(LEVEL.values()) == {
        "country": 246,
        "province": 34,
        "corps": 1,
        "group": 4,
        "city": 335,
        "state": 16,
    }


def test_prefectures_by_kind():
    """293 cities, 7 prefectures, 30 autonomous prefectures and 3 leagues (Statistical Yearbook of China 2023, 1-1)."""
    longest = {}
    for label, code in [*((KNOWN.label(code, "zh"), code) for code in of_level("city")), *KNOWN.aliases.items()]:
        if code in LEVEL and LEVEL[code] == "city" and code not in {"CN-371200", "CN-341400"}:
            longest.setdefault(code, []).append(label)
    cities = [code for code, labels in longest.items() if any(label.endswith("市") for label in labels)]
    states = [code for code, labels in longest.items() if any(label.endswith("自治州") for label in labels)]
    leagues = [code for code in longest if code in {"CN-152200", "CN-152500", "CN-152900"}]
    areas = set(longest) - {*cities, *states, *leagues}
    assert (len(cities), len(areas), len(states), len(leagues)) == (293, 7, 30, 3)
    assert all(any(label.endswith("地区") for label in longest[code]) for code in areas)


def test_a_code_of_gb2260_stands_under_its_province():
    digits = {label: code for label, code in KNOWN.aliases.items() if label.isdigit() and label.endswith("0000")}
    assert len(digits) == 34
    parents = dict(zip(KNOWN.frame["code"], KNOWN.frame["parent"], strict=True))
    wrong = [code for code in of_level("city") if parents[code] != digits[f"{code[3:5]}0000"]]
    assert wrong == []
    assert {parents[code] for level in ("province", "corps", "group") for code in of_level(level)} == {"CN"}
    assert {parents[code] for code in of_level("state")} == {"DE"}


def test_every_label_names_one_region():
    """Classification keeps one code for a label and raises for two; here each label is looked up on its own."""
    table = pd.read_csv(DATA / "regions.csv", dtype=str, keep_default_na=False)
    owners = {}
    for row in table.itertuples():
        for label in (row.code, row.name_en, row.name_zh, *row.aliases.split("|")):
            if label:
                owners.setdefault(folded(label), set()).add(row.code)
                assert KNOWN.resolve(label) == row.code
    assert {label: codes for label, codes in owners.items() if len(codes) > 1} == {}
    assert len(owners) > 4900


def test_no_label_is_read_as_another_region():
    """Marks and parts that are taken off to read a cell never turn a known label into another."""
    table = pd.read_csv(DATA / "regions.csv", dtype=str, keep_default_na=False)
    for row in table.itertuples():
        for label in (row.code, row.name_en, row.name_zh, *filter(None, row.aliases.split("|"))):
            assert resolve_region(label) == row.code
            assert resolve_region(f"#{label}*") == row.code


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("吉林", "CN-JL"),
        ("吉林市", "CN-220200"),
        ("海南", "CN-HI"),
        ("海南州", "CN-632500"),
        ("朝阳市", "CN-211300"),
        ("朝阳", None),
        ("兴安", None),
        ("Suzhou", None),
        ("Suzhou City", None),
        ("Yichun", None),
        ("Suzhou, Anhui", "CN-341300"),
        ("Georgia", "GE"),
        ("几内亚", "GN"),
        ("刚果（金）", "CD"),
        ("Congo, Rep.", "CG"),
        ("Korea", None),
        ("HK", "CN-HK"),
        ("MAC", "CN-MO"),
        ("Taiwan, China", "CN-TW"),
        ("SD", "SD"),
        ("CN-37", "CN-SD"),
        ("CN-SD", "CN-SD"),
        ("370000", "CN-SD"),
        ("Neimenggu", "CN-NM"),
        ("Nei Mongol", "CN-NM"),
        ("Xizang", "CN-XZ"),
        ("Shaanxi Province", "CN-SN"),
        ("Shanxi Province", "CN-SX"),
        ("兵团", "CN-x-xpcc"),
        ("中部地区", "CN-x-central"),
        ("Nation Total", "CN"),
        ("全国合计", "CN"),
        ("毕节地区", "CN-520500"),
        ("522400", "CN-520500"),
        ("襄樊市", "CN-420600"),
        ("莱芜", "CN-371200"),
        ("Sachsen", "DE-SN"),
        ("DEF", "DE-SH"),
        ("合计", None),
        ("Total", None),
        ("Central", None),
        ("", None),
    ],
)
def test_labels_and_what_they_name(label, code):
    assert resolve_region(label) == code


def test_the_codes_are_those_of_the_bundled_studies():
    folder = resources.files("growthpole.examples")
    for study, file, column in (
        ("shandong", "provinces.csv", "region_code"),
        ("germany", "regions.csv", "region_code"),
    ):
        table = pd.read_csv(folder / study / "sources" / file, dtype=str, keep_default_na=False)
        named = {code: resolve_region(name) for code, name in zip(table[column], table["name_en"], strict=True)}
        assert named == {code: code for code in table[column]}
    cities = pd.read_csv(folder / "shandong" / "sources" / "cities.csv", dtype=str)
    assert {resolve_region(name) for name in cities["name_zh"]} == {f"CN-{code}" for code in cities["city_code"]}


def test_the_statistical_groups_cover_the_mainland():
    """10, 6, 12 and 3 provinces (NBS, division of 2011); the corps goes with Xinjiang."""
    counted = Counter(group for code, group in KNOWN.attribute("group").items() if LEVEL[code] == "province" and group)
    assert counted == {"CN-x-east": 10, "CN-x-central": 6, "CN-x-west": 12, "CN-x-northeast": 3}


def test_a_region_that_ended_names_who_followed():
    ends = {code: end for code, end in KNOWN.attribute("valid_to").items() if end}
    after = KNOWN.attribute("successor")
    assert ends == {"CN-371200": "2019-01", "CN-341400": "2011-08"}
    assert {code for code, names in after.items() if names} == set(ends)
    assert all(name in KNOWN for code in ends for name in after[code].split("|"))


def test_the_source_notes_are_of_this_file():
    data = (DATA / "regions.csv").read_bytes()
    notes = tomllib.loads((DATA / "regions.source.toml").read_text(encoding="utf-8"))
    assert notes["sha256"] == hashlib.sha256(data).hexdigest()
    assert notes["rows"] == len(KNOWN)


# --- printed cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("全国 National", "CN"),
        ("北京 Beijing", "CN-BJ"),
        ("北京\n\nBeijing", "CN-BJ"),
        ("北京（Beijing）", "CN-BJ"),
        ("Beijing / 北京", "CN-BJ"),
        ("山   东", "CN-SD"),
        ("新疆建设兵团 Xinjiang Construc-\n\ntion Corps", "CN-x-xpcc"),
        ("内蒙古 Inner Mongolia", "CN-NM"),
        ("内蒙古\nInner Mongo-\nlia", "CN-NM"),
        ("#山东", "CN-SD"),
        ("＃ 山东", "CN-SD"),
        ("其中：山东", "CN-SD"),
        ("#其中: 山东", "CN-SD"),
        ("of which: Germany", "DE"),
        ("  济南市", "CN-370100"),
        ("　　济南市", "CN-370100"),
        ("山东*", "CN-SD"),
        ("山东①", "CN-SD"),
        ("山东(1)", "CN-SD"),
        ("山东（1） Shandong", None),
        ("山东 Shandong [a]", "CN-SD"),
        ("Germany¹", "DE"),
        ("吉林市 Jilin", "CN-220200"),
        ("海南州 Hainan", "CN-632500"),
        ("苏州 Suzhou", "CN-320500"),
        ("宿州 Suzhou", "CN-341300"),
        ("苏州市 Suzhou City", "CN-320500"),
        ("韩国 Korea", "KR"),
        ("刚果（布） Congo, Rep.", "CG"),
        # both parts known, and different
        ("山东 Shanxi", None),
        ("陕西 Shanxi", None),
        ("吉林市 Jiangsu", None),
        # one part unknown: a misprint, or something else
        ("河南 Ilenan", "CN-HA"),
        ("由东 Shandong", "CN-SD"),
        ("Ilenan", None),
        ("山东 Rural", None),
        ("山东 Shandong Rural", None),
        ("山东农村 Shandong", None),
        ("全国平均 National", None),
        ("国家级 National", None),
        # more than a name
        ("山东 2019", None),
        ("新疆(含兵团)", None),
        ("#", None),
        ("其中：", None),
        # codes are capitals, words are not
        ("NO", "NO"),
        ("No", None),
        ("No.", None),
        ("per", None),
        ("Mar", None),
        ("ＮＡ", "NA"),
        ("Aba", "CN-513200"),
        ("Ili", "CN-654000"),
    ],
)
def test_a_printed_cell(cell, code):
    assert resolve_region(cell) == code


@given(st.sampled_from(BILINGUAL), st.sampled_from(BILINGUAL), st.sampled_from([" ", "\n\n", "  ", "/"]))
@example("CN-SD", "CN-SX", " ")
def test_two_names_agree_or_name_nothing(chinese, latin, between):
    printed = f"{KNOWN.label(chinese, 'zh')}{between}{KNOWN.label(latin)}"
    assert resolve_region(printed) == (chinese if chinese == latin else None)


@given(
    st.sampled_from(KNOWN.codes),
    st.sampled_from(["", "#", "＃", "其中：", "  "]),
    st.sampled_from(["", "*", "①", "(2)"]),
)
def test_marks_do_not_change_the_region(code, before, after):
    assert resolve_region(f"{before}{KNOWN.label(code, 'zh')}{after}") == code


@given(st.text(alphabet="山东北京全国 ABab()（）#*1-\n：", max_size=14))
def test_any_text_is_a_known_code_or_nothing(text):
    assert resolve_region(text) in {None, *KNOWN.codes}


@pytest.mark.parametrize(
    "word", ["Urban", "Rural", "Average", "Other", "Male", "Growth", "Downtown", "Number", "City", "Output", "Industry"]
)
def test_words_beside_a_name_are_not_dropped(word):
    assert {resolve_region(f"{KNOWN.label(code, 'zh')} {word}") for code in of_level("province")} == {None}


# --- other lists, hints, cost --------------------------------------------------------------------------------


def test_the_regions_of_a_study_take_the_place_of_the_bundled_ones():
    frame = pd.DataFrame(
        {"code": ["370100", "no"], "name_en": ["Jinan", "Nowhere"], "name_zh": ["济南", "无处"], "parent": ["", ""]}
    )
    own = Classification("region", frame, {"泉城": "370100"})
    assert resolve_region("济南 Jinan", own) == "370100"
    assert resolve_region("#泉城①", own) == "370100"
    assert resolve_region("No", own) == "no"
    assert resolve_region("济南 Nowhere", own) is None
    assert resolve_region("山东", own) is None


@pytest.mark.parametrize(
    ("label", "near"),
    [("Ilenan", "CN-HA (Henan)"), ("Guandong", "CN-GD (Guangdong)"), ("内蒙占", "CN-NM (Inner Mongolia)")],
)
def test_the_nearest_are_offered(label, near):
    assert near in nearest_regions(label).split(", ")


def test_nothing_near_is_a_dash():
    assert nearest_regions("xyzzy") == "–"


def test_the_module_loads_without_pandas():
    code = "import sys, growthpole.observe.gazetteer; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
