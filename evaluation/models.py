"""The app's tables, re-exported."""
