"""`peil doctor`: examines a whole installation and says how to correct the faults it finds.

The checks change nothing and connect only to the servers in the settings.
"""
