"""The `peil` command: one module for each thing it does."""
