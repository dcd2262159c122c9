"""Speed, measured side by side in one run: `make bench`. Nothing here is a test; a slow machine fails nothing."""
