"""The units themselves: key, quantity, size, and the labels statistical sources print for each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

__all__ = ["ALL_UNITS", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its key, the quantity it measures, and its size in the quantity's base unit."""

    key: str
    quantity: str
    factor: Decimal
    aliases: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether the unit is one of money, and so needs a price basis."""
        return self.quantity.startswith("money:")

    @property
    def is_count(self) -> bool:
        """Whether values are counts or amounts that cannot be negative."""
        return self.quantity.startswith("count:")


def _scaled(quantity: str, *scaled: tuple[str, str, tuple[str, ...]]) -> list[Unit]:
    return [Unit(key, quantity, Decimal(factor), aliases) for key, factor, aliases in scaled]


def _count(thing: str, *aliases: str) -> Unit:
    return Unit(thing, f"count:{thing}", Decimal(1), aliases)


ALL_UNITS: Final = [
    *_scaled(
        "money:CNY",
        ("CNY", "1", ("元", "yuan", "RMB", "人民币元")),
        ("1e3 CNY", "1e3", ("千元", "thousand CNY", "thousand yuan", "1 000 yuan")),
        ("1e4 CNY", "1e4", ("万元", "10 thousand CNY", "10 thousand yuan", "10 000 yuan", "万元人民币")),
        ("1e6 CNY", "1e6", ("百万元", "million CNY", "million yuan", "CNY million")),
        ("1e8 CNY", "1e8", ("亿元", "100 million CNY", "100 million yuan", "亿元人民币")),
        ("1e9 CNY", "1e9", ("十亿元", "billion CNY", "billion yuan", "CNY billion")),
        ("1e12 CNY", "1e12", ("万亿元", "trillion CNY", "trillion yuan")),
    ),
    *_scaled(
        "money:USD",
        ("USD", "1", ("美元", "US dollar", "US dollars", "US$")),
        ("1e3 USD", "1e3", ("千美元", "thousand USD")),
        ("1e4 USD", "1e4", ("万美元", "10 000 USD", "10 thousand USD", "10 000 US dollars")),
        ("1e6 USD", "1e6", ("百万美元", "million USD", "MUSD", "million US dollars", "USD million", "US$ million")),
        ("1e8 USD", "1e8", ("亿美元", "100 million USD", "100 million US dollars")),
        ("1e9 USD", "1e9", ("十亿美元", "billion USD", "billion US dollars", "USD billion")),
        ("1e12 USD", "1e12", ("万亿美元", "trillion USD")),
    ),
    *_scaled(
        "money:EUR",
        ("EUR", "1", ("欧元", "euro", "euros", "€")),
        ("1e3 EUR", "1e3", ("thousand EUR", "Tsd. EUR", "1 000 EUR", "Tsd. Euro", "thousand euro")),
        (
            "1e6 EUR",
            "1e6",
            ("百万欧元", "million EUR", "Mio. EUR", "Mill. EUR", "Mio. Euro", "million euro", "EUR million"),
        ),
        ("1e9 EUR", "1e9", ("十亿欧元", "billion EUR", "Mrd. EUR", "Mrd. Euro", "billion euro", "EUR billion")),
        ("1e12 EUR", "1e12", ("万亿欧元", "trillion EUR")),
    ),
    *_scaled(
        "money:CNY/person",
        ("CNY/person", "1", ("元/人", "yuan/person", "yuan per person", "yuan per capita")),
        ("1e4 CNY/person", "1e4", ("万元/人", "10 000 yuan/person")),
    ),
    Unit("1", "ratio", Decimal(1), ("ratio", "fraction of 1")),
    Unit("%", "ratio", Decimal("0.01"), ("percent", "per cent", "百分比")),
    Unit("‰", "ratio", Decimal("0.001"), ("per mille", "千分比")),
    Unit("percentage point", "points", Decimal(1), ("百分点", "个百分点", "percentage points", "pp")),
    Unit("rank", "rank", Decimal(1), ("位", "位次", "名次")),
    Unit("year", "time", Decimal(1), ("年", "years", "a")),
    *_scaled("duration", ("hour", "1", ("小时", "hours")), ("day", "24", ("天", "days"))),
    *_scaled(
        "area",
        ("km2", "1", ("平方公里", "km²", "sq.km", "sq km", "square kilometres", "square kilometers")),
        ("1e4 km2", "1e4", ("万平方公里", "10 000 sq.km")),
        ("ha", "0.01", ("公顷", "hectare", "hectares")),
        ("1e3 ha", "10", ("千公顷", "1 000 hectares", "thousand hectares")),
        ("1e4 ha", "100", ("万公顷", "10 000 hectares")),
        ("m2", "1e-6", ("平方米", "m²", "sq.m", "sq m", "square metres", "square meters")),
        ("1e4 m2", "0.01", ("万平方米", "10 000 sq.m")),
        ("1e8 m2", "100", ("亿平方米", "100 million sq.m")),
    ),
    # a fifteenth of a hectare has no finite decimal, so it is not converted to the other areas
    *_scaled(
        "area:mu",
        ("mu", "1", ("亩",)),
        ("1e4 mu", "1e4", ("万亩", "10 000 mu")),
        ("1e8 mu", "1e8", ("亿亩",)),
    ),
    *_scaled(
        "length",
        ("km", "1", ("公里", "千米", "kilometre", "kilometres", "kilometer", "kilometers")),
        ("1e4 km", "1e4", ("万公里", "10 000 km")),
        ("m", "0.001", ("米", "metre", "metres", "meter", "meters")),
        ("1e4 m", "10", ("万米", "10 000 m")),
        ("1e8 m", "1e5", ("亿米", "100 million m")),
    ),
    *_scaled(
        "volume",
        ("m3", "1", ("立方米", "m³", "cu.m", "cu m", "cubic metres", "cubic meters")),
        ("1e4 m3", "1e4", ("万立方米", "10 000 cu.m")),
        ("1e8 m3", "1e8", ("亿立方米", "100 million cu.m")),
    ),
    *_scaled(
        "mass",
        ("t", "1", ("吨", "ton", "tons", "tonne", "tonnes", "metric tons")),
        ("1e3 t", "1e3", ("千吨", "1 000 tons", "thousand tons", "thousand tonnes")),
        ("1e4 t", "1e4", ("万吨", "10 000 tons", "10 000 tonnes")),
        ("1e6 t", "1e6", ("百万吨", "million tons", "million tonnes")),
        ("1e8 t", "1e8", ("亿吨", "100 million tons")),
        ("kg", "0.001", ("公斤", "千克", "kilogram", "kilograms")),
    ),
    *_scaled(
        "energy:coal",
        ("tce", "1", ("吨标准煤", "吨标煤", "ton of SCE", "tons of SCE", "tons of standard coal")),
        ("1e4 tce", "1e4", ("万吨标准煤", "万吨标煤", "10 000 tons of SCE", "10 000 tce")),
        ("1e8 tce", "1e8", ("亿吨标准煤", "亿吨标煤", "100 million tons of SCE")),
    ),
    *_scaled(
        "energy",
        ("kWh", "1", ("千瓦时", "千瓦小时", "kilowatt-hour", "kilowatt-hours", "kW·h")),
        ("1e3 kWh", "1e3", ("兆瓦时", "MWh")),
        ("1e4 kWh", "1e4", ("万千瓦时", "万千瓦小时", "10 000 kWh")),
        ("1e6 kWh", "1e6", ("百万千瓦时", "million kWh", "GWh")),
        ("1e8 kWh", "1e8", ("亿千瓦时", "亿千瓦小时", "100 million kWh", "100 million kW·h")),
        ("1e9 kWh", "1e9", ("十亿千瓦时", "billion kWh", "TWh")),
    ),
    *_scaled(
        "power",
        ("kW", "1", ("千瓦", "kilowatt", "kilowatts")),
        ("1e3 kW", "1e3", ("兆瓦", "MW")),
        ("1e4 kW", "1e4", ("万千瓦", "10 000 kW")),
        ("1e6 kW", "1e6", ("百万千瓦", "million kW", "GW")),
        ("1e8 kW", "1e8", ("亿千瓦", "100 million kW")),
    ),
    Unit(
        "person/km2",
        "density",
        Decimal(1),
        ("人/平方公里", "persons/sq.km", "person/sq.km", "persons/km2", "persons per km2"),
    ),
    _count("firm", "家", "firms", "企业"),
    Unit("1e4 firm", "count:firm", Decimal("1e4"), ("万家",)),
    _count("household", "户", "households"),
    Unit("1e4 household", "count:household", Decimal("1e4"), ("万户", "10 000 households")),
    Unit("1e8 household", "count:household", Decimal("1e8"), ("亿户",)),
    *_scaled(
        "count:person",
        ("person", "1", ("人", "persons", "employees")),
        ("1e3 person", "1e3", ("千人", "thousand persons", "1 000 persons")),
        ("1e4 person", "1e4", ("万人", "10 000 persons", "10 thousand persons")),
        ("1e6 person", "1e6", ("百万人", "million persons")),
        ("1e8 person", "1e8", ("亿人", "100 million persons")),
    ),
    *_scaled(
        "count:visit",
        ("visit", "1", ("人次", "visits", "person-time", "person-times")),
        ("1e4 visit", "1e4", ("万人次", "10 000 person-times")),
        ("1e8 visit", "1e8", ("亿人次", "100 million person-times")),
    ),
    # what is counted one by one, whatever its measure word: machines, institutions, sets, vessels
    *_scaled(
        "count:unit",
        ("unit", "1", ("台", "辆", "units", "件", "个", "套", "台/套", "台套", "台/辆", "艘", "所", "座", "sets")),
        ("1e3 unit", "1e3", ("千台", "千辆", "千件", "千个", "thousand units", "1 000 units")),
        ("1e4 unit", "1e4", ("万台", "万辆", "万件", "万个", "万套", "10 000 units", "10 000 sets")),
        ("1e8 unit", "1e8", ("亿件", "亿个", "亿台", "亿套", "100 million units")),
    ),
    _count("occurrence", "次"),
    Unit("1e4 occurrence", "count:occurrence", Decimal("1e4"), ("万次",)),
    _count("head", "头", "heads"),
    Unit("1e4 head", "count:head", Decimal("1e4"), ("万头", "10 000 heads")),
    _count("car", "节", "rail cars"),
    _count("project", "个项目", "projects"),
    _count("patent", "patents"),
    _count("item", "项", "items"),
    Unit("1e4 item", "count:item", Decimal("1e4"), ("万项", "10 000 items")),
    _count("centre", "centres"),
    _count("cluster", "clusters"),
    _count("chain", "条", "chains"),
    _count("prize", "prizes"),
    _count("product", "products"),
]
