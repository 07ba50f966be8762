"""The dashboard: the same views as the report, in a browser."""
