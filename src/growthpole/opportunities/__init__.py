"""Where to enter? Feasibility, value and cost of each absent activity, never averaged silently."""
