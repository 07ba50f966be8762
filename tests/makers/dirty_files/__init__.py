"""Dirty statistical files with known truth, and the judge of a reading.

``make(seed)`` gives a file as a statistics office might publish it, with the truth about every figure in it;
``judge(file, outcome)`` says whether a reading, or the error it ended in, is exact, asked, named or wrong. The truth
comes from the tables of this package alone. At scale: ``reliability/dirty_files.py``.
"""

from .canvas import DirtyFile, TruthCell
from .judging import Fault, Verdict, judge
from .making import make
from .surroundings import surrounded

__all__ = ["DirtyFile", "Fault", "TruthCell", "Verdict", "judge", "make", "surrounded"]
