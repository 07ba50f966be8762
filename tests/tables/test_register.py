import pandas as pd
import pytest

from growthpole.tables import Register

ROWS = pd.DataFrame({"chain": ["001", "001", "1"], "stage": ["1", "2", "1"], "firms": [3.0, float("nan"), 0.0]})


def test_rows_are_named_by_all_key_columns_together():
    register = Register("stages", ROWS, ("chain", "stage"), "stages.csv")
    assert len(register) == 3
    assert register.frame["chain"].tolist() == ["001", "001", "1"]


def test_a_repeated_key_is_refused_with_its_count(refused):
    with refused("repeated-key", "chains", "001", "1"):
        Register("chains", ROWS, ("chain",))
    thrice = pd.concat([ROWS, ROWS], ignore_index=True)
    with refused("repeated-key", "001, 1", "3"):
        Register("stages", thrice, ("chain", "stage"))


def test_key_columns_must_be_there(refused):
    with refused("missing-columns", "stages", "city, code"):
        Register("stages", ROWS, ("chain", "city", "code"))


def test_a_register_without_a_key_is_refused(refused):
    with refused("missing-columns", "stages", "key"):
        Register("stages", ROWS, ())


def test_an_empty_register_is_one():
    assert len(Register("stages", ROWS.iloc[:0], ("chain",))) == 0


def test_no_field_can_be_set_again():
    register = Register("stages", ROWS, ("chain", "stage"))
    with pytest.raises(AttributeError):
        register.key = ("chain",)
