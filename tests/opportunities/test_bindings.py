import numpy as np
import pytest

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.linkages import technical_coefficients, worked_example
from growthpole.opportunities import activity_links

SECTORS = {"grain": "1", "rice": "1", "cars": "2", "songs": ""}


def test_each_pair_has_the_coefficient_of_its_sectors():
    a = technical_coefficients(worked_example())
    found = activity_links(worked_example(), SECTORS)
    for buyer, seller in (("cars", "grain"), ("grain", "cars"), ("rice", "grain"), ("cars", "cars")):
        wanted = float(a.sel(supplier=SECTORS[seller], user=SECTORS[buyer]))
        assert float(found.sel(activity=seller, activity_other=buyer)) == wanted


def test_without_a_sector_there_is_no_tie():
    found = activity_links(worked_example(), SECTORS)
    codes = found.coords["reason"]
    assert np.isnan(found.sel(activity="songs").values).all()
    assert (codes.sel(activity_other="songs") == REASONS["missing"]).all()
    assert int((codes != 0).sum()) == 7


def test_a_sector_the_table_does_not_have_is_refused():
    with pytest.raises(LabelMismatch):
        activity_links(worked_example(), {"grain": "9"})
