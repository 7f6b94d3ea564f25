"""The organisation: its name, units, contacts and language, and changes of its roster."""
