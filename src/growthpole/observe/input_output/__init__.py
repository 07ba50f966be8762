"""Wide input-output tables in the Chinese statistical layout."""
