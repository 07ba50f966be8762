"""How good was a forecast? Splits in time, metrics, calibration and conformal bands: the ground under ``backtest``."""
