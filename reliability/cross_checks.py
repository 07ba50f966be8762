"""How often the cross-checks cry wolf on published tables, and how often they notice a slip put in on purpose.

``python reliability/cross_checks.py --data DIR [--slips 200] [--seed 0]``. DIR holds ``yearbooks/nbs/*.csv`` (regional
tables of the National Bureau of Statistics of China, one indicator over years) and ``yearbooks/agrimachine`` (tables of
the yearbook of farm machinery as typed or scanned, with the nation, and the corps of Xinjiang in ``raw-YYYY.xlsx``).
First the findings on the tables as they are; then, one at a time, a random number of a province is multiplied by a
power of ten, has one digit changed, two neighbours swapped, or one digit lost, and the table is checked again. A slip
counts as *seen* when there is a finding at its cell, or at a total of its column, that was not there before; as *named*
when that finding says the very cell and number that were there. NBS tables are taken as they are, and once more with
a total row added.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import python_calamine

from growthpole import observe
from growthpole.errors import Finding
from growthpole.observe.checks.cross_checks import cross_check
from growthpole.observe.checks.rows import plain
from growthpole.observe.gazetteer import resolve_region
from growthpole.observe.grids import column_letters

POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)


def row(label: str, header: str, period: str, value: str, unit: str, file: str, cell: str) -> dict[str, str]:
    """One number as the reader gives it."""
    region = resolve_region(label) or ""
    parts = (region, label, header, period, value, unit, file, cell)
    return dict(
        zip(("region", "region_label", "header", "period", "value", "unit", "file", "cell"), parts, strict=True)
    )


def nbs(path: Path) -> pd.DataFrame:
    """A table of regions by years."""
    lines = path.read_text(encoding="gb18030").splitlines()
    name, unit = lines[1].partition("：")[2].rstrip(")").split("(")
    head = next(place for place, line in enumerate(lines) if line.startswith("地区,"))
    years = [text.rstrip("年") for text in lines[head].split(",")]
    rows = []
    for place, line in enumerate(lines[head + 1 :], head + 2):
        cells = line.split(",")
        if len(cells) < 5 or not resolve_region(cells[0]):
            continue
        for column, value in enumerate(cells[1:], 1):
            if years[column]:
                cell = f"{column_letters(column)}{place}"
                rows.append(row(cells[0], name, years[column], value, unit, path.name, cell))
    return pd.DataFrame(rows)


def with_nation(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a total row that is the sum of its regions."""
    numbers = table[table["value"] != ""]
    totals = [
        row(
            "全国",
            header,
            period,
            str(sum(map(Decimal, part["value"]))),
            part["unit"].iloc[0],
            part["file"].iloc[0],
            "",
        )
        for (header, period), part in numbers.groupby(["header", "period"])
    ]
    return pd.concat([table, pd.DataFrame(totals).assign(cell=[f"ZZ{place}" for place in range(len(totals))])])


def text_of(value: object) -> str:
    """A cell as text; a whole number without its point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def sheet(path: Path) -> list[list[object]]:
    """The first sheet of a workbook."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(book.sheet_names[0]).to_python()


def agrimachine(folder: Path) -> pd.DataFrame:
    """Four years of the farm machinery tables, in tidy form, with the corps beside the provinces."""
    rows = []
    for path in sorted(folder.glob("20[0-9][0-9].xlsx")):
        head, *lines = sheet(path)
        at = {str(name): place for place, name in enumerate(head)}
        letter = column_letters(at["value"])
        for place, line in enumerate(lines, 2):
            label, header = str(line[at["province"]]), str(line[at["chn_block4"]])
            value = text_of(line[at["value"]])
            rows.append(row(label, header, path.stem, value, "", path.name, f"{letter}{place}"))
        names: list[str] = []
        for place, line in enumerate(sheet(folder / f"raw-{path.stem}.xlsx"), 1):
            if str(line[0]).strip() == "地区":
                names = [str(name) for name in line]
            elif "兵团" in str(line[0]):
                cells = [(column_letters(column), name) for column, name in enumerate(names) if column > 1]
                rows += [
                    row(str(line[0]), name, path.stem, text_of(value), "", path.name, f"raw {letter}{place}")
                    for (letter, name), value in zip(cells, line[2:], strict=True)
                ]
    return pd.DataFrame(rows)


def shifted(text: str, chance: random.Random) -> str:
    """The number times a power of ten."""
    return f"{Decimal(text).scaleb(chance.choice(POWERS)):f}"


