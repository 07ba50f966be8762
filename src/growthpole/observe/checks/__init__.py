"""What was read against itself: totals, ratios, growth and declared identities."""
