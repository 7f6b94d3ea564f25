"""`peil doctor`: looks over a whole installation and says how to mend what it finds.

Each module checks one thing, changes nothing, and asks nobody but the servers in the settings.
"""
