"""Settings: the configuration of an installation, and the origin of each value."""
