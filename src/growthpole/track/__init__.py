"""Is it working? Counting rules, actual against plan, alerts; the ledger rows themselves live in ``store``."""
