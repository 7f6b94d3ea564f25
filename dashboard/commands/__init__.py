"""The `peil` command: `main.py` lists the subcommands, and loads the one that is called."""