def changed(text: str, chance: random.Random) -> str:
    """The number with its first or second digit changed."""
    places = [place for place, sign in enumerate(text) if sign.isdigit()][:2]
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != text[place]])
    return text[:place] + digit + text[place + 1 :]


def swapped(text: str, chance: random.Random) -> str:
    """The number with two different neighbouring digits swapped."""
    pairs = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
    if not pairs:
        return text
    at = chance.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def lost(text: str, chance: random.Random) -> str:
    """The number without one digit before its point."""
    whole, point, rest = text.partition(".")
    at = chance.randrange(len(whole))
    return (whole[:at] + whole[at + 1 :] or "0") + point + rest


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "× 10^n": shifted,
    "first digits changed": changed,
    "neighbours swapped": swapped,
    "digit lost": lost,
}


def key(found: Finding) -> tuple[str, ...]:
    """What makes two findings the same."""
    return (found.code, found.file, found.cell, found.value, str(found.params.get("sum", "")))


def trials(table: pd.DataFrame, kind: str, count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """What came of each slip: ``seen`` (by which check) or ``missed``, and whether it was named."""
    before = {key(found) for found in cross_check(table)}
    long = table["value"].str.replace(".", "").str.len() >= 3
    places = [place for place, ok in enumerate((long & (table["region"] != "CN")).tolist()) if ok]
    column = table.columns.get_loc("value")
    done = 0
    while done < count:
        place = chance.choice(places)
        printed = str(table["value"].iloc[place])
        slip = KINDS[kind](printed, chance)
        if Decimal(slip) == Decimal(printed):
            continue
        done += 1
        trial = table.copy()
        trial.iloc[place, column] = slip
        here, period, header = (table[name].iloc[place] for name in ("cell", "period", "header"))
        totals = set(
            table[(table["region"] == "CN") & (table["period"] == period) & (table["header"] == header)]["cell"]
        )
        fresh = [found for found in cross_check(trial) if key(found) not in before]
        mine = [found for found in fresh if found.cell == here or found.cell in totals]
        by = sorted({"sum" if found.cell in totals else "power of ten" for found in mine})
        told = any(
            found.params.get("slip_at") == here and found.params.get("slip_reading") == plain(Decimal(printed))
            for found in mine
        )
        at = any(found.cell == here and found.code.startswith("power-of-ten") for found in mine)
        yield (" and ".join(by) or "missed"), ("named" if told or at else "")


def main() -> None:
    """Print false alarms and detection rates."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--slips", type=int, default=200)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    tables = {path.stem: nbs(path) for path in sorted((given.data / "yearbooks" / "nbs").glob("*.csv"))}
    tables |= {f"{name} + total": with_nation(table) for name, table in list(tables.items())}
    tables["agrimachine 2010-2013"] = agrimachine(given.data / "yearbooks" / "agrimachine")
    print("Findings on the tables as they are")
    for name, table in tables.items():
        start = time.process_time()
        found = cross_check(table)
        codes = ", ".join(f"{code} {count}" for code, count in sorted(Counter(each.code for each in found).items()))
        took = time.process_time() - start
        print(f"  {name}: {len(table)} numbers, {len(found)} findings ({codes or 'none'}), {took:.2f} s")
        for each in found:
            print(f"    {each.place()}: {each.rule()}")
    print("Findings on printed sheets, read by observe.read")
    for path in sorted((given.data / "yearbooks" / "agrimachine").glob("raw-20[0-9][0-9]-[0-9].xlsx")):
        rows = observe.read(path).rows
        found = cross_check(rows)
        codes = ", ".join(f"{code} {count}" for code, count in sorted(Counter(each.code for each in found).items()))
        print(f"  {path.name}: {len(rows)} numbers, {len(found)} findings ({codes or 'none'})")
    print(f"Slips put in, {given.slips} of each kind")
    for name, table in tables.items():
        for kind in KINDS:
            chance = random.Random(given.seed)  # noqa: S311
            outcomes = list(trials(table, kind, given.slips, chance))
            seen = sum(what != "missed" for what, _ in outcomes) / len(outcomes)
            named = sum(bool(what) for _, what in outcomes) / len(outcomes)
            ways = ", ".join(f"{what} {count}" for what, count in Counter(what for what, _ in outcomes).most_common())
            print(f"  {name}, {kind}: seen {seen:.1%}, named {named:.1%} ({ways})")


if __name__ == "__main__":
    main()
